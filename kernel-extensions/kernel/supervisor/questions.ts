/** Questions of cells (`prompt()`) that wait for the user's answer on the stdin channel. */
import type { FrontEnd } from '../protocol/front-end.js';
import type { Message } from '../protocol/messages.js';
import type { Cell } from './cell-outputs.js';

interface Question {
  cell: Cell;
  resolve(answer: string): void;
  reject(error: Error): void;
}

/** The front end said that it cannot be asked. */
export class StdinNotImplementedError extends Error {
  override name = 'StdinNotImplementedError';
}

export class Questions {
  readonly #open = new Map<string, Question>();

  constructor(private readonly frontEnd: FrontEnd) {}

  ask(cell: Cell, prompt: string, password: boolean): Promise<string> {
    if (!cell.allowStdin) {
      return Promise.reject(new StdinNotImplementedError('This cell asks for input, but it was run by a program that cannot ask the user (allow_stdin is false).'));
    }
    return new Promise((resolve, reject) => {
      this.#open.set(this.frontEnd.askForInput(cell.request, prompt, password), { cell, resolve, reject });
    });
  }

  /** Takes an `input_reply`. Some clients do not say which question they answer: then it is the latest one. */
  answer({ parent_header, content }: Message): void {
    const named = parent_header.msg_id;
    const id = named !== undefined && this.#open.has(named) ? named : [...this.#open.keys()].at(-1);
    const question = id === undefined ? undefined : this.#open.get(id);
    if (!question) return;
    this.#open.delete(id!);
    if (typeof content.value === 'string') question.resolve(content.value);
    else question.reject(new Error('The front end gave no answer.'));
  }

  /** The cell has ended: nobody waits for its answers. */
  cancel(cell: Cell): void {
    for (const [id, question] of this.#open) {
      if (question.cell !== cell) continue;
      this.#open.delete(id);
      question.reject(new Error('The cell ended before its question was answered.'));
    }
  }
}
