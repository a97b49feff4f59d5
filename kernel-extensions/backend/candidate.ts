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
  /** Threads of the `simd` backend, the main one included; default: all cores. */
  threads?: number;
}

export interface Candidate {
  name: BackendName;
  /** Where a package's name does not say it: what this backend runs on. */
  title: string;
  /** Looks without switching anything on; cheap, and it never throws. */
  probe(): Finding;
  /** Registers the backend and makes it tfjs's current one. Throws an Error that says what failed. */
  activate(options: BackendOptions): Promise<void>;
}
