/** The tricks of Lab 14: a registry that is whole, statistics that agree with closed forms and tables, stored results that can be had again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { measuredSource, protocol, readMeasured, rounded, settingsOfConfiguration } from '../../bench/tricks.js';
import { tricksPage, tricksPicture } from '../../bench/tricks-page.js';
import { loadDataset, type ImageDataset } from '../../datasets/index.js';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { setLanguage } from '../../kernel-extensions/display/index.js';
import { trainClassifier } from '../../labs/helpers/metrics/classifier.js';
import { comparePredictions, trickCards } from '../../labs/helpers/tricks/cards.js';
import { earlyWarningChart, effectsChart } from '../../labs/helpers/tricks/chart.js';
import { judgeBy, runTrick, type TrickRun } from '../../labs/helpers/tricks/measure.js';
import { measuredTricks } from '../../labs/helpers/tricks/measured-tricks.js';
import { measureTrick } from '../../labs/helpers/tricks/own.js';
import { settingsOf, tricks } from '../../labs/helpers/tricks/registry.js';
import { baseline, changedSettings } from '../../labs/helpers/tricks/settings.js';
import { holm, intervalOf, pairedEffect, rankCorrelation, studentCoverage, studentQuantile } from '../../labs/helpers/tricks/statistics.js';
import { configurationOf, configurations, earlyWarning, trickDistances, trickEffects, type StoredRun } from '../../labs/helpers/tricks/summary.js';
import { TrickTraining } from '../../labs/helpers/tricks/training.js';

const root = join(import.meta.dirname, '..', '..', '..');
const bundleOf = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

describe('the list of tricks', () => {
  it('has all 17 in their order, in both languages, with a source each', () => {
    expect(tricks.map(({ number }) => number)).to.deep.equal(Array.from({ length: 17 }, (_, i) => i + 1));
    for (const { number, title, advice, change, caution, sources } of tricks) {
      for (const text of [title, advice, change, caution]) {
        expect(text.en, `${number}`).to.match(/[a-z]{2}/).and.not.match(/[\u4e00-\u9fff]/);
        expect(text['zh-TW'], `${number}`).to.match(/[\u4e00-\u9fff]/);
      }
      expect(sources.length).to.be.at.least(1);
      for (const source of sources) expect(source).to.match(/^https:\/\/(arxiv\.org\/abs\/\d{4}\.\d{4,5}|github\.com\/soumith\/ganhacks#)/);
    }
  });

  it('switches one setting each, and no two the same way', () => {
    const switched = tricks.filter(({ toggle }) => toggle);
    expect(tricks.filter(({ toggle }) => !toggle).map(({ number }) => number)).to.deep.equal([10]);
    for (const trick of switched) expect(changedSettings(settingsOf(trick, 'with'), settingsOf(trick, 'without')), `${trick.number}`).to.have.length(1);
    const changes = switched.map((trick) => changedSettings(settingsOf(trick, 'with'), settingsOf(trick, 'without'))[0]!);
    // Labels serve two: named by D, and told to D.
    expect(changes.filter((change, i) => changes.indexOf(change) !== i)).to.deep.equal(['labels']);
    expect(new Set(changes)).to.deep.equal(new Set(Object.keys(baseline)));
  });

  it('is compared with the training without changes on one side, all but the embedding', () => {
    for (const trick of tricks.filter(({ toggle }) => toggle)) {
      const sides = [configurationOf(trick, 'with'), configurationOf(trick, 'without')];
      expect(sides.includes('baseline'), `${trick.number}`).to.equal(trick.number !== 16);
    }
    expect(configurations()).to.have.length(1 + 15 + 2);
    for (const name of configurations()) expect(configurations().filter((other) => changedSettings(settingsOfConfiguration(other), settingsOfConfiguration(name)).length === 0)).to.deep.equal([name]);
  });
});

describe('the statistics of the tricks', () => {
  it('have Student’s quantiles (scipy.stats.t.ppf)', () => {
    // from scipy.stats import t; print([t.ppf(.975, n) for n in (1, 2, 3, 4, 7, 30)])
    const known = [[1, 12.706204736432095], [2, 4.302652729911275], [3, 3.182446305284263], [4, 2.7764451051977987], [7, 2.3646242510102993], [30, 2.0422724563012373]] as const;
    for (const [freedom, quantile] of known) {
      expect(studentQuantile(0.95, freedom)).to.be.closeTo(quantile, 1e-9);
      expect(studentCoverage(quantile, freedom)).to.be.closeTo(0.95, 1e-10);
    }
  });

  it('agree with the integral of Student’s density', () => {
    for (const freedom of [1, 2, 3, 4, 5, 8, 11]) {
      const density = (x: number) => (1 + x * x / freedom) ** (-(freedom + 1) / 2), steps = 4000;
      // Simpson's rule on x = tan s, so that the whole line is within reach.
      const integral = (to: number) => {
        const end = Math.atan(to), width = end / steps, at = (s: number) => density(Math.tan(s)) / Math.cos(s) ** 2;
        const last = to === Infinity ? (freedom === 1 ? 1 : 0) : at(end);
        return width / 3 * (at(0) + last + Array.from({ length: steps - 1 }, (_, i) => (i % 2 === 0 ? 4 : 2) * at((i + 1) * width)).reduce((a, b) => a + b, 0));
      };
      for (const t of [0.3, 1, 2.5, 7]) expect(studentCoverage(t, freedom), `${t}, ${freedom}`).to.be.closeTo(integral(t) / integral(Infinity), 1e-7);
    }
    expect([studentCoverage(0, 3), studentCoverage(Infinity, 3)]).to.deep.equal([0, 1]);
    expect(() => studentCoverage(1, 1.5)).to.throw('whole number');
  });

  it('compare pairs by Student’s t', () => {
    // p is 1 − the integral of the density up to |t| = 1.7556914, by Simpson's rule in Python with 200,000 steps; scipy.stats.ttest_rel gives it as well.
    const effect = pairedEffect([3.1, 2.4, 5.2, 4.4, 3.9], [2.8, 2.9, 4.1, 3.2, 3.3]);
    expect(effect.mean).to.be.closeTo(0.54, 1e-12);
    expect(effect.p).to.be.closeTo(0.15398936180437517, 1e-9);
    const [low, high] = intervalOf(effect, 0.95);
    expect(low).to.be.closeTo(0.54 - 2.7764451051977987 * effect.error, 1e-9);
    expect(high - 0.54).to.be.closeTo(0.54 - low, 1e-12);
    expect(pairedEffect([1, 2], [1, 2]).p).to.equal(1);
    expect(() => pairedEffect([1], [2])).to.throw('at least two pairs');
    expect(() => pairedEffect([1, 2], [2])).to.throw('one length');
  });

  it('correct for many tests as Holm does', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02.
    holm([0.01, 0.04, 0.03, 0.005]).forEach((value, i) => expect(value).to.be.closeTo([0.03, 0.06, 0.06, 0.02][i]!, 1e-12));
    expect(holm([0.9, 0.8])).to.deep.equal([1, 1]);
  });

  it('correlate ranks as Spearman does', () => {
    // Pearson's correlation of 1 … 6 and the ranks 2, 1, 3.5, 3.5, 6, 5, as scipy.stats.spearmanr computes it.
    expect(rankCorrelation([1, 2, 3, 4, 5, 6], [2, 1, 4, 4, 9, 5]).value).to.be.closeTo(0.8696565534786727, 1e-12);
    expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000]).value).to.equal(1);
    const { value, interval: [low, high] } = rankCorrelation([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]);
    expect(low).to.be.below(value);
    expect(high).to.be.above(value).and.below(1);
  });
});

describe('the small training', function () {
  this.timeout(120_000);
  let data: ImageDataset;
  /** Of each configuration, with seed 1. */
  const runs: Record<string, ReturnType<typeof play>> = {};
  before(async () => {
    await useBackend('simd');
    data = await loadDataset('mnist', { limit: 200 });
    for (const name of configurations()) runs[name] = play(name, 1);
  });

  const play = (name: string, seed: number, rounds = 3) => {
    const training = new TrickTraining({ settings: settingsOfConfiguration(name), data, seed, rounds, width: 2, latentDim: 8, batchSize: 8 });
    for (let i = 0; i < rounds; i++) training.round();
    const pictures = training.sample(4), result = { losses: training.losses, values: Array.from(pictures.dataSync()) };
    pictures.dispose();
    training.dispose();
    return result;
  };

  it('is the same, bit for bit, for the same seed, whatever the trick', () => {
    const before = tf.memory().numTensors;
    for (const name of configurations()) expect(play(name, 1), name).to.deep.equal(runs[name]);
    // TensorFlow.js keeps two numbers of each momentum optimizer.
    expect(tf.memory().numTensors - before, 'tensors left behind').to.be.at.most(2);
    expect(play('baseline', 2).values).to.not.deep.equal(runs['baseline']!.values);
  });

  it('goes another way with each trick, and draws in [−1, 1]', () => {
    for (const name of configurations()) {
      if (name !== 'baseline') expect(runs[name]!.values, name).to.not.deep.equal(runs['baseline']!.values);
      expect(runs[name]!.values.every((value) => value >= -1 && value <= 1), name).to.equal(true);
    }
  });

  it('begins in the same place with a trick and without: the first losses are those of the same networks on the same pictures', () => {
    const first = (name: string) => runs[name]!.losses[0]!.discriminator;
    for (const name of ['2 without', '6 with', '9 without']) expect(first(name), name).to.equal(first('baseline'));
  });

  it('measures a student’s own trick, and refuses what changes more than one thing', async () => {
    const test = await loadDataset('mnist', { split: 'test', limit: 60 });
    const classifier = await trainClassifier(data, test, { steps: 3, quiet: true });
    const options = { data, test, classifier, seeds: 2, rounds: 2 };
    const own = await measureTrick({ dropout: 0.25 }, options);
    expect([own.with.length, own.without.length, own.effect.count]).to.deep.equal([2, 2, 2]);
    expect(bundleOf(own)['text/plain']).to.match(/× \d[\d.]* \(.* to .*\), 95 %, 2 seeds, 2 rounds/);
    for (const trick of [{}, { dropout: 0.5, replay: 0.5 }]) {
      const error = await measureTrick(trick, options).then(() => undefined, (reason: Error) => reason);
      expect(error?.message).to.match(/A trick changes one setting/);
    }
    classifier.dispose();
  });
});

