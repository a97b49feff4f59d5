// A debugger for tests: requests in, replies and events out, as a front end would see them.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugEvent, DebugResponse, Engine } from '../../kernel-extensions/kernel/engine-api.js';

/** Everything that the debugger has said in this test run: held against the protocol at the end. */
export const transcript: (DebugResponse | DebugEvent)[] = [];

type Variable = DebugProtocol.Variable;

export class DebugClient {
  readonly events: DebugEvent[] = [];
  /** How many of the events have been waited for. */
  private seen = 0;
  private seq = 0;
  private wake = () => {};

  constructor(private readonly engine: Engine) {
    engine.onDebugEvent = (event) => {
      transcript.push(event);
      this.events.push(event);
      this.wake();
    };
  }

  static async attach(engine: Engine): Promise<DebugClient> {
    const client = new DebugClient(engine);
    await client.ask('initialize', { adapterID: 'minimax' });
    await client.ask('attach');
    await client.event('initialized');
    return client;
  }

  async reply(command: string, args: object = {}): Promise<DebugResponse> {
    const response = await this.engine.debug({ seq: ++this.seq, type: 'request', command, arguments: args });
    transcript.push(response);
    return response;
  }

  /** The body of the reply; throws the message of one that says no. */
  async ask<T>(command: string, args: object = {}): Promise<T> {
    const { success, message, body } = await this.reply(command, args);
    if (!success) throw new Error(message);
    return body as T;
  }

  /** The next event of this name, among those that have not been waited for. */
  async event<T = object>(name: string): Promise<T> {
    for (;;) {
      while (this.seen < this.events.length) {
        const { event, body } = this.events[this.seen++];
        if (event === name) return body as T;
      }
      await new Promise<void>((resolve) => { this.wake = resolve; });
    }
  }

  stopped(): Promise<DebugProtocol.StoppedEvent['body']> {
    return this.event('stopped');
  }

  /** Lines with breakpoints in a cell with this text. */
  async breakAt(code: string, ...wanted: (number | DebugProtocol.SourceBreakpoint)[]): Promise<DebugProtocol.Breakpoint[]> {
    const { sourcePath } = await this.ask<{ sourcePath: string }>('dumpCell', { code });
    return this.breakAtPath(sourcePath, ...wanted);
  }

  async breakAtPath(path: string, ...wanted: (number | DebugProtocol.SourceBreakpoint)[]): Promise<DebugProtocol.Breakpoint[]> {
    const breakpoints = wanted.map((each) => (typeof each === 'number' ? { line: each } : each));
    return (await this.ask<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', { source: { path }, breakpoints })).breakpoints;
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1 })).stackFrames;
  }

  /** `add:3 Cell:8`: the stack from the inside out, each frame with its line. */
  async stack(): Promise<string> {
    return (await this.frames()).map(({ name, line }) => `${name.replace(/ \[\d+\]$/, '')}:${line}`).join(' ');
  }

  /** Goes on by a step, and waits for where it ends. */
  async step(command: 'next' | 'stepIn' | 'stepOut'): Promise<string> {
    await this.ask(command, { threadId: 1 });
    await this.stopped();
    return this.stack();
  }

  async variables(reference: number, part: object = {}): Promise<Variable[]> {
    return (await this.ask<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference: reference, ...part })).variables;
  }

  /** The scopes of the innermost frame, or of another one. */
  async scopes(frame = 0): Promise<DebugProtocol.Scope[]> {
    return (await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: (await this.frames())[frame].id })).scopes;
  }

  /** Scope → name → value. */
  async values(frame = 0): Promise<Record<string, Record<string, string>>> {
    const scopes = await this.scopes(frame);
    return Object.fromEntries(await Promise.all(scopes.map(async ({ name, variablesReference }) => [name, valuesOf(await this.variables(variablesReference))])));
  }

  /** A variable of the innermost frame. */
  async variable(name: string): Promise<Variable> {
    for (const { variablesReference } of await this.scopes()) {
      const found = (await this.variables(variablesReference)).find((variable) => variable.name === name);
      if (found) return found;
    }
    throw new Error(`no variable ${name}`);
  }

  async evaluate(expression: string): Promise<string> {
    const [frame] = await this.frames();
    return (await this.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, frameId: frame?.id, context: 'repl' })).result;
  }
}

export const valuesOf = (variables: Variable[]): Record<string, string> => Object.fromEntries(variables.map(({ name, value }) => [name, value]));
