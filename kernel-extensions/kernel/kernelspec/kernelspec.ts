/** The kernelspec: the folder that tells Jupyter, VS Code and others how to start this kernel. */
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirs } from './jupyter-paths.js';

export const kernelName = 'minimax';
export const displayName = 'TypeScript (Minimax Labs)';

/** The content of kernel.json: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'message' | 'signal';
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

const kernelMain = fileURLToPath(new URL('../main.js', import.meta.url));
/** In the sources, not in dist/: pictures are not compiled. */
const logos = fileURLToPath(new URL('../../../../kernel-extensions/kernel/kernelspec/', import.meta.url));
const logoFiles = ['logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'];

/** Starts this very installation with the Node.js that runs now. */
export function kernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, kernelMain, '{connection_file}'],
    display_name: displayName,
    language: 'typescript',
    interrupt_mode: 'message',
    env: {},
    metadata: { debugger: true },
  };
}

export const kernelDir = (dataDir: string): string => join(dataDir, 'kernels', kernelName);

/**
 * Writes the kernelspec below a Jupyter data folder, replacing an earlier one as a whole.
 * Returns its folder. Throws an Error saying what to do when the folder cannot be written.
 */
export async function installKernelSpec(dataDir: string): Promise<string> {
  const target = kernelDir(dataDir);
  try {
    await mkdir(dirname(target), { recursive: true });
    // Made beside its place and moved there: a front end never sees half of it.
    const fresh = await mkdtemp(join(dirname(target), '.minimax-'));
    await writeFile(join(fresh, 'kernel.json'), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
    await chmod(fresh, 0o755);
    for (const logo of logoFiles) await cp(join(logos, logo), join(fresh, logo));
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
  } catch (error) {
    throw new Error(`Cannot write the kernelspec to ${target}: ${(error as Error).message}. Choose a folder you may write to with --prefix DIR, or install for yourself with --user.`);
  }
  return target;
}

/** Returns whether there was one to remove. */
export async function uninstallKernelSpec(dataDir: string): Promise<boolean> {
  const target = kernelDir(dataDir);
  const existed = await stat(target).then(() => true, () => false);
  await rm(target, { recursive: true, force: true });
  return existed;
}

export interface Installed {
  folder: string;
  state: 'this installation' | 'another installation' | 'broken';
  /** The program it starts, or why it cannot be started. */
  detail: string;
}

/** The kernelspecs of this kernel that Jupyter finds, the one it uses first. */
export async function findInstalled(searched: string[] = dataDirs()): Promise<Installed[]> {
  const found: Installed[] = [];
  for (const folder of searched.map(kernelDir)) {
    const text = await readFile(join(folder, 'kernel.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) found.push({ folder, ...(await examine(text)) });
  }
  return found;
}

async function examine(text: string): Promise<Omit<Installed, 'folder'>> {
  let argv: unknown;
  try {
    ({ argv } = JSON.parse(text));
  } catch {
    return { state: 'broken', detail: 'kernel.json is not JSON' };
  }
  const [node, main] = Array.isArray(argv) ? argv.map(String) : [];
  for (const path of [node, main]) {
    if (path === undefined) return { state: 'broken', detail: 'kernel.json names no program' };
    if (!(await stat(path).then(() => true, () => false))) return { state: 'broken', detail: `${path} does not exist: run \`minimax kernel install\` again` };
  }
  return { state: main === kernelMain ? 'this installation' : 'another installation', detail: main };
}