describe('the stored measurement', () => {
  const { made, runs } = measuredTricks;

  it('has every training on at least five seeds, under one protocol', () => {
    expect(Object.keys(runs)).to.deep.equal(configurations());
    for (const [name, all] of Object.entries(runs)) expect(all.length, name).to.be.at.least(5);
    const { rounds, width, batchSize, samples, threads } = made;
    expect({ rounds, width, batchSize, samples, threads }).to.deep.equal(protocol);
    expect(made.judge).to.be.above(0.95);
  });

  it('says of each trick what follows from its runs', () => {
    const effects = trickEffects();
    expect(effects.map(({ trick }) => trick.number)).to.deep.equal(tricks.filter(({ toggle }) => toggle).map(({ number }) => number));
    for (const { trick, factor, frechet, verdict } of effects) {
      const { with: withIt, without } = trickDistances(trick.number), n = withIt.length;
      // The geometric mean of the ratios, and Student's interval, written out.
      const logs = withIt.map((distance, i) => Math.log(distance / without[i]!)), mean = logs.reduce((a, b) => a + b, 0) / n;
      const reach = studentQuantile(0.95, n - 1) * Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (n - 1) / n);
      expect(factor.mean).to.be.closeTo(Math.exp(mean), 1e-9);
      expect([factor.low, factor.high].map(Math.log)).to.satisfy(([low, high]: number[]) => Math.abs(low! - mean + reach) < 1e-9 && Math.abs(high! - mean - reach) < 1e-9);
      expect(verdict === 'none').to.equal(factor.low <= 1 && factor.high >= 1);
      if (verdict === 'better' || verdict === 'worse') expect(frechet.mean < 0).to.equal(verdict === 'better');
    }
    expect(effects.filter(({ verdict }) => verdict === 'better' || verdict === 'worse').every(({ adjusted, frechet }) => adjusted < 0.05 && adjusted >= frechet.p)).to.equal(true);
  });

  it('is what the docs show', () => {
    expect(readFileSync(join(root, 'docs', 'tricks.md'), 'utf8')).to.equal(tricksPage(measuredTricks));
    expect(readFileSync(join(root, 'docs', 'images', 'tricks.svg'), 'utf8')).to.equal(tricksPicture(measuredTricks));
  });

  it('is read back as it was written', () => {
    const file = join(root, 'labs', 'helpers', 'tricks', 'measured-tricks.ts');
    expect(readMeasured(file)).to.deep.equal(measuredTricks);
    expect(measuredSource(measuredTricks)).to.equal(readFileSync(file, 'utf8'));
    expect(rounded({ a: 12.34567, b: NaN }, ['a', 'b'])).to.deep.equal({ a: 12.35, b: null });
  });

  it('leaves out pairs of which a training broke down, and says so', () => {
    const run = (frechet: number | null): StoredRun => ({ frechet, precision: 0.5, recall: 0.5, confidence: 0.5, modes: 10, early: 1 });
    const [effect] = trickEffects({ runs: { baseline: [run(4), run(5), run(6)], '2 without': [run(8), run(null), run(11)] } });
    expect([effect?.trick.number, effect?.frechet.count, effect?.broken]).to.deep.equal([2, 2, 1]);
    expect(trickEffects({ runs: { baseline: [run(4)], '2 without': [run(8)] } })).to.deep.equal([]);
  });
});

