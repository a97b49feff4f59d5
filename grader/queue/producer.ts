/**
 * Hands submissions to workers over BullMQ and waits for their results. A job is named by the key of
 * its grading: handed over twice, it is one job; done twice, it has one result.
 */
import type { Result } from '../result.js';
import type { Submission } from '../submission.js';
import { connectionOf, loadBullMq, queueName, type Job } from './bullmq.js';
import type { GradeJob } from './messages.js';

/** Events tell at once, but are lost when a connection breaks: what is waited for is also looked at now and then. */
const lookInterval = 3000;

/** Results that stay in Redis, for a run that is started again without its journal: a day, and far more than are under way. */
const kept = { age: 86_400, count: 5000 };

export class QueueGrader {
  private readonly queue;
  private readonly events;
  private readonly waiting = new Map<string, () => void>();
  private readonly looking: NodeJS.Timeout;

  constructor(url: string, private readonly basis: string) {
    const { Queue, QueueEvents } = loadBullMq();
    this.queue = new Queue<GradeJob, Result>(queueName, { connection: connectionOf(url) });
    this.events = new QueueEvents(queueName, { connection: connectionOf(url) });
    for (const source of [this.queue, this.events] as const) source.on('error', () => {});
    for (const event of ['completed', 'failed'] as const) this.events.on(event, ({ jobId }) => this.waiting.get(jobId)?.());
    this.looking = setInterval(() => { for (const look of this.waiting.values()) look(); }, lookInterval);
  }

  /** Rejects when no worker could grade it. */
  async grade(submission: Submission, key: string, task?: string): Promise<Result> {
    const id = task === undefined ? key : `${key}-${task}`;
    const options = { jobId: id, attempts: 3, backoff: { type: 'fixed', delay: 1000 }, removeOnComplete: kept };
    const known = await this.queue.getJob(id);
    // What failed before, perhaps with workers that were set up wrong, is tried again.
    if (known && (await known.getState()) === 'failed') await known.remove();
    await this.queue.add('grade', { submission, task, basis: this.basis }, options);
    for (;;) {
      const changed = new Promise<void>((resolve) => this.waiting.set(id, resolve));
      const result = await this.finished(await this.queue.getJob(id));
      if (result) {
        this.waiting.delete(id);
        return result;
      }
      // Redis has lost it: a server that keeps nothing on disk was restarted.
      if (!(await this.queue.getJob(id))) await this.queue.add('grade', { submission, task, basis: this.basis }, options);
      await changed;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.looking);
    await Promise.all([this.queue.close(), this.events.close()]);
  }

  private async finished(job: Job<GradeJob, Result> | undefined): Promise<Result | undefined> {
    const state = await job?.getState();
    if (state === 'failed') throw new Error(`no worker could grade it: ${job!.failedReason}`);
    return state === 'completed' ? job!.returnvalue : undefined;
  }
}
