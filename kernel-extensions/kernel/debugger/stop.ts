// One stop of the process: its stack, and the scopes of each frame. Gone when execution goes on.
import type { Debugger, Runtime } from 'node:inspector';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { variableOfName } from '../language/reserved-names.js';
import { pathOfUrl, type Script } from './scripts.js';
import { argumentOf, bounded, valueOf, type Evaluated, type Inspector, type Paused, type RemoteObject } from './inspector.js';
import { Variables, type Scope } from './variables.js';

interface Frame {
  shown: DebugProtocol.StackFrame;
  /** Undefined for code that waits for this one. */
  call?: Debugger.CallFrame;
}

/** Everything that was made to show this stop is released together. */
export const stopGroup = 'minimax-stop';

/** What is known of a piece of code by V8's id: its URL, and its script if it is the learner's. */
export type CodeOf = (scriptId: string) => { url: string; script?: Script };

/** Numbers of frames are never used twice. */
let frames = 0;

export class Stop {
  readonly variables: Variables;
  readonly frames: Frame[];

  constructor(private readonly inspector: Inspector, readonly paused: Paused, private readonly codeOf: CodeOf) {
    this.variables = new Variables(inspector, stopGroup);
    this.frames = [
      ...paused.callFrames.map((call) => ({ shown: this.frame(call.functionName, call.location), call })),
      ...waiting(paused.asyncStackTrace).map((call) => ({ shown: this.frame(call.functionName && `async ${call.functionName}`, call) })),
    ].filter(({ shown }) => shown.source !== undefined);
  }

  frameOf(id: number | undefined): Frame | undefined {
    return id === undefined ? undefined : this.frames.find(({ shown }) => shown.id === id);
  }

  /** From the inside out: the function's variables, those around it, the notebook's. */
  async scopes(frameId: number): Promise<DebugProtocol.Scope[]> {
    const call = this.frameOf(frameId)?.call;
    if (!call) return [];
    const scopes: DebugProtocol.Scope[] = [];
    const add = async (name: string, chain: Debugger.Scope[], hint?: string, extra: Scope['extra'] = []) => {
      const variablesReference = this.variables.ofScope({ objects: chain.map(({ object }) => object), extra, assign: (variable, expression) => this.assign(call, chain, variable, expression) });
      if ((await this.variables.children(variablesReference)).length === 0) return;
      scopes.push({ name, variablesReference, expensive: false, ...(hint ? { presentationHint: hint } : {}) });
    };
    const chain = [...call.scopeChain];
    const isFunctions = ({ type }: Debugger.Scope) => type === 'local';
    const own = chain.splice(0, chain.findIndex(isFunctions) + 1);
    await add('Locals', own, 'locals', [
      ...(isWorthShowing(call.this) ? [{ name: 'this', value: call.this }] : []),
      ...(call.returnValue && call.returnValue.type !== 'undefined' ? [{ name: 'return value', value: call.returnValue }] : []),
    ]);
    for (const scope of chain) {
      if (scope.type === 'script') await add('Notebook', [scope], 'globals');
      else if (scope.type === 'module') await add('Module', [scope]);
      else if (scope.type !== 'global') await add(scope.name ? `Closure of ${scope.name}` : 'Closure', [scope]);
    }
    return scopes;
  }

  /** The value of a JavaScript expression in a frame. Throws what it throws. */
  async evaluate({ callFrameId }: Debugger.CallFrame, expression: string): Promise<RemoteObject> {
    return valueOf(await this.inspector.post<Evaluated>('Debugger.evaluateOnCallFrame', { callFrameId, expression: bounded(`eval(${JSON.stringify(expression)})`), objectGroup: stopGroup, silent: true }));
  }

  private async assign(call: Debugger.CallFrame, chain: Debugger.Scope[], variableName: string, expression: string): Promise<RemoteObject> {
    if (chain.some(({ type }) => type === 'script')) return this.evaluate(call, `${variableOfName(variableName)} = (${expression})`);
    const value = await this.evaluate(call, expression);
    for (const scope of chain) {
      try {
        await this.inspector.post('Debugger.setVariableValue', { scopeNumber: call.scopeChain.indexOf(scope), variableName, newValue: argumentOf(value), callFrameId: call.callFrameId });
        return value;
      } catch {
        // It is a variable of another block.
      }
    }
    throw new Error(`${variableName} cannot be changed.`);
  }

  private frame(functionName: string, { scriptId, lineNumber, columnNumber = 0 }: Debugger.Location): DebugProtocol.StackFrame {
    const id = ++frames;
    const { url, script } = this.codeOf(scriptId);
    if (script) return { id, name: functionName || script.name, source: { name: script.name, path: script.path }, ...script.placeOf({ lineNumber, columnNumber }) };
    const place = { line: lineNumber + 1, column: columnNumber + 1 };
    if (!isLibrary(url)) return { id, name: functionName, ...place };
    const path = pathOfUrl(url);
    return { id, name: functionName || '(anonymous)', source: { name: path.replace(/^.*[\\/]node_modules[\\/]/, ''), path, presentationHint: 'deemphasize' }, ...place, presentationHint: 'subtle' };
  }
}

export const isLibrary = (url: string): boolean => url.startsWith('file:') && url.includes('/node_modules/');

const isWorthShowing = ({ type, subtype, className }: RemoteObject): boolean => type === 'object' && subtype !== 'null' && className !== 'global';

/** The functions that wait for the promise or the timer that runs now, from the inside out. */
function waiting(trace: Runtime.StackTrace | undefined): Runtime.CallFrame[] {
  return trace ? [...trace.callFrames, ...waiting(trace.parent)] : [];
}
