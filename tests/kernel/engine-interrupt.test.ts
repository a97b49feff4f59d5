// Whatever a cell does, an interrupt ends it and its variables stay.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

const cells: Record<string, string> = {
  'a plain loop': 'console.log("running"); while (true) state++',
  'a loop in try, catch and finally': 'console.log("running"); while (true) { try { while (true) state++ } catch {} finally { state = 5 } }',
  'a loop after an await': 'await null; console.log("running"); while (true) state++',
  'a loop in a timer': 'setTimeout(() => { console.log("running"); while (true) state++ }, 1); await new Promise(() => {})',
  'a loop in an immediate': 'setImmediate(() => { console.log("running"); while (true) state++ }); await new Promise(() => {})',
  'a loop in an immediate between others': 'setImmediate(() => {}); setImmediate(() => { console.log("running"); while (true) state++ }); setImmediate(() => {}); await new Promise(() => {})',
  'a loop in a promise reaction': 'Promise.resolve().then(() => { console.log("running"); while (true) state++ })',
  'an endless chain of promise reactions': 'console.log("running"); (async () => { while (true) { await 0; state++ } })(); await new Promise(() => {})',
  'an endless chain of ticks': 'console.log("running"); const tick = () => { state++; process.nextTick(tick) }; tick(); await new Promise(() => {})',
  'a loop that awaits timers': 'console.log("running"); while (true) { await new Promise((next) => setTimeout(next, 1)); state++ }',
  'a loop that awaits and catches everything': 'console.log("running"); while (true) { try { await new Promise((next) => setTimeout(next, 1)); state++ } catch {} }',
  'a for await over an endless generator': 'async function* numbers() { for (let n = 0; ; n++) { await new Promise((next) => setTimeout(next, 1)); yield n } } console.log("running"); for await (const n of numbers()) state = n + 1',
  'an await of a promise that never settles': 'console.log("running"); await new Promise(() => {})',
  'Atomics.wait': 'console.log("running"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
  'Atomics.wait that a timer calls': 'console.log("running"); setTimeout(Atomics.wait as never, 1, new Int32Array(new SharedArrayBuffer(4)), 0, 0); await new Promise(() => {})',
  'streams that feed each other': 'console.log("running"); await new ReadableStream({ pull: (to) => to.enqueue(1) }).pipeTo(new WritableStream())',
  'a runaway regular expression': 'console.log("running"); /^(a+)+$/.test("a".repeat(50) + "!")',
  'a child process that is waited for': 'import { execSync } from "node:child_process"; console.log("running"); execSync("sleep 600")',
  'an endless sort': 'console.log("running"); new Array(1e4).fill(0).sort(() => { for (;;) state++ })',
  'a getter of the displayed value': '({ get text() { console.log("running"); for (;;) state++ }, [Symbol.for("nodejs.util.inspect.custom")]() { return this.text } })',
};

