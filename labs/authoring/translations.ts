/**
 * Knows a Chinese text whose English twin has changed since: solutions/translations.json holds, for each
 * text, the fingerprint of the English one for which it was written.
 */
import { createHash } from 'node:crypto';
import type { SourceCell } from './percent.js';

/** Fingerprint of the Chinese text → that of its English twin. */
export type Translations = Record<string, string>;

export interface Stale {
  /** Line of the Chinese cell's mark. */
  line: number;
  /** How the Chinese text begins. */
  begins: string;
}

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The pairs of a lab's text cells. */
export function translationsOf(cells: readonly SourceCell[]): { line: number; text: string; chinese: string; english: string }[] {
  return cells.flatMap((cell, i) => (cell.language === 'zh-TW' ? [{ line: cell.line, text: cell.text, chinese: fingerprint(cell.text), english: fingerprint(cells[i - 1]!.text) }] : []));
}

/** The texts that stayed as they were while their English twins changed. A text that is new is nobody's old translation. */
export function staleTexts(cells: readonly SourceCell[], known: Translations): Stale[] {
  return translationsOf(cells).filter(({ chinese, english }) => Object.hasOwn(known, chinese) && known[chinese] !== english)
    .map(({ line, text }) => ({ line, begins: text.split('\n')[0]!.slice(0, 40) }));
}
