/**
 * Gradients that take one kernel on this backend where tfjs composes them of several, and the
 * gradients of those kernels, which second derivatives take. Registered over tfjs's own, which other
 * backends go on using. What is wrong or missing in tfjs itself is in ../gradients.
 */
import * as tf from '@tensorflow/tfjs';
import type { GradConfig, Tensor } from '@tensorflow/tfjs';
import { register, run, zeros } from '../gradients/shared.js';
import { planBroadcast } from './kernels/binary.js';

/** Puts `config` in front of tfjs's gradient while the current backend is `backendName`. */
function override(backendName: string, config: GradConfig): void {
  const { kernelName } = config;
  const composed = tf.getGradient(kernelName);
  const saved = (from: Tensor[]) => (composed.outputsToSave?.length ? from.slice(config.inputsToSave?.length ?? 0) : from);
  tf.registerGradient({
    ...config,
    gradFunc: (dy, tensors, attrs) => (tf.getBackend() === backendName
      ? config.gradFunc(dy, tensors, attrs)
      : composed.gradFunc(dy, saved(tensors), attrs)),
  });
}

/** Registers all of them. */
export function registerGradients(backendName: string): void {
  // relu and leakyRelu have the slope of their gradient's own kernel everywhere; nothing flows to x.
  for (const [kernelName, gradient] of [['Relu', 'ReluGrad'], ['LeakyRelu', 'LeakyReluGrad']]) {
    override(backendName, {
      kernelName, inputsToSave: ['x'],
      gradFunc: (dy, [x], attrs) => ({ x: () => run(gradient, { dy: dy as Tensor, x }, attrs) }),
    });
    register(gradient, ['x'], (ddx, [x], attrs) => ({ dy: () => run(gradient, { dy: ddx, x }, attrs), x: () => zeros(x) }));
  }

  // d tanh = 1 − y², d sigmoid = y·(1 − y).
  for (const [kernelName, gradient, slopeOfSlope] of [
    ['Tanh', 'TanhGrad', (y: Tensor) => y.mul(-2)], ['Sigmoid', 'SigmoidGrad', (y: Tensor) => y.mul(-2).add(1)],
  ] as const) {
    override(backendName, { kernelName, outputsToSave: [true], gradFunc: (dy, [y]) => ({ x: () => run(gradient, { dy: dy as Tensor, y }) }) });
    register(gradient, ['dy', 'y'], (ddx, [dy, y]) => ({ dy: () => run(gradient, { dy: ddx, y }), y: () => ddx.mul(dy).mul(slopeOfSlope(y)) }));
  }

  // A reduction's gradient is dy spread over the reduced axes; tfjs multiplies it with a tensor of ones.
  for (const kernelName of ['Sum', 'Mean']) {
    override(backendName, {
      kernelName, inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => ({
        x: () => {
          const axes = tf.util.parseAxisParam(axis as number[], x.shape);
          const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
          const reduced = axes.reduce((product, i) => product * x.shape[i], 1);
          const expanded = (dy as Tensor).reshape(kept);
          return spread(kernelName === 'Mean' ? expanded.div(reduced) : expanded, x.shape);
        },
      }),
    });
  }
}

/** `x` repeated along its axes of length 1. */
function spread(x: Tensor, shape: number[]): Tensor {
  if (x.dtype !== 'float32' || !planBroadcast(x.shape, shape, shape)) return x.mul(tf.ones(shape));
  return run('BroadcastTo', { x }, { shape, inputShape: x.shape });
}
