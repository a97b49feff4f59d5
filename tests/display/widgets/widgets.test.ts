/** Widgets as a program and a front end see them, without a page. */
import { expect } from 'chai';
import { inspect } from 'node:util';
import { settleDisplays } from '../../../kernel-extensions/display/live.js';
import { jupyterDisplay, widgets } from '../../../kernel-extensions/display/index.js';
import { answerControl } from '../../../kernel-extensions/display/widgets/control.js';
import { openWidgets } from '../../../kernel-extensions/display/widgets/registry.js';
import { TestHub } from './hub.js';

describe('widgets', () => {
  let hub: TestHub;
  beforeEach(() => {
    openWidgets.clear();
    hub = new TestHub();
  });
  afterEach(() => {
    settleDisplays('ok');
    hub.remove();
  });

  it('open a comm with their state, after the comms of their layout and style', () => {
    const slider = widgets.IntSlider({ min: -5, max: 5, value: 2, description: 'z', layout: { width: '50%' } });
    expect(hub.sent.map(({ type, metadata }) => [type, metadata])).to.deep.equal(Array(3).fill(['comm_open', { version: '2.1.0' }]));
    const { data, target } = hub.opened(slider.model_id)!;
    expect(target).to.equal('jupyter.widget');
    const state = data.state as Record<string, unknown>;
    expect(state).to.deep.include({ _model_name: 'IntSliderModel', _model_module: '@jupyter-widgets/controls', min: -5, max: 5, value: 2, layout: `IPY_MODEL_${slider.layout.model_id}` });
    expect((hub.opened(slider.layout.model_id)!.data.state as Record<string, unknown>).width).to.equal('50%');
  });

  it('a value set by code is sent, the first at once and the last in any case', () => {
    const slider = widgets.FloatSlider();
    hub.take();
    for (let value = 1; value <= 50; value++) slider.value = value;
    expect(slider.value).to.equal(50);
    settleDisplays('ok');
    const states = hub.take();
    expect(states[0]).to.deep.equal({ value: 1 });
    expect(states.at(-1)).to.deep.equal({ value: 50 });
    expect(states.length).to.be.lessThan(10);
  });

  it('several attributes are set in one message, and what does not change is not sent', () => {
    const slider = widgets.IntSlider({ value: 3 });
    hub.take();
    slider.set({ min: 2, max: 8, value: 3 });
    expect(hub.take()).to.deep.equal([{ min: 2, max: 8 }]);
  });

  it('a move on the page reaches code, is echoed to other pages, and is not sent back', () => {
    const slider = widgets.IntSlider();
    const seen: unknown[] = [];
    slider.onChange((value, previous) => seen.push([value, previous]));
    hub.take();
    hub.receive(slider.model_id, { value: 42 });
    expect(slider.value).to.equal(42);
    expect(seen).to.deep.equal([[42, 0]]);
    settleDisplays('ok');
    expect(hub.sent.map(({ data }) => data)).to.deep.equal([{ method: 'echo_update', state: { value: 42 }, buffer_paths: [] }]);
  });

  it('echoes nothing where JUPYTER_WIDGETS_ECHO says so', () => {
    const slider = widgets.IntSlider();
    process.env.JUPYTER_WIDGETS_ECHO = '0';
    try {
      hub.receive(slider.model_id, { value: 42 });
    } finally {
      delete process.env.JUPYTER_WIDGETS_ECHO;
    }
    expect(hub.take('echo_update')).to.deep.equal([]);
  });

  it('keep values within their bounds, and put a page right that leaves them', () => {
    const slider = widgets.IntSlider({ min: 0, max: 10, value: 99 });
    expect(slider.value).to.equal(10);
    hub.take();
    hub.receive(slider.model_id, { value: -3 });
    settleDisplays('ok');
    expect(slider.value).to.equal(0);
    expect(hub.take()).to.deep.equal([{ value: 0 }]);
    slider.min = 4;
    expect(slider.value).to.equal(4);
    expect(widgets.FloatLogSlider({ base: 10, min: -4, max: -1, value: 5 }).value).to.be.closeTo(0.1, 1e-12);
    expect(widgets.IntRangeSlider({ min: 2, max: 6, value: [9, 3] }).value).to.deep.equal([3, 6]);
    expect(() => { slider.min = 11; }).to.throw(RangeError, 'min must be at most max: 11 is more than 10.');
    expect(slider.min, 'nothing has changed').to.equal(4);
  });

  it('take nothing from a page that does not fit, or that they do not have', () => {
    const slider = widgets.IntSlider({ value: 5 });
    for (const state of [{ value: 'text' }, { value: null }, { value: 1.5 }, { value: [] }, { min: 200 }]) {
      hub.take();
      hub.receive(slider.model_id, state as Record<string, unknown>);
      settleDisplays('ok');
      expect([slider.value, slider.min], JSON.stringify(state)).to.deep.equal([5, 0]);
      expect(hub.take(), 'the page is put right').to.have.length(1);
    }
    hub.receive(slider.model_id, { __proto__: { value: 1 }, constructor: 3, _model_name: 'Evil', nothing: 1 });
    expect(slider.snapshot().state._model_name).to.equal('IntSliderModel');
    expect(hub.errors).to.deep.equal([]);
  });

  it('say what an option must be', () => {
    expect(() => widgets.IntSlider({ value: 1.5 })).to.throw(TypeError, 'value of IntSlider must be a whole number, not 1.5.');
    expect(() => widgets.IntSlider({ mx: 1 } as object)).to.throw(TypeError, /IntSlider has no attribute 'mx'. It has: .*max/);
    expect(() => widgets.IntSlider({ orientation: 'diagonal' as never })).to.throw(TypeError, "orientation of IntSlider must be one of 'horizontal', 'vertical', not 'diagonal'.");
    expect(() => widgets.HBox(['text' as never])).to.throw(TypeError, 'children of HBox must be a list, each a widget');
    expect(() => { widgets.Text().value = 5 as never; }).to.throw(TypeError, 'value of Text must be a string, not 5.');
  });

  it('an asynchronous handler is called one at a time, with the last of what came meanwhile', async () => {
    const slider = widgets.IntSlider();
    const started: number[] = [];
    const ends: (() => void)[] = [];
    slider.onChange((value) => {
      started.push(value);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
    for (const value of [1, 2, 3, 4]) hub.receive(slider.model_id, { value });
    expect(started).to.deep.equal([1]);
    ends[0]();
    await new Promise(setImmediate);
    expect(started).to.deep.equal([1, 4]);
    // An interrupted handler never ends.
    hub.receive(slider.model_id, { value: 5 });
    settleDisplays('interrupted');
    hub.receive(slider.model_id, { value: 6 });
    expect(started).to.deep.equal([1, 4, 6]);
  });

  it('stop telling a handler that was taken away', () => {
    const slider = widgets.IntSlider();
    const seen: number[] = [];
    const stop = slider.observe('max', (max) => seen.push(max));
    slider.max = 7;
    stop();
    slider.max = 8;
    expect(seen).to.deep.equal([7]);
  });

  it('choose among values of any kind, which pages know by label and index', () => {
    const optimizer = widgets.Dropdown({ options: { Adam: 1e-3, SGD: 1e-2 }, value: 1e-2 });
    expect(optimizer.snapshot().state).to.deep.include({ _options_labels: ['Adam', 'SGD'], index: 1 });
    const seen: unknown[] = [];
    optimizer.onChange((value, previous) => seen.push(value, previous));
    hub.receive(optimizer.model_id, { index: 0 });
    expect(optimizer.value).to.equal(1e-3);
    expect(seen).to.deep.equal([1e-3, 1e-2]);
    expect(() => { optimizer.value = 5 as never; }).to.throw(RangeError, '5 is none of the options: Adam, SGD.');
    hub.receive(optimizer.model_id, { index: 9 });
    expect(optimizer.value, 'there is no such option').to.equal(1e-3);
    expect(widgets.RadioButtons({ options: ['relu', 'tanh'] }).value).to.equal('relu');
    expect(widgets.Dropdown().value).to.equal(null);
    const several = widgets.SelectMultiple({ options: [10, 20, 30], value: [30, 10] });
    expect(several.snapshot().state.index).to.deep.equal([2, 0]);
    several.value = [];
    expect(several.value).to.deep.equal([]);
    several.options = [10];
    expect(several.snapshot().state).to.deep.include({ _options_labels: ['10'], index: [] });
    expect(widgets.SelectionRangeSlider({ options: ['a', 'b', 'c'], value: ['b', 'c'] }).value).to.deep.equal(['b', 'c']);
  });

  it('bytes go apart from the state, both ways', () => {
    const image = widgets.Image({ value: Uint8Array.of(1, 2, 3), format: 'png' });
    const opened = hub.opened(image.model_id)!;
    expect(opened.data).to.deep.include({ buffer_paths: [['value']] });
    expect(opened.data.state).to.not.have.property('value');
    expect(opened.buffers.map((bytes) => [...bytes])).to.deep.equal([[1, 2, 3]]);
    hub.receive(image.model_id, { method: 'update', state: {}, buffer_paths: [['value']] }, [Uint8Array.of(9)]);
    expect([...image.value]).to.deep.equal([9]);
  });

  it('a day is the same day on the page', () => {
    const picker = widgets.DatePicker({ value: new Date(2024, 1, 29) });
    expect(picker.snapshot().state.value).to.deep.equal({ year: 2024, month: 1, date: 29 });
    hub.receive(picker.model_id, { value: { year: 2025, month: 11, date: 31 } });
    expect(picker.value).to.deep.equal(new Date(2025, 11, 31));
    hub.receive(picker.model_id, { value: null });
    expect(picker.value).to.equal(null);
  });

  it('a button tells of its clicks', () => {
    const button = widgets.Button({ description: 'Again' });
    let clicks = 0;
    button.onClick(() => clicks++);
    hub.receive(button.model_id, { method: 'custom', content: { event: 'click' } });
    hub.receive(button.model_id, { method: 'custom', content: { event: 'other' } });
    expect(clicks).to.equal(1);
  });

  it('boxes and links name their widgets', () => {
    const [a, b] = [widgets.Play(), widgets.IntSlider()];
    expect(widgets.HBox([a, b]).snapshot().state.children).to.deep.equal([`IPY_MODEL_${a.model_id}`, `IPY_MODEL_${b.model_id}`]);
    expect(widgets.jslink([a, 'value'], [b, 'value']).snapshot().state).to.deep.include({ source: [`IPY_MODEL_${a.model_id}`, 'value'], target: [`IPY_MODEL_${b.model_id}`, 'value'] });
  });

  it('are shown by their id, with a text for those who cannot', () => {
    const slider = widgets.IntSlider({ value: 3, max: 10 });
    expect(slider[jupyterDisplay]()).to.deep.equal({
      'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: slider.model_id }, 'text/plain': 'IntSlider { max: 10, value: 3 }',
    });
    expect(inspect(slider)).to.equal('IntSlider { max: 10, value: 3 }');
  });

  it('a page that is opened anew is told of all that are open', () => {
    const slider = widgets.IntSlider({ value: 7 });
    const image = widgets.Image({ value: Uint8Array.of(5) });
    widgets.Checkbox().close();
    hub.comms.register('control', (comm) => comm.onMessage((message) => answerControl(comm, message)));
    hub.comms.receive({ type: 'comm_open', commId: 'c', target: 'control', data: {}, metadata: {}, buffers: [] });
    hub.take();
    hub.receive('c', { method: 'request_states' });
    const [{ data, buffers }] = hub.sent;
    const states = data.states as Record<string, { model_name: string; state: Record<string, unknown> }>;
    expect(Object.keys(states).sort()).to.deep.equal([slider, slider.layout, slider.style, image, image.layout].map(({ model_id }) => model_id).sort());
    expect(states[slider.model_id]).to.deep.include({ model_name: 'IntSliderModel', model_module: '@jupyter-widgets/controls', model_module_version: '2.0.0' });
    expect(states[slider.model_id].state.value).to.equal(7);
    expect(data.buffer_paths).to.deep.equal([[image.model_id, 'value']]);
    expect([...buffers[0]]).to.deep.equal([5]);
  });

  it('a request for its state is answered with all of it, and with what it is: a page that did not hear of all at once in time asks one by one', () => {
    const slider = widgets.IntSlider({ value: 7 });
    hub.take();
    hub.receive(slider.model_id, { method: 'request_state' });
    expect(hub.take()[0]).to.deep.include({ value: 7, min: 0, description: '', _model_name: 'IntSliderModel', _model_module: '@jupyter-widgets/controls', _model_module_version: '2.0.0', _view_name: 'IntSliderView' });
  });

  it('close their comms, and say nothing afterwards', () => {
    const slider = widgets.IntSlider();
    hub.take();
    slider.close();
    expect(hub.sent.map(({ type }) => type)).to.deep.equal(['comm_close', 'comm_close', 'comm_close']);
    hub.take();
    slider.value = 3;
    settleDisplays('ok');
    expect([slider.isClosed, slider.value, hub.sent.length]).to.deep.equal([true, 3, 0]);
  });
});

describe('widgets outside of a notebook', () => {
  it('are objects with a value', () => {
    const slider = widgets.IntSlider({ value: 3 });
    const seen: number[] = [];
    slider.onChange((value) => seen.push(value));
    slider.value = 4;
    settleDisplays('ok');
    expect([slider.value, ...seen]).to.deep.equal([4, 4]);
    slider.close();
  });
});
