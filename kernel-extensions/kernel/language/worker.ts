// The worker thread that holds the TypeScript compiler of one notebook: calls in, answers out.
import { parentPort, workerData } from 'node:worker_threads';
import { Language, type LanguageOptions } from './language.js';

export interface Call { id: number; method: string; args: unknown[] }
export interface Answer { id: number; value?: unknown; problem?: string }

const language = new Language(workerData as LanguageOptions);

parentPort!.on('message', ({ id, method, args }: Call) => {
  let answer: Answer;
  try {
    const call = language[method as keyof Language] as (...args: unknown[]) => unknown;
    answer = { id, value: call.apply(language, args) };
  } catch (error) {
    answer = { id, problem: error instanceof Error ? error.stack : String(error) };
  }
  parentPort!.postMessage(answer);
});
