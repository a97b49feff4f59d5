/**
 * How often chance fails an honest solution or passes a wrong one: every reference, honest variant
 * and mutant is judged by the hidden checks with other inputs each time. Writes docs/grading-fairness.md.
 *
 *     npm run build && node dist/tests/checks-spec/fairness.js 200
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import type { Check } from '../checks/check.js';
import { hiddenKey } from '../checks/draw.js';
import { labs, loadChecks } from '../checks/registry.js';
import { runChecks } from '../checks/run.js';
import { localStudent } from '../checks/student.js';
import type { Solutions } from './solutions.js';

const runs = Number(process.argv[2] ?? 200);
if (!Number.isInteger(runs) || runs < 1) throw new Error('how often? Expected a whole number from 1.');
await tf.setBackend('cpu');

/** Does every hidden check of the task pass, as full marks need? */
async function passes(checks: readonly Check[], functions: Readonly<Record<string, unknown>>, seed: number): Promise<boolean> {
  const student = localStudent(functions);
  try {
    const results = await runChecks(checks, student, (check) => hiddenKey('fairness', String(seed), check.task));
    return results.every(({ status }) => status === 'passed');
  } finally {
    await student.dispose();
  }
}

async function passed(checks: readonly Check[], all: readonly Readonly<Record<string, unknown>>[]): Promise<number> {
  let count = 0;
  for (const functions of all) for (let seed = 0; seed < runs; seed++) if (await passes(checks, functions, seed)) count++;
  return count;
}

const rows: string[] = [];
for (const lab of labs) {
  const { solutions } = (await import(`./${lab}.solutions.js`)) as { solutions: Solutions };
  const hidden = await loadChecks(lab, 'hidden');
  for (const [task, { reference, variants, mutants }] of Object.entries(solutions)) {
    const checks = hidden.filter((check) => check.task === task);
    const honest = Object.values(variants), wrong = Object.values(mutants).map(([functions]) => functions);
    const failures = [runs - (await passed(checks, [reference])), honest.length * runs - (await passed(checks, honest))];
    const escapes = await passed(checks, wrong);
    rows.push(`| ${lab} | ${task} | ${failures[0]} of ${runs} | ${failures[1]} of ${honest.length} × ${runs} | ${escapes} of ${wrong.length} × ${runs} |`);
    console.log(rows.at(-1));
  }
}
writeFileSync(fileURLToPath(new URL('../../../docs/grading-fairness.md', import.meta.url)), `# False failures and false passes

Written by \`tests/checks-spec/fairness.ts\`: the solutions in \`tests/checks-spec/*.solutions.ts\`, judged by the hidden checks ${runs} times each with
inputs of their own. An honest solution fails when any hidden check of its task fails; a wrong one passes when all of them pass.

| lab | task | the reference fails | honest variants fail | wrong solutions pass |
|---|---|---|---|---|
${rows.join('\n')}
`);
