/** No menu entry that does nothing: every entry of every menu, of the command palette and of the context menus is chosen by the mouse, and something has to come of it. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import {
  choose, chooseInContext, chooseInOpenPalette, chooseInPalette, closeMenus, entriesOf, hasEffect, menuBarEntries, openContext, openMenu, paletteEntries,
} from './support/menus.js';
import type { Entry } from './support/menus.js';

/** Headings and cells of each kind, with outputs, so that there is something for every command. */
const rich = {
  cells: [
    { cell_type: 'markdown', id: 'm1', metadata: {}, source: '# One\n\ntext' },
    { cell_type: 'code', id: 'c1', metadata: {}, source: 'function f(a: number) {\n  if (a) {\n    return 1;\n  }\n}', outputs: [{ output_type: 'stream', name: 'stdout', text: 'printed\n'.repeat(80) }], execution_count: 1 },
    { cell_type: 'code', id: 'c2', metadata: {}, source: 'const second = 2;\nsecond', outputs: [{ output_type: 'stream', name: 'stdout', text: 'two\n' }], execution_count: 2 },
    { cell_type: 'markdown', id: 'm2', metadata: {}, source: '## Two\n\ntext' },
    { cell_type: 'code', id: 'c3', metadata: {}, source: 'second + 1', outputs: [], execution_count: null },
  ],
  metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' } }, nbformat: 4, nbformat_minor: 5,
};

const middle = (page: Page) => page.locator('.jp-CodeCell').nth(1);

/** Puts the page into a state in which the command has something to do. Default: the middle code cell is selected. */
const preparations: Record<string, (page: Page) => Promise<void>> = {
  'editmenu:undo': typed, 'editmenu:redo': async (page) => { await typed(page); await page.keyboard.press('Control+z'); },
  'notebook:undo-cell-action': async (page) => { await page.keyboard.press('d'); await page.keyboard.press('d'); },
  'notebook:redo-cell-action': async (page) => { await page.keyboard.press('d'); await page.keyboard.press('d'); await page.keyboard.press('z'); },
  'notebook:deselect-all': (page) => page.keyboard.press('Control+a'),
  'notebook:show-cell-code': (page) => choose(page, ['View', 'Collapse Selected Code']), 'notebook:show-all-cell-code': (page) => choose(page, ['View', 'Collapse All Code']),
  'notebook:show-cell-outputs': (page) => choose(page, ['View', 'Collapse Selected Outputs']), 'notebook:show-all-cell-outputs': (page) => choose(page, ['View', 'Collapse All Outputs']),
  'notebook:render-all-markdown': (page) => page.locator('.jp-MarkdownCell').first().dblclick(),
  'notebook:change-cell-to-code': (page) => page.locator('.jp-MarkdownCell').first().click(),
  'notebook:paste-cell-below': copied, 'notebook:paste-cell-above': copied, 'notebook:paste-and-replace-cell': copied,
  'docmanager:reload': typed, 'docmanager:save': typed, 'docmanager:save-all': typed,
  'application:reset-widget-zoom': (page) => chooseInPalette(page, 'application:zoom-in-widget'),
  'notebook:expand-all-headings': (page) => chooseInPalette(page, 'notebook:collapse-all-headings'),
  'codemirror:fold-current': inFunction, 'codemirror:fold-all': inFunction, 'codemirror:fold-subregions': inFunction,
  'codemirror:unfold-current': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold Current Region']); },
  'codemirror:unfold-all': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold All Regions']); },
  'codemirror:unfold-subregions': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold All Subregions']); },
};

/** What shows that a command which leaves no trace has worked: copying is seen by pasting, the palette by choosing from it. */
const proofs: Record<string, (page: Page) => Promise<void>> = {
  'apputils:activate-command-palette': (page) => chooseInOpenPalette(page, 'application:toggle-top'),
  'notebook:copy-cell': (page) => page.keyboard.press('v'),
  'filebrowser:copy': (page) => page.keyboard.press('Control+v'),
  // Switched on again, for the tests that come after.
  'application:toggle-context-menu': (page) => chooseInPalette(page, 'application:toggle-context-menu'),
};

async function typed(page: Page): Promise<void> {
  await middle(page).locator('.cm-content').click();
  await page.keyboard.type(' // typed');
}

async function copied(page: Page): Promise<void> {
  await page.keyboard.press('c');
}

async function inFunction(page: Page): Promise<void> {
  await page.locator('.jp-CodeCell').first().locator('.cm-line').first().click();
}

/** Selects the middle code cell, or puts the cursor into the file. */
async function ready(page: Page, path: string, timeout?: number): Promise<void> {
  const selected = path.startsWith('notebooks') ? middle(page).locator('.jp-InputPrompt') : page.locator(path.startsWith('edit') ? '.cm-line' : '.jp-DirListing-item').first();
  await selected.click({ timeout });
}

