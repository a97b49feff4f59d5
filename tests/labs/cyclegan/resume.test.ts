/** A CycleGAN's training goes on bit for bit: four networks, four optimizers, two pools of past pictures, the dice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../../kernel-extensions/backend/index.js';
import { randomBatch } from '../../../labs/helpers/batches.js';
import { fingerprint } from '../../../labs/helpers/gan.js';
import { optimizeParameters, type Pools } from '../../../labs/helpers/cyclegan/joint-round.js';
import { createCycleGan, roles } from '../../../labs/helpers/cyclegan/model.js';
import { ImagePool } from '../../../labs/helpers/cyclegan/pool.js';
import { learn } from '../../../labs/helpers/learn.js';
import { data } from '../tiny-training.js';

/** Plays until round `steps` with networks made anew, and tells all that they and the pools hold. */
async function play(checkpoint: string, steps: number): Promise<string[]> {
  const gan = createCycleGan({ size: 8, generator: { width: 2, blocks: 1 }, discriminator: { width: 2 } }), { G, F, DX, DY, optimizers } = gan;
  const pools: Pools = { x: new ImagePool(5), y: new ImagePool(5) };
  const run = await learn({
    networks: { G, F, DX, DY }, optimizers, state: { poolX: pools.x, poolY: pools.y }, averaged: ['G', 'F'], steps, checkpoint, quiet: true,
    round: ({ random }) => tf.tidy(() => optimizeParameters(gan, randomBatch(data, 2, random), randomBatch(data, 2, random), pools, { lambda: 10, identity: 0, norm: 'l1' }, random)),
  });
  const held = [...roles.map((role) => gan[role].getWeights()), Object.values(pools.x.tensors()), Object.values(pools.y.tensors())].map(fingerprint);
  return [...held, run.averaged(() => fingerprint(G.getWeights())), String(run.losses.cycle.at(-1)), String(pools.x.length)];
}

describe('the training of a CycleGAN', function () {
  this.timeout(240_000);
  const before = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-cyclegan-'));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on bit for bit from its file, after the pools are full', async () => {
    await useBackend('simd');
    const whole = await play('whole', 9);
    expect(whole.at(-1)).to.equal('5');
    const first = await play('parts', 5);
    expect(first).to.not.deep.equal(whole);
    expect(await play('parts', 9)).to.deep.equal(whole);
  });
});
