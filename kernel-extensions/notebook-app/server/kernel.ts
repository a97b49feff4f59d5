/**
 * One running kernel and the browser tabs connected to it. All tabs share one set of ZeroMQ sockets,
 * which listen from the start, so that no output is lost however late a tab connects: replies go to
 * the tab that asked, publications to every tab. Starting and ending it is the kernel manager's business.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { KernelChannels, KernelProcess } from '../../kernel/client/index.js';
import type { Header, Message } from '../../kernel/client/index.js';
import { CellRuns } from './cell-runs.js';
import type { CellRun } from './cell-runs.js';
import { MissedMessages } from './missed-messages.js';
import type { ChannelMessage } from './websocket-protocol.js';

export type ExecutionState = 'starting' | 'busy' | 'idle' | 'restarting' | 'dead';

/** As the REST API shows it. */
export interface KernelModel {
  id: string;
  name: string;
  /** ISO 8601. */
  last_activity: string;
  execution_state: ExecutionState;
  connections: number;
}

/** A browser tab (a WebSocket). */
export interface KernelTab {
  /** Names the page: a page that reconnects has the same one, a reloaded page has another. */
  readonly session: string;
  /** False from its close frame on, which is before it disconnects: what is sent then reaches nobody. */
  readonly isOpen: boolean;
  receive(message: ChannelMessage): void;
}

/** A kernel that dies more often than this within a minute stays dead. */
const deathsPerMinute = 3;

export class Kernel {
  readonly runs = new CellRuns();
  #process!: KernelProcess;
  #channels!: KernelChannels;
  readonly #tabs = new Set<KernelTab>();
  /** Who waits for a reply, or may be asked for input: the tab by the id of its request. */
  readonly #askedBy = new Map<string, KernelTab>();
  readonly #missed = new MissedMessages();
  #state: ExecutionState = 'starting';
  #lastActivity = new Date();
  #ready: Promise<void> = Promise.resolve();
  /** Called by every message that arrives while the kernel starts. */
  #onSign: (channel: string) => void = () => {};
  #deaths: number[] = [];
  #closed = false;

  private constructor(readonly id: string, readonly name: string, private readonly options: KernelOptions) {}

  /** Resolves when the process runs; messages wait until it also listens. */
  static async start(id: string, name: string, options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(id, name, options);
    kernel.#process = await KernelProcess.start({ cwd: options.cwd, env: options.env, onLog: options.onLog, onDied: (why) => void kernel.#died(why) });
    kernel.#channels = new KernelChannels(kernel.#process.connection, { onMessage: (channel, message) => kernel.#fromKernel(channel, message) });
    void kernel.#begin(Promise.resolve()).catch(() => {});
    return kernel;
  }

