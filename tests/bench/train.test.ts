import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import { findPyTorch, onPyTorch, onTfjs } from '../../bench/contest.js';
import type { Contestant, Entry } from '../../bench/contest.js';
import type { TaskName } from '../../bench/tasks.js';
import { benchOptions, table } from '../../bench/train.js';

describe('the training benchmark', () => {
  it('refuses options that make no sense, and says which ones do', () => {
    expect(() => benchOptions({ model: ['vgg'] })).to.throw(/^--model takes dcgan28, .*, not 'vgg'\.$/);
    expect(() => benchOptions({ batch: '0' })).to.throw("--batch takes a whole number from 1 on, not '0'.");
    expect(() => benchOptions({ rounds: 'many' })).to.throw('--rounds takes a whole number');
  });

  it('takes every network, DCGAN-28 with two batches, unless told otherwise', () => {
    const { entries, rounds } = benchOptions({ threads: '3' });
    expect(rounds).to.equal(5);
    expect(entries.filter(({ task }) => task === 'dcgan28').map(({ batch }) => batch)).to.deep.equal([64, 128]);
    expect(entries.map(({ task }) => task)).to.include.members(['dcgan32', 'resnet32', 'resnet64', 'mlp', 'lstm', 'gan2d']);
    expect(benchOptions({ model: ['mlp'] }).entries).to.deep.equal([{ task: 'mlp', batch: 64, width: 128, threads: availableParallelism() }]);
  });

  it('compares the time of an image, whatever the batch, and says why a row is empty', () => {
    const rows = table([
      { contestant: 'a', batch: 64, step: 640, cpu: 1280 },
      { contestant: 'b', batch: 1, step: 25, cpu: 10 },
      { contestant: 'c', batch: 1, step: NaN, cpu: NaN, failure: 'no such kernel' },
    ]).split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
    expect(rows[1].every((cell) => /^-+:?$/.test(cell)), 'the rule of a Markdown table').to.equal(true);
    expect(rows[2]).to.deep.equal(['a', '64', '640.0', '1280.0', '100.0', '1.00 ×', '1.00 ×']);
    expect(rows[3]).to.deep.equal(['b', '1', '25.0', '10.0', '40.0', '2.50 ×', '0.50 ×']);
    expect(rows[4]).to.deep.equal(['c: no such kernel', '', '', '', '', '', '']);
  });

  const narrow: Entry[] = [
    { task: 'dcgan28', batch: 3, threads: 2, width: 4 },
    { task: 'compact28', batch: 3, threads: 2, width: 4 },
    { task: 'conditional28', batch: 3, threads: 2, width: 4 },
    { task: 'dcgan32', batch: 3, threads: 2, width: 4 },
    { task: 'wgan28', batch: 3, threads: 2, width: 4 },
    { task: 'cyclegan28', batch: 2, threads: 2, width: 4 },
    { task: 'resnet32', batch: 2, threads: 2, width: 4 },
    { task: 'mlp', batch: 12, threads: 2, width: 8 },
    { task: 'lstm', batch: 5, threads: 2, width: 8 },
    { task: 'gan2d', batch: 16, threads: 2, width: 8 },
  ];

  async function lossesOf(contestant: Contestant): Promise<number[][]> {
    try {
      return [(await contestant.step()).losses, (await contestant.step(2)).losses];
    } finally {
      contestant.end();
    }
  }

  for (const entry of narrow) {
    it(`${entry.task}: PyTorch's network is the same function of as many parameters, with the same gradients`, async function () {
      const pytorch = findPyTorch();
      if (!pytorch) this.skip();
      this.timeout(120_000);
      const [ours, theirs] = await Promise.all([onTfjs('simd', entry), onPyTorch(pytorch, entry)]);
      expect(ours.greeting.parameters).to.equal(theirs.greeting.parameters);
      const [actual, expected] = await Promise.all([lossesOf(ours), lossesOf(theirs)]);
      expected.flat().forEach((loss, index) => expect(actual.flat()[index]).to.be.closeTo(loss, 1e-4 * Math.max(1, loss)));
    });
  }

  it('says why a contestant stopped', async () => {
    let message = '';
    await onTfjs('simd', { ...narrow[0], threads: 0 }).catch((error: Error) => { message = error.message; });
    expect(message).to.include('1 to 64 threads, not 0');
  });

  // arXiv 1511.06434's rule at 32×32, arXiv 1703.10593's generator with six blocks.
  const parametersOfPapers = { dcgan32: 1_068_928 + 663_296, resnet32: 7_837_699 };
  for (const [task, parameters] of Object.entries(parametersOfPapers)) {
    it(`${task} has the parameters of its paper`, async () => {
      const contestant = await onTfjs('simd', { task: task as TaskName, batch: 1, threads: 1, width: 64 });
      contestant.end();
      expect(contestant.greeting.parameters).to.equal(parameters);
    });
  }
});
