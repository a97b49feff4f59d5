/**
 * TensorFlow's C library through @tensorflow/tfjs-node-gpu (CUDA) or @tensorflow/tfjs-node. Both are
 * optional: their install step downloads a native library that exists for few machines.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Candidate, Finding } from '../candidate.js';
import { findPackage } from '../packages.js';
import type { InstalledPackage } from '../packages.js';

const packageNames = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const installCommand = 'npm install --no-save @tensorflow/tfjs-node';

/** The package to load, the GPU one first, and why one that is there cannot be loaded. */
function choose(folder?: string): { found?: InstalledPackage; finding: Finding } {
  let incomplete: Finding | undefined;
  for (const name of packageNames) {
    const found = findPackage(name, folder);
    if (!found) continue;
    if (hasNativeLibrary(found)) return { found, finding: { usable: true, reason: `${name} ${found.version} is installed` } };
    incomplete ??= {
      usable: false,
      reason: `${name} ${found.version} is installed, but its native library is missing: the install step could not download or build it`,
      remedy: `npm rebuild ${name}`,
    };
  }
  return {
    finding: incomplete ?? {
      usable: false,
      reason: 'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
      remedy: installCommand,
    },
  };
}

/** The binding lies in lib/napi-v<N>/; npm leaves the package in place when the download has failed. */
function hasNativeLibrary({ directory }: InstalledPackage): boolean {
  const lib = join(directory, 'lib');
  return existsSync(lib) && readdirSync(lib).some((folder) => existsSync(join(lib, folder, 'tfjs_binding.node')));
}

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed
 * (github.com/tensorflow/tfjs/issues/8609).
 */
export function restoreUtilFunctions(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

export const tensorflow: Candidate = {
  name: 'tensorflow',
  title: "TensorFlow's C library",
  probe: (folder) => choose(folder).finding,
  startRemedy: 'npm rebuild @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu',
  async activate() {
    const { found, finding } = choose();
    if (!found) throw new Error(finding.reason);
    restoreUtilFunctions();
    try {
      await found.load();
    } catch (error) {
      throw new Error(`${found.name} ${found.version} does not load on Node ${process.version}: ${firstLine(error)}`, { cause: error });
    }
    if (!(await tf.setBackend('tensorflow'))) throw new Error(`${found.name} loaded, but its backend did not start`);
  },
};

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
