/**
 * From a path of the contents API to a path on disk that is certain to lie in the served folder.
 * The only place where the two kinds of path meet.
 */
import { lstat, realpath } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep, isAbsolute } from 'node:path';
import { HttpError } from './http.js';

/** Hidden names (also `..`), and what would not be a name but a path. */
const forbidden = /^\.|[\0\\]/;
/** Windows also reads drives, streams, wildcards and devices from names, and drops dots and spaces at their end. */
const forbiddenOnWindows = /[:*?"<>|]|[. ]$|^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)/i;

export class ServedFolder {
  readonly root: string;

  constructor(root: string, private readonly platform: NodeJS.Platform = process.platform) {
    this.root = realpathSync(root);
  }

  /** `/a//b/` → `a/b`. @throws HttpError 404 for `..`, hidden names and characters that no file here has. */
  normalize(apiPath: string): string {
    const parts = apiPath.split('/').filter((part) => part !== '' && part !== '.');
    if (!parts.every((part) => this.#isName(part))) throw new HttpError(404, `There is no file or folder ${JSON.stringify(apiPath)}.`);
    return parts.join('/');
  }

  /**
   * The path on disk, which need not exist. Symbolic links are followed as long as they stay inside.
   * @throws HttpError 404 when the path leads out of the folder, or to something hidden in it.
   */
  async resolve(apiPath: string): Promise<string> {
    const path = join(this.root, ...this.normalize(apiPath).split('/'));
    const real = await realpathOfExistingPart(path);
    const fromRoot = relative(this.root, real);
    // Leads out with `..`, or to another drive.
    if (isAbsolute(fromRoot) || !fromRoot.split(sep).every((part) => part === '' || this.#isName(part))) {
      throw new HttpError(404, `There is no file or folder ${JSON.stringify(apiPath)}.`);
    }
    return path;
  }

  #isName(part: string): boolean {
    return !forbidden.test(part) && !(this.platform === 'win32' && forbiddenOnWindows.test(part));
  }
}

/** `path` with the links of the part that exists resolved. */
async function realpathOfExistingPart(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new HttpError(404, 'There is no such file or folder.');
    // A link to something that does not exist yet would be created wherever it points.
    if (await lstat(path).then((stats) => stats.isSymbolicLink(), () => false)) throw new HttpError(404, 'There is no such file or folder.');
    return join(await realpathOfExistingPart(dirname(path)), basename(path));
  }
}
