/**
 * What grading a lab costs beside the student's own compute: grades the solved labs one after the
 * other and prints a table of processor seconds.
 *
 * The student's own is the process in which the notebook runs, which is needed whoever runs it: what
 * the kernel's runtime takes to start and to load TensorFlow.js is measured by itself, without any
 * grading. What a notebook that does nothing takes in the sandbox beyond that is the sandbox's; the
 * judge's process counts its own time.
 *
 *     npm run build && node dist/tests/grader/cost.js
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradeAll, type Result } from '../../grader/index.js';
import { compileCells, isFailure } from '../../grader/judge/compile.js';
import { usageOf } from '../../grader/sandbox/usage.js';
import { RuntimeProcess } from '../../kernel-extensions/kernel/runtime/process.js';
import { buildLab, labNames } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

const times = 5;
const doesNothing = 'a cell that does nothing';
const emptyText = JSON.stringify({ ...(JSON.parse(lab04()) as object), cells: [{ cell_type: 'code', id: 'a', metadata: {}, source: '1;', outputs: [], execution_count: null }] });
const notebooks: Record<string, string> = { [doesNothing]: emptyText, 'a small Lab04': lab04(), ...Object.fromEntries(labNames().map((lab) => [`${lab}, solved`, serialize(buildLab(lab, 'en', 'solved'))])) };

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Processor seconds of the kernel's runtime, from its start until TensorFlow.js is there. */
async function startOfNotebook(cwd: string): Promise<number> {
  const ofChildren = (): number => { const { user, system } = process.cpuUsage(); return usageOf(process.pid)!.cpu - (user + system) / 1e6; };
  const before = ofChildren();
  const runtime = new RuntimeProcess({ cwd, env: process.env }, { onOutput() {}, onComm() {}, onInput: async () => '', onLost() {} });
  const [{ cell }] = compileCells([{ code: `import * as tf from '@tensorflow/tfjs';\ntf.scalar(1).dataSync();`, position: 1 }]);
  if (isFailure(cell)) throw new Error(cell.message);
  await runtime.ready;
  await runtime.run(cell);
  await runtime.kill();
  return ofChildren() - before;
}

const folder = mkdtempSync(join(tmpdir(), 'minimax-cost-'));
try {
  const fileOf = (name: string): string => `${/^lab0\d-\w+/.exec(name)?.[0] ?? 'lab04-cyclegan'}.ipynb`;
  // The first one of each warms up the judge.
  for (let i = 0; i <= times; i++) {
    for (const [name, text] of Object.entries(notebooks)) {
      const own = join(folder, 'class', `${i} ${name}`);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, fileOf(name)), text);
    }
  }
  const starts: number[] = [];
  for (let i = 0; i < times; i++) starts.push(await startOfNotebook(folder));
  const { results } = await gradeAll([join(folder, 'class')], { out: join(folder, 'out'), jobs: 1, formats: [], isolation: isolationHere() });
  const cost = (name: string, of: (result: Result) => number): number => median(results.filter(({ student }) => student.endsWith(name) && !student.startsWith('0 ')).map(of));
  const inSandbox = (name: string): number => cost(name, ({ cpu }) => cpu.sandbox), start = median(starts), nothing = inSandbox(doesNothing);
  const seconds = (value: number): string => `${Math.max(0, value).toFixed(1)} s`;
  console.log('| | student\'s code | Node and TensorFlow.js | machinery | of it: sandbox, judge | time on the clock |\n|---|---|---|---|---|---|');
  for (const name of Object.keys(notebooks)) {
    const judge = cost(name, ({ cpu }) => cpu.grader), sandbox = nothing - start;
    console.log(`| ${name} | ${seconds(inSandbox(name) - nothing)} | ${seconds(start)} | ${seconds(sandbox + judge)} | ${seconds(sandbox)}, ${seconds(judge)} | ${seconds(cost(name, ({ seconds: clock }) => clock))} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
