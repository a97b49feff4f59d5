// The process that holds the TypeScript compiler of one notebook: calls in, answers out. Its last
// argument is a LanguageOptions as JSON. It ends with the process that started it.
import { Language, type LanguageOptions } from './language.js';

export interface Call { id: number; method: string; args: unknown[] }
/** The first message, `ready`, says that calls are heard. */
export type Answer = { ready: true } | { id: number; value?: unknown; problem?: string };

const language = new Language(JSON.parse(process.argv.at(-1)!) as LanguageOptions);
/** Whoever started this may be gone before an answer is written: then nobody misses it. */
const answer = (message: Answer) => { if (process.connected) process.send!(message, undefined, undefined, (error) => { if (error) process.exit(); }); };

process.on('message', ({ id, method, args }: Call) => {
  try {
    const call = language[method as keyof Language] as (...args: unknown[]) => unknown;
    answer({ id, value: call.apply(language, args) });
  } catch (error) {
    answer({ id, problem: error instanceof Error ? error.stack : String(error) });
  }
});
process.on('disconnect', () => process.exit());
if (process.connected) answer({ ready: true });
else process.exit();
