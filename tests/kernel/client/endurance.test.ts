/** A day's traffic in minutes: the memory of the kernel's processes does not grow with the number of cells. */
import { expect } from 'chai';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { KernelClient, KernelProcess } from '../../../kernel-extensions/kernel/client/index.js';

/** Each round runs every kind of cell this many times. */
const repeats = 8, rounds = 7;
/** The first rounds fill caches and let functions be optimised. */
const warmUp = 2;
/** Growth that is within what collections leave lying about, in bytes for each request. */
const bound = 16 * 1024;

const cells: ((index: number) => string)[] = [
  (i) => `const x${i} = ${i}; console.log("line", x${i}); total += x${i}; x${i}`,
  () => 'for (let line = 0; line < 300; line++) console.log("a line of output", line)',
  () => 'const shown = newDisplay(); shown.html("<b>first</b>"); for (let update = 0; update < 10; update++) shown.text("update " + update)',
  (i) => `throw new RangeError("on purpose ${i}")`,
  (i) => `const wrong: number = "text ${i}"`,
  () => 'setTimeout(() => total++, 1); await new Promise((done) => setTimeout(done, 2))',
  (i) => `class Shape${i % 5} { side = ${i}; area() { return this.side ** 2 } } new Shape${i % 5}()`,
  () => 'tf.tidy(() => tf.randomNormal([64, 64]).matMul(tf.ones([64, 64])).sum().dataSync()[0])',
];

describe('endurance @full', function () {
  this.timeout(900_000);
  let kernel: KernelProcess;
  let client: KernelClient;
  before(async function () {
    if (process.platform !== 'linux') this.skip(); // reads /proc
    kernel = await KernelProcess.start({ cwd: tmpdir() });
    client = new KernelClient(kernel.connection);
    await client.waitUntilReady();
  });
  after(async () => {
    client?.close();
    await kernel?.kill();
  });

  async function interruptedCell(): Promise<void> {
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => { begun = resolve; });
    const cell = client.execute('console.log("begun"); while (true) total++', { onOutput: ({ header }) => header.msg_type === 'stream' && begun() });
    await hasBegun;
    await client.interrupt();
    expect(await cell).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
  }

  it(`${rounds * repeats * (cells.length + 2)} requests and some interrupts leave the memory of each process flat`, async () => {
    expect(await client.execute('import * as tf from "@tensorflow/tfjs"; import { newDisplay } from "tslab"; let total = 0')).to.include({ status: 'ok' });
    const requests = repeats * (cells.length + 2);
    const memory: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round++) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (const cell of cells) await client.execute(cell(repeat));
        await client.request('complete_request', { code: 'tf.ten', cursor_pos: 6 });
        await client.request('inspect_request', { code: 'total', cursor_pos: 5, detail_level: 0 });
      }
      for (let count = 0; count < 3; count++) await interruptedCell();
      for (const [name, pid] of Object.entries(processes(kernel.pid!))) (memory[name] ??= []).push(anonymousMemory(pid));
    }
    expect(Object.keys(memory)).to.have.members(['supervisor', 'compiler', 'runtime']);
    for (const [name, bytes] of Object.entries(memory)) {
      const growth = slope(bytes.slice(warmUp)) / requests;
      console.log(`      ${name}: ${bytes.map((value) => (value / 2 ** 20).toFixed(0)).join(' ')} MiB, ${(growth / 1024).toFixed(1)} KiB a request`);
      expect(growth, `${name}: bytes a request, from ${bytes.join(', ')}`).to.be.below(bound);
    }
  });
});

/** The three processes of a kernel. */
function processes(supervisor: number): Record<string, number> {
  const children = readdirSync(`/proc/${supervisor}/task`).flatMap((task) => readFileSync(`/proc/${supervisor}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  const find = (part: string) => children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part))!;
  return { supervisor, compiler: find('language/server.js'), runtime: find('runtime/child.js') };
}

/** What a process holds for itself alone, in bytes. */
function anonymousMemory(pid: number): number {
  return Number(/^Pss_Anon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) * 1024;
}

/** Of the line that fits the values best, in bytes a round. */
function slope(values: number[]): number {
  const middle = (values.length - 1) / 2, mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return covariance / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}
