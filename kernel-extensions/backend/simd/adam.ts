/**
 * Makes tfjs's Adam optimiser run one kernel for all variables on this backend, where its own code runs
 * a dozen element-wise operations for each. State, weights and configuration stay the optimiser's.
 */
import * as tf from '@tensorflow/tfjs';
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import type { SimdBackend } from './backend.js';
import type { AdamAttributes } from './kernels/adam.js';

/** The fields of tfjs 4.22's AdamOptimizer, which its types keep private. */
interface AdamState {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** β1^t and β2^t for the step t that comes next. */
  accBeta1: Variable;
  accBeta2: Variable;
  accumulatedFirstMoment: Moment[];
  accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}
interface Moment { originalName: string; variable: Variable }

type Gradients = Parameters<tf.AdamOptimizer['applyGradients']>[0];

/** Replaces AdamOptimizer's `applyGradients` while the current backend is `backendName`; other backends keep tfjs's. */
export function installFusedAdam(backendName: string): void {
  const composed = tf.AdamOptimizer.prototype.applyGradients;
  tf.AdamOptimizer.prototype.applyGradients = function (gradients: Gradients): void {
    const named: NamedTensorMap = Array.isArray(gradients) ? Object.fromEntries(gradients.map(({ name, tensor }) => [name, tensor])) : gradients;
    const pairs = Object.entries(named).map(([name, gradient]) => ({ variable: tf.engine().registeredVariables[name], gradient }));
    if (tf.getBackend() === backendName && pairs.every(isUsual)) fusedUpdate(this as unknown as AdamState, pairs);
    else composed.call(this, gradients);
  };
}

/** A variable that the loss does not reach has no gradient, and stays. */
interface Pair { variable: Variable; gradient?: Tensor | null }

const isUsual = ({ variable, gradient }: Pair) => variable.dtype === 'float32' && (gradient?.dtype ?? 'float32') === 'float32';

function fusedUpdate(adam: AdamState, pairs: Pair[]): void {
  tf.tidy(() => {
    const { beta1, beta2, learningRate, epsilon } = adam;
    const [power1, power2] = [adam.accBeta1.dataSync()[0], adam.accBeta2.dataSync()[0]];
    const attributes: AdamAttributes = { beta1, beta2, learningRate, epsilon, correction1: 1 - power1, correction2: 1 - power2 };
    const inputs: NamedTensorMap = {};
    let count = 0;
    pairs.forEach(({ variable, gradient }, index) => {
      const m = momentOf(adam.accumulatedFirstMoment, index, variable, 'm');
      const v = momentOf(adam.accumulatedSecondMoment, index, variable, 'v');
      if (!gradient) return;
      for (const written of [variable, m, v]) makeOwner(written);
      Object.assign(inputs, { [`value${count}`]: variable, [`m${count}`]: m, [`v${count}`]: v, [`gradient${count}`]: gradient });
      count++;
    });
    tf.engine().runKernel('AdamUpdate', inputs, { ...attributes });
    // In single precision, as tfjs multiplies.
    adam.accBeta1.assign(tf.scalar(power1 * Math.fround(beta1)));
    adam.accBeta2.assign(tf.scalar(power2 * Math.fround(beta2)));
  });
  adam.incrementIterations();
}

/** Gives the variable data of its own where another tensor shares them: a copy, a reshaped one, one kept for a gradient. */
function makeOwner(variable: Variable): void {
  if (!(tf.backend() as SimdBackend).isShared(variable)) return;
  const copy = tf.mul(variable, 1);
  variable.assign(copy);
  copy.dispose();
}

function momentOf(moments: Moment[], index: number, variable: Variable, suffix: 'm' | 'v'): Variable {
  if (!moments[index]) {
    const zeros = tf.zerosLike(variable);
    moments[index] = { originalName: `${variable.name}/${suffix}`, variable: zeros.variable(false) };
    zeros.dispose();
  }
  return moments[index].variable;
}
