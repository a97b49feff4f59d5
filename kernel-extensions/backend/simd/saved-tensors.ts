/**
 * What tfjs keeps of an operation for its gradient. It runs a kernel for each tensor and records another
 * step on the tape; a second name for the data is enough, and the step where there is an outer tape, whose
 * gradient must find the way from the kept tensor to the original.
 */
import * as tf from '@tensorflow/tfjs';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';

/** The members of tfjs 4.22's engine, which its types keep private. */
interface Engine {
  state: { gradientDepth: number };
  backend: tf.KernelBackend;
  saveTensorsForBackwardMode(tensors: Tensor[]): Tensor[];
  makeTensorFromTensorInfo(info: TensorInfo): Tensor;
  keep(tensor: Tensor): Tensor;
  addTapeNode(kernelName: string, inputs: { x: Tensor }, outputs: Tensor[], gradient: undefined, saved: Tensor[], attrs: object): void;
}

/** Puts it in the place of tfjs's while the current backend is `backendName`. */
export function installSavedTensors(backendName: string): void {
  const engine = tf.engine() as unknown as Engine;
  const copied = engine.saveTensorsForBackwardMode;
  engine.saveTensorsForBackwardMode = function (tensors) {
    if (tf.getBackend() !== backendName) return copied.call(this, tensors);
    return tensors.map((x) => {
      this.backend.incRef(x.dataId);
      const kept = this.keep(this.makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype }));
      if (this.state.gradientDepth > 1) this.addTapeNode('Identity', { x }, [kept], undefined, [], {});
      return kept;
    });
  };
}
