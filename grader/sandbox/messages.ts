/** What the grader and the child that holds a submission say to each other: one JSON object a line, each command answered once. */
import type { Reply, Request } from '../../tests/checks/answer.js';

export type Command = { id: number; /** Milliseconds until the child stops what it does. */ limit: number } & (
  | { do: 'cell'; code: string; executionCount: number }
  | { do: 'ask'; request: Request }
);

export type Answer =
  | { id: number; kind: 'ran'; error?: CellFailure }
  | { id: number; kind: 'reply'; reply: Reply }
  /** The time limit was reached; the notebook's variables are still there. */
  | { id: number; kind: 'stopped' }
  /** The process that ran the notebook is gone, and its variables with it. */
  | { id: number; kind: 'lost'; why: string };

export interface CellFailure {
  name: string;
  message: string;
}

/** No message is longer; the largest model of the course takes 13 MB. */
export const maximumLine = 150_000_000;
