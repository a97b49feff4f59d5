/**
 * What of each data set is on this computer, at a glance (list) and by checksum (verify).
 */
import { DataError } from './data-error.js';
import { readEmbeddedMnist } from './embedded-mnist.js';
import type { Split } from './image-dataset.js';
import type { DatasetInfo } from './manifest.js';
import { findFiles, readStoredDataset } from './stored-dataset.js';

const splits: readonly Split[] = ['train', 'test'];

/** The folder that each split lies in, without reading the images. */
export async function locateDataset(info: DatasetInfo, folders: readonly string[]): Promise<Record<Split, string | undefined>> {
  const [train, test] = await Promise.all(splits.map(async (split) => (await findFiles(info, split, folders))?.folder));
  return { train, test };
}

export interface SplitReport {
  readonly split: Split;
  /**
   * official: the publisher's data by checksum · other: in the right format, but other images or not all ·
   * embedded: the digits of the npm package by checksum · damaged · absent
   */
  readonly state: 'official' | 'other' | 'embedded' | 'damaged' | 'absent';
  /** Images that can be loaded. */
  readonly count: number;
  readonly folder?: string;
  /** What is wrong with a damaged one. */
  readonly problem?: string;
}

/** Reads every file of the set and compares it with the manifest. Damage is reported, not thrown. */
export async function verifyDataset(info: DatasetInfo, folders: readonly string[]): Promise<SplitReport[]> {
  const reports: SplitReport[] = [];
  for (const split of splits) reports.push(await verifySplit(info, split, folders));
  return reports;
}

async function verifySplit(info: DatasetInfo, split: Split, folders: readonly string[]): Promise<SplitReport> {
  try {
    const stored = await readStoredDataset(info, split, folders);
    if (stored !== undefined) return { split, state: stored.official ? 'official' : 'other', count: stored.labels.length, folder: stored.folder };
    const embedded = info.name === 'mnist' ? await readEmbeddedMnist(split, folders) : undefined;
    if (embedded !== undefined) return { split, state: 'embedded', count: embedded.labels.length };
    return { split, state: 'absent', count: 0 };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { split, state: 'damaged', count: 0, problem: error.message };
  }
}