describe('the menus', function () {
  this.timeout(600_000);
  const app = appInBrowser();

  /** A fresh page whose middle code cell, or first file, is selected. */
  async function fresh(path: string): Promise<Page> {
    await app.server.put('Rich.ipynb', rich);
    await app.server.put('a.ts', 'function f() {\n  if (1) {\n    return 2;\n  }\n}\n');
    for (const page of app.browser.context.pages()) if (page !== app.page) await page.close();
    app.page.removeAllListeners('dialog');
    app.page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
    await app.browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.server.url });
    await app.open(path);
    await app.page.locator('.lm-MenuBar-item').first().waitFor();
    if (path.startsWith('notebooks')) await app.page.locator('.jp-CodeCell').nth(2).waitFor();
    await ready(app.page, path);
    return app.page;
  }

  /** The page as it is, if a reader could go on with it after Escape; otherwise a fresh one. */
  async function goOn(path: string): Promise<Page> {
    const { page, browser: { context }, server } = app;
    for (const other of context.pages()) if (other !== page) await other.close();
    await closeMenus(page);
    for (let i = 0; i < 5 && await page.locator('.jp-Dialog').count() > 0; i++) await page.keyboard.press('Escape');
    const isWhole = page.url() === server.url + path && await page.locator('.jp-Dialog').count() === 0 && await page.locator('#jp-MainMenu').isVisible()
      && await page.locator('.jp-InputPlaceholder, .jp-OutputPlaceholder').count() === 0
      && (!path.startsWith('notebooks') || await page.locator('.jp-Notebook > .jp-Cell, .jp-WindowedPanel-viewport > .jp-Cell').count() === rich.cells.length && await page.locator('.jp-OutputArea-output').count() > 1);
    if (!isWhole || !(await ready(page, path, 10_000).then(() => true, () => false))) return fresh(path);
    return page;
  }

  /** An entry and how it is reached. */
  interface Choice {
    name: string;
    entry: Entry;
    choose(page: Page): Promise<void>;
    /** How the entry looks where it stands. */
    again(page: Page): Promise<Entry | undefined>;
  }

  const walked = new Set<string>();
  /** Those that a reader can choose and no test has chosen. Of themes, languages and sizes one each. */
  const unwalked = (choices: Choice[], keyOf: (choice: Choice) => string): Choice[] => choices.filter((choice) => {
    const { entry } = choice;
    const isKind = /:(change-theme|change-light-theme|change-dark-theme|change-language|change-tabs|incr-font-size|decr-font-size|change-font-size)$/.test(entry.command);
    const key = isKind ? entry.command : keyOf(choice);
    if (!entry.enabled || entry.isSubmenu || walked.has(key) || (isKind && entry.toggled)) return false;
    walked.add(entry.command);
    return walked.add(key);
  });

  /** Names of the choices of which nothing comes. */
  async function dead(path: string, choices: Choice[], isFresh: (command: string) => boolean): Promise<string[]> {
    const names: string[] = [];
    for (const { name, entry: { command, toggled }, choose, again } of choices) {
      const page = await (isFresh(command) ? fresh(path) : goOn(path));
      if (!path.startsWith('edit')) await preparations[command]?.(page); // These are for cells.
      const done = await hasEffect(page, async () => {
        await choose(page);
        await proofs[command]?.(page);
      }, command.startsWith('docmanager:save'));
      if (done) continue;
      // What is only ticked is seen in the menu itself.
      await closeMenus(page);
      if ((await again(page))?.toggled === toggled) names.push(`${name} [${command}]`);
      await closeMenus(page);
    }
    return names;
  }

  for (const path of ['notebooks/Rich.ipynb', 'tree', 'edit/a.ts']) {
    it(`of ${path.replace(/\/.*/, '')}: every entry does something or is greyed out @full`, async () => {
      const page = await fresh(path);
      const choices = (await menuBarEntries(page)).map(({ path: labels, entry }): Choice => ({
        name: labels.join(' → '), entry, choose: () => choose(page, labels),
        again: async () => {
          await openMenu(page, labels.slice(0, -1));
          return (await entriesOf(page)).find(({ label }) => label === labels.at(-1));
        },
      }));
      // What was folded stays folded. What another page has shown to work works here.
      expect(await dead(path, unwalked(choices, ({ name }) => name), (command) => command.startsWith('codemirror:'))).to.deep.equal([]);
    });
  }

  it('of the command palette: likewise, what no menu has @full', async () => {
    const names: string[] = [];
    for (const path of ['notebooks/Rich.ipynb', 'tree', 'edit/a.ts']) {
      const page = await fresh(path);
      const choices = (await paletteEntries(page)).map((entry): Choice => ({
        name: `${path}: ${entry.label}`, entry, choose: () => chooseInPalette(page, entry.command),
        again: async () => (await paletteEntries(page)).find(({ command }) => command === entry.command),
      }));
      names.push(...await dead(path, unwalked(choices, ({ entry }) => entry.command), (command) => command.startsWith('documentsearch:')));
    }
    expect(names).to.deep.equal([]);
  });

  it('of the right mouse button: likewise @full', async () => {
    const names: string[] = [];
    for (const [path, selector] of [
      ['notebooks/Rich.ipynb', '.jp-OutputArea-output'], ['notebooks/Rich.ipynb', '.jp-CodeCell .cm-content'], ['edit/a.ts', '.cm-content'],
      ['tree', '.jp-DirListing-header'], ['tree', '.jp-DirListing-item[title*="a.ts"]'],
    ]) {
      const page = await fresh(path);
      const target = page.locator(selector).first();
      await openContext(target);
      const choices = (await entriesOf(page)).map((entry): Choice => ({
        name: `${path}, ${selector}: ${entry.label}`, entry, choose: () => chooseInContext(page, target, entry.label),
        again: async () => {
          await openContext(target);
          return (await entriesOf(page)).find(({ label }) => label === entry.label);
        },
      }));
      await closeMenus(page);
      names.push(...await dead(path, unwalked(choices, ({ entry }) => entry.command), () => path === 'tree'));
    }
    expect(names).to.deep.equal([]);
  });
});
