/** Folders of a test's own, and the real data that some tests use where it is there. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A function that gives the fresh folder of each test; it is removed after the test. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax-datasets-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** All files below a folder, relative to it, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1)).sort();
}

const root = fileURLToPath(new URL('../../../../', import.meta.url)); // dist/tests/datasets/support → the repository

/** Debian's package dataset-fashion-mnist. */
export const FASHION = '/usr/share/datasets/fashion-mnist';
/** 2,000 + 500 real images in the official format. */
export const CIFAR_SAMPLE = join(root, '..', 'shared', 'data', 'cifar10-sample');

/** Skips the test, with the reason in its title, where real data is not there. */
export function needs(context: Mocha.Context, path: string): void {
  if (existsSync(path)) return;
  context.test!.title += ` (skipped: there is no ${path})`;
  context.skip();
}
