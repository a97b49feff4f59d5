/**
 * Runs a kernel over a range on all threads. The main thread publishes a job in the shared memory,
 * every thread takes chunks of the range from one atomic counter, the main thread among them.
 *
 * A job is open while its chunks may be taken. Workers enter and leave an open job by counting
 * themselves in the same word that says whether it is open, so a worker that wakes too late finds it
 * closed and never touches the next job's fields half-written. Execution on the main thread may be
 * terminated anywhere (an interrupted notebook cell): whatever job was left open is closed, and its
 * workers are waited for, before the shared memory is written to again (`settle`).
 */
import { Worker } from 'node:worker_threads';
import type { WasmExports } from './wasm-module.js';
import { Field, JOB_BYTES, MAX_ARGUMENTS, OPEN, WORKER_MASK, jobViews, takeChunks } from './job.js';
import type { JobViews, WorkerStart } from './job.js';

/** How often the main thread looks for the last worker before it sleeps: some tens of microseconds. */
const SPINS = 2_000;
/** Chunks a thread gets on average where there is enough to do: the last one is what the others wait for. */
const CHUNKS_PER_THREAD = 32;

export class ThreadPool {
  readonly threads: number;
  readonly #exports: WasmExports;
  readonly #kernelIndex: Map<string, number>;
  readonly #job: JobViews;
  readonly #startWorker: (thread: number) => Worker;
  readonly #workers: Worker[] = [];
  /** Workers that were started, or whose start was terminated: each has scratch memory that no other may get. */
  #started = 0;
  #generation = 0;
  /** A job has been published and not been waited for. Found set later on, execution was terminated in it. */
  #underWay = false;

  /**
   * @param threads threads at work, the calling one included
   * @param jobAddress JOB_BYTES cleared bytes of `memory`, 64-byte aligned, for the job
   * @param scratchAddress scratch memory of the first worker; the next ones follow at `scratchBytes`
   */
  constructor(
    module: WebAssembly.Module, memory: WebAssembly.Memory, exports: WasmExports, threads: number,
    jobAddress: number, scratchAddress: number, scratchBytes: number,
  ) {
    this.threads = threads;
    this.#exports = exports;
    this.#kernelIndex = new Map(Object.keys(exports).map((name, index) => [name, index]));
    this.#job = jobViews(memory, jobAddress);
    this.#startWorker = (thread) => {
      const start: WorkerStart = { module, memory, jobAddress, scratch: scratchAddress + thread * scratchBytes };
      // Nothing of the program's own start-up flags (a debugger's port, a loader) is for the workers.
      const worker = new Worker(new URL('worker.js', import.meta.url), { workerData: start, execArgv: [], name: `simd ${thread + 1}` });
      worker.unref();
      worker.on('error', warn);
      return worker;
    };
  }

  static readonly jobBytes = JOB_BYTES;

  /**
   * Calls the exported function `kernel` as kernel(...args, begin, end) for ranges that cover
   * 0 … length once, on as many threads as pay. Which thread takes which range is not fixed; where
   * the ranges are cut depends on `length`, `grain` and the number of threads alone.
   *
   * @param grain the least length that is worth a thread's while, about 20 µs of work; ranges are
   *   cut at its multiples, and a range of at most this length runs on the calling thread
   * @throws Error when there is no such kernel, or when it failed on any thread
   */
  run(kernel: string, args: readonly number[], length: number, grain: number): void {
    if (length <= 0) return;
    const call = this.#exports[kernel];
    if (call === undefined) throw new Error(`There is no WebAssembly kernel '${kernel}'.`);
    this.settle();
    if (length <= grain || this.threads === 1) {
      call(...args, 0, length);
      return;
    }
    if (args.length > MAX_ARGUMENTS) throw new Error(`Kernel '${kernel}' has more than ${MAX_ARGUMENTS} arguments.`);
    if (this.#started < this.threads - 1) this.#startWorkers();
    const share = length / (this.threads * CHUNKS_PER_THREAD);
    const chunkLength = Math.ceil(share / grain) * grain;
    this.#publish(this.#kernelIndex.get(kernel)!, args, length, chunkLength);
    try {
      takeChunks(this.#job, call, args);
    } finally {
      this.settle();
    }
    if (Atomics.exchange(this.#job.fields, Field.failed, 0) !== 0) throw new Error(`WebAssembly kernel '${kernel}' failed on a worker thread.`);
  }

  /** Starts those that are missing; where the system or Node's permissions allow no more, it goes on with what there is. */
  #startWorkers(): void {
    try {
      while (this.#started < this.threads - 1) this.#workers.push(this.#startWorker(this.#started++));
    } catch (error) {
      this.#started = Infinity;
      warn(error as Error);
    }
  }

  /** Ends the workers; the pool runs on without them. */
  async dispose(): Promise<void> {
    this.#started = Infinity;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #publish(kernelIndex: number, args: readonly number[], length: number, chunkLength: number): void {
    const { fields, argumentValues } = this.#job;
    this.#underWay = true;
    fields[Field.kernel] = kernelIndex;
    fields[Field.argumentCount] = args.length;
    for (let i = 0; i < args.length; i++) argumentValues[i] = args[i];
    fields[Field.length] = length;
    fields[Field.chunkLength] = chunkLength;
    fields[Field.failed] = 0;
    Atomics.store(fields, Field.nextChunk, 0);
    this.#generation = (this.#generation + 1) & 0x3fffff;
    Atomics.store(fields, Field.state, (this.#generation << 9) | OPEN);
    Atomics.store(fields, Field.generation, this.#generation);
    if (Atomics.load(fields, Field.sleepers) > 0) Atomics.notify(fields, Field.generation);
  }

  /**
   * Closes the job that is under way, if there is one, and waits for the workers in it. Whoever is about
   * to write where an earlier job could still be writing calls this first.
   */
  settle(): void {
    if (!this.#underWay) return;
    const { fields } = this.#job;
    Atomics.and(fields, Field.state, ~OPEN);
    for (let spins = 0; ; spins++) {
      const state = Atomics.load(fields, Field.state);
      if ((state & WORKER_MASK) === 0) break;
      if (spins >= SPINS) Atomics.wait(fields, Field.state, state, 1);
    }
    this.#underWay = false;
  }
}

const warn = ({ message }: Error) => process.emitWarning(`A thread of the simd backend does not run (${message}); it goes on with fewer.`);
