/** The kernel as a process, with its TypeScript engine: started, interrupted, restarted, killed, orphaned. */
import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CellOutputs, KernelClient, KernelProcess } from '../../../kernel-extensions/kernel/client/index.js';
import type { ExecuteReply, Output } from '../../../kernel-extensions/kernel/client/index.js';
import { newConnection, writeConnectionFile } from '../../../kernel-extensions/kernel/client/new-connection.js';

const kernelMain = fileURLToPath(new URL('../../../kernel-extensions/kernel/main.js', import.meta.url));

describe('kernel process', function () {
  this.timeout(60_000);
  let kernel: KernelProcess;
  let client: KernelClient;
  let deaths: string[];

  // One kernel for all: each test leaves it fit for the next.
  before(async () => {
    deaths = [];
    kernel = await KernelProcess.start({
      cwd: tmpdir(),
      onDied: (why) => {
        deaths.push(why);
        client.abandon(why);
      },
    });
    client = new KernelClient(kernel.connection);
    await client.waitUntilReady();
  });

  after(async () => {
    client.close();
    await kernel.kill();
  });

  async function run(code: string): Promise<{ status: string; outputs: Output[] }> {
    const area = new CellOutputs();
    const { status } = await client.execute(code, { onOutput: (message) => area.handle(message) });
    return { status, outputs: area.outputs };
  }

  const value = async (code: string) => {
    const { outputs } = await run(code);
    const result = outputs.find((output) => output.output_type === 'execute_result');
    return result && 'data' in result ? result.data['text/plain'] : outputs;
  };

  it('runs TypeScript, keeps variables from cell to cell, and shows values, streams and errors', async () => {
    expect(await run('const a: number = 40; console.log("hello"); console.error("oops")')).to.deep.equal({
      status: 'ok', outputs: [{ output_type: 'stream', name: 'stdout', text: 'hello\n' }, { output_type: 'stream', name: 'stderr', text: 'oops\n' }],
    });
    expect(await value('a + 2')).to.equal('42');
    const { status, outputs } = await run('throw new RangeError("too far")');
    expect(status).to.equal('error');
    expect(outputs[0]).to.deep.include({ output_type: 'error', ename: 'RangeError', evalue: 'too far' });
  });

  it('starts in its folder', async () => {
    expect(await value('process.cwd()')).to.include(tmpdir());
  });

  it('delivers 20,000 lines of console.log, all of them and in order', async () => {
    const { outputs } = await run('for (let i = 0; i < 20_000; i++) console.log(`line ${i}`)');
    expect(outputs).to.have.length(1);
    expect((outputs[0] as { text: string }).text).to.equal(Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join(''));
  });

  for (const [how, interrupt] of [
    ['a message', () => kernel.interrupt()],
    ['SIGINT', async () => void process.kill(kernel.pid!, 'SIGINT')],
  ] as const) {
    it(`is interrupted by ${how}, and keeps its variables`, async function () {
      if (how === 'SIGINT' && process.platform === 'win32') this.skip();
      await run('let steps = 0');
      let running: Promise<ExecuteReply> | undefined;
      await new Promise((started) => {
        running = client.execute('console.log("started"); while (true) steps++', { onOutput: ({ header }) => header.msg_type === 'stream' && started(true) });
      });
      await interrupt();
      expect(await running).to.include({ status: 'error', ename: 'KeyboardInterrupt' });
      expect(Number(await value('steps'))).to.be.above(0);
    });
  }

  it('forgets its variables on restart, on the same channels', async () => {
    await run('const gone = 1');
    const before = kernel.pid;
    await kernel.restart();
    await client.waitUntilReady();
    expect(kernel.pid).to.not.equal(before);
    expect((await run('gone')).outputs[0]).to.have.property('evalue').that.includes("'gone'");
    expect(deaths).to.deep.equal([]);
  });

  it('survives process.exit in a cell, and says what happened', async () => {
    await run('let kept = 1');
    const { status, outputs } = await run('process.exit(3)');
    expect(status).to.equal('error');
    expect(JSON.stringify(outputs)).to.match(/exit|ended/i);
    expect(await value('1 + 1')).to.equal('2');
    expect(deaths).to.deep.equal([]);
  });

  it('keeps its connection file to its owner, and removes it at the end', async () => {
    const other = await KernelProcess.start({ cwd: tmpdir() });
    if (process.platform !== 'win32') expect((await stat(other.connectionFile)).mode & 0o777).to.equal(0o600);
    await other.shutdown();
    expect(existsSync(other.connectionFile)).to.equal(false);
    expect(other.alive).to.equal(false);
  });

  it('rejects what waits when it is killed from outside, with a sentence', async () => {
    const running = client.execute('await new Promise(() => {})').catch((error) => error);
    await delay(200);
    process.kill(kernel.pid!, 'SIGKILL');
    const error = await running;
    expect(error).to.have.property('name', 'KernelGone');
    expect(error.message).to.equal('The kernel process ended with SIGKILL.');
    expect(deaths).to.have.length(1);
  });
});

