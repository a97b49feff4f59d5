/**
 * Where data sets are looked for and where they are kept.
 *
 * MINIMAX_DATA names one folder or several (separated like PATH); after them comes the per-user
 * cache folder. Reading looks in all of them in order, writing takes the first that can be written.
 */
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { DataError, errorCode, explainFileError } from './data-error.js';

/** The folders in order. A `directory` (same form as MINIMAX_DATA) replaces all others. */
export function dataFolders(directory?: string): string[] {
  if (directory !== undefined) return split(directory);
  return [...split(process.env.MINIMAX_DATA ?? ''), userCache()];
}

const split = (list: string) => list.split(delimiter).filter((entry) => entry !== '').map((entry) => resolve(entry));

function userCache(): string {
  const { platform, env } = process;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'minimax-labs');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'minimax-labs', 'data');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'minimax-labs');
  return join(homedir(), '.cache', 'minimax-labs');
}

/** A folder below the first writable one, created if need be. @throws DataError where none can be written. */
export async function folderToKeep(name: string, folders: readonly string[]): Promise<string> {
  for (const base of folders) {
    if (!await canWrite(base)) continue;
    const folder = join(base, name);
    await mkdir(folder, { recursive: true }).catch((error) => { throw explainFileError(error, folder); });
    return folder;
  }
  throw new DataError(folders.join(delimiter) || '(no folder)', 'none of these folders can be written', 'Name a folder of yours in MINIMAX_DATA.');
}

/** Is it a folder of ours to write in, or could it be made? */
async function canWrite(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return (await stat(folder)).isDirectory();
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT' && dirname(folder) !== folder;
    return missing && canWrite(dirname(folder));
  }
}
