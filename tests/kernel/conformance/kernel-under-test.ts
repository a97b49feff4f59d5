/** Any Jupyter kernel as a process, asked raw questions. Trusts nothing of it: every wait has an end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Request } from 'zeromq';
import { KernelChannels } from '../../../kernel-extensions/kernel/client/index.js';
import type { Message, SendChannel } from '../../../kernel-extensions/kernel/client/index.js';
import { newConnection, removeConnectionFile, writeConnectionFile } from '../../../kernel-extensions/kernel/client/new-connection.js';
import { endpoint } from '../../../kernel-extensions/kernel/protocol/connection.js';
import type { ConnectionInfo } from '../../../kernel-extensions/kernel/protocol/connection.js';

/** How a kernel is started, and how its language says what the conditions need. */
export interface Kernel {
  argv: (connectionFile: string) => string[];
  snippets: Snippets;
  /** How long an answer may take, in milliseconds; a kernel that does not answer costs this for each condition. */
  patience: number;
}

export interface Snippets {
  printHello: string;
  printError: string;
  /** Leaves no value. */
  statement: string;
  expression: string;
  incomplete: string;
  invalid: string;
  /** Declares `name`. */
  declaration: string;
  name: string;
  prefix: string;
  askForInput: string;
  display: string;
  displayAndUpdate: string;
  richExpression: string;
}

/** What a request caused. */
export interface Exchange {
  id: string;
  reply?: Message;
  published: Message[];
  /** Questions on the stdin channel. */
  questions: Message[];
}

export class KernelUnderTest {
  readonly #heard: { channel: string; message: Message }[] = [];
  readonly #channels: KernelChannels;
  /** Sent by the kernel to a client that has just connected. */
  welcomed = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: ConnectionInfo,
    private readonly connectionFile: string,
    readonly snippets: Snippets,
    private readonly patience: number,
  ) {
    this.#channels = new KernelChannels(connection, { onMessage: (channel, message) => this.#hear(channel, message) });
  }

  /** Resolves when the kernel answers a kernel_info_request and is heard on iopub. */
  static async start({ argv, snippets, patience }: Kernel): Promise<KernelUnderTest> {
    const connection = await newConnection();
    const file = await writeConnectionFile(connection);
    const [command, ...args] = argv(file);
    const kernel = new KernelUnderTest(spawn(command, args, { stdio: 'ignore' }), connection, file, snippets, patience);
    for (let attempt = 0; attempt < 120; attempt++) {
      const { reply, published } = await kernel.ask('shell', 'kernel_info_request', {}, 500);
      if (reply && published.length > 0) return kernel;
    }
    await kernel.end();
    throw new Error(`The kernel did not answer: ${command} ${args.join(' ')}`);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a request; resolves with its reply once `idle` was published, or with what there is when patience ends. */
  async ask(channel: SendChannel, type: string, content: object, patience = this.patience): Promise<Exchange> {
    const request = this.#channels.session.message(type, content);
    const exchange: Exchange = { id: request.header.msg_id, published: [], questions: [] };
    this.#channels.send(channel, request);
    const hasReply = type.endsWith('_request');
    let read = 0;
    await this.until(() => {
      for (; read < this.#heard.length; read++) {
        const { channel: from, message } = this.#heard[read];
        if (message.parent_header.msg_id !== exchange.id) continue;
        if (from === 'iopub') exchange.published.push(message);
        else if (from === 'stdin') exchange.questions.push(message);
        else exchange.reply = message;
      }
      return (exchange.reply !== undefined || !hasReply) && exchange.published.some(isIdle);
    }, patience);
    return exchange;
  }

  execute(code: string, options: object = {}): Promise<Exchange> {
    return this.ask('shell', 'execute_request', { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: true, ...options });
  }

  /** Whether the kernel echoes bytes on the heartbeat channel. */
  async echoes(bytes: string): Promise<boolean> {
    const socket = new Request({ linger: 0, receiveTimeout: this.patience });
    socket.connect(endpoint(this.connection, 'hb'));
    try {
      await socket.send(bytes);
      return String((await socket.receive())[0]) === bytes;
    } catch {
      return false;
    } finally {
      socket.close();
    }
  }

  /** Resolves to whether the condition came true in time. */
  async until(condition: () => boolean, patience = this.patience): Promise<boolean> {
    for (const end = Date.now() + patience; Date.now() < end; await delay(5)) if (condition()) return true;
    return condition();
  }

  async end(): Promise<void> {
    this.#channels.close();
    if (!this.hasEnded) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    await removeConnectionFile(this.connectionFile);
  }

  #hear(channel: string, message: Message): void {
    this.#heard.push({ channel, message });
    if (message.header.msg_type === 'iopub_welcome') this.welcomed = true;
    if (channel === 'stdin') this.#channels.send('stdin', this.#channels.session.message('input_reply', { value: '"forty-two"' }, message.header));
  }
}

const isIdle = ({ header, content }: Message) => header.msg_type === 'status' && content.execution_state === 'idle';
