// The TypeScript of one notebook, in a process of its own: the same calls as Language, answered
// later. The process starts from a startup snapshot where this Node has one, in a quarter of the time.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Journal } from './journal.js';
import type { Language, LanguageOptions } from './language.js';
import type { Answer, Call } from './server.js';
import { findSnapshot, serverEnvironment, serverFlags } from './snapshot-file.js';

type Later<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never };

export type LanguageClient = Later<Pick<Language, 'compile' | 'complete' | 'inspect' | 'isComplete' | 'noteUnset' | 'warmUp' | 'preload' | 'clear'>> & {
  close(): Promise<void>;
};

const methods = ['compile', 'complete', 'inspect', 'isComplete', 'noteUnset', 'warmUp', 'preload', 'clear'] as const;

const stopped = 'The TypeScript compiler has stopped.';
const serverFile = fileURLToPath(new URL('./server.js', import.meta.url));

/** `snapshot`: the file to start from; undefined for a start without. */
export function startLanguage(options: LanguageOptions, { snapshot }: { snapshot?: string } = { snapshot: findSnapshot() }): LanguageClient {
  const waiting = new Map<number, { call: Call; resolve(value: unknown): void; reject(error: Error): void }>();
  let count = 0;
  const journal = new Journal();
  /** The last of the calls by which a fresh compiler is told of the earlier cells, while it has not answered them all. */
  let lastReplayed: number | undefined;
  let isClosed = false;
  let server = launch(snapshot);

  function launch(snapshot: string | undefined): ChildProcess {
    // A session of its own: Ctrl-C at a terminal, and Jupyter's interrupts, go to all processes of the kernel's.
    const child = spawn(process.execPath, [...serverFlags, ...(snapshot ? ['--snapshot-blob', snapshot] : []), serverFile, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', snapshot ? 'ignore' : 'inherit', 'ipc'],
      env: serverEnvironment(), detached: process.platform !== 'win32', windowsHide: true,
    });
    let isReady = false;
    child.on('message', (answer: Answer) => {
      if ('ready' in answer) return void (isReady = true);
      if (answer.id === lastReplayed) lastReplayed = undefined;
      settle(answer);
    });
    // A call to one that has just ended fails, too: of that, `exit` tells.
    child.on('error', (error) => { if (child.pid === undefined) failAll(`The TypeScript compiler could not be started: ${error.message}`); });
    child.on('exit', () => {
      if (isReady || snapshot === undefined) return startAgain(isReady);
      // A snapshot that this Node refuses.
      server = launch(undefined);
      for (const { call } of waiting.values()) server.send(call);
    });
    child.unref();
    child.channel?.unref();
    return child;
  }

  /** The compiler has crashed or run out of memory: a fresh one is told of the cells that this one knew. */
  function startAgain(wasReady: boolean): void {
    const forgets = lastReplayed !== undefined;
    lastReplayed = undefined;
    if (forgets) journal.clear(); // One of them is what it cannot stand.
    failAll(`The TypeScript compiler crashed or ran out of memory at this cell, and has been started again. All variables are kept${forgets ? ', but it knows them no more: run the cells that declare them again' : ''}.`);
    if (!wasReady) return; // It does not even start: the next call tries again.
    server = launch(snapshot);
    for (const [method, args] of journal.calls()) {
      lastReplayed = ++count;
      server.send({ id: count, method, args } satisfies Call);
    }
  }

  function settle(answer: Exclude<Answer, { ready: true }>): void {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (call && answer.problem === undefined) journal.note(call.call.method, call.call.args, answer.value);
    if (answer.problem === undefined) call?.resolve(answer.value);
    else call?.reject(new Error(`The TypeScript compiler failed: ${answer.problem}`));
  }

  function failAll(why: string): void {
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  }

  const ask = (method: string, args: unknown[]) => new Promise((resolve, reject) => {
    if (isClosed) return reject(new Error(stopped));
    const call: Call = { id: ++count, method, args };
    waiting.set(call.id, { call, resolve, reject });
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) server = launch(undefined);
    server.send(call);
  });
  const close = () => new Promise<void>((resolve) => {
    isClosed = true;
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.removeAllListeners('exit').once('exit', () => { failAll(stopped); resolve(); });
    server.kill('SIGKILL');
  });
  return { ...Object.fromEntries(methods.map((method) => [method, (...args: unknown[]) => ask(method, args)])), close } as LanguageClient;
}
