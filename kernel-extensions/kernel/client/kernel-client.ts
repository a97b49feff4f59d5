/**
 * A client of one kernel: requests that resolve to their reply, cells that resolve to their
 * outputs. Headless – what a front end would show is handed to the caller.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionInfo } from '../protocol/connection.js';
import type { ExecuteReply, ExecuteRequest, Message, Replies } from '../protocol/messages.js';
import { KernelChannels } from './kernel-channels.js';
import type { MessageChannel, SendChannel } from './kernel-channels.js';

export type RequestType = keyof Replies | 'execute_request';
export type ReplyContent<T extends RequestType> = T extends keyof Replies ? Replies[T] : ExecuteReply;

/** The kernel has ended, or was never reached; the message is a sentence. */
export class KernelGone extends Error {
  override name = 'KernelGone';
}

export interface ExecuteOptions extends Partial<Omit<ExecuteRequest, 'code' | 'allow_stdin'>> {
  /** Called for every publication this cell causes, also after it has ended. */
  onOutput?: (message: Message) => void;
  /** Answers the cell's questions; without it, a cell that asks gets an error. */
  onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  /** Runs the cell in this subshell, beside the cells of other shells. */
  subshell?: string;
}

type Listener = Pick<ExecuteOptions, 'onOutput' | 'onInput'>;

/** How many requests are remembered for late output. */
const memory = 1000;

interface Pending {
  channel: SendChannel;
  reply?: Message;
  /** Execution is over when the reply and `idle` are both there: outputs may come between. */
  idle: boolean;
  needsIdle: boolean;
  resolve(reply: Message): void;
  reject(error: Error): void;
}

export class KernelClient {
  readonly channels: KernelChannels;
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Map<string, Listener>();
  #gone: KernelGone | undefined;
  #heardIopub = () => {};

  constructor(connection: ConnectionInfo) {
    this.channels = new KernelChannels(connection, { onMessage: (channel, message) => this.#onMessage(channel, message) });
  }

  /** Sends a request and resolves to the content of its reply. Rejects with KernelGone when the kernel ends. */
  async request<T extends RequestType>(type: T, content: object = {}, channel: SendChannel = 'shell'): Promise<ReplyContent<T>> {
    const { reply } = this.#send(channel, type, content, false);
    return (await reply).content as ReplyContent<T>;
  }

  /** Runs a cell. Resolves when its reply and all its direct outputs are there. */
  async execute(code: string, { onOutput, onInput, subshell, ...options }: ExecuteOptions = {}): Promise<ExecuteReply> {
    const content: ExecuteRequest = {
      code, silent: false, store_history: true, user_expressions: {}, stop_on_error: true, ...options, allow_stdin: onInput !== undefined,
    };
    const { id, reply } = this.#send('shell', 'execute_request', content, true, subshell);
    this.#listen(id, { onOutput, onInput });
    return (await reply).content as ExecuteReply;
  }

  /**
   * Resolves when the kernel answers on shell and is heard on iopub, so that no output is missed;
   * also after a restart. Rejects with KernelGone after `timeout` milliseconds.
   */
  async waitUntilReady(timeout = 30_000): Promise<Replies['kernel_info_request']> {
    this.#gone = undefined;
    const heard = new Promise<void>((resolve) => { this.#heardIopub = resolve; });
    const deadline = AbortSignal.timeout(timeout);
    while (!deadline.aborted) {
      const answered = Promise.all([this.request('kernel_info_request'), heard]);
      const outcome = await Promise.race([answered, delay(200)]);
      if (outcome) return outcome[0];
      answered.catch(() => {});
    }
    throw new KernelGone(`The kernel did not answer within ${timeout / 1000} s.`);
  }

  /** Hands over whatever the message with this id causes on iopub. */
  listen(messageId: string, onOutput: (message: Message) => void): void {
    this.#listen(messageId, { onOutput });
  }

  interrupt(): Promise<Replies['interrupt_request']> {
    return this.request('interrupt_request', {}, 'control');
  }

  /** Rejects everything that waits, and what is asked before the next `waitUntilReady`: to be called when the kernel process has ended. */
  abandon(why: string): void {
    this.#gone = new KernelGone(why);
    for (const { reject } of this.#pending.values()) reject(this.#gone);
    this.#pending.clear();
  }

  close(): void {
    this.abandon('The connection to the kernel was closed.');
    this.channels.close();
  }

  #listen(id: string, listener: Listener): void {
    this.#listeners.set(id, listener);
    if (this.#listeners.size > memory) this.#listeners.delete(this.#listeners.keys().next().value!);
  }

  #send(channel: SendChannel, type: string, content: object, needsIdle: boolean, subshell?: string): { id: string; reply: Promise<Message> } {
    if (this.#gone) return { id: '', reply: Promise.reject(this.#gone) };
    const message = this.channels.session.message(type, content);
    if (subshell !== undefined) message.header.subshell_id = subshell;
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve, reject) => {
      this.#pending.set(id, { channel, idle: false, needsIdle, resolve, reject });
    });
    this.channels.send(channel, message);
    return { id, reply };
  }

  #onMessage(channel: MessageChannel, message: Message): void {
    if (channel === 'iopub') this.#heardIopub();
    const id = message.parent_header.msg_id;
    if (id === undefined) return;
    if (channel === 'stdin') return void this.#answerQuestion(id, message);
    const pending = this.#pending.get(id);
    if (channel === 'iopub') {
      if (pending && message.header.msg_type === 'status' && message.content.execution_state === 'idle') pending.idle = true;
      this.#listeners.get(id)?.onOutput?.(message);
    } else if (pending) {
      pending.reply = message;
    }
    if (pending?.reply && (pending.idle || !pending.needsIdle)) {
      this.#pending.delete(id);
      pending.resolve(pending.reply);
    }
  }

  async #answerQuestion(id: string, question: Message): Promise<void> {
    const { prompt, password } = question.content as { prompt: string; password: boolean };
    const onInput = this.#listeners.get(id)?.onInput;
    if (!onInput) return;
    let answer: object;
    try {
      answer = { status: 'ok', value: await onInput(prompt, password) };
    } catch (error) {
      answer = { status: 'error', ename: 'InputError', evalue: (error as Error).message, traceback: [] };
    }
    this.channels.send('stdin', this.channels.session.message('input_reply', answer, question.header));
  }
}
