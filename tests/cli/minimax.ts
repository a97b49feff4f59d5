/** Runs the command line as a user does. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

export function minimax(args: string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 120_000 });
}

/** The system's Python when it can import `module`, for tests with the real Jupyter. */
export function jupyterPython(module: string): string | undefined {
  const python = '/usr/bin/python3';
  return existsSync(python) && spawnSync(python, ['-c', `import ${module}`]).status === 0 ? python : undefined;
}
