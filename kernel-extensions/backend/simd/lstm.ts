/**
 * Makes `tf.layers.lstm` and `tf.layers.lstmCell` compute their gates in one kernel: tfjs composes them of ten, and of some
 * twenty for the gradient. Other backends, other activations than tanh and (hard) sigmoid, and dropout keep tfjs's code.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { gradsOf, run } from '../gradients/shared.js';

/** The fields of tfjs-layers 4.22's LSTMCell, which its types keep private. */
interface LstmCell {
  activation: Activation;
  recurrentActivation: Activation;
  kernel: Weight;
  recurrentKernel: Weight;
  bias: Weight | null;
  dropout: number;
  recurrentDropout: number;
  call(inputs: Tensor[], kwargs: object): Tensor[];
}
interface Activation { getClassName(): string }
interface Weight { read(): Tensor2D }

/** z [B, 4·units], c [B, units] → h and the next c. `hard`: the gates are Keras' hard sigmoid. */
const gates = (z: Tensor, c: Tensor, hard: boolean): [h: Tensor, next: Tensor] =>
  run('LstmGates', { z, c }, { hard }) as unknown as [Tensor, Tensor];

/** The same of tfjs's own operations, every one of them differentiable as often as one likes. */
function composed(z: Tensor, c: Tensor, hard: boolean): [h: Tensor, next: Tensor] {
  const [i, f, g, o] = tf.split(z, 4, 1);
  const gate = (sum: Tensor) => (hard ? tf.clipByValue(sum.mul(0.2).add(0.5), 0, 1) : tf.sigmoid(sum));
  const next = gate(f).mul(c).add(gate(i).mul(tf.tanh(g)));
  return [gate(o).mul(tf.tanh(next)), next];
}

/** Registers the gradients and puts the kernels under the layers while the current backend is `backendName`. */
export function installLstm(backendName: string): void {
  tf.registerGradient({
    kernelName: 'LstmGates', inputsToSave: ['z', 'c'], outputsToSave: [false, true],
    gradFunc: (dys, [z, c, next], attrs) => {
      const [dh, dnext] = dys as Tensor[];
      const [dz, dc] = run('LstmGatesGrad', { z, c, next, dh, dnext }, attrs) as unknown as Tensor[];
      return { z: () => dz, c: () => dc };
    },
  });
  // Its own gradient is that of the composed gradient, where the next c is a function of z and c.
  tf.registerGradient({
    kernelName: 'LstmGatesGrad', inputsToSave: ['z', 'c', 'dh', 'dnext'],
    gradFunc: (weights, [z, c, dh, dnext], attrs) => {
      const weighted = (...[zIn, cIn, dhIn, dnextIn]: Tensor[]) => {
        const outputs = (z: Tensor, c: Tensor) => {
          const [h, next] = composed(z, c, attrs.hard as boolean);
          return h.mul(dhIn).sum().add(next.mul(dnextIn).sum());
        };
        const gradients = tf.grads(outputs)([zIn, cIn]);
        return tf.addN(gradients.map((gradient, index) => gradient.mul((weights as Tensor[])[index]).sum()));
      };
      const [ofZ, ofC, ofDh, ofDnext] = gradsOf(weighted, [z, c, dh, dnext], tf.scalar(1));
      return { z: () => ofZ, c: () => ofC, dh: () => ofDh, dnext: () => ofDnext, next: () => tf.zerosLike(c) };
    },
  });

  const prototype = Object.getPrototypeOf(tf.layers.lstmCell({ units: 1 })) as LstmCell;
  const inherited = prototype.call;
  prototype.call = function (inputs, kwargs) {
    const [x, h, c] = inputs;
    const gateName = this.recurrentActivation.getClassName();
    const usual = this.activation.getClassName() === 'tanh' && (gateName === 'sigmoid' || gateName === 'hardSigmoid')
      && this.dropout === 0 && this.recurrentDropout === 0 && inputs.every(({ dtype, rank }) => dtype === 'float32' && rank === 2);
    if (tf.getBackend() !== backendName || !usual) return inherited.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const ofX = tf.fused.matMul({ a: x as Tensor2D, b: this.kernel.read(), ...(this.bias ? { bias: this.bias.read() } : {}) });
      const ofH = tf.matMul(h as Tensor2D, this.recurrentKernel.read());
      const [output, next] = gates(ofX.add(ofH), c, gateName === 'hardSigmoid');
      return [output, output, next];
    });
  };
}
