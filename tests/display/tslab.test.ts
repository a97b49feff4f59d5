/** The display API beside tslab's own: both must send the same. */
import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as ours from '../../kernel-extensions/display/tslab.js';
import type { DisplayEvent } from '../../kernel-extensions/display/sink.js';
import { collect } from './collect.js';

const require = createRequire(import.meta.url);
const theirs = require('tslab') as typeof import('tslab');
// Where tslab's display API hands over its messages.
const wire = require('tslab/dist/jupyter.js') as { lastWriteDisplayData: ((data: Sent['message'], update: boolean | undefined) => void) | null };

interface Sent {
  message: { data: Record<string, unknown>; metadata: object; transient: { display_id?: string } };
  update: boolean;
}

type Api = Pick<typeof theirs, 'display' | 'newDisplay'>;

/** One call of everything, with content that is easy to get wrong. */
function tour({ display, newDisplay }: Api): void {
  const bytes = new Uint8Array([0, 1, 2, 250, 251, 252, 253, 254, 255]);
  for (const kind of ['javascript', 'html', 'markdown', 'latex', 'svg', 'text'] as const) {
    display[kind](`<${kind}> "quotes" 中文 \u2028`);
    display[kind]('');
  }
  for (const kind of ['png', 'jpeg', 'gif', 'pdf'] as const) {
    display[kind](bytes);
    display[kind](bytes.subarray(3, 7));
    display[kind](Buffer.from('bytes'));
  }
  display.raw('application/x-own', 'text');
  display.raw('application/x-own', bytes);
  const [first, second] = [newDisplay(), newDisplay()];
  first.html('1');
  second.text('a');
  first.png(bytes);
  first.raw('text/plain', '3');
  second.markdown('b');
}

/** Both in one form: ids are random, so they are numbered in order of appearance. */
function normalised(messages: readonly { data: Record<string, unknown>; metadata: object; id: string | undefined; update: boolean }[]): unknown[] {
  const ids: (string | undefined)[] = [undefined];
  return messages.map(({ id, ...rest }) => {
    if (!ids.includes(id)) ids.push(id);
    return { ...rest, id: ids.indexOf(id) };
  });
}

describe("the display API of tslab", () => {
  it('sends what tslab sends, and text/plain along with it', async () => {
    const sent: Sent[] = [];
    const before = wire.lastWriteDisplayData;
    wire.lastWriteDisplayData = (message, update) => { sent.push({ message, update: update === true }); };
    try {
      tour(theirs);
    } finally {
      wire.lastWriteDisplayData = before;
    }
    const events = await collect(() => tour(ours));
    const expected = normalised(sent.map(({ message, update }) => ({ data: message.data, metadata: message.metadata, id: message.transient.display_id, update })));
    const actual = normalised(events.map((event) => {
      if (event.type === 'clear_output') throw new Error('not expected');
      const { 'text/plain': text, ...data } = event.data;
      expect(text).to.be.a('string');
      return { data: Object.keys(data).length === 0 ? { 'text/plain': text } : data, metadata: event.metadata, id: event.displayId, update: event.type === 'update_display_data' };
    }));
    expect(expected).to.have.length.greaterThan(25);
    expect(actual).to.deep.equal(expected);
  });

  it('has every name that tslab exports, with the same methods', () => {
    expect(Object.keys(ours)).to.include.members(Object.keys(theirs));
    const methods = (display: object) => Object.getOwnPropertyNames(Object.getPrototypeOf(display)).sort();
    expect(methods(ours.display)).to.include.members(methods(theirs.display));
    expect({ ...ours.versions, typescript: '' }).to.deep.equal({ ...theirs.versions, typescript: '' });
  });

  it('prints text where there is no kernel', () => {
    const events: DisplayEvent[] = [];
    const write = process.stdout.write;
    let printed = '';
    process.stdout.write = ((text: string) => { printed += text; return true; }) as typeof write;
    try {
      ours.display.text('hello');
    } finally {
      process.stdout.write = write;
    }
    expect(events).to.have.length(0);
    expect(printed).to.equal('hello\n');
  });
});
