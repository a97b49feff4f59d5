/** Grades many notebooks, some at a time, and never one twice: finished ones are taken from the journal. */
import { say } from '../tests/checks/language.js';
import { checksVersion, identityOf, keyOf } from './identity.js';
import type { Journal } from './journal.js';
import { emptyResult, withTask } from './judge/grade.js';
import type { Result } from './result.js';
import type { Submission } from './submission.js';

export interface BatchOptions {
  /** Grades one submission, here or elsewhere; `task`: that one alone. Rejects when the grader itself cannot work. `key` names the grading. */
  grade(submission: Submission, key: string, task?: string): Promise<Result>;
  /** How many are graded at a time. */
  jobs: number;
  journal: Journal;
  /** What a result depends on beside the submission and the checks: the secret, the tier. */
  circumstances: readonly string[];
  /** Grade this task again and keep the others as they are, where the notebook has been graded before. */
  regrade?: string;
  /** Called for each result, in the order in which they are ready. */
  onResult?(result: Result, fromJournal: boolean): void;
}

/** The results in the order of the submissions, whatever the order in which they were ready. */
export async function gradeBatch(submissions: readonly Submission[], options: BatchOptions): Promise<Result[]> {
  const { grade, jobs, journal, circumstances, regrade, onResult } = options;
  const version = await checksVersion();
  const results = new Array<Result>(submissions.length);

  const gradeOne = async (submission: Submission): Promise<[Result, boolean]> => {
    const prior = regrade === undefined ? undefined : journal.latest(identityOf(submission));
    const isRegrade = prior?.tasks.some(({ task }) => task === regrade) === true;
    const key = keyOf(submission, [version, ...circumstances]);
    const known = isRegrade ? undefined : (prior ?? journal.get(key));
    if (known) return [known, true];
    const graded = await grade(submission, key, isRegrade ? regrade : undefined).catch((error: unknown) => notGraded(submission, error));
    const result = isRegrade && !graded.isUngraded ? withTask(prior, graded) : graded;
    if (!result.isUngraded) await journal.add({ key, identity: identityOf(submission), result });
    return [result, false];
  };

  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < submissions.length) {
      const index = next++;
      const [result, fromJournal] = await gradeOne(submissions[index]);
      results[index] = result;
      onResult?.(result, fromJournal);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return results;
}

/** What stands in for a result when the grader itself could not work: it is tried again by the next run. */
function notGraded(submission: Submission, error: unknown): Result {
  const log = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...emptyResult(submission, 'none'), isUngraded: true, problem: say('not graded: the grader itself failed', '尚未評分：評分系統本身發生問題'), log };
}
