/** The image pool: what discriminators are shown, what is kept, and that it can be taken up again. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { ImagePool, throughPool } from '../../../labs/helpers/cyclegan/pool.js';
import { RandomSource } from '../../../labs/helpers/random.js';

/** Pictures of one pixel: the numbers from `first` on. */
const pictures = (first: number, count: number): tf.Tensor4D => tf.tidy(() => tf.range(first, first + count).reshape([count, 1, 1, 1]));
const numbersOf = (shown: tf.Tensor): number[] => [...shown.dataSync()];

describe('the image pool', () => {
  it('shows and keeps the first pictures until it is full', () => {
    const pool = new ImagePool(5);
    expect(numbersOf(pool.query(pictures(0, 4), new RandomSource(1)))).to.deep.equal([0, 1, 2, 3]);
    expect(pool.length).to.equal(4);
    pool.query(pictures(4, 4), new RandomSource(1));
    expect(pool.length).to.equal(5);
    pool.dispose();
  });

  it('then shows about one half fresh ones; each old one leaves the pool for the fresh one in its place', () => {
    const pool = new ImagePool(20), random = new RandomSource(2);
    pool.query(pictures(0, 20), random);
    let fresh = 0;
    const shown: number[] = [];
    for (let round = 0; round < 100; round++) {
      const first = 20 + 8 * round, now = numbersOf(pool.query(pictures(first, 8), random));
      fresh += now.filter((picture, i) => picture === first + i).length;
      shown.push(...now);
    }
    // 800 tosses of a coin: six standard deviations are 85.
    expect(fresh).to.be.within(315, 485);
    // No picture is shown twice: what leaves does not come again.
    expect(new Set(shown).size).to.equal(800);
    const kept = Object.values(pool.tensors()).flatMap(numbersOf);
    expect(kept).to.have.length(20);
    expect(kept.filter((picture) => shown.includes(picture))).to.deep.equal([]);
    pool.dispose();
  });

  it('of no size shows what is fresh', () => {
    const pool = new ImagePool(0);
    expect(numbersOf(pool.query(pictures(3, 4), new RandomSource(1)))).to.deep.equal([3, 4, 5, 6]);
    expect(pool.length).to.equal(0);
  });

  it('goes on bit for bit from what it gave away', () => {
    const [pool, copy] = [new ImagePool(6), new ImagePool(6)], random = new RandomSource(4);
    pool.query(pictures(0, 9), random);
    copy.query(pictures(50, 3), new RandomSource(9));
    copy.assign(pool.tensors());
    const same = new RandomSource(random.state);
    for (let round = 1; round < 5; round++) expect(numbersOf(copy.query(pictures(9 * round, 9), same))).to.deep.equal(numbersOf(pool.query(pictures(9 * round, 9), random)));
    pool.dispose();
    copy.dispose();
  });

  it('keeps no tensor but its pictures, inside and outside of a tidy', () => {
    const before = tf.memory().numTensors, pool = new ImagePool(6), random = new RandomSource(4);
    for (let round = 0; round < 10; round++) {
      tf.tidy(() => { pool.query(pictures(0, 4), random); });
      const fresh = pictures(0, 4), shown = pool.query(fresh, random);
      tf.dispose([fresh, shown]);
      expect(tf.memory().numTensors - before).to.equal(pool.length);
    }
    pool.dispose();
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('plays by a rule of one\'s own', () => {
    const pool = new ImagePool(3, (kept, fresh) => (kept.length > 0 ? kept[0]! : (kept.push(fresh), fresh)));
    expect(numbersOf(pool.query(pictures(7, 3), new RandomSource(1)))).to.deep.equal([7, 7, 7]);
    pool.dispose();
  });

  it('has a rule that knows nothing of pictures', () => {
    const kept = ['a', 'b'];
    expect(throughPool(kept, 'c', 2, 0.49, 1)).to.equal('b');
    expect(throughPool(kept, 'd', 2, 0.5, 1)).to.equal('d');
    expect(kept).to.deep.equal(['a', 'c']);
  });
});
