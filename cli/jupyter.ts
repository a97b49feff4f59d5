// `minimax start --jupyter`: hands the notebooks over to an installed Jupyter, which gets this
// package's kernel for as long as it runs; nothing is installed into it.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installKernelSpec } from '../kernel-extensions/kernel/kernelspec/kernelspec.js';

/** In order of preference. */
const programs = ['jupyter-lab', 'jupyter-notebook'];

export interface JupyterOptions {
  root: string;
  open: boolean;
  port?: number;
}

/** Runs Jupyter until it ends; resolves to its exit code. @throws Error saying what to do when there is none. */
export async function runJupyter({ root, open, port }: JupyterOptions, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const program = findJupyter(env);
  if (program === undefined) {
    throw new Error('No Jupyter is installed on this computer (neither jupyter-lab nor jupyter-notebook is on the PATH). ' +
      'Run `minimax start` without --jupyter: it needs none. Or install one: pip install jupyterlab');
  }
  const data = mkdtempSync(join(tmpdir(), 'minimax-jupyter-'));
  try {
    await installKernelSpec(data);
    console.log(`Handing over to ${program}. Stop it with Ctrl-C.`);
    return await run(program, jupyterArguments({ root, open, port }), root, { ...env, JUPYTER_PATH: [data, env.JUPYTER_PATH].filter(Boolean).join(delimiter) });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const jupyterArguments = ({ root, open, port }: JupyterOptions): string[] =>
  [`--notebook-dir=${root}`, ...(open ? [] : ['--no-browser']), ...(port === undefined ? [] : [`--port=${port}`])];

/** The path of the first program that is there. */
function findJupyter({ PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const candidates = programs.flatMap((program) => PATH.split(delimiter).filter(Boolean).flatMap((folder) => endings.map((ending) => join(folder, program + ending))));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit', windowsHide: true });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    // A Ctrl-C in a terminal reaches both; Jupyter asks whether it is meant.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', pass);
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
