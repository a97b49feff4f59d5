import { expect } from 'chai';
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryStore } from '../../../kernel-extensions/kernel/supervisor/history-store.js';
import { History } from '../../../kernel-extensions/kernel/supervisor/history.js';

function history() {
  const lines = new History();
  ['let a = 1', 'a + 1', 'a.b(c)', 'a + 1'].forEach((input, index) => lines.add(index + 1, input));
  lines.setOutput(2, '2');
  return lines;
}

describe('history', () => {
  it('tail: the last n', async () => {
    expect(await history().query({ hist_access_type: 'tail', n: 2 })).to.deep.equal([[1, 3, 'a.b(c)'], [1, 4, 'a + 1']]);
    expect(await history().query({ hist_access_type: 'tail', n: 0 })).to.deep.equal([]);
  });

  it('tail with outputs, null where there was none', async () => {
    expect((await history().query({ hist_access_type: 'tail', n: 3, output: true }))[0]).to.deep.equal([1, 2, ['a + 1', '2']]);
    expect((await history().query({ hist_access_type: 'tail', n: 1, output: true }))[0]).to.deep.equal([1, 4, ['a + 1', null]]);
  });

  it('range: from start to before stop, in this session, by its number or 0', async () => {
    for (const session of [0, 1]) {
      expect(await history().query({ hist_access_type: 'range', session, start: 2, stop: 4 })).to.deep.equal([[1, 2, 'a + 1'], [1, 3, 'a.b(c)']]);
    }
    expect(await history().query({ hist_access_type: 'range', session: 7, start: 1 })).to.deep.equal([]);
  });

  it('search: a glob over the whole input, where everything else stands for itself', async () => {
    expect(await history().query({ hist_access_type: 'search', pattern: 'a + ?' })).to.deep.equal([[1, 2, 'a + 1'], [1, 4, 'a + 1']]);
    expect(await history().query({ hist_access_type: 'search', pattern: '*.b(*' })).to.deep.equal([[1, 3, 'a.b(c)']]);
    expect(await history().query({ hist_access_type: 'search', pattern: 'a' })).to.deep.equal([]);
  });

  it('search: unique keeps the latest of equal inputs, n the last found', async () => {
    expect(await history().query({ hist_access_type: 'search', pattern: 'a + 1', unique: true })).to.deep.equal([[1, 4, 'a + 1']]);
    expect(await history().query({ hist_access_type: 'search', pattern: '*', n: 1 })).to.deep.equal([[1, 4, 'a + 1']]);
  });

  it('answers a request that makes no sense with nothing', async () => {
    for (const content of [{}, { hist_access_type: 'all' }, { hist_access_type: 'search', pattern: 5, n: 'x' }]) {
      expect(await history().query(content)).to.be.an('array');
    }
  });

  it('forgets the oldest beyond its limit', async () => {
    const short = new History(undefined, 2);
    for (const line of [1, 2, 3]) short.add(line, `${line}`);
    expect(await short.query({ hist_access_type: 'tail', n: 9 })).to.deep.equal([[1, 2, '2'], [1, 3, '3']]);
  });
});

