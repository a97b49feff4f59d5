// A debug adapter: answers the requests of the Debug Adapter Protocol, and those that notebook front
// ends add to it, about the process that runs the cells just now.
// https://microsoft.github.io/debug-adapter-protocol/specification
// https://jupyter-client.readthedocs.io/en/stable/messaging.html#debug-request
import type { DebugProtocol } from '@vscode/debugprotocol';
import { readFileSync } from 'node:fs';
import type { DebugEvent, DebugRequest, DebugResponse } from '../engine-api.js';
import { Breakpoints } from './breakpoints.js';
import { call, type Inspector, type RemoteObject } from './inspector.js';
import { cellPaths, pathOfCell, pathOfUrl, type CompiledCell } from './scripts.js';
import { DebugSession, threadId } from './session.js';
import type { Variables } from './variables.js';

/** What there is to debug. */
export interface Debuggee {
  /** The inspector of the process that runs the cells now. */
  inspector(): Inspector;
  /** The cells that this process has run, and the one that it runs. */
  cells(): Iterable<CompiledCell>;
  isRunning(): boolean;
  /** Interrupts the running cells; resolves when they have ended. */
  endCells(): Promise<void>;
}

const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsExceptionInfoRequest: true,
  supportsModulesRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: false,
  exceptionBreakpointFilters: [
    { filter: 'uncaught', label: 'Uncaught exceptions', default: false },
    { filter: 'caught', label: 'Caught exceptions', default: false },
  ],
};

type ExceptionState = 'none' | 'caught' | 'uncaught' | 'all';
type Handler = (args: never) => object | undefined | Promise<object | undefined | void>;

export class DebugAdapter {
  private readonly breakpoints: Breakpoints;
  /** With the present process, once there was something to ask it. */
  private session: DebugSession | undefined;
  /** The session in which breakpoints and stops are possible. */
  private enabled: DebugSession | undefined;
  /** Between `attach` and `disconnect`. */
  private isAttached = false;
  private exceptions: ExceptionState = 'none';
  /** JupyterLab shows a type that is not Python's in place of the value. */
  private showsTypes = true;
  /** Texts of cells, by path, as far as a front end has told them. */
  private readonly dumped = new Map<string, string>();
  /** Requests that change what the process stops at are carried out one after the other. */
  private changes: Promise<unknown> = Promise.resolve();
  private sent = 0;

  constructor(private readonly debuggee: Debuggee, private readonly emit: (event: DebugEvent) => void) {
    this.breakpoints = new Breakpoints((breakpoint) => this.event('breakpoint', { reason: 'changed', breakpoint } satisfies DebugProtocol.BreakpointEvent['body']));
  }

  /** Answers one request. Never rejects. */
  async handle({ seq, command, arguments: args = {} }: DebugRequest): Promise<DebugResponse> {
    const response = (rest: Pick<DebugResponse, 'success' | 'body' | 'message'>): DebugResponse => ({ seq: ++this.sent, type: 'response', request_seq: seq, command, ...rest });
    const handler = Object.hasOwn(this.handlers, command) ? this.handlers[command] : undefined;
    if (!handler) return response({ success: false, message: `The debugger does not know the request ${JSON.stringify(command)}.`, body: {} });
    try {
      return response({ success: true, body: await handler(args as never) ?? {} });
    } catch (error) {
      return response({ success: false, message: (error as Error).message, body: {} });
    }
  }

  /** Will V8 be asked which errors nobody catches? Then the runtime must not catch those of cells. */
  get stopsAtUncaught(): boolean {
    return this.isAttached && this.exceptions !== 'none';
  }

  /** To be awaited before a cell runs, so that its breakpoints are set by then. Never rejects. */
  async beforeRun(cell: CompiledCell): Promise<void> {
    if (!this.isAttached) return;
    await this.change(async () => (await this.attached()).beforeRun(cell)).catch(() => {});
  }

  /** The process has ended; another takes its place, to which breakpoints are taken over. */
  processEnded(): void {
    const { session } = this;
    this.session = undefined;
    this.breakpoints.unbind();
    if (session?.stop) this.event('continued', { threadId, allThreadsContinued: true });
    if (this.isAttached) this.event('terminated', { restart: true });
  }

