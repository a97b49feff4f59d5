/**
 * What live displays (progress, charts) share: updates a few times a second however often the value
 * changes, and a last update that always arrives.
 */
import { currentSink } from './sink.js';

/** How the cell ended in which a live display was updated. */
export type Outcome = 'ok' | 'error' | 'interrupted';

/** A display with something left to say when its cell ends. It takes itself off the list when it has said it: it may be stopped before. */
interface Unsettled {
  settle(outcome: Outcome): void;
}

// On the global object, so that the kernel reaches displays of any copy of this package.
const unsettledSymbol = Symbol.for('minimax.display.unsettled');
const holder = globalThis as { [unsettledSymbol]?: Set<Unsettled> };
const unsettled = (holder[unsettledSymbol] ??= new Set());

/**
 * Called by the kernel when a cell has ended, before it says so: delivers updates that wait for a
 * timer (an interrupt cancels timers) and lets unfinished progress bars say that they stopped.
 */
export function settleDisplays(outcome: Outcome): void {
  for (const display of [...unsettled]) display.settle(outcome);
}

/** Calls `settle` whenever a cell has ended, for as long as it returns true. */
export function onSettle(settle: (outcome: Outcome) => boolean): void {
  const self: Unsettled = {
    settle(outcome) {
      let again = false;
      try {
        again = settle(outcome);
      } finally {
        if (!again) unsettled.delete(self);
      }
    },
  };
  unsettled.add(self);
}

export interface Throttle {
  /** Something changed: `run` will be called, now or soon. */
  request(): void;
  /** Calls `run` now if something changed since it last ran. */
  flush(): void;
}

/** The time, which tests turn by hand. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Milliseconds between updates: on the page, and as printed text where there is no kernel. */
const intervals = { page: 250, text: 5_000 };
/** At most about this part of the time goes into updates. */
const largestShare = 0.05;

/**
 * Coalesces requests. A loop that never yields is served as well: the time is looked at on each
 * request, and the timer only delivers the last one. `onSettle` is called, after a flush, when the cell ends.
 * `pauses`: milliseconds between updates.
 */
export function throttle(run: () => void, onSettle: (outcome: Outcome) => void = () => {}, clock = systemClock, pauses = intervals): Throttle {
  let changed = false;
  let notBefore = -Infinity;
  let timer: unknown;
  const flush = () => {
    clock.clearTimeout(timer);
    timer = undefined;
    if (!changed) return;
    changed = false;
    const started = clock.now();
    notBefore = started + (currentSink() ? pauses.page : pauses.text);
    run();
    const ended = clock.now();
    notBefore = Math.max(notBefore, ended + (ended - started) / largestShare);
  };
  const self: Unsettled = {
    settle(outcome) {
      try {
        flush();
        onSettle(outcome);
      } finally {
        if (!changed) unsettled.delete(self);
      }
    },
  };
  return {
    request() {
      changed = true;
      unsettled.add(self);
      const now = clock.now();
      if (now >= notBefore) flush();
      else timer ??= clock.setTimeout(flush, notBefore - now);
    },
    flush,
  };
}
