/**
 * What `useBackend` needs to know about a tfjs backend it may choose: can it be had here, and how is
 * it switched on. One file a backend in candidates/; this file holds only their common shape.
 */
export type BackendName = 'tensorflow' | 'webgpu' | 'simd' | 'cpu';

/** Whether a backend can be used on this machine, and what to do where it cannot. */
export interface Finding {
  usable: boolean;
  /** One clause without a full stop: what was found ("@tensorflow/tfjs-node 4.22.0 is installed"). */
  reason: string;
  /** The one command (or step) that makes the backend usable; absent where there is none. */
  remedy?: string;
}

export interface BackendOptions {
  /**
   * Threads of the `simd` backend, the main one included; default: MINIMAX_THREADS, or all cores. They
   * count when the backend first starts: it keeps its tensors, and with them its threads, from then on.
   */
  threads?: number;
}

export interface Candidate {
  name: BackendName;
  /** What this backend runs on, in a few words. */
  title: string;
  /** Looks without switching anything on, for packages from `folder` (the working folder) on; cheap, and it never throws. */
  probe(folder?: string): Finding;
  /** For a backend that may be installed and yet not start: the one step that most likely mends it. */
  startRemedy?: string;
  /** Registers the backend and makes it tfjs's current one. Throws an Error that says what failed. */
  activate(options: BackendOptions): Promise<void>;
}
