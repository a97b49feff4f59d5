/**
 * The instant checks of a notebook: `runPublicChecks` judges the functions of one task in the
 * notebook's own process and answers with a report that `renderReport` turns into a card.
 */
import type { CheckReport } from './card.js';
import type { Language } from './language.js';
import { isLab, labs, loadChecks } from './registry.js';
import { forgetInterruptedRuns, runChecks } from './run.js';
import { localStudent } from './student.js';

export { renderReport, type Card, type CheckReport } from './card.js';
export type { CheckResult } from './run.js';

/**
 * Runs the public checks of one task. A wrong solution is a report with failures, never an error.
 * @param functions the student's functions by name, as the notebook has them at this moment.
 * @throws Error when there is no such lab or task: a mistake of the notebook, not of the student.
 */
export async function runPublicChecks(lab: string, task: string, functions: Record<string, unknown>, language: Language): Promise<CheckReport> {
  if (!isLab(lab)) throw new Error(`there is no lab "${lab}"; the labs are ${labs.join(', ')}`);
  const all = await loadChecks(lab, 'public');
  const checks = all.filter((check) => check.task === task);
  if (!checks.length) throw new Error(`${lab} has no task "${task}"; its tasks are ${[...new Set(all.map((check) => check.task))].join(', ')}`);
  forgetInterruptedRuns();
  const student = localStudent(functions);
  try {
    const results = await runChecks(checks, student, (check) => `public/${lab}/${check.task}`);
    return { lab, task, language, passed: results.every(({ status }) => status === 'passed'), results };
  } finally {
    await student.dispose();
  }
}
