/** What learning platforms let an instructor download becomes a class; the archives are made by Python, the hostile ones by hand. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { collect, defaultLimits } from '../../grader/collect/index.js';
import { findSubmissions } from '../../grader/submission.js';
import { zip } from '../../grader/zip.js';
import { needPython } from '../support/python.js';
import { lab04 } from './submissions.js';

const cli = fileURLToPath(new URL('../../../cli/minimax.mjs', import.meta.url));

/** Python's zipfile writes `[name, content]` pairs; `link` makes the entry a symbolic link, `claims` lies about its size. */
const writer = `
import json, struct, sys, zipfile
path, entries = sys.argv[1], json.load(sys.stdin)
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
    for entry in entries:
        info = zipfile.ZipInfo(entry['name'], tuple(entry.get('time', [2030, 1, 2, 3, 4, 6])))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = (0o120777 if entry.get('link') else 0o100644) << 16
        archive.writestr(info, 'x' * entry['size'] if 'size' in entry else entry['text'])
data = bytearray(open(path, 'rb').read())
for entry in entries:
    if 'claims' in entry:
        for name_at, size_at in ((46, 24), (30, 22)):
            at = data.rfind(entry['name'].encode()) if name_at == 46 else data.find(entry['name'].encode())
            struct.pack_into('<I', data, at - name_at + size_at, entry['claims'])
open(path, 'wb').write(data)
`;

interface Packed { name: string; text?: string; size?: number; link?: true; claims?: number; time?: number[] }

