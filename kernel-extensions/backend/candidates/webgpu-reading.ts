/**
 * Synchronous reads for tfjs's `webgpu` backend in Node: `dataSync()`, and whatever tfjs builds on it.
 * tfjs has them for browsers alone, where it copies the values through a canvas.
 *
 * Dawn maps a buffer for reading when it is given a turn of Node's event loop, which it asks of
 * `setImmediate`. A synchronous read takes these turns itself until the buffer is mapped.
 */
import * as tf from '@tensorflow/tfjs';

type DataId = tf.TensorInfo['dataId'];

/** What is used here of the classes of the WebGPU standard. */
interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  destroy(): void;
}
interface GpuClasses {
  GPUBuffer: { prototype: GpuBuffer };
  GPUBufferUsage: Record<'COPY_DST' | 'MAP_READ', number>;
  GPUMapMode: Record<'READ', number>;
}

/** What is used here of tfjs's backend. */
interface WebGpuBackend {
  device: { createBuffer(options: { size: number; usage: number }): GpuBuffer };
  tensorMap: { get(dataId: DataId): { values?: tf.BackendValues | null; dtype: tf.DataType; resource?: GpuBuffer | null } };
  commandEncoder: { copyBufferToBuffer(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, bytes: number): void };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(dataId: DataId, values: tf.BackendValues): tf.BackendValues;
  readSync(dataId: DataId): tf.BackendValues;
}

/** The turn that Dawn has asked for and not had. */
let turn: (() => void) | undefined;

/** Calls into Dawn, and keeps the turn that it asks for meanwhile; the event loop gives it all the same. */
function watch<T>(call: () => T): T {
  const own = globalThis.setImmediate;
  globalThis.setImmediate = ((ask: () => void) => {
    turn = ask;
    return own(giveTurn);
  }) as typeof setImmediate;
  try {
    return call();
  } finally {
    globalThis.setImmediate = own;
  }
}

function giveTurn(): void {
  const next = turn;
  turn = undefined;
  if (next) watch(next);
}

/** Lets every mapping of a buffer ask for its turn under `watch`. To be called once, before the first mapping. */
export function watchMappings({ GPUBuffer: { prototype } }: GpuClasses): void {
  const { mapAsync } = prototype;
  prototype.mapAsync = function (mode) { return watch(() => mapAsync.call(this, mode)); };
}

/** Gives the backend in use a `readSync` that works in Node. */
export function provideSynchronousReads({ GPUBufferUsage, GPUMapMode }: GpuClasses): void {
  const backend = tf.backend() as unknown as WebGpuBackend;
  const { readSync } = backend;
  backend.readSync = (dataId) => {
    const { values, dtype, resource } = backend.tensorMap.get(dataId);
    // Complex numbers are two tensors, read one by one.
    if (values != null || dtype === 'string' || dtype === 'complex64' || !resource) return readSync.call(backend, dataId);
    const staging = backend.device.createBuffer({ size: resource.size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    try {
      backend.ensureCommandEncoderReady();
      backend.endComputePassEncoder();
      backend.commandEncoder.copyBufferToBuffer(resource, 0, staging, 0, resource.size);
      backend.submitQueue();
      staging.mapAsync(GPUMapMode.READ).catch(() => {}); // a failure shows in mapState
      while (staging.mapState === 'pending' && turn) giveTurn();
      if (staging.mapState !== 'mapped') throw new Error('The GPU did not give the values at once: read them with `await tensor.data()`.');
      return backend.convertAndCacheOnCPU(dataId, tf.util.convertBackendValuesAndArrayBuffer(staging.getMappedRange().slice(0), dtype));
    } finally {
      staging.destroy();
    }
  };
}

export type { GpuClasses };
