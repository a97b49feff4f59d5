/** Replaces a file in one step: whoever reads it, also after a crash or with a full disk, finds the old or the new content, never a part. */
import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Keeps the permissions of the file that it replaces; a link is replaced, not followed. Throws an Error that names the path, with the `code` of the failure (`ENOSPC`, …). */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path, randomBytes(6).toString('hex'));
  const mode = await stat(path).then((stats) => stats.mode & 0o777, () => undefined);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      // The process's umask has taken from it. Some file systems have no permissions to give; the content matters more.
      if (mode !== undefined && ((await file.stat()).mode & 0o777) !== mode) await file.chmod(mode).catch(() => {});
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { message, code } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(`Cannot write ${path}: ${message}`), { code });
  }
}

/** The name of a file that is being written, hidden beside its target; `mark` is twelve hexadecimal digits. */
export const temporaryBeside = (path: string, mark: string): string => join(dirname(path), `.${basename(path)}.${mark}.tmp`);

const temporaryName = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** Deletes the temporary files in `folder` that nobody has touched for `age` milliseconds: a program was killed in the middle of a write. */
export async function removeLeftovers(folder: string, age = 3_600_000): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => temporaryName.test(entry))) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > age) await rm(path, { force: true });
  }
}
