/**
 * What a large class costs: grades so many small submissions, no two alike, and prints a row with the
 * time and the processor time of each, and how they grow. Ends with an error that names every
 * submission which did not get its full points: all of them are right.
 *
 *     npm run build && node dist/tests/grader/scale.js 500 --jobs 2
 *     node dist/tests/grader/scale.js 10000 --queue redis://127.0.0.1:6379 --workers 4 --empty
 *
 * `--empty`: notebooks with prose alone, which need no sandbox; what is left is finding, queue,
 * judge, journal and reports.
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

const { values: { jobs, queue, workers, empty }, positionals: [size = '100'] } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' }, queue: { type: 'string' }, workers: { type: 'string', default: '4' }, empty: { type: 'boolean', default: false } },
});
const count = Number(size), points = empty ? 0 : 12;
const isolation = isolationHere();
const folder = mkdtempSync(join(tmpdir(), 'minimax-scale-'));
process.env.MINIMAX_COURSE_SECRET ||= 'secret of a large class';

/** A notebook of one text cell. */
const prose = (text: string): string => JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { minimax: { lab: 'lab04-cyclegan', language: 'en' } }, cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source: text }] });

/** The first words on what cost points. */
function whatWentWrong({ problem, log, warnings, tasks }: Result): string {
  const messages = tasks.flatMap(({ task, checks }) => checks.flatMap(({ message }) => (message ? [`${task}: ${message.wrong.en}`] : [])));
  return [problem?.en, messages[0], ...warnings.map(({ en }) => en), log?.split('\n')[0]].filter(Boolean).join(' · ');
}

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));
const hands = queue === undefined ? [] : Array.from({ length: Number(workers) }, () => spawn(process.execPath, [cli, 'worker', '--queue', queue, '--isolation', isolation], { stdio: 'ignore' }));
try {
  for (let i = 0; i < count; i++) {
    mkdirSync(join(folder, 'class', `student-${i}`), { recursive: true });
    writeFileSync(join(folder, 'class', `student-${i}`, 'lab04-cyclegan.ipynb'), empty ? prose(`${i}`) : lab04({ cells: [`// ${i}`] }));
  }
  const began = performance.now(), seconds = (): number => (performance.now() - began) / 1000;
  const tenth = Math.ceil(count / 10), ready: number[] = [];
  const { results } = await gradeAll([join(folder, 'class')], {
    out: join(folder, 'out'), jobs: queue === undefined ? Number(jobs) : 200, formats: ['json', 'csv', 'html'], isolation, queue,
    onResult() {
      if (ready.push(seconds()) % tenth === 0) console.error(`${ready.length} of ${count} after ${seconds().toFixed(0)} s`);
    },
  });
  const all = seconds(), own = process.cpuUsage();
  const mean = (of: (result: Result) => number): number => results.reduce((sum, result) => sum + of(result), 0) / results.length;
  const each = (time: number, of: number): string => `${((1000 * time) / of).toFixed(0)} ms each`;
  const cpu = { sandbox: mean(({ cpu: { sandbox } }) => sandbox), judge: mean(({ cpu: { grader } }) => grader), batch: (own.user + own.system) / 1e6 / count };
  const used = Object.entries(cpu).filter(([part]) => !(empty && part === 'sandbox')).map(([part, time]) => `${time.toFixed(time < 0.1 ? 3 : 2)} s ${part}`);
  console.log(`| ${count.toLocaleString('en')} ${empty ? 'notebooks without code' : 'small Lab04'}, ${queue === undefined ? `${jobs} judges` : `queue, ${workers} workers`} | ${all.toFixed(0)} s | ${used.join(', ')} |`);
  console.log(`the second tenth: ${each(ready[2 * tenth - 1] - ready[tenth - 1], tenth)}; the last: ${each(ready.at(-1)! - ready.at(-1 - tenth)!, tenth)}; reports and the rest: ${(all - ready.at(-1)!).toFixed(1)} s; memory of the batch: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  const unlike = results.filter(({ score, isUngraded }) => score !== points || isUngraded);
  for (const result of unlike) console.error(`${result.student}: ${result.isUngraded ? 'not graded' : `${result.score} of ${points} points`}: ${whatWentWrong(result)}`);
  if (unlike.length > 0) throw new Error(`${unlike.length} of ${count} honest submissions did not get their ${points} points: the row says nothing`);
  console.log(`all ${count} have ${points} points`);
} finally {
  for (const worker of hands) worker.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
