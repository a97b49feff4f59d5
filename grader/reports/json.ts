/** All results as one JSON document; the types of result.ts are its schema. */
import type { Result } from '../result.js';

export const schemaVersion = 1;

export function toJson(results: readonly Result[]): string {
  return `${JSON.stringify({ schema: schemaVersion, results }, null, 2)}\n`;
}
