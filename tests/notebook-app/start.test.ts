/** `minimax start` as a process: what it prints, which port it takes, how it ends. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelManager, KernelMessage } from '@jupyterlab/services';
import { expect } from 'chai';
import { clientSettings } from './support/server.js';

/** For programs; a browser has an address. */
const token = 'a-token-that-only-this-test-knows';
const minimax = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

describe('minimax start', function () {
  this.timeout(30_000);
  let folder: string;
  let child: ChildProcess | undefined;
  let occupier: Server | undefined;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'minimax-start-')); });
  afterEach(async () => {
    child?.kill('SIGKILL');
    occupier?.close();
    child = occupier = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs until it prints its address or ends. */
  async function start(...options: string[]): Promise<{ lines: string[]; errors: string; exitCode: number | null }> {
    child = spawn(process.execPath, [minimax, 'start', '--no-open', ...options], { env: { ...process.env, XDG_CONFIG_HOME: folder, HOME: folder, TMPDIR: folder, MINIMAX_TOKEN: token } });
    let [output, errors] = ['', ''];
    child.stderr!.on('data', (text) => { errors += text; });
    await new Promise<void>((resolve) => {
      child!.stdout!.on('data', (text) => {
        output += text;
        if (/token=\w+\n/.test(output)) resolve();
      });
      child!.once('close', () => resolve());
    });
    return { lines: output.trim().split('\n'), errors, exitCode: child.exitCode };
  }

  async function occupy(port: number): Promise<number> {
    occupier = createServer();
    // An error means that somebody else has it: just as occupied.
    await new Promise((resolve) => { occupier!.once('listening', resolve).once('error', resolve).listen(port, '127.0.0.1'); });
    return (occupier.address() as AddressInfo | null)?.port ?? port;
  }

  it('says what it serves, and closes on the address with its token', async () => {
    const { lines, errors } = await start('--port', '0', '--dir', folder);
    expect(errors).to.equal('');
    expect(lines[0]).to.contain(folder);
    expect(lines.at(-1)).to.match(/^http:\/\/127\.0\.0\.1:\d+\/\?token=\w{32,}$/);
    const response = await fetch(lines.at(-1)!, { redirect: 'manual' });
    expect(response.status).to.equal(302);
  });

  it('prints a fresh address when a browser has used the last one, which is of no use then', async () => {
    const { lines } = await start('--port', '0', '--dir', folder);
    const used = lines.at(-1)!;
    let more = '';
    child!.stdout!.on('data', (text) => { more += text; });
    expect((await fetch(used, { redirect: 'manual' })).status).to.equal(302);
    while (!/token=\w+\n/.test(more)) await delay(20);
    expect((await fetch(used, { redirect: 'manual' })).status).to.equal(403);
    expect((await fetch(more.trim().split('\n').at(-1)!, { redirect: 'manual' })).status).to.equal(302);
  });

  it('takes the next port when the usual one is occupied, and says so', async () => {
    await occupy(8888);
    const { lines } = await start('--dir', folder);
    expect(lines.join('\n')).to.contain('Port 8888 is in use');
    expect(Number(new URL(lines.at(-1)!).port)).to.be.greaterThan(8888);
  });

  it('ends with a sentence when the port asked for is occupied', async () => {
    const port = await occupy(0);
    const { lines, errors, exitCode } = await start('--port', String(port), '--dir', folder);
    expect(exitCode).to.equal(1);
    expect(errors).to.contain(`Port ${port} is in use by another program`).and.not.to.contain('    at ');
    expect(lines.join('\n')).not.to.contain('token=');
  });

  it('names a folder that does not exist, and a port that is none', async () => {
    expect((await start('--dir', join(folder, 'none'))).errors).to.contain(`There is no folder ${join(folder, 'none')}`);
    for (const port of ['x', '-1', '65536', '1.5']) expect((await start('--port', port)).errors, port).to.contain('A port is a number');
  });

  /** Starts a kernel at the printed address, with a cell that never ends; resolves to the ids of its processes. */
  async function startKernel(address: string): Promise<number[]> {
    const { origin } = new URL(address);
    const manager = new KernelManager({ serverSettings: clientSettings({ url: `${origin}/`, token }) });
    const kernel = await manager.startNew();
    const future = kernel.requestExecute({ code: 'console.log(JSON.stringify([process.pid, process.ppid])); await null; while (true) {}' });
    let text = '';
    future.onIOPub = (message) => { if (KernelMessage.isStreamMsg(message)) text += message.content.text; };
    while (!text.includes(']')) await delay(20);
    manager.dispose();
    return JSON.parse(text) as number[];
  }

  const runs = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  for (const [how, signal] of [['on Ctrl-C', 'SIGINT'], ['when it is killed', 'SIGKILL']] as const) {
    it(`leaves no kernel that computes, and no key to one, behind ${how}`, async () => {
      const { lines } = await start('--port', '0', '--dir', folder);
      const processes = await startKernel(lines.at(-1)!);
      expect(processes.map(runs)).to.deep.equal([true, true]);
      const keys = (await readdir(folder)).filter((name) => name.startsWith('minimax-kernel-'));
      if (process.platform !== 'win32') {
        const modeOf = async (...path: string[]) => ((await stat(join(folder, ...path))).mode & 0o777).toString(8);
        expect([keys.length, await modeOf(keys[0]), await modeOf(keys[0], 'connection.json')], 'the key to the kernel is its user\'s alone').to.deep.equal([1, '700', '600']);
      }
      child!.kill(signal);
      await once(child!, 'close');
      // Or the test runs out of time.
      while (processes.some(runs) || (await readdir(folder)).some((name) => keys.includes(name))) await delay(50);
    });
  }

  it('ends on Ctrl-C', async () => {
    const { lines } = await start('--port', '0', '--dir', folder);
    child!.kill('SIGINT');
    const [code] = await once(child!, 'close');
    expect(code).to.equal(0);
    expect(await fetch(lines.at(-1)!).then(() => 'answers', () => 'is gone')).to.equal('is gone');
  });
});
