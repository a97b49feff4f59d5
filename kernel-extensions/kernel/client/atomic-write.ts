/** Replaces a file in one step: whoever reads it, also after a crash or with a full disk, finds the old or the new content, never a part. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Keeps the permissions of the file that it replaces. Throws an Error that names the path, with the `code` of the failure (`ENOSPC`, …). */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const mode = await stat(path).then((stats) => stats.mode & 0o777, () => undefined);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
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
