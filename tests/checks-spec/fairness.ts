/**
 * How often chance fails an honest solution or passes a wrong one: every reference, honest variant
 * and mutant is judged by the hidden checks with other inputs each time, as the grader judges: the
 * solution computes on the labs' backend, the checks on `cpu`. Writes docs/grading-fairness.md.
 *
 *     npm run build && node dist/tests/checks-spec/fairness.js 200 [LAB… | TASK…]
 *
 * Where labs or tasks are named, their rows are printed and nothing is written.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { Answerer } from '../checks/answer.js';
import type { Check } from '../checks/check.js';
import { hiddenKey } from '../checks/draw.js';
import { labs, loadChecks, taskPoints, type Lab } from '../checks/registry.js';
import { runChecks } from '../checks/run.js';
import { studentOver } from '../checks/student.js';
import type { Solutions } from './solutions.js';

type Functions = Readonly<Record<string, unknown>>;

/** One task, tried in a process of its own: honest solutions `runs` times each, wrong ones `attempts` times. */
interface Trial {
  lab: Lab;
  task: string;
  runs: number;
  attempts: number;
}

/** How many runs of the reference and of the variants failed, and of the mutants passed. */
interface Outcome {
  reference: number;
  variants: readonly number[];
  mutants: readonly number[];
  /** Variants that failed and mutants that passed, by name. */
  unfair: readonly string[];
  seconds: number;
}

/** Does every hidden check of the task pass, as full marks need? The first that fails answers. */
async function passes(checks: readonly Check[], functions: Functions, seed: number): Promise<boolean> {
  const answerer = new Answerer((name) => functions[name]);
  const student = studentOver(async (request) => {
    await useBackend('simd');
    const reply = await answerer.answer(request);
    await tf.setBackend('cpu');
    return reply;
  });
  try {
    for (const check of checks) {
      const [{ status }] = await runChecks([check], student, () => hiddenKey('fairness', String(seed), check.task));
      if (status !== 'passed') return false;
    }
    return true;
  } finally {
    await student.dispose();
  }
}

async function tryOut({ lab, task, runs, attempts }: Trial): Promise<Outcome> {
  const began = performance.now();
  const { solutions } = (await import(`./${lab}.solutions.js`)) as { solutions: Solutions };
  const checks = (await loadChecks(lab, 'hidden')).filter((check) => check.task === task);
  const passed = async (functions: Functions, times: number): Promise<number> => {
    let count = 0;
    for (let seed = 0; seed < times; seed++) if (await passes(checks, functions, seed)) count++;
    return count;
  };
  const { reference, variants, mutants } = solutions[task];
  const failures: number[] = [], escapes: number[] = [];
  for (const functions of [reference, ...Object.values(variants)]) failures.push(runs - (await passed(functions, runs)));
  for (const [functions] of Object.values(mutants)) escapes.push(await passed(functions, attempts));
  const unfair = [
    ...Object.keys(variants).filter((_, i) => failures[i + 1] > 0).map((name) => `"${name}" failed`),
    ...Object.keys(mutants).filter((_, i) => escapes[i] > 0).map((name) => `"${name}" passed`),
  ];
  return { reference: failures[0], variants: failures.slice(1), mutants: escapes, unfair, seconds: (performance.now() - began) / 1000 };
}

/** Tries one task after the other, in a process each, as many at a time as there are cores. */
async function tryAll(trials: readonly Trial[], onOutcome: (trial: Trial, outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < trials.length) {
      const index = next++;
      const child = fork(fileURLToPath(import.meta.url));
      outcomes[index] = await new Promise((resolve, reject) => {
        child.once('message', resolve).once('exit', (code) => reject(new Error(`${trials[index].task} ended with ${code}`)));
        child.send(trials[index]);
      });
      onOutcome(trials[index], outcomes[index]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return outcomes;
}

function row({ lab, task, runs, attempts }: Trial, { reference, variants, mutants }: Outcome): string {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return `| ${lab} | ${task} | ${reference} of ${runs} | ${sum(variants)} of ${variants.length} × ${runs} | ${sum(mutants)} of ${mutants.length} × ${attempts} |`;
}

if (process.send) {
  process.once('message', (trial: Trial) => void tryOut(trial).then((outcome) => process.send!(outcome, () => process.exit())));
} else {
  const runs = Number(process.argv[2] ?? 200);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('how often? Expected a whole number from 1.');
  const named = process.argv.slice(3);
  const isNamed = (lab: string, task: string) => named.length === 0 || named.includes(lab) || named.includes(task);
  const trials = labs.flatMap((lab) => Object.keys(taskPoints[lab]).filter((task) => isNamed(lab, task)).map((task): Trial => ({ lab, task, runs, attempts: Math.ceil(runs / 10) })));
  const outcomes = await tryAll(trials, (trial, outcome) => console.log(`${row(trial, outcome)} ${outcome.seconds.toFixed(0)} s ${outcome.unfair.join(', ')}`));
  if (named.length === 0) writeFileSync(fileURLToPath(new URL('../../../docs/grading-fairness.md', import.meta.url)), `# False failures and false passes

Written by \`tests/checks-spec/fairness.ts\`: the solutions in \`tests/checks-spec/*.solutions.ts\`, judged by the hidden checks with other inputs each time
and, where they draw random numbers, with weights and noise of their own. The honest variants are written another way: other
names, layers or terms in another order, other first weights where the task allows them. An honest solution fails when any hidden check of its
task fails; a wrong one passes when all of them pass.

| lab | task | the reference fails | honest variants fail | wrong solutions pass |
|---|---|---|---|---|
${trials.map((trial, index) => row(trial, outcomes[index])).join('\n')}
`);
  const wrong = outcomes.filter(({ reference, variants, mutants }) => [reference, ...variants, ...mutants].some((count) => count > 0));
  if (wrong.length > 0) process.exitCode = 1;
}
