// A debugger on one process that runs cells: from attach to detach, or to the end of the process.
import type { Debugger, Runtime } from 'node:inspector';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { setTimeout as delay } from 'node:timers/promises';
import { isReader, nameOfVariable, variableOfName } from '../language/reserved-names.js';
import type { Breakpoints } from './breakpoints.js';
import { bounded, call, debuggee, valueOf, type Evaluated, type Inspector, type Paused, type RemoteObject } from './inspector.js';
import { Script, type CompiledCell } from './scripts.js';
import { isLibrary, stopGroup, Stop } from './stop.js';
import { Variables } from './variables.js';

/** The main thread, the only one that runs cells. */
export const threadId = 1;

/** Everything that is built of this package: stepping never stops there. */
const packageFolder = new URL('../../../', import.meta.url).href;
const neverStopIn = ['^$', '^node:', '^evalmachine', '/node_modules/', `^${packageFolder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`];
/** How many calls behind a promise or timer are remembered. */
const asyncDepth = 8;
/** How long an idle process may take to load what describes its values, in milliseconds. */
const loadingMs = 10_000;

const notebookGroup = 'minimax-notebook';

export interface SessionEvents {
  stopped(body: DebugProtocol.StoppedEvent['body']): void;
  continued(): void;
}

export class DebugSession {
  /** Where execution stands; undefined while it goes on. */
  stop: Stop | undefined;
  /** The learner's code, by URL. */
  private readonly scripts = new Map<string, Script>();
  /** URLs of all code, by V8's id. */
  private readonly urls = new Map<string, string>();
  private readonly notebook: Variables;
  private inspection: Promise<unknown> = Promise.resolve();
  /** What made execution go on last: the reason of the next stop. */
  private lastCommand: 'step' | 'pause' | 'continue' = 'continue';

  constructor(private readonly inspector: Inspector, private readonly breakpoints: Breakpoints, private readonly events: SessionEvents) {
    this.notebook = new Variables(inspector, notebookGroup);
    inspector.onEvent = (method, params) => this.onEvent(method, params);
  }

  /** Makes breakpoints and stops possible; values can be looked at without. */
  async enable(cells: Iterable<CompiledCell>, isRunning: boolean): Promise<void> {
    for (const cell of cells) this.add(Script.ofCell(cell));
    await this.inspector.post('Debugger.enable');
    await this.inspector.post('Debugger.setBlackboxPatterns', { patterns: neverStopIn });
    await this.inspector.post('Debugger.setAsyncCallStackDepth', { maxDepth: asyncDepth });
    for (const script of this.scripts.values()) await this.breakpoints.bind(script, this.inspector);
    if (!isRunning) await this.describesValues();
  }

  /** To be awaited before a cell runs, so that its breakpoints are set by then. */
  async beforeRun(cell: CompiledCell): Promise<void> {
    const script = this.add(Script.ofCell(cell));
    await this.breakpoints.bind(script, this.inspector);
  }

  withPath(path: string): Script[] {
    return [...this.scripts.values()].filter((script) => script.path === path);
  }

  /** Where code has come from: URLs of the notebook's own modules and of packages. */
  get modules(): string[] {
    return [...new Set(this.urls.values())].filter((url) => url.startsWith('file:') && !url.startsWith(packageFolder));
  }

  async resume(method: 'resume' | 'stepOver' | 'stepInto' | 'stepOut'): Promise<void> {
    this.lastCommand = method === 'resume' ? 'continue' : 'step';
    if (!this.stop) return;
    this.continued(); // V8 goes on at once, and its word of that may come after what the cell says.
    await this.inspector.post(`Debugger.${method}`);
  }

  /** At the next line of a cell, now or when one runs. */
  async pause(): Promise<void> {
    this.lastCommand = 'pause';
    await this.inspector.post('Debugger.pause');
  }

  async stopAtExceptions(state: 'none' | 'caught' | 'uncaught' | 'all'): Promise<void> {
    await this.inspector.post('Debugger.setPauseOnExceptions', { state });
  }

  variables(reference: number): Variables {
    return this.notebook.has(reference) || !this.stop ? this.notebook : this.stop.variables;
  }

  /** The notebook's variables, also while a cell runs. One time after the other: each lets go of what the one before holds. */
  inspectVariables(): Promise<DebugProtocol.Variable[]> {
    const inspection = this.inspection.then(() => this.inspectNow());
    this.inspection = inspection.catch(() => {});
    return inspection;
  }

  private async inspectNow(): Promise<DebugProtocol.Variable[]> {
    await this.inspector.post('Runtime.releaseObjectGroup', { objectGroup: notebookGroup });
    this.notebook.clear();
    const names = await this.notebookNames();
    const variables = await this.evaluateGlobally(`({ __proto__: null, ${names.map((name) => `${JSON.stringify(name)}: ${name}`).join(', ')} })`);
    return this.notebook.children(this.notebook.ofScope({ objects: [variables], extra: [], assign: (name, expression) => this.evaluateGlobally(`${variableOfName(name)} = (${expression})`) }));
  }

