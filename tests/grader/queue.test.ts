/** Grading by workers over a real Redis server: workers are killed, Redis is restarted, jobs come twice, and every notebook is graded once. */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { connectionOf, loadBullMq } from '../../grader/queue/bullmq.js';
import { Draw } from '../checks/draw.js';
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';
import { undisturbed } from './undisturbed.js';

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

function canRun(): boolean {
  try {
    loadBullMq();
    return spawnSync('redis-server', ['--version']).status === 0;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('The address of a queue', () => {
  it('is a URL of Redis, with its parts decoded', () => {
    expect(connectionOf('redis://user:p%40ss@host:7000/2')).to.include({ host: 'host', port: 7000, db: 2, username: 'user', password: 'p@ss' });
    expect(connectionOf('rediss://host')).to.deep.include({ port: 6379, tls: {} });
    for (const wrong of ['localhost', 'http://host', '']) expect(() => connectionOf(wrong)).to.throw(/does not name a Redis server: expected redis:/);
  });
});

describe('minimax grade --queue with minimax worker @full', function () {
  this.timeout(900_000);
  const students = ['ada', 'bob', 'cyd', 'dan', 'eve', 'flo', 'gus', 'hal'];
  let folder: string;
  let port: number;
  let redis: ChildProcess;
  const started: ChildProcess[] = [];
  const env = { ...process.env, MINIMAX_COURSE_SECRET: 'secret of the queue' };
  const url = (): string => `redis://127.0.0.1:${port}`;
  const journal = (out: string): string[] => (existsSync(join(folder, out, 'journal.jsonl')) ? readFileSync(join(folder, out, 'journal.jsonl'), 'utf8').split('\n').filter(Boolean) : []);

  async function startRedis(): Promise<void> {
    redis = spawn('redis-server', ['--port', String(port), '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--bind', '127.0.0.1'], { stdio: 'ignore' });
    for (let isUp = false; !isUp; await sleep(50)) {
      const socket = connect(port, '127.0.0.1');
      isUp = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
      socket.destroy();
    }
  }

  function startWorker(environment = env): ChildProcess {
    const worker = spawn(process.execPath, [cli, 'worker', '--queue', url(), '--isolation', isolationHere()], { env: environment, stdio: 'ignore' });
    started.push(worker);
    return worker;
  }

  const gradeCommand = (out: string, ...options: string[]): string[] => [cli, 'grade', join(folder, 'class'), '--out', join(folder, out), ...options];
  const grade = (out: string) => promisify(execFile)(process.execPath, gradeCommand(out, '--queue', url()), { env });

  before(async function () {
    if (!canRun()) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'minimax-queue-'));
    for (const student of students) {
      mkdirSync(join(folder, 'class', student), { recursive: true });
      writeFileSync(join(folder, 'class', student, 'lab04-cyclegan.ipynb'), lab04(student === 'bob' ? { bodies: { identityLoss: 'return tf.scalar(0);' } } : {}));
    }
    port = await freePort();
    await startRedis();
  });
  after(() => {
    for (const child of [...started, redis]) child?.kill('SIGKILL');
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('comes to the results of a batch that was left alone, though it, workers and Redis are killed at drawn moments', async () => {
    const draw = new Draw('queue');
    const results = async (count: number): Promise<void> => {
      while (journal('out').length < count) await sleep(20);
      await sleep(draw.integer(0, 900));
    };
    const workers = [startWorker(), startWorker()];
    for (const count of [0, 1, 3]) {
      const batch = spawn(process.execPath, gradeCommand('out', '--queue', url()), { env, stdio: 'ignore' });
      const ended = once(batch, 'exit');
      await results(count);
      if (count > 0) {
        workers.shift()!.kill('SIGKILL');
        workers.push(startWorker());
      }
      await sleep(draw.integer(0, 900));
      batch.kill('SIGKILL');
      await ended;
    }
    const graded = grade('out');
    await results(5);
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    await startRedis();
    await graded;
    await promisify(execFile)(process.execPath, gradeCommand('alone', '--jobs', '2', '--isolation', isolationHere()), { env });
    expect(undisturbed(join(folder, 'out'))).to.deep.equal(undisturbed(join(folder, 'alone')));
    const keys = journal('out').map((line) => (JSON.parse(line) as { key: string }).key);
    expect(new Set(keys)).to.have.property('size', students.length);
    expect(keys).to.have.length(students.length);
  });

  it('takes what another run has handed over already', async () => {
    await grade('again');
    expect(journal('again')).to.have.length(students.length);
  });

  it('is told by a worker with another secret that it cannot grade', async () => {
    for (const worker of started.splice(0)) worker.kill('SIGKILL');
    writeFileSync(join(folder, 'class', 'ada', 'lab04-cyclegan.ipynb'), lab04({ cells: ['// once more'] }));
    startWorker({ ...env, MINIMAX_COURSE_SECRET: 'another secret' });
    const error = await grade('out').then(() => undefined, (failure: { stderr: string }) => failure.stderr);
    expect(error).to.match(/1 of 8 notebooks could not be graded.*another course secret/);
  });
});
