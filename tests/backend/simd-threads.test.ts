// The thread pool: every element once, the same results on any number of threads, recovery from
// execution that is terminated in the middle of a job, and an end of the process when work ends.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { SimdBackend, registerSimdBackend } from '../../kernel-extensions/backend/simd/index.js';

const backendModule = new URL('../../kernel-extensions/backend/simd/index.js', import.meta.url).href;

async function startBackend(threads: number): Promise<SimdBackend> {
  registerSimdBackend({ threads });
  await tf.setBackend('simd');
  return tf.backend() as SimdBackend;
}

/** Runs a script in a process of its own with the project's modules in reach. */
function runScript(script: string, env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)), env: { ...process.env, ...env }, encoding: 'utf8', timeout: 15_000,
  });
}

/** A convolution layer with its gradients, as one list of numbers. */
function layer(): number[] {
  return tf.tidy(() => {
    const ramp = (shape: number[]) => {
      const size = tf.util.sizeFromShape(shape);
      return tf.tensor(Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 101) / 50 - 1), shape);
    };
    const x = ramp([16, 14, 14, 16]) as tf.Tensor4D;
    const w = ramp([5, 5, 16, 32]) as tf.Tensor4D;
    const { value, grads } = tf.valueAndGrads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same').square().sum())([x, w]);
    return [value, ...grads].flatMap((tensor) => [...tensor.dataSync()]);
  });
}

describe('simd backend: threads', () => {
  let oneThread: number[];
  before(async () => {
    await startBackend(1);
    oneThread = layer();
  });
  after(() => registerSimdBackend({}));

  for (const threads of [2, 3, 4]) {
    it(`give the same bits on ${threads} threads as on one, call after call`, async () => {
      await startBackend(threads);
      for (let call = 0; call < 20; call++) expect(layer()).to.deep.equal(oneThread);
    });
  }

  it('cover a range exactly once, whatever its length', async () => {
    const backend = await startBackend(4);
    for (const length of [1, 2, 3, 63, 64, 65, 1000, 4097, 123_457]) {
      const values = tf.ones([length]);
      const address = backend.address(values);
      backend.run('Neg', [address, address, 0, 0], length, 16); // in place: a second time would undo it
      expect(values.dataSync().every((value) => value === -1), `length ${length}`).to.equal(true);
    }
  });

  it('name a kernel that does not exist', async () => {
    const backend = await startBackend(2);
    expect(() => backend.run('noSuchKernel', [], 10, 1)).to.throw(/no WebAssembly kernel 'noSuchKernel'/);
  });

  it('report a kernel that traps, and go on', async () => {
    const backend = await startBackend(3);
    const beyond = 2 ** 32 - 16;
    expect(() => backend.run('Neg', [beyond, beyond, 0, 0], 100_000, 16)).to.throw(/out of bounds|failed on a worker/);
    expect([...tf.ones([4]).add(tf.ones([4])).dataSync()]).to.deep.equal([2, 2, 2, 2]);
  });

  it('refuse a nonsensical number', () => {
    for (const threads of [0, -1, 1.5, 1000, NaN]) {
      expect(() => new SimdBackend({ threads }), String(threads)).to.throw(RangeError, /1 to 64 threads/);
    }
    const { stderr } = runScript(`const { SimdBackend } = await import('${backendModule}'); new SimdBackend();`, { MINIMAX_THREADS: 'many' });
    expect(stderr).to.match(/1 to 64 threads, not many \(MINIMAX_THREADS/);
  });

  it('recover when execution is terminated in the middle of a job', async function () {
    this.timeout(30_000);
    const scope = globalThis as unknown as { trainForever?: () => void };
    scope.trainForever = () => {
      for (;;) tf.tidy(() => { layer(); });
    };
    for (let round = 0; round < 30; round++) {
      // A new backend now and then: its workers are started in the first job.
      if (round % 10 === 0) await startBackend(4 + round / 10);
      expect(() => runInThisContext('trainForever()', { timeout: 5 + 7 * (round % 6) })).to.throw(/timed out/);
      // What a terminated kernel leaves open in tfjs itself.
      const engine = tf.engine();
      while (engine.state.scopeStack.length > 0) engine.endScope();
      Object.assign(engine.state, { gradientDepth: 0, kernelDepth: 0, activeTape: null });
      expect(layer()).to.deep.equal(oneThread);
    }
    delete scope.trainForever;
  });

  it('let the process end by itself', () => {
    const { status, stderr, stdout } = runScript(`
      import * as tf from '@tensorflow/tfjs';
      import { registerSimdBackend } from '${backendModule}';
      registerSimdBackend({ threads: 4 });
      await tf.setBackend('simd');
      const a = tf.ones([400, 400]);
      for (let i = 0; i < 5; i++) tf.matMul(a, a);
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log(tf.matMul(a, a).dataSync()[0]);
    `);
    expect(stderr).to.equal('');
    expect(stdout).to.equal('400\n');
    expect(status).to.equal(0);
  });

  it('let the process be ended at once, while workers sleep and while they work', () => {
    for (const wait of [0, 100]) {
      const { status } = runScript(`
        import * as tf from '@tensorflow/tfjs';
        import { registerSimdBackend } from '${backendModule}';
        registerSimdBackend({ threads: 3 });
        await tf.setBackend('simd');
        const a = tf.ones([300, 300]);
        tf.matMul(a, a);
        setTimeout(() => { tf.matMul(a, a); process.exit(7); }, ${wait});
      `);
      expect(status).to.equal(7);
    }
  });
});
