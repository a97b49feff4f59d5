/** The learning curves of Lab 12's CycleGAN: a short training of ours and of PyTorch's, held against the hidden pairs. */
import { expect } from 'chai';
import { findPyTorch, type PyTorch } from '../../bench/contest.js';
import { cycleGanChart } from '../../bench/cyclegan-chart.js';
import { cycleGanCurves, cycleGanTable, errorsOf, type CycleCurves } from '../../bench/cyclegan.js';
import { loadDataset } from '../../datasets/index.js';

async function shortCurves(pytorch?: PyTorch): Promise<CycleCurves> {
  const [train, test] = [await loadDataset('mnist', { limit: 40 }), await loadDataset('mnist', { split: 'test', limit: 20 })];
  return cycleGanCurves({ train, test, from: 'plain', to: 'inverted', seeds: 2, times: [0.1, 0.3], threads: 2, width: 2, batch: 2, pytorch, say: () => {} });
}

function expectWhole({ runs, stranger, size }: CycleCurves, libraries: readonly string[]): void {
  expect(size).to.equal(20);
  expect(stranger).to.be.within(0.1, 1);
  expect(runs.map(({ library, seed }) => `${library} ${seed}`)).to.have.members([1, 2].flatMap((seed) => libraries.map((library) => `${library} ${seed}`)));
  for (const { points } of runs) {
    expect(points.map(({ due }) => due)).to.deep.equal([0.1, 0.3]);
    for (const { due, seconds, steps, cycle, translation } of points) {
      expect(seconds).to.be.at.least(due);
      expect(steps).to.be.at.least(1);
      for (const error of [cycle, translation]) expect(error).to.be.within(0.01, 2);
    }
  }
}

describe('the learning curves of CycleGAN', function () {
  this.timeout(300_000);

  it('measure mean absolute differences, of both directions together', () => {
    const [x, y] = [Uint8Array.of(0, 255), Uint8Array.of(255, 0)];
    expect(errorsOf(Uint8Array.of(255, 0, 0, 255, 0, 255, 255, 0), x, y)).to.deep.equal({ cycle: 0, translation: 0 });
    expect(errorsOf(Uint8Array.of(0, 255, 0, 255, 255, 0, 255, 0), x, y)).to.deep.equal({ cycle: 0, translation: 2 });
    expect(errorsOf(Uint8Array.of(255, 0, 255, 0, 0, 255, 255, 0), x, y)).to.deep.equal({ cycle: 1, translation: 0 });
  });

  it('of a short training are whole, and drawn @full', async () => {
    const curves = await shortCurves();
    expectWhole(curves, ['simd']);
    expect(cycleGanTable(curves).split('\n')).to.have.length(2 + 2 + 1);
    const svg = cycleGanChart(curves);
    expect(svg.match(/<polyline points="\d[^"]*"/g)).to.have.length(3);
    expect(svg).to.include('20 unseen pictures').and.not.include('NaN');
  });

  it('of PyTorch come from the same judge @full', async function () {
    const pytorch = findPyTorch();
    if (!pytorch) this.skip();
    expectWhole(await shortCurves(pytorch), ['simd', 'pytorch']);
  });
});
