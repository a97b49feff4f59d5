/**
 * Makes the pre-trained checkpoint of a Corelab: runs its solved notebook headless, as it stands but for the minutes, up
 * to the training, judges 500 samples, and writes labs/pretrained/NAME.safetensors with a label that says all of it.
 *
 *     npm run pretrain -- lab05-mnist --minutes 20
 *     npm run pretrain -- lab13-latent-space --rounds 2000     where the training takes seconds, and shall not depend on the machine
 *
 * A training that was interrupted goes on from its checkpoint when the same command is given again. The notebook has to name its data `training` and `test`, its minutes `MINUTES` and its training `run`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { codeCells, execute, notebookOf, textOf } from '../tests/labs/run-lab.js';

const { values: { minutes, rounds }, positionals: [name] } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string', default: '20' }, rounds: { type: 'string' } } });
if (name === undefined || !(Number(minutes) > 0)) throw new Error('Which lab, and for how long? npm run pretrain -- lab05-mnist --minutes 20');

const notebook = notebookOf(name, 'en', 'solved', (source) => source
  .replace(/const MINUTES = [\d.]+/, `const MINUTES = ${minutes}`)
  .replace('seconds: 60 * MINUTES', rounds === undefined ? '$&' : `steps: ${rounds}`));
const trained = notebook.cells.findIndex(({ source }) => source.includes('await train('));
if (trained < 0) throw new Error(`${name} trains nothing.`);
notebook.cells.splice(trained + 1);
notebook.cells.push({
  cell_type: 'code', metadata: {}, outputs: [], execution_count: null,
  source: `
import { savePretrained, trainClassifier as trainJudge, evaluate as evaluateSamples } from 'minimax-labs';
const judgeOfRun = await trainJudge(training, test, { steps: 700, quiet: true });
const { samples: scoresOfRun, floor: floorOfRun, size: sizeOfSamples } = await evaluateSamples(run.sample(500), test, judgeOfRun, { quiet: true });
savePretrained(${JSON.stringify(name)}, run, {
  machine: ${JSON.stringify(`${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown machine'}, shared`)},
  scores: {
    'Fréchet distance': scoresOfRun.frechet, 'its floor': floorOfRun.frechet, confidence: scoresOfRun.confidence, balance: scoresOfRun.balance,
    precision: scoresOfRun.precision, recall: scoresOfRun.recall, samples: sizeOfSamples, 'judge right': judgeOfRun.accuracy,
  },
});
console.log(run.step, run.seconds, scoresOfRun, floorOfRun);`,
});
// Below this package, whose name the notebook imports.
const folder = join(import.meta.dirname, `pretrain-${name}`);
mkdirSync(folder, { recursive: true });
const { notebook: done, failures } = await execute(notebook, folder, false, 120 * Number(minutes) + 600);
if (failures.length > 0) throw new Error(failures[0]!.error.traceback.join('\n'));
console.log(textOf(codeCells(done).at(-1)!));
rmSync(folder, { recursive: true, force: true });
