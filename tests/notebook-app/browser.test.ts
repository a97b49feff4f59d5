/** What a student does, in a real Chromium. The steps build on each other. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { appInBrowser } from './support/app-in-browser.js';
import { openBrowser } from './support/browser.js';
import { notebookOf } from './support/server.js';

// Writes to the kernel's display sink, as minimax-labs does (kernel-extensions/display/sink.ts).
const publish = 'const publish = (type: string, displayId: string, data: object) => (globalThis as any)[Symbol.for("minimax.display.sink")].publish({ type, displayId, data, metadata: {} });';
const figure = (n: number) => `{ "application/vnd.plotly.v1+json": { data: [{ type: "scatter", y: [1, ${n}, 3], name: "loss ${n}" }], layout: { title: { text: "Step ${n}" } } } }`;
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAFElEQVR4nGP8z8DAwMDAxMDAwMAAAA0GAQObUwKkAAAAAElFTkSuQmCC';

describe('a student at the notebook, in a browser', function () {
  this.timeout(240_000);
  const app = appInBrowser({}, ({ server }) => server.put('Lab.ipynb', {
    ...notebookOf('const first: number = 1'),
    cells: [
      { cell_type: 'markdown', id: 'text', metadata: {}, source: '# The game\n\n$\\min_G \\max_D V(D, G)$ and a table:\n\n| a | b |\n|---|---|\n| 1 | 2 |' },
      { cell_type: 'code', id: 'code', metadata: {}, source: 'const first: number = 1', outputs: [], execution_count: null },
    ],
  }));

  const cells = (): Locator => app.page.locator('.jp-CodeCell');
  const outputOf = (cell: Locator): Locator => cell.locator('.jp-OutputArea');
  const onDisk = async () => JSON.parse(await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8')) as { cells: { source: string[]; outputs?: unknown[]; execution_count?: number | null }[] };

  /** The notebook attaches its cells bit by bit. */
  async function attached(): Promise<void> {
    const { cells: saved } = await onDisk();
    while ((await app.page.locator('.jp-Notebook .jp-Cell').count()) < saved.length) await app.page.waitForTimeout(100);
  }

  /** Types code into the last cell and runs it; a fresh cell follows. */
  async function run(code: string): Promise<Locator> {
    const index = (await cells().count()) - 1;
    const cell = cells().nth(index);
    await cell.locator('.cm-content').click();
    // As pasted text: the editor would close brackets that are typed.
    await app.page.keyboard.insertText(code);
    await app.page.keyboard.press('Shift+Enter');
    await cells().nth(index + 1).waitFor();
    return cell;
  }

  const ended = async (cell: Locator): Promise<void> => {
    await cell.locator('.jp-InputPrompt', { hasText: /\[\d+\]/ }).waitFor();
  };

  it('opens the printed address, and the token is no longer in it', async () => {
    await app.open('');
    await app.page.getByText('Lab.ipynb').waitFor();
    expect(app.page.url()).to.equal(`${app.server.url}tree`);
    expect(await app.page.locator('.jp-DirListing-item').count()).to.equal(1);
  });

  it('opens a notebook from the list: text, formula, and highlighted TypeScript', async () => {
    const [opened] = await Promise.all([app.browser.context.waitForEvent('page'), app.page.getByText('Lab.ipynb').dblclick()]);
    await app.page.close();
    app.page = opened;
    await app.page.locator('mjx-container').waitFor();
    expect(new URL(app.page.url()).pathname).to.equal('/notebooks/Lab.ipynb');
    expect(await app.page.title()).to.equal('Lab');
    expect(await app.page.locator('h1', { hasText: 'The game' }).count()).to.equal(1);
    // A keyword and a type are told apart from a name: TypeScript is highlighted, not plain text.
    const classOf = (text: string) => cells().first().locator('.cm-line span', { hasText: new RegExp(`^${text}$`) }).first().getAttribute('class');
    expect(await classOf('const')).to.be.a('string');
    expect(await classOf('const')).not.to.equal(await classOf('first'));
  });

  it('runs a cell that was asked for before the kernel had started', async () => {
    const early = await app.browser.context.newPage();
    // The kernel's start is held back until the cell has been asked for. With the page of a large notebook, the server starts none.
    let letGo = () => {};
    const held = new Promise<void>((resolve) => { letGo = resolve; });
    await early.route(/\/api\/(sessions|kernels)(\?|$)/, async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    const notebook = notebookOf('"in time"') as { metadata: object };
    await app.server.put('Early.ipynb', { ...notebook, metadata: { ...notebook.metadata, large: 'x'.repeat(2 ** 20) } });
    await early.goto(`${app.server.url}notebooks/Early.ipynb`);
    const cell = early.locator('.jp-CodeCell').first();
    await cell.locator('.cm-content').click();
    await early.keyboard.press('Shift+Enter');
    await cell.locator('.jp-InputPrompt', { hasText: '[*]' }).waitFor();
    letGo();
    await cell.locator('.jp-OutputArea', { hasText: 'in time' }).waitFor();
    await early.close();
  });

  it('runs a cell with Shift+Enter and shows stream and result', async () => {
    await cells().first().locator('.cm-content').click();
    await app.page.keyboard.press('Shift+Enter');
    await ended(cells().first());
    const cell = await run('console.log("hello from", first)\nfirst + 41');
    await ended(cell);
    expect(await outputOf(cell).locator('.jp-OutputArea-output').allInnerTexts()).to.deep.equal(['hello from 1\n', '42']);
  });

  it('shows an error with its class and message', async () => {
    const cell = await run('throw new RangeError("too far")');
    await ended(cell);
    expect(await outputOf(cell).innerText()).to.contain('RangeError').and.to.contain('too far');
  });

  it('shows HTML, LaTeX and a picture', async () => {
    const cell = await run(`${publish}\npublish("display_data", "a", { "text/html": "<b id='bold'>bold</b>" })\npublish("display_data", "b", { "text/latex": "$\\\\alpha^2$" })\npublish("display_data", "c", { "image/png": "${png}" })`);
    await ended(cell);
    await outputOf(cell).locator('b#bold').waitFor();
    await outputOf(cell).locator('mjx-container').waitFor();
    const image = outputOf(cell).locator('img');
    await image.waitFor();
    expect(await image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight])).to.deep.equal([2, 3]);
  });

  it('draws a plot and updates it in place', async () => {
    const cell = await run(`publish("display_data", "plot", ${figure(1)})`);
    const plot = outputOf(cell).locator('.js-plotly-plot');
    await plot.locator('.gtitle', { hasText: 'Step 1' }).waitFor();
    await plot.evaluate((element) => { element.setAttribute('data-seen', 'yes'); });
    await ended(await run(`for (let n = 2; n <= 200; n++) publish("update_display_data", "plot", { "application/vnd.plotly.v1+json": { data: [{ type: "scatter", y: [1, n, 3] }], layout: { title: { text: "Step " + n } } } })`));
    await plot.locator('.gtitle', { hasText: 'Step 200' }).waitFor();
    expect(await plot.getAttribute('data-seen'), 'the same plot, not a new one').to.equal('yes');
    expect(await app.page.locator('.js-plotly-plot').count()).to.equal(1);
  });

  it('completes with Tab and explains with Shift+Tab', async () => {
    const cell = cells().nth((await cells().count()) - 1);
    await cell.locator('.cm-content').click();
    await app.page.keyboard.type('Math.sqr');
    await app.page.keyboard.press('Tab');
    await app.page.locator('.jp-Completer-item, .cm-content', { hasText: 'sqrt' }).first().waitFor();
    if (await app.page.locator('.jp-Completer-item').first().isVisible()) await app.page.keyboard.press('Enter');
    expect((await cell.locator('.cm-content').innerText()).trim()).to.equal('Math.sqrt');
    await app.page.keyboard.press('Shift+Tab');
    await app.page.locator('.jp-Tooltip', { hasText: 'sqrt' }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.type('(16)');
    await app.page.keyboard.press('Shift+Enter');
    await outputOf(cell).getByText('4', { exact: true }).waitFor();
  });

  it('interrupts an endless loop; the variables are kept', async () => {
    const cell = await run('console.log("runs"); while (true) {}');
    await outputOf(cell).getByText('runs').waitFor(); // What interrupts it comes by another way.
    await app.page.locator('[data-command="notebook:interrupt-kernel"]').click();
    await outputOf(cell).getByText('KeyboardInterrupt').waitFor();
    const next = await run('first');
    await ended(next);
    expect(await outputOf(next).innerText()).to.contain('1');
  });

  it('saves with Ctrl+S, and a reload shows the same', async () => {
    await app.page.keyboard.press('Control+s');
    // Cells that have run are saved without being asked, perhaps before the last one: the file must hold what that gave.
    while ((await onDisk()).cells.some(({ source, execution_count: count }) => source.length > 0 && count === null)) await app.page.waitForTimeout(100);
    await app.page.waitForTimeout(500); // the checkpoint that follows
    const texts = await outputs();
    const saved = await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8');
    await app.page.reload();
    await app.page.locator('.js-plotly-plot .gtitle', { hasText: 'Step 200' }).waitFor();
    await attached();
    expect(await outputs()).to.deep.equal(texts);
    await app.page.waitForTimeout(1000);
    expect(await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8'), 'opening changes nothing').to.equal(saved);
  });

  /** The text of every output but the plot, whose ticks may differ. */
  const outputs = (): Promise<string[]> => app.page.locator('.jp-OutputArea-output:not(:has(.js-plotly-plot))').allTextContents();

  it('asks before it overwrites what another program changed meanwhile', async () => {
    const changed = (await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8')).replace('The game', 'Their game');
    await app.server.put('Lab.ipynb', changed);
    await app.page.locator('h1', { hasText: 'The game' }).click();
    await app.page.keyboard.press('Control+s');
    const dialog = app.page.locator('.jp-Dialog', { hasText: 'has changed on disk' });
    await dialog.waitFor();
    expect(await readFile(join(app.server.root, 'Lab.ipynb'), 'utf8')).to.equal(changed);
    await dialog.locator('button', { hasText: 'Revert' }).click();
    await app.page.locator('h1', { hasText: 'Their game' }).waitFor();
    await attached();
  });

  /** A message may come long after the server's answer to the page's question what runs, or long before it. */
  const connections: [how: string, hold: (page: Page) => Promise<unknown>][] = [
    ['', async () => {}],
    [', over a connection that stands late', (page) => page.routeWebSocket(/channels/, async (socket) => {
      await delay(2500);
      socket.connectToServer();
    })],
    [', over a connection that is slow', (page) => page.routeWebSocket(/channels/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => { setTimeout(() => socket.send(message), 3000); });
    })],
    [', where the answer is slow', (page) => page.route(/\/runs\?/, async (route) => {
      const response = await route.fetch();
      await delay(1500);
      await route.fulfill({ response });
    })],
  ];
  for (const [how, hold] of connections) {
    it(`finds a running cell again after a reload, with what it printed meanwhile${how}`, async () => {
      const name = `counted${how}`;
      // It goes on to its end when the page has been closed, however long that takes.
      const cell = await run([
        'const { existsSync } = await import("node:fs"), pause = () => new Promise((resolve) => setTimeout(resolve, 80));',
        `for (let i = 0; i < 60; i++) { while (i > 9 && !existsSync("${name}")) await pause(); console.log("step", i); await pause() }`,
        `"${name}"`,
      ].join('\n'));
      await outputOf(cell).getByText('step 1').first().waitFor();
      const saved = async () => (await onDisk()).cells.find(({ source }) => [source].flat().join('').includes(`"${name}"`));
      while (!(await saved())) await app.page.waitForTimeout(50);
      await app.page.close();
      await writeFile(join(app.server.root, name), '');
      app.page = await app.browser.context.newPage();
      await hold(app.page);
      await app.open('notebooks/Lab.ipynb');
      await attached();
      const resumed = app.page.locator('.jp-OutputArea', { hasText: `'${name}'` });
      await resumed.waitFor();
      expect((await resumed.textContent())!.match(/step \d+/g)).to.deep.equal(Array.from({ length: 60 }, (_, i) => `step ${i}`));
      // The page saves what it took over, without being asked.
      while (!JSON.stringify((await saved())!.outputs).includes(`'${name}'`)) await app.page.waitForTimeout(100);
    });
  }

  it('asks again, after a reload, what a cell had asked', async () => {
    const cell = await run('console.log("asks"); const name = prompt("Who?"); console.log("it is", name)');
    await cell.locator('.jp-Stdin-input').waitFor();
    const index = (await cells().count()) - 2;
    while (!JSON.stringify(await onDisk()).includes('it is')) await app.page.waitForTimeout(50);
    await app.page.close();
    app.page = await app.browser.context.newPage();
    await app.open('notebooks/Lab.ipynb');
    await attached();
    const input = cells().nth(index).locator('.jp-Stdin-input');
    await input.fill('Ada');
    await input.press('Enter');
    await ended(cells().nth(index));
    expect((await outputOf(cells().nth(index)).textContent())!.match(/asks|it is Ada/g)).to.deep.equal(['asks', 'it is Ada']);
  });

  it('takes no cell over that it has itself begun before it knows what runs', async () => {
    await app.page.close();
    app.page = await app.browser.context.newPage();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => { release = resolve; });
    await app.page.route(/\/runs\?/, async (route) => { await released; await route.continue(); });
    await app.open('notebooks/Lab.ipynb');
    await attached();
    const cell = await run('console.log("asks"); const answered = prompt("Which?"); console.log("of", answered)');
    const input = cell.locator('.jp-Stdin-input');
    await input.waitFor();
    const answer = app.page.waitForResponse(/\/runs\?/);
    release();
    await answer;
    await app.page.waitForTimeout(500);
    await input.fill('this one');
    await input.press('Enter');
    await ended(cell);
    expect((await outputOf(cell).textContent())!.match(/asks|of this one/g)).to.deep.equal(['asks', 'of this one']);
  });

  it('restarts the kernel: the variables are gone', async () => {
    await app.page.locator('[data-command="notebook:restart-kernel"]').click();
    await app.page.locator('.jp-Dialog .jp-mod-accept').click();
    await app.page.locator('.jp-Dialog').waitFor({ state: 'detached' });
    const cell = await run('first');
    await outputOf(cell).getByText("Cannot find name 'first'").waitFor();
  });

  it('turns dark', async () => {
    const item = (label: string) => app.page.locator('.lm-Menu-item', { has: app.page.getByText(label, { exact: true }) });
    await app.page.locator('.lm-MenuBar-item', { hasText: 'Settings' }).click();
    await item('Theme').hover();
    await item('JupyterLab Dark').click();
    await app.page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
  });

  it('speaks Traditional Chinese to a browser that prefers it', async () => {
    const chinese = await openBrowser('zh-TW');
    try {
      const other = await chinese.context.newPage();
      await other.goto(`${app.server.url}notebooks/Lab.ipynb?token=${app.server.token}`);
      await other.locator('.jp-CodeCell').first().waitFor();
      await other.locator('.lm-MenuBar-item', { hasText: '核心' }).click();
      await other.locator('.lm-Menu-item', { hasText: '中斷核心' }).waitFor();
      expect(await other.locator('html').getAttribute('lang')).to.equal('zh-TW');
      await app.server.put('Kernel.ipynb', notebookOf('process.exit(3)', 'process.kill(process.ppid, "SIGKILL")'));
      await other.goto(`${app.server.url}notebooks/Kernel.ipynb`);
      // What Jupyter shows without a translator; what the kernel says.
      await other.locator('.jp-NotebookTitle, #jp-title h1').first().click();
      await other.locator('.jp-Dialog', { hasText: '重新命名檔案' }).waitFor();
      await other.keyboard.press('Escape');
      await other.locator('.jp-CodeCell .cm-content').first().click();
      await other.keyboard.press('Control+Enter');
      await other.locator('.jp-OutputArea-output', { hasText: '程式碼呼叫了 process.exit(3)，執行儲存格的程序因此結束。所有變數都已消失。' }).waitFor();
      await other.locator('.jp-CodeCell .cm-content').nth(1).click();
      await other.keyboard.press('Control+Enter');
      await other.locator('.jp-Dialog', { hasText: '核心似乎已結束，將自動重新啟動' }).waitFor();
      expect(chinese.complaints).to.deep.equal([]);
    } finally {
      await chinese.close();
    }
  });

  it('asked no other host for anything', () => {
    expect([...app.browser.hosts]).to.deep.equal([`127.0.0.1:${app.server.port}`]);
  });

  it('left no complaint in the console', () => {
    expect(app.browser.complaints).to.deep.equal([]);
  });
});
