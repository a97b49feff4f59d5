import { expect } from 'chai';
import { progress, settleDisplays, type Progress, type ProgressOptions } from '../../kernel-extensions/display/index.js';
import { collect } from './collect.js';
import { htmlFault } from './well-formed.js';

/** The texts and the HTML of a bar as `body` moves it, the last update delivered. */
async function shown(options: ProgressOptions, body: (bar: Progress) => void | Promise<void>): Promise<{ texts: string[]; html: string[] }> {
  const events = await collect(async () => {
    await body(progress(options));
    settleDisplays('ok');
  });
  expect(events[0]!.type).to.equal('display_data');
  expect(events.slice(1).every((event) => event.type === 'update_display_data')).to.equal(true);
  const of = (type: string) => events.map((event) => ('data' in event ? (event.data[type] as string) : ''));
  for (const markup of of('text/html')) expect(htmlFault(markup)).to.equal(undefined);
  return { texts: of('text/plain'), html: of('text/html') };
}

describe('progress', () => {
  it('says how far, in the text, in the bar and to screen readers', async () => {
    const { texts, html } = await shown({ total: 8, label: 'Training' }, (bar) => { bar.step(); bar.step(2, 'D 0.69'); });
    expect(texts[0]).to.match(/^Training {3}0% ░{24} 0 \/ 8 · \d+:\d\d elapsed$/);
    expect(texts.at(-1)).to.match(/^Training {2}37% █{9}░{15} 3 \/ 8 · \d+:\d\d elapsed · \d+:\d\d left · [\d.e]+ (per second|s per step) · D 0\.69$/);
    expect(html.at(-1)).to.contain('role="progressbar"').and.contain('aria-valuenow="37"').and.contain('width:37.5%');
  });

  it('finishes at its total', async () => {
    const { texts } = await shown({ total: 8 }, (bar) => { bar.step(8); bar.finish('done well'); });
    expect(texts.at(-1)).to.match(/^Progress 100% █{24} 8 \/ 8 · finished · \d+:\d\d elapsed .*· done well$/);
  });

  it('speaks Traditional Chinese', async () => {
    const { texts } = await shown({ total: 2, label: '訓練', language: 'zh-TW' }, (bar) => { bar.step(); bar.finish(); });
    expect(texts.at(-1)).to.match(/^訓練 100% █{24} 2 \/ 2 · 完成 · 已過 \d+:\d\d · (每秒 [\d.e]+ 步|每步 [\d.e]+ s)$/);
  });

  it('takes up work that was left, and measures work in seconds', async () => {
    const { texts } = await shown({ total: 10, from: 4 }, (bar) => { expect(bar.done).to.equal(4); bar.step(); });
    expect(texts[0]).to.contain(' 40% ').and.contain('4 / 10');
    expect(texts.at(-1)).to.contain('5 / 10');
    const { texts: timed } = await shown({ total: 90, unit: 'seconds' }, (bar) => { bar.set(30); });
    expect(timed.at(-1)).to.contain('0:30 / 1:30').and.not.contain('per second');
  });

  it('counts without a total', async () => {
    const { texts, html } = await shown({ label: 'Reading' }, (bar) => { bar.set(12_345); });
    expect(texts.at(-1)).to.match(/^Reading 12,345 · \d+:\d\d elapsed/);
    expect(html.at(-1)).not.to.contain('aria-valuenow');
  });

  it('sends few updates for many steps, the last one always', async () => {
    const started = performance.now();
    const { texts } = await shown({ total: 100_000 }, (bar) => { for (let i = 0; i < 100_000; i++) bar.step(); });
    expect(texts.length).to.be.at.most(4 + (performance.now() - started) / 250);
    expect(texts.at(-1)).to.contain('100,000 / 100,000');
  });

  it('says that it was interrupted or stopped by an error when its cell was', async () => {
    for (const [outcome, words] of [['interrupted', 'interrupted'], ['error', 'stopped by an error']] as const) {
      const { texts } = await shown({ total: 4 }, (bar) => { bar.step(); settleDisplays(outcome); });
      expect(texts.at(-1)).to.contain(`1 / 4 · ${words}`);
    }
  });

  it('goes on when its loop does, and leaves a finished bar alone', async () => {
    const { texts } = await shown({ total: 4 }, (bar) => {
      bar.step();
      settleDisplays('interrupted');
      bar.step();
    });
    expect(texts.at(-1)).to.contain('2 / 4').and.not.contain('interrupted');
    const { texts: finished } = await shown({ total: 4 }, (bar) => { bar.finish(); settleDisplays('interrupted'); });
    expect(finished.at(-1)).to.contain('finished');
  });

  it('goes through a list, and stops where the loop is left', async () => {
    const { texts } = await shown({ total: 3 }, (bar) => { expect([...bar.over(['a', 'b', 'c'])]).to.deep.equal(['a', 'b', 'c']); });
    expect(texts.at(-1)).to.contain('finished');
    const { texts: left } = await shown({ total: 3 }, (bar) => { for (const item of bar.over([1, 2, 3])) if (item === 2) break; });
    expect(left.at(-1)).to.contain('1 / 3 · interrupted');
  });

  it('escapes label and note', async () => {
    const { html } = await shown({ total: 1, label: '<script>"&' }, (bar) => bar.step(1, '<img src=x>'));
    expect(html.at(-1)).not.to.match(/<script|<img/);
  });

  it('keeps the bar within its ends', async () => {
    const { html } = await shown({ total: 2 }, (bar) => { bar.set(5); });
    expect(html.at(-1)).to.contain('width:100.0%');
    const { texts } = await shown({ total: 0 }, () => {});
    expect(texts[0]).to.contain('100%');
    expect(() => progress({ total: -1 })).to.throw('total must be the number of steps, from 0, not -1');
    expect(() => progress({ total: NaN })).to.throw(RangeError);
  });
});
