/** The grader: `gradeAll` grades notebooks and writes the reports. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../kernel-extensions/kernel/client/atomic-write.js';
import { labs, loadChecks, taskPoints } from '../tests/checks/registry.js';
import { gradeBatch, type BatchOptions } from './batch.js';
import { Journal } from './journal.js';
import type { Limits } from './judge/limits.js';
import { JudgePool } from './judge/pool.js';
import { noPolicy, type Policy } from './grade-book.js';
import { filesOf, type Format } from './reports/index.js';
import type { Result } from './result.js';
import { chooseIsolation, type IsolationName } from './sandbox/isolation.js';
import { findSubmissions, type Submission } from './submission.js';

export { isolationNames, type IsolationName } from './sandbox/isolation.js';
export { parseManualPoints, type Policy } from './grade-book.js';
export { formats, usualFormats, type Format } from './reports/index.js';
export type { Result } from './result.js';

export interface GradeAllOptions extends Pick<BatchOptions, 'onResult' | 'regrade'> {
  /** Called once it is known how many notebooks there are. */
  onStart?(count: number): void;
  /** Folder of the reports, the journal and the course secret. */
  out: string;
  jobs: number;
  formats: readonly Format[];
  isolation: IsolationName;
  limits?: Partial<Limits>;
  policy?: Policy;
}

export interface GradeAllOutcome {
  results: Result[];
  /** Paths of the reports. */
  written: string[];
  isolation: string;
}

/** Grades what is at `paths`. Started again after a kill, it goes on where it was. @throws Error with a sentence for the user. */
export async function gradeAll(paths: readonly string[], options: GradeAllOptions): Promise<GradeAllOutcome> {
  const submissions = await findSubmissions(paths);
  const tasks = labs.flatMap((lab) => Object.keys(taskPoints[lab]));
  if (options.regrade !== undefined && !tasks.includes(options.regrade)) throw new Error(`there is no task "${options.regrade}"; there are ${tasks.join(', ')}`);
  // Before any time is spent: a copy for students cannot grade.
  for (const lab of labs) await loadChecks(lab, 'hidden');
  const isolation = chooseIsolation(options.isolation);
  options.onStart?.(submissions.length);
  await mkdir(options.out, { recursive: true });
  const journal = await Journal.open(join(options.out, 'journal.jsonl'));
  try {
    const secret = await courseSecret(options.out);
    const pool = new JudgePool({ isolation: options.isolation, secret, limits: options.limits }, isolation.tier);
    const results = await gradeBatch(submissions, {
      grade: (submission, _key, task) => pool.grade(submission, task), jobs: options.jobs, journal, circumstances: [secret, isolation.tier],
      regrade: options.regrade, onResult: options.onResult,
    }).finally(() => pool.close());
    const written = await writeReports(options, results, submissions);
    return { results, written, isolation: isolation.tier };
  } finally {
    await journal.close();
  }
}

/** Writes the reports and returns their paths, folders of many files as one. */
export async function writeReports({ out, formats, policy = noPolicy }: Pick<GradeAllOptions, 'out' | 'formats' | 'policy'>, results: readonly Result[], submissions: readonly Submission[]): Promise<string[]> {
  const written = new Set<string>();
  for (const format of formats) {
    for (const [name, text] of filesOf(format, results, submissions, policy)) {
      const path = join(out, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomically(path, text);
      written.add(join(out, name.split('/')[0]));
    }
  }
  return [...written];
}

/** The secret of MINIMAX_COURSE_SECRET, or one drawn for this folder and kept there. */
async function courseSecret(out: string): Promise<string> {
  const given = process.env.MINIMAX_COURSE_SECRET;
  if (given) return given;
  const path = join(out, 'course-secret');
  try {
    await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
