/**
 * Which bytes of the shared memory are in use: a two-level segregated fit allocator (Masmano et al.,
 * "TLSF: a new dynamic memory allocator for real-time systems", 2004). Allocating and freeing take
 * constant time, neighbours that are free are always merged, the tail is given to the next request
 * before the memory grows. Only the main thread allocates.
 *
 * A block is a 16-byte header and its payload, a multiple of 32 bytes together; payloads are aligned
 * to 32 bytes. The header and, in free blocks, the links of the list of its class:
 *   word 0  size of the block in bytes, header included; bit 0 set when it is free
 *   word 1  size of the block before it, 0 for the first
 *   word 4  next free block of the same class (free blocks only)
 *   word 5  previous free block of the same class (free blocks only)
 */
import type { SharedMemory } from './shared-memory.js';

const HEADER = 16;
/** What sizes of blocks are multiples of, and the smallest of them. */
const UNIT = 32;
const FREE = 1;
/** Sixteen classes for every power of two: a fit is at most 1/16 too large before it is split. */
const SUBCLASS_BITS = 4;
const SUBCLASSES = 1 << SUBCLASS_BITS;
const LEVELS = 32;
/** The memory grows by at least this much, and by an eighth of what it has. */
const LEAST_GROWTH = 4 << 20;

/** Thrown when a tensor does not fit under the memory limit. */
export class OutOfMemoryError extends Error {
  override name = 'OutOfMemoryError';
  constructor(readonly wantedBytes: number, readonly usedBytes: number, readonly limitBytes: number) {
    super(`The simd backend is out of memory: ${megabytes(wantedBytes)} more were wanted, ${megabytes(usedBytes)} of at most ` +
      `${megabytes(limitBytes)} are in use. Use a smaller batch or model, and free tensors with tf.tidy() or dispose(); ` +
      'tf.memory().numTensors tells whether they pile up.');
  }
}

