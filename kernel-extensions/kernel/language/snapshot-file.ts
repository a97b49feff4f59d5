// Where the startup snapshot of the language server lies, and how it is made (snapshot.ts says what is
// in it). A snapshot fits exactly one Node program and one state of the compiler's files, so its
// name says which; one that does not fit is not found.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Flags of the server's process; a snapshot is bound to those it was made with. The heap is collected
 * when it has grown by so many percent: by default it grows to several times what a notebook needs.
 */
export const serverFlags = ['--heap-growing-percent=40'];

/** Those for the user's code are not for the server. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: '' });

const folder = dirname(fileURLToPath(import.meta.url));
/** snapshot.ts and all that it imports as one script, made by the build. */
export const snapshotScript = join(folder, 'snapshot.bundle.cjs');

/** The snapshot for this Node, if it has been made. */
export function findSnapshot(): string | undefined {
  const path = snapshotPath();
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** Undefined where the build has not been run. */
function snapshotPath(): string | undefined {
  const script = statSync(snapshotScript, { throwIfNoEntry: false });
  if (!script) return undefined;
  const node = statSync(process.execPath);
  const parts = [process.execPath, node.size, node.mtimeMs, process.version, ...serverFlags, snapshotScript, script.size, script.mtimeMs];
  return join(folder, `snapshot-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)}.blob`);
}

/**
 * Make the snapshot for this Node and remove those of earlier builds; resolves when it is there.
 * Rejects when Node cannot make it: kernels start all the same, more slowly.
 */
export async function makeSnapshot(): Promise<void> {
  const path = snapshotPath();
  if (path === undefined) throw new Error(`${snapshotScript} is missing: build it first.`);
  const partial = `${path}.${process.pid}.tmp`;
  const node = spawn(process.execPath, [...serverFlags, '--snapshot-blob', partial, '--build-snapshot', snapshotScript], {
    stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment(), windowsHide: true,
  });
  let words = '';
  node.stderr.setEncoding('utf8').on('data', (text: string) => { words += text; });
  const [code] = await once(node, 'close') as [number | null];
  if (code !== 0) throw new Error(`Node.js ${process.version} made no startup snapshot: ${words.trim()}`);
  renameSync(partial, path);
  const script = statSync(snapshotScript);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (/^snapshot-.*\.(blob|tmp)$/.test(name) && statSync(file).mtimeMs < script.mtimeMs) rmSync(file, { force: true });
  }
}
