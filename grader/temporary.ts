/**
 * Folders for a moment, in the system's temporary folder. Their names say whose they are, so that what
 * a process leaves behind that is killed can be told from what another one is using.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'minimax-grade-';

/** Process numbers mean something among those who share them: not in another container that has the same temporary folder. */
const place = createHash('sha256').update(JSON.stringify([hostname(), processNamespace()])).digest('hex').slice(0, 8);

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A new, empty folder that nobody else may enter. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), `${prefix}${place}-${process.pid}-`));
}

/** What a process that ends still holds may stay for the next sweep: it costs nobody a grade. */
export function removeTemporaryFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    // Left for sweepTemporaryFolders.
  }
}

/** Removes what this user's processes of this machine have left that are gone. */
export function sweepTemporaryFolders(): void {
  for (const name of namesIn(tmpdir())) {
    const [, where, pid] = /^minimax-grade-([0-9a-f]{8})-(\d+)-\w+$/.exec(name) ?? [];
    const path = join(tmpdir(), name);
    if (where === place && !isAlive(Number(pid)) && isOwn(path)) removeTemporaryFolder(path);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Anybody may write a link or a folder of such a name there. */
function isOwn(path: string): boolean {
  const about = lstatSync(path, { throwIfNoEntry: false });
  return about?.isDirectory() === true && (process.getuid === undefined || about.uid === process.getuid());
}