  private readonly handlers: Record<string, Handler> = {
    initialize: ({ clientID }: DebugProtocol.InitializeRequestArguments) => {
      this.showsTypes = clientID !== 'jupyterlab';
      return capabilities;
    },
    attach: async () => {
      this.isAttached = true;
      await this.change(() => this.attached());
      this.event('initialized');
      return undefined;
    },
    configurationDone: () => undefined,
    disconnect: () => this.detach(),
    terminate: async () => {
      await this.debuggee.endCells();
      await this.detach();
      this.event('terminated');
      return undefined;
    },

    setBreakpoints: ({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) => this.change(async () => {
      const path = source.path ?? '';
      const session = this.isAttached ? await this.attached() : undefined;
      return { breakpoints: await this.breakpoints.replace(path, breakpoints, session?.withPath(path) ?? [], session && this.debuggee.inspector()) } satisfies DebugProtocol.SetBreakpointsResponse['body'];
    }),
    setExceptionBreakpoints: ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) => this.change(async () => {
      const [caught, uncaught] = [filters.includes('caught'), filters.includes('uncaught')];
      this.exceptions = caught && uncaught ? 'all' : caught ? 'caught' : uncaught ? 'uncaught' : 'none';
      if (this.isAttached) await (await this.attached()).stopAtExceptions(this.exceptions);
      return { breakpoints: filters.map((filter) => ({ verified: filter === 'caught' || filter === 'uncaught' })) } satisfies DebugProtocol.SetExceptionBreakpointsResponse['body'];
    }),

    threads: () => ({ threads: [{ id: threadId, name: 'Cells' }] }) satisfies DebugProtocol.ThreadsResponse['body'],
    stackTrace: ({ startFrame = 0, levels }: DebugProtocol.StackTraceArguments) => {
      const frames = this.session?.stop?.frames ?? [];
      return { stackFrames: frames.slice(startFrame, levels ? startFrame + levels : undefined).map(({ shown }) => shown), totalFrames: frames.length } satisfies DebugProtocol.StackTraceResponse['body'];
    },
    scopes: async ({ frameId }: DebugProtocol.ScopesArguments) => ({ scopes: await this.unlessOver(this.session?.stop?.scopes(frameId)) }) satisfies DebugProtocol.ScopesResponse['body'],
    variables: async ({ variablesReference, ...part }: DebugProtocol.VariablesArguments) =>
      ({ variables: this.typed(await this.unlessOver(this.session?.variables(variablesReference).children(variablesReference, part))) }) satisfies DebugProtocol.VariablesResponse['body'],
    setVariable: async ({ variablesReference, name, value }: DebugProtocol.SetVariableArguments) => {
      const session = await this.connected();
      const expression = await session.withVariables(value);
      const { name: _, ...assigned } = await session.variables(variablesReference).assign(variablesReference, name, expression, async (text) => (await session.evaluate(text, this.topFrame)).value);
      return assigned satisfies DebugProtocol.SetVariableResponse['body'];
    },
    evaluate: async ({ expression, frameId }: DebugProtocol.EvaluateArguments) => {
      const { value: result, ...rest } = await this.evaluated(expression, frameId);
      return { result, ...rest } satisfies DebugProtocol.EvaluateResponse['body'];
    },
    setExpression: async ({ expression, value, frameId }: DebugProtocol.SetExpressionArguments) =>
      this.evaluated(`${expression} = (${value})`, frameId) satisfies Promise<DebugProtocol.SetExpressionResponse['body']>,
    exceptionInfo: async () => this.exceptionInfo(),

    continue: async () => {
      await this.session?.resume('resume');
      return { allThreadsContinued: true } satisfies DebugProtocol.ContinueResponse['body'];
    },
    next: () => this.session?.resume('stepOver'),
    stepIn: () => this.session?.resume('stepInto'),
    stepOut: () => this.session?.resume('stepOut'),
    pause: async () => (await this.connected()).pause(),

    source: ({ source }: DebugProtocol.SourceArguments) => {
      const path = source?.path ?? '';
      const known = this.dumped.get(path) ?? [...this.debuggee.cells()].find((cell) => pathOfCell(cell.source) === path)?.source;
      return { content: known ?? readSource(path), mimeType: /\.[mc]?tsx?$/.test(path) ? 'text/typescript' : 'text/javascript' } satisfies DebugProtocol.SourceResponse['body'];
    },
    modules: ({ startModule = 0, moduleCount }: DebugProtocol.ModulesArguments) => {
      const modules = (this.session?.modules ?? []).map((url) => ({ id: url, name: pathOfUrl(url).replace(/^.*[\\/](node_modules[\\/])?/, ''), path: pathOfUrl(url) }));
      return { modules: modules.slice(startModule, moduleCount ? startModule + moduleCount : undefined), totalModules: modules.length } satisfies DebugProtocol.ModulesResponse['body'];
    },

    debugInfo: () => ({
      isStarted: this.isAttached,
      hashMethod: 'Murmur2', hashSeed: cellPaths.hashSeed, tmpFilePrefix: cellPaths.prefix, tmpFileSuffix: cellPaths.suffix,
      breakpoints: this.breakpoints.wanted,
      stoppedThreads: this.session?.stop ? [threadId] : [],
      richRendering: true,
      copyToGlobals: false,
      exceptionPaths: [],
    }),
    dumpCell: ({ code }: { code: string }) => {
      const sourcePath = pathOfCell(code);
      this.dumped.set(sourcePath, code);
      return { sourcePath };
    },
    inspectVariables: async () => ({ variables: this.typed(await this.unlessOver((await this.connected()).inspectVariables())) }),
    richInspectVariables: async ({ variableName, frameId }: { variableName: string; frameId?: number }) => {
      const session = await this.connected();
      const { value } = await session.evaluate(variableName, frameId);
      return { data: await session.rich(value), metadata: {} };
    },
  };

