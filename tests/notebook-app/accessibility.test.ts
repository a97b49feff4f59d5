/** axe-core's verdict on the pages: https://github.com/dequelabs/axe-core */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { writeLabs } from '../../labs/authoring/labs.js';
import { appInBrowser } from './support/app-in-browser.js';
import { openBrowser } from './support/browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('for a screen reader', function () {
  this.timeout(240_000);
  const app = appInBrowser({ course: (folder) => writeLabs(folder, 'student') }, () => app.open(''));

  const pages = [['the start page', '', '.lessons'], ['the list of files', 'tree', '.jp-DirListing-item'], ['a notebook', 'notebooks/en/lab01-generator.ipynb', '.jp-CodeCell .cm-content']];

  /** What axe finds on the page, with the first place of each fault. */
  async function faultsOf(page: Page, content: string): Promise<string[]> {
    await page.locator(content).first().waitFor();
    await page.waitForLoadState('networkidle');
    // Editors measure text in elements that are gone when they stand.
    await page.waitForFunction(() => document.querySelector('img:not([alt]):not([aria-hidden])') === null);
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
    expect(passes.length).to.be.greaterThan(20);
    return violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes[0].html.slice(0, 200)}`);
  }

  for (const [name, path, content] of pages) {
    it(`${name} has no fault that axe finds`, async () => {
      const page = await app.browser.context.newPage();
      await page.goto(app.server.url + path);
      expect(await faultsOf(page, content)).to.deep.equal([]);
      await page.close();
    });
  }

  it('nor in Traditional Chinese and dark @full', async () => {
    await mkdir(join(app.server.settingsFolder, 'settings'), { recursive: true });
    const themeFile = join(app.server.settingsFolder, 'settings', '_jupyterlab_apputils-extension_themes.json5');
    await writeFile(themeFile, '{"theme": "JupyterLab Dark"}');
    const chinese = await openBrowser('zh-TW');
    try {
      const page = await chinese.context.newPage();
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(app.server.addressForBrowser());
      for (const [name, path, content] of pages) {
        await page.goto(app.server.url + path.replace('/en/', '/zh-TW/'));
        const faults = await faultsOf(page, content);
        expect(await page.evaluate(() => [document.documentElement.lang, matchMedia('(prefers-color-scheme: dark)').matches, document.body.dataset.jpThemeLight ?? 'false']), name).to.deep.equal(['zh-TW', true, 'false']);
        expect(faults, name).to.deep.equal([]);
      }
    } finally {
      await chinese.close();
      await rm(themeFile);
    }
  });

  it('the skip link leads into the content on every page', async () => {
    for (const [, path, content] of pages.slice(1)) {
      const page = await app.browser.context.newPage();
      await page.goto(app.server.url + path);
      await page.locator(content).first().waitFor();
      await page.locator('.skip-link').focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.closest('#main-panel') !== null), path).to.equal(true);
      await page.close();
    }
    expect(app.browser.complaints).to.deep.equal([]);
  });
});
