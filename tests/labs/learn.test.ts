/** `learn`, the training of anything that is not a plain GAN: it goes on bit for bit, takes back what was cut short, and says what is wrong. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { setLanguage } from '../../kernel-extensions/display/index.js';
import { fingerprint } from '../../labs/helpers/gan.js';
import { learn, loadLearned, type LearningRun, type LearnOptions } from '../../labs/helpers/learn.js';
import { decodeSafetensors } from '../../labs/helpers/training/safetensors.js';
import { checkpointPath, readIfThere } from '../../labs/helpers/training/checkpoint-file.js';
import { bitsOf, learnAutoencoder, learnTranslation, Pool, tinyAutoencoder, tinyTranslation, type Autoencoder } from './tiny-learning.js';

const bytesOf = ({ networks }: Autoencoder): string => Object.values(networks).map((network) => fingerprint(network.getWeights())).join(' ');

describe('learn', function () {
  this.timeout(240_000);
  const before = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-learn-'));
    process.chdir(folder);
  });
  afterEach(() => {
    setLanguage('en');
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it('plays rounds, notes a curve for each loss by name, and learns', async () => {
    const run = await learn(learnAutoencoder(tinyAutoencoder(), { steps: 60 }));
    const { reconstruction } = run.losses;
    expect([run.step, reconstruction.length]).to.deep.equal([60, 60]);
    expect(reconstruction.at(-1)).to.be.below(reconstruction[0]!);
  });

  it('goes on where an earlier call with the same networks stopped, also with optimizers that its cell has made anew', async () => {
    const whole = tinyAutoencoder(), parts = tinyAutoencoder();
    await learn(learnAutoencoder(whole, { steps: 9 }));
    const first = await learn(learnAutoencoder(parts, { steps: 4 }));
    parts.optimizers.autoencoder = tf.train.adam(0.01);
    const second = await learn(learnAutoencoder({ ...parts, networks: { ...parts.networks } }, { steps: 9 }));
    expect(second).to.equal(first);
    expect(bytesOf(parts)).to.equal(bytesOf(whole));
  });

  it('begins anew with an optimizer of another kind', async () => {
    const model = tinyAutoencoder();
    await learn(learnAutoencoder(model, { steps: 3 }));
    model.optimizers.autoencoder = tf.train.rmsprop(0.001);
    expect((await learn(learnAutoencoder(model, { steps: 6 }))).step).to.equal(6);
  });

  it('goes on in another process, byte for byte: networks, four kinds of optimizers, averages, pools, curves and film', async () => {
    const elsewhere = (checkpoint: string, steps: number): Promise<{ bits: string[]; losses: unknown; film: [number, string][] }> => new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'tiny-learning.js'), [folder, checkpoint, String(steps)]);
      child.once('message', (outcome) => resolve(outcome as never)).once('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    const [whole, first] = await Promise.all([elsewhere('whole', 17), elsewhere('parts', 8)]);
    const second = await elsewhere('parts', 17);
    expect(first.bits).not.to.deep.equal(second.bits);
    expect(second).to.deep.equal(whole);
    expect(second.film.map(([round]) => round)).to.deep.equal([7, 14]);
  });

  it('takes back a round that was cut short, from the first one on: optimizers, pools and random numbers too', async () => {
    const whole = tinyTranslation(), cut = tinyTranslation();
    const wanted = bitsOf(whole, await learn(learnTranslation(whole, { steps: 8 })) as LearningRun<never>);
    const { round } = learnTranslation(cut);
    for (const cutAt of [0, 6]) {
      const stopped = await learn(learnTranslation(cut, { steps: 8, round: async (given) => {
        const losses = await round(given);
        if (given.step === cutAt) throw new Error('cut short');
        return losses;
      } })).catch((error: Error) => error.message);
      expect(stopped).to.equal('cut short');
    }
    const run = await learn(learnTranslation(cut, { steps: 8 }));
    expect([run.step, bitsOf(cut, run as LearningRun<never>)]).to.deep.equal([8, wanted]);
  });

  it('draws its samples with averaged weights, and changes no network by it: not even the statistics of batch normalisation', async () => {
    const quiet = tinyAutoencoder(), drawn = tinyAutoencoder();
    await learn(learnAutoencoder(quiet, { steps: 5 }));
    const run = await learn(learnAutoencoder(drawn, { steps: 5, afterRound: (so) => so.remember() }));
    expect(bytesOf(drawn)).to.equal(bytesOf(quiet));
    const { decoder, encoder } = drawn.networks;
    const own = fingerprint(decoder.getWeights());
    expect(run.averaged(() => fingerprint(decoder.getWeights()))).not.to.equal(own);
    expect(run.averaged(() => fingerprint(encoder.getWeights()))).to.equal(fingerprint(encoder.getWeights()));
    expect(() => run.averaged(() => { throw new Error('mine'); })).to.throw('mine');
    expect(fingerprint(decoder.getWeights())).to.equal(own);
    expect(() => run.averaged(async () => 1)).to.throw('not an async one');
    const film = (run.film() as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();
    expect(film['text/plain']).to.include('round 1').and.include('round 5');
  });

  it('keeps light copies, which draw what the training drew, but for half precision', async () => {
    const model = tinyTranslation();
    const run = await learn(learnTranslation(model, { steps: 6 }));
    run.save('light');
    const names = decodeSafetensors(readIfThere(checkpointPath('light'))!).arrays.map(({ name }) => name);
    expect(names.filter((name) => /Optimizer|state|film/.test(name))).to.deep.equal([]);
    const other = tinyTranslation();
    const light = loadLearned('light', { networks: other.networks });
    expect(light.step).to.equal(6);
    const draw = (so: LearningRun<never>, { networks: { G } }: typeof model) => so.averaged(() => (G.predict(tf.ones([1, 8, 8, 1])) as tf.Tensor).dataSync());
    const wanted = draw(run as LearningRun<never>, model);
    draw(light as LearningRun<never>, other).forEach((pixel, i) => expect(pixel).to.be.closeTo(wanted[i]!, 0.01));
  });

  it('shows curves by their names, and its samples with the averaged weights', async () => {
    const drawn = tinyAutoencoder(), run = await learn(learnAutoencoder(drawn, { steps: 5 }));
    expect(Object.keys(run.losses)).to.deep.equal(['reconstruction']);
    expect(run.labelOf('reconstruction')).to.equal('reconstruction');
    const pixels = (pictures: tf.Tensor) => [...pictures.dataSync()];
    const own = learnAutoencoder(drawn, { steps: 5 }).samples!;
    expect(pixels(run.samples()!.pictures)).to.deep.equal(run.averaged(() => pixels(own())));
    expect(pixels(own())).not.to.deep.equal(pixels(run.samples()!.pictures));
  });

  it('takes one tensor under two names', async () => {
    const { losses } = await learn({ ...tinyAutoencoder(), quiet: true, steps: 1, round: () => { const loss = tf.scalar(2); return { total: loss, reconstruction: loss }; } });
    expect(losses).to.deep.equal({ total: [2], reconstruction: [2] });
  });

  it('leaves a gap in a curve where a round does not tell it, and takes plain numbers', async () => {
    const run = await learn({ ...tinyAutoencoder(), quiet: true, steps: 4, checkpoint: 'gaps', round: ({ step }) => (step % 2 === 1 ? { a: 0.1, b: tf.scalar(step) } : { a: 0.1 }) });
    expect(run.losses.b).to.deep.equal([NaN, 1, NaN, 3]);
    const again = await learn<string>({ ...tinyAutoencoder(), quiet: true, steps: 4, checkpoint: 'gaps', round: () => ({ a: 0 }) });
    expect(again.losses).to.deep.equal(run.losses);
  });

  it('says in a note what a file cannot be used for, and keeps it: other networks, other optimizers', async () => {
    await learn(learnAutoencoder(tinyAutoencoder(), { steps: 1, checkpoint: 'mine' }));
    const wider = await learn(learnAutoencoder(tinyAutoencoder(7), { steps: 1, checkpoint: 'mine' }));
    expect(wider.notes[0]).to.match(/holds other networks: encoder\/00\.kernel is \[64, 6\] there and \[64, 7\] here.*kept as checkpoints.mine \(kept 1\)/);
    const narrow = tinyAutoencoder(7);
    narrow.optimizers.autoencoder = tf.train.sgd(0.1);
    expect((await learn(learnAutoencoder(narrow, { steps: 1, checkpoint: 'mine' }))).notes[0]).to.match(/was trained with Adam, not SGD/);
    const renamed = tinyAutoencoder(7), { autoencoder } = renamed.optimizers;
    const run = await learn({ ...learnAutoencoder(renamed, { steps: 1, checkpoint: 'mine' }), optimizers: { other: autoencoder } });
    expect(run.notes[0]).to.match(/optimizer named (autoencoder|other)/);
    const { encoder, decoder } = tinyAutoencoder(7).networks;
    const swapped = await learn({ networks: { decoder: encoder, encoder: decoder }, optimizers: {}, quiet: true, steps: 1, checkpoint: 'mine (kept 1)', round: () => ({ a: 1 }) });
    expect(swapped.notes[0]).to.match(/holds other networks/);
  });

  it('says what is set otherwise than when it was saved', async () => {
    await learn(learnAutoencoder(tinyAutoencoder(), { steps: 1, checkpoint: 'mine', settings: { lambda: 10 } }));
    const model = tinyAutoencoder();
    model.optimizers.autoencoder = tf.train.adam(0.5);
    const run = await learn(learnAutoencoder(model, { steps: 2, checkpoint: 'mine', settings: { lambda: 5 }, averaged: ['decoder', 'encoder'] }));
    expect(run.step).to.equal(2);
    expect(run.notes.join(' ')).to.match(/autoencoder learningRate 0\.5 \(was 0\.01\)/).and.match(/averaged decoder, encoder \(was decoder\)/).and.match(/lambda 5 \(was 10\)/);
  });

  it('leaves no tensor behind, taken up or not', async () => {
    const count = async (steps: number) => {
      const model = tinyTranslation();
      const run = await learn(learnTranslation(model, { steps, checkpoint: 'mine' }));
      run.dispose();
      for (const part of [...Object.values(model.networks), ...Object.values(model.optimizers)]) part.dispose();
      for (const pool of Object.values(model.state)) pool.assign({ swaps: tf.scalar(0, 'int32') });
      return tf.memory().numTensors;
    };
    // What this test leaves: each pool keeps one tensor and is given one; TensorFlow.js does not free the rate of a disposed Momentum.
    const mine = 5, once = await count(6);
    expect(await count(9)).to.equal(once + mine);
    expect(await count(12)).to.equal(once + 2 * mine);
  });

  describe('that cannot go on', () => {
    const one = () => ({ a: tf.scalar(1) });
    const cases: [name: string, given: Partial<LearnOptions>, en: RegExp, zhTW: RegExp][] = [
      ['no networks', { networks: {} }, /^A training needs a network/, /^訓練至少需要一個網路/],
      ['a name that a checkpoint needs', { networks: { losses: tinyAutoencoder().networks.encoder } }, /^Choose another name than "losses"/, /^請換掉 "losses"/],
      ['a network that is named like an optimizer in the file', { networks: { aOptimizer: tinyAutoencoder().networks.encoder }, optimizers: { a: tf.train.sgd(1) } }, /^Choose another name than "aOptimizer"/, /^請換掉 "aOptimizer"/],
      ['a name with a slash', { state: { 'a/b': new Pool() } }, /^Choose another name than "a\/b"/, /^請換掉 "a\/b"/],
      ['an average of a network that there is not', { averaged: ['generator'] }, /^`averaged` names "generator"; the networks are encoder, decoder\.$/, /^`averaged` 裡的 "generator" 不是網路/],
      ['a round that returns nothing', { round: () => undefined as never }, /^round must return its losses by name, such as \{ reconstruction: loss \}; it returned nothing\.$/, /^round 必須回傳有名稱的損失/],
      ['a round that returns a bare tensor', { round: () => tf.scalar(1) as never }, /^round must return its losses by name.* a tensor\.$/, /^round 必須回傳有名稱的損失.*張量。$/],
      ['a round without losses', { round: () => ({}) }, /it returned \{\}\.$/, /\{\}。$/],
      ['a loss that is a vector', { round: () => ({ a: tf.ones([3]) }) }, /^round must return a tensor with one number as a; it returned a tensor of shape \[3\]\.$/, /^round 回傳的 a 必須是只有一個數的張量；它回傳的是形狀 \[3\] 的張量。$/],
      ['a loss that is missing', { round: () => ({ a: null as never }) }, /as a; it returned null\.$/, /它回傳的是 null。$/],
      ['a loss that is no number', { round: () => ({ a: 1, b: tf.scalar(NaN) }) }, /^The loss of b is NaN in round 1: .*learning rate/, /^b 的損失在第 1 回合是 NaN，.*學習率/],
      ['samples that are no pictures', { samples: () => tf.ones([3, 64]), afterRound: (run) => run.remember() }, /^samples must return pictures, .* a tensor of shape \[3,64\]\.$/, /^samples 必須回傳圖片.*形狀 \[3,64\] 的張量。$/],
      ['steps that are no number', { steps: NaN }, /^`steps` is how long the training goes on: .* not NaN\.$/, /^`steps` 是訓練要持續多久/],
      ['seconds below zero', { steps: undefined, seconds: -1 }, /^`seconds` is how long.* not -1\.$/, /^`seconds` 是訓練要持續多久/],
    ];
    for (const [name, given, en, zhTW] of cases) {
      it(`for ${name}: says why, in the language of the notebook`, async () => {
        for (const [language, expected] of [['en', en], ['zh-TW', zhTW]] as const) {
          setLanguage(language);
          const error = await learn<string>({ ...tinyAutoencoder(), round: one, steps: 1, quiet: true, ...given }).then(() => undefined, (thrown: Error) => thrown);
          expect(error?.message).to.match(expected);
        }
      });
    }

    it('for no time at all: plays no round', async () => {
      expect((await learn({ ...tinyAutoencoder(), round: one, steps: 0, quiet: true })).step).to.equal(0);
    });
  });
});
