/** One former version of each file, in `.ipynb_checkpoints` beside it, as Jupyter keeps it. */
import { copyFile, mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomically } from '../../kernel/client/atomic-write.js';
import { checkpointFolder } from './contents.js';
import type { Contents } from './contents.js';
import { HttpError } from './http.js';

export interface CheckpointModel {
  id: 'checkpoint';
  /** ISO 8601. */
  last_modified: string;
}

export class Checkpoints {
  constructor(private readonly contents: Contents) {}

  async create(apiPath: string): Promise<CheckpointModel> {
    const file = await this.contents.fileOf(apiPath);
    const checkpoint = checkpointOf(file);
    await mkdir(dirname(checkpoint), { recursive: true });
    await writeFileAtomically(checkpoint, await readFile(file));
    return (await this.list(apiPath))[0];
  }

  async list(apiPath: string): Promise<CheckpointModel[]> {
    const stats = await stat(checkpointOf(await this.contents.fileOf(apiPath))).catch(() => undefined);
    return stats ? [{ id: 'checkpoint', last_modified: stats.mtime.toISOString() }] : [];
  }

  async restore(apiPath: string, id: string): Promise<void> {
    const file = await this.contents.fileOf(apiPath);
    await this.#check(file, id);
    await writeFileAtomically(await realpath(file), await readFile(checkpointOf(file))); // a link stays a link
  }

  async delete(apiPath: string, id: string): Promise<void> {
    const file = await this.contents.fileOf(apiPath);
    await this.#check(file, id);
    await rm(checkpointOf(file));
  }

  /** Moves the checkpoint along with a renamed file. */
  async follow(oldFile: string, newFile: string): Promise<void> {
    const from = checkpointOf(oldFile);
    const to = checkpointOf(newFile);
    if (from === to || !(await stat(from).catch(() => undefined))) return;
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to).catch(() => copyFile(from, to));
  }

  /** After its file was deleted. */
  async forget(file: string): Promise<void> {
    await rm(checkpointOf(file), { force: true });
  }

  async #check(file: string, id: string): Promise<void> {
    const known = id === 'checkpoint' && (await stat(checkpointOf(file)).catch(() => undefined));
    if (!known) throw new HttpError(404, `${basename(file)} has no checkpoint ${JSON.stringify(id)}.`);
  }
}

function checkpointOf(file: string): string {
  const extension = extname(file);
  return join(dirname(file), checkpointFolder, `${basename(file, extension)}-checkpoint${extension}`);
}
