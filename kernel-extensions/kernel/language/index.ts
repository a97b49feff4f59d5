// The TypeScript of one notebook, in a worker thread: the same calls as Language, answered later.
import { Worker } from 'node:worker_threads';
import type { Language, LanguageOptions } from './language.js';
import type { Answer, Call } from './worker.js';

type Later<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never };

export type LanguageClient = Later<Pick<Language, 'compile' | 'complete' | 'inspect' | 'isComplete' | 'noteUnset' | 'warmUp' | 'preload' | 'clear'>> & {
  close(): Promise<void>;
};

const methods = ['compile', 'complete', 'inspect', 'isComplete', 'noteUnset', 'warmUp', 'preload', 'clear'] as const;

/** A check makes many short-lived objects; the default would collect them several times a check. */
const maxYoungGenerationSizeMb = 64;

export function startLanguage(options: LanguageOptions): LanguageClient {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: options, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb },
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let count = 0;
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', ({ id, value, problem }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (problem === undefined) call?.resolve(value);
    else call?.reject(new Error(`The TypeScript compiler failed: ${problem}`));
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('The TypeScript compiler has stopped.')));
  worker.unref();
  const ask = (method: string, args: unknown[]) => new Promise((resolve, reject) => {
    const call: Call = { id: ++count, method, args };
    waiting.set(call.id, { resolve, reject });
    worker.postMessage(call);
  });
  const client = Object.fromEntries(methods.map((method) => [method, (...args: unknown[]) => ask(method, args)]));
  return { ...client, close: async () => { await worker.terminate(); } } as LanguageClient;
}
