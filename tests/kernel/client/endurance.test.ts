/**
 * A day's traffic in minutes: what the three processes of a kernel keep, after a collection, does
 * not grow with the number of cells. Each is driven alone, so that it can be made to collect.
 */
import { expect } from 'chai';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { KernelClient } from '../../../kernel-extensions/kernel/client/index.js';
import { newConnection, removeConnectionFile, writeConnectionFile } from '../../../kernel-extensions/kernel/client/new-connection.js';
import { Language } from '../../../kernel-extensions/kernel/language/language.js';
import { TestNotebook } from '../notebook.js';

/**
 * What may be kept of a cell, in bytes: about four times what optimised code, caches that still fill
 * and the history of inputs take, and far below what a cell's text or its compiled program would.
 */
const bounds = { supervisor: 8 * 1024, compiler: 28 * 1024, runtime: 14 * 1024 };

describe('endurance @full', function () {
  this.timeout(900_000);

  it('the supervisor: 8,000 cells with output, displays, errors, interrupts and completions', async () => {
    const connection = await newConnection();
    const file = await writeConnectionFile(connection);
    const target = fork(fileURLToPath(new URL('../protocol/fuzz-target.js', import.meta.url)), [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const client = new KernelClient(connection);
    await client.waitUntilReady();
    const kept: number[] = [];
    const perRound = 1000;
    for (let round = 0; round < 8; round++) {
      for (let index = 0; index < perRound / 5; index++) {
        await client.execute(Array.from({ length: 100 }, (_, line) => `print line ${line}`).join('\n'));
        await client.execute(`display d${index} one\nupdate d${index} two\nclear true\nvalue ${index}`, { user_expressions: { a: 'value 1' } });
        await client.execute(`throw Error number ${index}`, { stop_on_error: false });
        await client.execute('later 1 behind\nwarn x', { silent: index % 2 === 0 });
        const waiting = client.execute('print begun\nforever', { stop_on_error: false });
        await client.request('complete_request', { code: 'ab', cursor_pos: 2 });
        await client.interrupt();
        expect(await waiting).to.include({ ename: 'KeyboardInterrupt' });
      }
      target.send('memory');
      kept.push((await once(target, 'message'))[0].kept as number);
    }
    client.close();
    target.disconnect();
    await once(target, 'exit');
    await removeConnectionFile(file);
    // A thousand cells are remembered for late output, ten thousand inputs for the history.
    expectFlat(kept.slice(1), perRound, bounds.supervisor);
  });

  it('the compiler: 700 cells that declare the same names again, with errors and completions between', async () => {
    const language = new Language({ cwd: tmpdir(), typeErrors: 'error' });
    expect(language.compile('class Point { x = 1 }; let base = new Point(); let total = 0', 1)).to.include({ ok: true });
    const kept: number[] = [];
    const perRound = 100;
    for (let round = 0; round < 7; round++) {
      for (let index = 0; index < perRound; index++) {
        // The text is long, so that a compiler that keeps it is far off the bound.
        const text = String(1000 * round + index).repeat(10_000);
        expect(language.compile(`const text = "${text}"; const a = { n: ${index}, p: base }; function f(q: Point) { total += q.x; return a }; f(base)`, index)).to.include({ ok: true });
        await nextTurn(); // what the cell declares is worked out while it runs
        await nextTurn();
        if (index % 10 === 0) {
          expect(language.compile('const wrong: number = "text"', index)).to.include({ ok: false });
          language.complete('base.', 5);
          language.inspect('total', 5, 0);
        }
      }
      kept.push(keptHere());
    }
    expectFlat(kept.slice(2), perRound, bounds.compiler);
  });

  it('the runtime: 350 cells with values, output, errors, timers, classes and tensors', async () => {
    const notebook = await TestNotebook.open({ typeErrors: 'off' });
    await notebook.value(`import * as tf from '@tensorflow/tfjs'; import v8 from 'node:v8'; import vm from 'node:vm';
      v8.setFlagsFromString('--expose-gc'); const collect = vm.runInNewContext('gc'); let total = 0`);
    const kept: number[] = [];
    const perRound = 50;
    for (let round = 0; round < 7; round++) {
      for (let index = 0; index < perRound / 5; index++) {
        await notebook.value(`const x${index} = { n: ${index} }; console.log("line", x${index}); total++; x${index}`);
        await notebook.error('throw new RangeError("on purpose")');
        await notebook.value('setTimeout(() => total++, 1); await new Promise((done) => setTimeout(done, 2)); for (let i = 0; i < 100; i++) console.log(i)');
        await notebook.value(`class Shape${index % 5} { side = ${index}; area() { return this.side ** 2 } } new Shape${index % 5}().area()`);
        await notebook.value('tf.tidy(() => tf.randomNormal([64, 64]).matMul(tf.ones([64, 64])).sum().dataSync()[0])');
        notebook.outputs.length = 0;
      }
      await notebook.interrupted('console.log("running"); for (;;) total++');
      kept.push(Number(await notebook.value('collect(); collect(); process.memoryUsage().heapUsed + process.memoryUsage().external')));
    }
    await notebook.close();
    expectFlat(kept.slice(2), perRound, bounds.runtime);
  });
});

function expectFlat(bytes: number[], cellsEach: number, bound: number): void {
  expect(slope(bytes) / cellsEach, `bytes a cell, from ${bytes.join(', ')}`).to.be.below(bound);
}

/** Of the line that fits the values best. */
function slope(values: number[]): number {
  const middle = (values.length - 1) / 2, mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return covariance / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function keptHere(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
