/** Jupyter widgets in the notebook app: real sliders, moved in a real Chromium, that set variables of TypeScript cells. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import * as cells from './support/cells.js';
import { notebookOf } from './support/server.js';

/** One of each, in one box. */
const gallery = `const w = widgets
const all = [
  w.IntSlider(), w.FloatSlider({ step: null }), w.FloatLogSlider(), w.IntRangeSlider({ value: [20, 70] }), w.FloatRangeSlider(), w.IntProgress({ value: 30 }), w.FloatProgress({ bar_style: 'success' }),
  w.IntText(), w.FloatText({ value: 1.5 }), w.BoundedIntText(), w.BoundedFloatText(), w.Play(), w.Checkbox({ value: true }), w.ToggleButton({ description: 'toggle' }), w.Valid(),
  w.Dropdown({ options: { Adam: 1, SGD: 2 }, value: 2 }), w.RadioButtons({ options: ['a', 'b'] }), w.Select({ options: [1, 2] }), w.ToggleButtons({ options: ['left', 'right'] }),
  w.SelectionSlider({ options: ['x', 'y'] }), w.SelectionRangeSlider({ options: [1, 2, 3], value: [1, 3] }), w.SelectMultiple({ options: [1, 2], value: [2] }),
  w.Text({ value: 'text' }), w.Password(), w.Textarea(), w.Combobox({ options: ['p', 'q'] }), w.Label({ value: 'label' }), w.HTML({ value: '<b>bold</b>' }), w.HTMLMath({ value: '$x^2$' }),
  w.Button({ description: 'Go', icon: 'play' }), w.ColorPicker({ value: '#ff0000' }), w.DatePicker({ value: new Date(2024, 1, 29) }),
  w.Image({ value: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAFElEQVR4nGP8z8DAwMDAxMDAwMAAAA0GAQObUwKkAAAAAElFTkSuQmCC', 'base64') }),
  w.Accordion([w.Label({ value: 'inside' })], { titles: ['part'], selected_index: 0 }), w.Tab([w.Label()], { titles: ['tab'] }), w.Stack([w.Label()], { selected_index: 0 }),
  w.HBox([w.Label()]), w.Box(), w.GridBox(), w.Output(),
]
const outputWidget = all.at(-1) as ReturnType<typeof w.Output>
outputWidget.append('captured')
const play = all[11] as ReturnType<typeof w.Play>
w.jslink([play, 'value'], [all[0] as ReturnType<typeof w.IntSlider>, 'value'])
w.VBox(all)`;

