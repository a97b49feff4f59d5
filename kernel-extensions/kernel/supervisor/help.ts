/** `name?` in a cell of its own opens a page of help on `name`, as in IPython (`name??` tells more). */
import type { Engine } from '../engine-api.js';
import type { PagePayload } from '../protocol/messages.js';

// Not TypeScript: no expression ends in a question mark.
const question = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.\u200c\u200d]*)(\?\??)\s*$/u;

/** The page when `code` is such a question, else undefined. */
export async function helpFor(code: string, engine: Engine): Promise<PagePayload | undefined> {
  const [, name, marks] = question.exec(code) ?? [];
  if (name === undefined) return undefined;
  const { found, data } = await engine.inspect(name, name.length, marks === '??' ? 1 : 0);
  return { source: 'page', data: found ? data : { 'text/plain': `Nothing is known about ${name}.` }, start: 0 };
}
