/**
 * All causes, in the order in which a doctor rules them out. Facts come first: they hold or do not, whatever the luck of the
 * training. Tendencies come after them, since most of them can follow from a fact.
 */
import type { Cause, Certainty } from '../cause.js';
import { doubleSigmoid } from './double-sigmoid.js';
import { frozenWeights } from './frozen-weights.js';
import { halfALoss } from './half-a-loss.js';
import { highLearningRate } from './high-learning-rate.js';
import { inferenceMode } from './inference-mode.js';
import { leakedGradients } from './leaked-gradients.js';
import { leakingMemory } from './leaking-memory.js';
import { mixedBatch } from './mixed-batch.js';
import { modeCollapse } from './mode-collapse.js';
import { notANumber } from './not-a-number.js';
import { otherOptimizer } from './other-optimizer.js';
import { saturatingLoss } from './saturating-loss.js';
import { standstill } from './standstill.js';
import { strongDiscriminator } from './strong-discriminator.js';
import { swappedLabels } from './swapped-labels.js';
import { unaveragedLoss } from './unaveraged-loss.js';
import { unscaledData } from './unscaled-data.js';

const facts = [
  leakedGradients, frozenWeights, otherOptimizer, halfALoss, swappedLabels, doubleSigmoid, saturatingLoss, unaveragedLoss,
  inferenceMode, mixedBatch, unscaledData, leakingMemory,
];
const tendencies = [highLearningRate, standstill, modeCollapse, strongDiscriminator, notANumber];

export const causes: readonly (Cause & { certainty: Certainty })[] = [
  ...facts.map((cause) => ({ ...cause, certainty: 'fact' as const })),
  ...tendencies.map((cause) => ({ ...cause, certainty: 'tendency' as const })),
];