describe('widgets in a browser', function () {
  this.timeout(240_000);
  const scripts: string[] = [];

  const app = appInBrowser({}, async ({ server, page }) => {
    await server.put('Widgets.ipynb', notebookOf(
      `import { interact, widgets } from 'minimax-labs'\nconst slider = widgets.IntSlider({ min: 0, max: 10, value: 3, description: 'z' })\nslider.onChange((z) => console.log('moved to', z))\nslider`,
      'slider.value',
      'slider.value = 8',
      'interact(({ a, kind }) => `${kind} ${a * a}`, { a: [0, 9, 1], kind: ["square", "area"] })',
      `console.log('waits'); while (slider.value !== 10) await new Promise((resolve) => setTimeout(resolve, 20)); 'reached'`,
      gallery,
      `console.log(JSON.stringify(Object.fromEntries([...(globalThis as any)[Symbol.for('minimax.display.widgets')]].map(([id, widget]: any) => [id, widget.snapshot().state]))))`,
    ));
    page.on('request', (request) => { if (request.resourceType() === 'script') scripts.push(request.url()); });
    await app.open('notebooks/Widgets.ipynb');
    await cell(5).waitFor();
  });

  const cell = (index: number): Locator => cells.cell(app.page, index);
  const output = (index: number): Locator => cells.outputOf(cell(index));
  const handle = (index: number): Locator => output(index).locator('.noUi-handle').first();
  const readout = (index: number): Locator => output(index).locator('.widget-readout').first();
  const onDisk = async () => JSON.parse(await readFile(join(app.server.root, 'Widgets.ipynb'), 'utf8')) as { metadata: Record<string, any>; cells: { outputs: { data?: object }[] }[] };

  const start = (index: number): Promise<void> => cells.start(cell(index));
  const run = (index: number): Promise<void> => cells.run(cell(index));

  it('a slider is shown, and only then its packages are loaded', async () => {
    const early = new Set(scripts);
    await run(0);
    await handle(0).waitFor();
    expect(await readout(0).innerText()).to.equal('3');
    expect(scripts.filter((script) => !early.has(script)), 'scripts loaded for it').to.not.be.empty;
  });

  it('a move by keyboard reaches the cell, and what its handler prints stands below it', async () => {
    await handle(0).focus();
    await app.page.keyboard.press('ArrowRight');
    await output(0).getByText('moved to 4').waitFor();
    await run(1);
    expect(await output(1).locator('.jp-OutputArea-output').innerText()).to.equal('4');
  });

  it('a value set by a cell moves the slider', async () => {
    await run(2);
    await readout(0).getByText('8', { exact: true }).waitFor();
    expect(await handle(0).getAttribute('aria-valuenow')).to.match(/^8/);
  });

  it('interact shows what the function gives, in place', async () => {
    await run(3);
    await output(3).getByText('square 25').or(output(3).getByText('square 16')).waitFor();
    await handle(3).focus();
    await app.page.keyboard.press('End');
    await output(3).getByText('square 81').waitFor();
    await output(3).locator('select').selectOption('area');
    await output(3).getByText('area 81').waitFor();
    expect(await output(3).getByText('square').count(), 'replaced').to.equal(1); // the menu's own
  });

  it('moves are heard while a cell awaits', async () => {
    await start(4);
    await output(4).getByText('waits').waitFor();
    await handle(0).focus();
    await app.page.keyboard.press('End');
    await output(4).getByText("'reached'").waitFor();
    await output(0).getByText('moved to 10').waitFor();
  });

  it('every kind of widget is shown', async () => {
    await run(5);
    await output(5).locator('.widget-output', { hasText: 'captured' }).waitFor();
    await output(5).locator('mjx-container').waitFor();
    expect(await output(5).locator('.widget-image').evaluate((image: HTMLImageElement) => image.naturalHeight)).to.equal(3);
    expect(await output(5).locator('input[type=date]').inputValue()).to.equal('2024-02-29');
    expect(await output(5).getByText(/Error|not found|could not/i).count()).to.equal(0);
    expect(await output(5).locator('.widget-vbox > *').count()).to.equal(40);
  });

  it('a saved notebook holds the widgets as they stand', async () => {
    type Saved = { model_name: string; model_module: string; model_module_version: string; state: Record<string, unknown> };
    await run(6);
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('Control+s');
    let saved: Record<string, Saved> = {};
    let models: Saved[] = [];
    while (!models.some(({ model_name }) => model_name === 'AccordionModel')) {
      await app.page.waitForTimeout(100);
      const { version_major, state } = (await onDisk()).metadata.widgets?.['application/vnd.jupyter.widget-state+json'] ?? { version_major: 2, state: {} };
      expect(version_major).to.equal(2);
      models = Object.values(saved = state as Record<string, Saved>);
    }
    for (const model of models) expect(model, JSON.stringify(model)).to.include.keys('model_name', 'model_module', 'model_module_version', 'state');
    // What the front end made of each state, attributes that are as its model has them left out, is what the kernel has.
    const kernelStates = JSON.parse(await output(6).locator('.jp-OutputArea-output').innerText()) as Record<string, Record<string, unknown>>;
    for (const [id, { model_name, state }] of Object.entries(saved)) expect(kernelStates[id], model_name).to.deep.include(state);
    expect(models.find(({ state: { description } }) => description === 'z')!.state).to.include({ max: 10, value: 10 });
    expect(models.find(({ model_name }) => model_name === 'IntRangeSliderModel')!.state.value).to.deep.equal([20, 70]);
    expect(models.find(({ model_name }) => model_name === 'ColorPickerModel')!.state.value).to.equal('#ff0000');
  });

  it('a reloaded page has its widgets again, alive', async () => {
    await app.page.reload();
    await handle(0).waitFor();
    expect(await readout(0).innerText()).to.equal('10');
    await handle(0).focus();
    await app.page.keyboard.press('Home');
    await output(0).getByText('moved to 0').waitFor();
    await output(5).locator('.widget-output', { hasText: 'captured' }).waitFor();
  });

  it('two pages of a notebook agree', async () => {
    const other = await app.browser.context.newPage();
    await other.goto(`${app.server.url}notebooks/Widgets.ipynb`);
    const there = other.locator('.jp-CodeCell').first();
    await there.locator('.noUi-handle').focus();
    await other.keyboard.press('ArrowRight');
    await there.locator('.widget-readout').getByText('1', { exact: true }).waitFor();
    await readout(0).getByText('1', { exact: true }).waitFor();
    await other.close();
  });

  it('left no complaint in the console', () => {
    expect(app.browser.complaints).to.deep.equal([]);
  });
});
