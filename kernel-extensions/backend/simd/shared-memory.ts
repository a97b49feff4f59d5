/**
 * One WebAssembly memory that all threads share, grown on demand up to a limit. It hands out views
 * and knows where growth ends; which bytes are in use is the allocator's business.
 */
import { MAX_PAGES, PAGE_BYTES } from './wasm-module.js';

export type NumericDataType = 'float32' | 'int32' | 'bool';
export type NumericArray = Float32Array | Int32Array | Uint8Array;

/** Bytes of one element, as tfjs counts them. */
export const bytesPerElement = (dtype: NumericDataType): number => (dtype === 'bool' ? 1 : 4);

export class SharedMemory {
  readonly memory: WebAssembly.Memory;
  /** The same bytes in 32-bit words; replaced when the memory grows. */
  words: Uint32Array;

  /** Most bytes that it may have: whole pages. */
  readonly maxBytes: number;

  /** @param maxBytes most bytes the memory may grow to; 4 GiB is WebAssembly's own limit */
  constructor(initialBytes: number, maxBytes = MAX_PAGES * PAGE_BYTES) {
    const maximum = Math.min(MAX_PAGES, Math.floor(maxBytes / PAGE_BYTES));
    this.maxBytes = maximum * PAGE_BYTES;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(initialBytes / PAGE_BYTES), maximum, shared: true });
    this.words = new Uint32Array(this.memory.buffer);
  }

  /** The system has refused to give more. */
  #refused = false;

  /** What it can have at most: `maxBytes`, or what it has where the system gives no more. */
  get limitBytes(): number {
    return this.#refused ? this.byteLength : this.maxBytes;
  }

  get byteLength(): number {
    return this.words.byteLength;
  }

  /** Makes the memory at least `bytes` long; false when the limit or the machine does not allow it. */
  growTo(bytes: number): boolean {
    const pages = Math.ceil((bytes - this.byteLength) / PAGE_BYTES);
    if (pages <= 0) return true;
    if (this.byteLength + pages * PAGE_BYTES > this.maxBytes) return false;
    try {
      this.memory.grow(pages);
    } catch {
      this.#refused = true;
      return false;
    }
    this.#refused = false;
    this.words = new Uint32Array(this.memory.buffer);
    return true;
  }

  /** A view of `length` elements at byte `address`; it stays valid when the memory grows. */
  view(address: number, length: number, dtype: NumericDataType): NumericArray {
    const { buffer } = this.words;
    if (dtype === 'float32') return new Float32Array(buffer, address, length);
    if (dtype === 'int32') return new Int32Array(buffer, address, length);
    return new Uint8Array(buffer, address, length);
  }
}
