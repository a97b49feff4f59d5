// What the supervisor and the child process say to each other.
import type { ExecuteResult, OutputEvent } from '../engine-api.js';

/** A cell made ready to run by language/. */
export interface RunnableCell {
  /** Names this run; output carries it. */
  id: string;
  executionCount: number;
  /** A function expression, see language/emit.ts. */
  code: string;
  map: string;
  /** Notebook variables that the code assigns. */
  names: string[];
  /** The TypeScript that the learner wrote, for excerpts. */
  source: string;
  silent: boolean;
}

export interface CellOutcome {
  result: ExecuteResult;
  /** Of the cell's `names`: those without a value, because the cell stopped before it reached them. */
  unset: string[];
}

export type Command =
  | { type: 'run'; cell: RunnableCell }
  | { type: 'interrupt' }
  /** The answer to an `input` event. */
  | { type: 'input'; request: number; text: string };

export type Event =
  | { type: 'ready' }
  | { type: 'output'; cell: string; event: OutputEvent }
  | { type: 'input'; cell: string; request: number; prompt: string; password: boolean }
  | { type: 'done'; cell: string; outcome: CellOutcome }
  /** Everything written on stderr before this cell ended has now been read. */
  | { type: 'flushed'; cell: string }
  /** The process is about to end by itself: `process.exit(code)`. */
  | { type: 'exiting'; code: number };
