// Cells of different shells share the notebook's variables and one JavaScript thread.
import { expect } from 'chai';
import type { ExecuteResult } from '../../kernel-extensions/kernel/engine-api.js';
import { TestNotebook } from './notebook.js';

describe('shells', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  let count = 0;
  before(async () => {
    notebook = await TestNotebook.open();
    await notebook.value('let steps = 0; let stop = false; let go = false; const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))');
  });
  after(() => notebook.close());

  /** Runs a cell in a shell; resolves when it has begun, if it says so. */
  async function begin(shell: string, code: string): Promise<{ id: string; result: Promise<ExecuteResult> }> {
    const id = `${shell}-${++count}`;
    const result = notebook.engine.execute({ code, cellId: id, executionCount: 100 + count, shell });
    await notebook.until(() => notebook.printed(id).includes('running'));
    return { id, result };
  }

  it('run beside each other: each cell gets its own output and result', async () => {
    const a = await begin('a', 'console.log("running"); while (!stop) { await sleep(1); steps++ } console.log("a ends"); steps');
    expect(await notebook.value('console.log("main"); await sleep(5); stop = true; "done"')).to.equal("'done'");
    expect(notebook.printed(notebook.cell)).to.equal('main\n');
    const result = await a.result;
    expect(result.status === 'ok' && Number(result.result?.data['text/plain'])).to.be.greaterThan(0);
    expect(notebook.printed(a.id)).to.equal('running\na ends\n');
  });

  it('give an error that nothing catches to the cell it belongs to', async () => {
    const a = await begin('a', 'console.log("running"); await sleep(20); setTimeout(() => { throw new RangeError("of a") }, 1); await new Promise(() => {})');
    expect(await notebook.value('await sleep(60); 1')).to.equal('1');
    expect(await a.result).to.have.nested.property('error.evalue', 'of a');
  });

  for (const [how, code] of [['that waits', 'await new Promise(() => {})'], ['that computes', 'for (;;) steps++']]) {
    it(`stop one cell ${how} and leave the others`, async () => {
      await notebook.value('go = false');
      const a = await begin('a', `console.log("running"); while (!go) await sleep(1); console.log("beyond"); ${code}`);
      const main = notebook.value('go = true; await sleep(100); "main ends"');
      await notebook.until(() => notebook.printed(a.id).includes('beyond'));
      await notebook.engine.interrupt(a.id);
      expect(await a.result).to.have.nested.property('error.ename', 'KeyboardInterrupt');
      expect(await main).to.equal("'main ends'");
    });
  }

  it('are all stopped by an interrupt', async () => {
    const cells = [await begin('a', 'console.log("running"); await new Promise(() => {})'), await begin('b', 'console.log("running"); for (;;) { await sleep(1) }')];
    await notebook.engine.interrupt();
    for (const { result } of cells) expect(await result).to.have.nested.property('error.ename', 'KeyboardInterrupt');
    expect(await notebook.value('1 + 1')).to.equal('2');
  });

  it('stop one cell in an immediate, and those of other cells behind it come once, in order, unless they are cleared', async () => {
    await notebook.value('import { AsyncResource } from "node:async_hooks"; let behind = () => {}');
    const other = await begin('b', `
      const came: string[] = [];
      const all = new Promise<void>((done) => {
        behind = AsyncResource.bind(() => {
          setImmediate((what: string) => { came.push(what); clearImmediate(second) }, 'first');
          const second = setImmediate(() => came.push('second'));
          setImmediate(() => { console.log('third'); done() });
        });
      });
      console.log('running');
      await all; await sleep(20); came.join()`);
    const a = await begin('a', 'setImmediate(() => { console.log("running"); for (;;); }); behind(); await new Promise(() => {})');
    await notebook.engine.interrupt(a.id);
    expect(await a.result).to.have.nested.property('error.ename', 'KeyboardInterrupt');
    expect(await other.result).to.have.nested.property('result.data.text/plain', "'first'");
    expect(notebook.printed(other.id)).to.equal('running\nthird\n');
  });

  it('all lose their cells with the process', async () => {
    const a = await begin('a', 'console.log("running"); await new Promise(() => {})');
    expect((await notebook.error('process.exit(1)')).ename).to.equal('KernelRestarted');
    expect(await a.result).to.have.nested.property('error.ename', 'KernelRestarted');
  });
});
