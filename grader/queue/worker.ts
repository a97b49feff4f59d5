/**
 * Grades what lies in the queue. This process keeps the locks of its jobs alive while its judges, which
 * are processes of their own, compute; when it is killed, another worker takes the jobs over.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checksVersion } from '../identity.js';
import type { Limits } from '../judge/limits.js';
import { JudgePool } from '../judge/pool.js';
import type { Result } from '../result.js';
import { chooseIsolation, type IsolationName } from '../sandbox/isolation.js';
import { removeTemporaryFolder, sweepTemporaryFolders, temporaryFolder } from '../temporary.js';
import { connectionOf, findServer, loadBullMq, queueName, type Job } from './bullmq.js';
import { basisOf, submissionOf, type GradeJob } from './messages.js';

export interface WorkerOptions {
  /** `redis://host:port` */
  url: string;
  secret: string;
  jobs: number;
  isolation: IsolationName;
  limits?: Partial<Limits>;
  onDone(line: string): void;
  onError(error: Error): void;
}

/** A worker that is gone is noticed after this many milliseconds. */
const lockDuration = 20_000;

/** Resolves to a function that ends the worker when its jobs are done. */
export async function startWorker({ url, secret, jobs, isolation, limits, onDone, onError }: WorkerOptions): Promise<() => Promise<void>> {
  const { tier } = chooseIsolation(isolation);
  sweepTemporaryFolders();
  const pool = new JudgePool({ isolation, secret, limits }, tier);
  const basis = basisOf(await checksVersion(), secret);
  const { Worker } = loadBullMq();
  await findServer(url);
  const worker = new Worker<GradeJob, Result>(queueName, (job) => gradeJob(job, pool, basis), {
    connection: connectionOf(url), concurrency: jobs, lockDuration, stalledInterval: lockDuration / 2, maxStalledCount: 20,
  });
  worker.on('error', onError);
  worker.on('completed', (job) => {
    const { submission } = job.data as GradeJob, { score, maxScore } = job.returnvalue as Result;
    onDone(`  ${submission.student}  ${score} / ${maxScore}`);
  });
  worker.on('failed', (job, error) => onError(new Error(`${(job?.data as GradeJob | undefined)?.submission.student ?? 'a job'}: ${error.message}`)));
  return async () => {
    await worker.close();
    pool.close();
  };
}

async function gradeJob({ data }: Job<GradeJob, Result>, pool: JudgePool, basis: string): Promise<Result> {
  if (data.basis !== basis) throw new Error('this worker has other checks or another course secret than the one that handed the notebook over: set the same MINIMAX_COURSE_SECRET and use the same copy of the course');
  const { task } = data, submission = submissionOf(data);
  if (existsSync(dirname(submission.path))) return pool.grade(submission, task);
  // On another machine there is the notebook's text, and no folder of it.
  const folder = temporaryFolder();
  try {
    return { ...await pool.grade({ ...submission, path: join(folder, basename(submission.path)) }, task), notebook: submission.path };
  } finally {
    removeTemporaryFolder(folder);
  }
}
