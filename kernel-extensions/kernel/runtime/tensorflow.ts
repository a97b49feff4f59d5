// Puts TensorFlow.js in order where code was stopped in its midst. No `finally` has run, so a kernel, a gradient or a `tidy`
// under way would stay open for ever: later gradients would find no connection to the loss, and what is computed would never
// be freed. TensorFlow.js is known here by the one global that holds its engine; nothing of it is loaded.

/** The state of tfjs-core's engine.ts, as far as stopped code leaves it open. */
interface Engine {
  state: { kernelDepth: number; gradientDepth: number; activeTape: { saved?: { dispose(): void }[] }[] | null; scopeStack: unknown[]; activeScope: unknown };
  endScope(): void;
}

/** To be called where no code of the notebook runs. What an open scope or tape holds is disposed of, as at its end. */
export function closeTensorFlow(): void {
  const engine = (globalThis as { _tfengine?: Engine })._tfengine;
  if (!engine) return;
  const { state } = engine;
  const tape = state.activeTape ?? [];
  Object.assign(state, { kernelDepth: 0, gradientDepth: 0, activeTape: null });
  try {
    for (const { saved = [] } of tape) for (const tensor of saved) tensor.dispose();
    while (state.scopeStack.length > 0) engine.endScope();
  } catch {
    // The backend was stopped while it kept its books: what it cannot free stays.
    Object.assign(state, { scopeStack: [], activeScope: null });
  }
}
