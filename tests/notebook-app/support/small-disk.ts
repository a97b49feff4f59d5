/** A disk of a few megabytes, to be filled up: a file system in memory, where this user may mount one. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  readonly path: string;
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

/** Resolves to the reason where there can be none. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | string> {
  const path = await mkdtemp(join(tmpdir(), 'minimax-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  } catch (error) {
    await rmdir(path);
    return `no disk can be mounted here (${(error as Error).message.trim().split('\n').at(-1)})`;
  }
  const filler = join(path, 'filler');
  return {
    path,
    async fill() {
      // Down to the last byte: what does not fit is cut off.
      for (let size = megabytes * 2 ** 20; size >= 1; size = Math.floor(size / 2)) {
        await writeFile(filler, Buffer.alloc(size), { flag: 'a' }).catch(() => {});
      }
    },
    makeRoom: () => rm(filler),
    async remove() {
      await run('umount', ['-l', path]);
      await rmdir(path);
    },
  };
}
