/**
 * The file a download grows in, with the hash of what is in it: `NAME.HOST-PROCESS.part`.
 *
 * Every process writes a part of its own, so that two of them cannot disturb each other. A part
 * whose process is gone is taken over by renaming it, which only one process can succeed in.
 */
import { createHash } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { errorCode } from './data-error.js';

export class PartFile {
  #hash = createHash('sha256');
  #bytes = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** Opens or creates it; what is there already counts. */
  static async open(path: string): Promise<PartFile> {
    const part = new PartFile(await open(path, 'a+'));
    try {
      for await (const chunk of part.handle.createReadStream({ start: 0, autoClose: false })) part.#count(chunk as Buffer);
      return part;
    } catch (error) {
      await part.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.handle.appendFile(chunk);
    this.#count(chunk);
  }

  /** Throw away what is there and begin again. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
  }

  /** SHA-256 of everything in it. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Onto the disk, so that a power cut after the renaming cannot leave an empty file under the final name. */
  sync(): Promise<void> {
    return this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  #count(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }
}

const host = hostname().replace(/[^\w-]/g, '_');

/** The path of this process's part of a target. */
export const partOf = (target: string): string => `${target}.${host}-${process.pid}-${threadId}.part`;

/** Takes over the longest abandoned part of a target, removes shorter ones, and returns the path of this process's part. */
export async function claimPart(target: string): Promise<string> {
  const mine = partOf(target);
  const abandoned = await Promise.all((await abandonedParts(target)).map(async (path) => ({ path, size: await sizeOf(path) })));
  abandoned.sort((a, b) => b.size - a.size);
  let claimed = false;
  for (const { path } of abandoned) {
    if (claimed) await rm(path, { force: true });
    else claimed = path === mine || await rename(path, mine).then(() => true, () => false);
  }
  return mine;
}

/** Parts whose process is gone, and one that this process left. */
export async function abandonedParts(target: string): Promise<string[]> {
  const names = await readdir(dirname(target));
  const parts = names.filter((name) => name.startsWith(`${basename(target)}.`) && name.endsWith('.part')).map((name) => join(dirname(target), name));
  const abandoned = await Promise.all(parts.map((part) => part === partOf(target) || isAbandoned(part)));
  return parts.filter((_, index) => abandoned[index]);
}

/** Size of a file, 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(({ size }) => size, () => 0);
}

const LONG_SILENT_MS = 10 * 60_000; // far longer than a live download is ever silent

async function isAbandoned(path: string): Promise<boolean> {
  const [, partHost, pid] = /\.([\w-]+)-(\d+)-\d+\.part$/.exec(path) ?? [];
  if (partHost === host) return !isRunning(Number(pid));
  return stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs > LONG_SILENT_MS, () => false);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // asks, sends nothing
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
