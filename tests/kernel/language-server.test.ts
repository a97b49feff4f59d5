// The process that holds the compiler: how it starts, and what happens when a start goes wrong.
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startLanguage, type LanguageClient } from '../../kernel-extensions/kernel/language/index.js';
import { findSnapshot } from '../../kernel-extensions/kernel/language/snapshot-file.js';

describe('the language server', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'minimax-language-server-'));
  const clients: LanguageClient[] = [];
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (snapshot: string | undefined) => {
    const client = startLanguage({ cwd: folder, typeErrors: 'error' }, { snapshot });
    clients.push(client);
    return client;
  };

  it('has a startup snapshot for this Node', () => {
    expect(findSnapshot(), 'the build makes it: node cli/setup/build.mjs').to.be.a('string');
  });

  it('gives the same answers from a snapshot as without one', async () => {
    const cells = [
      'let rate = 0.1; export const names = ["a", "b"].map((name) => name.toUpperCase());',
      'import { readFileSync } from "node:fs"; const text: number = readFileSync("a", "utf8");',
      'const file = await import("node:fs/promises"); new Intl.NumberFormat().format(1n)',
      'rate = "fast"', 'document.title', 'process.exit(1', 'import "left-pad-that-is-not-there"',
      // Every global of Node is a name that cells are kept away from.
      'let navigator = 1, crypto = 2, own = 3',
    ];
    const answers = async (client: LanguageClient) => {
      const all: unknown[] = [];
      for (const [index, code] of cells.entries()) all.push(await client.compile(code, index + 1));
      all.push(await client.complete('names.ma', 8), await client.inspect('names.map', 8, 1), await client.isComplete('if (a) {'));
      return all;
    };
    const [fromSnapshot, without] = await Promise.all([answers(start(findSnapshot())), answers(start(undefined))]);
    expect(fromSnapshot).to.eql(without);
  });

  it('starts without a snapshot when Node refuses it', async () => {
    const broken = join(folder, 'broken.blob');
    writeFileSync(broken, 'not a snapshot');
    const client = start(broken);
    expect(await client.compile('1 + 1', 1)).to.have.property('ok', true);
  });

  it('fails its calls once it has ended', async () => {
    const client = start(undefined);
    const call = client.compile('1 + 1', 1);
    await client.close();
    const failed = (promise: Promise<unknown>) => promise.then(() => 'answered', (error: Error) => error.message);
    expect(await failed(call)).to.equal('The TypeScript compiler has stopped.');
    expect(await failed(client.compile('1 + 1', 1))).to.equal('The TypeScript compiler has stopped.');
  });

  it('ends with the process that started it', async () => {
    const url = new URL('../../kernel-extensions/kernel/language/index.js', import.meta.url).href;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', `
      import { startLanguage } from ${JSON.stringify(url)};
      import { ChildProcess } from 'node:child_process';
      const { spawn } = ChildProcess.prototype;
      ChildProcess.prototype.spawn = function (options) { const result = spawn.call(this, options); console.log(this.pid); return result; };
      setInterval(() => {}, 1000);
      await startLanguage({ cwd: ${JSON.stringify(folder)}, typeErrors: 'error' }).compile('1', 1);
      console.log('started');
    `], { stdio: ['ignore', 'pipe', 'inherit'] });
    let server = 0;
    for await (const line of createInterface({ input: owner.stdout })) {
      if (line === 'started') break;
      server = Number(line);
    }
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    while (isAlive(server)) await new Promise((resolve) => { setTimeout(resolve, 20); });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
