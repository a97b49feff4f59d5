/**
 * The child that holds one submission: it runs the notebook's cells with the course's kernel and
 * hands calls through to the functions defined there. It is started inside of the sandbox, judges
 * nothing, and the grader believes nothing it says.
 */
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../kernel-extensions/kernel/engine.js';
import type { Reply, Request } from '../../tests/checks/answer.js';
import { LineReader } from './lines.js';
import { maximumLine, type Answer, type Command } from './messages.js';

const socketPath = join(mkdtempSync(join(tmpdir(), 'minimax-')), 'calls');
const serveUrl = new URL('./serve.js', import.meta.url).href;

const engine = createEngine({ cwd: process.cwd(), typeErrors: 'off' });
let lost: string | undefined;
engine.onRuntimeLost = (why) => { lost = why; };

/** The notebook's end of the line for calls, while `serve` runs. */
let notebook: Socket | undefined;
let isServing: Promise<unknown> | undefined;
let onConnection: (() => void) | undefined;
let onReply: ((reply: Reply) => void) | undefined;

const server = createServer((socket) => {
  notebook = socket;
  // An interrupted call may still come to an end, on a line that is no longer listened to.
  const lines = new LineReader(maximumLine, (line) => { if (socket === notebook) onReply?.(JSON.parse(line) as Reply); });
  socket.on('data', (chunk: Buffer) => lines.push(chunk));
  socket.on('error', () => {});
  onConnection?.();
});

function execute(code: string, executionCount: number) {
  return engine.execute({ code, cellId: `cell-${executionCount}`, executionCount, silent: true });
}

/** Runs `work`, interrupting the notebook after `limit` ms; tells whether that happened. */
async function limited<T>(limit: number, work: Promise<T>): Promise<{ result: T; stopped: boolean }> {
  let stopped = false;
  const timer = setTimeout(() => {
    stopped = true;
    void engine.interrupt();
  }, limit);
  try {
    return { result: await work, stopped };
  } finally {
    clearTimeout(timer);
  }
}

async function runCell({ id, code, executionCount, limit }: Command & { do: 'cell' }): Promise<Answer> {
  await stopServing();
  const { result, stopped } = await limited(limit, execute(code, executionCount));
  if (lost !== undefined) return { id, kind: 'lost', why: lost };
  if (stopped) return { id, kind: 'stopped' };
  if (result.status === 'ok') return { id, kind: 'ran' };
  return { id, kind: 'ran', error: { name: result.error.ename, message: result.error.evalue } };
}

async function startServing(): Promise<void> {
  if (isServing) return;
  const connected = new Promise<void>((resolve) => { onConnection = resolve; });
  const code = `await (await import(${JSON.stringify(serveUrl)})).serve(${JSON.stringify(socketPath)})`;
  isServing = execute(code, 0).then((result) => {
    isServing = undefined;
    return result;
  });
  await Promise.race([connected, isServing]);
}

async function stopServing(): Promise<void> {
  notebook?.end();
  notebook = undefined;
  await isServing;
}

async function ask({ id, request, limit }: Command & { do: 'ask' }): Promise<Answer> {
  await startServing();
  const reply = new Promise<Reply | undefined>((resolve) => {
    onReply = resolve;
    void isServing?.then(() => resolve(undefined));
  });
  notebook?.write(`${JSON.stringify(request satisfies Request)}\n`);
  const { result } = await limited(limit, reply);
  if (result) return { id, kind: 'reply', reply: result };
  notebook?.destroy();
  notebook = undefined;
  return lost === undefined ? { id, kind: 'stopped' } : { id, kind: 'lost', why: lost };
}

function send(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

await new Promise<void>((resolve) => server.listen(socketPath, resolve));
await engine.start();
let queue = Promise.resolve();
const commands = new LineReader(maximumLine, (line) => {
  const command = JSON.parse(line) as Command;
  queue = queue.then(async () => send(await (command.do === 'cell' ? runCell(command) : ask(command))));
});
process.stdin.on('data', (chunk: Buffer) => commands.push(chunk));
// The grader has closed the line or is gone: nothing of the submission outlives it.
process.stdin.on('end', () => void engine.shutdown().finally(() => process.exit()));
send({ id: 0, kind: 'ran' });
