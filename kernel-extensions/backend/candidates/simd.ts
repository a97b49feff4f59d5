/** The project's own backend (../simd): WebAssembly SIMD kernels on all cores, nothing to install. */
import * as tf from '@tensorflow/tfjs';
import type { BackendOptions, Candidate } from '../candidate.js';
import { registerSimdBackend, simdSupport } from '../simd/index.js';

export const simd: Candidate = {
  name: 'simd',
  title: 'WebAssembly SIMD on all cores',
  probe: () => simdSupport(),
  async activate(options: BackendOptions) {
    // Registering a started backend anew would dispose the tensors that it holds.
    if (!('simd' in tf.engine().registry)) registerSimdBackend(options);
    if (!(await tf.setBackend('simd'))) throw new Error('its WebAssembly module did not start');
  },
};
