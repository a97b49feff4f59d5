/** What lies in the queue. No secret does: whoever grades has it already. */
import { createHash } from 'node:crypto';
import type { Submission } from '../submission.js';

export interface GradeJob {
  submission: Submission;
  task?: string;
  /** Digest of the checks and the secret that the result is expected to rest on. */
  basis: string;
}

/** What was handed over, as it was: a queue keeps JSON, in which a date is text. */
export function submissionOf({ submission }: GradeJob): Submission {
  return { ...submission, modified: new Date(submission.modified) };
}

export function basisOf(checks: string, secret: string): string {
  return createHash('sha256').update(JSON.stringify(['minimax', checks, secret])).digest('hex');
}
