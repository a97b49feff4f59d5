// What ends the process that runs the cells does not end the engine, and the user is told.
import { expect } from 'chai';
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TestNotebook } from './notebook.js';

const deaths: Record<string, { code: string; says: RegExp }> = {
  'process.exit': { code: 'process.exit(3)', says: /process\.exit\(3\)/ },
  'process.exit in a timer': { code: 'setTimeout(() => process.exit(0), 5); await new Promise(() => {})', says: /process\.exit\(0\)/ },
  'process.abort': { code: 'process.abort()', says: /SIGABRT/ },
  'a kill': { code: 'process.kill(process.pid, "SIGKILL")', says: /SIGKILL/ },
  'a closed standard output': { code: 'import fs from "node:fs"; fs.closeSync(1); console.log("unheard")', says: /closed its standard output/ },
  'a segmentation fault': { code: 'process.kill(process.pid, "SIGSEGV")', says: /crashed in native code \(SIGSEGV\)/ },
};

describe('the engine survives', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());

  for (const [name, { code, says }] of Object.entries(deaths)) {
    it(name, async () => {
      await notebook.value('let precious = 1');
      const error = await notebook.error(code);
      expect(error.ename).to.equal('KernelRestarted');
      expect(error.evalue).to.match(says).and.to.contain('All variables are gone');
      expect(notebook.lost.at(-1)).to.match(says);
      expect((await notebook.error('precious')).evalue).to.contain("Cannot find name 'precious'");
      expect(await notebook.value('1 + 1')).to.equal('2');
    });
  }

  it('memory running out', async () => {
    const small = await TestNotebook.open({ env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=60' } });
    try {
      const error = await small.error('const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e4).fill(0).map((_, i) => ({ i })))');
      expect(error.ename).to.equal('KernelRestarted');
      expect(error.evalue).to.contain('ran out of memory');
      expect(small.printed()).not.to.contain('GCs');
      expect(await small.value('1 + 1')).to.equal('2');
    } finally {
      await small.close();
    }
  });

  it('an end while no cell runs', async () => {
    const count = notebook.lost.length;
    await notebook.value('setTimeout(() => process.exit(9), 20); 0');
    await notebook.until(() => notebook.lost.length > count);
    expect(notebook.lost.at(-1)).to.contain('process.exit(9)');
    expect(await notebook.value('2 + 2')).to.equal('4');
  });

  it('closed standard streams', async () => {
    await notebook.value('process.stdout.end(); process.stderr.destroy(); console.log("still here")');
    expect(notebook.printed(notebook.cell)).to.equal('still here\n');
  });

  it('errors that nothing catches: those of the running cell end it', async () => {
    expect((await notebook.error('setTimeout(() => { throw new RangeError("in a timer") }, 1); await new Promise(() => {})')).text).to.contain('RangeError: in a timer').and.contain('Cell [');
    expect((await notebook.error('Promise.reject(new RangeError("unhandled")); await new Promise(() => {})')).text).to.contain('RangeError: unhandled');
    expect(await notebook.value('1')).to.equal('1');
  });

  it('errors that nothing catches: those of an earlier cell are printed under it', async () => {
    for (const code of ['setTimeout(() => { throw new RangeError("late") }, 10); 0', 'setTimeout(() => { Promise.reject(new RangeError("late")) }, 10); 0']) {
      await notebook.value(code);
      const cell = notebook.cell;
      await notebook.value('await new Promise((done) => setTimeout(done, 60))');
      expect(notebook.printed(cell, 0, 'stderr')).to.contain('RangeError').and.contain('late');
    }
  });

  it('a restart in the middle of a cell', async () => {
    const running = notebook.error('console.log("busy"); for (;;);');
    await notebook.until(() => notebook.printed(notebook.cell).includes('busy'));
    const lost = notebook.lost.length;
    await notebook.engine.restart();
    expect((await running).ename).to.equal('KernelRestarted');
    expect(notebook.lost.length).to.equal(lost);
    expect(await notebook.value('3')).to.equal('3');
  });

  it('a cell that is checked while the engine restarts', async () => {
    const cell = notebook.error('for (;;);');
    await notebook.engine.restart();
    expect((await cell).ename).to.equal('KernelRestarted');
    expect(await notebook.value('4')).to.equal('4');
  });

  it('a process that cannot start: the cell says why, and the next one tries again', async () => {
    const broken = new TestNotebook({ env: { ...process.env, NODE_OPTIONS: '--no-such-option' } });
    try {
      let refused = '';
      await broken.engine.start().catch((error: Error) => { refused = error.message; });
      expect(refused).to.contain('The process that runs the cells ended');
      expect((await broken.error('1')).ename).to.equal('KernelRestarted');
      expect((await broken.error('1')).ename).to.equal('KernelRestarted');
    } finally {
      await broken.close();
    }
  });

  it('and leaves no process behind when it is killed', async function () {
    if (process.platform === 'win32') this.skip();
    const engine = new URL('../../kernel-extensions/kernel/engine.js', import.meta.url).href;
    const host = spawn(process.execPath, ['--input-type=module', '-e', `
      import { createEngine } from ${JSON.stringify(engine)};
      const engine = createEngine({ cwd: process.cwd(), typeErrors: 'off' });
      engine.onOutput = (cell, event) => console.log(event.text.trim());
      await engine.start();
      await engine.execute({ code: 'console.log("pid", process.pid); for (;;);', cellId: 'a', executionCount: 1 });`], { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(pathToFileURL('/')) });
    const pid = await new Promise<number>((resolve) => host.stdout.on('data', (text) => { const found = /pid (\d+)/.exec(String(text)); if (found) resolve(Number(found[1])); }));
    host.kill('SIGKILL');
    const isAlive = () => { try { return !/\bZ|defunct/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })); } catch { return false; } };
    while (isAlive()) await new Promise((next) => setTimeout(next, 20));
    expect(isAlive()).to.equal(false);
  });
});
