/**
 * What a reader sees of a training: progress with the time left, the losses, a grid of samples, all
 * updated in place. The training itself is in training/.
 */
import { getLanguage, liveChart, progress, show, type ImageGrid, type LiveChart, type Progress, type ShowHandle } from '../../kernel-extensions/display/index.js';
import type { TrainingLimit } from './training/rounds.js';
import { gridOf, type Training } from './training/training.js';

/** Seconds of training between two grids of samples: drawing one costs about as much as a round. */
export const sampleEvery = 2;

const words = {
  en: { training: 'Training', round: 'round', loss: 'loss', samples: 'Samples after round' },
  'zh-TW': { training: '訓練', round: '回合', loss: '損失', samples: '樣本，回合' },
};

export class TrainingView {
  private readonly words = words[getLanguage()];
  private readonly bar: Progress;
  private readonly chart: LiveChart;
  /** Absent for a training without samples. */
  private readonly samples?: ShowHandle;
  private sampledAt: number;

  constructor(private readonly run: Training, private readonly limit: TrainingLimit) {
    const { training, round, loss } = this.words;
    this.bar = 'steps' in limit
      ? progress({ label: training, total: limit.steps, from: run.step })
      : progress({ label: training, total: limit.seconds, from: run.seconds, unit: 'seconds' });
    this.chart = liveChart({ series: this.curves.map((curve) => run.labelOf(curve)), xTitle: round, yTitle: loss });
    for (let past = 1; past <= run.step; past++) this.addLosses(past);
    const grid = this.grid();
    if (grid) this.samples = show(grid);
    this.sampledAt = run.seconds;
  }

  /** After a round. */
  update(): void {
    const { run } = this;
    this.addLosses(run.step);
    this.bar.set('seconds' in this.limit ? run.seconds : run.step, this.note());
    if (run.seconds - this.sampledAt >= sampleEvery) this.showSamples();
  }

  /** After the last round. */
  finish(): void {
    this.showSamples();
    this.chart.flush();
    this.bar.finish(this.note());
  }

  private get curves(): string[] {
    return Object.keys(this.run.losses);
  }

  private addLosses(round: number): void {
    const { run } = this, told = this.curves.filter((curve) => !Number.isNaN(run.losses[curve]![round - 1]));
    this.chart.add(Object.fromEntries(told.map((curve) => [run.labelOf(curve), run.losses[curve]![round - 1]!])), round);
  }

  private showSamples(): void {
    const grid = this.grid();
    if (grid) this.samples?.update(grid);
    this.sampledAt = this.run.seconds;
  }

  /** The same noise each time, so that one watches each picture grow. */
  private grid(): ImageGrid | undefined {
    const samples = this.run.samples();
    return samples && gridOf(samples, { title: `${this.words.samples} ${this.run.step}` });
  }

  private note(): string {
    const { step, losses } = this.run;
    const last = (curve: string) => (losses[curve]!.findLast((value) => !Number.isNaN(value)) ?? NaN).toFixed(2);
    return step === 0 ? '' : [`${this.words.round} ${step}`, ...this.curves.map((curve) => `${this.run.labelOf(curve)} ${last(curve)}`)].join(' · ');
  }
}
