// The process that runs the cells of one notebook. It hears commands through controller.ts, and
// answers on its stdout, see frames.ts.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Worker } from 'node:worker_threads';
import { inspect } from 'node:util';
import { commsSymbol } from '../../display/comms.js';
import { settleDisplays } from '../../display/live.js';
import { sinkSymbol, type DisplaySink } from '../../display/sink.js';
import { controlTarget } from '../../display/widgets/protocol.js';
import type { CellError, ExecuteResult, MimeBundle, OutputEvent } from '../engine-api.js';
import { restoreAsyncStack } from './async-stack.js';
import { NotebookComms } from './comms.js';
import { describeThrown, installStackTraces } from './errors.js';
import { writeMessage } from './frames.js';
import { installInput } from './input.js';
import { hideBookkeeping } from './inspection.js';
import { installInterruptHook, InterruptState, type ControllerData } from './interrupt.js';
import { look } from './look.js';
import { decodeComm, encodeComm, type Event, type ToMain } from './messages.js';
import { CellModules } from './modules.js';
import { Runner, type CellState, type StoppedCode } from './runner.js';
import { installStreams, keepOrder } from './streams.js';
import { closeTensorFlow } from './tensorflow.js';
import { TextOutput } from './text-output.js';
import { installTimers } from './timers.js';

const stdoutFd = 1, stderrFd = 2;
const text = new TextOutput(stdoutFd);
const send = (event: Event) => { text.flush(); writeMessage(stdoutFd, event); };
/** Where output goes in place of the cell, while code runs for a widget that shows it. */
const captured = new AsyncLocalStorage<(event: OutputEvent) => void>();

function output(cell: CellState, event: OutputEvent): void {
  const capture = captured.getStore();
  if (capture) captured.exit(() => capture(event));
  else if (event.type === 'stream') text.write(cell.id, event.name, event.text);
  else send({ type: 'output', cell: cell.id, event });
}

const interruptState = new Int32Array(new SharedArrayBuffer(4));
const modules = new CellModules(process.cwd());
const runner = new Runner({
  import: modules.import,
  meta: modules.meta,
  commonJs: modules.commonJs,
  format,
  done(cell, outcome) {
    settleDisplays(endOf(outcome.result));
    writeMessage(stderrFd, { type: 'flushed', cell: cell.id });
    send({ type: 'done', cell: cell.id, outcome });
  },
});

/** A value as the display package shows it. The package is loaded with the first value that needs it, to keep the start quick. */
async function format(value: unknown): Promise<MimeBundle> {
  if (typeof value !== 'object' && typeof value !== 'function') return { 'text/plain': inspect(value) };
  const { render } = await import('../../display/format-result.js');
  const { now, later } = render(value);
  return later ?? now;
}

function endOf(result: ExecuteResult): 'ok' | 'error' | 'interrupted' {
  if (result.status === 'ok') return 'ok';
  return result.error.ename === 'KeyboardInterrupt' ? 'interrupted' : 'error';
}

installStackTraces();
installStreams((name, printed) => output(runner.cell, { type: 'stream', name, text: printed }));
keepOrder(() => text.flush());
hideBookkeeping();
installTimers(() => runner.cell);

Object.defineProperty(globalThis, sinkSymbol, {
  value: {
    publish: (event) => output(runner.cell, event),
    capture: (run, onOutput) => captured.run(onOutput, run),
    describeError: describeThrown,
  } satisfies DisplaySink,
});

const comms = new NotebookComms((message) => send({ type: 'comm', cause: runner.cell.id, comm: encodeComm(message) }), report);
Object.defineProperty(globalThis, commsSymbol, { value: comms });
// Every page asks which widgets there are, also of a notebook without any.
comms.register(controlTarget, (comm) => comm.onMessage(async (message) => (await import('../../display/widgets/control.js')).answerControl(comm, message)));

let stopped: StoppedCode | undefined;
let isClosing = false;
installInterruptHook(interruptState, (cellId) => {
  if (isClosing) return false;
  const code = runner.stopping();
  const isMeant = cellId === undefined || code.cell.id === cellId;
  if (isMeant) stopped = code;
  return isMeant;
});

const input = installInput((request, prompt, password) => {
  const { cell } = runner;
  send({ type: 'input', cell: cell.id, request, prompt, password });
  return () => runner.isRunning(cell);
});
const controller = new Worker(new URL('./controller.js', import.meta.url), {
  workerData: { state: interruptState, input, text: text.shared, stdoutFd } satisfies ControllerData, transferList: [input.port], execArgv: [],
});
controller.on('message', (command: ToMain) => {
  if (command.type === 'run') runner.run(command.cell);
  if (command.type === 'debugged') void import('./debuggee.js');
  if (command.type === 'look') send({ type: 'seen', request: command.request, seen: look(command.path) });
  if (command.type === 'comm') {
    const { cause, comm } = command;
    runner.attend(cause, () => comms.receive(decodeComm(comm)), () => send({ type: 'handled', cause }));
  }
  if (command.type === 'interrupt') close(command.cell);
});

/** The turn of the event loop after code was stopped, or was found not to be running. */
function close(cellId: string | undefined): void {
  isClosing = true;
  try {
    restoreAsyncStack();
    if (stopped) closeTensorFlow();
    // A running cell settles its displays when it ends; what a handler or a timer was about is stopped here.
    if (runner.isIdle) settleDisplays('interrupted');
    const error = runner.interrupted(stopped, cellId);
    if (error) print(stopped!.cell, error);
    stopped = undefined;
    text.flush();
  } finally {
    isClosing = false;
    Atomics.store(interruptState, 0, InterruptState.closed);
    Atomics.notify(interruptState, 0);
  }
}

process.on('SIGINT', () => {}); // Interrupts come through the supervisor.
process.on('exit', (code) => send({ type: 'exiting', code }));
process.on('uncaughtException', report);
process.on('unhandledRejection', report);

function report(error: unknown): void {
  try {
    const described = runner.uncaught(error);
    if (described) print(runner.cell, described);
  } catch (fault) {
    send({ type: 'broken', why: `${fault}` });
    process.kill(process.pid, 'SIGKILL');
  }
}

function print(cell: CellState, { traceback }: CellError): void {
  output(cell, { type: 'stream', name: 'stderr', text: traceback.join('\n') + '\n' });
}

send({ type: 'ready' });
