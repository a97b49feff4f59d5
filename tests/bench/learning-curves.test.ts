/** The learning curves: a short training of ours and of PyTorch's, judged by the same metrics, stored and drawn. */
import { expect } from 'chai';
import { findPyTorch, type PyTorch } from '../../bench/contest.js';
import { learningChart } from '../../bench/learning-chart.js';
import type { LearnerName } from '../../bench/learners.js';
import { timesUntil } from '../../bench/curves.js';
import { curvesTable, learningCurves, type LearningCurves } from '../../bench/learning-curves.js';
import { loadDataset } from '../../datasets/index.js';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { trainClassifier } from '../../labs/helpers/metrics/classifier.js';

async function shortCurves(task: LearnerName, pytorch?: PyTorch): Promise<LearningCurves> {
  await useBackend('simd');
  const [train, test] = [await loadDataset('mnist', { limit: 200 }), await loadDataset('mnist', { split: 'test', limit: 80 })];
  const classifier = await trainClassifier(train, test, { steps: 10, quiet: true });
  try {
    return await learningCurves({ train, test, classifier, task, batch: 4, width: 4, rate: 0.002, threads: 2, seeds: 2, times: [0.1, 0.3], pytorch, say: () => {} });
  } finally {
    classifier.dispose();
  }
}

function expectWhole({ runs, floor, size }: LearningCurves, libraries: readonly string[]): void {
  expect(size).to.equal(40);
  expect(runs.map(({ library, seed }) => `${library} ${seed}`)).to.have.members([1, 2].flatMap((seed) => libraries.map((library) => `${library} ${seed}`)));
  for (const { points } of runs) {
    expect(points.map(({ due }) => due)).to.deep.equal([0.1, 0.3]);
    for (const { due, seconds, steps, frechet, counts } of points) {
      expect(seconds).to.be.at.least(due);
      expect(steps).to.be.at.least(1);
      expect(frechet).to.be.greaterThan(0);
      expect(counts.reduce((a, b) => a + b)).to.equal(size);
    }
    expect(points[1].steps).to.be.at.least(points[0].steps);
  }
  expect(floor.frechet).to.be.lessThan(Math.min(...runs.map(({ points }) => points[0].frechet)));
}

describe('the learning curves', function () {
  this.timeout(300_000);

  it('of a short training are whole, and drawn', async () => {
    const curves = await shortCurves('compact28');
    expectWhole(curves, ['simd']);
    expect(curvesTable(curves).split('\n')).to.have.length(2 + 2 + 1);
    const svg = learningChart(curves, 'MNIST');
    expect(svg.match(/<polyline points="\d[^"]*"/g)).to.have.length(4);
    expect(svg).to.include('40 samples').and.not.include('NaN');
  });

  it('of a model that takes wishes say how often it does what it is told @full', async () => {
    const curves = await shortCurves('conditional28');
    expectWhole(curves, ['simd']);
    for (const { points } of curves.runs) for (const { right } of points) expect(right).to.be.within(0, 1);
    expect(curvesTable(curves)).to.match(/\| right \|/);
    expect(learningChart(curves, 'MNIST')).to.include('what was asked for').and.not.include('NaN');
  });

  for (const task of ['compact28', 'conditional28', 'wgan28'] as const) {
    it(`of PyTorch's ${task} come from the same judge @full`, async function () {
      const pytorch = findPyTorch();
      if (!pytorch) this.skip();
      expectWhole(await shortCurves(task, pytorch), ['simd', 'pytorch']);
    });
  }

  it('look more often where more happens', () => {
    expect(timesUntil(300, 10)).to.deep.equal([3, 12, 27, 48, 75, 108, 147, 192, 243, 300]);
  });
});
