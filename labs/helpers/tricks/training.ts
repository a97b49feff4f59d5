/**
 * One small GAN training by given settings, without a view of its own: what the tricks are measured on. Two trainings with the
 * same seed begin with the same weights and meet the same pictures and noise, so that only the setting that differs makes a
 * difference. (What students train and watch is train.ts.)
 */
import * as tf from '@tensorflow/tfjs';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { WeightAverage } from '../average.js';
import { imagesAt } from '../batches.js';
import { variablesOf } from '../gan.js';
import { RandomSource } from '../random.js';
import { trickDiscriminator, trickGenerator, type NetworkSizes } from './networks.js';
import type { TrickSettings, PictureKind } from './settings.js';

export interface TrickTrainingOptions extends Partial<Omit<NetworkSizes, 'classes'>> {
  settings: TrickSettings;
  data: ImageDataset;
  seed: number;
  /** How long it will be, for what changes on the way. */
  rounds: number;
  /** Pictures in a batch. Default 64. */
  batchSize?: number;
}

/** Both losses as the plain game has them, whatever the settings make of them: comparable between all trainings. */
export interface PlainLosses {
  discriminator: number;
  generator: number;
}

const learningRate = 0.002, beta1 = 0.5, momentum = 0.9;
/** The best of 0.001, 0.003, 0.01, 0.03 and 0.1 after 120 rounds, by Fréchet distance. */
const descentRate = 0.003;
/** Past pictures that are kept for a replay, at most. */
const memory = 512;

export class TrickTraining {
  readonly generator: tf.LayersModel;
  readonly discriminator: tf.LayersModel;
  /** One of each round. */
  readonly losses: PlainLosses[] = [];
  private readonly optimizers: { generator: tf.Optimizer; discriminator: tf.Optimizer };
  private readonly average: WeightAverage;
  private readonly past: Float32Array[] = [];
  private readonly sizes: NetworkSizes;
  private readonly batchSize: number;
  /** Of their own for each purpose, so that a trick that draws more numbers leaves the others as they are. */
  private readonly dice: Record<'pictures' | 'noise' | 'trick', RandomSource>;
  /** Of the last moves, for turns by losses: a draw at first. */
  private last: PlainLosses = { discriminator: 2 * Math.LN2, generator: Math.LN2 };

  constructor(private readonly options: TrickTrainingOptions) {
    const { settings, data, seed, width = 16, latentDim = 64, batchSize = 64 } = options;
    this.batchSize = batchSize;
    this.sizes = { width, latentDim, classes: data.classNames.length };
    this.dice = { pictures: new RandomSource(3 * seed * 7919), noise: new RandomSource((3 * seed + 1) * 7919), trick: new RandomSource((3 * seed + 2) * 7919) };
    this.generator = trickGenerator(settings, this.sizes, seed, this.dice.trick);
    this.discriminator = trickDiscriminator(settings, this.sizes, seed);
    const optimizer = () => (settings.optimizer === 'adam' ? tf.train.adam(learningRate, beta1) : tf.train.momentum(descentRate, momentum));
    this.optimizers = { generator: optimizer(), discriminator: optimizer() };
    this.average = new WeightAverage(this.generator, 0.95);
  }

  /** The moves of one round. */
  round(): void {
    const { settings } = this.options;
    if (settings.turns === 'by losses') {
      for (let move = 0; move < 2; move++) {
        // Both divided by what they are in a draw.
        if (this.last.discriminator / 2 >= this.last.generator) this.moveDiscriminator();
        else this.moveGenerator();
      }
    } else {
      for (let move = 0; move < settings.discriminatorMoves; move++) this.moveDiscriminator();
      this.moveGenerator();
    }
    this.losses.push({ ...this.last });
    this.average.update(this.losses.length);
  }

  /** `count` pictures [count, 28, 28, 1] in [−1, 1], by the averaged generator; of each class as many. The same `seed` draws from the same noise. */
  sample(count: number, seed = 7): tf.Tensor4D {
    const dice = new RandomSource(seed * 7919), { range: [black, white] } = this.options.settings;
    return this.average.during(() => tf.tidy(() => {
      const labels = Array.from({ length: count }, (_, i) => i % this.sizes.classes);
      const made = this.generator.apply(this.inputOf(labels, dice), { training: true }) as tf.Tensor4D;
      return made.sub(black).mul(2 / (white - black)).sub(1).clipByValue(-1, 1) as tf.Tensor4D;
    }));
  }

  dispose(): void {
    this.generator.dispose();
    this.discriminator.dispose();
    this.optimizers.generator.dispose();
    this.optimizers.discriminator.dispose();
  }

  private moveDiscriminator(): void {
    const { settings, data } = this.options;
    tf.tidy(() => {
      const places = Array.from({ length: this.batchSize }, () => this.dice.pictures.integer(data.count));
      const labels = { real: places.map((place) => data.labels[place]!), made: this.drawLabels() };
      const pictures = { real: this.scaled(imagesAt(data, places)), made: this.withReplay(this.generator.apply(this.inputOf(labels.made, this.dice.noise), { training: true }) as tf.Tensor4D) };
      const seen = { real: this.see(pictures.real), made: this.see(pictures.made) };
      const targets = { real: this.targets('real'), made: this.targets('made') };
      let plain: PlainLosses | undefined;
      this.optimizers.discriminator.minimize(() => {
        const [real, made] = this.judgeBoth(seen, labels);
        plain = { discriminator: valueOf(tf.softplus(tf.neg(real.logits)).mean().add(tf.softplus(made.logits).mean())), generator: valueOf(tf.softplus(tf.neg(made.logits)).mean()) };
        const loss = towards(real.logits, targets.real).add(towards(made.logits, targets.made));
        return loss.add(this.classLoss(real, labels.real)).add(this.classLoss(made, labels.made)) as tf.Scalar;
      }, false, variablesOf(this.discriminator));
      this.last = plain!;
    });
  }

