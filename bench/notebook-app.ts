/**
 * The notebook app beside Debian's Jupyter Notebook, where it is installed, in one run:
 *
 *   npm run bench:notebook-app [rounds]
 *
 * From the command to the printed address; from the address to visible cells, and to the first answer to a cell
 * that is run as soon as the page takes it, with an empty browser cache (cold), again (warm), and for another
 * notebook, whose kernel has yet to start;
 * transferred bytes; memory of all processes but the browser; a thousand outputs; a notebook of 20 MB.
 * Rounds alternate between the servers; every figure is the median of the rounds.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas } from 'canvas';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

interface Contestant {
  name: string;
  argv: (folder: string) => string[];
  kernel: string;
  /** CSS selectors: one that matches once a cell may be run, a cell, its number. */
  ready: string;
  cell: string;
  prompt: string;
  /** Code that shows a thousand values. */
  thousand: string;
}

type Figures = Record<string, number>;

const browserPath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const root = fileURLToPath(new URL('../../', import.meta.url));
const { whyInstall } = await import(join(root, 'cli', 'setup', 'install.mjs')) as { whyInstall(root: string): string | undefined };
// A measurement must not install packages; with old ones, it leaves out npm and the look at them.
const start = whyInstall(root) ? [process.execPath, join(root, 'cli', 'minimax.mjs'), 'start'] : ['npm', 'start', '--'];

const contestants: Contestant[] = [
  {
    name: 'minimax', argv: (folder) => [...start, '--no-open', '--port', '0', '--dir', folder], kernel: 'minimax',
    // A cell that is run early waits for the kernel.
    ready: '.jp-CodeCell', cell: '.jp-CodeCell', prompt: '.jp-InputPrompt',
    thousand: 'for (let i = 0; i < 1000; i++) (globalThis as any)[Symbol.for("minimax.display.sink")].publish({ type: "display_data", data: { "text/plain": String(i) }, metadata: {} })',
  },
  ...(existsSync('/usr/bin/jupyter-notebook')
    ? [{
      name: "Debian's notebook", argv: (folder: string) => ['/usr/bin/jupyter-notebook', '--no-browser', '--allow-root', '--port=18888', `--notebook-dir=${folder}`], kernel: 'python3',
      ready: '#kernel_indicator_icon.kernel_idle_icon', cell: '.code_cell', prompt: '.input_prompt',
      thousand: 'from IPython.display import display\nfor i in range(1000): display(i)',
    }]
    : []),
];

const notebookOf = (kernel: string, cells: { source: string; outputs?: object[] }[]): string => JSON.stringify({
  cells: cells.map(({ source, outputs = [] }, index) => ({ cell_type: 'code', id: `c${index}`, metadata: {}, source, outputs, execution_count: null })),
  metadata: { kernelspec: { name: kernel, display_name: kernel, language: kernel } }, nbformat: 4, nbformat_minor: 5,
});

/** A picture of noise, 0.1 MB in base64. */
function noise(): string {
  const canvas = createCanvas(160, 160);
  const context = canvas.getContext('2d');
  const image = context.createImageData(160, 160);
  randomFillSync(image.data);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  context.putImageData(image, 0, 0);
  return canvas.toBuffer('image/png').toString('base64');
}

const picture = (): object => ({ output_type: 'display_data', data: { 'image/png': noise(), 'text/plain': 'noise' }, metadata: {} });

