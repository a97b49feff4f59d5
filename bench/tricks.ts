/**
 * What each of the 17 tricks of ganhacks does to a small GAN training: both sides of every trick from the same seeds, for as many
 * rounds, judged by a digit classifier. Writes labs/helpers/tricks/measured-tricks.ts, which Lab14 shows, docs/tricks.md and its picture.
 *
 *     npm run bench:tricks [-- --seeds 5 --anew]     seven minutes of one core; interrupt it, and the same command goes on
 *     npm run bench:tricks -- --only 13 --try        prints what one trick does, and stores nothing; --rounds 50 for a shorter look
 *     npm run bench:tricks -- --page                 writes the page and its picture anew from what is stored
 *
 * Rounds decide and not seconds, on one thread: on the same machine the same numbers come out again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { useBackend } from '../kernel-extensions/backend/index.js';
import { loadDataset, type ImageDataset } from '../datasets/index.js';
import { firstImages, sliceData } from '../labs/helpers/batches.js';
import { trainClassifier } from '../labs/helpers/metrics/classifier.js';
import { scoresOf } from '../labs/helpers/metrics/evaluate.js';
import { judgeBy, runTrick, type TrickJudge, type TrickScores } from '../labs/helpers/tricks/measure.js';
import { settingsOf, tricks } from '../labs/helpers/tricks/registry.js';
import { baseline, type TrickSettings } from '../labs/helpers/tricks/settings.js';
import { configurationOf, configurations, type MeasuredTricks, type StoredRun } from '../labs/helpers/tricks/summary.js';
import { tricksPage, tricksPicture } from './tricks-page.js';

/** What decides the bits of a run beside its configuration and seed. */
export const protocol = { rounds: 300, width: 8, batchSize: 32, samples: 500, threads: 1 } as const;

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = join(root, 'labs', 'helpers', 'tricks', 'measured-tricks.ts');

export interface Bench {
  data: ImageDataset;
  judge: TrickJudge;
  floor: TrickScores;
}

export async function prepare(): Promise<Bench> {
  await useBackend('simd', { threads: protocol.threads });
  const [data, unseen] = [await loadDataset('mnist', { limit: 9000 }), await loadDataset('mnist', { split: 'test' })];
  const classifier = await trainClassifier(data, unseen, { quiet: true });
  const judge = await judgeBy(classifier, unseen, protocol.samples);
  const others = firstImages(sliceData(unseen, protocol.samples, 2 * protocol.samples), protocol.samples);
  const floor = rounded(await scoresOf(await classifier.judge(others), judge.reference, 3), scoreNames) as TrickScores;
  others.dispose();
  return { data, judge, floor };
}

/** The settings of a stored configuration. */
export function settingsOfConfiguration(name: string): TrickSettings {
  const trick = tricks.find((each) => each.toggle && (['with', 'without'] as const).some((side) => configurationOf(each, side) === name));
  return name === 'baseline' || !trick ? baseline : settingsOf(trick, name.endsWith('without') ? 'without' : 'with');
}

const scoreNames = ['frechet', 'precision', 'recall', 'confidence', 'modes'] as const;

/** Numbers of four digits, of those that are named; null for what is none. */
export function rounded<Name extends string>(scores: Readonly<Record<Name, number>>, names: readonly Name[]): Record<Name, number | null> {
  return Object.fromEntries(names.map((name) => [name, Number.isFinite(scores[name]) ? Number(scores[name].toPrecision(4)) : null])) as Record<Name, number | null>;
}

export async function measure({ data, judge }: Bench, configuration: string, seed: number, rounds: number = protocol.rounds): Promise<StoredRun> {
  const { width, batchSize } = protocol;
  return rounded(await runTrick({ settings: settingsOfConfiguration(configuration), data, judge, seed, rounds, width, batchSize }), [...scoreNames, 'early']);
}

/** The runs that are stored, or undefined where there are none. */
export function readMeasured(file: string): MeasuredTricks | undefined {
  const [, stored] = /= (\{[\s\S]*\});\n$/.exec(readFileSync(file, 'utf8')) ?? [];
  return stored === undefined ? undefined : JSON.parse(stored) as MeasuredTricks;
}

/** A run a line, so that what a new measurement changed can be read. */
export function measuredSource(measured: MeasuredTricks): string {
  const { runs, ...rest } = measured;
  const lines = Object.entries(runs).map(([name, all]) => `    ${JSON.stringify(name)}: [\n${all.map((run) => `      ${JSON.stringify(run)}`).join(',\n')}\n    ]`);
  return `/** Written by \`npm run bench:tricks\`: the scores of every training, by configuration and seed. summary.ts reads them. */
import type { MeasuredTricks } from './summary.js';

export const measuredTricks: MeasuredTricks = {
  "made": ${JSON.stringify(rest.made)},
  "floor": ${JSON.stringify(rest.floor)},
  "runs": {
${lines.join(',\n')}
  }
};
`;
}

async function main(): Promise<void> {
  const { values: args } = parseArgs({ options: { seeds: { type: 'string', default: '5' }, only: { type: 'string', multiple: true }, try: { type: 'boolean' }, page: { type: 'boolean' }, rounds: { type: 'string' }, anew: { type: 'boolean' } } });
  if (args.page) return writePage(readMeasured(target)!);
  const bench = await prepare();
  const names = configurations().filter((name) => !args.only || name === 'baseline' || args.only.includes(name.split(' ')[0]!));
  const { rounds, width, batchSize, samples, threads } = protocol;
  const made: MeasuredTricks['made'] = {
    date: new Date().toISOString().slice(0, 10), node: process.versions.node, processor: cpus()[0]?.model.trim() ?? '', threads, rounds, width, batchSize, samples,
    data: bench.data.description, judge: Number(bench.judge.classifier.accuracy.toFixed(4)),
  };
  const kept = args.try || args.anew ? undefined : readMeasured(target);
  const bits = ({ date: _date, node: _node, processor: _processor, ...rest }: MeasuredTricks['made']) => JSON.stringify(rest);
  if (kept && Object.keys(kept.runs).length > 0 && bits(kept.made) !== bits(made)) throw new Error(`The stored runs were made otherwise: ${bits(kept.made)}, here ${bits(made)}. Drop them with --anew.`);
  const runs: Record<string, StoredRun[]> = Object.fromEntries(configurations().map((name) => [name, [...(kept?.runs[name] ?? [])]]));
  for (let seed = 1; seed <= Number(args.seeds); seed++) {
    // Seed by seed: whenever it is interrupted, all tricks have been tried about as often.
    for (const name of names) {
      if (runs[name]!.length >= seed) continue;
      const started = process.cpuUsage();
      const run = await measure(bench, name, seed, args.try ? Number(args.rounds ?? rounds) : rounds);
      const { user, system } = process.cpuUsage(started);
      runs[name]!.push(run);
      console.log(`${name} · seed ${seed} · ${JSON.stringify(run)} · ${((user + system) / 1e6).toFixed(1)} s`);
      if (!args.try) writeFileSync(target, measuredSource({ made, floor: bench.floor, runs }));
    }
  }
  if (!args.try) writePage({ made, floor: bench.floor, runs });
}

function writePage(measured: MeasuredTricks): void {
  writeFileSync(join(root, 'docs', 'tricks.md'), tricksPage(measured));
  writeFileSync(join(root, 'docs', 'images', 'tricks.svg'), tricksPicture(measured));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
