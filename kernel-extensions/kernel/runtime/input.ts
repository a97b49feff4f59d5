// `prompt`, `promptPassword` and `process.stdin`: lines from the user. The first two block, as
// `prompt` does in a browser; the controller thread receives the answer meanwhile, and an interrupt
// ends the waiting.
import { AsyncResource } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { setLastingImmediate } from './immediates.js';

export interface InputAnswer {
  request: number;
  text: string;
  /** Why there is no answer. */
  problem?: string;
}

/** What the controller needs to hand an answer over. */
export interface InputLine {
  port: MessagePort;
  /** Counts the answers. */
  answers: Int32Array;
}

/** Sends a question to the user. Returns whether the cell that asks still runs when that is called. */
export type Ask = (request: number, text: string, isPassword: boolean) => () => boolean;

/** Installs the globals and returns the controller's end. */
export function installInput(ask: Ask): InputLine {
  const { port1, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  /** Questions of `process.stdin`, which does not block. */
  const open = new Map<number, (answer: InputAnswer) => void>();
  let requests = 0;

  const handOver = (answer: InputAnswer) => {
    open.get(answer.request)?.(answer);
    open.delete(answer.request);
  };
  port1.on('message', handOver);
  port1.unref();

  const read = (text: string, isPassword: boolean): string => {
    const request = ++requests;
    ask(request, text, isPassword);
    for (;;) {
      const seen = Atomics.load(answers, 0);
      const answer = receiveMessageOnPort(port1)?.message as InputAnswer | undefined;
      if (answer?.request === request) {
        if (answer.problem !== undefined) throw new Error(answer.problem);
        return answer.text;
      }
      // Another answer is for `process.stdin`, or for a prompt that was interrupted.
      if (answer) handOver(answer);
      else Atomics.wait(answers, 0, seen);
    }
  };
  const define = (name: string, value: unknown) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define('prompt', (message = '', preset = '') => read(String(message), false) || String(preset));
  define('promptPassword', (message = '') => read(String(message), true));

  installStdin((onAnswer) => {
    const request = ++requests;
    const isRunning = ask(request, '', false);
    open.set(request, AsyncResource.bind((answer: InputAnswer) => onAnswer(answer, isRunning())));
  });
  return { port: port2, answers };
}

/** `process.stdin`: the user is asked for a line whenever code wants to read one. It never ends by itself. */
function installStdin(askForLine: (onAnswer: (answer: InputAnswer, isRunning: boolean) => void) => void): void {
  const open = (): Readable => {
    const ask = () => askForLine(({ text, problem }, isRunning) => {
      if (!isRunning) stdin.destroy(); // The answer is for nobody: not for whoever reads next.
      else if (problem !== undefined) stdin.destroy(new Error(problem));
      else stdin.push(`${text}\n`);
    });
    const stdin: Readable = new Readable({
      encoding: 'utf8',
      highWaterMark: 1,
      // Not at once: a reader that has just got its line may want no more.
      read: () => void setLastingImmediate(() => {
        if (stdin.destroyed) return;
        if (stdin.readableFlowing || stdin.listenerCount('readable') > 0) ask();
        else stdin.once('resume', ask);
      }),
    });
    return Object.assign(stdin, { fd: 0, isTTY: false });
  };
  let stdin: Readable | undefined;
  Object.defineProperty(process, 'stdin', {
    configurable: true, enumerable: true,
    get: () => (stdin = stdin && !stdin.destroyed ? stdin : open()),
  });
}

/** The controller's half: hands an answer over and wakes the main thread. */
export function answerPrompt({ port, answers }: InputLine, answer: InputAnswer): void {
  port.postMessage(answer);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}