describe('what is shown of the tricks', () => {
  after(() => setLanguage('en'));

  for (const language of ['en', 'zh-TW'] as const) {
    it(`is in ${language}, the result behind a prediction`, () => {
      setLanguage(language);
      const { 'text/html': cards, 'text/plain': text } = bundleOf(trickCards());
      expect(cards.match(/<section/g)).to.have.length(17);
      expect(cards.match(/<details[^>]*><summary>/g)).to.have.length(17);
      expect(text).to.not.match(/× \d/);
      for (const { title } of tricks) expect(text).to.include(title[language]);
      const chart = bundleOf(effectsChart());
      expect(chart['text/plain'].split('\n')).to.have.length(17);
      expect(chart['text/html']).to.include('data:image/svg+xml');
      expect(bundleOf(earlyWarningChart())['text/plain']).to.match(language === 'en' ? /Early loss/ : /早期/);
      const predictions = bundleOf(comparePredictions({ 1: 'better', 2: 'none' }))['text/plain'];
      expect(predictions.split('\n')).to.have.length(3);
      expect(predictions).to.match(/[✓✗] 1 · /);
    });
  }

  it('is chosen by number', () => {
    setLanguage('en');
    expect(bundleOf(trickCards(6, 13))['text/plain'].match(/^\d+ · /gm)).to.deep.equal(['6 · ', '13 · ']);
    expect(() => trickCards(18)).to.throw('tricks 1 to 17');
    expect(() => trickDistances(10)).to.throw('not measured');
    expect(earlyWarning().configurations).to.have.length(18);
  });
});

describe('a run with its judge', function () {
  this.timeout(240_000);

  it('comes out with the same bits twice @full', async () => {
    await useBackend('simd');
    const [data, test] = [await loadDataset('mnist', { limit: 500 }), await loadDataset('mnist', { split: 'test', limit: 120 })];
    const classifier = await trainClassifier(data, test, { steps: 20, quiet: true });
    const judge = await judgeBy(classifier, test, 100);
    const once = (): Promise<TrickRun> => runTrick({ settings: settingsOfConfiguration('13 with'), data, judge, seed: 4, rounds: 6, width: protocol.width, batchSize: protocol.batchSize });
    expect(await once()).to.deep.equal(await once());
    classifier.dispose();
  });
});
