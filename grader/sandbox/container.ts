/**
 * Isolation in a container of Docker or Podman, from an image that holds this package without its
 * hidden checks (`Dockerfile` beside this file's source).
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dataFolders } from '../../datasets/data-folders.js';
import { defaultLimits } from '../judge/limits.js';
import type { Isolation } from './isolation.js';
import { scratchLimit } from './visible.js';

/** The image's name; another one by the environment variable MINIMAX_SANDBOX_IMAGE. */
const image = (): string => process.env.MINIMAX_SANDBOX_IMAGE || 'minimax-sandbox';
const program = ['node', '--no-warnings', '/minimax/dist/grader/sandbox/child.js'];

/** The first runtime that has the image. */
function runtime(): string | undefined {
  return ['docker', 'podman'].find((name) => spawnSync(name, ['image', 'inspect', image()], { timeout: 10_000, stdio: 'ignore' }).status === 0);
}

export const container: Isolation = {
  tier: 'container',
  works: () => runtime() !== undefined,
  prepare(folder) {
    const file = runtime() ?? 'docker';
    const name = `minimax-${randomUUID()}`;
    const { processes, memory, cpu } = defaultLimits.sandbox;
    const data = dataFolders().filter((path) => existsSync(path));
    const args = [
      'run', '--rm', '--interactive', '--init', '--name', name, '--network', 'none', '--read-only', '--cap-drop', 'ALL',
      '--security-opt', 'no-new-privileges', '--user', '65534:65534', '--pids-limit', String(processes * 4), '--memory', String(memory), '--memory-swap', String(memory),
      '--ulimit', `cpu=${cpu}`, '--ulimit', 'core=0', '--tmpfs', `/tmp:rw,size=${scratchLimit},mode=1777`, '--volume', `${folder}:/submission:ro`, '--workdir', '/submission',
      ...data.flatMap((path, index) => ['--volume', `${path}:/data/${index}:ro`]),
      '--env', 'HOME=/tmp', '--env', `MINIMAX_DATA=${data.map((_, index) => `/data/${index}`).join(':')}`, image(), ...program,
    ];
    // The client's end does not end the container.
    const end = (): void => { spawn(file, ['rm', '--force', name], { stdio: 'ignore', detached: true }).on('error', () => {}).unref(); };
    return { file, args, cwd: folder, env: process.env, end };
  },
};
