/**
 * How fast this machine trains: the rounds of Lab03's GAN that fit into its minute, measured for two
 * seconds in a process of its own, so that the notebook server stays small.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Machine } from '../../kernel-extensions/notebook-app/server/course.js';

/** @throws Error when no backend starts; its message says why. */
export async function measureMachine(): Promise<Machine> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('./measure.js', import.meta.url))], { timeout: 120_000, windowsHide: true });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Machine;
}