const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 2 : 0)} MiB`;

export class Allocator {
  /** Bytes of all blocks that are handed out, headers included. */
  bytesInUse = 0;
  readonly start: number;
  #levelMap = 0;
  readonly #subclassMaps = new Uint32Array(LEVELS);
  readonly #heads = new Uint32Array(LEVELS * SUBCLASSES);
  /** The end marker: a header without payload behind the last block. */
  #end: number;
  /** An operation is under way. Found set at the start of another, execution was terminated in between. */
  #midway = false;

  /** Manages the bytes from `start` (rounded up; address 0 stays unused) to the end of `memory`. */
  constructor(readonly memory: SharedMemory, start: number) {
    this.start = Math.ceil((start + HEADER) / UNIT) * UNIT - HEADER;
    this.#end = this.start;
    if (!memory.growTo(this.start + UNIT + HEADER)) throw new OutOfMemoryError(this.start + UNIT + HEADER, 0, memory.maxBytes);
    this.#extend();
  }

  /** The address of `bytes` new bytes, 32-byte aligned, not cleared. Throws OutOfMemoryError. */
  allocate(bytes: number): number {
    if (this.#midway) this.#rebuild();
    this.#midway = true;
    const size = Math.ceil((Math.max(1, bytes) + HEADER) / UNIT) * UNIT;
    const block = size < this.memory.maxBytes ? this.#findFree(size) || this.#grow(size) || this.#searchClass(size) : 0;
    if (block === 0) {
      this.#midway = false;
      throw new OutOfMemoryError(bytes, this.bytesInUse, this.memory.limitBytes);
    }
    this.#unlink(block);
    const { words } = this.memory;
    const at = block / 4;
    const whole = (words[at] & ~FREE) >>> 0;
    const rest = whole - size;
    if (rest === 0) {
      words[at] = whole;
      this.bytesInUse += whole;
    } else {
      // Without a call in between: a termination can strike only at calls and loops.
      words[at] = size;
      words[at + size / 4] = rest | FREE;
      words[at + size / 4 + 1] = size;
      words[at + whole / 4 + 1] = rest;
      this.bytesInUse += size;
      this.#link(block + size, rest);
    }
    this.#midway = false;
    return block + HEADER;
  }

  /** Gives back what `allocate` returned; each address once. */
  free(address: number): void {
    if (this.#midway) this.#rebuild();
    const { words } = this.memory;
    let block = address - HEADER;
    const own = words[block / 4];
    if (block < this.start || block >= this.#end || own === 0 || (own & FREE) !== 0) {
      throw new Error(`Address ${address} was not allocated, or was freed before.`);
    }
    this.#midway = true;
    let size = own;
    const nextSize = words[(block + own) / 4];
    if ((nextSize & FREE) !== 0) {
      this.#unlink(block + own);
      size += nextSize - FREE;
    }
    const previousSize = words[block / 4 + 1];
    if (previousSize !== 0 && (words[(block - previousSize) / 4] & FREE) !== 0) {
      block -= previousSize;
      this.#unlink(block);
      size += previousSize;
    }
    words[block / 4] = size | FREE;
    words[(block + size) / 4 + 1] = size;
    this.bytesInUse -= own;
    this.#link(block, size);
    this.#midway = false;
  }

  /** Every block in address order: for tests and reports. */
  *blocks(): Generator<{ address: number; bytes: number; free: boolean }> {
    const { words } = this.memory;
    for (let block = this.start; block < this.#end; block += (words[block / 4] & ~FREE) >>> 0) {
      yield { address: block + HEADER, bytes: (words[block / 4] & ~FREE) >>> 0, free: (words[block / 4] & FREE) !== 0 };
    }
  }

  /** Makes the free lists again from the headers, which are whole at every point of termination. */
  #rebuild(): void {
    this.#midway = true;
    this.#levelMap = 0;
    this.#subclassMaps.fill(0);
    this.#heads.fill(0);
    this.bytesInUse = 0;
    for (const { address, bytes, free } of this.blocks()) {
      if (free) this.#link(address - HEADER, bytes);
      else this.bytesInUse += bytes;
    }
    this.#midway = false;
  }

  /** Grows the memory so that its last block has `size` bytes and is free, and returns it; 0 when it cannot. */
  #grow(size: number): number {
    const { memory } = this;
    const wanted = this.#lastIfFree() + size + HEADER;
    if (wanted > memory.maxBytes) return 0;
    const generous = Math.min(memory.maxBytes, Math.max(wanted, memory.byteLength + Math.max(LEAST_GROWTH, memory.byteLength / 8)));
    if (!memory.growTo(generous) && !memory.growTo(wanted)) return 0;
    return this.#extend();
  }

  /** Turns the bytes from the end marker to the end of the memory into a free block, which it returns. */
  #extend(): number {
    const { words } = this.memory;
    const block = this.#lastIfFree();
    if (block !== this.#end) this.#unlink(block);
    const size = this.memory.byteLength - HEADER - block;
    this.#end = block + size;
    words[block / 4] = size | FREE;
    words[this.#end / 4] = 0;
    words[this.#end / 4 + 1] = size;
    this.#link(block, size);
    return block;
  }

  /** The last block where it is free, or else the end marker: where growth begins. */
  #lastIfFree(): number {
    const { words } = this.memory;
    const lastSize = words[this.#end / 4 + 1];
    const last = this.#end - lastSize;
    return lastSize !== 0 && (words[last / 4] & FREE) !== 0 ? last : this.#end;
  }

  /** The first class whose every block is at least `size` large. */
  #findFree(size: number): number {
    const rounded = size + (1 << Math.max(0, 31 - Math.clz32(size) - SUBCLASS_BITS)) - 1;
    let level = 31 - Math.clz32(rounded);
    let subclasses = this.#subclassMaps[level] & (-1 << subclassOf(rounded, level));
    if (subclasses === 0) {
      const levels = level === 31 ? 0 : this.#levelMap & (-1 << (level + 1));
      if (levels === 0) return 0;
      level = lowestBit(levels);
      subclasses = this.#subclassMaps[level];
    }
    return this.#heads[level * SUBCLASSES + lowestBit(subclasses)];
  }

  /** A block that fits among those of `size`'s own class, whose smaller ones do not: the last resort. */
  #searchClass(size: number): number {
    const { words } = this.memory;
    const level = 31 - Math.clz32(size);
    let block = this.#heads[level * SUBCLASSES + subclassOf(size, level)];
    while (block !== 0 && words[block / 4] < size) block = words[block / 4 + 4];
    return block;
  }

  #link(block: number, size: number): void {
    const { words } = this.memory;
    const level = 31 - Math.clz32(size);
    const subclass = subclassOf(size, level);
    const head = this.#heads[level * SUBCLASSES + subclass];
    words[block / 4 + 4] = head;
    words[block / 4 + 5] = 0;
    if (head !== 0) words[head / 4 + 5] = block;
    this.#heads[level * SUBCLASSES + subclass] = block;
    this.#levelMap |= 1 << level;
    this.#subclassMaps[level] |= 1 << subclass;
  }

  #unlink(block: number): void {
    const { words } = this.memory;
    const next = words[block / 4 + 4];
    const previous = words[block / 4 + 5];
    if (next !== 0) words[next / 4 + 5] = previous;
    if (previous !== 0) {
      words[previous / 4 + 4] = next;
      return;
    }
    const size = (words[block / 4] & ~FREE) >>> 0;
    const level = 31 - Math.clz32(size);
    const subclass = subclassOf(size, level);
    this.#heads[level * SUBCLASSES + subclass] = next;
    if (next !== 0) return;
    this.#subclassMaps[level] &= ~(1 << subclass);
    if (this.#subclassMaps[level] === 0) this.#levelMap &= ~(1 << level);
  }
}

const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits);
const subclassOf = (size: number, level: number) => (size >>> (level - SUBCLASS_BITS)) & (SUBCLASSES - 1);
