/**
 * From the publisher to files in a folder of this computer: download, check, unpack.
 */
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sha256OfFile } from './checksum.js';
import { DataError, errorCode, explainFileError } from './data-error.js';
import { folderToKeep } from './data-folders.js';
import { kindOf } from './data-files.js';
import { download } from './download.js';
import type { DownloadOptions } from './download.js';
import type { Split } from './image-dataset.js';
import type { CifarDataset, DatasetInfo } from './manifest.js';
import { oneAtATime } from './one-at-a-time.js';
import { abandonedParts, partOf } from './part-file.js';
import { unpackTar } from './tar.js';

/**
 * Download the files of some splits to the first writable of these folders and return the folder they are in.
 * What is there and right is not fetched again.
 * @throws DownloadError when no mirror has a file; DataError when it cannot be kept
 */
export async function getDataset(info: DatasetInfo, splits: readonly Split[], folders: readonly string[], options: DownloadOptions = {}): Promise<string> {
  const folder = await folderToKeep(info.name, folders);
  return oneAtATime(folder, async () => {
    if (info.format === 'cifar') return getCifar(info, folder, options);
    for (const archive of splits.flatMap((split) => info.archives[split])) {
      if (!await hasChecksum(join(folder, archive.name), archive.sha256)) await download(archive, folder, options);
    }
    return folder;
  });
}

/** One archive holds both splits. */
async function getCifar(info: CifarDataset, folder: string, options: DownloadOptions): Promise<string> {
  const unpacked = join(folder, CIFAR_FOLDER);
  const checks = [...info.files.train, ...info.files.test].map(({ name, sha256 }) => hasChecksum(join(unpacked, name), sha256));
  if ((await Promise.all(checks)).every((right) => right)) return unpacked;
  const [archive] = info.archives.train;
  const path = join(folder, archive.name);
  if (!await hasChecksum(path, archive.sha256)) await download(archive, folder, options);
  await unpackCifar(info, path, unpacked);
  await rm(path, { force: true }); // 170 MB that are there twice otherwise
  return unpacked;
}

async function hasChecksum(path: string, sha256: string): Promise<boolean> {
  return await kindOf(path) === 'file' && await sha256OfFile(path) === sha256;
}

/**
 * CIFAR-10's archive lying in one of the folders, fetched by hand, say: unpacked to where it can be read.
 * @returns whether there was one
 * @throws DataError when it is not the official archive
 */
export async function unpackPresentArchive(info: CifarDataset, folders: readonly string[]): Promise<boolean> {
  const [{ name, sha256 }] = info.archives.train;
  for (const folder of folders.flatMap((root) => [root, ...info.folders.map((inside) => join(root, inside))])) {
    const archive = join(folder, name);
    if (await kindOf(archive) !== 'file') continue;
    const found = await sha256OfFile(archive);
    if (found !== sha256) throw new DataError(archive, `this is not the official archive (its SHA-256 is ${found}, expected is ${sha256})`);
    const kept = await folderToKeep(info.name, folders);
    await oneAtATime(kept, () => unpackCifar(info, archive, join(kept, CIFAR_FOLDER)));
    return true;
  }
  return false;
}

/** The folder inside the archive, and the one its files are unpacked to. */
const CIFAR_FOLDER = 'cifar-10-batches-bin';

/**
 * Unpack the archive to `folder`, which appears complete or not at all and replaces one already there.
 * @throws DataError when the archive is damaged or not CIFAR-10's
 */
export async function unpackCifar(info: CifarDataset, archive: string, folder: string): Promise<void> {
  const temporary = partOf(folder);
  const files = [...info.files.train, ...info.files.test, { name: info.classNamesFile, bytes: 4096 }];
  const wanted = new Map(files.map(({ name, bytes }) => [`${CIFAR_FOLDER}/${name}`, { path: join(temporary, name), maxBytes: bytes }]));
  try {
    for (const left of await abandonedParts(folder)) await rm(left, { recursive: true, force: true });
    await mkdir(temporary);
    await pipeline(createReadStream(archive), createGunzip(), (chunks: AsyncIterable<Uint8Array>) => unpackTar(chunks, wanted, archive));
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder).catch((error) => {
      if (errorCode(error) !== 'ENOTEMPTY') throw error; // another process has just put the same files there
    });
  } catch (error) {
    if (errorCode(error).startsWith('Z_')) throw new DataError(archive, `this gzip file is damaged (${(error as Error).message})`);
    throw explainFileError(error, archive);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
