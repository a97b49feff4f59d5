// The supervisor's side of the child process: starts it, hands cells over, reads its output, and
// knows why it ended.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CommMessage, OutputEvent } from '../engine-api.js';
import { FrameReader } from './frames.js';
import { hasProcessGroups, killGroup } from './children.js';
import { commandsFd } from './interrupt.js';
import type { Seen } from './look.js';
import { decodeComm, encodeComm, type CellOutcome, type Command, type Event, type InspectorMessage, type RunnableCell } from './messages.js';
import { RemoteInspector } from './remote-inspector.js';

export interface RuntimeHandlers {
  onOutput(cell: string, event: OutputEvent): void;
  onComm(cause: string, message: CommMessage): void;
  onInput(cell: string, prompt: string, password: boolean): Promise<string>;
  /** The process has ended, and nobody asked it to. `why` is a sentence; `wasReady`: it could run cells before. */
  onLost(why: string, wasReady: boolean): void;
}

const nodeFlags = [
  // Stopping code in a timer would otherwise end the process.
  '--no-force-async-hooks-checks',
  // `import.meta.resolve(specifier, parent)`: packages are looked up from the notebook's folder.
  '--experimental-import-meta-resolve',
];

/** What Node prints when a process ends that is being debugged. */
const nodesFarewell = 'Waiting for the debugger to disconnect...\n';
/** How long the pipes of a process that has ended are read. */
const lastOutputMs = 300;
/** A completion does not wait longer for a value: while code keeps the process busy, and while none does. */
const lookAtMostMs = 100, idleLookAtMostMs = 2000;
/** How much of the last raw stderr is kept to explain an end. */
const lastWordsSize = 8192;

export class RuntimeProcess {
  /** Rejects when the process ends before it can run a cell. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  /** The cells that run, by their ids. */
  private readonly running = new Map<string, { resolve(outcome: CellOutcome): void; outcome?: CellOutcome; isFlushed?: boolean }>();
  private latestCell = '';
  /** Comm messages on their way to their handlers, by cause: what to call when these have returned. */
  private readonly handling = new Map<string, () => void>();
  private looks = 0;
  private readonly looking = new Map<number, (seen: Seen | undefined) => void>();
  private exitCode: number | undefined;
  private lastWords = '';
  private isClosing = false;
  private hasEnded = false;
  /** Why the process ended, as a sentence. */
  private epitaph = '';
  private isReady = false;
  /** What code closed, so that the process had to be ended. */
  private closed: string | undefined;
  /** How code has broken the process from within. */
  private broken: string | undefined;
  private remoteInspector: RemoteInspector | undefined;
  private markReady!: () => void;
  private failToStart!: (error: Error) => void;