describe('minimax collect', function () {
  this.timeout(300_000);
  let folder: string;
  let count = 0;
  const out = (): string => join(folder, `class-${count}`);
  const pack = (...entries: (Packed | string)[]): string => {
    const path = join(folder, 'download.zip');
    const list = entries.map((entry) => (typeof entry === 'string' ? { name: entry, text: lab04() } : entry));
    execFileSync('python3', ['-c', writer, path], { input: JSON.stringify(list) });
    return path;
  };
  const files = (): string[] => readdirSync(out(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(out().length + 1).replaceAll('\\', '/')).sort();
  const failure = (source: string): Promise<string> => collect([source], out()).then(() => '', (error: Error) => error.message);

  beforeEach(function () {
    needPython(this);
    count++;
    folder ??= mkdtempSync(join(tmpdir(), 'minimax-collect-'));
  });
  after(() => { if (folder) rmSync(folder, { recursive: true, force: true }); });

  describe('knows whose a notebook is', () => {
    for (const [platform, names, expected] of [
      ['Moodle', ['Ada Lovelace_4711_assignsubmission_file_/lab01-generator.ipynb', '林小明_4712_assignsubmission_file_/my work.ipynb'], ['Ada Lovelace_4711/lab01-generator.ipynb', '林小明_4712/my work.ipynb']],
      ['Moodle without folders', ['Ada Lovelace_4711_assignsubmission_file_lab01-generator.ipynb'], ['Ada Lovelace_4711/Ada Lovelace_4711_assignsubmission_file_lab01-generator.ipynb']],
      ['Canvas', ['lovelaceada_4711_990_lab01-generator.ipynb', 'hopper_late_4712_991_lab01-generator-1.ipynb'], ['hopper_4712/hopper_late_4712_991_lab01-generator-1.ipynb', 'lovelaceada_4711/lovelaceada_4711_990_lab01-generator.ipynb']],
      ['Gradescope', ['assignment_1_export/submission_5/lab01-generator.ipynb', 'assignment_1_export/submission_6/lab01-generator.ipynb'], ['submission_5/lab01-generator.ipynb', 'submission_6/lab01-generator.ipynb']],
      ['nbgrader', ['submitted/ada/lab01/lab01-generator.ipynb', 'submitted/bob/lab01/lab01-generator.ipynb'], ['ada/lab01-generator.ipynb', 'bob/lab01-generator.ipynb']],
      ['files named like students', ['ada.ipynb', 'bob.ipynb'], ['ada/ada.ipynb', 'bob/bob.ipynb']],
      ['one student\'s own archive', ['lab01-generator.ipynb', 'lab02-discriminator.ipynb'], ['download/lab01-generator.ipynb', 'download/lab02-discriminator.ipynb']],
    ] as const) {
      it(platform, async () => {
        await collect([pack(...names)], out());
        expect(files()).to.deep.equal([...expected].sort());
      });
    }

    it('in an archive inside of the archive, and in folders', async () => {
      const inner = zip([{ path: 'deep/lab01-generator.ipynb', content: Buffer.from(lab04()) }, { path: 'again.zip', content: zip([]) }]);
      mkdirSync(join(folder, 'upload', 'ada'), { recursive: true });
      writeFileSync(join(folder, 'upload', 'ada', 'work.zip'), inner);
      mkdirSync(join(folder, 'upload', 'bob'));
      writeFileSync(join(folder, 'upload', 'bob', 'lab01-generator.ipynb'), lab04());
      mkdirSync(join(folder, 'upload', 'cyd'));
      writeFileSync(join(folder, 'upload', 'cyd', 'report.pdf'), '');
      if (process.platform !== 'win32') symlinkSync('/etc/passwd', join(folder, 'upload', 'bob', 'passwd.ipynb'));
      const { refused, without } = await collect([join(folder, 'upload')], out());
      expect(files()).to.deep.equal(['ada/lab01-generator.ipynb', 'bob/lab01-generator.ipynb']);
      expect(without).to.deep.equal(['cyd']);
      expect(refused.map(({ path, why }) => `${path}: ${why}`).join('\n')).to.match(/again\.zip: it is an archive inside of an archive/);
      if (process.platform !== 'win32') expect(refused.map(({ path }) => path).join()).to.include('bob/passwd.ipynb');
    });
  });

  it('keeps the time at which a notebook was changed', async () => {
    await collect([pack({ name: 'ada/lab01-generator.ipynb', text: lab04(), time: [2031, 5, 6, 7, 8, 10] })], out());
    expect(statSync(join(out(), 'ada', 'lab01-generator.ipynb')).mtime).to.deep.equal(new Date(2031, 4, 6, 7, 8, 10));
  });

  it('takes the time of a student\'s own archive, whatever stands inside of it', async () => {
    const time = new Date(2031, 4, 6, 7, 8, 10), work = join(folder, 'in time', 'ada', 'work.zip');
    mkdirSync(join(work, '..'), { recursive: true });
    writeFileSync(work, zip([{ path: 'lab01-generator.ipynb', content: Buffer.from(lab04()) }]));
    utimesSync(work, time, time);
    await collect([join(folder, 'in time')], out());
    expect(statSync(join(out(), 'ada', 'lab01-generator.ipynb')).mtime).to.deep.equal(time);
  });

  it('keeps two notebooks that would have one name, and two students whom a disk could mix up', async () => {
    await collect([pack('ada/new/lab01-generator.ipynb', 'ada/old/lab01-generator.ipynb', 'Ada/lab01-generator.ipynb')], out());
    expect(files()).to.have.length(3);
    expect(new Set(files().map((file) => file.split('/')[0].toLowerCase()))).to.have.property('size', 2);
  });

  it('collects again into the same folder: what is the same stays, what is new replaces', async () => {
    await collect([pack('ada/lab01-generator.ipynb', 'bob/lab01-generator.ipynb')], out());
    const again = await collect([pack('ada/lab01-generator.ipynb', { name: 'bob/lab01-generator.ipynb', text: lab04({ cells: ['1;'] }) }, 'cyd/lab01-generator.ipynb')], out());
    expect([again.same, again.changed, again.added].map((list) => list.map((path) => path.slice(0, 3)))).to.deep.equal([['ada'], ['bob'], ['cyd']]);
  });

  it('does not collect again what it has put into a folder inside of the source', async () => {
    const source = join(folder, 'around'), inside = join(source, 'class');
    for (const student of ['ada', 'bob']) {
      mkdirSync(join(source, student), { recursive: true });
      writeFileSync(join(source, student, 'lab01-generator.ipynb'), lab04());
    }
    expect(await collect([source], inside)).to.include({ students: 2 });
    const again = await collect([source], inside);
    expect(again).to.deep.include({ students: 2, added: [], changed: [], without: [] });
    expect(readdirSync(inside).sort()).to.deep.equal(['ada', 'bob']);
  });

  it('collects from a folder inside of the one that it puts the class into', async () => {
    mkdirSync(join(out(), 'download', 'ada'), { recursive: true });
    writeFileSync(join(out(), 'download', 'ada', 'lab01-generator.ipynb'), lab04());
    expect(await collect([join(out(), 'download')], out())).to.include({ students: 1 });
  });

  it('shortens long names, so that every file system takes them', async () => {
    const notebook = { path: `${'林'.repeat(200)}/${'a' + '\u{20000}'.repeat(100)}.ipynb`, content: Buffer.from(lab04()) };
    writeFileSync(join(folder, 'download.zip'), zip([notebook]));
    await collect([join(folder, 'download.zip')], out());
    const [student, name] = files()[0].split('/');
    expect(student).to.match(/^林{50}-[0-9a-f]{8}$/);
    expect(name).to.match(/^a\u{20000}{37}-[0-9a-f]{8}\.ipynb$/u);
  });

  it('reads names in any alphabet, also where the archive does not say that they are UTF-8', async () => {
    // macOS: UTF-8 with combining marks and without the flag that says so.
    const bytes = zip([{ path: 'Zoe\u0308 林/lab01-generator.ipynb', content: Buffer.from(lab04()) }, { path: '__MACOSX/Zoe\u0308 林/._lab01-generator.ipynb', content: Buffer.from('x') }]);
    for (const [mark, offset] of [['PK\x01\x02', 8], ['PK\x03\x04', 6]] as const) {
      for (let at = bytes.indexOf(mark, 0, 'latin1'); at >= 0; at = bytes.indexOf(mark, at + 1, 'latin1')) bytes.writeUInt16LE(0, at + offset);
    }
    writeFileSync(join(folder, 'download.zip'), bytes);
    const { refused } = await collect([join(folder, 'download.zip')], out());
    expect(files()).to.deep.equal(['Zo\u00eb 林/lab01-generator.ipynb']);
    expect(refused).to.deep.equal([]);
  });

  describe('leaves out what is hostile, and takes the rest', () => {
    for (const [name, entry, why] of [
      ['a name that leads out', { name: '../../evil/lab01-generator.ipynb', text: '{}' }, /leads out/],
      ['an absolute name', { name: '/tmp/minimax-evil/lab01-generator.ipynb', text: '{}' }, /leads out/],
      ['a drive', { name: 'C:/evil/lab01-generator.ipynb', text: '{}' }, /leads out/],
      ['backslashes that lead out', { name: '..\\..\\evil.ipynb', text: '{}' }, /leads out/],
      ['a link', { name: 'eve/lab01-generator.ipynb', text: '/etc/passwd', link: true }, /it is a link/],
      ['a notebook of 60 MB', { name: 'eve/lab01-generator.ipynb', size: 60_000_000 }, /more than 50000000 are not read/],
      ['a notebook that is larger than it claims', { name: 'eve/lab01-generator.ipynb', size: 60_000_000, claims: 100 }, /cannot be unpacked/],
    ] as const) {
      it(name, async () => {
        const { refused } = await collect([pack('ada/lab01-generator.ipynb', entry, 'bob/lab01-generator.ipynb')], out());
        expect(files()).to.deep.equal(['ada/lab01-generator.ipynb', 'bob/lab01-generator.ipynb']);
        expect(refused).to.have.length(1);
        expect(refused[0].why).to.match(why);
        expect(existsSync(join(folder, '..', 'evil')) || existsSync('/tmp/minimax-evil')).to.equal(false);
      });
    }

    it('a bomb of many notebooks in one student\'s archive', async () => {
      const bomb = zip(Array.from({ length: 15 }, (_, i) => ({ path: `${i}.ipynb`, content: Buffer.alloc(100_000, ' ') })));
      writeFileSync(join(folder, 'download.zip'), zip([{ path: 'ada/lab01-generator.ipynb', content: Buffer.from(lab04()) }, { path: 'eve/bomb.zip', content: bomb }]));
      const { refused } = await collect([join(folder, 'download.zip')], out(), { ...defaultLimits, student: 1_000_000 + bomb.length });
      expect(files().filter((file) => file.startsWith('eve'))).to.have.length(10);
      expect(refused.map(({ why }) => why)).to.have.length(5).and.satisfy((list: string[]) => list.every((why) => /eve has handed in more than/.test(why)));
    });

    it('a bomb of many archives: they count whatever they hold', async () => {
      const large = zip([{ path: 'lab01-generator.ipynb', content: Buffer.from(lab04()) }, { path: 'noise', content: randomBytes(600_000) }]);
      writeFileSync(join(folder, 'download.zip'), zip([{ path: 'ada/lab01-generator.ipynb', content: Buffer.from(lab04()) }, ...['1', '2', '3'].map((name) => ({ path: `eve/${name}.zip`, content: large }))]));
      const { refused } = await collect([join(folder, 'download.zip')], out(), { ...defaultLimits, student: 1_000_000 });
      expect(files()).to.deep.equal(['ada/lab01-generator.ipynb', 'eve/lab01-generator.ipynb']);
      expect(refused.map(({ path }) => path)).to.deep.equal(['download.zip/eve/2.zip', 'download.zip/eve/3.zip']);
    });

    it('more files than anybody wants to read about', async () => {
      const many = zip(Array.from({ length: 250 }, (_, i) => ({ path: `${i}.zip`, content: zip([]) })));
      writeFileSync(join(folder, 'download.zip'), zip([{ path: 'eve/many.zip', content: many }, { path: 'ada/lab01-generator.ipynb', content: Buffer.from(lab04()) }, { path: 'bob/broken.zip', content: Buffer.from('x') }]));
      const { refused } = await collect([join(folder, 'download.zip')], out());
      expect(refused).to.have.length(defaultLimits.refused + 2);
      expect(refused.at(-2)!.path).to.equal('download.zip/bob/broken.zip');
      expect(refused.at(-1)).to.deep.equal({ path: 'eve', why: '150 files more' });
    });

    it('names that are meant for the terminal', async () => {
      const { refused, without } = await collect([pack('ada/lab01-generator.ipynb', { name: 'e\x1b[2Jve\n/lab01-generator.ipynb', text: 'x', link: true }, { name: 'b\x1b]0;x\x07ob/report.pdf', text: '' })], out());
      expect(refused.map(({ path }) => path)).to.deep.equal(['download.zip/e\ufffd[2Jve\ufffd/lab01-generator.ipynb']);
      expect(without).to.deep.equal(['b\ufffd]0;x\ufffdob']);
    });

    it('folders of strange names stay inside', async () => {
      await collect([pack('x.../lab01-generator.ipynb', 'CON/lab01-generator.ipynb', 'ab:c*/lab01-generator.ipynb')], out());
      expect(files()).to.have.length(3);
      for (const file of files()) expect(file).to.match(/^[\w.-]+-[0-9a-f]{8}\/lab01-generator\.ipynb$/);
    });
  });

  it('says what cannot be opened', async () => {
    writeFileSync(join(folder, 'broken.zip'), readFileSync(pack('ada/lab01-generator.ipynb')).subarray(0, 300));
    writeFileSync(join(folder, 'text.zip'), 'no archive');
    writeFileSync(join(folder, 'huge.zip'), '');
    truncateSync(join(folder, 'huge.zip'), 2 ** 33);
    for (const name of ['broken', 'text', 'huge']) expect(await failure(join(folder, `${name}.zip`))).to.match(new RegExp(`^${name}\\.zip cannot be unpacked`));
    expect(await failure(join(folder, 'nowhere.zip'))).to.match(/there is no file or folder/);
    expect(await failure(pack({ name: 'ada/report.pdf', text: '' }))).to.match(/there is no notebook/);
    expect(await failure(cli)).to.match(/neither a folder nor a \.zip archive/);
  });

  it('ends with an error where it cannot write, also out of a student\'s archive', async () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'ada'), 'a file is in the way');
    const work = zip([{ path: 'lab01-generator.ipynb', content: Buffer.from(lab04()) }]);
    writeFileSync(join(folder, 'download.zip'), zip([{ path: 'ada/work.zip', content: work }, { path: 'bob/lab01-generator.ipynb', content: Buffer.from(lab04()) }]));
    expect(await failure(join(folder, 'download.zip'))).to.match(/EEXIST|ENOTDIR/);
  });

  it('is pointed to by minimax grade', async () => {
    expect(await findSubmissions([pack('ada/lab01-generator.ipynb')]).then(() => '', (error: Error) => error.message)).to.match(/take the notebooks out of it with minimax collect/);
    mkdirSync(join(folder, 'zipped', 'ada'), { recursive: true });
    writeFileSync(join(folder, 'zipped', 'ada', 'work.zip'), zip([]));
    const [submission] = await findSubmissions([join(folder, 'zipped')]);
    expect(submission.content).to.have.nested.property('problem.en', 'work.zip is an archive: minimax collect takes notebooks out of archives');
  });

  it('tells in a line what it did', () => {
    const output = execFileSync(process.execPath, [cli, 'collect', pack('ada/lab01-generator.ipynb', { name: 'bob/lab01-generator.ipynb', text: 'x', link: true }), '--out', out()], { encoding: 'utf8' });
    expect(output).to.match(/^1 notebooks of 1 students in .*: 1 new, 0 changed, 0 as before\nLeft out: download\.zip\/bob\/lab01-generator\.ipynb \(it is a link\)\n$/);
  });
});
