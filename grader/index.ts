/** The grader: `gradeAll` grades notebooks and writes the reports. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../kernel-extensions/kernel/client/atomic-write.js';
import { labs, loadChecks } from '../tests/checks/registry.js';
import { gradeBatch, type BatchOptions } from './batch.js';
import { Journal } from './journal.js';
import type { Limits } from './judge/limits.js';
import { JudgePool } from './judge/pool.js';
import { toCsv } from './reports/csv.js';
import { toJson } from './reports/json.js';
import type { Result } from './result.js';
import { chooseIsolation, type IsolationName } from './sandbox/isolation.js';
import { findSubmissions } from './submission.js';

export { isolationNames, type IsolationName } from './sandbox/isolation.js';
export type { Result } from './result.js';

const reports = { json: ['results.json', toJson], csv: ['gradebook.csv', toCsv] } as const;
export type Format = keyof typeof reports;
export const formats = Object.keys(reports) as Format[];

export interface GradeAllOptions extends Pick<BatchOptions, 'onResult'> {
  /** Folder of the reports, the journal and the course secret. */
  out: string;
  jobs: number;
  formats: readonly Format[];
  isolation: IsolationName;
  limits?: Partial<Limits>;
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
  // Before any time is spent: a copy for students cannot grade.
  for (const lab of labs) await loadChecks(lab, 'hidden');
  const isolation = chooseIsolation(options.isolation);
  await mkdir(options.out, { recursive: true });
  const journal = await Journal.open(join(options.out, 'journal.jsonl'));
  try {
    const secret = await courseSecret(options.out);
    const pool = new JudgePool({ isolation: options.isolation, secret, limits: options.limits }, isolation.tier);
    const results = await gradeBatch(submissions, {
      grade: (submission) => pool.grade(submission), jobs: options.jobs, journal, circumstances: [secret, isolation.tier], onResult: options.onResult,
    }).finally(() => pool.close());
    const written: string[] = [];
    for (const format of options.formats) {
      const [name, render] = reports[format];
      const path = join(options.out, name);
      await writeFileAtomically(path, render(results));
      written.push(path);
    }
    return { results, written, isolation: isolation.tier };
  } finally {
    await journal.close();
  }
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
