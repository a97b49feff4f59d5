/** The course's secret, on which the hidden inputs rest. */
import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret of MINIMAX_COURSE_SECRET, or one drawn for this folder and kept there. Parts of a class that are
 * begun in one folder at the same moment get the same.
 * @throws Error when the file is empty or cut short: with such a secret anybody could work out the inputs.
 */
export async function courseSecret(folder: string): Promise<string> {
  const given = process.env.MINIMAX_COURSE_SECRET;
  if (given) return given;
  const path = join(folder, 'course-secret');
  const secret = await readSecret(path) ?? await draw(path);
  if (secret.length < 16) throw new Error(`${path} is too short for a secret: delete it, and another is drawn; or put back the one with which the class was graded`);
  return secret;
}

async function readSecret(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then((text) => text.trim(), (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** The file appears whole or not at all, and the first one stays. */
async function draw(path: string): Promise<string> {
  const own = randomBytes(32).toString('hex'), draft = `${path}-${randomUUID()}`;
  try {
    await writeFile(draft, own, { mode: 0o600 });
    await link(draft, path);
    return own;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return (await readSecret(path))!;
    // A file system without links.
    if (code === 'EPERM' || code === 'ENOSYS' || code === 'ENOTSUP') await writeFile(path, own, { mode: 0o600, flag: 'wx' });
    else throw error;
    return own;
  } finally {
    await rm(draft, { force: true });
  }
}
