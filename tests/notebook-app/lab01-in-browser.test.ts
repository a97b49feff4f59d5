/** A student's first minutes: Lab 01 opened, a wrong solution gets its hint, the right one its green check. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { writeLabs } from '../../labs/authoring/labs.js';
import { appInBrowser } from './support/app-in-browser.js';
import * as cells from './support/cells.js';
import { run } from './support/cells.js';

const head = "function transposedConvSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {\n";

describe('Lab 01 in a browser', function () {
  this.timeout(240_000);
  const app = appInBrowser({ course: (folder) => writeLabs(folder, 'student') }, () => app.open('notebooks/en/lab01-generator.ipynb'));
  const cellWith = (text: string): Locator => cells.cellWith(app.page, text);
  const check = () => cellWith("lab.check('transposed-size'");

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
    await app.page.keyboard.press('ControlOrMeta+s');
    const saved = () => readFile(join(app.server.root, 'en', 'lab01-generator.ipynb'), 'utf8');
    while (!(await saved()).includes('all 2 checks pass')) await app.page.waitForTimeout(100);
    const text = await saved();
    await app.page.reload();
    // The page lays out what is in view, bit by bit; an output that is not has no inner text.
    const output = check().locator('.jp-OutputArea');
    await output.filter({ hasText: '✓' }).waitFor();
    for (let i = 0; i < 50 && (await output.innerText()) !== answer; i++) {
      await output.scrollIntoViewIfNeeded();
      await app.page.waitForTimeout(100);
    }
    expect(await output.innerText()).to.equal(answer);
    expect(await cellWith('function transposedConvSize').locator('.cm-content').innerText()).to.contain('Math.max(kernel - stride, 0)');
    expect(await saved()).to.equal(text);
  });

  it('needed no other host and complained of nothing', () => {
    expect([...app.browser.hosts]).to.deep.equal([`127.0.0.1:${app.server.port}`]);
    expect(app.browser.complaints).to.deep.equal([]);
  });
});
