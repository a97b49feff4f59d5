// `prompt` and `promptPassword`: a line from the user. They block, as `prompt` does in a browser;
// the controller thread receives the answer meanwhile, and an interrupt ends the waiting.
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

export interface InputAnswer { request: number; text: string }

/** What the controller needs to hand an answer over. */
export interface InputLine {
  port: MessagePort;
  /** Counts the answers. */
  answers: Int32Array;
}

/** Installs the globals and returns the controller's end. `ask` sends a request to the user. */
export function installPrompt(ask: (request: number, text: string, isPassword: boolean) => void): InputLine {
  const { port1, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  let requests = 0;
  const read = (text: string, isPassword: boolean): string => {
    const request = ++requests;
    ask(request, text, isPassword);
    for (;;) {
      const seen = Atomics.load(answers, 0);
      const answer = receiveMessageOnPort(port1)?.message as InputAnswer | undefined;
      // An older answer belongs to a prompt that was interrupted.
      if (answer?.request === request) return answer.text;
      if (!answer) Atomics.wait(answers, 0, seen);
    }
  };
  const define = (name: string, value: unknown) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define('prompt', (message = '', preset = '') => read(String(message), false) || String(preset));
  define('promptPassword', (message = '') => read(String(message), true));
  port1.unref();
  return { port: port2, answers };
}

/** The controller's half: hands an answer over and wakes the main thread. */
export function answerPrompt({ port, answers }: InputLine, answer: InputAnswer): void {
  port.postMessage(answer);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}
