// The processes that cells have started. One that is waited for, as in `execSync`, gets the interrupt
// that Ctrl-C at a terminal would give it, for the main thread hears nothing until it ends; and all
// end with the child.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The child leads a process group of its own, to which the processes that cells start belong, too. */
export const hasProcessGroups = process.platform !== 'win32';

/** Ends all processes of a group at once. */
export function killGroup(pid: number | undefined): void {
  if (!hasProcessGroups || pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left of it.
  }
}

export function interruptChildProcesses(): void {
  for (const pid of descendants(process.pid)) {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // It has just ended.
    }
  }
}

function descendants(pid: number): number[] {
  return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

function children(pid: number): number[] {
  try {
    const listed = process.platform === 'linux'
      ? readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')).join(' ')
      : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
    return listed.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return []; // None, or a system that does not tell.
  }
}
