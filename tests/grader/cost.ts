/**
 * What grading a lab costs beside the student's own compute: grades the solved labs one after the
 * other and prints a table of processor seconds. What a notebook costs that does nothing is the
 * machinery's part of the sandbox; the rest of the sandbox is the student's code, whoever runs it.
 *
 *     npm run build && node dist/tests/grader/cost.js
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradeAll } from '../../grader/index.js';
import { buildLab, labNames } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

const times = 5;
const nothing = JSON.stringify({ ...(JSON.parse(lab04()) as object), cells: [{ cell_type: 'code', id: 'a', metadata: {}, source: '1;', outputs: [], execution_count: null }] });
const notebooks: Record<string, string> = { 'a cell that does nothing': nothing, 'a small Lab04': lab04(), ...Object.fromEntries(labNames().map((lab) => [`${lab}, solved`, serialize(buildLab(lab, 'en', 'solved'))])) };

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
  const { results } = await gradeAll([join(folder, 'class')], { out: join(folder, 'out'), jobs: 1, formats: [], isolation: isolationHere() });
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const cost = (name: string, of: 'sandbox' | 'grader'): number => median(results.filter(({ student }) => student.endsWith(name) && !student.startsWith('0 ')).map(({ cpu }) => cpu[of]));
  const start = cost('a cell that does nothing', 'sandbox');
  console.log('| | student\'s code | machinery | of it: sandbox, judge |\n|---|---|---|---|');
  for (const name of Object.keys(notebooks)) {
    const judge = cost(name, 'grader');
    console.log(`| ${name} | ${(cost(name, 'sandbox') - start).toFixed(1)} s | ${(start + judge).toFixed(1)} s | ${start.toFixed(1)} s, ${judge.toFixed(1)} s |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
