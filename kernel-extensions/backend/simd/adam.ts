/**
 * Makes tfjs's Adam optimiser run one kernel a variable on this backend, where its own code runs a
 * dozen element-wise operations. State, weights and configuration stay the optimiser's.
 */
import * as tf from '@tensorflow/tfjs';
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
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

interface Pair { variable: Variable; gradient: Tensor | null }

const isUsual = ({ variable, gradient }: Pair) => variable.dtype === 'float32' && (gradient === null || gradient.dtype === 'float32');

function fusedUpdate(adam: AdamState, pairs: Pair[]): void {
  tf.tidy(() => {
    const { beta1, beta2, learningRate, epsilon } = adam;
    const attributes: AdamAttributes = {
      beta1, beta2, learningRate, epsilon,
      correction1: 1 - adam.accBeta1.dataSync()[0], correction2: 1 - adam.accBeta2.dataSync()[0],
    };
    pairs.forEach(({ variable, gradient }, index) => {
      const m = momentOf(adam.accumulatedFirstMoment, index, variable, 'm');
      const v = momentOf(adam.accumulatedSecondMoment, index, variable, 'v');
      if (gradient === null) return;
      const [nextValue, nextM, nextV] = tf.engine().runKernel('AdamUpdate',
        { value: variable, m, v, gradient }, { ...attributes }) as Tensor[];
      variable.assign(nextValue);
      m.assign(nextM);
      v.assign(nextV);
    });
    adam.accBeta1.assign(adam.accBeta1.mul(beta1));
    adam.accBeta2.assign(adam.accBeta2.mul(beta2));
  });
  adam.incrementIterations();
}

function momentOf(moments: Moment[], index: number, variable: Variable, suffix: 'm' | 'v'): Variable {
  moments[index] ??= { originalName: `${variable.name}/${suffix}`, variable: tf.zerosLike(variable).variable(false) };
  return moments[index].variable;
}
