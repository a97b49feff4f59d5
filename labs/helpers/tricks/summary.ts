/** From stored runs to what may be said of each trick. The runs are in measured-tricks.ts; nothing here trains. */
import { inLanguage } from '../in-language.js';
import type { TrickRun, TrickScores } from './measure.js';
import { measuredTricks } from './measured-tricks.js';
import { settingsOf, tricks, type Trick } from './registry.js';
import { changedSettings, baseline } from './settings.js';
import { holm, intervalOf, meanOf, pairedEffect, rankCorrelation, type PairedEffect } from './statistics.js';

/** What bench/tricks.ts stores. */
export interface MeasuredTricks {
  made: {
    date: string;
    node: string;
    processor: string;
    threads: number;
    rounds: number;
    width: number;
    batchSize: number;
    samples: number;
    data: string;
    /** Share of unseen digits that the judge names rightly. */
    judge: number;
  };
  /** What other real digits get in place of samples. */
  floor: TrickScores;
  /** By configuration, those of seed 1 first. A number is null where the training broke down. */
  runs: Readonly<Record<string, readonly StoredRun[]>>;
}

export type StoredRun = { readonly [score in keyof TrickRun]: number | null };

/**
 * - `better`, `worse`: clear even after the correction for so many tests.
 * - `hint`: the interval of 95 % leaves out 0, which of that many tests happens by chance as well.
 * - `none`: no measurable effect.
 */
export type Verdict = 'better' | 'worse' | 'hint' | 'none';

export interface TrickEffect {
  trick: Trick;
  /** Of ln Fréchet distance: below 0 is better. What decides. */
  frechet: PairedEffect;
  /** Factor on the Fréchet distance, with its interval of 95 %. */
  factor: { mean: number; low: number; high: number };
  /** p after the correction. */
  adjusted: number;
  verdict: Verdict;
  /** Shown beside it, without a verdict. */
  recall: PairedEffect;
  confidence: PairedEffect;
  modes: PairedEffect;
  /** Pairs left out because a training of theirs broke down. */
  broken: number;
}

/** Where the runs of one side of a trick are stored: trainings with the same settings are made once. */
export function configurationOf(trick: Trick, side: 'with' | 'without'): string {
  return changedSettings(settingsOf(trick, side), baseline).length === 0 ? 'baseline' : `${trick.number} ${side}`;
}

/** All trainings there are to be made, the one without changes first. */
export function configurations(): string[] {
  return [...new Set(['baseline', ...tricks.filter(({ toggle }) => toggle).flatMap((trick) => [configurationOf(trick, 'with'), configurationOf(trick, 'without')])])];
}

/** Scores of both sides of a trick, seed by seed; seeds that only one side has are left out. */
export function pairsOf({ runs }: Pick<MeasuredTricks, 'runs'>, trick: Trick): { with: StoredRun[]; without: StoredRun[] } {
  const [withIt, without] = [runs[configurationOf(trick, 'with')] ?? [], runs[configurationOf(trick, 'without')] ?? []];
  const count = trick.toggle ? Math.min(withIt.length, without.length) : 0;
  return { with: withIt.slice(0, count), without: without.slice(0, count) };
}

/** The pairs of which neither training broke down. */
function wholePairs(measured: Pick<MeasuredTricks, 'runs'>, trick: Trick): (readonly [TrickRun, TrickRun])[] {
  const pairs = pairsOf(measured, trick);
  return pairs.with.map((run, i) => [run, pairs.without[i]!] as const).filter((pair): pair is readonly [TrickRun, TrickRun] => pair.every(isWhole));
}

const isWhole = (run: StoredRun): run is TrickRun => Object.values(run).every((value) => value !== null);

/** The effect of each trick that was measured on at least two seeds, in the order of the list. */
export function trickEffects(measured: Pick<MeasuredTricks, 'runs'> = measuredTricks): TrickEffect[] {
  const raw = tricks.flatMap((trick) => {
    const whole = wholePairs(measured, trick);
    if (whole.length < 2) return [];
    const of = (score: (run: TrickRun) => number) => pairedEffect(whole.map(([run]) => score(run)), whole.map(([, run]) => score(run)));
    return [{ trick, frechet: of(({ frechet }) => Math.log(frechet)), recall: of(({ recall }) => recall), confidence: of(({ confidence }) => confidence), modes: of(({ modes }) => modes), broken: pairsOf(measured, trick).with.length - whole.length }];
  });
  const adjusted = holm(raw.map(({ frechet }) => frechet.p));
  return raw.map((effect, i) => {
    const [low, high] = intervalOf(effect.frechet, 0.95);
    return { ...effect, adjusted: adjusted[i]!, verdict: verdictOf(effect.frechet, adjusted[i]!), factor: { mean: Math.exp(effect.frechet.mean), low: Math.exp(low), high: Math.exp(high) } };
  });
}

export function verdictOf({ mean, p }: PairedEffect, adjusted: number): Verdict {
  if (adjusted < 0.05) return mean < 0 ? 'better' : 'worse';
  return p < 0.05 ? 'hint' : 'none';
}

/** D's early loss and the Fréchet distance at the end, each the mean of a configuration's seeds, and how well their ranks agree: trick 10. */
export function earlyWarning({ runs }: Pick<MeasuredTricks, 'runs'> = measuredTricks): { configurations: string[]; early: number[]; frechet: number[] } & ReturnType<typeof rankCorrelation> {
  const whole = Object.entries(runs).map(([name, all]) => [name, all.filter(isWhole)] as const).filter(([, all]) => all.length > 0);
  const early = whole.map(([, all]) => meanOf(all.map((run) => run.early)));
  const frechet = whole.map(([, all]) => Math.exp(meanOf(all.map((run) => Math.log(run.frechet)))));
  return { configurations: whole.map(([name]) => name), early, frechet, ...rankCorrelation(early, frechet) };
}

/** The stored Fréchet distances of a trick, seed by seed. @throws RangeError for a trick that is not among those measured */
export function trickDistances(number: number): { with: number[]; without: number[] } {
  const effect = trickEffects().find(({ trick }) => trick.number === number);
  if (!effect) throw new RangeError(inLanguage(`Trick ${number} was not measured with and without.`, `沒有測量過有技巧 ${number} 與沒有技巧 ${number} 的訓練。`));
  const pairs = wholePairs(measuredTricks, effect.trick);
  return { with: pairs.map(([run]) => run.frechet), without: pairs.map(([, run]) => run.frechet) };
}