async function measure({ argv, kernel, ready, cell, prompt, thousand }: Contestant): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'minimax-bench-'));
  const short = notebookOf(kernel, Array.from({ length: 30 }, (_, i) => ({ source: i === 0 ? thousand : `${i}` })));
  const [first, other, large] = ['First.ipynb', 'Other.ipynb', 'Large.ipynb'].map((name) => join(folder, name));
  await writeFile(first, short);
  await writeFile(other, short);
  await writeFile(large, notebookOf(kernel, Array.from({ length: 200 }, (_, i) => ({ source: `${i}`, outputs: [picture()] }))));
  const [command, ...args] = argv(folder);
  const figures: Figures = {};
  const started = performance.now();
  // A group of its own, so that all of it can be ended.
  const server = spawn(command, args, { cwd: root, detached: true, env: { ...process.env, XDG_CONFIG_HOME: folder, JUPYTER_CONFIG_DIR: folder } });
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
  try {
    const { origin, search } = new URL(await printedAddress(server));
    figures['command to address (ms)'] = performance.now() - started;
    const context = await browser.newContext();
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });

    /** Opens a notebook and notes when its cells can be seen and when one has been answered. */
    async function open(name: string, how: string, query = ''): Promise<void> {
      const opened = performance.now();
      await page.goto(`${origin}/notebooks/${name}${query}`);
      await page.locator(cell).first().waitFor();
      figures[`${how}: cells (ms)`] = performance.now() - opened;
      await page.locator(ready).first().waitFor({ state: 'attached' });
      await run(1);
      figures[`${how}: answers (ms)`] = performance.now() - opened;
    }
    /** Milliseconds from Shift+Enter to the cell's new number. */
    async function run(index: number): Promise<number> {
      const number = page.locator(cell).nth(index).locator(prompt);
      const before = await number.innerText();
      await page.locator(cell).nth(index).locator('.cm-content, .CodeMirror').first().click();
      const ran = performance.now();
      await page.keyboard.press('Shift+Enter');
      for (let text = before; text === before || !/\d/.test(text); text = await number.innerText()) await page.waitForTimeout(5);
      return performance.now() - ran;
    }

    await open('First.ipynb', 'cold', search);
    figures['cold: transferred (KB)'] = bytes / 1024;
    bytes = 0;
    await open('First.ipynb', 'warm');
    figures['warm: transferred (KB)'] = bytes / 1024;
    await open('Other.ipynb', 'warm, another notebook');
    figures['1,000 outputs (ms)'] = await run(0);
    figures['memory with two kernels (MB)'] = memoryOf(server.pid!);
    await saved(page, other);
    await open('Large.ipynb', '20 MB');
    figures['20 MB: a cell (ms)'] = await run(1);
    figures['20 MB: saved (ms)'] = await saved(page, large);
  } finally {
    await browser.close();
    const ended = once(server, 'close');
    process.kill(-server.pid!, 'SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  return figures;
}

/** Milliseconds from Ctrl+S to the changed file. */
async function saved(page: Page, file: string): Promise<number> {
  const { mtimeMs } = statSync(file);
  const pressed = performance.now();
  await page.keyboard.press('Control+s');
  while (statSync(file).mtimeMs === mtimeMs) await page.waitForTimeout(10);
  return performance.now() - pressed;
}

/** Proportional memory of a process and all below it, in MB; NaN where the system does not tell. */
function memoryOf(pid: number): number {
  if (!existsSync('/proc/self/smaps_rollup')) return NaN;
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      return [[Number(name), Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))![1])]];
    } catch {
      return []; // ended meanwhile
    }
  }));
  const below = (parent: number): number[] => [parent, ...[...parents].filter(([, of]) => of === parent).flatMap(([child]) => below(child))];
  return below(pid).reduce((sum, each) => sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'))![1]) / 1024, 0);
}

async function printedAddress(server: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of mergeOutputs(server)) {
    text += part;
    const [address] = /http:\/\/(?:127\.0\.0\.1|localhost)\S+token=\w+(?=\s)/.exec(text) ?? [];
    if (address) return address;
  }
  throw new Error(`The server ended without an address: ${text}`);
}

/** Standard output and error as they come; Jupyter prints its address on the latter. */
async function* mergeOutputs({ stdout, stderr }: ChildProcess): AsyncGenerator<string> {
  const waiting: string[] = [];
  let wake = () => {};
  let open = 2;
  for (const stream of [stdout!, stderr!]) {
    stream.on('data', (text) => { waiting.push(String(text)); wake(); });
    stream.on('close', () => { open--; wake(); });
  }
  while (open > 0 || waiting.length > 0) {
    if (waiting.length > 0) yield waiting.shift()!;
    else await new Promise<void>((resolve) => { wake = resolve; });
  }
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

if (!browserPath) throw new Error('This needs Chromium at /usr/bin/chromium.');
const rounds = Number(process.argv[2] ?? 3);
const results = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) for (const contestant of contestants) results.get(contestant.name)!.push(await measure(contestant));
console.log(`Started with "${start.join(' ')}".`);
console.log(`Load of the machine beside this, on ${cpus().length} processors: ${loadavg()[0].toFixed(1)} (a figure well above 2 makes milliseconds worthless; ratios stay).`);
const figureNames = Object.keys([...results.values()][0][0]);
console.table(Object.fromEntries(figureNames.map((figure) =>
  [figure, Object.fromEntries([...results].map(([name, figures]) => [name, Math.round(median(figures.map((each) => each[figure])))]))])));
process.exit(0);
