/**
 * Where a machine lacks what `simd` is made of, it says so and the rest goes on. What is missing is really missing:
 * taken away with flags of Node or limits of the system, and by the program itself only where there are none.
 */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { expect } from 'chai';

const moduleUrl = (path: string) => new URL(`../../kernel-extensions/backend/${path}`, import.meta.url).href;
const [major] = process.versions.node.split('.').map(Number);

interface Report { support: { usable: boolean; reason: string; remedy?: string }; backend?: string; line?: string; result?: unknown; error?: string }

interface Circumstances {
  flags?: string[];
  /** A command that starts the program under a limit: a shell's `ulimit`, `taskset`. */
  under?: string;
  /** Runs first in the program. */
  first?: string;
}

/** What `useBackend` takes there, with `result` of `code`, and the warnings. */
async function reportOf({ flags = [], under = '', first = '' }: Circumstances, code = '(a) => a.matMul(a).sum().dataSync()[0]'): Promise<Report & { stderr: string }> {
  const script = `
    const { simdSupport } = await import('${moduleUrl('simd/index.js')}');
    const { useBackend } = await import('${moduleUrl('index.js')}');
    const tf = await import('${import.meta.resolve('@tensorflow/tfjs')}');
    ${first};
    const report = { support: simdSupport() };
    try {
      const chosen = await useBackend();
      Object.assign(report, { backend: chosen.name, line: String(chosen), result: (${code})(tf.ones([200, 200]), tf) });
    } catch (error) {
      report.error = error.message;
    }
    console.log(JSON.stringify(report));`;
  const command = [process.execPath, ...flags, '--input-type=module', '-e', script];
  const [file, ...args] = under === '' ? command : ['/bin/sh', '-c', `${under} "$@"`, 'sh', ...command];
  const { stdout, stderr } = await promisify(execFile)(file, args, { env: { ...process.env, MINIMAX_BACKEND: '', MINIMAX_THREADS: '' } });
  return { ...JSON.parse(stdout.trim().split('\n').at(-1)!) as Report, stderr };
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('simd backend: where something is missing', function () {
  this.timeout(180_000);

  const sum = 200 ** 3;
  const onCpu = (report: Report, reason: RegExp) => {
    expect(report.support.usable).to.equal(false);
    expect(report.support.reason).to.match(reason);
    expect(report).to.include({ backend: 'cpu', result: sum });
    expect(report.line).to.match(reason);
  };

  it('nothing: it names the vectors and the cores', async () => {
    const { support, backend, result, stderr } = await reportOf({});
    expect(support.reason).to.match(new RegExp(`^WebAssembly SIMD( with fused multiply-add)?, ${availableParallelism()} cores?$`));
    expect({ backend, result, stderr }).to.deep.equal({ backend: 'simd', result: sum, stderr: '' });
  });

  it('WebAssembly: `cpu`', async () => onCpu(await reportOf({ flags: ['--jitless'] }), /no WebAssembly$|no WebAssembly\./));

  (process.arch === 'x64' ? it : it.skip)('SIMD, on a processor without SSE 4.1: `cpu`', async () => {
    onCpu(await reportOf({ flags: ['--no-enable-sse4-1'] }), /no WebAssembly SIMD/);
  });

  it('shared memory: `cpu`', async () => {
    // V8 has a flag for it up to version 11.
    const circumstances = major < 22 ? { flags: ['--no-harmony-sharedarraybuffer'] } : { first: 'delete globalThis.SharedArrayBuffer' };
    onCpu(await reportOf(circumstances), /no shared memory/);
  });

  // From version 24 on, V8 reserves what it can get: growing fails later, as in the last test.
  (process.platform === 'linux' && major < 24 ? it : it.skip)('address space: `cpu`, and the command that gives more', async () => {
    const report = await reportOf({ under: 'ulimit -v 8388608 &&' });
    onCpu(report, /address space of this process is limited/);
    expect(report.support.remedy).to.equal('ulimit -v unlimited');
  });

  it('the compiled kernels: `cpu`, and the command that builds them', async () => {
    const report = await reportOf({ first: "WebAssembly.Module = function () { throw new Error('no such file'); }" });
    onCpu(report, /not built/);
    expect(report.support.remedy).to.equal('npm run build');
  });

  onLinux('cores but one: no threads are started', async function () {
    if (spawnSync('taskset', ['--version']).error) this.skip();
    const [, ownCore] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    const report = await reportOf({ under: `taskset -c ${ownCore}` }, "(a, tf) => [tf.backend().threads, a.matMul(a).sum().dataSync()[0]]");
    expect(report.support.reason).to.match(/, 1 core$/);
    expect(report).to.deep.include({ backend: 'simd', result: [1, sum] });
  });

  it('the permission to start threads: it works alone, with a warning', async () => {
    const flags = [major < 23 ? '--experimental-permission' : '--permission', '--allow-fs-read=*'];
    const report = await reportOf({ flags, first: "process.env.MINIMAX_THREADS = '2'" }, '(a) => [a.matMul(a).sum().dataSync()[0], a.matMul(a).sum().dataSync()[0]]');
    expect(report).to.deep.include({ backend: 'simd', result: [sum, sum] });
    expect(report.stderr.match(/A thread of the simd backend does not run \(.*\); it goes on with fewer/g)).to.have.length(1);
  });

  it('memory, which the system refuses: an error that says how much was wanted and is had, and what was there stays usable', async () => {
    const report = await reportOf({ flags: ['--wasm-max-mem-pages=4000'] }, `(a, tf) => {
      const kept = [];
      try {
        for (;;) kept.push(tf.zeros([20 * 2 ** 18]));
      } catch (error) {
        tf.dispose(kept);
        return [error.name, error.message, kept.length, a.matMul(a).sum().dataSync()[0]];
      }
    }`);
    const [name, message, count, product] = report.result as [string, string, number, number];
    expect([name, product]).to.deep.equal(['OutOfMemoryError', sum]);
    const [, inUse, limit] = /20 MiB more were wanted, (\d+) MiB of at most (\d+) MiB are in use/.exec(message)!.map(Number);
    expect(limit).to.be.within(inUse, 250);
    expect(inUse).to.be.within(20 * count, 20 * count + 5);
  });
});
