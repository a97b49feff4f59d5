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
import { isolationHere } from './isolation-here.js';
import { lab04 } from './submissions.js';

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
  this.timeout(0);
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

  const grade = (out: string) => promisify(execFile)(process.execPath, [cli, 'grade', join(folder, 'class'), '--out', join(folder, out), '--queue', url()], { env });

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

  it('grades each notebook once, though a worker is killed and Redis restarted on the way', async () => {
    const [first] = [startWorker(), startWorker()];
    const graded = grade('out');
    while (journal('out').length < 1) await sleep(100);
    first.kill('SIGKILL');
    while (journal('out').length < 3) await sleep(100);
    redis.kill('SIGTERM');
    await once(redis, 'exit');
    await startRedis();
    startWorker();
    await graded;
    const results = journal('out').map((line) => (JSON.parse(line) as { result: { student: string; score: number; problem?: string } }).result);
    expect(results.map(({ student }) => student).sort()).to.deep.equal(students);
    for (const { student, score } of results) expect(score).to.equal(student === 'bob' ? 11 : 12);
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
