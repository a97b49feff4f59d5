/**
 * A job as it lies in the shared memory, and taking part in it: what the main thread (thread-pool.ts)
 * and the workers (worker.ts) agree on.
 */
import type { WasmFunction } from './wasm-module.js';

/** What a worker is started with. */
export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  jobAddress: number;
  /** This worker's own scratch memory. */
  scratch: number;
}

/** Indices of 32-bit words. Those that threads write while others read sit on cache lines of their own. */
export const Field = {
  /** Bits 0–7: workers in the job. Bit 8: open. From bit 9: number of the job. */
  state: 0,
  nextChunk: 16,
  /** The job's number again; idle workers sleep on this word. */
  generation: 32,
  sleepers: 33,
  kernel: 48,
  argumentCount: 49,
  length: 50,
  chunkLength: 51,
  failed: 52,
} as const;

export const WORKER_MASK = 0xff;
export const OPEN = 0x100;
export const MAX_ARGUMENTS = 32;
const ARGUMENTS_AT = 256;
export const JOB_BYTES = ARGUMENTS_AT + MAX_ARGUMENTS * 8;

export interface JobViews {
  fields: Int32Array;
  argumentValues: Float64Array;
}

export const jobViews = (memory: WebAssembly.Memory, address: number): JobViews => ({
  fields: new Int32Array(memory.buffer, address, ARGUMENTS_AT / 4),
  argumentValues: new Float64Array(memory.buffer, address + ARGUMENTS_AT, MAX_ARGUMENTS),
});

/** Takes chunks of the open job until none is left. */
export function takeChunks({ fields }: JobViews, call: WasmFunction, args: readonly number[]): void {
  const length = fields[Field.length];
  const chunkLength = fields[Field.chunkLength];
  for (;;) {
    const begin = Atomics.add(fields, Field.nextChunk, 1) * chunkLength;
    if (begin >= length) return;
    call(...args, begin, Math.min(length, begin + chunkLength));
  }
}
