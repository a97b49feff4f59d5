/**
 * Puts TensorFlow.js in order after an interrupt. The kernel stops a cell wherever it is, `finally`
 * blocks included, so a `tf.tidy` or a gradient under way leaves its scope or tape open, and
 * everything computed later would be recorded on it and never freed.
 */
import * as tf from '@tensorflow/tfjs';

/** Closes what an interrupted computation left open, disposing of its temporary tensors. Call it only where no tidy or gradient is under way. */
export function recoverFromInterrupt(): void {
  const engine = tf.engine();
  while (engine.state.scopeStack.length > 0) engine.endScope();
  engine.state.gradientDepth = 0;
  engine.state.kernelDepth = 0;
  engine.state.activeTape = undefined as unknown as typeof engine.state.activeTape;
}
