/** How much neighbouring pixels differ, and several evaluations in one table. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { formatResult } from '../../../kernel-extensions/display/index.js';
import { scoreTable } from '../../../labs/helpers/metrics/score-table.js';
import { sharpness } from '../../../labs/helpers/metrics/sharpness.js';

describe('sharpness', () => {
  it('is 0 of an even grey, 2 of a checkerboard of black and white, and the step of an edge shared by the pixels', () => {
    expect(sharpness(tf.fill([2, 4, 4, 1], 0.3))).to.equal(0);
    const board = Array.from({ length: 16 }, (_, i) => ((i + Math.floor(i / 4)) % 2 === 0 ? 1 : -1));
    expect(sharpness(tf.tensor4d(board, [1, 4, 4, 1]))).to.equal(2);
    // One of three neighbours to the right differs by 1, none below.
    expect(sharpness(tf.tensor4d([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], [1, 4, 4, 1]))).to.be.closeTo(1 / 6, 1e-6);
  });

  it('falls when a picture is blurred', () => {
    const noise = tf.randomUniform([3, 12, 12, 1], -1, 1, 'float32', 5) as tf.Tensor4D;
    expect(sharpness(tf.avgPool(noise, 3, 1, 'same'))).to.be.below(0.6 * sharpness(noise));
  });

  it('needs pixels that have neighbours', () => {
    expect(() => sharpness(tf.zeros([1, 1, 5, 1]))).to.throw('at least 2×2');
  });
});

describe('a table of scores', () => {
  const scores = (frechet: number) => ({ counts: [], confidence: 0.9, entropy: 0.1, balance: 1, precision: 0.5, recall: 0.25, modes: 10, classDistance: 0.1, frechet, frechetLimit: frechet });
  const evaluation = (frechet: number, size = 40) => ({ size, samples: scores(frechet), floor: scores(1) });

  it('has a row for each set of samples, and one for real pictures', () => {
    const bundle = formatResult(scoreTable({ first: evaluation(7), 'a < b': evaluation(3) })) as Record<string, string>;
    expect(bundle['text/plain']!.split('\n').map((line) => line.split(':')[0])).to.deep.equal(['first', 'a < b', 'real pictures (the floor)']);
    expect(bundle['text/plain']).to.include('a < b: Fréchet distance 3.0 · precision 0.50 · recall 0.25');
    expect(bundle['text/html']).to.include('a &lt; b').and.not.include('a < b');
  });

  it('refuses sets of different size', () => {
    expect(() => scoreTable({ a: evaluation(7, 40), b: evaluation(3, 50) })).to.throw('40 and 50');
    expect(() => scoreTable({})).to.throw('needs an evaluation');
  });
});
