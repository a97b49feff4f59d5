// What a process has from the beginning when it starts from the startup snapshot (snapshot.ts).
import type TS from 'typescript';
import type { Library } from './library.js';

export interface InSnapshot { ts: typeof TS; library: Library }

const holder = globalThis as { [key: symbol]: InSnapshot | undefined };
/** A symbol, so that code which lists the globals by name does not meet it. */
const key = Symbol.for('minimax.language.snapshot');

/** Undefined in a process that started without a snapshot. */
export const inSnapshot = (): InSnapshot | undefined => holder[key];

/** For the script that makes the snapshot. */
export function putIntoSnapshot(value: InSnapshot): void {
  holder[key] = value;
}
