// Completion and inspection with what the running notebook knows: types come from language/, values
// from runtime/.
import type { CompletionResult, InspectionResult } from './engine-api.js';
import type { Seen } from './runtime/look.js';

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The properties that the value has, before those that only its type knows. */
export function withProperties(result: CompletionResult, { properties }: Seen, typed: string, isKey: boolean): CompletionResult {
  const fits = (name: string) => (isKey || identifier.test(name)) && name.toLowerCase().startsWith(typed.toLowerCase());
  const seen = properties.filter(({ name }) => fits(name)).map(({ name, kind, value }) => ({ text: name, kind, signature: `${name}: ${value}` }));
  const names = new Set(seen.map(({ text }) => text));
  return { ...result, matches: [...seen, ...result.matches.filter(({ text }) => !names.has(text))] };
}

/** The value, below the type. Of a function there is no more to say. */
export function withValue({ found, data }: InspectionResult, { value }: Seen): InspectionResult {
  if (value.startsWith('[Function')) return { found, data };
  const below = (text: unknown, line: string) => String(text).replace(/(?=\n\n|$)/, `\n\n${line}`);
  return { found, data: { 'text/plain': below(data['text/plain'], `= ${value}`), 'text/markdown': below(data['text/markdown'], `\`\`\`typescript\n= ${value}\n\`\`\``) } };
}
