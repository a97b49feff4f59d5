/**
 * A batch that is killed again and again, at moments that nobody chose, comes to the results of one that was left
 * alone. The moments follow the batch, not the clock: so many results later, and a bit.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import { Draw } from '../checks/draw.js';
import { isolationHere } from './isolation-here.js';
import { descendantsOf, isGone } from './processes.js';
import { lab04 } from './submissions.js';
import { undisturbed } from './undisturbed.js';

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

const submissions: Readonly<Record<string, string>> = {
  ada: lab04(), bob: lab04({ bodies: { identityLoss: 'return tf.scalar(0);' } }), cyd: lab04({ bodies: { cycleLoss: 'process.exit(0);' } }), dan: '{ "cells": [',
  eve: lab04({ cells: ['throw new Error("first");'] }), flo: lab04({ language: 'zh-TW' }), gus: serialize(buildLab('lab02-discriminator', 'en', 'student')), hal: lab04({ cells: ['// 8'] }),
};

describe('A batch that is killed again and again @full', function () {
  this.timeout(600_000);
  let folder: string, journal: string;
  /** Those that are whole: a kill may cut one off. */
  const lines = (): string[] => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter(isJson) : []);
  const args = (out: string): string[] => [cli, 'grade', join(folder, 'class'), '--out', join(folder, out), '--jobs', '2', '--isolation', isolationHere()];
  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, MINIMAX_COURSE_SECRET: 'secret of the killed', TMPDIR: join(folder, 'temporary') });

  before(async function () {
    if (process.platform !== 'linux') return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'minimax-kills-'));
    mkdirSync(join(folder, 'temporary'));
    journal = join(folder, 'out', 'journal.jsonl');
    for (const [student, text] of Object.entries(submissions)) {
      mkdirSync(join(folder, 'class', student), { recursive: true });
      writeFileSync(join(folder, 'class', student, text.includes('lab02') ? 'lab02-discriminator.ipynb' : 'lab04-cyclegan.ipynb'), text);
    }
    await grade('alone');
  });
  after(() => { if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); });

  const grade = (out: string) => promisify(execFile)(process.execPath, args(out), { env: environment() });

  /** Until the journal has `count` lines more and a drawn moment has passed, or the batch has ended. */
  async function wait(batch: ChildProcess, draw: Draw, count: number): Promise<void> {
    const enough = lines().length + count;
    while (lines().length < enough && batch.exitCode === null) await sleep(10);
    await sleep(draw.integer(0, 900));
  }

  for (const seed of ['one', 'two']) {
    it(`comes to the results of a batch that was left alone (moments: ${seed})`, async () => {
      rmSync(join(folder, 'out'), { recursive: true, force: true });
      const draw = new Draw(seed);
      let kept: string[] = [];
      for (let life = 0; life < 6; life++) {
        const batch = spawn(process.execPath, args('out'), { env: environment(), stdio: 'ignore' });
        const ended = once(batch, 'exit');
        if (draw.uniform() < 0.6) {
          await wait(batch, draw, draw.integer(0, 1));
          // Two at most: the third judge that ends over the same task is taken for the answer's doing.
          for (const judge of descendantsOf(batch.pid!, 'judge.js').slice(0, draw.integer(1, 2))) process.kill(judge, 'SIGKILL');
        }
        await wait(batch, draw, draw.integer(0, 2));
        const all = descendantsOf(batch.pid!);
        batch.kill('SIGKILL');
        await ended;
        while (!all.every(isGone)) await sleep(20);
        expect(lines().slice(0, kept.length)).to.deep.equal(kept);
        kept = lines();
      }
      await grade('out');
      expect(undisturbed(join(folder, 'out'))).to.deep.equal(undisturbed(join(folder, 'alone')));
      const keys = lines().map((line) => (JSON.parse(line) as { key: string }).key);
      expect(keys).to.have.length(Object.keys(submissions).length);
      expect(new Set(keys)).to.have.property('size', keys.length);
      expect(readdirSync(join(folder, 'temporary'))).to.deep.equal([]);
    });
  }
});
