/**
 * How a submission's child is kept away from the rest of the machine. The tier that was used is
 * part of every result.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolders } from '../../datasets/data-folders.js';

export type Tier = 'bubblewrap' | 'unsandboxed child';

export interface Isolation {
  tier: Tier;
  /** How to start `program` with the notebook's `folder` as its working directory. */
  prepare(folder: string, program: readonly string[]): Prepared;
}

export interface Prepared {
  file: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Removes what the child may have written. */
  cleanUp(): void;
}

/** The package's folder and, inside of it, what a notebook needs: neither hidden checks nor solutions. */
const root = realpathSync(fileURLToPath(new URL('../../../', import.meta.url)));
const needed = ['package.json', 'node_modules', 'dist/kernel-extensions', 'dist/datasets', 'dist/labs', 'dist/grader', 'dist/tests/checks'];
const concealed = ['dist/tests/checks/hidden'];

/** Neither has anything of ours in it. */
const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/alternatives', '/etc/ld.so.cache', '/etc/ssl'];

/** What the course's code reads from the environment, and nothing else. */
const passed = ['LANG', 'LC_ALL', 'TZ', 'MINIMAX_BACKEND', 'MINIMAX_THREADS'];

function childEnvironment(home: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home, TMPDIR: home, MINIMAX_DATA: dataFolders().filter((folder) => existsSync(folder)).join(':') };
  for (const name of passed) if (process.env[name] !== undefined) environment[name] = process.env[name];
  return environment;
}

/** Bytes of memory for one process: models and training of the course take a tenth. */
const memoryLimit = 4 * 2 ** 30;
/** Bytes that may be written to the scratch folder. */
const scratchLimit = 2 ** 28;

/** The program with bounded memory, where the system can bound it: `--data` counts typed arrays and leaves WebAssembly's reserved addresses alone. */
function bounded(program: readonly string[]): readonly string[] {
  return hasPrlimit() ? ['prlimit', `--data=${memoryLimit}`, '--core=0', ...program] : program;
}

let prlimitWorks: boolean | undefined;

function hasPrlimit(): boolean {
  return (prlimitWorks ??= process.platform === 'linux' && spawnSync('prlimit', ['--core=0', 'true']).status === 0);
}

/** Namespaces for users, processes, files and the network; files read-only but for a scratch folder in memory. */
const bubblewrap: Isolation = {
  tier: 'bubblewrap',
  prepare(folder, program) {
    const scratch = '/tmp/scratch';
    const readOnly = [...system, dirname(dirname(process.execPath)), ...needed.map((path) => join(root, path)), ...dataFolders()];
    const args = [
      '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL',
      '--proc', '/proc', '--dev', '/dev', '--size', String(scratchLimit), '--tmpfs', '/tmp', '--dir', scratch,
      ...readOnly.flatMap((path) => ['--ro-bind-try', path, path]),
      ...concealed.flatMap((path) => ['--tmpfs', join(root, path), '--remount-ro', join(root, path)]),
      '--ro-bind', folder, '/tmp/submission',
      ...Object.entries(childEnvironment(scratch)).flatMap(([name, value]) => ['--setenv', name, value ?? '']),
      '--chdir', '/tmp/submission', '--', ...bounded(program),
    ];
    return { file: 'bwrap', args, cwd: '/', env: { PATH: process.env.PATH }, cleanUp() {} };
  },
};

const unsandboxed: Isolation = {
  tier: 'unsandboxed child',
  prepare(folder, program) {
    const [file, ...args] = bounded(program);
    const scratch = mkdtempSync(join(tmpdir(), 'minimax-grade-'));
    return { file, args, cwd: folder, env: childEnvironment(scratch), cleanUp: () => rmSync(scratch, { recursive: true, force: true }) };
  },
};

/** Does bubblewrap work here? Containers and some systems forbid the namespaces it needs. */
function bubblewrapWorks(): boolean {
  return process.platform === 'linux' && spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true'], { timeout: 10_000 }).status === 0;
}

export const isolationNames = ['auto', 'bwrap', 'none'] as const;
export type IsolationName = (typeof isolationNames)[number];

/**
 * The isolation of that name; `auto` takes the best that works here.
 * @throws Error when it does not work here. `auto` never falls back to no isolation: that takes `none`.
 */
export function chooseIsolation(name: IsolationName): Isolation {
  if (name === 'none') return unsandboxed;
  if (bubblewrapWorks()) return bubblewrap;
  throw new Error(
    'no sandbox works on this machine, and hidden checks are not run on strangers\' code without one. '
    + 'Install bubblewrap (Debian: apt install bubblewrap), or accept the risk with --isolation none.',
  );
}