  get model(): KernelModel {
    return { id: this.id, name: this.name, last_activity: this.#lastActivity.toISOString(), execution_state: this.#state, connections: [...this.#tabs].filter(({ isOpen }) => isOpen).length };
  }

  /** The tab gets everything from now on; a page whose connection was cut also what it missed. */
  connect(tab: KernelTab): void {
    this.#tabs.add(tab);
    if (this.#state !== 'starting') tab.receive(this.#stateForNewcomer());
    for (const message of this.#missed.take(tab.session)) tab.receive(message);
  }

  /** `left`: the page was closed or reloaded, and will not come back for what it missed. */
  disconnect(tab: KernelTab, left: boolean): void {
    if (left) this.#missed.take(tab.session);
    if (!this.#tabs.delete(tab)) return;
    const orphans = [...this.#askedBy].filter(([, owner]) => owner === tab).map(([id]) => id);
    for (const id of orphans) this.#askedBy.delete(id);
    this.runs.unwatch(orphans);
    // A page may have connected anew before its old connection was seen to end.
    const isBack = [...this.#tabs].some(({ session }) => session === tab.session);
    if (!left && !isBack) this.#missed.await(tab.session);
  }

  /** From a tab to the kernel. */
  async send({ channel, message }: ChannelMessage, tab: KernelTab): Promise<void> {
    if (channel !== 'shell' && channel !== 'control' && channel !== 'stdin') return;
    this.#lastActivity = new Date();
    if (channel !== 'stdin') this.#askedBy.set(message.header.msg_id, tab);
    if (channel === 'shell') this.runs.requested(message);
    if (channel === 'stdin') this.runs.answered(message);
    await this.#ready.catch(() => {});
    if (!this.#closed) this.#channels.send(channel, message);
  }

  /**
   * The cells that run, for a page that takes them over. `mark` is the id of a message that its connection is sent at this
   * very moment: what comes before it is in the runs, what comes after is not. Without one the page is not connected.
   */
  runsFor(session: string): { runs: CellRun[]; mark?: string } {
    const tab = [...this.#tabs].find((tab) => tab.session === session && tab.isOpen);
    const mark = this.#stateForNewcomer();
    tab?.receive(mark);
    return { runs: this.runs.all, mark: tab && mark.message.header.msg_id };
  }

  interrupt(): Promise<void> {
    return this.#process.interrupt();
  }

  /** Variables are gone; tabs stay connected. */
  async restart(): Promise<void> {
    this.#forgetRequests();
    await this.#begin(this.#process.restart());
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    this.#setState('dead');
    this.#channels.close();
    this.#missed.clear();
    await this.#process.shutdown();
  }

  /** Messages wait until the process that `starting` brings up answers; one that does not is dead. */
  #begin(starting: Promise<void>): Promise<void> {
    this.#ready = starting.then(() => this.#handshake()).catch((error: Error) => {
      this.#explain(error.message);
      this.#setState('dead');
      throw error;
    });
    return this.#ready;
  }

  /** Repeats a question until the answer and a publication have come back: then both directions stand. */
  async #handshake(): Promise<void> {
    const missing = new Set(['shell', 'iopub']);
    const signs = new Promise<void>((resolve) => {
      this.#onSign = (channel) => {
        missing.delete(channel);
        if (missing.size === 0) resolve();
      };
    });
    const deadline = Date.now() + 30_000;
    while (missing.size > 0 && !this.#closed) {
      if (Date.now() > deadline) throw new Error(`The kernel did not answer within 30 s. ${this.#process.log}`);
      this.#channels.send('shell', this.#channels.session.message('kernel_info_request', {}));
      await Promise.race([signs, delay(200, undefined, { ref: false })]);
    }
    this.#onSign = () => {};
    if (!this.#closed) this.#setState('idle');
  }

  #fromKernel(channel: string, message: Message): void {
    this.#lastActivity = new Date();
    this.#onSign(channel);
    const { msg_id: parent, session } = message.parent_header;
    if (session === this.#channels.session.id) return; // the handshake's own
    for (const tab of this.#tabs) if (!tab.isOpen) this.disconnect(tab, false);
    if (channel !== 'iopub') {
      const tab = this.#askedBy.get(parent ?? '');
      // A finished request needs no tab; a question (stdin) does not finish it.
      if (channel === 'shell') this.runs.replied(message);
      if (channel === 'stdin') this.runs.asked(message);
      if (channel !== 'stdin') this.#askedBy.delete(parent ?? '');
      // Where the page that asked has gone, the page that took over listens.
      if (tab) tab.receive({ channel, message });
      else this.#deliver({ channel, message });
      return;
    }
    if (message.header.msg_type === 'status') this.#followStatus(message);
    this.runs.published(message);
    this.#deliver({ channel, message });
  }

  /** Only cells make a kernel busy: it also answers completions while one runs. */
  #followStatus({ parent_header, content }: Message): void {
    const state = content.execution_state as ExecutionState;
    if (parent_header.msg_type === undefined || parent_header.msg_type === 'execute_request') this.#state = state;
    else if (this.#state === 'starting') this.#state = 'idle';
  }

  #deliver(message: ChannelMessage): void {
    for (const tab of this.#tabs) tab.receive(message);
    this.#missed.add(message);
  }

  #forgetRequests(): void {
    this.#askedBy.clear();
    this.runs.clear();
  }

  #setState(state: ExecutionState): void {
    this.#state = state;
    for (const tab of this.#tabs) tab.receive(this.#statusMessage(state));
  }

  /** Not `restarting`: a page answers that by connecting anew. */
  #stateForNewcomer(): ChannelMessage {
    return this.#statusMessage(this.#state === 'restarting' ? 'starting' : this.#state);
  }

  #statusMessage(state: ExecutionState): ChannelMessage {
    return { channel: 'iopub', message: this.#channels.session.message('status', { execution_state: state }, {} as Header) };
  }

  /** To the log, and to the pages' log console (View → Show Log Console), which shows what belongs to no cell. */
  #explain(why: string): void {
    this.options.onLog?.(`${why}\n`);
    const message = this.#channels.session.message('stream', { name: 'stderr', text: `${why}\n` }, {} as Header);
    for (const tab of this.#tabs) tab.receive({ channel: 'iopub', message });
  }

  /** The process ended by itself: tell the tabs, and start a fresh one unless that goes on and on. */
  async #died(why: string): Promise<void> {
    if (this.#closed) return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < 60_000), now];
    this.#forgetRequests();
    this.#explain(why);
    if (this.#deaths.length > deathsPerMinute) return this.#setState('dead');
    this.#setState('restarting');
    await this.restart().catch(() => {}); // #begin has told the pages
  }
}

export interface KernelOptions {
  /** The notebook's folder. */
  cwd: string;
  env?: NodeJS.ProcessEnv;
  onLog?: (text: string) => void;
}
