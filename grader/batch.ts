/** Grades many notebooks, some at a time, and never one twice: finished ones are taken from the journal. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Journal } from './journal.js';
import { emptyResult } from './judge/grade.js';
import type { Result } from './result.js';
import type { Submission } from './submission.js';

export interface BatchOptions {
  /** Grades one submission, here or elsewhere. Rejects when the grader itself cannot work. */
  grade(submission: Submission): Promise<Result>;
  /** How many are graded at a time. */
  jobs: number;
  journal: Journal;
  /** What a result depends on beside the submission and the checks: the secret, the tier. */
  circumstances: readonly string[];
  /** Called for each result, in the order in which they are ready. */
  onResult?(result: Result, fromJournal: boolean): void;
}

/** The results in the order of the submissions, whatever the order in which they were ready. */
export async function gradeBatch(submissions: readonly Submission[], options: BatchOptions): Promise<Result[]> {
  const { grade, jobs, journal, circumstances, onResult } = options;
  const version = await checksVersion();
  const results = new Array<Result>(submissions.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < submissions.length) {
      const index = next++;
      const submission = submissions[index];
      const key = keyOf(submission, version, circumstances);
      const known = journal.get(key);
      const result = known ?? (await grade(submission).catch((error: unknown) => notGraded(submission, error)));
      if (!known && !result.isUngraded) await journal.add(key, result);
      results[index] = result;
      onResult?.(result, known !== undefined);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return results;
}

/** What stands in for a result when the grader itself could not work: it is tried again by the next run. */
function notGraded(submission: Submission, error: unknown): Result {
  const log = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...emptyResult(submission, 'none'), isUngraded: true, problem: 'not graded: the grader itself failed', log };
}

/** Changes when anything changes that could change the result. */
function keyOf({ student, path, hash }: Submission, version: string, circumstances: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([student, path, hash, version, ...circumstances])).digest('hex');
}

/** SHA-256 of all check files. */
async function checksVersion(): Promise<string> {
  const folder = fileURLToPath(new URL('../tests/checks/', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(await readFile(join(folder, file)));
  return hash.digest('hex');
}
