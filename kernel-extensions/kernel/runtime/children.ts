// The processes that a cell has started and waits for, as in `execSync`: Ctrl-C at a terminal would
// reach them, and the main thread hears nothing until they end.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

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
