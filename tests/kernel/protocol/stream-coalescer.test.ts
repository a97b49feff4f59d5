import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { StreamCoalescer } from '../../../kernel-extensions/kernel/protocol/stream-coalescer.js';

type Published = [source: string, name: string, text: string];

function coalescer(interval = 5, limit = 1000) {
  const published: Published[] = [];
  return { published, streams: new StreamCoalescer<string>((...message) => published.push(message), interval, limit) };
}

describe('stream coalescer', () => {
  it('makes one message of many writes', async () => {
    const { streams, published } = coalescer();
    for (const text of ['a', 'b\n', '', 'c']) streams.write('cell', 'stdout', text);
    expect(published).to.be.empty;
    await delay(50);
    expect(published).to.deep.equal([['cell', 'stdout', 'ab\nc']]);
  });

  it('keeps the order between stdout and stderr and between cells', () => {
    const { streams, published } = coalescer();
    streams.write('1', 'stdout', 'a');
    streams.write('1', 'stderr', 'b');
    streams.write('1', 'stdout', 'c');
    streams.write('2', 'stdout', 'd');
    streams.flush();
    expect(published).to.deep.equal([['1', 'stdout', 'a'], ['1', 'stderr', 'b'], ['1', 'stdout', 'c'], ['2', 'stdout', 'd']]);
  });

  it('loses nothing of a million lines, and holds no more than the limit of them', () => {
    let longest = 0;
    let length = 0;
    let messages = 0;
    const streams = new StreamCoalescer<string>((_source, _name, text) => {
      longest = Math.max(longest, text.length);
      length += text.length;
      messages++;
    }, 5, 10_000);
    for (let line = 0; line < 1_000_000; line++) streams.write('cell', 'stdout', '0123456789\n');
    streams.flush();
    expect(length).to.equal(11_000_000);
    expect(longest).to.be.at.most(10_000 + 11);
    expect(messages).to.be.below(1_200);
  });

  it('cuts one giant write without tearing a surrogate pair', () => {
    const { streams, published } = coalescer(5, 7);
    const text = `ab${'😀'.repeat(20)}c`;
    streams.write('cell', 'stdout', text);
    expect(published.length).to.be.above(5);
    expect(published.map(([, , part]) => part).join('')).to.equal(text);
    for (const [, , part] of published) expect(Buffer.from(part).toString()).to.equal(part);
  });

  it('publishes nothing for a flush of nothing', () => {
    const { streams, published } = coalescer();
    streams.write('cell', 'stdout', '');
    streams.flush();
    streams.flush();
    expect(published).to.be.empty;
  });
});
