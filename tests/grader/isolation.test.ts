/** Every sandbox that works here: what runs in it sees nothing of ours and leaves nothing behind. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Reply } from '../../tests/checks/answer.js';
import { chooseIsolation, type Isolation } from '../../grader/sandbox/isolation.js';
import { compileCells, isFailure } from '../../grader/judge/compile.js';
import { defaultLimits } from '../../grader/judge/limits.js';
import { Session, Unanswered } from '../../grader/sandbox/session.js';
import { spying } from './submissions.js';

const limit = 60_000;
const bounds = defaultLimits.sandbox;

function runCell(session: Session, code: string, position: number, limit: number) {
  const [{ cell }] = compileCells([{ code, position }]);
  if (isFailure(cell)) throw new Error(cell.message);
  return session.runCell(cell, limit);
}

function found(name: 'bwrap' | 'unshare' | 'user'): Isolation | undefined {
  try {
    return chooseIsolation(name);
  } catch {
    return undefined;
  }
}

/** Is there a process whose command line contains `text`? */
function isRunning(text: string): boolean {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

for (const name of ['bwrap', 'unshare'] as const) {
  describe(`Isolation by ${name}`, function () {
    this.timeout(0);
    let folder: string;
    let session: Session;
    const call = async (functionName: string): Promise<Reply> => session.ask({ do: 'call', name: functionName, args: [] }, limit);

    before(async function () {
      const isolation = process.platform === 'linux' ? found(name) : undefined;
      if (!isolation) return this.skip();
      folder = mkdtempSync(join(tmpdir(), 'minimax-isolation-'));
      for (const student of ['ada', 'right']) mkdirSync(join(folder, student));
      writeFileSync(join(folder, 'ada', 'data.txt'), 'beside the notebook');
      process.env.MINIMAX_COURSE_SECRET = 'course-secret-of-the-tests';
      session = await Session.start(isolation, join(folder, 'ada'), bounds);
    });
    after(() => {
      delete process.env.MINIMAX_COURSE_SECRET;
      session?.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    it('runs cells and answers calls', async () => {
      expect(await runCell(session, 'function answer() { return 6 * 7; }', 1, limit)).to.equal(undefined);
      expect(await call('answer')).to.deep.equal({ kind: 'returned', value: { kind: 'number', value: '42' }, tensorsLeft: 0 });
    });

    it('shows the files beside the notebook', async () => {
      await runCell(session, `import { readFileSync } from 'node:fs';\nfunction beside() { return readFileSync('data.txt', 'utf8'); }`, 2, limit);
      expect(await call('beside')).to.deep.include({ value: { kind: 'plain', value: 'beside the notebook' } });
    });

    it('shows neither hidden checks, solutions, other submissions, the secret nor a network, and writes nowhere but to scratch', async () => {
      await runCell(session, spying, 3, limit);
      expect(await call('seen')).to.deep.include({ value: { kind: 'array', items: [] } });
      await runCell(session, `function scratch() { fs.writeFileSync(os.tmpdir() + '/x', 'x'); return fs.readFileSync(os.tmpdir() + '/x', 'utf8'); }`, 4, limit);
      expect(await call('scratch')).to.deep.include({ value: { kind: 'plain', value: 'x' } });
    });

    it('bounds what is written to scratch', async () => {
      await runCell(session, `function fill() { try { for (let i = 0; ; i++) fs.writeFileSync(os.tmpdir() + '/fill' + i, Buffer.alloc(2 ** 24)); } catch (error: any) { return error.code; } }`, 5, limit);
      expect(await call('fill')).to.deep.include({ value: { kind: 'plain', value: 'ENOSPC' } });
    });

    it('leaves no process behind, detached ones included', async () => {
      const marker = `survivor-${randomUUID()}`;
      await runCell(session, `import { spawn } from 'node:child_process';\nspawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${marker}'], { detached: true, stdio: 'inherit' }).unref();`, 6, limit);
      expect(isRunning(marker)).to.equal(true);
      session.close();
      for (let i = 0; i < 100 && isRunning(marker); i++) await sleep(50);
      expect(isRunning(marker)).to.equal(false);
    });

    it('is over once closed', async () => {
      expect(await call('answer').catch((error: unknown) => error)).to.be.instanceOf(Unanswered);
    });
  });
}

describe('Isolation by another user', function () {
  this.timeout(0);

  it('runs cells, leaves neither processes nor files behind, and keeps submissions from each other', async function () {
    const isolation = process.platform === 'linux' ? found('user') : undefined;
    if (!isolation) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'minimax-isolation-')), before = process.env.TMPDIR;
    mkdirSync(join(folder, 'ada'), { mode: 0o700 });
    writeFileSync(join(folder, 'ada', 'data.txt'), 'beside the notebook');
    chmodSync(folder, 0o711);
    try {
      process.env.TMPDIR = join(folder, 'temporary');
      mkdirSync(process.env.TMPDIR);
      const session = await Session.start(isolation, join(folder, 'ada'), bounds);
      const marker = `survivor-${randomUUID()}`;
      try {
        await runCell(session, `import { readFileSync } from 'node:fs';
          import { spawn } from 'node:child_process';
          spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${marker}'], { detached: true, stdio: 'inherit' }).unref();
          function beside() { return readFileSync('data.txt', 'utf8'); }`, 1, limit);
        expect(await session.ask({ do: 'call', name: 'beside', args: [] }, limit)).to.deep.include({ value: { kind: 'plain', value: 'beside the notebook' } });
        expect(isRunning(marker)).to.equal(true);
        const [own] = readdirSync(process.env.TMPDIR).map((name) => statSync(join(process.env.TMPDIR!, name)));
        // Another submission's user is in no group of this one.
        expect([own.uid, own.mode & 0o7]).to.deep.equal([0, 0]);
      } finally {
        session.close();
      }
      for (let i = 0; i < 200 && (isRunning(marker) || readdirSync(process.env.TMPDIR).length > 0); i++) await sleep(50);
      expect(isRunning(marker)).to.equal(false);
      expect(readdirSync(process.env.TMPDIR)).to.deep.equal([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('Without isolation', function () {
  this.timeout(0);

  it('the same spy sees hidden checks and other files: its silence in a sandbox means something', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimax-isolation-'));
    const session = await Session.start(chooseIsolation('none'), folder, bounds);
    try {
      await runCell(session, spying, 1, limit);
      const reply = await session.ask({ do: 'call', name: 'seen', args: [] }, limit);
      expect(JSON.stringify(reply)).to.include('hidden checks').and.include('writing beside the notebook');
    } finally {
      session.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
