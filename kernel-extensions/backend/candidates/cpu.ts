/** tfjs's own JavaScript backend: always there, far too slow to train a convolutional network. */
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../candidate.js';
import { silenceBanner } from '../banner.js';

export const cpu: Candidate = {
  name: 'cpu',
  title: 'plain JavaScript, one core',
  probe: () => ({ usable: true, reason: 'plain JavaScript, always there, slow' }),
  async activate() {
    silenceBanner();
    await tf.setBackend('cpu');
  },
};
