/** Which processes there are, as /proc of Linux tells. */
import { readdirSync, readFileSync } from 'node:fs';

/** Numbers of the processes that `pid` has started, and those these have, whose command line contains `text`. */
export function descendantsOf(pid: number, text = ''): number[] {
  const children = read(() => readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number)), []);
  return children.flatMap((child) => [...(commandOf(child).includes(text) ? [child] : []), ...descendantsOf(child, text)]);
}

/** Has it ended? One for which nobody has waited, a zombie, has. */
export function isGone(pid: number): boolean {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), ') Z');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

const commandOf = (pid: number): string => read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '');

/** Processes end while they are looked at. */
function read<T>(from: () => T, otherwise: T): T {
  try {
    return from();
  } catch {
    return otherwise;
  }
}
