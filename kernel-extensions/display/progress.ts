/** A progress bar that updates in place: how far, how fast, how long still. */
import { randomUUID } from 'node:crypto';
import { escapeHtml, fontFamily } from './html.js';
import { jupyterDisplay, type Displayable } from './jupyter-display.js';
import { getLanguage, say, type Language } from './language.js';
import { throttle } from './live.js';
import { formatCount, formatDuration, formatNumber } from './numbers.js';
import { status as statusColors } from './palette.js';
import { publish } from './publish.js';
import type { MimeBundle } from './sink.js';

export interface ProgressOptions {
  /** Steps until the end; without it the bar counts but knows no end. */
  total?: number;
  /** Steps done before, of work that is taken up again: they count as done but not for the speed. Default 0. */
  from?: number;
  /** What a step is. Work measured in seconds shows times instead of counts and speed. Default `steps`. */
  unit?: 'steps' | 'seconds';
  /** What is being done: `Training`. */
  label?: string;
  /** Default: the language of all displays (see `setLanguage`). */
  language?: Language;
}

/** A bar on the page. As a cell's last value it shows nothing more. */
export interface Progress extends Displayable {
  /** `count` steps further (default 1), and what there is to say about them: `D 0.69 · G 1.2`. Call it as often as you like. */
  step(count?: number, note?: string): void;
  /** Goes to a number of steps done. */
  set(done: number, note?: string): void;
  /** The work is complete. */
  finish(note?: string): void;
  /** The work ended early. The kernel says this for a cell that is interrupted or fails. */
  stop(reason?: 'interrupted' | 'error'): void;
  /** Steps done. */
  readonly done: number;
  /** Goes through `items`, one step each. Leaving the loop early stops the bar. */
  over<T>(items: Iterable<T>): Generator<T, void, undefined>;
}

type State = 'running' | 'finished' | 'interrupted' | 'error';

/** What a bar shows; times in seconds. */
interface Moment {
  state: State;
  done: number;
  total: number | undefined;
  unit: 'steps' | 'seconds';
  label: string;
  note: string;
  elapsed: number;
  /** Steps per second of late; undefined until known. */
  rate: number | undefined;
  language: Language;
}

/** Shows a bar and returns it. Throws a RangeError where `total` is not a number from 0. */
export function progress({ total, from = 0, unit = 'steps', label, language = getLanguage() }: ProgressOptions = {}): Progress {
  if (total !== undefined && !(total >= 0)) throw new RangeError(`total must be the number of steps, from 0, not ${total}.`);
  const displayId = randomUUID();
  const started = performance.now();
  const speed = new Speed();
  let state: State = 'running';
  let done = from;
  let note = '';
  let ended: number | undefined;
  const put = (type: 'display_data' | 'update_display_data') => {
    const elapsed = ((ended ?? performance.now()) - started) / 1000;
    const rate = state === 'running' ? speed.rate : elapsed > 0 && done > from ? (done - from) / elapsed : undefined;
    publish({ type, data: formatProgress({ state, done, total, unit, label: label ?? say('progress', {}, language), note, elapsed, rate, language }), metadata: {}, displayId });
  };
  const updates = throttle(() => put('update_display_data'), (outcome) => {
    if (outcome !== 'ok' && state === 'running') end(outcome);
  });
  const change = (to: number, says: string | undefined) => {
    // A bar that was stopped goes on when its loop does: a cell run again, a timer that lives.
    state = 'running';
    ended = undefined;
    done = to;
    note = says ?? note;
    speed.record(done, performance.now());
    updates.request();
  };
  const end = (how: State, says?: string) => {
    state = how;
    ended = performance.now();
    note = says ?? note;
    updates.request();
    updates.flush();
  };
  speed.record(from, started);
  put('display_data');
  return {
    step: (count = 1, says) => change(done + count, says),
    set: change,
    finish(says) {
      done = total ?? done;
      end('finished', says);
    },
    stop: (reason = 'interrupted') => end(reason),
    get done() { return done; },
    *over<T>(items: Iterable<T>) {
      let complete = false;
      try {
        for (const item of items) {
          yield item;
          change(done + 1, undefined);
        }
        complete = true;
      } finally {
        end(complete ? 'finished' : 'interrupted');
      }
    },
    [jupyterDisplay]: () => ({}),
  };
}

