/** From minutes to rounds, by a clock that the test turns. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { setLanguage } from '../../kernel-extensions/display/index.js';
import { planTraining, type PlanOptions } from '../../labs/helpers/training/plan.js';
import { checkpointPath } from '../../labs/helpers/training/checkpoint-file.js';
import { train } from '../../labs/helpers/train.js';
import { data, discriminatorStep, generatorStep, tinyGan, tinyTraining } from './tiny-training.js';

describe('a plan', () => {
  /** A machine on which a round of width w takes 25 w ms, the first one four times as long, and every eleventh is held up. */
  function machine(options: Partial<PlanOptions> = {}) {
    let time = 0, rounds = 0, width = 0;
    const slow = () => { time += (rounds++ === 0 ? 100 : rounds % 11 === 0 ? 900 : 25) * width; return tf.scalar(0); };
    return {
      minutes: 1, widths: [8, 4, 2], data, batchSize: 8, discriminatorStep: () => tf.scalar(0), generatorStep: slow, now: () => time,
      makeGan: (of: number) => { [width, rounds] = [of, 0]; return tinyGan(of); }, ...options,
    } satisfies PlanOptions;
  }

  it('fills the minutes with rounds of the median length', async () => {
    const { minutes, width, steps, epochs, secondsPerRound } = await planTraining(machine({ enoughRounds: 1 }));
    expect({ minutes, width, steps, secondsPerRound }).to.deep.equal({ minutes: 1, width: 8, steps: 300, secondsPerRound: 0.2 });
    expect(epochs).to.equal(300 * 8 / 40);
  });

  it('takes the widest network that gets through enough rounds, and the narrowest where none does', async () => {
    expect((await planTraining(machine({ enoughRounds: 301 })))).to.include({ width: 4, steps: 600 });
    expect((await planTraining(machine({ enoughRounds: 601 })))).to.include({ width: 2, steps: 1200 });
    expect((await planTraining(machine({ enoughRounds: 9999 })))).to.include({ width: 2, steps: 1200 });
  });

  it('keeps to the width of the training that is kept, whatever would fit', async () => {
    const [before, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'minimax-plan-'))];
    process.chdir(folder);
    try {
      const checkpoint = 'mine';
      expect(await planTraining(machine({ enoughRounds: 1, checkpoint }))).to.include({ width: 8 });
      await train(tinyTraining(tinyGan(2), { steps: 1, checkpoint }));
      expect(await planTraining(machine({ enoughRounds: 1, checkpoint }))).to.include({ width: 2, steps: 1200 });
      writeFileSync(checkpointPath(checkpoint), 'nothing');
      expect(await planTraining(machine({ enoughRounds: 1, checkpoint }))).to.include({ width: 8 });
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('plays at least one round, however short the time', async () => {
    expect((await planTraining(machine({ minutes: 1e-6 }))).steps).to.equal(1);
  });

  it('says in both languages what fits', async () => {
    const text = (plan: object) => (plan as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]()['text/plain'];
    expect(text(await planTraining(machine({ enoughRounds: 1 })))).to.equal('1 minute on this machine, at 200 ms a round: 300 rounds of width 8, 60 passes over the data.');
    setLanguage('zh-TW');
    try {
      expect(text(await planTraining(machine({ enoughRounds: 1, minutes: 2 })))).to.match(/一回合 200 毫秒，2 分鐘可以走 600 回合，寬度 8/);
    } finally {
      setLanguage('en');
    }
  });

  it('frees the networks that it tried', async () => {
    const count = async () => { await planTraining(machine({ widths: [3, 2], discriminatorStep, generatorStep, enoughRounds: Infinity })); return tf.memory().numTensors; };
    const once = await count();
    expect(await count()).to.equal(once);
  });

  it('refuses minutes that are none, and a lab without widths', async () => {
    const outcome = (options: Partial<PlanOptions>) => planTraining(machine(options)).then(() => '', (error: Error) => error.message);
    for (const minutes of [0, -1, NaN, Infinity]) expect(await outcome({ minutes })).to.match(/minutes of a training are a number above 0/);
    expect(await outcome({ widths: [] })).to.match(/needs a width/);
  });
});
