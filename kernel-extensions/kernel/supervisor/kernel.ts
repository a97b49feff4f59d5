/**
 * The supervisor: turns the messages of front ends into calls of an engine, and what the engine
 * produces into messages. Knows nothing of sockets (protocol/) and nothing of TypeScript (engine).
 */
import type { DebugResponse, Engine } from '../engine-api.js';
import type { ConnectionInfo } from '../protocol/connection.js';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import { protocolVersion } from '../protocol/messages.js';
import type { Header, LanguageInfo, Replies } from '../protocol/messages.js';
import { Router, answer } from '../protocol/router.js';
import { CellOutputs } from './cell-outputs.js';
import { toCodePoints, toUtf16 } from './code-points.js';
import { Comms } from './comms.js';
import { booleanField, integerField, stringField } from './content.js';
import { Execution } from './execution.js';
import { History } from './history.js';
import { HistoryStore } from './history-store.js';
import { Questions } from './questions.js';
import { Shells } from './shell.js';

export interface KernelIdentity {
  implementation: string;
  version: string;
  language: LanguageInfo;
  banner: string;
  helpLinks: { text: string; url: string }[];
}

export interface KernelOptions {
  frontEnd: FrontEnd;
  /** The engine; requests wait until it is there, but `kernel_info_request` and the control channel do not. */
  engine: Promise<Engine>;
  identity: KernelIdentity;
  connection: ConnectionInfo;
  /** Where the inputs of all sessions are kept; without it this session is all that `history_request` knows. */
  historyFolder?: string;
  log: (line: string) => void;
  /** Called when a client has asked the kernel to end, after the engine has ended. */
  onShutdown: () => void;
}

export class Kernel {
  readonly #engine: Promise<Engine>;
  readonly #frontEnd: FrontEnd;
  readonly #outputs: CellOutputs;
  readonly #comms: Comms;
  readonly #questions: Questions;
  readonly #history: History;
  readonly #execution: Execution;
  readonly #shells: Shells;
  readonly #router: Router;
  #ending = false;
  #latestDebugRequest: Header | undefined;

