/**
 * The tfjs backend itself: tensors that live in the shared memory, and what a kernel needs to work on
 * them (`allocate`, `address`, `run`, `workspace`). Kernels are in kernels/; what has no kernel there
 * runs tfjs's JavaScript kernel on a view of the same bytes.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs';
import { availableParallelism } from 'node:os';
import { Allocator, OutOfMemoryError } from './allocator.js';
import { SharedMemory, bytesPerElement } from './shared-memory.js';
import type { NumericArray, NumericDataType } from './shared-memory.js';
import { ThreadPool } from './thread-pool.js';
import { compileKernels, hasRelaxedSimd, instantiate } from './wasm-module.js';
import type { WasmExports } from './wasm-module.js';

type DataId = TensorInfo['dataId'];

export interface SimdOptions {
  /** Threads at work, the main one included. Default: MINIMAX_THREADS, or else the available cores. */
  threads?: number;
  /** The most bytes that tensors and work space may take; at most 4 GiB, the default. */
  maxBytes?: number;
  /** Whether to use fused multiply-add where the engine has it. Default: true. */
  relaxed?: boolean;
}

/** A numeric tensor's bytes in the shared memory; the view is made when a JavaScript kernel asks. */
class SharedTensorData {
  refCount = 1;
  #view: NumericArray | undefined;

  constructor(readonly memory: SharedMemory, readonly address: number, readonly length: number, readonly dtype: NumericDataType) {}

  get values(): NumericArray {
    return this.#view ??= this.memory.view(this.address, this.length, this.dtype);
  }
}

const SMALLEST_WORKSPACE = 16_384;
const MOST_THREADS = 64;

const isNumeric = (dtype: DataType): dtype is NumericDataType => dtype === 'float32' || dtype === 'int32' || dtype === 'bool';

export class SimdBackend extends tf.MathBackendCPU {
  readonly wasm: WasmExports;
  readonly threads: number;
  /** Fused multiply-add is in use. */
  readonly relaxed: boolean;
  readonly #memory: SharedMemory;
  readonly #allocator: Allocator;
  readonly #pool: ThreadPool;
  #workspace = { address: 0, bytes: 0 };
  #nextId = 0;

  /** @throws Error when the build step `wasm` has not run, RangeError for a nonsensical thread count */
  constructor(options: SimdOptions = {}) {
    super();
    this.threads = threadCount(options.threads);
    this.relaxed = (options.relaxed ?? true) && hasRelaxedSimd();
    const module = compileKernels(this.relaxed);
    this.#memory = new SharedMemory(1 << 20, options.maxBytes);
    const { memory } = this.#memory;
    this.wasm = instantiate(module, memory);
    const scratchBytes = alignToCacheLine(this.wasm.scratchBytes());
    const jobAddress = alignToCacheLine(this.wasm.heapBase());
    const scratchAddress = alignToCacheLine(jobAddress + ThreadPool.jobBytes);
    this.#allocator = new Allocator(this.#memory, scratchAddress + this.threads * scratchBytes);
    this.wasm.setScratch(scratchAddress);
    this.#pool = new ThreadPool(module, memory, this.wasm, this.threads, jobAddress, scratchAddress + scratchBytes, scratchBytes);
  }