describe('kernel process that cannot be started', () => {
  it('says so once, and in which folder', async () => {
    const died: string[] = [];
    const kernel = await KernelProcess.start({ cwd: '/there/is/no/such/folder', onDied: (why) => died.push(why) });
    await delay(100);
    expect(kernel.alive).to.equal(false);
    await kernel.shutdown();
    expect(died).to.have.length(1);
    expect(died[0]).to.match(/^The kernel process could not be started in \/there\/is\/no\/such\/folder: /);
  });
});

describe('kernel process on its own', function () {
  this.timeout(60_000);

  it('leaves no process and no file behind when its launcher is killed, even in a busy cell', async function () {
    if (process.platform !== 'linux') this.skip(); // reads /proc
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', `
      import { KernelProcess, KernelClient } from ${JSON.stringify(new URL('../../../kernel-extensions/kernel/client/index.js', import.meta.url).href)};
      const kernel = await KernelProcess.start({ cwd: '.' });
      const client = new KernelClient(kernel.connection);
      await client.waitUntilReady();
      await client.execute('1');
      client.execute('while (true) {}');
      setTimeout(() => console.log(kernel.pid + ' ' + kernel.connectionFile), 300);
    `], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await once(launcher.stdout, 'data');
    const [, pid, connectionFile] = /^(\d+) (.*)\n/.exec(String(output))!;
    const family = await descendants(Number(pid));
    expect(existsSync(connectionFile)).to.equal(true);
    expect(family.length).to.be.at.least(2);
    launcher.kill('SIGKILL');
    for (let wait = 0; wait < 100 && family.some((member) => existsSync(`/proc/${member}`)); wait++) await delay(100);
    expect(family.filter((member) => existsSync(`/proc/${member}`))).to.deep.equal([]);
    expect(existsSync(dirname(connectionFile))).to.equal(false);
  });

  it('goes on when the disk is full: cells get the error, the history is given up', async function () {
    const folder = await mkdtemp(join(tmpdir(), 'minimax-test-'));
    if (process.platform !== 'linux' || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0) {
      await rm(folder, { recursive: true });
      this.skip(); // needs the right to mount a small disk
    }
    let log = '';
    const kernel = await KernelProcess.start({ cwd: folder, env: { ...process.env, MINIMAX_HISTORY: join(folder, 'history') }, onLog: (text) => { log += text; } });
    const client = new KernelClient(kernel.connection);
    try {
      await client.waitUntilReady();
      const run = async (code: string) => {
        const area = new CellOutputs();
        return { ...(await client.execute(code, { onOutput: (message) => area.handle(message) })), outputs: area.outputs };
      };
      expect(await run('import fs from "node:fs"; let kept = 1; fs.writeFileSync("large", Buffer.alloc(1e6))')).to.include({ status: 'error' }).and.have.property('evalue').that.includes('ENOSPC');
      for (let cell = 0; cell < 3; cell++) await run(`kept += ${cell}; // ${'x'.repeat(9000)}`);
      expect((await run('console.log("still", kept)')).outputs[0]).to.include({ text: 'still 4\n' });
      const { history } = await client.request('history_request', { hist_access_type: 'tail', n: 1, output: false, raw: true });
      expect(history[0][2]).to.equal('console.log("still", kept)');
      await kernel.shutdown();
      expect(log.match(/history of this session is not stored: ENOSPC/g)).to.have.length(1);
    } finally {
      client.close();
      await kernel.shutdown();
      spawnSync('umount', [folder]);
      await rm(folder, { recursive: true });
    }
  });

  it('serves a client that comes back after another vanished in the middle of a cell', async () => {
    const kernel = await KernelProcess.start({ cwd: tmpdir() });
    const vanishing = new KernelClient(kernel.connection);
    await vanishing.waitUntilReady();
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => { begun = resolve; });
    vanishing.execute('let kept = 0; console.log("begun"); for (; kept < 20; kept++) { console.log("x".repeat(1e5)); await new Promise((done) => setTimeout(done, 10)) }', { onOutput: ({ header }) => header.msg_type === 'stream' && begun() }).catch(() => {});
    await hasBegun;
    vanishing.close();
    const client = new KernelClient(kernel.connection);
    await client.waitUntilReady();
    const area = new CellOutputs();
    expect(await client.execute('kept', { onOutput: (message) => area.handle(message) })).to.include({ status: 'ok' });
    expect(area.outputs[0]).to.have.nested.property('data.text/plain', '20');
    client.close();
    await kernel.shutdown();
  });

  it('started by Jupyter, ends when Jupyter has gone', async function () {
    if (process.platform === 'win32') this.skip();
    const file = await writeConnectionFile(await newConnection());
    // The shell is the parent; it starts the kernel as Jupyter does and is killed.
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${kernelMain}" "${file}" & echo $!; wait`], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
    const [output] = await once(shell.stdout, 'data');
    const pid = Number(String(output));
    await delay(1000);
    shell.kill('SIGKILL');
    const alive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let wait = 0; wait < 100 && alive(); wait++) await delay(100);
    expect(alive()).to.equal(false);
  });

  const start = (...args: string[]) => spawnSync(process.execPath, [kernelMain, ...args], { encoding: 'utf8', timeout: 30_000 });

  it('says how to start it, and what is wrong with its connection file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'minimax-test-'));
    const good = await newConnection();
    const cases: [object | string, RegExp][] = [
      ['', /Cannot read the connection file/],
      ['[]', /no valid shell_port/],
      [{ ...good, hb_port: 0 }, /no valid hb_port \(found 0\)/],
      [{ ...good, transport: 'pgm' }, /transport "pgm": expected "tcp" or "ipc"/],
      [{ ...good, signature_scheme: 'md5' }, /Unknown signature scheme "md5"/],
    ];
    for (const [content, message] of cases) {
      const path = join(folder, 'connection.json');
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      const { status, stderr } = start(path);
      expect(stderr).to.match(message).and.not.to.match(/\n\s+at /);
      expect(status).to.equal(1);
    }
    expect(start().stderr).to.match(/^Usage: /);
    await rm(folder, { recursive: true });
  });

  it('names the address when a port is taken', async () => {
    const connection = await newConnection();
    const other = createServer().listen(connection.stdin_port, '127.0.0.1');
    await once(other, 'listening');
    const { status, stderr } = start(await writeConnectionFile(connection));
    expect(stderr).to.include(`Cannot listen on tcp://127.0.0.1:${connection.stdin_port} for stdin`);
    expect(status).to.equal(1);
    other.close();
  });
});

/** A process and all below it, by /proc. */
async function descendants(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[1]) parents.set(Number(name), Number(fields[1]));
  }
  const found = [pid];
  for (const member of found) for (const [child, parent] of parents) if (parent === member) found.push(child);
  return found;
}
