import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { benchOptions, table } from '../../bench/train.js';

const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));

describe('minimax bench', () => {
  it('refuses options that make no sense, and says which ones do', () => {
    expect(() => benchOptions({ model: 'vgg' })).to.throw("--model takes dcgan28 or compact28, not 'vgg'.");
    expect(() => benchOptions({ batch: '0' })).to.throw("--batch takes a whole number from 1 on, not '0'.");
    expect(() => benchOptions({ rounds: 'many' })).to.throw('--rounds takes a whole number');
    expect(benchOptions({ threads: '3' })).to.include({ model: 'dcgan28', batch: 64, rounds: 5, threads: 3, cpu: true });
  });

  it('compares the time of an image, whatever the batch', () => {
    const rows = table([
      { contestant: 'a', batch: 64, step: 640, cpu: 1280, imagesPerSecond: 100 },
      { contestant: 'b', batch: 1, step: 25, cpu: 10, imagesPerSecond: 40 },
    ]).split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows[1]).to.deep.equal(['a', '64', '640.0', '1280.0', '100.0', '1.00 ×', '1.00 ×']);
    expect(rows[2]).to.deep.equal(['b', '1', '25.0', '10.0', '40.0', '2.50 ×', '0.50 ×']);
  });

  it('has contestants that answer every line with two times', async function () {
    this.timeout(60_000);
    const child = spawn(process.execPath, [join(root, 'dist/bench/worker.js'), 'simd', 'compact28', '2', '2'], { stdio: 'pipe' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    child.stdin.end('step\nstep\n');
    await new Promise((resolve) => child.on('close', resolve));
    const [ready, ...answers] = output.trim().split('\n');
    expect(ready).to.equal('ready');
    expect(answers.length).to.equal(2);
    for (const answer of answers) for (const time of answer.split(' ').map(Number)) expect(time).to.be.above(0);
  });
});
