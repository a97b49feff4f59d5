/**
 * What a large class costs: grades so many small submissions, no two alike, and prints the time and
 * the processor time of each part.
 *
 *     npm run build && node dist/tests/grader/scale.js 500 --jobs 2
 *     node dist/tests/grader/scale.js 10000 --queue redis://127.0.0.1:6379 --workers 4
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gradeAll, type Result } from '../../grader/index.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

const { values: { jobs, queue, workers }, positionals: [size = '100'] } = parseArgs({
  allowPositionals: true, options: { jobs: { type: 'string', default: '2' }, queue: { type: 'string' }, workers: { type: 'string', default: '4' } },
});
const isolation = isolationHere();
const folder = mkdtempSync(join(tmpdir(), 'minimax-scale-'));
process.env.MINIMAX_COURSE_SECRET ||= 'secret of a large class';

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));
const hands = queue === undefined ? [] : Array.from({ length: Number(workers) }, () => spawn(process.execPath, [cli, 'worker', '--queue', queue, '--isolation', isolation], { stdio: 'ignore' }));
try {
  for (let i = 0; i < Number(size); i++) {
    mkdirSync(join(folder, 'class', `student-${i}`), { recursive: true });
    writeFileSync(join(folder, 'class', `student-${i}`, 'lab04-cyclegan.ipynb'), lab04({ cells: [`// ${i}`] }));
  }
  const began = performance.now();
  const { results } = await gradeAll([join(folder, 'class')], { out: join(folder, 'out'), jobs: queue === undefined ? Number(jobs) : 200, formats: ['json', 'csv', 'html'], isolation, queue });
  const seconds = (performance.now() - began) / 1000;
  const mean = (of: (result: Result) => number): string => (results.reduce((sum, result) => sum + of(result), 0) / results.length).toFixed(2);
  console.log(`${results.length} submissions in ${seconds.toFixed(0)} s: ${(seconds / results.length).toFixed(2)} s each`);
  console.log(`processor seconds each: ${mean(({ cpu }) => cpu.sandbox)} in the sandbox, ${mean(({ cpu }) => cpu.grader)} in the judge`);
  const unlike = results.filter(({ score }) => score !== 12);
  if (unlike.length > 0) throw new Error(`${unlike.length} did not get full marks: ${unlike[0].student}, ${unlike[0].problem ?? unlike[0].score}`);
} finally {
  for (const worker of hands) worker.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
