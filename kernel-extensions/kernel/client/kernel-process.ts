/**
 * A kernel process of our own: started with a fresh connection, interrupted, restarted, ended.
 * What is said to it goes through KernelChannels; this file only minds the process.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ConnectionInfo } from '../protocol/connection.js';
import { KernelChannels } from './kernel-channels.js';
import { removeConnectionFile, writeOwnConnection } from './new-connection.js';

export interface KernelProcessOptions {
  /** The notebook's folder: where relative imports and files start from. */
  cwd: string;
  /** Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** What the kernel process itself prints (log lines, never the output of cells). */
  onLog?: (text: string) => void;
  /** The process ended without having been asked to; `why` is a sentence. */
  onDied?: (why: string) => void;
}

/** One life of the process. */
interface Run {
  child: ChildProcess;
  exited: Promise<void>;
}

const kernelMain = fileURLToPath(new URL('../main.js', import.meta.url));

export class KernelProcess {
  #run: Run;
  /** An end that was asked for is no death. */
  #ending = false;
  #log = '';

  private constructor(
    readonly connection: ConnectionInfo,
    readonly connectionFile: string,
    private readonly options: KernelProcessOptions,
  ) {
    this.#run = this.#spawn();
  }

  /** Starts the process; it listens a moment later (see `KernelClient.waitUntilReady`). */
  static async start(options: KernelProcessOptions): Promise<KernelProcess> {
    const { connection, file } = await writeOwnConnection();
    return new KernelProcess(connection, file, options);
  }

  get pid(): number | undefined {
    return this.#run.child.pid;
  }

  get alive(): boolean {
    const { pid, exitCode, signalCode } = this.#run.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** The last lines the process itself printed: why it ended, if it did so early. */
  get log(): string {
    return this.#log;
  }

  /** Stops the running cell; variables stay. Resolves when the kernel has taken the request. */
  async interrupt(): Promise<void> {
    await this.#control('interrupt_request', {}, 5000);
  }

  /** A fresh process on the same connection: open channels stay usable, variables are gone. */
  async restart(): Promise<void> {
    await this.#end(true);
    this.#run = this.#spawn();
  }

  /** Asks the kernel to end, and makes it end when it has not after `patience` milliseconds. */
  async shutdown(patience = 5000): Promise<void> {
    await this.#end(false, patience);
    await removeConnectionFile(this.connectionFile);
  }

  /** Ends the process at once, without a word to it. */
  async kill(): Promise<void> {
    this.#ending = true;
    this.#run.child.kill('SIGKILL');
    await this.#run.exited;
    await removeConnectionFile(this.connectionFile);
  }

  #spawn(): Run {
    this.#ending = false;
    this.#log = '';
    const env = { ...(this.options.env ?? process.env), JPY_PARENT_PID: String(process.pid) };
    // The IPC channel carries nothing: its closing tells the kernel, on every platform, that we are gone.
    const child = spawn(process.execPath, [kernelMain, this.connectionFile, '--owned'], {
      cwd: this.options.cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], windowsHide: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-4000);
        this.options.onLog?.(text);
      });
    }
    const exited = new Promise<void>((resolve) => {
      const ended = (why: string) => {
        resolve();
        if (!this.#ending) this.options.onDied?.(why);
        this.#ending = true;
      };
      child.once('error', (error) => ended(`The kernel process could not be started in ${this.options.cwd}: ${error.message}`));
      child.once('close', (code, signal) => ended(`The kernel process ended with ${signal ?? `code ${code}`}.${this.#log && ` Its last words: ${this.#log.trim()}`}`));
    });
    return { child, exited };
  }

  async #end(restart: boolean, patience = 5000): Promise<void> {
    this.#ending = true;
    const { child, exited } = this.#run;
    if (!this.alive) return exited;
    const asked = this.#control('shutdown_request', { restart }, patience).catch(() => {});
    await Promise.race([Promise.all([asked, exited]), delay(patience, undefined, { ref: false })]);
    if (this.alive) child.kill('SIGKILL');
    await exited;
  }

  /** One request on the control channel; rejects when there is no reply within `timeout` milliseconds. */
  async #control(type: 'interrupt_request' | 'shutdown_request', content: object, timeout: number): Promise<void> {
    let replied = () => {};
    const reply = new Promise<void>((resolve) => { replied = resolve; });
    const channels = new KernelChannels(this.connection, {
      onMessage: (channel, { parent_header }) => {
        if (channel === 'control' && parent_header.msg_id === request.header.msg_id) replied();
      },
    });
    const request = channels.session.message(type, content);
    channels.send('control', request);
    const late = delay(timeout, 'late', { ref: false });
    const outcome = await Promise.race([reply, this.#run.exited, late]);
    channels.close();
    if (outcome === 'late') throw new Error(`The kernel did not answer ${type} within ${timeout / 1000} s.`);
  }
}