/** Steps per second over the last moments, so that a slow first step is soon forgotten. */
class Speed {
  readonly #marks: { done: number; at: number }[] = [];
  static readonly #window = 10_000;

  record(done: number, at: number): void {
    const last = this.#marks.at(-1);
    // A mark each tenth of a second is enough; the latest one is always kept.
    if (this.#marks.length > 1 && last !== undefined && at - this.#marks.at(-2)!.at < 100) this.#marks.pop();
    this.#marks.push({ done, at });
    while (this.#marks.length > 2 && at - this.#marks[1]!.at > Speed.#window) this.#marks.shift();
  }

  get rate(): number | undefined {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.done <= first.done || last.at <= first.at) return undefined;
    return (1000 * (last.done - first.done)) / (last.at - first.at);
  }
}

function formatProgress(moment: Moment): MimeBundle {
  const { state, done, total, unit, label, note } = moment;
  const part = total === undefined ? undefined : total === 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const counted = (total === undefined ? [done] : [done, total]).map(unit === 'seconds' ? formatDuration : formatCount).join(' / ');
  const percent = part === undefined ? '' : `${Math.floor(part * 100)}%`;
  const facts = [...timing(moment), note].filter(Boolean).join(' · ');
  const width = 24;
  const bar = part === undefined ? '' : `${'█'.repeat(Math.round(part * width))}${'░'.repeat(width - Math.round(part * width))}`;
  const color = statusColors[state === 'running' ? 'running' : state === 'finished' ? 'finished' : 'stopped'];
  const aria = part === undefined ? '' : ` aria-valuemin="0" aria-valuemax="100" aria-valuenow="${Math.floor(part * 100)}"`;
  const track = `<div role="progressbar" aria-label="${escapeHtml(label)}"${aria} style="height:8px;border-radius:4px;background:rgba(128,128,128,.22);overflow:hidden;margin:5px 0">` +
    `<div style="height:8px;border-radius:4px;background:${color};width:${((part ?? 1) * 100).toFixed(1)}%${part === undefined ? ';opacity:.4' : ''}"></div></div>`;
  return {
    'text/html': `<div style="font-family:${fontFamily};font-size:13px;line-height:1.4;max-width:640px;font-variant-numeric:tabular-nums;padding:4px 0">` +
      `<div style="display:flex;justify-content:space-between;gap:16px"><strong>${escapeHtml(label)}</strong><span>${[counted, percent].filter(Boolean).join(' · ')}</span></div>` +
      `${track}<div style="opacity:.8">${escapeHtml(facts)}</div></div>`,
    'text/plain': [label, percent.padStart(4), bar, counted, facts && `· ${facts}`].filter((word) => word.trim() !== '').join(' '),
  };
}

/** How it stands, in words. */
function timing({ state, done, total, unit, elapsed, rate, language }: Moment): string[] {
  const words: string[] = [];
  const left = total === undefined || rate === undefined || done >= total ? undefined : (total - done) / rate;
  if (state !== 'running') words.push(say(state === 'error' ? 'failed' : state, {}, language));
  words.push(say('elapsed', { time: formatDuration(elapsed) }, language));
  if (state === 'running' && left !== undefined) words.push(say('left', { time: formatDuration(left) }, language));
  if (unit === 'steps' && rate !== undefined) {
    const threeDigits = (value: number) => formatNumber(Number(value.toPrecision(3)));
    words.push(rate >= 1 ? say('perSecond', { rate: threeDigits(rate) }, language) : say('perStep', { time: `${threeDigits(1 / rate)} s` }, language));
  }
  return words;
}
