/** How the solutions of a lab are listed for the tests of its checks. */

type Functions = Readonly<Record<string, unknown>>;

export interface TaskSolutions {
  reference: Functions;
  /** Other ways to be right. */
  variants: Readonly<Record<string, Functions>>;
  /** Ways to be wrong, and what a message (in English) has to say about each. */
  mutants: Readonly<Record<string, readonly [Functions, RegExp]>>;
}

/** By task. */
export type Solutions = Readonly<Record<string, TaskSolutions>>;
