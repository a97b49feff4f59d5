/** Notebook cells in the browser, as a student handles them. */
import type { Locator, Page } from 'playwright-core';

export const cell = (page: Page, index: number): Locator => page.locator('.jp-CodeCell').nth(index);

/** The first code cell with this text in its code. */
export const cellWith = (page: Page, text: string): Locator =>
  page.locator('.jp-CodeCell').filter({ has: page.locator('.cm-content', { hasText: text }) }).first();

export const outputOf = (cell: Locator): Locator => cell.locator('.jp-Cell-outputWrapper');

/** Puts the cursor into a cell, replaces its code where there is some, and presses Ctrl+Enter. */
export async function start(cell: Locator, code?: string): Promise<void> {
  await cell.locator('.cm-content').click();
  const { keyboard } = cell.page();
  if (code !== undefined) {
    await keyboard.press('ControlOrMeta+a');
    // As pasted text: the editor would close brackets that are typed.
    await keyboard.insertText(code);
  }
  await keyboard.press('Control+Enter');
}

/** Starts a cell and waits until it has ended, which gives it a new number. */
export async function run(cell: Locator, code?: string): Promise<void> {
  const prompt = cell.locator('.jp-InputPrompt');
  const before = await prompt.innerText();
  await start(cell, code);
  for (let text = before; text === before || !/\d/.test(text); text = await prompt.innerText()) await cell.page().waitForTimeout(100);
}
