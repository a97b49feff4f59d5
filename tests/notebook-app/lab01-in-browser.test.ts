/** A student's first minutes: Lab 01 opened, a wrong solution gets its hint, the right one its green check. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { noBrowser, openBrowser } from './support/browser.js';
import type { Witness } from './support/browser.js';
import { startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const head = "function transposedConvSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {\n";

describe('Lab 01 in a browser', function () {
  this.timeout(90_000);
  let server: TestServer;
  let browser: Witness;
  let page: Page;

  before(async function () {
    if (noBrowser) {
      console.log(`    skipped: ${noBrowser}`);
      this.skip();
    }
    // Inside the package, as labs/ is: its notebooks import `minimax-labs`.
    server = await startTestServer(join(root, 'dist'));
    await server.put('lab01.ipynb', await readFile(join(root, 'labs', 'en', 'lab01-generator.ipynb'), 'utf8'));
    browser = await openBrowser();
    page = await browser.context.newPage();
    await page.goto(`${server.url}notebooks/lab01.ipynb?token=${server.token}`);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const cellWith = (text: string): Locator => page.locator('.jp-CodeCell').filter({ has: page.locator('.cm-content', { hasText: text }) }).first();
  const check = () => cellWith("lab.check('transposed-size'");

  /** Runs a cell, with new code where there is some, and waits until it has ended. */
  async function run(cell: Locator, code?: string): Promise<void> {
    const prompt = cell.locator('.jp-InputPrompt');
    const before = await prompt.innerText();
    await cell.locator('.cm-content').click();
    if (code !== undefined) {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(code);
    }
    await page.keyboard.press('Shift+Enter');
    while ((await prompt.innerText()) === before || !/\d/.test(await prompt.innerText())) await page.waitForTimeout(100);
  }

  it('opens and says which backend computes', async () => {
    const opening = cellWith("openLab('lab01-generator'");
    await opening.waitFor();
    await run(opening);
    expect(await opening.locator('.jp-OutputArea').innerText()).to.match(/tfjs backend: \w+/);
    expect(await opening.locator('.jp-OutputArea').innerText()).not.to.match(/Error/);
  });

  it('answers a wrong solution with what is wrong and a hint', async () => {
    await run(cellWith('function transposedConvSize'), `${head}  return input * stride + kernel;\n}`);
    await run(check());
    const answer = await check().locator('.jp-OutputArea').innerText();
    expect(answer).to.match(/0 of 2 checks pass/);
    expect(answer).to.contain('✗').and.not.to.contain('    at ');
  });

  it('turns the check green for the right solution', async () => {
    await run(cellWith('function transposedConvSize'), `${head}  return padding === 'same' ? input * stride : input * stride + Math.max(kernel - stride, 0);\n}`);
    await run(check());
    const answer = await check().locator('.jp-OutputArea').innerText();
    expect(answer).to.contain('✓').and.not.to.contain('✗');
  });

  it('is the same after saving and reloading', async () => {
    const answer = await check().locator('.jp-OutputArea').innerText();
    await page.keyboard.press('ControlOrMeta+s');
    const saved = () => readFile(join(server.root, 'lab01.ipynb'), 'utf8');
    while (!(await saved()).includes('✓')) await page.waitForTimeout(100);
    const text = await saved();
    await page.reload();
    // The page lays its cells out bit by bit; an output that is not on it yet has no text.
    const output = check().locator('.jp-OutputArea');
    await output.filter({ hasText: '✓' }).waitFor();
    for (let i = 0; i < 50 && (await output.innerText()) !== answer; i++) await page.waitForTimeout(100);
    expect(await output.innerText()).to.equal(answer);
    expect(await cellWith('function transposedConvSize').locator('.cm-content').innerText()).to.contain('Math.max(kernel - stride, 0)');
    expect(await saved()).to.equal(text);
  });

  it('needed no other host and complained of nothing', () => {
    expect([...browser.hosts]).to.deep.equal([`127.0.0.1:${server.port}`]);
    expect(browser.complaints).to.deep.equal([]);
  });
});
