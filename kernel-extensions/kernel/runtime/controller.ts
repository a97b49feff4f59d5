// A thread of the child that hears the supervisor even while a cell keeps the main thread busy. It
// hands commands over, stops execution on an interrupt, and ends the process when the supervisor
// is gone.
import { Socket } from 'node:net';
import { Session } from 'node:inspector';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { interruptChildProcesses, killGroup } from './children.js';
import { answerPrompt } from './input.js';
import type { InspectorRelay } from './inspector-relay.js';
import type { Command, ToMain } from './messages.js';
import { mindHeldText } from './text-output.js';
import { commandsFd, interruptHook, InterruptState, type ControllerData } from './interrupt.js';

const { state, input, text, stdoutFd } = workerData as ControllerData;
const main = parentPort!;
void mindHeldText(text, stdoutFd);

const supervisor = new Socket({ fd: commandsFd, readable: true, writable: true });
supervisor.on('error', leave);
supervisor.on('close', leave);
// Should a cell have closed the pipe.
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) leave(); }, 1000).unref();
createInterface({ input: supervisor }).on('line', (line) => {
  const command = JSON.parse(line) as Command;
  if (command.type === 'interrupt') void interrupt(command.cell);
  else if (command.type === 'input') answerPrompt(input, command);
  else if (command.type === 'inspector' || command.type === 'detach') void debugged().then((inspector) => inspector.handle(command));
  else if (interrupting && (command.type === 'run' || command.type === 'comm')) held.push(command);
  else handOver(command);
});

function handOver(command: Exclude<ToMain, { type: 'interrupt' | 'debugged' }>): void {
  main.postMessage(command satisfies ToMain);
}

let relay: Promise<InspectorRelay> | undefined;

function debugged(): Promise<InspectorRelay> {
  relay ??= import('./inspector-relay.js').then(({ InspectorRelay }) => new InspectorRelay((line) => supervisor.write(line + '\n'), () => main.postMessage({ type: 'debugged' } satisfies ToMain), hasStopped));
  return relay;
}

/** What is being stopped: all running cells, or the one named. */
let interrupting: { cell?: string } | undefined;
/** What came meanwhile, and is not meant to be stopped. */
const held: Extract<Command, { type: 'run' | 'comm' }>[] = [];
/** Code has been stopped, or may have been. */
let hasStopped = false;
/** After an interrupt the event loop turns at once, unless other code of the cell has taken over in between. */
const patienceMs = 30;
/** Running JavaScript answers within microseconds; native code may take as long as it likes. */
const blockedMs = 50;
/** How long Node may be found at work without code of the notebook, as where streams feed each other, before that is stopped. */
const passingMs = 500;

async function interrupt(cell: string | undefined): Promise<void> {
  if (interrupting) {
    if (cell === undefined) delete interrupting.cell; // Another single cell will be asked for again.
    return;
  }
  interrupting = { cell };
  hasStopped = true;
  // Connected for this moment only: Node waits for inspectors to disconnect before it exits.
  const session = new Session();
  session.connectToMainThread();
  const inspector = await relay;
  inspector?.skipPauses(true);
  let asked: string | undefined;
  do {
    asked = interrupting.cell;
    // The state may still be `closed` by an earlier interrupt, which is no answer to this one.
    if (await inspector?.stopPausedCode(hookCall(asked, true))) Atomics.store(state, 0, InterruptState.terminationQueued);
    else await stopRunningCode(session, asked);
    main.postMessage({ type: 'interrupt', cell: asked } satisfies ToMain);
    await changed(Atomics.load(state, 0), patienceMs);
  } while (Atomics.load(state, 0) !== InterruptState.closed || interrupting.cell !== asked);
  inspector?.skipPauses(false);
  session.disconnect();
  interrupting = undefined;
  for (const command of held.splice(0)) handOver(command);
}

const hookCall = (cell: string | undefined, isPaused: boolean, isUrgent = false) => `globalThis[Symbol.for(${JSON.stringify(interruptHook)})](${JSON.stringify(cell) ?? 'undefined'}, ${isPaused}, ${isUrgent})`;

/**
 * Ask the main thread, in the middle of whatever it does, whether it is running code. If it is, stop
 * that code: the hook waits until the termination is queued, so that it hits exactly this code.
 */
async function stopRunningCode(session: Session, cell: string | undefined): Promise<void> {
  const began = performance.now();
  do {
    if (Atomics.load(state, 0) === InterruptState.passing) await delay(1);
    Atomics.store(state, 0, InterruptState.asked);
    while (Atomics.load(state, 0) === InterruptState.asked) {
      // Asked again and again, should the question be lost with code that is stopped: one answer counts.
      session.post('Runtime.evaluate', { expression: hookCall(cell, false, performance.now() - began > passingMs) }, () => {});
      await changed(InterruptState.asked, blockedMs);
      if (Atomics.load(state, 0) === InterruptState.asked) interruptChildProcesses();
    }
  } while (Atomics.load(state, 0) === InterruptState.passing);
  if (Atomics.load(state, 0) !== InterruptState.busy) return;
  await new Promise<void>((resolve) => {
    session.post('Runtime.terminateExecution', () => resolve());
    Atomics.store(state, 0, InterruptState.terminationQueued);
  });
}

/** Looks every millisecond. */
async function changed(from: InterruptState, atMostMs: number): Promise<void> {
  for (const end = performance.now() + atMostMs; Atomics.load(state, 0) === from && performance.now() < end;) await delay(1);
}

/** `process.exit` would end this thread alone. */
function leave(): void {
  killGroup(process.pid);
  process.kill(process.pid, 'SIGKILL');
}
