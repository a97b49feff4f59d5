/**
 * Mends tfjs 4.22's record of operations (the tape), which first derivatives survive and second ones
 * do not: what a gradient has saved must depend on the operation's inputs. Also lets an operation
 * lack an optional input.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs';

interface TapeNode { inputs: Record<string, Tensor>; outputs: Tensor[] }
type CustomGradient = (...inputsAndSave: unknown[]) => { value: Tensor; gradFunc: unknown };

/** The members of tfjs 4.22's engine, which its types keep private. */
interface Engine {
  state: { activeTape: TapeNode[]; gradientDepth: number };
  addTapeNode(kernelName: string, inputs: Record<string, Tensor | undefined>, ...rest: unknown[]): void;
  getTensorsForGradient(...args: unknown[]): (Tensor | undefined)[];
  customGrad(f: CustomGradient): (...inputs: Tensor[]) => Tensor;
}

/** Mends the engine, once. Without it, gradients of gradients that read a saved tensor are silently wrong. */
export function mendTape(): void {
  const engine = tf.engine() as unknown as Engine;
  if (Object.hasOwn(engine, 'addTapeNode')) return;
  const { addTapeNode, getTensorsForGradient, customGrad } = engine;

  engine.addTapeNode = function (kernelName, inputs, ...rest) {
    const given = Object.values(inputs).includes(undefined)
      ? Object.fromEntries(Object.entries(inputs).filter(([, input]) => input)) : inputs;
    addTapeNode.call(this, kernelName, given, ...rest);
    moveBeforeCopies(this.state.activeTape);
  };
  // batchNorm without a scale would save `undefined`; its gradient takes a missing scale for 1.
  engine.getTensorsForGradient = function (...args) {
    return getTensorsForGradient.apply(this, args).filter((tensor) => tensor);
  };
  engine.customGrad = function (f) {
    return (...inputs) => customGrad.call(this, this.state.gradientDepth > 1 ? recorded(f, inputs) : f)(...inputs);
  };
}

/**
 * tfjs records the copies of saved outputs before the operation that made them. Whoever then walks
 * along the tape meets a copy of something that depends on nothing yet, and loses the dependence.
 */
function moveBeforeCopies(tape: TapeNode[]): void {
  const made = tape[tape.length - 1];
  const copies = (node: TapeNode) => Object.values(node.inputs).some((input) => made.outputs.includes(input));
  let at = tape.length - 1;
  while (at > 0 && copies(tape[at - 1])) at--;
  if (at === tape.length - 1) return;
  tape.pop();
  tape.splice(at, 0, made);
}

/**
 * An operation with a gradient of its own (tf.customGrad) records nothing of its inside; but what its
 * gradient saved there depends on the inputs as well. Under a second gradient the inside is recorded
 * first; the result is a copy that is not, so that it has one gradient only.
 */
function recorded(f: CustomGradient, inputs: Tensor[]): CustomGradient {
  let saved: Tensor[] = [];
  let result: ReturnType<CustomGradient> | undefined;
  tf.tidy(() => {
    result = f(...inputs, (tensors: Tensor[]) => { saved = tensors; });
    return [result.value, ...saved];
  });
  return (...inputsAndSave) => {
    (inputsAndSave.at(-1) as (tensors: Tensor[]) => void)(saved);
    return { ...result!, value: tf.engine().runKernel('Identity', { x: result!.value }) as Tensor };
  };
}
