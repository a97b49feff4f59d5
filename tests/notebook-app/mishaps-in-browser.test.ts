/** What goes wrong on a student's machine, seen in a real Chromium: nothing is lost, and the page says what to do. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { noBrowser, openBrowser } from './support/browser.js';
import type { Witness } from './support/browser.js';
import { cell, outputOf, run, start } from './support/cells.js';
import { notebookOf } from './support/server.js';
import { startServerProcess } from './support/server-process.js';
import type { ServerProcess } from './support/server-process.js';
import { smallDisk } from './support/small-disk.js';

const counting = (steps: number) => `for (let i = 1; i <= ${steps}; i++) { console.log("step", i); await new Promise((resolve) => setTimeout(resolve, 300)) }`;

describe('when something goes wrong, in a browser', function () {
  this.timeout(240_000);
  let base: string;
  let server: ServerProcess;
  let browser: Witness;
  let page: Page;

  beforeEach(async function () {
    if (noBrowser || process.platform === 'win32') this.skip();
    base = await mkdtemp(join(tmpdir(), 'minimax-mishap-'));
    await mkdir(join(base, 'labs'));
    await writeFile(join(base, 'labs', 'Lab.ipynb'), JSON.stringify(notebookOf('1', '2')));
    server = await startServerProcess(join(base, 'labs'), base);
    browser = await openBrowser();
    page = await browser.context.newPage();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && process.env.MINIMAX_SCREENSHOTS) await page?.screenshot({ path: join(process.env.MINIMAX_SCREENSHOTS, `${this.currentTest.title.slice(0, 40).replace(/\W+/g, '-')}.png`) });
    await browser?.close();
    await server?.kill('SIGKILL');
    if (base) await rm(base, { recursive: true, force: true });
  });

  const open = async (url = server.url): Promise<void> => {
    await page.goto(`${url}notebooks/Lab.ipynb?token=${server.token}`);
    await run(cell(page, 0), '"ready"');
  };
  const onDisk = (folder = 'labs') => readFile(join(base, folder, 'Lab.ipynb'), 'utf8');
  const dialog = (text: string) => page.locator('.jp-Dialog', { hasText: text });

  it('a connection that is cut comes back, with what was printed meanwhile @full', async function () {
    const proxy = await proxyTo(server.port);
    if (typeof proxy === 'string') {
      console.log(`    skipped: ${proxy}`);
      return this.skip();
    }
    try {
      await open(proxy.url);
      const waits = 'while (!require("fs").existsSync("cut")) await new Promise((resolve) => setTimeout(resolve, 20))';
      await start(cell(page, 1), `console.log("begun"); ${waits}; ${counting(20)}\n"counted"`);
      // Cut while nothing is on its way: what a socket has taken and not brought is lost.
      await outputOf(cell(page, 1)).getByText('begun', { exact: true }).waitFor();
      proxy.cut();
      const connections = async () => ((await (await fetch(`${server.url}api/kernels?token=${server.token}`)).json()) as { connections: number }[])[0].connections;
      while (await connections() > 0) await delay(20);
      await writeFile(join(base, 'labs', 'cut'), '');
      await delay(3000);
      proxy.mend();
      await outputOf(cell(page, 1)).getByText("'counted'").waitFor({ timeout: 120_000 });
      expect((await outputOf(cell(page, 1)).innerText()).match(/step \d+/g)).to.deep.equal(Array.from({ length: 20 }, (_, i) => `step ${i + 1}`));
    } finally {
      proxy.close();
    }
  });

  it('a machine that slept goes on where it was @full', async () => {
    await open();
    await start(cell(page, 1), `console.log(process.pid, process.ppid)\n${counting(10)}\n"counted"`);
    const output = outputOf(cell(page, 1));
    await output.getByText('step 2').waitFor();
    const [, ...kernel] = /(\d+) (\d+)/.exec(await output.innerText())!;
    const processes = [server.child.pid!, ...kernel.map(Number)];
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await delay(3000);
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    await output.getByText("'counted'").waitFor({ timeout: 120_000 });
    expect((await output.innerText()).match(/step \d+/g)).to.deep.equal(Array.from({ length: 10 }, (_, i) => `step ${i + 1}`));
    await run(cell(page, 0), '"awake"');
    await outputOf(cell(page, 0)).getByText("'awake'").waitFor();
  });

  it('a kernel that dies is explained, and its successor runs cells @full', async () => {
    await open();
    await run(cell(page, 1), 'console.log(process.ppid)');
    const kernel = Number(await outputOf(cell(page, 1)).textContent());
    expect(kernel).to.be.above(1);
    process.kill(kernel, 'SIGKILL');
    await dialog('appears to have died. It will restart automatically.').waitFor();
    await page.keyboard.press('Enter');
    await run(cell(page, 1), '6 * 7');
    await outputOf(cell(page, 1)).getByText('42').waitFor();
  });

  it('a server that was killed is replaced by a new one; what was typed meanwhile can be saved there @full', async () => {
    await open();
    await page.keyboard.press('Control+s');
    while (!(await onDisk()).includes('ready')) await page.waitForTimeout(100);
    const content = cell(page, 1).locator('.cm-content');
    await content.click();
    await server.kill('SIGKILL');
    // The page may say meanwhile that its server is gone.
    for (await page.keyboard.type(' // typed without a server'); !(await content.innerText()).includes('typed without a server'); await page.keyboard.type(' // typed without a server')) {
      await page.keyboard.press('Escape');
      await content.click({ timeout: 2000 }).catch(() => {});
    }
    await page.keyboard.press('Control+s');
    await page.locator('.jp-Dialog').first().waitFor();
    for (let i = 0; i < 20 && await page.locator('.jp-Dialog').count() > 0; i++) await page.keyboard.press('Escape');
    server = await startServerProcess(join(base, 'labs'), base, server.port);
    const other = await browser.context.newPage();
    await other.goto(`${server.url}tree?token=${server.token}`);
    await other.locator('.jp-DirListing-item').first().waitFor();
    await other.close();
    while (!(await onDisk()).includes('typed without a server')) {
      // Killed between a save and its answer, the server leaves a file that the page does not know.
      const overwrite = dialog('has changed on disk').locator('button', { hasText: 'Overwrite' });
      if (await overwrite.isVisible()) await overwrite.click({ timeout: 2000 }).catch(() => {});
      else await page.keyboard.press('Escape');
      await page.keyboard.press('Control+s');
      await page.waitForTimeout(1000);
    }
  });

  it('a full disk is named in a dialog; nothing is lost, and the same save succeeds once there is room @full', async function () {
    const disk = await smallDisk(4);
    if (typeof disk === 'string') {
      console.log(`    skipped: ${disk}`);
      return this.skip();
    }
    try {
      await server.kill('SIGKILL');
      await writeFile(join(disk.path, 'Lab.ipynb'), JSON.stringify(notebookOf('1', '2')));
      server = await startServerProcess(disk.path, base);
      await open();
      await page.keyboard.press('Control+s');
      await cell(page, 1).locator('.cm-content').click();
      await page.keyboard.type(' // not to be lost');
      await disk.fill();
      const before = await readFile(join(disk.path, 'Lab.ipynb'), 'utf8');
      await page.keyboard.press('Control+s');
      await dialog('The disk is full').waitFor();
      expect(await readFile(join(disk.path, 'Lab.ipynb'), 'utf8')).to.equal(before);
      await page.keyboard.press('Enter');
      await disk.makeRoom();
      await page.keyboard.press('Control+s');
      while (!(await readFile(join(disk.path, 'Lab.ipynb'), 'utf8')).includes('not to be lost')) await page.waitForTimeout(100);
    } finally {
      await server.kill('SIGKILL');
      await disk.remove();
    }
  });

  it('two tabs that edit one notebook: the later save asks, and either can be kept @full', async () => {
    await open();
    await page.keyboard.press('Control+s');
    while (!(await onDisk()).includes('ready')) await page.waitForTimeout(100);
    const other = await browser.context.newPage();
    await other.goto(`${server.url}notebooks/Lab.ipynb`);
    await cell(other, 1).locator('.cm-content').click();
    await other.keyboard.type(' // from the other tab');
    await other.keyboard.press('Control+s');
    while (!(await onDisk()).includes('from the other tab')) await page.waitForTimeout(100);
    await page.bringToFront();
    await cell(page, 1).locator('.cm-content').click();
    await page.keyboard.type(' // from this tab');
    await page.keyboard.press('Control+s');
    await dialog('has changed on disk').waitFor();
    expect(await onDisk()).to.contain('from the other tab').and.not.to.contain('from this tab');
    await dialog('has changed on disk').locator('button', { hasText: 'Overwrite' }).click();
    while (!(await onDisk()).includes('from this tab')) await page.waitForTimeout(100);
  });
});

interface Proxy {
  url: string;
  /** Breaks every connection and takes no new one. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** On the other loopback address, whose name the server takes for its own. Resolves to a reason where there is none. */
async function proxyTo(port: number): Promise<Proxy | string> {
  const sockets = new Set<Socket>();
  let broken = false;
  const proxy: Server = createServer((client) => {
    if (broken) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  const failure = await new Promise<Error | undefined>((resolve) => { proxy.once('error', resolve).listen(port, '::1', () => resolve(undefined)); });
  if (failure) return `there is no second loopback address (${failure.message})`;
  return {
    url: `http://[::1]:${port}/`,
    cut() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => { broken = false; },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
