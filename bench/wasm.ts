/** tfjs's own `wasm` backend, for comparison only: it is no dependency, and the labs never use it. */
import * as tf from '@tensorflow/tfjs';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** What adds it to this checkout without becoming a dependency. */
export const wasmRemedy = `npm install --no-save ${PACKAGE}@${tf.version['tfjs-core']}`;

export function isWasmInstalled(): boolean {
  try {
    import.meta.resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** Makes it the current backend. @throws Error where the package is not installed */
export async function useWasm(): Promise<void> {
  await import(PACKAGE);
  await tf.setBackend('wasm');
}
