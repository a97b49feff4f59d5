/** A training that goes on in another process makes the bits that it would have made. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

interface Outcome { bytes: string; losses: { discriminator: number[]; generator: number[] } }

describe('a training kept on disk', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'minimax-resume-')); });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const trainElsewhere = (checkpoint: string, steps: number): Promise<Outcome> => new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'tiny-training.js'), [folder, checkpoint, String(steps)]);
    child.once('message', (outcome) => resolve(outcome as Outcome)).once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });

  it('goes on in another process, byte for byte, as if it had never stopped', async () => {
    const [whole, first] = await Promise.all([trainElsewhere('whole', 25), trainElsewhere('parts', 11)]);
    const second = await trainElsewhere('parts', 25);
    expect(first.bytes).not.to.equal(second.bytes);
    expect(second.bytes).to.equal(whole.bytes);
    expect(second.losses).to.deep.equal(whole.losses);
  });
});
