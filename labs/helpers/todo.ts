/**
 * What an unwritten task answers. The lab's language is set when the notebook opens its lab.
 */
import { inLanguage } from './in-language.js';

/** Thrown by a task that still waits for the student; the checks know it by its name. */
export class TodoError extends Error {
  override name = 'TodoError';
  constructor(public readonly task: string) {
    super(inLanguage(`${task} is not written yet: write your code at the marked place.`, `${task} 還沒寫好：請在標示的地方寫下你的程式。`));
  }
}

/** Stands in a task cell where the student's code goes. @throws TodoError always. */
export function todo(task: string): never {
  throw new TodoError(task);
}
