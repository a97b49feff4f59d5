/**
 * The child that holds one submission: it runs the notebook's cells, compiled before by the grader,
 * in the course's runtime and hands calls through to the functions defined there. It is started
 * inside of the sandbox, judges nothing, and the grader believes nothing it says.
 */
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellOutcome, RunnableCell } from '../../kernel-extensions/kernel/runtime/messages.js';
import { RuntimeProcess } from '../../kernel-extensions/kernel/runtime/process.js';
import type { Reply, Request } from '../../tests/checks/answer.js';
import { LineReader } from './lines.js';
import { maximumLine, type Answer, type Command } from './messages.js';

const socketPath = join(mkdtempSync(join(tmpdir(), 'minimax-')), 'calls');
const serveUrl = new URL('./serve.js', import.meta.url).href;

let lost: string | undefined;
/** Characters that the notebook has printed since the last answer. */
let printed = 0;
const runtime = new RuntimeProcess({ cwd: process.cwd(), env: process.env }, {
  onOutput: (_cell, event) => { if (event.type === 'stream') printed += event.text.length; },
  onComm() {},
  onInput: async () => '',
  onLost: (why) => { lost = why; },
});

/** The notebook's end of the line for calls, while `serve` runs. */
let notebook: Socket | undefined;
let isServing: Promise<CellOutcome> | undefined;
let onConnection: (() => void) | undefined;
let onReply: ((reply: Reply) => void) | undefined;

const server = createServer((socket) => {
  notebook = socket;
  // An interrupted call may still come to an end, on a line that is no longer listened to.
  const lines = new LineReader(maximumLine, (line) => { if (socket === notebook) onReply?.(JSON.parse(line) as Reply); });
  socket.on('data', (chunk: Buffer) => {
    try {
      lines.push(chunk);
    } catch (error) {
      lost ??= `it answered with ${(error as Error).message}`;
      socket.destroy();
    }
  });
  socket.on('error', () => {});
  onConnection?.();
});

/** Runs `work`, interrupting the notebook after `limit` ms; tells whether that happened. */
async function limited<T>(limit: number, work: Promise<T>): Promise<{ result: T; stopped: boolean }> {
  let stopped = false;
  const timer = setTimeout(() => {
    stopped = true;
    runtime.interrupt();
  }, limit);
  try {
    return { result: await work, stopped };
  } finally {
    clearTimeout(timer);
  }
}

async function runCell({ id, cell, limit }: Command & { do: 'cell' }): Promise<Answer> {
  await stopServing();
  const { result: { result }, stopped } = await limited(limit, runtime.run(cell));
  if (lost !== undefined) return { id, kind: 'lost', why: lost };
  if (stopped) return { id, kind: 'stopped' };
  if (result.status === 'ok') return { id, kind: 'ran', printed };
  return { id, kind: 'ran', printed, error: { name: result.error.ename, message: result.error.evalue } };
}

/** Runs as a cell without a source, so that a call which never ends can be interrupted like any cell. */
const serving: RunnableCell = {
  id: 'calls', executionCount: 0, map: '{"version":3,"sources":[],"mappings":""}', names: [], source: '', silent: true,
  code: `(async function (__minimax) { await __minimax.wait((await __minimax.import(${JSON.stringify(serveUrl)})).serve(${JSON.stringify(socketPath)})); })`,
};

/** Resolves to the outcome when the notebook's process could not take calls. */
async function startServing(): Promise<CellOutcome | undefined> {
  if (isServing) return undefined;
  const connected = new Promise<undefined>((resolve) => { onConnection = () => resolve(undefined); });
  isServing = runtime.run(serving).then((outcome) => {
    isServing = undefined;
    return outcome;
  });
  return Promise.race([connected, isServing]);
}

async function stopServing(): Promise<void> {
  notebook?.end();
  notebook = undefined;
  await isServing;
}

async function ask({ id, request, limit }: Command & { do: 'ask' }): Promise<Answer> {
  const failed = await startServing();
  if (failed) return { id, kind: 'lost', why: lost ?? noCalls(failed) };
  const reply = new Promise<Reply | CellOutcome>((resolve) => {
    onReply = resolve;
    void isServing?.then(resolve);
  });
  notebook?.write(`${JSON.stringify(request satisfies Request)}\n`);
  const { result, stopped } = await limited(limit, reply);
  if (!('result' in result)) return { id, kind: 'reply', reply: result, printed };
  notebook?.destroy();
  notebook = undefined;
  if (lost === undefined && stopped) return { id, kind: 'stopped' };
  return { id, kind: 'lost', why: lost ?? noCalls(result) };
}

/** An error that nothing caught ends the serving of calls. */
function noCalls({ result }: CellOutcome): string {
  return `it takes no calls${result.status === 'error' ? ` (${result.error.evalue})` : ''}`;
}

function send(answer: Answer): void {
  printed = 0;
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

await new Promise<void>((resolve) => server.listen(socketPath, resolve));
await runtime.ready;
let queue = Promise.resolve();
const commands = new LineReader(maximumLine, (line) => {
  const command = JSON.parse(line) as Command;
  queue = queue.then(async () => send(await (command.do === 'cell' ? runCell(command) : ask(command))));
});
process.stdin.on('data', (chunk: Buffer) => commands.push(chunk));
// The grader has closed the line or is gone: nothing of the submission outlives it.
process.stdin.on('end', () => void runtime.kill().finally(() => process.exit()));
send({ id: 0, kind: 'ran', printed });
