/**
 * Runs a lab's notebook headless in a real kernel, for tests and for bench/lab03.ts.
 */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { serialize, type Variant } from '../../labs/authoring/notebook.js';
import type { Language } from '../../labs/authoring/percent.js';
import { buildLab } from '../../labs/authoring/labs.js';
import { executeNotebook, parseNotebook, type CodeCell, type Notebook, type NotebookRun } from '../../kernel-extensions/kernel/client/index.js';

const root = join(import.meta.dirname, '..', '..', '..');

/** Runs a lab. `change` may edit the source of its cells first; `folder` is where it runs, that of its language when left out. */
export function runLab(name: string, language: Language, variant: Variant, { change = (source: string) => source, allowErrors = false, folder = folderOf(language) } = {}): Promise<NotebookRun> {
  return execute(notebookOf(name, language, variant, change), folder, allowErrors);
}

/** Training by rounds in place of seconds, so that no result depends on the speed of the machine. */
export const rounds = (count: number) => (source: string): string => source.replace(/\bseconds: \d+/, `steps: ${count}`);

/** Corelabs with hardly any training, hardly any judge, few pictures and samples; Lab 13, which needs faces to compute with, with its pre-trained network. */
export const hasty = (source: string): string => rounds(3)(source)
  .replace(/const (COLOUR_)?MINUTES = \d+/, 'const $1MINUTES = 0.001')
  .replace(/const SECONDS = \d+/, 'const SECONDS = 0.01')
  .replace('widths: [64, 32, 16]', 'widths: [16]')
  .replace('const rounds = 300', 'const rounds = 3')
  .replace(/limit: (10_000|9000)/, 'limit: 300')
  .replace('limit: 500 }', 'limit: 40 }')
  .replace('trainClassifier(training, test)', 'trainClassifier(training, test, { steps: 3 })')
  .replace('seed: 2, steps: 200', 'seed: 2, steps: 3')
  .replace('[0, 20, 40, 80, 160, 320, 640]', '[0, 1]')
  .replace('const size = 500', 'const size = 40')
  .replace('const ROUNDS = 60', 'const ROUNDS = 4')
  .replace('const ROUNDS = 100', 'const ROUNDS = 2')
  .replace(/const PRETRAINED = false(?=;\nconst run = PRETRAINED \? loadPretrained\('lab13)/, 'const PRETRAINED = true')
  .replace('trainFaceJudge(training, test)', 'trainFaceJudge(training, test, { steps: 60 })')
  .replace('const NOISES = 3000', 'const NOISES = 300')
  .replace(/const (PLACES|TRIALS) = 400/, 'const $1 = 40')
  .replace('const SURE = 0.9', 'const SURE = 0.6');

/** The code cells of an executed notebook. */
export const codeCells = (notebook: Notebook): CodeCell[] => notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === 'code');

/** The plain text of all that a cell shows. */
export function textOf(cell: CodeCell): string {
  return cell.outputs.map((output) => 'text' in output ? String(output.text) : 'data' in output ? String((output.data as Record<string, unknown>)['text/plain'] ?? '') : output.evalue).join('\n');
}

/**
 * Runs the solved Lab03 and returns `count` pictures drawn by its generator, [count, 28, 28, 1] row-major in
 * [−1, 1], with the run itself. The notebook is as students see it but for one cell appended at the end.
 */
export async function samplesOfLab03(count: number, change = (source: string) => source): Promise<{ run: NotebookRun; pictures: Float32Array }> {
  const file = join(tmpdir(), `minimax-samples-${randomUUID()}`);
  const notebook = notebookOf('lab03-dcgan', 'en', 'solved', change);
  notebook.cells.push({
    cell_type: 'code', metadata: {}, outputs: [], execution_count: null,
    source: `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(file)}, new Uint8Array(run.sample(${count}).dataSync().slice().buffer));\nconsole.log('rounds', run.step, 'seconds', run.seconds);`,
  });
  try {
    const run = await execute(notebook, folderOf('en'), false);
    if (run.failures.length > 0) throw new Error(run.failures[0].error.traceback.join('\n'));
    return { run, pictures: new Float32Array(new Uint8Array(readFileSync(file)).buffer) };
  } finally {
    rmSync(file, { force: true });
  }
}

/** A lab's notebook as it is run; `change` may edit the source of its cells. */
export function notebookOf(name: string, language: Language, variant: Variant, change: (source: string) => string): Notebook {
  const notebook = parseNotebook(serialize(buildLab(name, language, variant)), name);
  for (const cell of notebook.cells) cell.source = change(cell.source);
  return notebook;
}

const folderOf = (language: Language): string => join(root, 'labs', language);

/** Runs a notebook in a kernel of its own; a cell may take `timeoutSeconds`. */
export const execute = (notebook: Notebook, cwd: string, allowErrors: boolean, timeoutSeconds = 400): Promise<NotebookRun> =>
  executeNotebook(notebook, { cwd, allowErrors, timeoutSeconds });
