/**
 * What a reader sees of a training: progress with the time left, the losses, a grid of samples, all
 * updated in place. The training itself is in train.ts.
 */
import { getLanguage, imageGrid, liveChart, progress, show, type ImageGrid, type LiveChart, type Progress, type ShowHandle } from '../../kernel-extensions/display/index.js';
import type { TrainingLimit, TrainingRun } from './train.js';

/** Seconds of training between two grids of samples: drawing one costs about as much as a round. */
export const sampleEvery = 2;
export const sampleCount = 30;

const words = {
  en: { training: 'Training', round: 'round', loss: 'loss', samples: 'Samples after round' },
  'zh-TW': { training: '訓練', round: '回合', loss: '損失', samples: '樣本，回合' },
};

export class TrainingView {
  private readonly words = words[getLanguage()];
  private readonly bar: Progress;
  private readonly chart: LiveChart;
  private readonly samples: ShowHandle;
  private sampledAt: number;

  constructor(private readonly run: TrainingRun, private readonly limit: TrainingLimit) {
    const { training, round, loss } = this.words;
    this.bar = 'steps' in limit
      ? progress({ label: training, total: limit.steps, from: run.step })
      : progress({ label: training, total: limit.seconds, from: run.seconds, unit: 'seconds' });
    this.chart = liveChart({ series: ['D', 'G'], xTitle: round, yTitle: loss });
    run.losses.discriminator.forEach((_, index) => this.addLosses(index + 1));
    this.samples = show(this.grid());
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

  private addLosses(round: number): void {
    const { discriminator, generator } = this.run.losses;
    this.chart.add({ D: discriminator[round - 1], G: generator[round - 1] }, round);
  }

  private showSamples(): void {
    this.samples.update(this.grid());
    this.sampledAt = this.run.seconds;
  }

  /** The same noise each time, so that one watches each picture grow. */
  private grid(): ImageGrid {
    const pictures = this.run.sample(sampleCount);
    const grid = imageGrid(pictures, { columns: 10, range: [-1, 1], title: `${this.words.samples} ${this.run.step}` });
    pictures.dispose();
    return grid;
  }

  private note(): string {
    const { step, losses } = this.run;
    const last = (values: number[]) => (values.at(-1) ?? NaN).toFixed(2);
    return step === 0 ? '' : `${this.words.round} ${step} · D ${last(losses.discriminator)} · G ${last(losses.generator)}`;
  }
}
