/** The metrics on pictures: what each of them sees of a failure made on purpose, and what not. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { loadDataset, type ImageDataset } from '../../../datasets/index.js';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { setLanguage } from '../../../kernel-extensions/display/index.js';
import { imagesAt } from '../../../labs/helpers/batches.js';
import { trainClassifier, type PictureClassifier } from '../../../labs/helpers/metrics/classifier.js';
import { evaluate, type Evaluation, type Scores } from '../../../labs/helpers/metrics/evaluate.js';

const bundleOf = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

describe('an evaluation', function () {
  this.timeout(300_000);
  const count = 300;
  let train: ImageDataset, test: ImageDataset, classifier: PictureClassifier;
  const judged = async (indices: readonly number[], change = (pictures: tf.Tensor4D) => pictures): Promise<Evaluation> => {
    const pictures = tf.tidy(() => change(imagesAt(train, indices)));
    const evaluation = await evaluate(pictures, test, classifier, { quiet: true });
    pictures.dispose();
    return evaluation;
  };
  const first = Array.from({ length: count }, (_, i) => i);
  const good = () => judged(first);

  before(async () => {
    await useBackend('simd');
    [train, test] = [await loadDataset('mnist', { limit: 4000 }), await loadDataset('mnist', { split: 'test' })];
    classifier = await trainClassifier(train, test, { steps: 120, quiet: true });
  });
  afterEach(() => setLanguage('en'));

  it('has a judge that knows most digits', () => {
    expect(classifier.accuracy).to.be.greaterThan(0.8);
  });

  it('of real pictures is at its floor', async () => {
    const { samples, floor, size } = await good();
    expect(size).to.equal(count);
    expect(samples.modes).to.equal(10);
    for (const name of ['precision', 'recall', 'confidence', 'balance'] as const) expect(samples[name], name).to.be.closeTo(floor[name], 0.1);
    expect(samples.frechet).to.be.lessThan(4 * floor.frechet);
  });

  /** Metrics that are worse than the floor: which, and by how much at least. */
  const seen: { [name in keyof Scores]?: (scores: Scores, floor: Scores) => boolean } = {
    frechet: (s, f) => s.frechet > 5 * f.frechet,
    precision: (s, f) => s.precision < 0.7 * f.precision,
    recall: (s, f) => s.recall < 0.7 * f.recall,
    confidence: (s, f) => s.confidence < 0.85 * f.confidence,
    balance: (s, f) => s.balance < 0.9 * f.balance,
    classDistance: (s, f) => s.classDistance > f.classDistance + 0.3,
    modes: (s, f) => s.modes < f.modes,
  };
  const whoSees = ({ samples, floor }: Evaluation) => Object.entries(seen).filter(([, sees]) => sees(samples, floor)).map(([name]) => name);
  const numbersOf = (digit: number) => Array.from(train.labels.keys()).filter((i) => train.labels[i] === digit);

  it('of one digit alone: diversity and distance see it, quality and precision do not', async () => {
    expect(whoSees(await judged(numbersOf(3).slice(0, count)))).to.deep.equal(['frechet', 'recall', 'balance', 'classDistance', 'modes']);
  });

  it('of one picture for each digit: only distance and recall see it', async () => {
    const pictures = imagesAt(train, first);
    const answers = (await classifier.judge(pictures)).probabilities.map((row) => row.indexOf(Math.max(...row)));
    pictures.dispose();
    // Pictures that the judge takes for what they are.
    const ten = Array.from({ length: 10 }, (_, digit) => first.find((i) => train.labels[i] === digit && answers[i] === digit)!);
    expect(whoSees(await judged(first.map((i) => ten[i % 10])))).to.deep.equal(['frechet', 'recall']);
  });

  it('of noise: everything sees it', async () => {
    const noise = await judged(first, (pictures) => tf.randomUniform(pictures.shape, -1, 1, 'float32', 5));
    expect(whoSees(noise)).to.include.members(['frechet', 'precision', 'recall', 'balance', 'modes']);
    expect(noise.samples.precision).to.equal(0);
  });

  it('says its size and its judge\'s accuracy, in the notebook\'s language', async () => {
    const evaluation = await good();
    const english = bundleOf(evaluation);
    expect(english['text/plain']).to.include(`Fréchet distance: ${evaluation.samples.frechet.toFixed(2)} · ${evaluation.floor.frechet.toFixed(2)}`)
      .and.include('300 samples, 300 real pictures').and.include(`${(100 * classifier.accuracy).toFixed(1)} % of unseen`);
    setLanguage('zh-TW');
    expect(bundleOf(evaluation)['text/html']).to.include('lang="zh-TW"').and.include('精確率').and.include('300 張');
  });

  it('takes no more samples than half of the real pictures, and refuses what cannot be compared', async () => {
    const few = await loadDataset('mnist', { split: 'test', limit: 41 });
    const pictures = imagesAt(train, first.slice(0, 30));
    expect((await evaluate(pictures, few, classifier, { quiet: true })).size).to.equal(20);
    const message = (samples: tf.Tensor4D, real: ImageDataset) => evaluate(samples, real, classifier, { quiet: true }).then(() => '', (error: Error) => error.message);
    expect(await message(imagesAt(train, [1, 2]), test)).to.include('more than 3 samples');
    expect(await message(tf.zeros([9, 32, 32, 3]), test)).to.equal('The samples are 32×32×3, the real pictures 28×28×1.');
    setLanguage('zh-TW');
    expect(await message(tf.zeros([9, 32, 32, 3]), test)).to.equal('樣本是 32×32×3，真實圖片卻是 28×28×1。');
    pictures.dispose();
  });

  it('is the same on the plain JavaScript backend', async () => {
    const pictures = imagesAt(train, first.slice(0, 6));
    const fast = await classifier.judge(pictures);
    await tf.setBackend('cpu');
    const plain = await classifier.judge(pictures);
    await tf.setBackend('simd');
    pictures.dispose();
    fast.probabilities.forEach((row, i) => row.forEach((p, k) => expect(plain.probabilities[i][k]).to.be.closeTo(p, 1e-4)));
    fast.features.forEach((row, i) => row.forEach((value, k) => expect(plain.features[i][k]).to.be.closeTo(value, 1e-3 * Math.max(1, value))));
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await good();
    expect(tf.memory().numTensors).to.equal(before);
    classifier.dispose();
    expect(before - tf.memory().numTensors).to.be.greaterThan(15);
  });
});
