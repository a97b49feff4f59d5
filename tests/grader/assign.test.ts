/** The students' pack: complete enough to work, and without anything that belongs to the instructor. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab04 } from './submissions.js';

const root = join(import.meta.dirname, '..', '..', '..');
const cli = (folder: string): string => join(folder, 'cli', 'minimax.mjs');

describe('minimax assign', function () {
  this.timeout(300_000);
  let folder: string;
  let pack: string;
  let files: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-assign-'));
    pack = join(folder, 'pack');
    execFileSync(process.execPath, [cli(root), 'assign', '--out', pack]);
    files = readdirSync(pack, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has the labs in both languages and the two commands', () => {
    const names = files.map((file) => file.slice(pack.length + 1).replaceAll('\\', '/'));
    expect(names).to.include.members(['package.json', 'cli/setup/run.mjs', 'labs/en/lab01-generator.ipynb', 'labs/zh-TW/lab04-cyclegan.ipynb', 'tests/checks/public/lab01-generator.ts']);
    expect(names.filter((name) => /(^|\/)(solutions|hidden)\/|solutions\.ts$/.test(name))).to.deep.equal([]);
  });

  it('names no folder in its README that it does not have', () => {
    const links = [...readFileSync(join(pack, 'README.md'), 'utf8').matchAll(/\]\(([^):]+)\)/g)].map(([, path]) => path);
    expect(links).to.include('labs');
    expect(links.filter((path) => !existsSync(join(pack, path)))).to.deep.equal([]);
  });

  it('offers no command whose program or whose labs stay with the instructor', () => {
    const { scripts } = JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(scripts).to.include.keys('start', 'test', 'bench:train').and.not.to.have.any.keys('labs', 'gallery', 'pretrain');
    const programs = Object.values(scripts).flatMap((command) => [...command.matchAll(/dist\/(\S+)\.js/g)].map(([, path]) => join(pack, `${path}.ts`)));
    expect(programs.length).to.be.greaterThan(5);
    expect(programs.filter((path) => !existsSync(path))).to.deep.equal([]);
  });

  it('has the untouched notebook of each lab, for who starts over', () => {
    for (const language of ['en', 'zh-TW']) {
      for (const name of readdirSync(join(root, 'labs', language)).filter((file) => /^lab\d\d-[\w-]+\.ipynb$/.test(file))) {
        expect(readFileSync(join(pack, 'labs', 'originals', language, name), 'utf8')).to.match(/YOUR CODE HERE|在這裡寫下你的程式/);
      }
    }
  });

  it('has no test that needs what stays with the instructor', () => {
    const sources = files.filter((file) => file.endsWith('.ts') && file.startsWith(join(pack, 'tests')));
    expect(sources.length).to.be.greaterThan(50);
    const missing = sources.flatMap((file) => {
      const imports = [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.js'/g)].map(([, path]) => join(file, '..', `${path}.ts`));
      return imports.filter((path) => !files.includes(path)).map((path) => `${file} needs ${path}`);
    });
    expect(missing).to.deep.equal([]);
    const needSolutions = sources.filter((file) => /labs\/authoring\/labs\.js'/.test(readFileSync(file, 'utf8')));
    expect(needSolutions).to.deep.equal([]);
  });

  it('has no file with a line of a solution of its own', () => {
    const telling = readdirSync(join(root, 'solutions')).flatMap((file) => {
      const source = readFileSync(join(root, 'solutions', file), 'utf8');
      return [...source.matchAll(/BEGIN SOLUTION\n([\s\S]*?)\/\/ END SOLUTION/g)].flatMap((match) => match[1].split('\n').map((line) => line.trim()));
    }).filter((line) => /^return .{40}/.test(line));
    expect(telling).to.have.length.greaterThan(5);
    const found = files.flatMap((file) => {
      const lines = new Set(readFileSync(file, 'utf8').split(/\r?\n|\\n/).map((line) => line.replace(/^\s*"|",?$/g, '').trim()));
      return telling.filter((line) => lines.has(line)).map((line) => `${file}: ${line}`);
    });
    expect(found).to.deep.equal([]);
  });

  it('builds, and its public checks run; the hidden ones are missing with a sentence', () => {
    symlinkSync(join(root, 'node_modules'), join(pack, 'node_modules'), 'junction');
    execFileSync(process.execPath, [join(pack, 'cli', 'setup', 'build.mjs'), '--only', 'js']);
    const program = `
      import { runPublicChecks, renderReport } from './dist/tests/checks/index.js';
      import * as tf from '@tensorflow/tfjs';
      const report = await runPublicChecks('lab04-cyclegan', 'lsgan-generator-loss', { lsganGeneratorLoss: (fake) => fake.sub(1).square().mean() }, 'en');
      console.log(renderReport(report)['text/plain']);`;
    writeFileSync(join(pack, 'try.mjs'), program);
    expect(execFileSync(process.execPath, ['try.mjs'], { cwd: pack, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).to.match(/all 4 checks pass/);
    let message = '';
    try {
      execFileSync(process.execPath, [cli(pack), 'grade', join(pack, 'labs', 'en', 'lab04-cyclegan.ipynb'), '--out', join(folder, 'out')], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      message = (error as { stderr: string }).stderr;
    }
    expect(message).to.match(/this copy of the course has no hidden checks/);
  });

  it('is not mixed with what is already there', () => {
    const used = join(folder, 'used');
    mkdirSync(used);
    writeFileSync(join(used, 'mine.txt'), 'mine');
    expect(() => execFileSync(process.execPath, [cli(root), 'assign', '--out', used], { stdio: 'pipe' })).to.throw(/is not empty/);
    expect(readdirSync(used)).to.deep.equal(['mine.txt']);
  });
});

/** npm is a script for the shell of Windows. */
const npm = (args: string[], cwd: string): ChildProcess => spawn('npm', args, { cwd, shell: process.platform === 'win32', detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });

function end({ pid }: ChildProcess): void {
  if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  else process.kill(-pid!, 'SIGTERM');
}

describe('The students\' pack in a student\'s hands @full', function () {
  this.timeout(900_000);
  let folder: string;
  let pack: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'minimax-student-'));
    pack = join(folder, 'pack');
    execFileSync(process.execPath, [cli(root), 'assign', '--out', pack]);
    // What is installed here has to come from the pack's own list of packages.
    expect(existsSync(join(pack, 'node_modules'))).to.equal(false);
  });
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('installs, builds and opens with `npm start`', async function () {
    const start = npm(['start', '--', '--no-open', '--port', '0'], pack);
    const ended = once(start, 'close');
    let printed = '';
    const address = new Promise<URL | undefined>((resolve) => {
      for (const stream of [start.stdout!, start.stderr!]) stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const found = /(http:\/\/\S+token=\w+)\s/.exec(printed)?.[1];
        if (found) resolve(new URL(found));
      });
      void ended.then(() => resolve(undefined));
    });
    const url = await address;
    if (/no connection to the npm registry/.test(printed)) return this.skip();
    expect(url, printed).to.not.equal(undefined);
    try {
      // As a browser does: the address is good for one cookie.
      const { headers } = await fetch(url!, { redirect: 'manual' });
      const cookie = headers.getSetCookie().map((set) => set.split(';')[0]).join('; ');
      const lab = await fetch(new URL('/api/contents/en/lab04-cyclegan.ipynb', url), { headers: { cookie } });
      expect(await lab.text()).to.include('YOUR CODE HERE');
    } finally {
      end(start);
      await ended;
    }
  });

  it('runs a lab that has been solved', function () {
    if (!existsSync(join(pack, 'dist'))) return this.skip();
    writeFileSync(join(pack, 'labs', 'en', 'mine.ipynb'), lab04());
    execFileSync(process.execPath, [cli(pack), 'run', join(pack, 'labs', 'en', 'mine.ipynb')], { cwd: pack, stdio: 'pipe' });
  });

  it('loads all its tests with `npm test`', async function () {
    if (!existsSync(join(pack, 'dist'))) return this.skip();
    const test = npm(['test', '--', '--fgrep', 'IDX'], pack);
    let printed = '';
    for (const stream of [test.stdout!, test.stderr!]) stream.on('data', (chunk: Buffer) => { printed += chunk.toString(); });
    const [code] = await once(test, 'close') as [number];
    expect(printed).to.match(/[1-9]\d* passed, 0 failed/);
    expect(code).to.equal(0);
  });
});