  private moveGenerator(): void {
    const { generatorLoss } = this.options.settings;
    tf.tidy(() => {
      const labels = this.drawLabels(), input = this.inputOf(labels, this.dice.noise);
      this.optimizers.generator.minimize(() => {
        const made = this.judge(this.see(this.generator.apply(input, { training: true }) as tf.Tensor4D), labels);
        const nonSaturating = tf.softplus(tf.neg(made.logits)).mean();
        this.last = { ...this.last, generator: valueOf(nonSaturating) };
        const loss = generatorLoss === 'non-saturating' ? nonSaturating : tf.softplus(made.logits).mean().neg();
        return loss.add(this.classLoss(made, labels)) as tf.Scalar;
      }, false, variablesOf(this.generator));
    });
  }

  private judge(pictures: tf.Tensor4D, labels: readonly number[]): Verdict {
    const told = this.discriminator.inputs.length === 2;
    const answer = this.discriminator.apply(told ? [pictures, this.oneHot(labels)] : pictures, { training: true }) as tf.Tensor2D | tf.Tensor2D[];
    const [logits, classes] = Array.isArray(answer) ? answer : [answer];
    return { logits: logits!, classes };
  }

  private judgeBoth(pictures: Record<PictureKind, tf.Tensor4D>, labels: Record<PictureKind, number[]>): [Verdict, Verdict] {
    if (this.options.settings.batches === 'apart') return [this.judge(pictures.real, labels.real), this.judge(pictures.made, labels.made)];
    const { logits, classes } = this.judge(tf.concat([pictures.real, pictures.made]), [...labels.real, ...labels.made]);
    const halves = (both: tf.Tensor2D) => tf.split(both, 2) as tf.Tensor2D[];
    const [ofReal, ofMade] = halves(logits), [classesOfReal, classesOfMade] = classes ? halves(classes) : [];
    return [{ logits: ofReal!, classes: classesOfReal }, { logits: ofMade!, classes: classesOfMade }];
  }

  /** Cross-entropy of the class that D names; 0 where it names none. */
  private classLoss({ classes }: Verdict, labels: readonly number[]): tf.Scalar {
    return classes ? tf.losses.softmaxCrossEntropy(this.oneHot(labels), classes) as tf.Scalar : tf.scalar(0);
  }

  private targets(kind: PictureKind): tf.Tensor2D {
    return tf.tensor2d(Float32Array.from(this.options.settings.targets(kind, this.batchSize, this.dice.trick)), [this.batchSize, 1]);
  }

  private see(pictures: tf.Tensor4D): tf.Tensor4D {
    return this.options.settings.seen(pictures, this.losses.length / this.options.rounds, this.dice.trick);
  }

  /** From [−1, 1] to the range of the settings. */
  private scaled(pictures: tf.Tensor4D): tf.Tensor4D {
    const [black, white] = this.options.settings.range;
    return black === -1 && white === 1 ? pictures : pictures.add(1).mul((white - black) / 2).add(black) as tf.Tensor4D;
  }

  /** Some pictures of the batch replaced by earlier ones, which some of the batch then replace in memory. */
  private withReplay(made: tf.Tensor4D): tf.Tensor4D {
    const count = Math.round(this.options.settings.replay * this.batchSize);
    if (count === 0) return made;
    const values = made.dataSync<'float32'>(), size = values.length / this.batchSize;
    const shown = values.slice();
    if (this.past.length > 0) for (let i = 0; i < count; i++) shown.set(this.past[this.dice.trick.integer(this.past.length)]!, i * size);
    for (let i = 0; i < count; i++) {
      const place = (i + count) % this.batchSize, picture = values.slice(place * size, (place + 1) * size);
      if (this.past.length < memory) this.past.push(picture);
      else this.past[this.dice.trick.integer(memory)] = picture;
    }
    return tf.tensor4d(shown, made.shape);
  }

  private drawLabels(): number[] {
    const isUnused = this.options.settings.labels === 'unused';
    return Array.from({ length: this.batchSize }, () => (isUnused ? 0 : this.dice.trick.integer(this.sizes.classes)));
  }

  /** G's input: noise, followed by the class where labels are used. */
  private inputOf(labels: readonly number[], dice: RandomSource): tf.Tensor2D {
    const { settings } = this.options, { latentDim } = this.sizes;
    const z = tf.tensor2d(settings.noise(labels.length, latentDim, dice), [labels.length, latentDim]);
    return settings.labels === 'unused' ? z : tf.concat([z, this.oneHot(labels)], 1);
  }

  private oneHot(labels: readonly number[]): tf.Tensor2D {
    return tf.oneHot([...labels], this.sizes.classes).toFloat() as tf.Tensor2D;
  }
}

interface Verdict {
  logits: tf.Tensor2D;
  /** Logits of the classes, where D names them. */
  classes?: tf.Tensor2D;
}

/** −t log D − (1 − t) log(1 − D), from logits: softplus(ℓ) − t ℓ. */
const towards = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar => tf.softplus(logits).sub(logits.mul(targets)).mean() as tf.Scalar;

const valueOf = (scalar: tf.Tensor): number => scalar.dataSync()[0]!;
