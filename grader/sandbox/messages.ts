/** What the grader and the child that holds a submission say to each other: one JSON object a line, each command answered once. */
import type { RunnableCell } from '../../kernel-extensions/kernel/runtime/messages.js';
import type { Reply, Request } from '../../tests/checks/answer.js';

export type Command = { id: number; /** Milliseconds until the child stops what it does. */ limit: number } & (
  | { do: 'cell'; cell: RunnableCell }
  | { do: 'ask'; request: Request }
);

/** `printed`: characters printed since the last answer; they are counted, not kept. */
export type Answer =
  | { id: number; kind: 'ran'; printed: number; error?: CellFailure }
  | { id: number; kind: 'reply'; printed: number; reply: Reply }
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