describe('stored history', () => {
  let folder: string;
  let log: string[];
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'minimax-test-')), 'history');
    log = [];
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  const open = () => new History(new HistoryStore(folder, (line) => log.push(line)));

  /** A session from its first input to its end. */
  async function session(...inputs: string[]): Promise<void> {
    const lines = open();
    inputs.forEach((input, index) => lines.add(index + 1, input));
    await lines.close();
  }

  it('range: earlier sessions by their number, or counted back from the running one', async () => {
    await session('let a = 1', 'a');
    await session('let b = 2\nb');
    const lines = open();
    const range = (session: number) => lines.query({ hist_access_type: 'range', session, start: 1 });
    const first = [[1, 1, 'let a = 1'], [1, 2, 'a']], second = [[2, 1, 'let b = 2\nb']];
    for (const begun of [false, true]) {
      if (begun) lines.add(1, 'now');
      expect(await range(-1)).to.deep.equal(second);
      expect(await range(-2)).to.deep.equal(first);
      expect(await range(1)).to.deep.equal(first);
      expect(await range(-3)).to.deep.equal([]);
      expect(await range(0)).to.deep.equal(begun ? [[3, 1, 'now']] : []);
    }
    await lines.close();
  });

  it('tail and search reach back into earlier sessions, in order', async () => {
    await session('one', 'two');
    await session('three');
    const lines = open();
    lines.add(1, 'two');
    lines.setOutput(1, '2');
    expect(await lines.query({ hist_access_type: 'tail', n: 3, output: true })).to.deep.equal([[1, 2, ['two', null]], [2, 1, ['three', null]], [3, 1, ['two', '2']]]);
    expect(await lines.query({ hist_access_type: 'search', pattern: 't*' })).to.deep.equal([[1, 2, 'two'], [2, 1, 'three'], [3, 1, 'two']]);
    expect(await lines.query({ hist_access_type: 'search', pattern: 't*', unique: true })).to.deep.equal([[2, 1, 'three'], [3, 1, 'two']]);
    await lines.close();
  });

  it('kernels side by side each get a session of their own', async () => {
    const kernels = Array.from({ length: 8 }, open);
    kernels.forEach((lines, index) => { for (let line = 1; line <= 20; line++) lines.add(line, `${index}: ${line}`); });
    await Promise.all(kernels.map((lines) => lines.close()));
    expect((await readdir(folder)).length).to.equal(8);
    const all = await open().query({ hist_access_type: 'search', pattern: '*' });
    expect(all).to.have.length(160);
    for (const [session, line, input] of all) expect(input).to.match(new RegExp(`: ${line}$`), `session ${session}`);
  });

  it('is for its owner only, and a session without inputs leaves nothing', async function () {
    await session();
    expect(await readdir(join(folder, '..'))).to.deep.equal([]);
    if (process.platform === 'win32') this.skip();
    await session('secret');
    expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect((await stat(join(folder, '1.jsonl'))).mode & 0o777).to.equal(0o600);
  });

  it('a broken file costs its broken lines, and other files in the folder nothing', async () => {
    await session('good', 'better');
    await appendFile(join(folder, '1.jsonl'), '{"line":3,"inp\n\u0000\u0000\n[]\nnull\n{"line":4,"input":"last"}\n{"line":5');
    await writeFile(join(folder, 'notes.txt'), 'x');
    expect(await open().query({ hist_access_type: 'tail', n: 9 })).to.deep.equal([[1, 1, 'good'], [1, 2, 'better'], [1, 4, 'last']]);
  });

  it('keeps the last sessions, and the beginning of an endless one', async () => {
    await session('first');
    for (let number = 2; number <= 205; number++) await writeFile(join(folder, `${number}.jsonl`), '{"line":1,"input":"x"}\n');
    await session('latest');
    const kept = await readdir(folder);
    expect(kept).to.have.length(200).and.include('206.jsonl').and.not.include('1.jsonl');
    const lines = open();
    for (let line = 1; line <= 30; line++) lines.add(line, 'x'.repeat(100_000));
    await lines.close();
    expect((await stat(join(folder, '207.jsonl'))).size).to.be.below(2 ** 20 + 1);
  });

  it('that cannot be written is given up with one line in the log, and this session goes on', async () => {
    await writeFile(folder, 'a file is in the way');
    const lines = open();
    for (let line = 1; line <= 3; line++) lines.add(line, `input ${line}`);
    expect(await lines.query({ hist_access_type: 'tail', n: 1 })).to.deep.equal([[1, 3, 'input 3']]);
    await lines.close();
    expect(log).to.have.length(1);
    expect(log[0]).to.match(/^the history of this session is not stored: /);
  });
});
