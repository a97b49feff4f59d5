/**
 * Isolation by another user, for containers in which this process is root and namespaces are
 * forbidden, such as Gradescope's: the child sees neither hidden checks nor this process's memory, but
 * the network and whatever else everybody may read. By request only.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Isolation } from './isolation.js';
import { bounded, childEnvironment, instructorsPaths } from './visible.js';

/** `nobody` */
const uid = 65534;
const asOther = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--pdeathsig', 'KILL'];

export const otherUser: Isolation = {
  tier: 'other user',
  works: () => process.getuid?.() === 0 && spawnSync('setpriv', [...asOther, 'true'], { timeout: 10_000 }).status === 0,
  prepare(folder, program) {
    for (const path of instructorsPaths()) if (existsSync(path)) chmodSync(path, 0o700);
    const scratch = mkdtempSync(join(tmpdir(), 'minimax-grade-'));
    chownSync(scratch, uid, uid);
    return {
      file: 'setpriv', args: [...asOther, ...bounded(program)], cwd: folder, env: childEnvironment(scratch),
      cleanUp: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }),
    };
  },
};
