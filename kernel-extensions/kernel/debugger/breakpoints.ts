// The breakpoints that the user wants, by path. They stay when the process that runs the cells is
// replaced, and are set anew in each script with that path: a cell that runs again is a new one.
import type { Debugger } from 'node:inspector';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { debuggee, type Inspector } from './inspector.js';
import type { Script } from './scripts.js';

interface Breakpoint {
  id: number;
  path: string;
  wanted: DebugProtocol.SourceBreakpoint;
  /** A JavaScript expression: true where execution is to stop. */
  condition?: string;
  /** Why it cannot be set, as a sentence. */
  problem?: string;
  /** Where it is; undefined until its code has been loaded. */
  place?: { line: number; column: number };
}

export class Breakpoints {
  private readonly byPath = new Map<string, Breakpoint[]>();
  /** By V8's id. */
  private readonly bound = new Map<string, { breakpoint: Breakpoint; script: Script }>();
  private count = 0;

  /** `onChanged` hears of breakpoints whose code has been loaded after they were set. */
  constructor(private readonly onChanged: (breakpoint: DebugProtocol.Breakpoint) => void) {}

  /** In place of all earlier ones of this path. */
  async replace(path: string, wanted: DebugProtocol.SourceBreakpoint[], scripts: Script[], inspector: Inspector | undefined): Promise<DebugProtocol.Breakpoint[]> {
    for (const [id, { breakpoint }] of this.bound) {
      if (breakpoint.path !== path) continue;
      this.bound.delete(id);
      await inspector?.post('Debugger.removeBreakpoint', { breakpointId: id });
    }
    const breakpoints = wanted.map((each) => made(++this.count, path, each));
    if (breakpoints.length > 0) this.byPath.set(path, breakpoints);
    else this.byPath.delete(path);
    if (inspector) for (const script of scripts) await this.bind(script, inspector);
    return breakpoints.map((breakpoint) => shown(breakpoint, scripts.length > 0));
  }

  /** Sets the breakpoints of a script that has been loaded, or is about to be. */
  async bind(script: Script, inspector: Inspector): Promise<void> {
    for (const breakpoint of this.byPath.get(script.path) ?? []) {
      const position = script.positionOf(breakpoint.wanted.line);
      if (!position || breakpoint.problem) continue;
      try {
        const { breakpointId, locations } = await inspector.post<Debugger.SetBreakpointByUrlReturnType>('Debugger.setBreakpointByUrl', { url: script.url, ...position, condition: breakpoint.condition });
        this.bound.set(breakpointId, { breakpoint, script });
        if (locations.length > 0) breakpoint.place = script.placeOf(locations[0]);
      } catch {
        breakpoint.place = script.placeOf(position); // Another one has been set there already.
      }
    }
  }

  /** V8 has loaded the code of a breakpoint. */
  resolved({ breakpointId, location }: Debugger.BreakpointResolvedEventDataType): void {
    const { breakpoint, script } = this.bound.get(breakpointId) ?? {};
    if (!breakpoint || !script) return;
    breakpoint.place = script.placeOf(location);
    this.onChanged(shown(breakpoint, true));
  }

  /** The process is gone, and with it all loaded code. */
  unbind(): void {
    this.bound.clear();
    for (const breakpoint of [...this.byPath.values()].flat()) breakpoint.place = undefined;
  }

  clear(): void {
    this.bound.clear();
    this.byPath.clear();
  }

  /** Ours, of V8's ids. */
  idsOf(hit: string[] = []): number[] {
    return hit.flatMap((id) => this.bound.get(id)?.breakpoint.id ?? []);
  }

  get wanted(): { source: string; breakpoints: DebugProtocol.SourceBreakpoint[] }[] {
    return [...this.byPath].map(([source, breakpoints]) => ({ source, breakpoints: breakpoints.map(({ wanted }) => wanted) }));
  }
}

function made(id: number, path: string, wanted: DebugProtocol.SourceBreakpoint): Breakpoint {
  try {
    return { id, path, wanted, condition: conditionOf(id, wanted) };
  } catch (error) {
    return { id, path, wanted, problem: (error as Error).message };
  }
}

function shown({ id, path, wanted, place, problem }: Breakpoint, isLoaded: boolean): DebugProtocol.Breakpoint {
  const source = { path };
  if (place) return { id, verified: true, source, ...place };
  return { id, verified: false, source, line: wanted.line, message: problem ?? (isLoaded ? 'There is no code at this line or after it.' : 'The code has not run yet.') };
}

/** Condition, hit count and log message as one expression. */
function conditionOf(id: number, { condition, hitCondition, logMessage }: DebugProtocol.SourceBreakpoint): string | undefined {
  const parts = condition?.trim() ? [`(${condition})`] : [];
  if (hitCondition?.trim()) parts.push(hitCountExpression(id, hitCondition));
  if (logMessage) parts.push(`(console.log(${logExpression(logMessage)}), false)`);
  return parts.length > 0 ? parts.join(' && ') : undefined;
}

/** `5` (the fifth time), `>= 5`, `> 5`, `< 5`, `<= 5`, `% 5` (every fifth time). */
function hitCountExpression(id: number, hitCondition: string): string {
  const [, operator = '==', count] = /^\s*(>=|<=|==|=|>|<|%)?\s*(\d+)\s*$/.exec(hitCondition) ?? [];
  if (count === undefined) throw new Error(`The hit count ${JSON.stringify(hitCondition)} is none of: 5, == 5, > 5, >= 5, < 5, <= 5, % 5.`);
  const isHit = operator === '%' ? `% ${count} === 0` : `${operator === '=' ? '==' : operator} ${count}`;
  return `((hits) => (hits[${id}] = (hits[${id}] ?? 0) + 1) ${isHit})(globalThis[Symbol.for("minimax.debugger.hits")] ??= {})`;
}

/** `loss is {loss}` as an expression of a string. */
function logExpression(message: string): string {
  const text = `((value) => typeof value === "string" ? value : ${debuggee}?.oneLine(value) ?? String(value))`;
  return message.split(/\{([^{}]*)\}/).map((part, index) => (index % 2 === 1 ? `${text}(${part})` : JSON.stringify(part))).join(' + ');
}
