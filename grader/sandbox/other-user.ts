/**
 * Isolation by another user, for containers in which this process is root and namespaces are
 * forbidden, such as Gradescope's: the child sees neither hidden checks nor this process's memory, but
 * the network and whatever else everybody may read. By request only.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Isolation } from './isolation.js';
import { bounded, childEnvironment, instructorsPaths } from './visible.js';

/** `nobody` */
const uid = 65534;
const asOther = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--pdeathsig', 'KILL'];

export const otherUser: Isolation = {
  tier: 'other user',
  works: () => process.getuid?.() === 0 && spawnSync('setpriv', [...asOther, 'true'], { timeout: 10_000 }).status === 0,
  prepare(folder, program) {
    const [own, scratch] = ['minimax-submission-', 'minimax-grade-'].map((name) => mkdtempSync(join(tmpdir(), name)));
    const cleanUp = (): void => [own, scratch].forEach((path) => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
    try {
      chownSync(scratch, uid, uid);
      showFiles(folder, own);
      for (const path of instructorsPaths()) if (existsSync(path)) chmodSync(path, 0o700);
    } catch (error) {
      cleanUp();
      throw error;
    }
    return { file: 'setpriv', args: [...asOther, ...bounded(program)], cwd: own, env: childEnvironment(scratch), cleanUp };
  },
};

/** Copies a submission's regular files to where everybody may read them: the class's own folder need not be open to others. */
function showFiles(folder: string, target: string): void {
  chmodSync(target, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(target, relative(folder, entry.parentPath), entry.name);
    if (entry.isDirectory()) mkdirSync(path, { recursive: true, mode: 0o755 });
    if (!entry.isFile()) continue;
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    copyFileSync(join(entry.parentPath, entry.name), path);
    chmodSync(path, 0o644);
  }
}
