/**
 * Written by `npm run bench:variations -- --rounds 200 --seeds 3`: for each variation of Lab03 and each seed, what
 * a digit classifier makes of 500 samples, cut to [−1, 1], after 200 rounds. NaN: the training broke down.
 */
export interface DigitQuality {
  /** Fréchet distance to 500 real digits on the classifier's features. */
  distance: number;
  /** Mean probability of the classifier's first answer. */
  confidence: number;
  /** Entropy of its mean answer as a part of ln 10. */
  balance: number;
}

export const measured: { rounds: number; samples: number; real: DigitQuality; runs: Record<string, DigitQuality[]> } = {
  rounds: 200,
  samples: 500,
  real: { distance: 0.21, confidence: 0.965, balance: 0.998 },
  runs: {
    'as in Lab 03': [{ distance: 4.911, confidence: 0.635, balance: 0.922 }, { distance: 5.643, confidence: 0.635, balance: 0.906 }, { distance: 5.917, confidence: 0.642, balance: 0.886 }],
    '1 · pooling': [{ distance: 2.918, confidence: 0.676, balance: 0.978 }, { distance: 3.219, confidence: 0.692, balance: 0.964 }, { distance: 3.131, confidence: 0.653, balance: 0.968 }],
    '2 · no batch norm': [{ distance: 6.138, confidence: 0.65, balance: 0.879 }, { distance: 7.604, confidence: 0.683, balance: 0.854 }, { distance: 6.035, confidence: 0.657, balance: 0.894 }],
    '3 · hidden dense layer': [{ distance: 7.155, confidence: 0.696, balance: 0.858 }, { distance: 6.718, confidence: 0.701, balance: 0.842 }, { distance: 6.734, confidence: 0.658, balance: 0.868 }],
    '4 · tanh inside G': [{ distance: 4.581, confidence: 0.656, balance: 0.93 }, { distance: 4.417, confidence: 0.642, balance: 0.943 }, { distance: 4.523, confidence: 0.628, balance: 0.947 }],
    '4 · linear output of G': [{ distance: 10.008, confidence: 0.71, balance: 0.69 }, { distance: 6.796, confidence: 0.621, balance: 0.874 }, { distance: 5.773, confidence: 0.608, balance: 0.926 }],
    '5 · ReLU in D': [{ distance: 4.374, confidence: 0.645, balance: 0.942 }, { distance: 4.498, confidence: 0.631, balance: 0.939 }, { distance: 4.539, confidence: 0.651, balance: 0.934 }],
    'uniform prior': [{ distance: 6.863, confidence: 0.668, balance: 0.828 }, { distance: 6.322, confidence: 0.652, balance: 0.883 }, { distance: 5.239, confidence: 0.635, balance: 0.927 }],
    'D moves twice': [{ distance: 4.32, confidence: 0.688, balance: 0.929 }, { distance: 5.78, confidence: 0.646, balance: 0.915 }, { distance: 4.785, confidence: 0.639, balance: 0.926 }],
    'D moves 5 times': [{ distance: 4.36, confidence: 0.646, balance: 0.941 }, { distance: 5.729, confidence: 0.68, balance: 0.878 }, { distance: 4.811, confidence: 0.663, balance: 0.926 }],
    'G moves twice': [{ distance: 3.314, confidence: 0.67, balance: 0.969 }, { distance: 3.459, confidence: 0.659, balance: 0.956 }, { distance: 3.329, confidence: 0.654, balance: 0.966 }],
    'learning rate 0.0002': [{ distance: 108.475, confidence: 0.837, balance: 0.323 }, { distance: 128.148, confidence: 0.841, balance: 0.257 }, { distance: 108.586, confidence: 0.808, balance: 0.333 }],
    'learning rate 0.02': [{ distance: 3.666, confidence: 0.655, balance: 0.937 }, { distance: 3.365, confidence: 0.664, balance: 0.969 }, { distance: 3.931, confidence: 0.64, balance: 0.957 }],
    'β₁ = 0.9': [{ distance: 50.674, confidence: 0.813, balance: 0.352 }, { distance: 86.952, confidence: 0.951, balance: 0.103 }, { distance: 63.163, confidence: 0.898, balance: 0.276 }],
  },
};
