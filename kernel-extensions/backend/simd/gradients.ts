/**
 * Gradients that take one kernel on this backend where tfjs composes them of several, and second
 * derivatives that tfjs 4.22 lacks. Registered over tfjs's own, which other backends go on using.
 *
 * A second derivative is being recorded when a gradient function runs under an open tape. Then the
 * gradient must depend on the inputs through recorded operations: a saved output does not, since tfjs
 * records its copy before the operation that made it.
 */
import * as tf from '@tensorflow/tfjs';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { planBroadcast } from './kernels/binary.js';

const run = (kernel: string, inputs: Record<string, Tensor>, attrs: NamedAttrMap = {}) => tf.engine().runKernel(kernel, inputs, attrs) as Tensor;

const underTape = () => tf.engine().state.gradientDepth > 0;

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
    tf.registerGradient({
      kernelName: gradient, inputsToSave: ['x'],
      gradFunc: (ddx, [x], attrs) => ({ dy: () => run(gradient, { dy: ddx as Tensor, x }, attrs), x: () => tf.zerosLike(x) }),
    });
  }

  // d tanh = 1 − tanh², d sigmoid = sigmoid · (1 − sigmoid).
  override(backendName, {
    kernelName: 'Tanh', inputsToSave: ['x'], outputsToSave: [true],
    gradFunc: (dy, [x, y]) => ({
      x: () => (underTape() ? (dy as Tensor).mul(tf.scalar(1).sub(tf.square(tf.tanh(x)))) : run('TanhGrad', { dy: dy as Tensor, y })),
    }),
  });
  override(backendName, {
    kernelName: 'Sigmoid', inputsToSave: ['x'], outputsToSave: [true],
    gradFunc: (dy, [x, y]) => ({
      x: () => {
        if (!underTape()) return run('SigmoidGrad', { dy: dy as Tensor, y });
        const s = tf.sigmoid(x);
        return (dy as Tensor).mul(s.mul(tf.scalar(1).sub(s)));
      },
    }),
  });

  // tfjs slices dy into the copies and adds them one by one.
  override(backendName, {
    kernelName: 'Tile', inputsToSave: ['x'],
    gradFunc: (dy, [x], { reps }) => ({ x: () => gradientOfTile(dy as Tensor, x, reps as number[]) }),
  });

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

/** The gradient of Tile adds up the copies: dy seen as [reps0, size0, reps1, size1, …] summed over the reps. */
function gradientOfTile(dy: Tensor, x: Tensor, reps: number[]): Tensor {
  const split = x.shape.flatMap((size, axis) => [reps[axis], size]);
  return dy.reshape(split).sum(x.shape.map((_, axis) => 2 * axis)).reshape(x.shape);
}

/** `x` repeated along its axes of length 1. */
function spread(x: Tensor, shape: number[]): Tensor {
  if (x.dtype !== 'float32' || !planBroadcast(x.shape, shape, shape)) return x.mul(tf.ones(shape));
  return run('BroadcastTo', { x }, { shape, inputShape: x.shape });
}
