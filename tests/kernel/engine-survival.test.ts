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
  'a closed command pipe': { code: 'import fs from "node:fs"; fs.closeSync(3); await new Promise(() => {})', says: /closed file descriptor 3/ },
  'built-ins that work no more': { code: 'Map.prototype.get = Set.prototype.has = () => { throw new Error("gone") }; await new Promise((done) => setTimeout(done, 1))', says: /changed a built-in that the kernel needs \(Error: gone\)/ },
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

  const upheavals: Record<string, string> = {
    'a closed standard error': 'import fs from "node:fs"; fs.closeSync(2)',
    'garbage on the pipe it answers on': 'import fs from "node:fs"; fs.writeSync(1, Buffer.from("\\x00\\x1b\\x00minimax\\x00\\x02\\x1b\\x00\\xff\\x00\\x03\\x00\\x05hello", "latin1"))',
    'another Promise': '(globalThis as any).Promise = undefined; Promise.prototype',
    'another Promise.prototype.then': 'Promise.prototype.then = () => { throw new Error("then") }; 1',
    'another JSON': 'JSON.stringify = () => "x"; JSON.parse = () => 0; (globalThis as any).JSON = {}',
    'other timers': '(globalThis as any).setTimeout = (globalThis as any).setImmediate = (globalThis as any).queueMicrotask = process.nextTick = () => { throw new Error("timer") }',
    'other methods of arrays': 'Array.prototype.push = Array.prototype.slice = () => { throw new Error("array") }',
    'another process.stdout': 'Object.defineProperty(process, "stdout", { value: undefined })',
    'additions to Object.prototype': 'Object.assign(Object.prototype, { get: 5, value: 6, type: "x", then: 7, toString: undefined }); 1',
    'frozen prototypes': 'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Promise.prototype); Object.freeze(globalThis); 1',
    'a working folder that is gone': 'import fs from "node:fs"; fs.mkdirSync("gone"); process.chdir("gone"); fs.rmdirSync("../gone")',
    'no listeners on process': 'process.removeAllListeners(); 1',
  };
  for (const [name, code] of Object.entries(upheavals)) {
    it(`${name}, with all variables`, async () => {
      await notebook.engine.restart();
      const lost = notebook.lost.length;
      await notebook.value('let precious = 41');
      await notebook.execute(code);
      expect(await notebook.value('console.log("heard"); precious + 1')).to.equal('42');
      expect(notebook.printed(notebook.cell)).to.equal('heard\n');
      expect(notebook.lost.length).to.equal(lost);
      await notebook.engine.restart();
    });
  }

  const unshowable: Record<string, string> = {
    'without a prototype': 'Object.create(null)',
    'that is a hostile proxy': 'new Proxy({}, { get() { throw new Error("trap") }, getPrototypeOf() { throw new Error("trap") } })',
    'whose message throws': 'Object.defineProperty(new Error("x"), "message", { get() { throw new Error("inner") } })',
    'whose stack throws': 'Object.defineProperty(new Error("x"), "stack", { get() { throw new Error("inner") } })',
    'whose name throws': 'Object.assign(new Error("x"), { name: { toString() { throw new Error("inner") } } })',
    'that is its own cause': '(() => { const error: any = new Error("x"); error.cause = error; return error })()',
    'that is undefined': 'undefined',
  };
  for (const [name, thrown] of Object.entries(unshowable)) {
    it(`an error ${name}`, async () => {
      const error = await notebook.error(`throw ${thrown}`);
      expect(error.traceback.join('\n')).to.not.equal('');
      expect(await notebook.value('1 + 1')).to.equal('2');
    });
  }

  it('an Error.prepareStackTrace that throws', async () => {
    expect((await notebook.error('Error.prepareStackTrace = () => { throw new TypeError("prepare") }; throw new RangeError("mine")')).evalue).to.contain('cannot be shown');
    expect(await notebook.value('(Error as any).prepareStackTrace = undefined; 1 + 1')).to.equal('2');
  });

  const endless: Record<string, string> = {
    'a function': 'function deeper(n: number): number { return deeper(n + 1) + 1 } deeper(0)',
    'toString': 'const endless: any = { toString(): string { return String(endless) } }; String(endless)',
  };
  for (const [name, code] of Object.entries(endless)) {
    it(`endless recursion in ${name}`, async () => {
      expect(await notebook.error(code)).to.include({ ename: 'RangeError', evalue: 'Maximum call stack size exceeded' });
      expect(await notebook.value('1 + 1')).to.equal('2');
    });
  }

  const strange: Record<string, string> = {
    'that refers to itself': 'const circle: any = {}; circle.self = circle; circle',
    'whose getter recurses for ever': '({ get x(): unknown { return this.x } })',
    'whose inspection recurses for ever': '({ [Symbol.for("nodejs.util.inspect.custom")](): unknown { return [this] } })',
    'whose Jupyter.display throws': '({ [Symbol.for("Jupyter.display")]() { throw new RangeError("no display") } })',
    'whose Jupyter.display rejects': '({ async [Symbol.for("Jupyter.display")]() { throw new RangeError("no display") } })',
    'that is a hostile proxy': 'new Proxy({}, { get() { throw new Error("trap") }, ownKeys() { throw new Error("trap") }, getPrototypeOf() { throw new Error("trap") } })',
    'of ten million numbers': 'Array.from({ length: 1e7 }, (_, i) => i)',
    'a hundred thousand objects deep': 'let deep: any = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; deep',
  };
  for (const [name, code] of Object.entries(strange)) {
    it(`the display of a value ${name}`, async () => {
      const shown = await notebook.value(code);
      expect(shown).to.be.a('string').that.is.not.equal('');
      expect(shown!.length).to.be.below(1e5);
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
    expect((await notebook.error('Promise.reject(new RangeError("unhandled")); 1')).text).to.contain('RangeError: unhandled');
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

  it('the compiler ending while it checks a cell: the cell is told, and the variables are kept', async function () {
    if (process.platform === 'win32') this.skip();
    await notebook.value('let precious = 41; interface Point { x: number }');
    await notebook.value('precious++');
    const compiler = Number(execFileSync('pgrep', ['-n', '-P', String(process.pid), '-f', 'language/server.js'], { encoding: 'utf8' }));
    process.kill(compiler, 'SIGSTOP');
    const cell = notebook.error('const origin: Point = { x: 0 }');
    process.kill(compiler, 'SIGKILL');
    expect(await cell).to.include({ ename: 'CompilerError' }).and.have.property('evalue').that.matches(/compiler crashed or ran out of memory .* All variables are kept/);
    expect(await notebook.value('const origin: Point = { x: precious }; origin.x')).to.equal('42');
    expect((await notebook.error('precious = "text"')).ename).to.equal('TypeScriptError');
  });

  it('a process that a cell has started and that holds the output open: it ends with the runtime', async function () {
    if (process.platform === 'win32') this.skip();
    const pid = Number(await notebook.value('import { spawn } from "node:child_process"; spawn("sleep", ["1000"], { stdio: "inherit" }).pid'));
    await notebook.engine.restart();
    await ended(pid);
    const other = Number(await notebook.value('import { spawn } from "node:child_process"; spawn("sleep", ["1000"], { stdio: "inherit" }).pid'));
    expect((await notebook.error('process.abort()')).evalue).to.contain('SIGABRT');
    await ended(other);
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
      await engine.execute({ code: 'import { spawn } from "node:child_process"; const other = spawn("sleep", ["1000"]); console.log("pids", process.pid, other.pid); for (;;);', cellId: 'a', executionCount: 1 });`], { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(pathToFileURL('/')) });
    const pids = await new Promise<number[]>((resolve) => host.stdout.on('data', (text) => { const found = /pids (\d+) (\d+)/.exec(String(text)); if (found) resolve(found.slice(1).map(Number)); }));
    host.kill('SIGKILL');
    for (const pid of pids) await ended(pid);
  });
});

/** Resolves when there is no such process, or only its entry. */
async function ended(pid: number): Promise<void> {
  const isAlive = () => { try { return !/\bZ|defunct/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })); } catch { return false; } };
  while (isAlive()) await new Promise((next) => setTimeout(next, 20));
}
