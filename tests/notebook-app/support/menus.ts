/** The menus of the notebook interface: what they hold, choosing an entry by the mouse, and whether that had an effect. */
import type { Locator, Page, Request } from 'playwright-core';

export interface Entry {
  label: string;
  command: string;
  enabled: boolean;
  toggled: boolean;
  isSubmenu: boolean;
}

/** Entries of the innermost menu that is open. */
export const entriesOf = (page: Page): Promise<Entry[]> => page.evaluate(() => {
  const menu = [...document.querySelectorAll('.lm-Menu')].at(-1);
  return [...menu?.querySelectorAll<HTMLElement>('.lm-Menu-item') ?? []]
    .filter(({ dataset, offsetHeight }) => dataset.type !== 'separator' && offsetHeight > 0)
    .map(({ classList, dataset, children }) => ({
      label: [...children].find(({ className }) => className.includes('Label'))?.textContent ?? '', command: dataset.command ?? '',
      enabled: !classList.contains('lm-mod-disabled'), toggled: classList.contains('lm-mod-toggled'), isSubmenu: dataset.type === 'submenu',
    }));
});

/** The entry with this label in the innermost open menu. */
const entry = (page: Page, label: string): Locator => page.locator('.lm-Menu').last().locator('.lm-Menu-item', { has: page.getByText(label, { exact: true }) }).first();

/** Opens a menu of the menu bar and then, by their labels, menus inside it. */
export async function openMenu(page: Page, [bar, ...inside]: string[]): Promise<void> {
  await page.locator('#jp-MainMenu .lm-MenuBar-item', { has: page.getByText(bar, { exact: true }) }).click();
  await page.locator('.lm-Menu').first().waitFor();
  for (const [depth, label] of inside.entries()) {
    await entry(page, label).click();
    await page.locator('.lm-Menu').nth(depth + 1).waitFor();
  }
}

export async function closeMenus(page: Page): Promise<void> {
  while (await page.locator('.lm-Menu').count() > 0) await page.keyboard.press('Escape');
}

/** All entries of the menu bar with the labels that lead to each, menus inside menus included. */
export async function menuBarEntries(page: Page): Promise<{ path: string[]; entry: Entry }[]> {
  const all: { path: string[]; entry: Entry }[] = [];
  const collect = async (path: string[]): Promise<void> => {
    await openMenu(page, path);
    const found = await entriesOf(page);
    await closeMenus(page);
    for (const each of found) {
      if (each.isSubmenu && each.enabled) await collect([...path, each.label]);
      else all.push({ path: [...path, each.label], entry: each });
    }
  };
  for (const bar of await page.locator('#jp-MainMenu .lm-MenuBar-itemLabel').allInnerTexts()) await collect([bar]);
  return all;
}

/** Chooses an entry of the menu bar by the mouse. */
export async function choose(page: Page, path: string[]): Promise<void> {
  await openMenu(page, path.slice(0, -1));
  await entry(page, path.at(-1)!).click();
}

/** Chooses an entry of the menu that a click with the right button opens. */
export async function chooseInContext(page: Page, target: Locator, label: string): Promise<void> {
  await openContext(target);
  await entry(page, label).click();
}

export async function openContext(target: Locator): Promise<void> {
  await target.click({ button: 'right' });
  await target.page().locator('.lm-Menu').first().waitFor();
}

/** What cannot be chosen is not shown in it. */
const paletteItem = '.jp-ModalCommandPalette:not(.lm-mod-hidden) .lm-CommandPalette-item:not(.lm-mod-disabled)';

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+c');
  await page.locator(paletteItem).first().waitFor();
}

/** All entries of the command palette. */
export async function paletteEntries(page: Page): Promise<Entry[]> {
  await openPalette(page);
  const found = await page.locator(paletteItem).evaluateAll((items: HTMLElement[]) => items.map((item) => ({
    label: item.querySelector('.lm-CommandPalette-itemLabel')?.textContent ?? '', command: item.dataset.command ?? '',
    enabled: true, toggled: item.classList.contains('lm-mod-toggled'), isSubmenu: false,
  })));
  await page.keyboard.press('Escape');
  return found;
}

/** Chooses an entry of the command palette by the mouse. */
export async function chooseInPalette(page: Page, command: string): Promise<void> {
  await openPalette(page);
  await chooseInOpenPalette(page, command);
}

export const chooseInOpenPalette = (page: Page, command: string): Promise<void> => page.locator(`${paletteItem}[data-command="${command}"]`).first().click();

/**
 * What a reader sees and a page remembers, apart from the menus themselves: the page's text and form, where the focus and the selection
 * are, how far it is scrolled, what was copied.
 */
const appearance = (page: Page): Promise<string> => page.evaluate(async () => {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  // Clocks, cursors that blink, and what follows the kernel's state.
  for (const noise of copy.querySelectorAll('.lm-Menu, .lm-MenuBar, .jp-ModalCommandPalette, .cm-cursorLayer, .cm-selectionLayer, .jp-NotebookCheckpoint, .jp-Notebook-ExecutionIndicator, .jp-NotebookKernelStatus, link[rel="icon"]')) noise.remove();
  const scrolled = [...document.querySelectorAll('.jp-WindowedPanel-outer, .cm-scroller')].map(({ scrollTop }) => Math.round(scrollTop));
  const fields = [...document.querySelectorAll('input')].map(({ value, checked }) => `${value}${checked}`);
  const clipboard = await navigator.clipboard.readText().catch(() => ''); // may be read by a page that has the focus
  return `${copy.outerHTML}\n${clipboard}\n${scrolled}\n${fields}\n${document.activeElement?.className}\n${String(getSelection())}\n${localStorage.length}`;
});

/** Resolves when the page has looked the same for a moment. */
export async function settled(page: Page): Promise<string> {
  let before = '';
  for (let now = await appearance(page); now !== before; now = await appearance(page)) {
    before = now;
    await page.waitForTimeout(300);
  }
  return before;
}

/**
 * Does `act` make a difference that is seen or kept – in the page, a new tab, a download, the printer, or at the server?
 * Waits up to 20 s for it. A file that is written counts only where `saves`: it may be the autosave at work.
 */
export async function hasEffect(page: Page, act: () => Promise<void>, saves: boolean): Promise<boolean> {
  const before = await settled(page);
  let noticed = false;
  const notice = (): void => { noticed = true; };
  const isChange = (request: Request): void => {
    const isSave = request.method() === 'PUT' && new URL(request.url()).pathname.startsWith('/api/contents/');
    if (isSave ? saves : request.method() !== 'GET') notice();
  };
  page.context().on('page', notice);
  page.on('download', notice).on('request', isChange).on('framenavigated', notice).on('dialog', notice).on('websocket', notice);
  await page.evaluate(() => Object.assign(globalThis, { print: () => { document.title = `printed ${Math.random()}`; } }));
  try {
    await act();
    for (const end = Date.now() + 20_000; !noticed && Date.now() < end;) {
      await page.waitForTimeout(100);
      if (await page.locator('.lm-Menu, .jp-ModalCommandPalette:not(.lm-mod-hidden)').count() === 0 && (await appearance(page).catch(() => '')) !== before) noticed = true;
    }
    return noticed;
  } finally {
    page.context().off('page', notice);
    page.off('download', notice).off('request', isChange).off('framenavigated', notice).off('dialog', notice).off('websocket', notice);
  }
}
