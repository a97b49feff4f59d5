/** A worker thread of the pool: waits for a job, takes its chunks, waits again. See thread-pool.ts. */
import { workerData } from 'node:worker_threads';
import { instantiate } from './wasm-module.js';
import { Field, OPEN, jobViews, takeChunks } from './job.js';
import type { WorkerStart } from './job.js';

/** How often an idle worker looks for the next job before it sleeps: some tens of microseconds. */
const SPINS = 2_000;

const { module, memory, jobAddress, scratch } = workerData as WorkerStart;
const kernels = instantiate(module, memory);
kernels.setScratch(scratch);
const byIndex = Object.values(kernels);
const job = jobViews(memory, jobAddress);
const { fields, argumentValues } = job;

/** Counts this worker into the open job `state`; false when the job has been closed since. */
function enter(state: number): boolean {
  for (let seen = state; ; ) {
    if ((seen & OPEN) === 0 || seen >>> 9 !== state >>> 9) return false;
    const before = Atomics.compareExchange(fields, Field.state, seen, seen + 1);
    if (before === seen) return true;
    seen = before;
  }
}

function leave(): void {
  Atomics.sub(fields, Field.state, 1);
  Atomics.notify(fields, Field.state);
}

let done = 0;
for (let spins = 0; ; spins++) {
  const state = Atomics.load(fields, Field.state);
  if ((state & OPEN) !== 0 && state >>> 9 !== done) {
    if (!enter(state)) continue;
    done = state >>> 9;
    try {
      takeChunks(job, byIndex[fields[Field.kernel]], Array.from(argumentValues.subarray(0, fields[Field.argumentCount])));
    } catch {
      Atomics.store(fields, Field.failed, 1);
    }
    leave();
    spins = 0;
  } else if (spins >= SPINS) {
    // The job's state is written before its number: a job missed by this look ends the sleep at once.
    const seen = Atomics.load(fields, Field.generation);
    spins = 0;
    if (Atomics.load(fields, Field.state) !== state) continue;
    Atomics.add(fields, Field.sleepers, 1);
    Atomics.wait(fields, Field.generation, seen);
    Atomics.sub(fields, Field.sleepers, 1);
  }
}
