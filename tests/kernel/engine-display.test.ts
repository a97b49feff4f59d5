// What the display package and the engine owe each other: values shown once, and live displays
// settled when their cell ends.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('displays in a notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open({ typeErrors: 'off' });
    await notebook.value(`import { show, progress } from 'minimax-labs'`);
  });
  after(() => notebook.close());

  /** The plain text of the last display of the cell that ran last. */
  const lastShown = () => notebook.outputs.filter(({ cell, event }) => cell === notebook.cell && 'data' in event)
    .map(({ event }) => 'data' in event ? String(event.data['text/plain']) : '').at(-1);

  it('a value shown by `show` as the last expression has no result beside it', async () => {
    const result = await notebook.execute(`show('seen once')`);
    expect(result).to.eql({ status: 'ok' });
    expect(lastShown()).to.contain('seen once');
  });

  it('a result may come from an asynchronous Jupyter.display method', async () => {
    expect(await notebook.value(`({ async [Symbol.for('Jupyter.display')]() { return { 'text/plain': 'later' } } })`)).to.equal('later');
  });

  it('the last update of a live display arrives with its cell', async () => {
    await notebook.value(`const bar = progress({ total: 10 }); for (let i = 0; i < 7; i++) bar.step();`);
    expect(lastShown()).to.contain('70%');
  });

  it('a bar whose cell fails or is interrupted says so', async () => {
    await notebook.error(`const failing = progress({ total: 10 }); failing.step(); throw new Error('stop')`);
    expect(lastShown()).to.contain('stopped by an error');
    await notebook.interrupted(`const stopping = progress({ total: 10 }); stopping.step(); console.log('running'); while (true) {}`);
    expect(lastShown()).to.contain('interrupted');
  });

  it('clearOutput asks the front end to empty the cell, now or with the next output', async () => {
    await notebook.value(`import { clearOutput } from 'minimax-labs'; clearOutput(); clearOutput({ wait: true });`);
    const asked = notebook.outputs.filter(({ cell, event }) => cell === notebook.cell && event.type === 'clear_output').map(({ event }) => event);
    expect(asked).to.eql([{ type: 'clear_output', wait: false }, { type: 'clear_output', wait: true }]);
  });
});
