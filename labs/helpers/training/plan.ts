/**
 * From minutes to rounds: a few rounds are played for trial and timed, and the plan says how many of them, how many
 * passes over the data and, where the lab offers several, which width fit into the time, and what to expect of it.
 */
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable } from '../../../kernel-extensions/display/index.js';
import type { Gan } from '../gan.js';
import { inLanguage } from '../in-language.js';
import { recoverFromInterrupt } from '../recover.js';
import { partsOf, sampleCount, TrainingRun, type TrainOptions } from '../train.js';
import { sampleEvery } from '../training-view.js';
import { checkpointPath, readIfThere } from './checkpoint-file.js';
import { holdsNetworks } from './checkpoint.js';
import { pretrainedFilm, type Milestone } from './pretrained.js';

export interface PlanOptions extends Omit<TrainOptions, 'gan' | 'seconds' | 'steps' | 'checkpoint' | 'startOver' | 'quiet' | 'afterRound'> {
  /** What the training may take. */
  minutes: number;
  /** Makes the GAN that will be trained; its networks are thrown away after the trial. */
  makeGan: (width: number) => Gan;
  /** The widths that the lab offers, from the widest down. The first one that reaches `enoughRounds` is taken, else the last. */
  widths: readonly number[];
  /** Rounds below which a narrower network is the better use of the time. Default 400. */
  enoughRounds?: number;
  /** The name under which the training is kept: where there is such a file, its width is the one that is planned for. */
  checkpoint?: string;
  /** A pre-trained checkpoint of the lab: its film shows what to expect. */
  like?: string;
  /** The time in milliseconds. Default: the clock of this machine. */
  now?: () => number;
}

export interface Plan {
  minutes: number;
  width: number;
  /** Rounds that fit. */
  steps: number;
  /** Passes over the data. */
  epochs: number;
  /** Of one round on this machine, with the samples that are drawn in between. */
  secondsPerRound: number;
}

/** Rounds of a trial: the first is slower than all others, and the median of the rest is not misled by a pause. */
const trialRounds = { atLeast: 4, atMost: 24, milliseconds: 2000 };

/**
 * Times each width in turn until one fits.
 * @throws RangeError for minutes that are not a positive number, or no widths
 */
export async function planTraining(options: PlanOptions): Promise<Plan & Displayable> {
  const { minutes, widths, enoughRounds = 400, data, batchSize = 64, discriminatorMoves = 1, like } = options;
  if (!(minutes > 0 && minutes < Infinity)) throw new RangeError(inLanguage(`The minutes of a training are a number above 0, not ${minutes}.`, `訓練的分鐘數要是大於 0 的數，不能是 ${minutes}。`));
  if (widths.length === 0) throw new RangeError(inLanguage('A plan needs a width to choose from.', '計畫至少需要一個可以選的寬度。'));
  recoverFromInterrupt();
  let plan: Plan | undefined;
  for (const width of offered(options)) {
    const secondsPerRound = await timeRounds(width, options);
    const steps = Math.max(1, Math.floor((60 * minutes) / secondsPerRound));
    plan = { minutes, width, steps, epochs: (steps * batchSize * discriminatorMoves) / data.count, secondsPerRound };
    if (steps >= enoughRounds) break;
  }
  return shown(plan!, like === undefined ? [] : pretrainedFilm(like));
}

/** The width of the training that is kept already, or all. */
function offered({ checkpoint, widths, makeGan }: PlanOptions): readonly number[] {
  const bytes = checkpoint === undefined ? undefined : readIfThere(checkpointPath(checkpoint));
  if (!bytes) return widths;
  const kept = widths.find((width) => {
    const gan = makeGan(width);
    try {
      return holdsNetworks(bytes, partsOf(gan));
    } finally {
      dispose(gan);
    }
  });
  return kept === undefined ? widths : [kept];
}

function dispose(gan: Gan): void {
  for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
}

/** Seconds of a round, and of its share in the samples that a training draws every few seconds. */
async function timeRounds(width: number, { makeGan, data, batchSize = 64, seed = 1, prior = 'normal', now = () => performance.now(), ...moves }: PlanOptions): Promise<number> {
  const gan = makeGan(width), run = new TrainingRun(gan, seed, prior);
  try {
    const times: number[] = [], began = now();
    while (times.length < trialRounds.atLeast || (times.length < trialRounds.atMost && now() - began < trialRounds.milliseconds)) {
      const before = now();
      await run.round(data, batchSize, moves);
      times.push(now() - before);
    }
    const round = median(times.slice(1)) / 1000;
    const before = now();
    const pictures = run.sample(sampleCount);
    await pictures.data();
    pictures.dispose();
    const samples = (now() - before) / 1000;
    return round * (1 + samples / sampleEvery);
  } finally {
    run.dispose();
    dispose(gan);
  }
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const words = {
  en: {
    plan: ({ minutes, width, steps, epochs, secondsPerRound }: Plan) => `${minutes} minute${minutes === 1 ? '' : 's'} on this machine, at ${Math.round(1000 * secondsPerRound)} ms a round: ${steps.toLocaleString('en')} rounds of width ${width}, ${epochs < 10 ? epochs.toFixed(1) : Math.round(epochs)} passes over the data.`,
    expect: 'What to expect: samples of the pre-trained network after as many rounds.',
    none: 'No pre-trained network shows what to expect.',
    after: (round: number) => `after ${round} rounds`,
    beyond: 'It was trained no longer; yours goes on from there.',
  },
  'zh-TW': {
    plan: ({ minutes, width, steps, epochs, secondsPerRound }: Plan) => `在這台電腦上一回合 ${Math.round(1000 * secondsPerRound)} 毫秒，${minutes} 分鐘可以走 ${steps.toLocaleString('en')} 回合，寬度 ${width}，相當於把資料看過 ${epochs < 10 ? epochs.toFixed(1) : Math.round(epochs)} 遍。`,
    expect: '可以期待什麼：預先訓練好的網路在相同回合數時的樣本。',
    none: '沒有預先訓練好的網路可以參考。',
    after: (round: number) => `${round} 回合之後`,
    beyond: '它只訓練到這裡；你的會繼續下去。',
  },
};

function shown(plan: Plan, film: readonly Milestone[]): Plan & Displayable {
  const say = words[getLanguage()];
  const reached = film.filter(({ round }) => round <= plan.steps);
  // The beginning, the middle and the end of the time.
  const pictures = [...new Set([reached[0], reached.findLast(({ round }) => round <= plan.steps / 4), reached.at(-1)])].filter((picture) => picture !== undefined);
  const beyond = film.length > 0 && plan.steps > 1.1 * film.at(-1)!.round ? say.beyond : '';
  const text = [say.plan(plan), pictures.length > 0 ? say.expect : '', ...pictures.map(({ round }) => say.after(round)), beyond].filter(Boolean);
  const figures = pictures.map(({ round, png }) => `<figure style="display:inline-block;margin:4px 16px 4px 0"><img alt="${escapeHtml(say.after(round))}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><figcaption>${escapeHtml(say.after(round))}</figcaption></figure>`);
  const html = `<div lang="${getLanguage()}"><p>${escapeHtml(say.plan(plan))}</p>${pictures.length > 0 ? `<p>${escapeHtml(say.expect)}</p>${figures.join('')}` : ''}${beyond ? `<p>${escapeHtml(beyond)}</p>` : ''}</div>`;
  return { ...plan, [jupyterDisplay]: () => ({ 'text/html': html, 'text/plain': text.join('\n') }) };
}