  constructor(options: { cwd: string; env: NodeJS.ProcessEnv }, private readonly handlers: RuntimeHandlers) {
    this.ready = new Promise((resolve, reject) => { this.markReady = resolve; this.failToStart = reject; });
    this.ready.catch(() => {}); // Whoever waits for it is told; nobody has to.
    this.child = spawn(process.execPath, [...nodeFlags, fileURLToPath(new URL('./child.js', import.meta.url))], {
      cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], windowsHide: true, detached: hasProcessGroups,
    });
    this.read('stdout');
    this.read('stderr');
    this.commands.on('error', () => {}); // A write to a process that has just ended; `close` tells.
    this.commands.on('close', () => this.endUnreachable('file descriptor 3, through which it hears the kernel'));
    this.child.on('error', (error) => this.ended(`could not be started: ${error.message}`));
    this.child.on('exit', (code, signal) => {
      killGroup(this.child.pid); // What cells have started and not detached.
      // Its last output is read before; a process that it started may hold the pipes open for ever.
      const end = () => { clearTimeout(timer); this.ended(this.explain(code, signal)); };
      const timer = setTimeout(end, lastOutputMs);
      this.child.once('close', end);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  run(cell: RunnableCell): Promise<CellOutcome> {
    return new Promise((resolve) => {
      if (this.hasEnded) return resolve(this.lostOutcome());
      this.running.set(cell.id, { resolve });
      this.latestCell = cell.id;
      this.send({ type: 'run', cell });
    });
  }

  /** Resolves when the handlers have returned, or the process has ended. */
  comm(cause: string, message: CommMessage): Promise<void> {
    if (this.hasEnded) return Promise.resolve();
    return new Promise((resolve) => {
      this.handling.set(cause, resolve);
      this.send({ type: 'comm', cause, comm: encodeComm(message) });
    });
  }

  /** The value at a path; undefined when there is none, or while code keeps the process busy. */
  look(path: readonly (string | number)[]): Promise<Seen | undefined> {
    const request = ++this.looks;
    return new Promise((resolve) => {
      const answer = (seen?: Seen) => { clearTimeout(timer); this.looking.delete(request); resolve(seen); };
      const timer = setTimeout(answer, this.running.size + this.handling.size > 0 ? lookAtMostMs : idleLookAtMostMs);
      this.looking.set(request, answer);
      this.send({ type: 'look', request, path });
    });
  }

  get isHandlingComms(): boolean {
    return this.handling.size > 0;
  }

  /** Stops the cell named, or all that run. */
  interrupt(cell?: string): void {
    this.send({ type: 'interrupt', cell });
  }

  /** End the process; resolves when it has ended. */
  kill(): Promise<void> {
    this.isClosing = true;
    if (this.hasEnded || this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.kill('SIGKILL');
    });
  }

  /** The V8 inspector of the process. */
  get inspector(): RemoteInspector {
    if (this.remoteInspector) return this.remoteInspector;
    const inspector = this.remoteInspector = new RemoteInspector((command) => this.send(command));
    createInterface({ input: this.commands }).on('error', () => {}).on('line', (line) => inspector.receive(JSON.parse(line) as InspectorMessage));
    if (this.hasEnded) inspector.end(this.epitaph);
    return inspector;
  }

  private get commands(): Duplex {
    return this.child.stdio[commandsFd] as Duplex;
  }

  private send(command: Command): void {
    this.commands.write(JSON.stringify(command) + '\n');
  }

  private read(name: 'stdout' | 'stderr'): void {
    const reader = new FrameReader((event) => this.handle(event), (raw) => {
      const text = raw.replace(nodesFarewell, '');
      if (name === 'stderr') this.lastWords = (this.lastWords + text).slice(-lastWordsSize);
      if (this.isOutOfMemory) return; // V8's own report, pages long: the end is explained in a sentence.
      this.handlers.onOutput(this.latestCell, { type: 'stream', name, text });
    });
    this.child[name]!.on('data', (chunk: Buffer) => reader.push(chunk));
    this.child[name]!.on('end', () => { reader.end(); this.resolveEnded(); });
    if (name === 'stdout') this.child.stdout!.on('end', () => this.endUnreachable('its standard output (file descriptor 1)'));
  }

  /** Code has closed a pipe between the process and the supervisor: its cell would never end. */
  private endUnreachable(closed: string): void {
    // Behind an immediate: the word that the process has ended may lie there already.
    setTimeout(() => setImmediate(() => {
      if (this.hasEnded || this.child.exitCode !== null || this.child.signalCode !== null) return;
      this.closed = closed;
      this.child.kill('SIGKILL');
    }), lastOutputMs).unref();
  }

  private handle(event: Event): void {
    if (event.type === 'ready') { this.isReady = true; this.markReady(); }
    if (event.type === 'output') this.handlers.onOutput(event.cell, event.event);
    if (event.type === 'seen') this.looking.get(event.request)?.(event.seen);
    if (event.type === 'comm') this.handlers.onComm(event.cause, decodeComm(event.comm));
    if (event.type === 'handled') this.handled(event.cause);
    if (event.type === 'exiting') this.exitCode = event.code;
    if (event.type === 'broken') this.broken = event.why;
    if (event.type === 'input') {
      const { cell, request, prompt, password } = event;
      void this.handlers.onInput(cell, prompt, password).then(
        (text) => this.send({ type: 'input', request, text }),
        (error: Error) => this.send({ type: 'input', request, text: '', problem: error.message }),
      );
    }
    const running = 'cell' in event ? this.running.get(event.cell) : undefined;
    if (!running || !('cell' in event)) return;
    if (event.type === 'done') running.outcome = event.outcome;
    if (event.type === 'flushed') running.isFlushed = true;
    this.resolveEnded();
  }

  /** A cell has ended when its outcome is there and all that it wrote on stderr. */
  private resolveEnded(): void {
    for (const [cell, { outcome, isFlushed, resolve }] of this.running) {
      if (!outcome || !(isFlushed || this.child.stderr!.readableEnded)) continue;
      this.running.delete(cell);
      resolve(outcome);
    }
  }

  private handled(cause: string): void {
    this.handling.get(cause)?.();
    this.handling.delete(cause);
  }

  private get isOutOfMemory(): boolean {
    return /<--- Last few GCs|heap out of memory|Allocation failed - process/.test(this.lastWords);
  }

  private ended(why: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.epitaph = `The process that runs the cells ${this.isClosing ? 'was ended by a restart' : why}. All variables are gone.`;
    for (const { resolve } of this.running.values()) resolve(this.lostOutcome());
    this.running.clear();
    for (const cause of [...this.handling.keys()]) this.handled(cause);
    for (const answer of [...this.looking.values()]) answer(undefined);
    this.failToStart(new Error(this.epitaph));
    this.remoteInspector?.end(this.epitaph);
    if (!this.isClosing) this.handlers.onLost(this.epitaph, this.isReady);
  }

  private lostOutcome(): CellOutcome {
    const error = { ename: 'KernelRestarted', evalue: this.epitaph, traceback: [`\x1b[31mKernelRestarted\x1b[39m: ${this.epitaph}`] };
    return { result: { status: 'error', error }, unset: [] };
  }

  private explain(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.isOutOfMemory) return 'ran out of memory';
    if (this.broken) return `had to be ended because code has changed a built-in that the kernel needs (${this.broken})`;
    if (this.exitCode !== undefined) return `ended because code called process.exit(${this.exitCode})`;
    if (this.closed) return `had to be ended because code closed ${this.closed}`;
    if (signal === 'SIGKILL') return 'was killed (SIGKILL), perhaps because the machine ran out of memory';
    if (signal === 'SIGSEGV' || signal === 'SIGBUS') return `crashed in native code (${signal})`;
    if (signal) return `was ended by the signal ${signal}`;
    return `ended with exit code ${code}`;
  }
}
