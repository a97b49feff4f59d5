/**
 * Isolation by another user, for containers in which this process is root and namespaces are
 * forbidden, such as Gradescope's: the child sees neither hidden checks, nor this process's memory, nor
 * another submission, but the network and whatever else everybody may read. By request only.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../temporary.js';
import type { Isolation } from './isolation.js';
import { bounded, childEnvironment, instructorsPaths } from './visible.js';

/** Numbers of users that systems leave unused (systemd.io/UIDS-GIDS), also within the 65,536 that a container may have. */
const firstUid = 60578, uids = 606;

const as = (uid: number): string[] => ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];

/** This process's other user. A judge has one submission at a time; judges beside each other have users of their own. */
let other: number | undefined;

function otherUid(): number {
  if (other !== undefined) return other;
  const taken = new Set(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => statSync(join('/proc', name), { throwIfNoEntry: false })?.uid));
  const candidates = Array.from({ length: uids }, (_, i) => firstUid + ((process.pid + i) % uids));
  return (other = candidates.find((uid) => !taken.has(uid)) ?? candidates[0]);
}

export const otherUser: Isolation = {
  tier: 'other user',
  works: () => process.getuid?.() === 0 && spawnSync('setpriv', [...as(firstUid), 'true'], { timeout: 10_000 }).status === 0,
  prepare(folder, program) {
    const uid = otherUid();
    const own = temporaryFolder(), shown = join(own, 'submission'), scratch = join(own, 'scratch');
    const cleanUp = (): void => {
      // What has left the process group is still this user's; and nobody is left who could put a link in the way.
      spawnSync('setpriv', [...as(uid), 'sh', '-c', 'kill -KILL -1'], { timeout: 10_000, stdio: 'ignore' });
      removeTemporaryFolder(own);
    };
    try {
      chownSync(own, 0, uid);
      chmodSync(own, 0o710);
      mkdirSync(scratch);
      chownSync(scratch, uid, uid);
      showFiles(folder, shown);
      for (const path of instructorsPaths()) if (existsSync(path)) chmodSync(path, 0o700);
    } catch (error) {
      cleanUp();
      throw error;
    }
    return { file: 'setpriv', args: [...as(uid), '--pdeathsig', 'KILL', ...bounded(program)], cwd: shown, env: childEnvironment(scratch), cleanUp };
  },
};

/** Copies a submission's regular files to where the other user may read them: the class's own folder need not be open to others. */
function showFiles(folder: string, target: string): void {
  mkdirSync(target, { mode: 0o755 });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(target, relative(folder, entry.parentPath), entry.name);
    if (entry.isDirectory()) mkdirSync(path, { recursive: true, mode: 0o755 });
    if (!entry.isFile()) continue;
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    copyFileSync(join(entry.parentPath, entry.name), path);
    chmodSync(path, 0o644);
  }
}
