/** Debugging TypeScript in the notebook app: Jupyter's debugger in a real Chromium. The steps build on each other. */
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import * as cells from './support/cells.js';
import { notebookOf } from './support/server.js';

const code = `interface Step { loss: number }
function half(n: number): number {
  const result: number = n / 2
  return result
}
let loss = 8
for (let i = 0; i < 3; i++) {
  loss = half(loss)
}
loss`;

describe('the debugger in a browser', function () {
  this.timeout(240_000);
  const app = appInBrowser({}, async ({ server }) => {
    await server.put('Debug.ipynb', notebookOf(code, 'loss + 1'));
    await app.open('notebooks/Debug.ipynb');
    await cell(1).waitFor();
  });

  const cell = (index: number): Locator => cells.cell(app.page, index);
  const stopLine = (): Locator => cell(0).locator('.cm-line.jp-DebuggerEditor-highlight');
  const sidebar = (): Locator => app.page.locator('.jp-DebuggerSidebar');
  /** The value of a variable in the tree. */
  const variable = (name: string): Locator => sidebar().locator('.jp-TreeItem', { has: app.page.locator('.jp-DebuggerVariables-name', { hasText: new RegExp(`^${name}$`) }) });
  const command = (name: string): Promise<void> => sidebar().locator(`[data-command="debugger:${name}"]`).click();

  const start = (index: number): Promise<void> => cells.start(cell(index));

  it('is switched on with the bug in the toolbar', async () => {
    const bug = app.page.locator('.jp-DebuggerBugButton');
    await bug.and(app.page.locator(':not([aria-disabled="true"])')).waitFor();
    await bug.click();
    await cell(0).locator('.cm-breakpoint-gutter').first().waitFor();
  });

  it('sets a breakpoint with a click beside the line, and stops there', async () => {
    await cell(0).locator('.cm-gutter.cm-breakpoint-gutter .cm-gutterElement').nth(4).click();
    await cell(0).locator('.cm-breakpoint-icon').nth(1).waitFor(); // the first keeps the place
    await start(0);
    await stopLine().waitFor();
    expect(await stopLine().textContent()).to.equal('  return result');
  });

  it('shows the stack and the variables', async () => {
    expect(await sidebar().locator('.jp-DebuggerCallstackFrame').allTextContents()).to.deep.equal(['halfCell [*]:4', 'Cell [1]Cell [*]:8']);
    await variable('n').filter({ hasText: '8' }).waitFor();
    await variable('result').filter({ hasText: '4' }).waitFor();
  });

  it('goes on line by line', async () => {
    while (await stopLine().textContent() === '  return result') {
      await command('next');
      await app.page.waitForTimeout(100);
    }
    expect(await stopLine().textContent()).to.match(/^for |^  loss = half/);
  });

  it('goes on to the end when the breakpoint is gone, and the notebook is as before when it is switched off', async () => {
    await cell(0).locator('.cm-breakpoint-icon').nth(1).click();
    await cell(0).locator('.cm-breakpoint-icon').nth(1).waitFor({ state: 'detached' });
    await command('continue');
    await cell(0).locator('.jp-OutputArea-output', { hasText: '1' }).waitFor();
    expect(await stopLine().count()).to.equal(0);
    await sidebar().locator('.jp-DebuggerVariables-name', { hasText: 'loss' }).waitFor();
    await app.page.locator('.jp-DebuggerBugButton').click();
    await sidebar().waitFor({ state: 'hidden' });
    await start(1);
    await cell(1).locator('.jp-OutputArea-output', { hasText: '2' }).waitFor();
    expect(app.browser.complaints).to.deep.equal([]);
  });
});
