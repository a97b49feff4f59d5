/**
 * BullMQ, as much of it as grading uses. It is an optional package: whoever grades over a queue
 * installs it, and nobody else has its weight.
 */
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';

export interface Job<Data = unknown, Value = unknown> {
  id?: string;
  data: Data;
  returnvalue: Value;
  failedReason?: string;
  getState(): Promise<string>;
  remove(): Promise<void>;
}

export interface Queue<Data, Value> {
  add(name: string, data: Data, options: object): Promise<Job<Data, Value>>;
  getJob(id: string): Promise<Job<Data, Value> | undefined>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): void;
}

export interface QueueEvents {
  on(event: 'completed' | 'failed', listener: (about: { jobId: string }) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  close(): Promise<void>;
}

export interface Worker {
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'completed', listener: (job: Job) => void): void;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): void;
  close(force?: boolean): Promise<void>;
}

export interface BullMq {
  Queue: new <Data, Value>(name: string, options: object) => Queue<Data, Value>;
  QueueEvents: new (name: string, options: object) => QueueEvents;
  Worker: new <Data, Value>(name: string, process: (job: Job<Data, Value>) => Promise<Value>, options: object) => Worker;
}

export const queueName = 'minimax-grade';

/** @throws Error that says how to install it. */
export function loadBullMq(): BullMq {
  for (const from of [join(process.cwd(), 'index.js'), import.meta.url]) {
    try {
      return createRequire(from)('bullmq') as BullMq;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error("grading over a queue needs BullMQ, which was left out when the packages were installed. Add it with: npm install --no-save bullmq ioredis");
}

/** Connection options of ioredis for a URL. @throws Error when it is none of Redis. */
export function connectionOf(url: string): object {
  const { protocol, hostname, port, username, password, pathname } = parse(url);
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw new Error(`"${url}" does not name a Redis server: expected redis://host:port`);
  return {
    host: hostname, port: Number(port) || 6379, db: Number(pathname.slice(1)) || 0,
    ...(username && { username: decodeURIComponent(username) }), ...(password && { password: decodeURIComponent(password) }), ...(protocol === 'rediss:' && { tls: {} }),
    // Redis may be restarted while jobs are under way: commands wait for it.
    maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 200, 3000),
  };
}

/**
 * Later on, commands wait for a server that is gone for a while; one that was never there is a mistake.
 * @throws Error when nothing listens at `url`.
 */
export async function findServer(url: string): Promise<void> {
  const { host, port } = connectionOf(url) as { host: string; port: number };
  const socket = connect({ host, port, timeout: connectLimit });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject).once('timeout', () => reject(new Error('no answer')));
    });
  } catch (error) {
    throw new Error(`there is no Redis server at ${host}:${port} (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}): start one, or name another with --queue redis://host:port`);
  } finally {
    socket.destroy();
  }
}

/** Milliseconds. */
const connectLimit = 10_000;

function parse(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new Error(`"${url}" does not name a Redis server: expected redis://host:port`);
  }
}
