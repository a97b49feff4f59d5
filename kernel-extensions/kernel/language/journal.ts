// What a compiler that is started anew has to be told: the cells that ran, but for those whose names
// have all been declared again since.
import type { Compiled } from './language.js';

interface Entry {
  code: string;
  executionCount: number;
  /** What it declares that no later cell has declared again. */
  names: Set<string>;
  unset: string[];
}

export class Journal {
  private entries: Entry[] = [];

  /** A call was answered. */
  note(method: string, args: unknown[], value: unknown): void {
    if (method === 'clear') this.clear();
    if (method === 'noteUnset') this.entries.at(-1)?.unset.push(...(args[0] as string[]));
    if (method === 'compile' && (value as Compiled).ok) this.add(args as [string, number], (value as Compiled & { ok: true }).declares);
  }

  private add([code, executionCount]: [code: string, executionCount: number], declares: string[]): void {
    if (declares.length === 0) return;
    for (const { names } of this.entries) for (const name of declares) names.delete(name);
    this.entries = this.entries.filter(({ names }) => names.size > 0);
    this.entries.push({ code, executionCount, names: new Set(declares), unset: [] });
  }

  clear(): void {
    this.entries = [];
  }

  /** The calls that bring a compiler to where the lost one was. */
  calls(): [method: string, args: unknown[]][] {
    return this.entries.flatMap(({ code, executionCount, unset }): [string, unknown[]][] =>
      [['compile', [code, executionCount]], ...(unset.length > 0 ? [['noteUnset', [unset]] as [string, unknown[]]] : [])]);
  }
}
