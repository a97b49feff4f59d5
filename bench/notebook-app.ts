/**
 * The notebook app beside Debian's Jupyter Notebook, where it is installed, in one run:
 *
 *   node dist/bench/notebook-app.js [rounds]
 *
 * From the command to the printed address, to visible cells, to a kernel that answers; with an empty
 * browser cache (cold) and again (warm); transferred bytes; the server's memory; a thousand outputs.
 * Rounds alternate between the servers; every figure is the median of the rounds.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

interface Contestant {
  name: string;
  argv: (folder: string) => string[];
  kernel: string;
  /** CSS selectors: one that matches once the kernel is idle, a cell, its number. */
  idle: string;
  cell: string;
  prompt: string;
  /** Code that shows a thousand values. */
  thousand: string;
}

type Figures = Record<string, number>;

const browserPath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const minimax = fileURLToPath(new URL('../../cli/minimax.mjs', import.meta.url));

const contestants: Contestant[] = [
  {
    name: 'minimax start', argv: (folder) => [process.execPath, minimax, 'start', '--no-open', '--port', '0', '--dir', folder], kernel: 'minimax',
    idle: '.jp-Notebook-ExecutionIndicator[data-status="idle"]', cell: '.jp-CodeCell', prompt: '.jp-InputPrompt',
    thousand: 'for (let i = 0; i < 1000; i++) (globalThis as any)[Symbol.for("minimax.display.sink")].publish({ type: "display_data", data: { "text/plain": String(i) }, metadata: {} })',
  },
  ...(existsSync('/usr/bin/jupyter-notebook')
    ? [{
      name: "Debian's notebook", argv: (folder: string) => ['/usr/bin/jupyter-notebook', '--no-browser', '--allow-root', '--port=18888', `--notebook-dir=${folder}`], kernel: 'python3',
      idle: '#kernel_indicator_icon.kernel_idle_icon', cell: '.code_cell', prompt: '.input_prompt',
      thousand: 'from IPython.display import display\nfor i in range(1000): display(i)',
    }]
    : []),
];

async function measure({ argv, kernel, idle, cell, prompt, thousand }: Contestant): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'minimax-bench-'));
  await writeFile(join(folder, 'Bench.ipynb'), JSON.stringify({
    cells: Array.from({ length: 30 }, (_, i) => ({ cell_type: 'code', id: `c${i}`, metadata: {}, source: i === 0 ? thousand : `${i}`, outputs: [], execution_count: null })),
    metadata: { kernelspec: { name: kernel, display_name: kernel, language: kernel } }, nbformat: 4, nbformat_minor: 5,
  }));
  const started = performance.now();
  const [command, ...args] = argv(folder);
  const server = spawn(command, args, { env: { ...process.env, XDG_CONFIG_HOME: folder, JUPYTER_CONFIG_DIR: folder } });
  const figures: Figures = {};
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
  try {
    const { origin, search } = new URL(await printedAddress(server));
    figures['address (ms)'] = performance.now() - started;
    const context = await browser.newContext();
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    for (const cache of ['cold', 'warm']) {
      bytes = 0;
      const opened = performance.now();
      await page.goto(`${origin}/notebooks/Bench.ipynb${cache === 'cold' ? search : ''}`);
      await page.locator(cell).first().waitFor();
      figures[`cells, ${cache} (ms)`] = performance.now() - opened;
      await page.locator(idle).waitFor({ state: 'attached' });
      figures[`kernel idle, ${cache} (ms)`] = performance.now() - opened;
      figures[`transferred, ${cache} (KB)`] = bytes / 1024;
    }
    // The first cell of a session also loads what the kernel needs.
    for (const [index, figure] of [[1, 'first cell (ms)'], [0, '1,000 outputs (ms)']] as const) {
      await page.locator(cell).nth(index).locator('.cm-content, .CodeMirror').first().click();
      const ran = performance.now();
      await page.keyboard.press('Shift+Enter');
      await page.locator(cell).nth(index).locator(prompt, { hasText: /\[\d+\]/ }).waitFor();
      figures[figure] = performance.now() - ran;
    }
    const status = `/proc/${server.pid}/status`;
    if (existsSync(status)) figures['server memory (MB)'] = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))![1]) / 1024;
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await once(server, 'close');
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
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
const figureNames = Object.keys([...results.values()][0][0]);
console.table(Object.fromEntries(figureNames.map((figure) =>
  [figure, Object.fromEntries([...results].map(([name, figures]) => [name, Math.round(median(figures.map((each) => each[figure])))]))])));
process.exit(0);