  constructor(private readonly options: KernelOptions) {
    this.#frontEnd = options.frontEnd;
    this.#outputs = new CellOutputs(this.#frontEnd);
    this.#questions = new Questions(this.#frontEnd);
    this.#history = new History(options.historyFolder === undefined ? undefined : new HistoryStore(options.historyFolder, options.log));
    this.#engine = options.engine.then((engine) => this.#adopt(engine));
    this.#engine.catch((error: Error) => this.#ending || options.log(`the engine did not start: ${error.stack ?? error.message}`));
    this.#comms = new Comms(this.#engine, this.#frontEnd, this.#outputs, options.log);
    this.#execution = new Execution(this.#engine, this.#frontEnd, this.#outputs, this.#questions, this.#history);
    this.#shells = new Shells(this.#execution, this.#frontEnd, () => this.#remindOfRunningCell());
    this.#router = new Router(this.#frontEnd, options.log)
      .on('kernel_info_request', () => this.#info())
      .on('complete_request', (request) => this.#complete(request))
      .on('inspect_request', (request) => this.#inspect(request))
      .on('is_complete_request', (request) => this.#isComplete(request))
      .on('history_request', async ({ message }) => ({ status: 'ok', history: await this.#history.query(message.content) }) satisfies Replies['history_request'])
      .on('comm_info_request', ({ message }) => this.#comms.info(message.content))
      .on('comm_open', (request) => this.#comms.receive(request))
      .on('comm_msg', (request) => this.#comms.receive(request))
      .on('comm_close', (request) => this.#comms.receive(request))
      .on('connect_request', () => this.#connect())
      .on('interrupt_request', async () => {
        await this.interrupt();
        return { status: 'ok' } satisfies Replies['interrupt_request'];
      })
      .on('create_subshell_request', () => ({ status: 'ok', subshell_id: this.#shells.create() }) satisfies Replies['create_subshell_request'])
      .on('delete_subshell_request', ({ message }) => {
        this.#shells.delete(message.content.subshell_id);
        return { status: 'ok' } satisfies Replies['delete_subshell_request'];
      })
      .on('list_subshell_request', () => ({ status: 'ok', subshell_id: this.#shells.ids }) satisfies Replies['list_subshell_request'])
      .on('debug_request', (request) => this.#debug(request))
      .on('shutdown_request', (request) => this.#shutdown(request));
    this.#frontEnd.publish('status', { execution_state: 'starting' });
  }

  /** Takes a request of any kind. Never throws. */
  handle(request: Request): void {
    const type = request.message.header.msg_type;
    if (request.channel === 'stdin') {
      if (type === 'input_reply') this.#questions.answer(request.message);
      return;
    }
    try {
      if (request.channel === 'shell') this.#shells.of(request);
      if (type === 'execute_request') return this.#shells.execute(request);
    } catch (error) {
      return void answer(this.#frontEnd, request, () => { throw error; });
    }
    void this.#router.dispatch(request).then(() => this.#remindOfRunningCell(request));
  }

  /** Stops the running cells of all shells; variables stay. */
  interrupt(): Promise<void> {
    return this.#execution.interrupt();
  }

  /** Ends the engine, also one that is still starting. Never rejects. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.options.engine.then((engine) => engine.shutdown()).catch((error: Error) => this.options.log(`shutdown: ${error.message}`));
    this.#outputs.flush();
    await this.#history.close();
  }

  #adopt(engine: Engine): Promise<Engine> {
    engine.onOutput = (cellId, event) => this.#outputs.publish(cellId, event);
    engine.onComm = (causeId, message) => this.#comms.publish(causeId, message);
    engine.onInput = (cellId, prompt, password) => {
      const cell = this.#outputs.find(cellId);
      if (!cell) return Promise.reject(new Error('The cell that asks for input is too long ago.'));
      this.#outputs.flush();
      return this.#questions.ask(cell, prompt, password);
    };
    // Said after the cell that was lost has got its error, which mostly says the same.
    engine.onRuntimeLost = (why) => {
      this.#comms.closeAll();
      setImmediate(() => this.#execution.latestError !== why && this.#outputs.say(why));
    };
    engine.onDebugEvent = (event) => {
      this.#outputs.flush();
      this.#frontEnd.publish('debug_event', event, this.#latestDebugRequest);
    };
    return engine.start().then(() => engine);
  }

  /** Front ends show the last status they saw, whoever caused it: neither a completion nor a subshell's cell must make a running cell look idle. */
  #remindOfRunningCell(answered?: Request): void {
    const running = this.#execution.running;
    if (!running) return;
    // JupyterLab asks for all variables at each message of a cell: the reminder must not be one, or it would ask for ever.
    const cause = answered?.message.header.msg_type === 'debug_request' ? answered : running;
    this.#frontEnd.publish('status', { execution_state: 'busy' }, cause.message.header);
  }

  #info(): Replies['kernel_info_request'] {
    const { identity } = this.options;
    return {
      status: 'ok',
      protocol_version: protocolVersion,
      implementation: identity.implementation,
      implementation_version: identity.version,
      language_info: identity.language,
      banner: identity.banner,
      debugger: true,
      help_links: identity.helpLinks,
      supported_features: ['debugger', 'kernel subshells'],
    };
  }

  async #complete({ message: { content } }: Request): Promise<Replies['complete_request']> {
    const code = stringField(content, 'code');
    const { start, end, matches } = await (await this.#engine).complete(code, cursorOf(code, integerField(content, 'cursor_pos')));
    const [cursor_start, cursor_end] = [toCodePoints(code, start), toCodePoints(code, end)];
    return {
      status: 'ok',
      matches: matches.map(({ text }) => text),
      cursor_start,
      cursor_end,
      // The name is the one that Jupyter's front ends read kinds and signatures from.
      metadata: {
        _jupyter_types_experimental: matches.map(({ text, kind, signature }) => ({ start: cursor_start, end: cursor_end, text, type: kind, signature })),
      },
    };
  }

  async #inspect({ message: { content } }: Request): Promise<Replies['inspect_request']> {
    const code = stringField(content, 'code');
    const level = integerField(content, 'detail_level') === 1 ? 1 : 0;
    const { found, data } = await (await this.#engine).inspect(code, cursorOf(code, integerField(content, 'cursor_pos')), level);
    return { status: 'ok', found, data, metadata: {} };
  }

  async #isComplete({ message: { content } }: Request): Promise<Replies['is_complete_request']> {
    const { status, indent = '' } = await (await this.#engine).isComplete(stringField(content, 'code'));
    return status === 'incomplete' ? { status, indent } : { status };
  }

  async #debug({ message: { header, content } }: Request): Promise<DebugResponse> {
    const command = stringField(content, 'command');
    this.#latestDebugRequest = header;
    return (await this.#engine).debug({ seq: integerField(content, 'seq') ?? 0, type: 'request', command, arguments: content.arguments });
  }

  #connect(): Replies['connect_request'] {
    const { shell_port, iopub_port, stdin_port, hb_port, control_port } = this.options.connection;
    return { status: 'ok', shell_port, iopub_port, stdin_port, hb_port, control_port };
  }

  async #shutdown(request: Request): Promise<Replies['shutdown_request']> {
    const reply = { status: 'ok', restart: booleanField(request.message.content, 'restart', false) } as const;
    await this.end();
    this.#frontEnd.publish('shutdown_reply', reply, request.message.header);
    // After the reply and `idle` of this request have been given to the sockets.
    setImmediate(() => this.options.onShutdown());
    return reply;
  }
}

const cursorOf = (code: string, cursor: number | undefined): number => (cursor === undefined ? code.length : toUtf16(code, cursor));
