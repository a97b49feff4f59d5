/**
 * Files and folders as the contents API of Jupyter Server models them:
 * https://jupyter-server.readthedocs.io/en/stable/developers/contents.html
 * Knows nothing of HTTP but the status of its errors.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, appendFile, copyFile, mkdir, readFile, readdir, realpath, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { removeLeftovers, temporaryBeside, writeFileAtomically } from '../../kernel/client/atomic-write.js';
import { HttpError } from './http.js';
import { mimeTypeOf } from './mime-types.js';
import { checkNotebook, emptyNotebook, parseNotebook, serializeNotebook } from './notebook-file.js';
import type { NotebookTrust } from './notebook-trust.js';
import type { ServedFolder } from './served-folder.js';

export type ContentType = 'notebook' | 'file' | 'directory';

export interface ContentsModel {
  name: string;
  /** From the served folder, with `/`; '' is the folder itself. */
  path: string;
  type: ContentType;
  writable: boolean;
  /** ISO 8601. */
  created: string;
  last_modified: string;
  size: number | null;
  mimetype: string | null;
  format: 'json' | 'text' | 'base64' | null;
  content: unknown;
  hash?: string;
  hash_algorithm?: 'sha256';
}

export interface GetOptions {
  type?: string | null;
  format?: string | null;
  content?: boolean;
  hash?: boolean;
}

export interface SaveModel {
  type?: unknown;
  format?: unknown;
  content?: unknown;
  /** Uploads arrive in pieces 1, 2, …, −1. */
  chunk?: unknown;
}

/** Not shown: what editors, Jupyter and npm leave behind. */
const clutter = /^(\.|node_modules$|__pycache__$)|~$/;

export class Contents {
  constructor(private readonly folder: ServedFolder, private readonly trust: NotebookTrust) {}

