/** Earth on a line: plans against the Hungarian method and the cumulative sums, distances against closed forms; the film. */
import { expect } from 'chai';
import { densityFrom, normal } from '../../../labs/helpers/minimax/density.js';
import { wasserstein } from '../../../labs/helpers/minimax/divergence.js';
import { cheapestAssignment } from '../../../labs/helpers/minimax/transport.js';
import { RandomSource } from '../../../labs/helpers/random.js';
import { sampleDistance, transportPlan, workOf } from '../../../labs/helpers/wasserstein/earth.js';
import { moved, transportFilm } from '../../../labs/helpers/wasserstein/transport-film.js';

/** A heap of so many shovels over so many places. */
function heap(random: RandomSource, places: number, shovels: number): number[] {
  const heights = new Array<number>(places).fill(0);
  for (let i = 0; i < shovels; i++) heights[random.integer(places)]! += 1;
  return heights;
}

/** The place of each shovel. */
const shovelsOf = (heights: readonly number[]): number[] => heights.flatMap((count, place) => new Array<number>(count).fill(place));

describe('earth on a line', () => {
  it('is moved by plans that turn one heap into the other, and the one in order costs what the best assignment of all shovels costs', () => {
    const random = new RandomSource(3);
    for (let trial = 0; trial < 40; trial++) {
      const [p, q] = [heap(random, 7, 12), heap(random, 7, 12)];
      const [from, to] = [shovelsOf(p), shovelsOf(q)];
      const costs = Float64Array.from(from.flatMap((a) => to.map((b) => Math.abs(a - b))));
      const cheapest = cheapestAssignment(costs, 12).reduce((sum, column, row) => sum + costs[12 * row + column]!, 0);
      const best = transportPlan(p, q), worse = transportPlan(p, q, 'crossing');
      for (const plan of [best, worse]) expect(moved(p, plan)).to.deep.equal(q);
      expect(workOf(best)).to.equal(cheapest);
      expect(workOf(worse)).to.be.at.least(cheapest);
      // ∫ |P − Q|.
      let [sum, carried] = [0, 0];
      for (let i = 0; i < 7; i++) sum += Math.abs(carried += p[i]! - q[i]!);
      expect(workOf(best)).to.equal(sum);
    }
  });

  it('is not moved where nothing has to be', () => {
    expect(transportPlan([1, 0, 2], [1, 0, 2])).to.deep.equal([]);
    expect(transportPlan([0.5, 0.5, 0], [0, 0.5, 0.5])).to.deep.equal([{ from: 0, to: 1, amount: 0.5 }, { from: 1, to: 2, amount: 0.5 }]);
  });

  it('has to be as much, over as many places', () => {
    expect(() => transportPlan([1, 1], [1, 2])).to.throw(RangeError, 'as much earth');
    expect(() => transportPlan([1], [1, 0])).to.throw(RangeError);
    expect(() => transportPlan([2, -1], [0, 1])).to.throw(RangeError);
  });

  it('as samples: sorted, they are as far apart as the densities that they came from', () => {
    const random = new RandomSource(1), count = 20_000;
    const a = random.normal(count), b = random.normal(count).map((x) => x + 3);
    expect(sampleDistance(a, b)).to.be.closeTo(3, 0.03);
    expect(sampleDistance([3, 1, 2], [1, 2, 3])).to.equal(0);
    expect(sampleDistance([0, 0], [1, -2])).to.equal(1.5);
    expect(() => sampleDistance([1], [1, 2])).to.throw(RangeError, 'As many samples');
    // N(0, 1) and N(0, 4) by the same rule: √(2/π).
    const grid = { from: -14, to: 14, count: 2801 };
    expect(wasserstein(densityFrom(normal(0, 1), grid), densityFrom(normal(0, 2), grid))).to.be.closeTo(Math.sqrt(2 / Math.PI), 1e-5);
  });
});

describe('the film of the earth', () => {
  it('shows both plans move by move, with the work', () => {
    const shown = (transportFilm([2, 1, 0, 0], [0, 0, 1, 2]) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();
    const [title, captions] = shown['text/plain'].split('\n');
    expect(title).to.match(/: 4 pictures$/);
    // In order 0 → 2, 0 → 3, 1 → 3: 2 + 3 + 2. Crossing 0 → 3 (two shovels), 1 → 2: 6 + 1.
    expect(captions).to.match(/move 1 \/ 3: 2 · 6 · move 2 \/ 3: 5 · 7 · move 3 \/ 3: 7 · 7$/);
    const pictures = [...shown['text/html'].matchAll(/data:image\/svg\+xml;base64,([^"]+)"/g)].map(([, data]) => Buffer.from(data, 'base64').toString());
    expect(pictures).to.have.length(4);
    for (const picture of pictures) expect(picture).to.match(/^<svg .*<\/svg>$/s).and.not.match(/NaN|undefined/);
    expect(pictures[1]).to.include('2 × 3').and.include('1 × 2');
  });
});
