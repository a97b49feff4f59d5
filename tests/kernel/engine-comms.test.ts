// Comms in the engine: code that opens them, registers targets and handles messages, in a real child process.
import { expect } from 'chai';
import type { CommMessage } from '../../kernel-extensions/kernel/engine-api.js';
import { TestNotebook } from './notebook.js';

describe('comms in a notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open();
    await notebook.value(`import { openComm, registerCommTarget, type Comm } from 'minimax-labs'; const heard: unknown[] = []; let comm: Comm;`);
  });
  after(() => notebook.close());

  const open = (commId: string, target: string): CommMessage => ({ type: 'comm_open', commId, target, data: { hello: 1 }, metadata: {}, buffers: [] });
  const message = (commId: string, data: Record<string, unknown>, buffers: Uint8Array[] = []): CommMessage => ({ type: 'comm_msg', commId, data, metadata: {}, buffers });
  const lastSent = () => notebook.sent.at(-1)!;
  let causes = 0;
  /** As a front end sends it; resolves when its handlers have returned. */
  const receive = async (received: CommMessage): Promise<string> => {
    const cause = `cause-${++causes}`;
    await notebook.engine.comm(cause, received);
    return cause;
  };

  it('what code opens and sends carries its cell, with data, metadata and bytes', async () => {
    await notebook.value(`comm = openComm('there', { a: [1, { b: null }] }, { metadata: { version: '1' } }); comm.send({ x: 'ü' }, { buffers: [new Float32Array([1, 2]), new Uint8Array(0)] });`);
    const [opened, sent] = notebook.sent.slice(-2);
    expect(opened).to.deep.include({ cause: notebook.cell });
    expect(opened.message).to.deep.include({ type: 'comm_open', target: 'there', data: { a: [1, { b: null }] }, metadata: { version: '1' } });
    expect(sent.message).to.deep.include({ type: 'comm_msg', commId: opened.message.commId, data: { x: 'ü' } });
    expect(sent.message.buffers.map((bytes) => [...bytes])).to.deep.equal([[0, 0, 128, 63, 0, 0, 0, 64], []]);
  });

  it('a handler hears the front end, and its answer and output carry the message', async () => {
    await notebook.value(`comm.onMessage(({ data, buffers }) => { heard.push(data.n); console.log('heard', data.n); comm.send({ sum: buffers[0].reduce((a, b) => a + b) }) })`);
    const cause = await receive(message(lastSent().message.commId, { n: 7 }, [Uint8Array.of(1, 2, 250)]));
    expect(lastSent()).to.deep.include({ cause });
    expect(lastSent().message.data).to.deep.equal({ sum: 253 });
    expect(notebook.printed(cause)).to.equal('heard 7\n');
    expect(await notebook.value('heard')).to.equal('[ 7 ]');
  });

  it('what a handler does later still carries the message', async () => {
    await notebook.value(`const slow = openComm('x'); slow.onMessage(async () => { await new Promise((resolve) => setTimeout(resolve, 20)); console.log('later') })`);
    const cause = await receive(message(lastSent().message.commId, {}));
    await notebook.until(() => notebook.printed(cause) === 'later\n');
  });

  it('a front end opens a comm for a registered target; another is closed at once', async () => {
    await notebook.value(`const unregister = registerCommTarget('mine', (opened, { data }) => { comm = opened; heard.push(data.hello); opened.onClose(() => heard.push('closed')) })`);
    await receive(open('f1', 'mine'));
    expect(await notebook.value('[comm.id, comm.target, comm.isClosed, heard.at(-1)]')).to.equal("[ 'f1', 'mine', false, 1 ]");
    await receive({ ...message('f1', {}), type: 'comm_close' });
    expect(await notebook.value('[comm.isClosed, heard.at(-1)]')).to.equal("[ true, 'closed' ]");
    const before = notebook.sent.length;
    await notebook.value('comm.send({}); comm.close(); unregister()');
    expect(notebook.sent.length, 'a closed comm is silent').to.equal(before);
    for (const refused of [open('f2', 'mine'), message('f1', {})]) {
      const cause = await receive(refused);
      expect(lastSent()).to.deep.equal({ cause, message: { type: 'comm_close', commId: refused.commId, data: {}, metadata: {}, buffers: [] } });
    }
  });

  it('an error of a handler, at once or later, is printed with its line and ends nothing', async () => {
    await notebook.value(`const bad = openComm('x');\nbad.onMessage(() => { throw new RangeError('at once') });\nbad.onMessage(async () => { await null; throw new Error('later') });`);
    const cause = await receive(message(lastSent().message.commId, {}));
    await notebook.until(() => notebook.printed(cause, 0, 'stderr').includes('later'));
    expect(notebook.printed(cause, 0, 'stderr')).to.match(/RangeError.*at once/).and.to.match(/Cell \[\d+\], line 2/).and.to.not.match(/runtime\/comms/);
    expect(notebook.lost).to.deep.equal([]);
    expect(await notebook.value('1 + 1')).to.equal('2');
  });

  it('data that is not JSON is an error of the code that sends it', async () => {
    expect(await notebook.error(`const loop: Record<string, unknown> = {}; loop.self = loop; openComm('x', loop)`)).to.deep.include({ ename: 'TypeError' });
    expect(await notebook.error(`slow.send({ big: 1n })`)).to.deep.include({ ename: 'TypeError' });
  });

  it('messages are handled at the awaits of a running cell', async () => {
    await notebook.value(`let arrived = (value: unknown) => {}; const waiting = openComm('x'); waiting.onMessage(({ data }) => arrived(data.n))`);
    const { commId } = lastSent().message;
    const cell = notebook.value(`const answer = new Promise<unknown>((resolve) => { arrived = resolve }); console.log('waits'); await answer`);
    await notebook.until(() => notebook.printed(notebook.cell).includes('waits'));
    await receive(message(commId, { n: 42 }));
    expect(await cell).to.equal('42');
  });

  /** Sends a message whose handling prints `loops` and does not end, and interrupts it. */
  async function interruptLoopOf(commId: string): Promise<string> {
    const returned = receive(message(commId, { loop: true }));
    const cause = `cause-${causes}`;
    await notebook.until(() => notebook.printed(cause).includes('loops'));
    await notebook.engine.interrupt();
    await returned;
    return cause;
  }

  it('an endless handler is interrupted, and the comm lives on', async () => {
    await notebook.value(`let turns = 0; const endless = openComm('x'); endless.onMessage(({ data }) => { turns++; if (data.loop) { console.log('loops'); while (true); } })`);
    const { commId } = lastSent().message;
    const cause = await interruptLoopOf(commId);
    expect(notebook.printed(cause, 0, 'stderr')).to.contain('KeyboardInterrupt');
    await receive(message(commId, {}));
    expect(await notebook.value('turns')).to.equal('2');
  });

  it('an endless loop that a handler starts is interrupted, and the comm lives on', async () => {
    await notebook.value(`turns = 0; const starts = openComm('x'); starts.onMessage(({ data }) => { turns++; if (data.loop) setImmediate(() => { console.log('loops'); while (true); }) })`);
    const { commId } = lastSent().message;
    await interruptLoopOf(commId);
    await receive(message(commId, {}));
    expect(await notebook.value('turns')).to.equal('2');
  });

  it('an interrupt during an endless handler also ends the cell that waits', async () => {
    const cell = notebook.error(`console.log('cell waits'); await new Promise(() => {})`);
    await notebook.until(() => notebook.printed(notebook.cell).includes('cell waits'));
    const returned = receive(message(lastSent().message.commId, { loop: true }));
    await notebook.until(() => notebook.printed(`cause-${causes}`).includes('loops'));
    await notebook.engine.interrupt();
    await returned;
    expect(await cell).to.deep.include({ ename: 'KeyboardInterrupt' });
  });

  it('a message is answered at whatever moment of its handling an interrupt comes, and the next one is heard', async () => {
    await notebook.value(`turns = 0; const short = openComm('x'); short.onMessage(async () => { turns++; await null; turns++ })`);
    const { commId } = lastSent().message;
    for (let round = 0; round < 200; round++) {
      const returned = receive(message(commId, {}));
      for (const end = performance.now() + (round % 20) / 10; performance.now() < end;);
      await notebook.engine.interrupt();
      await returned;
    }
    await notebook.value('turns = 0');
    await receive(message(commId, {}));
    expect(await notebook.value('turns')).to.equal('2');
  });

  it('a handler that ends the process is answered for, and the comm is gone with it', async () => {
    await notebook.value(`const fatal = openComm('x'); fatal.onMessage(() => process.exit(3))`);
    const { commId } = lastSent().message;
    await receive(message(commId, {}));
    await notebook.until(() => notebook.lost.length === 1);
    expect(notebook.lost[0]).to.contain('process.exit(3)');
    await receive(message(commId, {}));
    expect(lastSent().message).to.deep.include({ type: 'comm_close', commId });
  });
});
