/** `minimax run`: executes notebooks without a front end. */
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { executeNotebook, formatNotebook, readNotebook, writeFileAtomically } from '../../kernel-extensions/kernel/client/index.js';
import type { CellFailure, CodeCell, Notebook, NotebookRun } from '../../kernel-extensions/kernel/client/index.js';

interface RunOptions {
  output?: string;
  timeout?: number;
  html?: boolean;
}

export function register(program: Command): void {
  program.command('run')
    .description('execute notebooks and report their errors; exit code 1 when a cell fails')
    .argument('<notebooks...>', 'files to run, one after the other, each in a fresh kernel and in its own folder')
    .option('--output <dir>', 'write the executed notebooks there (without it only the progress is shown)')
    .option('--timeout <seconds>', 'interrupt a notebook that takes longer', seconds)
    .option('--html', 'also write each as one HTML file with all its outputs, to --output or beside the notebook')
    .action(async (paths: string[], options: RunOptions) => {
      refuseEqualNames(paths, options);
      if (options.output !== undefined) await makeFolder(options.output);
      // With an orderly exit the kernels end and their connection files go.
      process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
      let failed = 0;
      for (const path of paths) if (!(await runOne(path, options))) failed++;
      if (failed > 0) throw new Error(`${failed} of ${paths.length} ${paths.length === 1 ? 'notebook' : 'notebooks'} failed.`);
    });
}

/** Returns whether every cell succeeded. */
async function runOne(path: string, { output, timeout, html }: RunOptions): Promise<boolean> {
  const notebook = await readNotebook(path);
  refuseOtherLanguages(notebook, path);
  say(`${path}`);
  const count = notebook.cells.length;
  const run = await executeNotebook(notebook, {
    cwd: dirname(resolve(path)),
    timeoutSeconds: timeout,
    onCellStart: (cell, index) => process.stderr.isTTY && process.stderr.write(`  … ${place(index, count)}  ${firstLine(cell)}`),
    onCellEnd: (cell, index, seconds, error) => {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      say(`  ${error ? '✗' : '✓'} ${place(index, count)} ${seconds.toFixed(1).padStart(6)} s  ${firstLine(cell)}`);
    },
  });
  for (const failure of run.failures) say(describe(failure, path, count));
  if (run.timedOut) say(`  ${path} was interrupted after ${timeout} s.`);
  await write(run, path, output, html);
  const ok = run.failures.length === 0 && !run.timedOut;
  say(`  ${ok ? 'done' : 'failed'} in ${run.seconds.toFixed(1)} s`);
  return ok;
}

async function write({ notebook }: NotebookRun, path: string, output: string | undefined, html: boolean | undefined): Promise<void> {
  const folder = output ?? dirname(path);
  if (output !== undefined) await writeFileAtomically(join(folder, basename(path)), formatNotebook(notebook));
  if (html) {
    const { notebookToHtml } = await import('../../kernel-extensions/kernel/client/html/notebook-html.js');
    const title = basename(path, '.ipynb');
    await writeFileAtomically(join(folder, `${title}.html`), notebookToHtml(notebook, { title, folder: dirname(path), trusted: true }));
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new Error(`Cannot make the folder ${path}: ${error.message}`);
  });
}

function refuseEqualNames(paths: string[], { output }: RunOptions): void {
  if (output === undefined) return;
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two notebooks are called ${twice}: they would be written to the same file in ${output}. Run them one at a time, with different folders.`);
}

function refuseOtherLanguages({ metadata }: Notebook, path: string): void {
  const { kernelspec, language_info } = metadata as { kernelspec?: { language?: string }; language_info?: { name?: string } };
  const language = kernelspec?.language ?? language_info?.name;
  if (language !== undefined && !['typescript', 'javascript'].includes(language)) {
    throw new Error(`${path} is a notebook for ${language}; this command runs TypeScript notebooks.`);
  }
}

/** The failed cell as a reader of the notebook finds it, and its error. */
function describe({ cell, index, error }: CellFailure, path: string, count: number): string {
  const lines = cell.source.split('\n').map((line, number) => `    ${String(number + 1).padStart(3)} | ${line}`);
  const traceback = error.traceback.join('\n') || `${error.ename}: ${error.evalue}`;
  const shown = process.stderr.isTTY && !process.env.NO_COLOR ? traceback : stripVTControlCharacters(traceback);
  return [`\n  ${path}, cell ${index + 1} of ${count}:`, ...lines, '', shown.replace(/^/gm, '    '), ''].join('\n');
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return value;
}

const place = (index: number, count: number): string => `${String(index + 1).padStart(String(count).length)}/${count}`;

function firstLine({ source }: CodeCell): string {
  const line = source.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
