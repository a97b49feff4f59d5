// What the supervisor and the child process say to each other.
import type { CommMessage, ExecuteResult, OutputEvent } from '../engine-api.js';
import type { Seen } from './look.js';

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
  /** Leave its errors uncaught: a debugger that stops at uncaught errors asks V8 which ones are. */
  leaveUncaught?: boolean;
}

/** The file name under which V8 knows a cell. */
export const cellUrl = (id: string): string => `minimax-cell:${id}`;

/** debuggee.ts is a global under this symbol: the inspector reaches globals only. */
export const debuggeeHook = 'minimax.runtime.debuggee';

export interface CellOutcome {
  result: ExecuteResult;
  /** Of the cell's `names`: those without a value, because the cell stopped before it reached them. */
  unset: string[];
}

export type Command =
  | { type: 'run'; cell: RunnableCell }
  /** Stops one cell, or all that run. */
  | { type: 'interrupt'; cell?: string }
  /** The answer to an `input` event. */
  | { type: 'input'; request: number; text: string; problem?: string }
  /** Asks for a value, see look.ts. */
  | { type: 'look'; request: number; path: readonly (string | number)[] }
  /** From a front end; what its handlers cause carries `cause`. */
  | { type: 'comm'; cause: string; comm: EncodedComm }
  | InspectorCommand;

/** What the controller's thread says to the main thread. */
export type ToMain =
  | Exclude<Command, InspectorCommand>
  /** A debugger is attached. */
  | { type: 'debugged' };

/** Requests to the V8 inspector of the main thread, connected with the first one. */
export type InspectorCommand =
  | { type: 'inspector'; id: number; method: string; params?: object }
  | { type: 'detach' };

/** What the inspector says: the child writes it on the pipe on which it hears commands. */
export type InspectorMessage =
  | { id: number; result: object }
  | { id: number; error: string }
  | { method: string; params: object };

export type Event =
  | { type: 'ready' }
  | { type: 'output'; cell: string; event: OutputEvent }
  | { type: 'comm'; cause: string; comm: EncodedComm }
  /** The handlers of a comm message have returned. */
  | { type: 'handled'; cause: string }
  | { type: 'input'; cell: string; request: number; prompt: string; password: boolean }
  | { type: 'seen'; request: number; seen: Seen | undefined }
  | { type: 'done'; cell: string; outcome: CellOutcome }
  /** Everything written on stderr before this cell ended has now been read. */
  | { type: 'flushed'; cell: string }
  /** The process is about to end because its own code fails: a cell has changed something that it needs. */
  | { type: 'broken'; why: string }
  /** The process is about to end by itself: `process.exit(code)`. */
  | { type: 'exiting'; code: number };

/** A comm message as JSON: its buffers are base64. */
export interface EncodedComm {
  message: CommMessage;
  buffers: string[];
}

export function encodeComm(message: CommMessage): EncodedComm {
  const buffers = message.buffers.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64'));
  return { message: { ...message, buffers: [] }, buffers };
}

export function decodeComm({ message, buffers }: EncodedComm): CommMessage {
  return { ...message, buffers: buffers.map((text) => Buffer.from(text, 'base64')) };
}