  async get(apiPath: string, { type, format, content = true, hash = false }: GetOptions = {}): Promise<ContentsModel> {
    const path = this.folder.normalize(apiPath);
    const file = await this.folder.resolve(path);
    const model = await this.#describe(path, file);
    if (type === 'directory' && model.type !== 'directory') throw new HttpError(400, `${path} is not a folder.`);
    if (type && type !== 'directory' && model.type === 'directory') throw new HttpError(400, `${path} is a folder, not a ${type}.`);
    if (type === 'file' || type === 'notebook') model.type = type;
    if (model.type === 'directory') return content ? { ...model, format: 'json', content: await this.#list(path, file) } : model;
    if (!content && !hash) return model;
    const bytes = await readFile(file);
    if (hash) Object.assign(model, { hash: createHash('sha256').update(bytes).digest('hex'), hash_algorithm: 'sha256' });
    if (!content) return model;
    if (model.type === 'notebook') {
      const notebook = parseNotebook(bytes.toString('utf8'), path);
      await this.trust.mark(notebook);
      return { ...model, format: 'json', content: notebook };
    }
    return { ...model, ...encode(bytes, path, format) };
  }

  async save(apiPath: string, { type, format, content, chunk }: SaveModel): Promise<{ model: ContentsModel; created: boolean }> {
    const path = this.folder.normalize(apiPath);
    if (path === '') throw new HttpError(400, 'A name is missing.');
    const linked = await this.folder.resolve(path);
    const created = !(await exists(linked));
    const file = created ? linked : await realpath(linked); // a link stays a link
    if (created && !(await exists(dirname(file)))) throw new HttpError(404, `There is no folder ${JSON.stringify(dirname(path))}.`);
    if (type === 'directory') {
      if (!created && !(await stat(file)).isDirectory()) throw new HttpError(409, `${path} exists and is not a folder.`);
      await mkdir(file, { recursive: true });
    } else if (type === 'notebook') {
      const notebook = structuredClone(content);
      checkNotebook(notebook, path);
      const trusted = this.trust.unmark(notebook);
      await writeFileAtomically(file, serializeNotebook(notebook));
      // Where that cannot be noted, the work is saved all the same.
      if (trusted) await this.trust.sign(notebook).catch(() => {});
    } else if (type === 'file') {
      if (typeof content !== 'string') throw new HttpError(400, `Nothing to save in ${path}: the content is not text.`);
      const bytes = Buffer.from(content, format === 'base64' ? 'base64' : 'utf8');
      if (typeof chunk === 'number') await this.#saveChunk(file, bytes, chunk);
      else await writeFileAtomically(file, bytes);
    } else {
      throw new HttpError(400, `Cannot save ${path}: the type is ${JSON.stringify(type)}, expected "notebook", "file" or "directory".`);
    }
    const unfinished = typeof chunk === 'number' && chunk !== -1;
    return { model: unfinished ? describePartial(path) : await this.get(path, { content: false, hash: type !== 'directory' }), created };
  }

  /** A new file in `apiFolder` under a name that is free: `Untitled.ipynb`, `Untitled1.ipynb`, … */
  async create(apiFolder: string, { type = 'file', ext = '' }: { type?: unknown; ext?: unknown }): Promise<ContentsModel> {
    const folder = this.folder.normalize(apiFolder);
    const isNotebook = type === 'notebook' || ext === '.ipynb';
    const [stem, extension, separator] = isNotebook ? ['Untitled', '.ipynb', ''] : type === 'directory' ? ['Untitled Folder', '', ' '] : ['untitled', String(ext), ''];
    if (extension !== '' && !/^\.[\w.-]+$/.test(extension)) throw new HttpError(400, `${JSON.stringify(ext)} is not a file extension.`);
    const path = await this.#freePath(folder, (n) => `${stem}${n === 0 ? '' : `${separator}${n}`}${extension}`);
    const content = isNotebook ? emptyNotebook() : '';
    const { model } = await this.save(path, { type: isNotebook ? 'notebook' : type, format: 'text', content });
    return model;
  }

  /** Copies a file into `apiFolder` as `name-Copy1.ext`, or under its own name when that is free. */
  async copy(apiPath: string, apiFolder: string): Promise<ContentsModel> {
    const from = await this.folder.resolve(apiPath);
    const model = await this.#describe(this.folder.normalize(apiPath), from);
    if (model.type === 'directory') throw new HttpError(400, `${model.path} is a folder; only files can be copied.`);
    const folder = this.folder.normalize(apiFolder);
    const extension = extname(model.name);
    const stem = model.name.slice(0, model.name.length - extension.length).replace(/-Copy\d*$/, '');
    const path = await this.#freePath(folder, (n) => (n === 0 ? model.name : `${stem}-Copy${n}${extension}`));
    await copyFile(from, await this.folder.resolve(path), constants.COPYFILE_EXCL);
    return this.get(path, { content: false });
  }

  async rename(apiPath: string, newApiPath: string): Promise<ContentsModel> {
    const [path, newPath] = [this.folder.normalize(apiPath), this.folder.normalize(newApiPath)];
    if (path === '' || newPath === '') throw new HttpError(400, 'A name is missing.');
    const [from, to] = [await this.folder.resolve(path), await this.folder.resolve(newPath)];
    await this.#describe(path, from);
    if (path !== newPath) {
      if ((await exists(to)) && !(await sameFile(from, to))) throw new HttpError(409, `${newPath} exists already.`);
      if (!(await exists(dirname(to)))) throw new HttpError(404, `There is no folder ${JSON.stringify(dirname(newPath))}.`);
      await rename(from, to);
    }
    return this.get(newPath, { content: false });
  }

  async delete(apiPath: string): Promise<void> {
    const path = this.folder.normalize(apiPath);
    if (path === '') throw new HttpError(400, 'The folder itself cannot be deleted.');
    const file = await this.folder.resolve(path);
    const { type } = await this.#describe(path, file);
    if (type !== 'directory') return unlink(file);
    const left = (await readdir(file)).filter((name) => name !== checkpointFolder);
    if (left.length > 0) throw new HttpError(400, `The folder ${path} is not empty.`);
    await rmdir(join(file, checkpointFolder)).catch(() => {});
    await rmdir(file).catch(() => { throw new HttpError(400, `The folder ${path} is not empty: it holds checkpoints.`); });
  }

  /** The path on disk of a file that exists. */
  async fileOf(apiPath: string): Promise<string> {
    const file = await this.folder.resolve(apiPath);
    await this.#describe(this.folder.normalize(apiPath), file);
    return file;
  }

  async #describe(path: string, file: string): Promise<ContentsModel> {
    const stats = await stat(file).catch(() => { throw new HttpError(404, `There is no file or folder ${JSON.stringify(path)}.`); });
    const type = stats.isDirectory() ? 'directory' : path.endsWith('.ipynb') ? 'notebook' : 'file';
    return {
      name: basename(path), path, type, writable: await access(file, constants.W_OK).then(() => true, () => false),
      created: stats.birthtime.toISOString(), last_modified: stats.mtime.toISOString(),
      size: type === 'directory' ? null : stats.size, mimetype: type === 'file' ? mimeTypeOf(path) ?? null : null, format: null, content: null,
    };
  }