  /** The value of a JavaScript expression in a frame, or at the level of the notebook. Throws what it throws. */
  async evaluate(written: string, frameId: number | undefined): Promise<{ value: RemoteObject; variables: Variables }> {
    const expression = await this.withVariables(written);
    const frame = this.stop?.frameOf(frameId);
    if (this.stop && frame?.call) return { value: await this.stop.evaluate(frame.call, expression), variables: this.stop.variables };
    // Its `let`s are its own: the notebook's are declared by cells.
    const globally = `(0, eval)(${JSON.stringify(expression)})`;
    const anyFrame = this.stop?.frames[0].call;
    if (this.stop && anyFrame) return { value: await this.stop.evaluate(anyFrame, globally), variables: this.stop.variables };
    return { value: await this.evaluateGlobally(bounded(globally)), variables: this.notebook };
  }

  /** A value as a cell would show it: MIME type → content. */
  async rich(value: RemoteObject): Promise<Record<string, unknown>> {
    if (value.objectId === undefined) return { 'text/plain': (await this.notebook.show('', value)).value };
    return (await call(this.inspector, value, `function () { return ${debuggee}.rich(this); }`, [], { returnByValue: true })).value as Record<string, unknown>;
  }

  detach(): void {
    this.continued();
    this.inspector.detach();
  }

  /** Notebook variables that have another name at script level get it. */
  async withVariables(expression: string): Promise<string> {
    const renamed = (await this.notebookNames()).filter((name) => nameOfVariable(name) !== name);
    return renamed.reduce((text, variable) => text.replace(new RegExp(`(?<![\\w$.])${nameOfVariable(variable)}(?![\\w$])`, 'g'), () => variable), expression);
  }

  private async notebookNames(): Promise<string[]> {
    const { names } = await this.inspector.post<Runtime.GlobalLexicalScopeNamesReturnType>('Runtime.globalLexicalScopeNames');
    return names.filter((name) => !isReader(name));
  }

  private async evaluateGlobally(expression: string): Promise<RemoteObject> {
    return valueOf(await this.inspector.post<Evaluated>('Runtime.evaluate', { expression, objectGroup: notebookGroup, silent: true }));
  }

  private async describesValues(): Promise<void> {
    for (const end = Date.now() + loadingMs; Date.now() < end; await delay(10)) {
      const { value } = await this.evaluateGlobally(`${debuggee} !== undefined`);
      if (value === true) return;
    }
  }

  private add(script: Script): Script {
    this.scripts.set(script.url, script);
    return script;
  }

  private onEvent(method: string, params: object): void {
    if (method === 'Debugger.paused') this.paused(params as Paused);
    if (method === 'Debugger.resumed') this.continued();
    if (method === 'Debugger.breakpointResolved') this.breakpoints.resolved(params as Debugger.BreakpointResolvedEventDataType);
    if (method === 'Debugger.scriptParsed') this.scriptParsed(params as Debugger.ScriptParsedEventDataType);
  }

  private scriptParsed({ scriptId, url, sourceMapURL = '' }: Debugger.ScriptParsedEventDataType): void {
    this.urls.set(scriptId, url);
    const [, map] = /^data:application\/json;base64,(.*)$/.exec(sourceMapURL) ?? [];
    if (!map || !url.startsWith('file:') || isLibrary(url) || url.startsWith(packageFolder)) return;
    void this.breakpoints.bind(this.add(Script.ofModule(url, Buffer.from(map, 'base64').toString())), this.inspector).catch(() => {});
  }

  private codeOf(scriptId: string): { url: string; script?: Script } {
    const url = this.urls.get(scriptId) ?? '';
    return { url, script: this.scripts.get(url) };
  }

  private paused(paused: Paused): void {
    const isException = paused.reason === 'exception' || paused.reason === 'promiseRejection';
    if (!this.codeOf(paused.callFrames[0].location.scriptId).script) {
      // V8 forgets its patterns in hooks that it calls itself.
      void this.inspector.post(`Debugger.${isException ? 'resume' : 'stepOut'}`).catch(() => {});
      return;
    }
    const stop = new Stop(this.inspector, paused, (scriptId) => this.codeOf(scriptId));
    this.stop = stop;
    const hitBreakpointIds = this.breakpoints.idsOf(paused.hitBreakpoints);
    const reason = isException ? 'exception' : hitBreakpointIds.length > 0 ? 'breakpoint' : this.lastCommand === 'continue' ? 'breakpoint' : this.lastCommand;
    this.lastCommand = 'continue';
    this.events.stopped({
      reason, threadId, allThreadsStopped: true,
      ...(isException ? { text: ((paused.data as RemoteObject | undefined)?.description ?? '').split('\n')[0] } : {}),
      ...(hitBreakpointIds.length > 0 ? { hitBreakpointIds } : {}),
    });
  }

  private continued(): void {
    if (!this.stop) return;
    this.stop.variables.clear();
    this.stop = undefined;
    this.events.continued();
    void this.inspector.post('Runtime.releaseObjectGroup', { objectGroup: stopGroup }).catch(() => {});
  }
}
