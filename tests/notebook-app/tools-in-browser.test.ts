/** The tools around the cells, each used once by keyboard or mouse: help, find and replace, contents, files, menus on a narrow window. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import { cell } from './support/cells.js';
import { choose } from './support/menus.js';

const notebook = {
  cells: [
    { cell_type: 'markdown', id: 'm1', metadata: {}, source: '# The game\n\ntext' },
    { cell_type: 'code', id: 'c1', metadata: {}, source: '/** Doubles a number. */\nfunction twice(a: number): number { return 2 * a; }', outputs: [], execution_count: null },
    { cell_type: 'code', id: 'c2', metadata: {}, source: 'twice(21)', outputs: [], execution_count: null },
    { cell_type: 'markdown', id: 'm2', metadata: {}, source: '## The players\n\ntext' },
  ],
  metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' } }, nbformat: 4, nbformat_minor: 5,
};

describe('the tools of the interface', function () {
  this.timeout(240_000);
  const app = appInBrowser({}, async ({ server }) => {
    await server.put('Lab.ipynb', notebook);
    await server.put('a.txt', 'a');
  });
  const onDisk = (name: string) => readFile(join(app.server.root, name), 'utf8');
  const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => { while (!(await condition())) await app.page.waitForTimeout(100); };

  describe('in a notebook', () => {
    it('contextual help follows the cursor with type and documentation @full', async () => {
      const { page } = app;
      let questions = 0;
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => { if (payload.includes('inspect_request')) questions++; }));
      await app.open('notebooks/Lab.ipynb');
      await cell(page, 0).locator('.cm-content').click();
      await page.keyboard.press('Shift+Enter');
      await cell(page, 0).locator('.jp-InputPrompt', { hasText: '1' }).waitFor();
      expect(questions, 'asked while the help is closed').to.equal(0);
      await cell(page, 0).locator('.cm-content[data-language="typescript"]').waitFor(); // the file does not name its language
      await page.keyboard.press('Control+i');
      const help = page.locator('#minimax-contextual-help');
      await help.waitFor();
      await cell(page, 1).locator('.cm-content').click();
      await page.keyboard.press('Home');
      await help.getByText('twice(a: number): number').first().waitFor();
      await help.getByText('Doubles a number.').first().waitFor();
      await page.keyboard.press('Control+i');
      await help.waitFor({ state: 'hidden' });
    });

    it('find and replace changes every place @full', async () => {
      const { page } = app;
      await page.keyboard.press('Escape');
      await choose(page, ['Edit', 'Find and Replace…']);
      const field = (placeholder: string) => page.locator(`.jp-DocumentSearch-overlay [placeholder="${placeholder}"]`);
      await field('Find').fill('twice');
      await page.locator('.jp-DocumentSearch-index-counter', { hasText: '/2' }).waitFor();
      await field('Replace').fill('double');
      await page.locator('.jp-DocumentSearch-overlay button', { hasText: 'Replace All' }).click();
      await cell(page, 1).locator('.cm-content', { hasText: 'double(21)' }).waitFor();
      await cell(page, 0).locator('.cm-content', { hasText: 'function double' }).waitFor();
      await page.keyboard.press('Escape');
    });

    it('the table of contents leads to a heading @full', async () => {
      const { page } = app;
      await choose(page, ['View', 'Table of Contents']);
      const contents = page.locator('.jp-TableOfContents');
      expect(await contents.locator('.jp-tocItem-content').allInnerTexts()).to.deep.equal(['The game', 'The players']);
      await contents.getByText('The players').click();
      await page.locator('.jp-MarkdownCell.jp-mod-active, .jp-MarkdownCell.jp-mod-selected', { hasText: 'The players' }).first().waitFor();
      await choose(page, ['View', 'Table of Contents']);
      await contents.waitFor({ state: 'hidden' });
    });

    it('letters are commands outside of the editor, and a dialog lists them @full', async () => {
      const { page } = app;
      await cell(page, 1).locator('.jp-InputPrompt').click();
      const before = await page.locator('.jp-Cell').count();
      await page.keyboard.press('b');
      await until(async () => (await page.locator('.jp-Cell').count()) === before + 1);
      await page.keyboard.press('d');
      await page.keyboard.press('d');
      await until(async () => (await page.locator('.jp-Cell').count()) === before);
      await page.keyboard.press('Control+Shift+h');
      await page.locator('.jp-Dialog', { hasText: 'Shortcut' }).locator(':focus').waitFor(); // It takes the focus once its table is drawn.
      await page.keyboard.press('Escape');
      await page.locator('.jp-Dialog').waitFor({ state: 'detached' });
    });

    it('a notebook is renamed by its title @full', async () => {
      const { page } = app;
      await page.locator('.jp-NotebookTitle, #jp-title h1').first().click();
      await page.locator('.jp-Dialog input').first().fill('Renamed.ipynb');
      await page.keyboard.press('Enter');
      await until(() => existsSync(join(app.server.root, 'Renamed.ipynb')));
      expect(existsSync(join(app.server.root, 'Lab.ipynb'))).to.equal(false);
      await until(async () => await page.title() === 'Renamed');
    });
  });

  describe('in the list of files', () => {
    const item = (page: Page, name: string) => page.locator('.jp-DirListing-item', { has: page.getByText(name, { exact: true }) });
    const contextMenu = async (page: Page, name: string, entry: string): Promise<void> => {
      await item(page, name).click({ button: 'right' });
      await page.locator('.lm-Menu-item', { has: page.getByText(entry, { exact: true }) }).click();
    };

    it('duplicate, rename and delete @full', async () => {
      await app.open('tree');
      const { page } = app;
      await contextMenu(page, 'a.txt', 'Duplicate');
      await item(page, 'a-Copy1.txt').waitFor();
      expect(await onDisk('a-Copy1.txt')).to.equal('a');
      await contextMenu(page, 'a-Copy1.txt', 'Rename');
      await page.locator('.jp-DirListing-editor').fill('b.txt');
      await page.keyboard.press('Enter');
      await item(page, 'b.txt').waitFor();
      await contextMenu(page, 'b.txt', 'Delete');
      await page.locator('.jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept').last().click();
      await item(page, 'b.txt').waitFor({ state: 'detached' });
      expect(existsSync(join(app.server.root, 'b.txt'))).to.equal(false);
    });

    it('upload and download @full', async () => {
      const { page } = app;
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('[data-jp-item-name="uploader"] jp-button, .jp-ToolbarButtonComponent[title*="Upload"]').first().click()]);
      await chooser.setFiles({ name: 'up.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(3_000_000, 7) });
      await item(page, 'up.bin').waitFor();
      await until(async () => (await readFile(join(app.server.root, 'up.bin'))).equals(Buffer.alloc(3_000_000, 7)));
      const [download] = await Promise.all([page.waitForEvent('download'), contextMenu(page, 'up.bin', 'Download')]);
      expect(await readFile(await download.path())).to.deep.equal(Buffer.alloc(3_000_000, 7));
    });

    it('the menu "New" is whole in a narrow window @full', async () => {
      const { page } = app;
      await page.setViewportSize({ width: 1200, height: 700 });
      await page.locator('.jp-FileBrowser-toolbar .lm-MenuBar-item', { hasText: 'New' }).or(page.locator('.lm-MenuBar-item', { hasText: 'New' })).last().click();
      const box = (await page.locator('.lm-Menu').boundingBox())!;
      expect(box.x + box.width).to.be.at.most(1200);
      await page.keyboard.press('Escape');
    });

    it('none of them left a complaint in the console @full', () => {
      expect(app.browser.complaints).to.deep.equal([]);
    });
  });
});