  async #list(path: string, file: string): Promise<ContentsModel[]> {
    await removeLeftovers(file).catch(() => {}); // not everybody may delete in every folder
    const names = (await readdir(file)).filter((name) => !clutter.test(name)).sort();
    const models = await Promise.all(names.map(async (name) => {
      const child = path === '' ? name : `${path}/${name}`;
      // A link that leads out, or nowhere, or a file deleted meanwhile: not listed.
      return this.folder.resolve(child).then((childFile) => this.#describe(child, childFile)).catch(() => undefined);
    }));
    return models.filter((model) => model !== undefined);
  }

  async #freePath(folder: string, nameOf: (n: number) => string): Promise<string> {
    for (let n = 0; ; n++) {
      const path = folder === '' ? nameOf(n) : `${folder}/${nameOf(n)}`;
      if (!(await exists(await this.folder.resolve(path)))) return path;
    }
  }

  /** Pieces gather beside the target, which appears whole with the last one. */
  async #saveChunk(file: string, bytes: Buffer, chunk: number): Promise<void> {
    const partial = temporaryBeside(file, createHash('sha256').update(file).digest('hex').slice(0, 12));
    if (chunk === 1) await writeFileAtomically(partial, bytes);
    else if (await exists(partial)) await appendFile(partial, bytes);
    else throw new HttpError(400, `The upload of ${basename(file)} was interrupted. Start it again.`);
    if (chunk === -1) await rename(partial, file);
  }
}

export const checkpointFolder = '.ipynb_checkpoints';

function encode(bytes: Buffer, path: string, format?: string | null): Pick<ContentsModel, 'format' | 'content' | 'mimetype'> {
  const mimetype = mimeTypeOf(path) ?? null;
  if (format !== 'base64') {
    try {
      return { format: 'text', content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), mimetype: mimetype ?? 'text/plain' };
    } catch {
      if (format === 'text') throw new HttpError(400, `${path} is not UTF-8 text.`);
    }
  }
  return { format: 'base64', content: bytes.toString('base64'), mimetype: mimetype ?? 'application/octet-stream' };
}

/** An upload that is not whole yet. */
function describePartial(path: string): ContentsModel {
  const now = new Date().toISOString();
  return { name: basename(path), path, type: 'file', writable: true, created: now, last_modified: now, size: null, mimetype: null, format: null, content: null };
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);

/** True when a case-insensitive file system takes both names for one file. */
async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, two] = await Promise.all([stat(a), stat(b)]);
  return one.ino === two.ino && one.dev === two.dev;
}
