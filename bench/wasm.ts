/** tfjs's own `wasm` backend, for comparison only: it is no dependency, and the labs never use it. */
import * as tf from '@tensorflow/tfjs';
import { findPackage } from '../kernel-extensions/backend/packages.js';

export const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** What adds it to this checkout without becoming a dependency. */
export const wasmRemedy = `npm install --no-save ${WASM_PACKAGE}@${tf.version['tfjs-core']}`;

export const isWasmInstalled = (): boolean => findPackage(WASM_PACKAGE) !== undefined;

/** Makes it the current backend. @throws Error where the package is not installed */
export async function useWasm(): Promise<void> {
  const found = findPackage(WASM_PACKAGE);
  if (!found) throw new Error(`${WASM_PACKAGE} is not installed: ${wasmRemedy}`);
  await found.load();
  await tf.setBackend('wasm');
}
