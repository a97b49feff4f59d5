import { expect } from 'chai';
import { formatResult, html, jupyterDisplay, show } from '../../kernel-extensions/display/index.js';
import { collect } from './collect.js';

describe('show', () => {
  it('displays at once and updates in the same place', async () => {
    const events = await collect(() => {
      const handle = show(1);
      handle.update(html('<b>2</b>'));
      handle.clear();
    });
    expect(events.map((event) => event.type)).to.deep.equal(['display_data', 'update_display_data', 'update_display_data']);
    expect(new Set(events.map((event) => 'displayId' in event && event.displayId)).size).to.equal(1);
    expect(events.map((event) => 'data' in event && event.data['text/plain'])).to.deep.equal(['1', '[HTML, 8 characters]', '']);
  });

  it('gives each display its own id, or the one asked for', async () => {
    const events = await collect(() => { show(1); show(2); show(3, { displayId: 'mine' }); });
    const ids = events.map((event) => ('displayId' in event ? event.displayId : undefined));
    expect(new Set(ids).size).to.equal(3);
    expect(ids[2]).to.equal('mine');
  });

  it('has a handle that shows nothing as the last value of a cell', async () => {
    await collect(() => { expect(formatResult(show(1))).to.deep.equal({}); });
  });

  it('shows the bundle of a promise when it is there, unless something newer is shown', async () => {
    const late = { async [jupyterDisplay]() { return { 'text/plain': 'late' }; } };
    const events = await collect(async () => {
      show(late);
      show(late).update('newer');
      await new Promise(setImmediate);
    });
    expect(events.map((event) => ('data' in event ? event.data['text/plain'] : '')).filter((text) => text === 'late')).to.have.length(1);
    expect(events).to.have.length(4);
  });
});
