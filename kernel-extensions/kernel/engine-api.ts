/**
 * The seam between the Jupyter side of the kernel (protocol/, supervisor) and the side that runs
 * TypeScript (language/, runtime/). An engine knows nothing of Jupyter messages, and the protocol
 * side knows nothing of TypeScript; each can be tested without the other.
 */

/** MIME type → content. JSON types hold objects, the others strings (binary as base64). */
export type MimeBundle = Record<string, unknown>;

/** What a cell produces while it runs, or later from a timer it started. */
export type OutputEvent =
  | { type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { type: 'display_data'; data: MimeBundle; metadata: Record<string, unknown>; displayId?: string }
  | { type: 'update_display_data'; data: MimeBundle; metadata: Record<string, unknown>; displayId: string }
  | { type: 'clear_output'; wait: boolean };

/**
 * A message of a comm, in either direction: a channel between code of the notebook and the front
 * ends, which both sides may open and close. `commId` names the channel, `target` whom it is for.
 */
export type CommMessage =
  | ({ type: 'comm_open'; commId: string; target: string } & CommPayload)
  | ({ type: 'comm_msg' | 'comm_close'; commId: string } & CommPayload);

export interface CommPayload {
  /** JSON. */
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  /** Bytes that go along as they are. */
  buffers: Uint8Array[];
}

export interface CellError {
  /** The class of the error: `TypeError`, `CompileError`, `KernelRestarted`, … */
  ename: string;
  evalue: string;
  /** Lines for the front end, ANSI-coloured, with cell lines and without frames of the kernel. */
  traceback: string[];
}

export type ExecuteResult =
  | { status: 'ok'; /** The value of a last expression, or undefined when there is nothing to show. */ result?: { data: MimeBundle; metadata: Record<string, unknown> } }
  | { status: 'error'; error: CellError };

export interface ExecuteRequest {
  code: string;
  /** Names the cell run; every output caused by it, even late, carries this id. */
  cellId: string;
  /** Shown in stack traces and file names: `Cell [3], line 2`. */
  executionCount: number;
  /** Do not report a value for a last expression. */
  silent?: boolean;
  /** Cells of one shell run one after the other, those of different shells side by side. Default: the main shell. */
  shell?: string;
}

export interface CompletionResult {
  /** UTF-16 offsets into the code; the protocol side turns them into code points. */
  start: number;
  end: number;
  matches: { text: string; kind: string; /** A one-line type signature. */ signature?: string }[];
}

export interface InspectionResult {
  found: boolean;
  data: MimeBundle;
}

export interface IsCompleteResult {
  status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
  /** For `incomplete`: what to put before the next line. */
  indent?: string;
}

/** Messages of the Debug Adapter Protocol: https://microsoft.github.io/debug-adapter-protocol/specification */
export interface DebugRequest {
  seq: number;
  type: 'request';
  command: string;
  arguments?: unknown;
}

export interface DebugResponse {
  seq: number;
  type: 'response';
  request_seq: number;
  success: boolean;
  command: string;
  /** Why it did not succeed, as a sentence. */
  message?: string;
  body?: object;
}

export interface DebugEvent {
  seq: number;
  type: 'event';
  event: string;
  body?: object;
}

/**
 * Runs cells of one notebook. The cells of a shell run one at a time; the other calls answer while
 * cells run. All cells share one JavaScript thread: those of different shells take turns at their
 * `await`s, and one that computes without a pause holds the others up.
 */
export interface Engine {
  /** Called for every output; set before `start`. */
  onOutput: (cellId: string, event: OutputEvent) => void;
  /** Code sends a comm message, in order with the outputs; `causeId` is a cell's id, or that of the comm message whose handler sends it. */
  onComm: (causeId: string, message: CommMessage) => void;
  /** A cell asks for a line of input (`prompt()`); resolves to what the user typed. */
  onInput: (cellId: string, prompt: string, password: boolean) => Promise<string>;
  /** The process that runs cells ended by itself and a fresh one has taken its place: all variables are gone. `why` is a sentence for the user. */
  onRuntimeLost: (why: string) => void;
  /** Called for every event of the debugger. */
  onDebugEvent: (event: DebugEvent) => void;
  start(): Promise<void>;
  execute(request: ExecuteRequest): Promise<ExecuteResult>;
  /**
   * A front end sends a comm message. Its handlers are called when no code runs: between cells, or
   * while a cell awaits. Resolves when they have returned; what they cause, output too, carries
   * `causeId`. A comm for a target that code has not registered is answered with `comm_close`.
   */
  comm(causeId: string, message: CommMessage): Promise<void>;
  /** Stops the running cells and handlers, or only the cell named, whatever they do; variables stay. A cell ends with `ename: 'KeyboardInterrupt'`. When none runs, the timers and loops that earlier cells have left behind are stopped. */
  interrupt(cellId?: string): Promise<void>;
  /** A fresh process without variables. */
  restart(): Promise<void>;
  shutdown(): Promise<void>;
  complete(code: string, cursor: number): Promise<CompletionResult>;
  inspect(code: string, cursor: number, detailLevel: 0 | 1): Promise<InspectionResult>;
  isComplete(code: string): Promise<IsCompleteResult>;
  /** Answers a request to the debugger, also while a cell runs or stands at a breakpoint. Never rejects. */
  debug(request: DebugRequest): Promise<DebugResponse>;
}

export interface EngineOptions {
  /** Where relative imports, `process.cwd()` and bare packages start from: the notebook's folder. */
  cwd: string;
  /** Type errors stop a cell (`error`, the default), or are printed on stderr and the cell runs (`warn`), or are not looked for (`off`). */
  typeErrors?: 'error' | 'warn' | 'off';
  env?: NodeJS.ProcessEnv;
}
