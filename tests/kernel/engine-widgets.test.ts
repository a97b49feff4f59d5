// Widgets in a real child process: their handlers, output that is captured, interact.
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { TestNotebook } from './notebook.js';

interface Opened { model: string; id: string; state: Record<string, unknown> }
interface Shown { output_type: string; text?: string; data?: Record<string, string>; ename?: string; traceback?: string[] }

describe('widgets in a notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open();
    await notebook.value(`import { interact, show, widgets } from 'minimax-labs'`);
  });
  after(() => notebook.close());

  /** The widgets that the cell which ran last has opened. */
  const opened = (): Opened[] => notebook.sent.flatMap(({ cause, message }) => {
    if (cause !== notebook.cell || message.type !== 'comm_open') return [];
    const state = message.data.state as Record<string, unknown>;
    return [{ model: String(state._model_name), id: message.commId, state }];
  });
  const idOf = (model: string, nth = 0): string => opened().filter((each) => each.model === model)[nth].id;
  /** The newest value of an attribute that front ends know. */
  const known = (id: string, name: string): unknown => notebook.sent.flatMap(({ message }) => {
    const state = (message.data.state ?? {}) as Record<string, unknown>;
    return message.commId === id && Object.hasOwn(state, name) ? [state[name]] : [];
  }).at(-1);
  const outputsOf = (id: string) => known(id, 'outputs') as Shown[];
  const textOf = (id: string): string => outputsOf(id).map(({ text, data, traceback }) => stripVTControlCharacters(text ?? data?.['text/plain'] ?? traceback?.join('\n') ?? '')).join('');

  let causes = 0;
  async function move(id: string, state: Record<string, unknown>): Promise<string> {
    const cause = `move-${++causes}`;
    await notebook.engine.comm(cause, { type: 'comm_msg', commId: id, data: { method: 'update', state, buffer_paths: [] }, metadata: {}, buffers: [] });
    return cause;
  }

  it('a slider is a value of a cell, and its moves reach the variables', async () => {
    const result = await notebook.execute(`const slider = widgets.IntSlider({ max: 10 }); let doubled = 0; slider.onChange((value) => { doubled = 2 * value; console.log('moved to', value) }); slider`);
    const id = idOf('IntSliderModel');
    expect(result).to.deep.equal({ status: 'ok', result: { metadata: {}, data: {
      'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: id }, 'text/plain': 'IntSlider { max: 10, value: 0 }',
    } } });
    const cause = await move(id, { value: 7 });
    expect(notebook.printed(cause)).to.equal('moved to 7\n');
    expect(await notebook.value('[slider.value, doubled]')).to.equal('[ 7, 14 ]');
    await notebook.value('slider.value = 3');
    expect(known(id, 'value')).to.equal(3);
  });

  it('a cell waits for a button', async () => {
    const cell = notebook.value(`const go = widgets.Button({ description: 'Go' }); console.log('waits'); await new Promise<void>((resolve) => go.onClick(() => resolve())); 'clicked'`);
    await notebook.until(() => notebook.printed(notebook.cell).includes('waits'));
    await notebook.engine.comm('click', { type: 'comm_msg', commId: idOf('ButtonModel'), data: { method: 'custom', content: { event: 'click' } }, metadata: {}, buffers: [] });
    expect(await cell).to.equal("'clicked'");
  });

  it('the last of many values of a loop arrives with its cell, in few messages', async () => {
    await notebook.value(`const bar = widgets.IntProgress({ max: 1e6 })`);
    const id = idOf('IntProgressModel');
    const before = notebook.sent.length;
    await notebook.value(`for (let i = 0; i <= 1e6; i++) bar.value = i`);
    expect(known(id, 'value')).to.equal(1e6);
    expect(notebook.sent.length - before).to.be.lessThan(1000);
  });

  it('an interrupt ends what a handler does, at once or with awaits, and the next move is heard', async () => {
    await notebook.value(`const knob = widgets.IntSlider({ max: 1e6 }); let steps = 0, latest = 0; const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      knob.onChange(async (value) => { latest = value; console.log('began'); if (value % 3 === 1) while (true) { await sleep(5); steps++; } if (value % 3 === 2) while (true); })`);
    const id = idOf('IntSliderModel');
    let value = 0;
    /** Moves until the handler has begun: a move that arrives before the interrupt waits for the handler, and goes with it. */
    const begin = async (kind: 0 | 1 | 2): Promise<{ returned: Promise<string> }> => {
      for (;;) {
        value += 3 - (value % 3) + kind;
        const cause = `move-${causes + 1}`;
        const hasBegun = () => notebook.printed(cause).includes('began');
        const returned = move(id, { value });
        await Promise.race([returned, notebook.until(hasBegun)]);
        if (hasBegun()) return { returned };
        await delay(10);
      }
    };
    for (const kind of [1, 2] as const) {
      const { returned } = await begin(kind);
      await notebook.engine.interrupt();
      await returned;
    }
    await begin(0);
    expect(await notebook.value('latest')).to.equal(String(value));
    const before = Number(await notebook.value('steps'));
    expect(Number(await notebook.value('await sleep(50); steps'))).to.equal(before);
  });

  it('an output widget takes what code prints and shows, also later, and nothing else', async () => {
    await notebook.value(`const out = widgets.Output();
      out.capture(() => { console.log('inside'); console.error('wrong'); show('shown'); setTimeout(() => console.log('late'), 30); });
      console.log('outside')`);
    const id = idOf('OutputModel');
    await notebook.until(() => textOf(id).includes('late'));
    expect(outputsOf(id).map(({ output_type, text, data }) => [output_type, text ?? data?.['text/plain']])).to.deep.equal([
      ['stream', 'inside\n'], ['stream', 'wrong\n'], ['display_data', "'shown'"], ['stream', 'late\n'],
    ]);
    expect(notebook.printed(notebook.cell)).to.equal('outside\n');
    await notebook.value(`out.clear(); out.append([1, 2]); out.append('text')`);
    expect(textOf(id), 'with the cell').to.equal('[ 1, 2 ]text\n');
  });

  it('interact makes controls, shows what the function does, and does it again in place', async () => {
    await notebook.value(`interact(({ n, rate, name, on, kind }) => { console.log('n is', n, rate, name, on); return kind }, { n: 4, rate: [0, 1, 0.25], name: 'Ada', on: true, kind: { one: 1, two: 2 } })`);
    expect(opened().map(({ model }) => model).filter((model) => !/Layout|Style/.test(model))).to.deep.equal(['IntSliderModel', 'FloatSliderModel', 'TextModel', 'CheckboxModel', 'DropdownModel', 'OutputModel', 'VBoxModel']);
    const output = idOf('OutputModel');
    expect(textOf(output)).to.equal('n is 4 0.5 Ada true\n1');
    expect(opened().find(({ model }) => model === 'IntSliderModel')!.state).to.deep.include({ min: -4, max: 12, value: 4, description: 'n' });
    await move(idOf('FloatSliderModel'), { value: 0.75 });
    await move(idOf('DropdownModel'), { index: 1 });
    await notebook.until(() => textOf(output) === 'n is 4 0.75 Ada true\n2');
  });

  it('interact shows an error with its line, and goes on', async () => {
    await notebook.value(`interact(async ({ n }) => {\n  await null;\n  if (n > 2) throw new RangeError('too far');\n  return n;\n}, { n: widgets.IntSlider({ max: 9, value: 1 }) })`);
    const output = idOf('OutputModel');
    await notebook.until(() => textOf(output) === '1');
    await move(idOf('IntSliderModel'), { value: 5 });
    await notebook.until(() => outputsOf(output).some(({ ename }) => ename === 'RangeError'));
    expect(textOf(output)).to.match(/Cell \[\d+\], line 3/);
    await move(idOf('IntSliderModel'), { value: 2 });
    await notebook.until(() => textOf(output) === '2');
  });

  it('the types of values follow from the controls', async () => {
    expect(await notebook.error(`interact(({ n }) => n.length, { n: 4 })`)).to.deep.include({ ename: 'TypeScriptError' });
    expect(await notebook.error(`interact(({ kind }) => { const x: 'relu' = kind }, { kind: ['relu', 'tanh'] })`)).to.deep.include({ ename: 'TypeScriptError' });
    expect(await notebook.error(`widgets.IntSlider({ value: 'text' })`)).to.deep.include({ ename: 'TypeScriptError' });
    expect(await notebook.value(`const choice: 'a' | 'b' = widgets.Dropdown({ options: ['a', 'b'] }).value; choice`)).to.equal("'a'");
  });

  it('a page asks for all widgets, also where there is none', async () => {
    const fresh = await TestNotebook.open();
    const ask = (type: 'comm_open' | 'comm_msg') => fresh.engine.comm('ask', { type, commId: 'c', target: 'jupyter.widget.control', data: { method: 'request_states' }, metadata: {}, buffers: [] } as never);
    await ask('comm_open');
    await ask('comm_msg');
    await fresh.until(() => fresh.sent.length > 0);
    expect(fresh.sent[0].message.data).to.deep.equal({ method: 'update_states', states: {}, buffer_paths: [] });
    await fresh.close();
  });
});
