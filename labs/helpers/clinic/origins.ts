/**
 * Where tensors come from: marks put on some are handed on to all that is computed from them, whatever the
 * computation. So a batch is known to be real or made also behind a scaling, an augmentation or a `tf.concat`.
 */
import * as tf from '@tensorflow/tfjs';
import type { Origin } from './vital-signs.js';

const bits = { real: 1, made: 2 };

type Inputs = Record<string, tf.Tensor | undefined> | readonly tf.Tensor[];

export class Origins {
  private readonly marks = new Map<number, number>();

  mark(tensor: tf.Tensor, origin: keyof typeof bits): void {
    this.marks.set(tensor.id, bits[origin]);
  }

  of(tensor: tf.Tensor): Origin {
    return (['unknown', 'real', 'made', 'both'] as const)[this.marks.get(tensor.id) ?? 0]!;
  }

  /** Follows every operation of TensorFlow.js until the function that it returns is called. No operation is changed. */
  follow(): () => void {
    const engine = tf.engine() as unknown as { runKernel: (name: string, inputs: Inputs, attributes?: object) => tf.Tensor | tf.Tensor[] };
    const original = engine.runKernel;
    engine.runKernel = (name, inputs, attributes) => {
      const outputs = original.call(engine, name, inputs, attributes);
      const mark = Object.values(inputs).reduce((all, input: tf.Tensor | undefined) => all | ((input && this.marks.get(input.id)) ?? 0), 0);
      if (mark) for (const output of Array.isArray(outputs) ? outputs : [outputs]) this.marks.set(output.id, mark);
      return outputs;
    };
    return () => { engine.runKernel = original; };
  }
}
