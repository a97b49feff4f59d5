/**
 * The four networks of a CycleGAN, and one step of some of them. What a round consists of is in joint-round.ts and
 * sequential-round.ts.
 */
import * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../gan.js';
import { inLanguage } from '../in-language.js';
import { patchDiscriminator, resnetGenerator, type GeneratorOptions, type PatchOptions } from './networks.js';

/** G: X → Y and its judge DY, F: Y → X and its judge DX. */
export type Role = 'G' | 'F' | 'DX' | 'DY';
export const roles: readonly Role[] = ['G', 'F', 'DX', 'DY'];

export interface CycleGanModels extends Record<Role, tf.LayersModel> {
  /** Each network has its own: Adam of TensorFlow.js keeps what it remembers by the place of a variable in its list, and mixes up networks that do not always learn together. */
  optimizers: Record<Role, tf.Optimizer>;
}

export interface CycleGanOptions {
  size?: number;
  /** Channels of the pictures of X and of Y. Default 1. */
  channels?: readonly [x: number, y: number];
  generator?: Pick<GeneratorOptions, 'width' | 'blocks' | 'border'>;
  discriminator?: Pick<PatchOptions, 'width' | 'halvings'>;
  /** Adam's, for all four networks. Default 0.0005; the paper, which trains for days, takes 0.0002. */
  learningRate?: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** Networks small enough for a laptop, unless the options say otherwise. */
export function createCycleGan({ size, channels: [inX, inY] = [1, 1], generator, discriminator, learningRate = 0.0005, seed = 1 }: CycleGanOptions = {}): CycleGanModels {
  const adam = () => tf.train.adam(learningRate, 0.5);
  return {
    G: resnetGenerator({ ...generator, size, channels: inX, outChannels: inY, seed: 4 * seed }),
    F: resnetGenerator({ ...generator, size, channels: inY, outChannels: inX, seed: 4 * seed + 1 }),
    DX: patchDiscriminator({ ...discriminator, size, channels: inX, seed: 4 * seed + 2 }),
    DY: patchDiscriminator({ ...discriminator, size, channels: inY, seed: 4 * seed + 3 }),
    optimizers: { G: adam(), F: adam(), DX: adam(), DY: adam() },
  };
}

/** What a network makes of pictures. */
export const applyTo = (network: tf.LayersModel, pictures: tf.Tensor): tf.Tensor4D => network.apply(pictures, { training: true }) as tf.Tensor4D;

/**
 * One step down `loss` for the networks that are named, each by its own optimizer; all others stay as they are. Returns the
 * loss from before the step, and leaves no other tensor.
 */
export function descend(gan: CycleGanModels, names: readonly Role[], loss: () => tf.Scalar): tf.Scalar {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, names.flatMap((name) => variablesOf(gan[name])));
    for (const name of names) {
      const own = variablesOf(gan[name]).map((variable) => [variable.name, grads[variable.name]] as const);
      gan.optimizers[name].applyGradients(Object.fromEntries(own.filter(([, gradient]) => gradient)));
    }
    return value;
  });
}

/** @throws RangeError where the identity loss is asked for between pictures of other channels */
export function requireSameChannels({ G }: CycleGanModels): void {
  const [x, y] = [G.inputs[0]!.shape.at(-1), G.outputs[0]!.shape.at(-1)];
  if (x !== y) {
    throw new RangeError(inLanguage(
      `The identity loss compares G(y) with y, but G takes pictures with ${x} and makes pictures with ${y} channels: set weights.identity to 0.`,
      `恆等損失比較 G(y) 和 y，但 G 接受 ${x} 個通道的圖片、輸出 ${y} 個通道的圖片：請把 weights.identity 設成 0。`,
    ));
  }
}
