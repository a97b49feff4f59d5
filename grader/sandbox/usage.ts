/** What a process and all its descendants use, as /proc tells. Linux alone; elsewhere nothing is known. */
import { readFileSync, readdirSync } from 'node:fs';

export interface Usage {
  processes: number;
  /** Bytes in memory, shared pages counted once a process. */
  memory: number;
  /** Seconds of processor time, of ended children too. */
  cpu: number;
}

/** Of `sysconf(_SC_PAGESIZE)` and `sysconf(_SC_CLK_TCK)`, which Node does not tell: the values of all common Linux systems. */
const pageSize = 4096;
const ticksPerSecond = 100;

/** Undefined where there is no /proc or the process is gone. At most `most` processes are looked at. */
export function usageOf(pid: number, most = 1000): Usage | undefined {
  const usage: Usage = { processes: 0, memory: 0, cpu: 0 };
  const pids = [pid];
  for (let next = pids.pop(); next !== undefined && usage.processes < most; next = pids.pop()) {
    const own = statOf(next);
    if (!own) continue;
    usage.processes++;
    usage.memory += own.memory;
    usage.cpu += own.cpu;
    pids.push(...childrenOf(next));
  }
  return usage.processes > 0 ? usage : undefined;
}

/** Seconds of processor time of a process by itself; undefined where nothing is known. */
export function ownCpu(pid: number): number | undefined {
  return statOf(pid)?.own;
}

function statOf(pid: number): { memory: number; cpu: number; own: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name, which may hold anything, stands in parentheses before field 3.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const field = (number: number): number => Number(fields[number - 3]);
    const own = (field(14) + field(15)) / ticksPerSecond;
    return { own, cpu: own + (field(16) + field(17)) / ticksPerSecond, memory: field(24) * pageSize };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
