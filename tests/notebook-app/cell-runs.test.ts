/** What is kept of a cell's outputs for a page that comes later. */
import { expect } from 'chai';
import { CellRuns } from '../../kernel-extensions/notebook-app/server/cell-runs.js';
import type { Message } from '../../kernel-extensions/kernel/client/index.js';

let count = 0;
const message = (type: string, content: object, parent?: string, metadata: object = {}): Message => ({
  header: { msg_id: `m${++count}`, msg_type: type, session: 's', username: '', date: '', version: '5.4' },
  parent_header: parent === undefined ? {} : { msg_id: parent, msg_type: 'execute_request', session: 's', username: '', date: '', version: '5.4' },
  metadata: metadata as Message['metadata'], content: content as Message['content'], buffers: [],
});

describe('the record of running cells', () => {
  let runs: CellRuns;
  let id: string;
  beforeEach(() => {
    runs = new CellRuns();
    id = run('cell-1');
  });

  function run(cellId: string): string {
    const request = message('execute_request', { code: '' }, undefined, { cellId });
    runs.requested(request);
    return request.header.msg_id;
  }
  const publish = (type: string, content: object, parent = id) => runs.published(message(type, content, parent));
  const end = (parent = id) => {
    runs.replied(message('execute_reply', { status: 'ok', execution_count: 1 }, parent));
    publish('status', { execution_state: 'idle' }, parent);
  };
  const kept = () => runs.all.map(({ cellId, running, messages }) => ({ cellId, running, messages: messages.map(({ header, content }) => [header.msg_type, content]) }));

  it('joins stream text and keeps the order of outputs', () => {
    publish('stream', { name: 'stdout', text: 'a' });
    publish('stream', { name: 'stdout', text: 'b' });
    publish('stream', { name: 'stderr', text: 'c' });
    publish('stream', { name: 'stdout', text: 'd' });
    expect(kept()).to.deep.equal([{ cellId: 'cell-1', running: true, messages: [
      ['stream', { name: 'stdout', text: 'ab' }], ['stream', { name: 'stderr', text: 'c' }], ['stream', { name: 'stdout', text: 'd' }],
    ] }]);
  });

  it('keeps the newest state of a display, also when another cell updates it', () => {
    publish('display_data', { data: { 'text/plain': 'old' }, metadata: {}, transient: { display_id: 'plot' } });
    publish('display_data', { data: { 'text/plain': 'other' }, metadata: {}, transient: {} });
    const second = run('cell-2');
    publish('update_display_data', { data: { 'text/plain': 'new' }, metadata: { a: 1 }, transient: { display_id: 'plot' } }, second);
    expect(kept()[0].messages).to.deep.equal([
      ['display_data', { data: { 'text/plain': 'new' }, metadata: { a: 1 }, transient: { display_id: 'plot' } }],
      ['display_data', { data: { 'text/plain': 'other' }, metadata: {}, transient: {} }],
    ]);
    expect(kept()[1].messages).to.deep.equal([]);
  });

  it('clears at once, or with the next output', () => {
    publish('stream', { name: 'stdout', text: 'a' });
    publish('clear_output', { wait: true });
    expect(kept()[0].messages).to.have.lengthOf(1);
    publish('stream', { name: 'stdout', text: 'b' });
    expect(kept()[0].messages).to.deep.equal([['stream', { name: 'stdout', text: 'b' }]]);
    publish('clear_output', { wait: false });
    expect(kept()[0].messages).to.deep.equal([]);
  });

  it('forgets a run that its page has seen to the end', () => {
    publish('stream', { name: 'stdout', text: 'a' });
    end();
    expect(runs.all).to.deep.equal([]);
  });

  it('keeps a run whose page has gone until another page has shown it', () => {
    runs.unwatch([id, 'unknown']);
    publish('stream', { name: 'stdout', text: 'a' });
    runs.forget(id);
    expect(kept()[0]).to.include({ running: true });
    end();
    expect(kept()[0]).to.include({ running: false });
    expect(runs.all[0].reply?.content).to.deep.equal({ status: 'ok', execution_count: 1 });
    runs.forget(id);
    expect(runs.all).to.deep.equal([]);
  });

  it('holds a question, for pages that come when its own has gone, until it is answered or the cell has ended', () => {
    const questions = () => runs.all.map(({ question }) => question?.content);
    const ask = (prompt: string) => {
      const question = message('input_request', { prompt, password: false }, id);
      runs.asked(question);
      return question.header.msg_id;
    };
    const first = ask('Who?');
    expect(questions(), 'its page shows it').to.deep.equal([undefined]);
    runs.unwatch([id]);
    expect(questions()).to.deep.equal([{ prompt: 'Who?', password: false }]);
    runs.answered(message('input_reply', { value: 'Ada' }, first));
    expect(questions()).to.deep.equal([undefined]);
    ask('Why?');
    runs.answered(message('input_reply', { value: 'late' }, first));
    expect(questions()).to.deep.equal([{ prompt: 'Why?', password: false }]);
    end();
    expect(questions()).to.deep.equal([undefined]);
  });

  it('keeps only the newest run of a cell', () => {
    runs.unwatch([id]);
    end();
    const again = run('cell-1');
    expect(runs.all.map(({ request }) => request.msg_id)).to.deep.equal([again]);
  });

  it('does not follow what no notebook cell asked for', () => {
    runs.clear();
    runs.requested(message('execute_request', { code: '' }));
    runs.requested(message('complete_request', { code: '' }, undefined, { cellId: 'x' }));
    publish('stream', { name: 'stdout', text: 'a' }, 'nobody');
    expect(runs.all).to.deep.equal([]);
  });
});
