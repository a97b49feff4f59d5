/** Saves that the page makes by itself, in Chromium: when a cell is run; and none of them is a conflict with another. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingManager } from '@jupyterlab/services';
import { expect } from 'chai';
import { appInBrowser } from './support/app-in-browser.js';
import { cell, start } from './support/cells.js';
import { clientSettings, notebookOf } from './support/server.js';

describe('a cell that is run', function () {
  this.timeout(240_000);
  const app = appInBrowser({}, async ({ server }) => {
    await server.put('Lab.ipynb', notebookOf('let x = 1'));
    // Not the autosave shall save it.
    await new SettingManager({ serverSettings: clientSettings(server) }).save('@jupyterlab/docmanager-extension:plugin', '{ "autosaveInterval": 7200 }');
  });
  const holds = async (text: string): Promise<void> => {
    while (!(await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8')).includes(text)) await app.page.waitForTimeout(50);
  };

  it('is saved when it starts, and with its output when it has ended', async () => {
    await app.open('notebooks/Lab.ipynb');
    await start(cell(app.page, 0), 'console.log("begun"); await new Promise((resolve) => setTimeout(resolve, 3000)); "ended".toUpperCase()');
    await holds('resolve, 3000');
    await holds('ENDED');
  });

  it('also after a save that took long, and during it', async () => {
    const { page } = app;
    let puts = 0;
    await page.route('**/api/contents/Lab.ipynb*', async (route) => {
      if (route.request().method() === 'PUT' && ++puts === 1) await page.waitForTimeout(1000);
      return route.continue();
    });
    const saving = page.waitForRequest((request) => request.method() === 'PUT');
    await start(cell(page, 0), '"first".toUpperCase()');
    await saving;
    await start(cell(page, 0), '"second".toUpperCase()');
    await holds('SECOND');
    await start(cell(page, 0), '"third".toUpperCase()');
    await holds('THIRD');
    expect(puts).to.be.at.least(2);
  });
});

describe('a save that begins while another is on its way', function () {
  this.timeout(240_000);
  const app = appInBrowser({}, async ({ server }) => server.put('Lab.ipynb', notebookOf('let x = 1')));

  it('waits for it, and does not take its change of the file for a stranger\'s', async () => {
    const { page } = app;
    let answer!: () => void, arrived!: () => void;
    const mayAnswer = new Promise<void>((resolve) => { answer = resolve; });
    const written = new Promise<void>((resolve) => { arrived = resolve; });
    let puts = 0;
    await page.route('**/api/contents/Lab.ipynb*', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      const response = await route.fetch();
      if (++puts === 1) {
        arrived();
        await mayAnswer;
      }
      return route.fulfill({ response });
    });
    await app.open('notebooks/Lab.ipynb');
    const code = cell(page, 0).locator('.cm-content');
    await code.click();
    await page.keyboard.press('End');
    await page.keyboard.insertText('2');
    await page.evaluate(() => { // to another tab and back: the page saves by itself
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      delete (document as { visibilityState?: string }).visibilityState;
    });
    await written;
    await page.keyboard.insertText('3');
    await page.keyboard.press('ControlOrMeta+s');
    await page.waitForTimeout(500); // in which a second save would have looked at the file
    answer();
    while (!(await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8')).includes('let x = 123')) await page.waitForTimeout(50);
    expect(await page.locator('.jp-Dialog').count()).to.equal(0);
  });
});