  /** What was found, or nothing where the stop or the session has ended meanwhile: a front end that looks for the list would fail without one. */
  private async unlessOver<T>(finding: Promise<T[]> | undefined): Promise<T[]> {
    const { session } = this;
    const stop = session?.stop;
    try {
      return await finding ?? [];
    } catch (error) {
      if (session === this.session && stop === session?.stop) throw error;
      return [];
    }
  }

  private typed(variables: DebugProtocol.Variable[]): DebugProtocol.Variable[] {
    return this.showsTypes ? variables : variables.map(({ type: _, ...variable }) => variable);
  }

  private get topFrame(): number | undefined {
    return this.session?.stop?.frames[0]?.shown.id;
  }

  /** A session with this process, to look at values. */
  private async connected(): Promise<DebugSession> {
    this.session ??= new DebugSession(this.debuggee.inspector(), this.breakpoints, {
      stopped: (body) => this.event('stopped', body),
      continued: () => this.event('continued', { threadId, allThreadsContinued: true } satisfies DebugProtocol.ContinuedEvent['body']),
    });
    return this.session;
  }

  /** A session with this process, in which it stops. */
  private async attached(): Promise<DebugSession> {
    const session = await this.connected();
    if (session === this.enabled) return session;
    this.enabled = session;
    await session.enable(this.debuggee.cells(), this.debuggee.isRunning());
    await session.stopAtExceptions(this.exceptions);
    return session;
  }

  private async detach(): Promise<undefined> {
    this.isAttached = false;
    this.exceptions = 'none';
    this.breakpoints.clear();
    this.dumped.clear();
    this.session?.detach();
    this.session = this.enabled = undefined;
    return undefined;
  }

  private change<T>(make: () => Promise<T>): Promise<T> {
    const made = this.changes.then(make);
    this.changes = made.catch(() => {});
    return made;
  }

  private async evaluated(expression: string, frameId: number | undefined): Promise<Omit<DebugProtocol.Variable, 'name'>> {
    const { value, variables }: { value: RemoteObject; variables: Variables } = await (await this.connected()).evaluate(expression, frameId);
    const { name: _, ...shown } = await variables.show('', value);
    return shown;
  }

  private async exceptionInfo(): Promise<DebugProtocol.ExceptionInfoResponse['body']> {
    const { stop } = this.session ?? {};
    const thrown = stop && /^(exception|promiseRejection)$/.test(stop.paused.reason) ? stop.paused.data as RemoteObject & { uncaught?: boolean } : undefined;
    if (!stop || !thrown) throw new Error('Execution has not stopped at an exception.');
    const breakMode = thrown.uncaught ? 'unhandled' : 'always';
    if (thrown.objectId === undefined) return { exceptionId: 'Error', description: `Thrown: ${(await stop.variables.show('', thrown)).value}`, breakMode };
    const { value } = await call(this.debuggee.inspector(), thrown, 'function () { return { name: String(this.name), message: String(this.message), stack: String(this.stack) }; }', [], { returnByValue: true });
    const { name, message, stack } = value as { name: string; message: string; stack: string };
    return { exceptionId: name, description: message, breakMode, details: { typeName: name, message, stackTrace: stack } };
  }

  private event(event: string, body?: object): void {
    this.emit({ seq: ++this.sent, type: 'event', event, ...(body ? { body } : {}) });
  }
}

function readSource(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error(`The source ${path} is not known.`);
  }
}
