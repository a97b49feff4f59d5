/** What of this machine a submission's child may see. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolders } from '../../datasets/data-folders.js';

const root = realpathSync(fileURLToPath(new URL('../../../', import.meta.url)));

/** Programs and libraries of the system; nothing in there is anybody's own. */
const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];

/** What a notebook needs of this package: neither solutions nor the project's tests. */
const own = ['package.json', 'node_modules', 'dist/kernel-extensions', 'dist/datasets', 'dist/labs', 'dist/grader', 'dist/tests/checks', 'dist/tfjs.js'];

/** Files and folders to show, read-only. */
export function visiblePaths(): string[] {
  const ours = [...own.map((path) => join(root, path)), ...dataFolders()].filter((path) => existsSync(path));
  const paths = [...system, dirname(dirname(process.execPath)), ...ours.flatMap(withTarget)];
  return [...new Set(paths)].filter((path) => existsSync(path));
}

/** A link is of no use without what it leads to. */
const withTarget = (path: string): string[] => [path, realpathSync(path)];

/** Folders inside of these that look empty. */
export const concealedPaths: readonly string[] = [join(root, 'dist/tests/checks/hidden')];

/** What of this package no student may read. */
export const instructorsPaths = (): string[] => ['solutions', 'tests', 'dist/tests/checks/hidden', 'dist/tests/checks-spec', 'dist/tests/grader', '.git'].map((path) => join(root, path));

/** Bytes that may be written to the scratch folder. */
export const scratchLimit = 2 ** 28;

/** Memory for JavaScript objects of one process; numbers of tensors lie outside of it. */
const heapMegabytes = 2048;

/** What the course's code reads from the environment. */
const passed = ['LANG', 'LC_ALL', 'TZ', 'MINIMAX_BACKEND'];

/** The child's whole environment; `scratch` is the one folder it may write to. */
export function childEnvironment(scratch: string): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '', HOME: scratch, TMPDIR: scratch, MINIMAX_DATA: dataFolders().filter((folder) => existsSync(folder)).join(delimiter),
    NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}`,
  };
  for (const name of passed) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** Bytes of memory for one process: models and training of the course take a tenth. */
const memoryLimit = 4 * 2 ** 30;

/** The program with bounded memory and files, where the system can bound them: `--data` counts typed arrays and leaves WebAssembly's reserved addresses alone. */
export function bounded(program: readonly string[]): readonly string[] {
  return hasPrlimit() ? ['prlimit', `--data=${memoryLimit}`, `--fsize=${scratchLimit}`, '--core=0', ...program] : program;
}

let prlimitWorks: boolean | undefined;

function hasPrlimit(): boolean {
  return (prlimitWorks ??= process.platform === 'linux' && spawnSync('prlimit', ['--core=0', 'true']).status === 0);
}