describe('an interrupt', function () {
  this.timeout(120_000);
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open();
    await notebook.value('let state = 1; let beats = 0');
  });
  after(() => notebook.close());

  for (const [name, code] of Object.entries(cells)) {
    it(`stops ${name}, and the variables stay`, async () => {
      const error = await notebook.interrupted(code);
      expect(error.ename).to.equal('KeyboardInterrupt');
      expect(Number(await notebook.value('state'))).to.be.greaterThan(0);
      expect(await notebook.value('await new Promise<string>((done) => setTimeout(() => done("works"), 2))')).to.equal("'works'");
    });
  }

  it('leaves the process alive wherever in its own books Node was', async () => {
    for (let time = 0; time < 100; time++) await notebook.interrupted(cells['an endless chain of ticks']);
    expect(notebook.lost).to.deep.equal([]);
  });

  it('of code in an immediate leaves the event loop at rest', async () => {
    await notebook.interrupted('setImmediate(() => { console.log("running"); for (;;); }); setImmediate(() => {}); await new Promise(() => {})');
    const utilization = await notebook.value('const start = performance.eventLoopUtilization(); await new Promise((done) => setTimeout(done, 200)); performance.eventLoopUtilization(start).utilization');
    expect(Number(utilization)).to.be.lessThan(0.5);
  });

  it('stops everything the cell started', async () => {
    await notebook.interrupted('const beat = setInterval(() => beats++, 1); const again = () => { beats++; setTimeout(again, 1) }; again(); console.log("running"); await new Promise(() => {})');
    const first = await notebook.value('beats');
    await notebook.value('await new Promise((done) => setTimeout(done, 30))');
    expect(await notebook.value('beats')).to.equal(first);
  });

  it('lets the cell clean up behind an await', async () => {
    await notebook.value('let cleaned = "no"');
    await notebook.interrupted('setTimeout(() => console.log("running"), 1); try { await new Promise(() => {}) } finally { cleaned = "yes" }');
    expect(await notebook.value('cleaned')).to.equal("'yes'");
  });

  it('stops what earlier cells have left behind, when no cell runs', async () => {
    await notebook.value('beats = 0; setInterval(() => beats++, 1); void (async () => { for (;;) { await new Promise((next) => setTimeout(next, 1)); beats++ } })(); 0');
    await notebook.value('setTimeout(() => { console.log("blocked"); for (;;); }, 20); 0');
    const blocking = notebook.cell;
    await notebook.until(() => notebook.printed(blocking).includes('blocked'));
    await notebook.engine.interrupt();
    const first = await notebook.value('beats');
    await notebook.value('await new Promise((done) => setTimeout(done, 30))');
    expect(await notebook.value('beats')).to.equal(first);
  });

  it('leaves timers of earlier cells alone while another cell runs', async () => {
    await notebook.value('beats = 0; const heart = setInterval(() => beats++, 1); 0');
    await notebook.interrupted('console.log("running"); while (true) {}');
    const before = Number(await notebook.value('beats'));
    await notebook.value('await new Promise((done) => setTimeout(done, 30))');
    expect(Number(await notebook.value('clearInterval(heart); beats'))).to.be.greaterThan(before);
  });

  it('says in which line the code was', async () => {
    const error = await notebook.interrupted('function train() {\n  console.log("running");\n  for (;;) state++;\n}\n\ntrain();');
    expect(error.traceback.join('\n')).to.match(/at train \(Cell \[\d+\], line 3\)\n.*at Cell \[\d+\], line 6/).and.to.contain('> 3 |   for (;;) state++;');
  });

  it('may come twice, and when nothing runs', async () => {
    await notebook.engine.interrupt();
    const result = notebook.error('console.log("again"); while (true) {}');
    await notebook.until(() => notebook.printed(notebook.cell).includes('again'));
    await Promise.all([notebook.engine.interrupt(), notebook.engine.interrupt()]);
    expect((await result).ename).to.equal('KeyboardInterrupt');
    await notebook.engine.interrupt();
    expect(await notebook.value('1 + 1')).to.equal('2');
  });

  it('stops a tfjs training loop, synchronous or asynchronous, and the weights stay', async () => {
    await notebook.value(`
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [8] }), tf.layers.dense({ units: 1 })] });
      model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      const x = tf.randomNormal([256, 8]), y = tf.randomNormal([256, 1]);
      const optimizer = tf.train.adam(0.01);`);
    expect((await notebook.interrupted('console.log("running"); await model.fit(x, y, { epochs: 1e6, batchSize: 8, verbose: 0 })')).ename).to.equal('KeyboardInterrupt');
    expect((await notebook.interrupted('console.log("running"); for (;;) optimizer.minimize(() => (model.predict(x) as tf.Tensor).sub(y).square().mean().asScalar())')).ename).to.equal('KeyboardInterrupt');
    expect(await notebook.value('(model.predict(x) as tf.Tensor).shape')).to.equal('[ 256, 1 ]');
  });

  for (const pause of ['delay(1)', 'turn()', 'promised(1)', 'scheduler.wait(1)']) {
    it(`stops a library that waits by itself: ${pause}`, async () => {
      const file = `beating-${pause.replace(/\W/g, '')}.mjs`;
      notebook.write(file, [
        'import { scheduler, setImmediate as turn, setTimeout as delay } from "node:timers/promises";',
        'import { promisify } from "node:util";',
        'const promised = promisify(setTimeout);',
        'export const beats = [0];',
        `export async function beat() { for (;;) { beats[0]++; await ${pause}; } }`,
      ].join('\n'));
      for (let time = 0; time < 5; time++) {
        await notebook.interrupted(`var { beat, beats } = await import('./${file}' as string); console.log('running'); await beat()`);
        const [before, after] = JSON.parse((await notebook.value('const before = beats[0]; await new Promise((resolve) => setTimeout(resolve, 30)); JSON.stringify([before, beats[0]])'))!.slice(1, -1));
        expect(after).to.equal(before);
      }
    });
  }

  it('in the midst of a kernel, a gradient and a tidy of tfjs leaves none of them open', async () => {
    await notebook.value(`
      import * as tf from '@tensorflow/tfjs';
      tf.registerKernel({ kernelName: 'Endless', backendName: tf.getBackend(), kernelFunc: () => { console.log('running'); for (;;); } });
      const weight = tf.variable(tf.scalar(3)), descent = tf.train.sgd(0.5), tensors = tf.memory().numTensors;`);
    expect((await notebook.interrupted(`
      tf.tidy(() => { tf.ones([1000]); return tf.variableGrads(() => { weight.square(); return tf.engine().runKernel('Endless', {}) as tf.Scalar; }); })`)).ename).to.equal('KeyboardInterrupt');
    expect(await notebook.value('tf.memory().numTensors - tensors')).to.equal('0');
    await notebook.value('descent.minimize(() => weight.square() as tf.Scalar)');
    expect(await notebook.value('[weight.dataSync()[0], tf.memory().numTensors - tensors]')).to.equal('[ 0, 0 ]'); // 3 − 0.5 · 2 · 3
  });

  it('at any moment of a short cell ends it, one way or the other', async () => {
    for (let round = 0; round < 150; round++) {
      const result = notebook.execute(`${round}`);
      await new Promise((resolve) => { setTimeout(resolve, round % 12); });
      await notebook.engine.interrupt();
      const outcome = await result;
      if (outcome.status === 'error') expect(outcome.error.ename).to.equal('KeyboardInterrupt');
      else expect(outcome.result?.data['text/plain']).to.equal(String(round));
    }
    // An interrupt that came after its cell has nothing to stop.
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    expect(await notebook.value('"alive"')).to.equal("'alive'");
  });
});
