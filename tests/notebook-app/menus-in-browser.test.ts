/** No menu entry that does nothing: every entry of every menu is chosen by the mouse, and something has to come of it. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import { choose, closeMenus, hasEffect, menuBarEntries, openMenu, entriesOf } from './support/menus.js';

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
  // Copying is seen by pasting.
  'notebook:copy-cell': async () => {},
  'docmanager:reload': typed, 'docmanager:save': typed, 'docmanager:save-all': typed,
  'codemirror:fold-current': inFunction, 'codemirror:fold-all': inFunction, 'codemirror:fold-subregions': inFunction,
  'codemirror:unfold-current': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold Current Region']); },
  'codemirror:unfold-all': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold All Regions']); },
  'codemirror:unfold-subregions': async (page) => { await inFunction(page); await choose(page, ['View', 'Code Folding', 'Fold All Subregions']); },
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
async function ready(page: Page, path: string): Promise<void> {
  if (path.startsWith('notebooks')) await middle(page).locator('.jp-InputPrompt').click({ timeout: 10_000 });
  else if (path.startsWith('edit')) await page.locator('.cm-line').first().click({ timeout: 10_000 });
  else await page.locator('.jp-DirListing-item').first().click({ timeout: 10_000 });
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
      && (!path.startsWith('notebooks') || await page.locator('.jp-Notebook > .jp-Cell, .jp-WindowedPanel-viewport > .jp-Cell').count() === rich.cells.length);
    if (!isWhole || !(await ready(page, path).then(() => true, () => false))) return fresh(path);
    return page;
  }

  const walked = new Set<string>();
  for (const path of ['notebooks/Rich.ipynb', 'tree', 'edit/a.ts']) {
    it(`of ${path.replace(/\/.*/, '')}: every entry does something or is greyed out @full`, async () => {
      await fresh(path);
      // Of themes, languages and sizes one each; what another page has shown to work works here.
      const entries = (await menuBarEntries(app.page)).filter(({ path: labels, entry }) => {
        const isKind = /:(change-theme|change-language|change-tabs|incr-font-size|decr-font-size|change-font-size)$/.test(entry.command);
        const key = isKind ? entry.command : labels.join();
        if (!entry.enabled || walked.has(key) || (isKind && entry.toggled)) return false;
        return walked.add(key);
      });
      const dead: string[] = [];
      for (const { path: labels, entry } of entries) {
        // What was folded stays folded.
        const page = await (entry.command.startsWith('codemirror:') ? fresh(path) : goOn(path));
        if (path.startsWith('notebooks')) await preparations[entry.command]?.(page);
        const done = await hasEffect(page, async () => {
          await choose(page, labels);
          if (entry.command === 'notebook:copy-cell') await page.keyboard.press('v');
        }, entry.command.startsWith('docmanager:save'));
        if (done) continue;
        // What is only ticked is seen in the menu itself.
        await closeMenus(page);
        await openMenu(page, labels.slice(0, -1));
        const toggled = (await entriesOf(page)).find(({ label }) => label === labels.at(-1))?.toggled;
        if (toggled === entry.toggled) dead.push(`${labels.join(' → ')} [${entry.command}]`);
      }
      expect(dead).to.deep.equal([]);
    });
  }
});
