/** What the batch and its judges say to each other over Node's IPC channel. */
import type { Text } from '../../tests/checks/language.js';
import type { Result } from '../result.js';
import type { IsolationName } from '../sandbox/isolation.js';
import type { Submission } from '../submission.js';
import type { Limits } from './limits.js';

export interface JudgeSettings {
  isolation: IsolationName;
  secret: string;
  limits?: Partial<Limits>;
}

export interface JudgeRequest {
  submission: Submission;
  /** See GradeOptions. */
  given: Record<string, Text>;
  only?: string;
}

export type JudgeEvent =
  | { type: 'ready' }
  /** Sent now and then: the judge is not stuck. */
  | { type: 'pulse' }
  | { type: 'task'; task: string }
  | { type: 'graded'; result: Result }
  /** The grader itself cannot work. */
  | { type: 'failed'; why: string };
