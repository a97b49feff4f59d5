/**
 * Runs the cells of a notebook from first to last in a fresh kernel, headless. Stops at the first
 * cell that fails, unless told not to or the cell is tagged `raises-exception`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorContent, Message } from '../protocol/messages.js';
import { KernelClient, KernelGone } from './kernel-client.js';
import { KernelProcess } from './kernel-process.js';
import type { CodeCell, Notebook } from './notebook.js';
import { CellOutputs } from './notebook-outputs.js';
import type { Displays } from './notebook-outputs.js';

export interface ExecuteNotebookOptions {
  /** The folder that relative files and imports of the notebook start from. */
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** For the whole notebook; the running cell is interrupted, then the kernel is ended. Default: no limit. */
  timeoutSeconds?: number;
  /** Go on after a cell that fails. */
  allowErrors?: boolean;
  onCellStart?: (cell: CodeCell, index: number) => void;
  onCellEnd?: (cell: CodeCell, index: number, seconds: number, error?: ErrorContent) => void;
}

export interface CellFailure {
  cell: CodeCell;
  /** The place of the cell among all cells of the notebook, from 0. */
  index: number;
  error: ErrorContent;
}

export interface NotebookRun {
  /** The notebook with the outputs of this run; cells that were not reached have none. */
  notebook: Notebook;
  failures: CellFailure[];
  timedOut: boolean;
  seconds: number;
}

/** How long an interrupted cell may take to end before its kernel is killed, in milliseconds. */
const patience = 5000;

/** Rejects only when no kernel could be started; a kernel that dies is the failure of the cell that ran. */
export async function executeNotebook(source: Notebook, options: ExecuteNotebookOptions): Promise<NotebookRun> {
  const notebook = structuredClone(source);
  for (const cell of notebook.cells) if (cell.cell_type === 'code') Object.assign(cell, { outputs: [], execution_count: null });

  const started = performance.now();
  const kernel = await KernelProcess.start({ cwd: options.cwd, env: { ...(options.env ?? process.env), MINIMAX_HISTORY: 'off' }, onDied: (why) => client.abandon(why) });
  const client = new KernelClient(kernel.connection);
  const timeout = new AbortController();
  const timer = options.timeoutSeconds === undefined ? undefined : setTimeout(() => timeout.abort(), options.timeoutSeconds * 1000);
  const failures: CellFailure[] = [];
  try {
    const { language_info } = await client.waitUntilReady();
    notebook.metadata.language_info = language_info;
    const displays: Displays = new Map();
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== 'code' || cell.source.trim() === '') continue;
      if (timeout.signal.aborted) break;
      options.onCellStart?.(cell, index);
      const cellStarted = performance.now();
      const error = await executeCell(client, kernel, cell, displays, timeout.signal);
      options.onCellEnd?.(cell, index, (performance.now() - cellStarted) / 1000, error);
      if (!error || cell.metadata.tags?.includes('raises-exception')) continue;
      failures.push({ cell, index, error });
      if (!options.allowErrors || !kernel.alive) break;
    }
  } finally {
    clearTimeout(timer);
    await kernel.shutdown();
    client.close();
  }
  return { notebook, failures, timedOut: timeout.signal.aborted, seconds: (performance.now() - started) / 1000 };
}

/** Resolves to the error the cell ended with, if any. */
async function executeCell(client: KernelClient, kernel: KernelProcess, cell: CodeCell, displays: Displays, timeout: AbortSignal): Promise<ErrorContent | undefined> {
  const area = new CellOutputs(displays, cell.outputs);
  let published: ErrorContent | undefined;
  const onOutput = (message: Message) => {
    area.handle(message);
    const { header, content } = message;
    if (header.msg_type === 'execute_input') cell.execution_count = content.execution_count as number;
    if (header.msg_type === 'error') published = content as unknown as ErrorContent;
  };
  const ended = new AbortController();
  const stop = () => void stopCell(kernel, client, ended.signal);
  timeout.addEventListener('abort', stop);
  try {
    const reply = await client.execute(cell.source, { onOutput });
    return reply.status === 'ok' ? undefined : (published ?? ('ename' in reply ? reply : undefined));
  } catch (error) {
    if (!(error instanceof KernelGone)) throw error;
    const content = { ename: 'KernelDied', evalue: error.message, traceback: [error.message] };
    cell.outputs.push({ output_type: 'error', ...content });
    return content;
  } finally {
    ended.abort();
    timeout.removeEventListener('abort', stop);
  }
}

/** Interrupts; kills the kernel when the cell has not ended then. */
async function stopCell(kernel: KernelProcess, client: KernelClient, ended: AbortSignal): Promise<void> {
  await kernel.interrupt().catch(() => {});
  await delay(patience, undefined, { signal: ended }).catch(() => {});
  if (ended.aborted) return;
  await kernel.kill();
  client.abandon(`The cell did not end within ${patience / 1000} s after it was interrupted; its kernel was killed.`);
}