  /** A new tensor of this shape; its elements are whatever the memory held. */
  allocate(shape: number[], dtype: NumericDataType): TensorInfo {
    const dataId = { id: this.#nextId++ };
    this.#place(dataId, tf.util.sizeFromShape(shape), dtype, 1);
    return { dataId, shape, dtype };
  }

  /** A new float32 tensor that `write` fills; where that throws, nothing is left behind. */
  produce(shape: number[], write: (out: TensorInfo) => void): TensorInfo {
    const out = this.allocate(shape, 'float32');
    try {
      write(out);
    } catch (error) {
      this.disposeData(out.dataId);
      throw error;
    }
    return out;
  }

  /** Byte address of the tensor's first element; its elements lie in row-major order. */
  address(tensor: TensorInfo): number {
    return (this.data.get(tensor.dataId) as unknown as SharedTensorData).address;
  }

  /** Whether other tensors have the same data. */
  isShared(tensor: TensorInfo): boolean {
    return this.refCount(tensor.dataId) > 1;
  }

  /** A view of `length` elements at `address`. */
  view(address: number, length: number, dtype: NumericDataType): NumericArray {
    return this.#memory.view(address, length, dtype);
  }

  /** See ThreadPool.run. */
  run(kernel: string, args: readonly number[], length: number, grain: number): void {
    this.#pool.run(kernel, args, length, grain);
  }

  /**
   * `bytes` of memory that is this kernel's until the next one runs: the same region each time.
   * Ask before `allocate`, or within `produce`: where the memory does not suffice, no tensor is left behind.
   * @returns its byte address, 32-byte aligned
   */
  workspace(bytes: number): number {
    this.#pool.settle();
    if (bytes > this.#workspace.bytes) {
      const { address } = this.#workspace;
      this.#workspace = { address: 0, bytes: 0 }; // before it is freed: a termination in between must not leave it in use
      if (address !== 0) this.#allocator.free(address);
      const size = Math.max(bytes, SMALLEST_WORKSPACE);
      this.#workspace = { address: this.#allocator.allocate(size), bytes: size };
    }
    return this.#workspace.address;
  }

  /** The same for kernels that have another way: 0 where the memory does not suffice. */
  workspaceIfAny(bytes: number): number {
    try {
      return this.workspace(bytes);
    } catch (error) {
      if (error instanceof OutOfMemoryError) return 0;
      throw error;
    }
  }

  /**
   * Does what may run out of memory; where it does, once more without the work space that earlier kernels have left.
   * `work` must leave nothing behind when it throws.
   */
  withRetry<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const { address } = this.#workspace;
      if (!(error instanceof OutOfMemoryError) || address === 0) throw error;
      this.#workspace = { address: 0, bytes: 0 };
      this.#allocator.free(address);
      return work();
    }
  }

  /** Bytes of all live tensors and the work space, and bytes taken from the system. */
  usage(): { bytesInUse: number; bytesReserved: number } {
    return { bytesInUse: this.#allocator.bytesInUse, bytesReserved: this.#memory.byteLength };
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = { id: this.#nextId++ };
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(dataId: DataId, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void {
    if (!isNumeric(dtype)) {
      this.data.set(dataId, { values, dtype, refCount });
      return;
    }
    const { values: view } = this.withRetry(() => this.#place(dataId, tf.util.sizeFromShape(shape), dtype, refCount));
    // tf.tensor may be given more values than its shape has; like tfjs's other backends, the first ones count.
    if (values != null) view.set((values.length > view.length ? values.slice(0, view.length) : values) as NumericArray);
  }

  override readSync(dataId: DataId): BackendValues {
    this.#pool.settle();
    const values = super.readSync(dataId);
    // Twice as fast as slice(), which copies shared memory word by word.
    if (values instanceof Float32Array) return new Float32Array(values);
    return ArrayBuffer.isView(values) ? values.slice() : values;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const data = this.data.has(dataId) ? this.data.get(dataId) as unknown : undefined;
    const disposed = super.disposeData(dataId, force);
    if (disposed && data instanceof SharedTensorData) this.#allocator.free(data.address);
    return disposed;
  }

  override memory(): ReturnType<tf.MathBackendCPU['memory']> {
    return { unreliable: false, reasons: [] };
  }

  override dispose(): void {
    super.dispose();
    void this.#pool.dispose();
  }

  #place(dataId: DataId, length: number, dtype: NumericDataType, refCount: number): SharedTensorData {
    this.#pool.settle();
    const address = this.#allocator.allocate(length * bytesPerElement(dtype));
    const data = new SharedTensorData(this.#memory, address, length, dtype);
    data.refCount = refCount;
    this.data.set(dataId, data);
    return data;
  }
}

const alignToCacheLine = (address: number) => Math.ceil(address / 64) * 64;

function threadCount(wanted: number | undefined): number {
  const fromEnvironment = process.env.MINIMAX_THREADS;
  const threads = wanted ?? (fromEnvironment ? Number(fromEnvironment) : Math.min(MOST_THREADS, availableParallelism()));
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new RangeError(`The simd backend works with 1 to ${MOST_THREADS} threads, not ${wanted ?? fromEnvironment} (MINIMAX_THREADS sets their number).`);
  }
  return threads;
}
