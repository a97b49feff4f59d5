/** Checkpoints: what is written is what is read, whatever is wrong with a file is said in a sentence, and no file is lost. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { setLanguage } from '../../kernel-extensions/display/index.js';
import { checkpointPath } from '../../labs/helpers/training/checkpoint-file.js';
import { decodeSafetensors, encodeSafetensors, fromHalf, toHalf } from '../../labs/helpers/training/safetensors.js';
import { loadCheckpoint, train, type TrainOptions } from '../../labs/helpers/train.js';
import { bytesOf, tinyGan, tinyTraining } from './tiny-training.js';

describe('the safetensors format', () => {
  const arrays = [
    { name: 'a', shape: [2, 3], values: Float32Array.of(1, -0, 3.5, 1e-40, Infinity, 6) },
    { name: 'half', shape: [4], values: Float32Array.of(1, 1 / 3, -65504, 2 ** -24), type: 'F16' as const },
    { name: 'bytes', shape: [3], values: Uint8Array.of(0, 7, 255) },
  ];

  it('gives back what was written, half precision rounded', () => {
    const { arrays: read, metadata } = decodeSafetensors(encodeSafetensors({ arrays, metadata: { who: '我' } }));
    expect(metadata['who']).to.equal('我');
    expect(read.map(({ name, shape }) => [name, shape])).to.deep.equal(arrays.map(({ name, shape }) => [name, shape]));
    expect(read[0]!.values).to.deep.equal(arrays[0]!.values);
    expect([...read[1]!.values]).to.deep.equal([1, 0.333251953125, -65504, 2 ** -24]);
    expect(read[2]!.values).to.deep.equal(arrays[2]!.values);
  });

  it('knows every half-precision number, and rounds to the nearest, ties to even', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
    expect(toHalf(fromHalf(all))).to.deep.equal(all);
    // Halfway between 1 and the next number, 1 + 2^-10, and above it; the least that becomes infinite; below half of the smallest.
    expect([...toHalf(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65520, 65519.99, 2 ** -25, -(2 ** -25) * 1.01))].map((bits) => bits.toString(16))).to.deep.equal(['3c00', '3c02', '7c00', '7bff', '0', '8001']);
    expect(fromHalf(toHalf(Float32Array.of(NaN)))[0]).to.be.NaN;
  });

  it('is read by others: by a few lines of Python with its arrays', function () {
    const python = '/usr/bin/python3';
    if (!existsSync(python)) this.skip();
    const script = `
import json, struct, sys, array
data = sys.stdin.buffer.read()
(length,) = struct.unpack('<Q', data[:8])
header = json.loads(data[8:8 + length])
assert (8 + length) % 8 == 0
out = {}
for name, code in (('a', 'f'), ('half', 'e'), ('bytes', 'B')):
    begin, end = header[name]['data_offsets']
    out[name] = [repr(v) for (v,) in struct.iter_unpack('<' + code, data[8 + length + begin:8 + length + end])]
print(json.dumps(out))`;
    const read = JSON.parse(execFileSync(python, ['-c', script], { input: encodeSafetensors({ arrays, metadata: {} }), encoding: 'utf8' })) as Record<string, string[]>;
    expect(read['a']!.map((text) => Math.fround(text === 'inf' ? Infinity : Number(text)))).to.deep.equal([...arrays[0]!.values]);
    expect(read['half']!.map(Number)).to.deep.equal([1, 0.333251953125, -65504, 2 ** -24]);
    expect(read['bytes']!.map(Number)).to.deep.equal([0, 7, 255]);
  });

  it('is refused where it is cut short, changed in one bit, or something else', () => {
    const whole = encodeSafetensors({ arrays, metadata: {} }), changed = whole.slice();
    changed[changed.length - 2]! ^= 1;
    for (const [bytes, why] of [[whole.subarray(0, 4), /not all of one/], [whole.subarray(0, whole.length - 1), /checksum/], [changed, /checksum/], [Buffer.from('<!doctype html><title>Not found</title>'), /not a safetensors file/]] as const) {
      expect(() => decodeSafetensors(bytes)).to.throw(why);
    }
  });
});

describe('a training with a checkpoint', () => {
  const before = process.cwd();
  let folder: string;
  let said: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-checkpoint-'));
    process.chdir(folder);
    said = [];
  });
  afterEach(() => {
    setLanguage('en');
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Trains a GAN and notes what is said. */
  async function trained(options: Partial<TrainOptions>, gan = tinyGan()) {
    const run = await train(tinyTraining(gan, { checkpoint: 'mine', ...options }));
    said.push(...run.notes);
    return { gan, run };
  }

  const file = (name = 'mine') => readFileSync(checkpointPath(name));

  it('says where it is kept and how large it is, and where it goes on', async () => {
    await trained({ steps: 3 });
    expect(said).to.have.length(1).and.satisfy(([sentence]: string[]) => /kept in checkpoints.mine\.safetensors \(0\.\d MB\)/.test(sentence!));
    said = [];
    const { run } = await trained({ steps: 5 });
    expect(said[0]).to.match(/Going on with checkpoints.mine\.safetensors after round 3 \(saved \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/);
    expect(run.losses.generator).to.have.length(5);
  });

  it('is not written again where nothing was trained', async () => {
    await trained({ steps: 3 });
    const bytes = file();
    await trained({ steps: 3 });
    expect(file().equals(bytes)).to.equal(true);
  });

  it('keeps the pictures of its film', async () => {
    const { run } = await trained({ steps: 2, afterRound: (so) => { if (so.step === 1) so.remember(); } });
    const film = (of: typeof run) => (of.film() as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]()['text/html']!.match(/base64,[^"]*/g);
    expect(film((await trained({ steps: 2 })).run)).to.deep.equal(film(run));
  });

  it('says what is set otherwise than when it was saved, and goes on with what is set', async () => {
    await trained({ steps: 2 });
    await trained({ steps: 3, batchSize: 4, prior: 'uniform' });
    expect(said.find((sentence) => /Other settings/.test(sentence))).to.match(/batchSize 4 \(was 8\), prior uniform \(was normal\)/);
    const rates = tinyGan();
    rates.generatorOptimizer = tf.train.adam(0.5, 0.5);
    said = [];
    await trained({ steps: 3, batchSize: 4, prior: 'uniform' }, rates);
    expect(said.join(' ')).to.match(/generator learningRate 0\.5 \(was 0\.01\)/).and.not.match(/batchSize/);
  });

  const spoilt: Record<string, [change: (bytes: Buffer) => Buffer, why: RegExp]> = {
    'cut short': [(bytes) => bytes.subarray(0, bytes.length - 100), /is damaged or cut short/],
    'changed in one bit': [(bytes) => { const copy = Buffer.from(bytes); copy[copy.length - 9]! ^= 4; return copy; }, /is damaged/],
    'empty': [() => Buffer.alloc(0), /is not a safetensors file/],
    'of another program': [() => Buffer.from(encodeSafetensors({ arrays: [], metadata: { format: 'pt' } })), /holds no training of these labs/],
    'of a later version': [(bytes) => { const { arrays, metadata } = decodeSafetensors(bytes); return Buffer.from(encodeSafetensors({ arrays, metadata: { ...metadata, version: '2' } })); }, /has version 2 of the format/],
  };
  for (const [what, [change, why]] of Object.entries(spoilt)) {
    it(`that is ${what}: begins anew, says why, and keeps the file`, async () => {
      await trained({ steps: 2 });
      const bytes = change(file());
      writeFileSync(checkpointPath('mine'), bytes);
      said = [];
      const { run } = await trained({ steps: 1 });
      expect(run.step).to.equal(1);
      expect(said[0]).to.match(why).and.match(/It is kept as checkpoints.mine \(kept 1\)\.safetensors; this training begins anew\./);
      expect(file('mine (kept 1)').equals(bytes)).to.equal(true);
    });
  }

  it('of other networks or another optimizer: begins anew, says what differs, and keeps the file', async () => {
    await trained({ steps: 2 });
    const bytes = file();
    await trained({ steps: 1 }, tinyGan(5));
    expect(said.at(-2)).to.match(/holds other networks: generator\/00\.kernel is \[6, 64\] there and \[6, 80\] here/);
    expect(file('mine (kept 1)').equals(bytes)).to.equal(true);
    await trained({ steps: 1 }, { ...tinyGan(5), discriminatorOptimizer: tf.train.sgd(0.1) });
    expect(said.join(' ')).to.match(/was trained with Adam, not SGD/);
    expect(existsSync(checkpointPath('mine (kept 2)'))).to.equal(true);
  });

  it('says it in Chinese', async () => {
    mkdirSync('checkpoints');
    writeFileSync(checkpointPath('mine'), 'nothing');
    setLanguage('zh-TW');
    await trained({ steps: 1 });
    expect(said[0]).to.match(/無法使用 checkpoints.mine\.safetensors（不是 safetensors 檔案，或不完整）/);
    expect(said[1]).to.match(/訓練存放在/);
  });

  it('starts over when told to, and keeps what was there', async () => {
    await trained({ steps: 2 });
    const bytes = file();
    const { run } = await trained({ steps: 1, startOver: true });
    expect(run.step).to.equal(1);
    expect(said.join(' ')).to.match(/Starting over\. What .* held is kept as/);
    expect(file('mine (kept 1)').equals(bytes)).to.equal(true);
  });

  it('of another training is put aside by one that has begun without it, not replaced', async () => {
    await trained({ steps: 2 });
    const bytes = file(), gan = tinyGan();
    await train(tinyTraining(gan, { steps: 1, quiet: true }));
    const { run } = await trained({ steps: 3 }, gan);
    expect(run.step).to.equal(3);
    expect(said.join(' ')).to.match(/mine\.safetensors held another training\. It is kept as checkpoints.mine \(kept 1\)/);
    expect(file('mine (kept 1)').equals(bytes)).to.equal(true);
    await trained({ steps: 4 }, gan);
    expect(run.notes.filter((note) => note.includes('another training'))).to.have.length(1);
    expect(existsSync(checkpointPath('mine (kept 2)'))).to.equal(false);
    await trained({ steps: 5, startOver: true }, gan);
    expect(run.notes.join(' ')).to.match(/startOver.*make new ones/);
  });

  it('goes on where it cannot be saved, and says so once', async () => {
    writeFileSync('checkpoints', 'a file where the folder should be');
    const { run } = await trained({ steps: 3 });
    expect(run.step).to.equal(3);
    expect(said.filter((sentence) => /could not be saved to .*It goes on/.test(sentence))).to.have.length(1);
  });

  it('refuses a name that is no file name', async () => {
    for (const name of ['../up', 'a/b', '', '.hidden']) expect(() => checkpointPath(name)).to.throw('needs a plain name');
    expect(checkpointPath('我的數字 1')).to.match(/我的數字 1\.safetensors$/);
  });

  it('gives light copies to choose by: they draw what it drew, but for half precision', async () => {
    const { run } = await trained({ steps: 4, afterRound: (so) => { if (so.step === 2) so.save('half way'); } });
    const past = loadCheckpoint('half way', tinyGan());
    expect([past.step, run.step]).to.deep.equal([2, 4]);
    const { run: twoRounds } = await trained({ steps: 2, checkpoint: 'other' });
    const [light, whole] = [past.sample(3).dataSync(), twoRounds.sample(3).dataSync()];
    light.forEach((pixel, i) => expect(pixel).to.be.closeTo(whole[i]!, 0.01));
    expect(file('half way').length).to.be.below(file('other').length / 3);
  });

  it('that cannot be loaded is named, with the reason, in the language of the notebook', async () => {
    await trained({ steps: 1, checkpoint: 'narrow' });
    for (const [language, missing, other] of [
      ['en', /^There is no checkpoint checkpoints.never\.safetensors beside this notebook\.$/, /^checkpoints.narrow\.safetensors holds other networks: .*\.$/],
      ['zh-TW', /^這本筆記本旁邊沒有檢查點 checkpoints.never\.safetensors。$/, /^無法使用 checkpoints.narrow\.safetensors（裡面是其他的網路：.*）。$/],
    ] as const) {
      setLanguage(language);
      expect(() => loadCheckpoint('never', tinyGan())).to.throw(missing);
      expect(() => loadCheckpoint('narrow', tinyGan(8))).to.throw(other);
    }
  });

  it('leaves no tensor behind, taken up or not', async () => {
    const count = async (steps: number) => {
      const gan = tinyGan();
      const { run } = await trained({ steps }, gan);
      run.dispose();
      for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
      return tf.memory().numTensors;
    };
    const once = await count(2);
    expect(await count(4)).to.equal(once);
    expect(await count(6)).to.equal(once);
  });

  it('of the same rounds holds the same bits, however often it was saved', async () => {
    const { gan } = await trained({ steps: 6, checkpoint: 'a', afterRound: (so) => so.save('b') });
    expect(bytesOf(gan).equals(bytesOf((await trained({ steps: 6, checkpoint: undefined })).gan))).to.equal(true);
  });
});
