/** How much a submission may take, of time and of the machine. Generous: limits end what never ends and measure nothing. */
import type { Bounds } from '../sandbox/session.js';

export interface Limits {
  /** Milliseconds for one cell, one call, and all that the notebook's cells take together. */
  cell: number;
  call: number;
  notebook: number;
  /** Milliseconds for all calls of one task, and for the whole submission. */
  task: number;
  submission: number;
  /** How often a notebook that ended its process is started again for the checks that follow. */
  restarts: number;
  /** What the notebook's processes may use together. */
  sandbox: Bounds;
  /** Milliseconds for which the grader itself may be busy with one value, such as a model that it rebuilds. */
  judging: number;
}

export const defaultLimits: Limits = {
  cell: 120_000, call: 60_000, notebook: 300_000, task: 240_000, submission: 1_800_000, restarts: 8,
  sandbox: { processes: 64, memory: 6 * 2 ** 30, cpu: 1800 },
  judging: 60_000,
};
