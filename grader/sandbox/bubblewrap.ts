/** Isolation by bubblewrap: namespaces for users, processes, files and the network, without any privilege. */
import { spawnSync } from 'node:child_process';
import type { Isolation } from './isolation.js';
import { bounded, childEnvironment, concealedPaths, scratchLimit, visiblePaths } from './visible.js';

const scratch = '/tmp/scratch';
const submission = '/tmp/submission';

export const bubblewrap: Isolation = {
  tier: 'bubblewrap',
  works: () => spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true'], { timeout: 10_000 }).status === 0,
  prepare(folder, program) {
    const args = [
      '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL',
      '--proc', '/proc', '--dev', '/dev', '--size', String(scratchLimit), '--tmpfs', '/tmp', '--dir', scratch,
      ...visiblePaths().flatMap((path) => ['--ro-bind', path, path]),
      ...concealedPaths.flatMap((path) => ['--tmpfs', path, '--remount-ro', path]),
      '--ro-bind', folder, submission, '--remount-ro', '/', '--chdir', submission,
      ...Object.entries(childEnvironment(scratch)).flatMap(([name, value]) => ['--setenv', name, value]),
      '--', ...bounded(program),
    ];
    return { file: 'bwrap', args, cwd: '/', env: { PATH: process.env.PATH } };
  },
};
