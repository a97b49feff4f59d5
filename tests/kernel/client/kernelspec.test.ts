import { expect } from 'chai';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirs, prefixDataDir, userDataDir } from '../../../kernel-extensions/kernel/kernelspec/jupyter-paths.js';
import { findInstalled, installKernelSpec, kernelDir, uninstallKernelSpec } from '../../../kernel-extensions/kernel/kernelspec/kernelspec.js';

describe('Jupyter folders', () => {
  // The table of https://docs.jupyter.org/en/stable/use/jupyter-directories.html
  it('of a user are where each platform has them', () => {
    expect(userDataDir({ platform: 'linux', env: {}, home: '/home/ada' })).to.equal('/home/ada/.local/share/jupyter');
    expect(userDataDir({ platform: 'linux', env: { XDG_DATA_HOME: '/data' }, home: '/home/ada' })).to.equal('/data/jupyter');
    expect(userDataDir({ platform: 'darwin', env: {}, home: '/Users/ada' })).to.equal('/Users/ada/Library/Jupyter');
    expect(userDataDir({ platform: 'win32', env: { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' }, home: 'C:\\Users\\ada' })).to.equal('C:\\Users\\ada\\AppData\\Roaming\\jupyter');
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(userDataDir({ platform, env: { JUPYTER_DATA_DIR: '/mine' }, home: '/' })).to.equal('/mine');
    }
  });

  it('of an installation are below share', () => {
    expect(prefixDataDir('/usr/local', { platform: 'linux', env: {}, home: '/' })).to.equal('/usr/local/share/jupyter');
    expect(prefixDataDir('C:\\venv', { platform: 'win32', env: {}, home: '/' })).to.equal('C:\\venv\\share\\jupyter');
  });

  it('are searched in the order of Jupyter', () => {
    expect(dataDirs({ platform: 'linux', env: { JUPYTER_PATH: '/a:/b', VIRTUAL_ENV: '/v' }, home: '/home/ada' }))
      .to.deep.equal(['/a', '/b', '/home/ada/.local/share/jupyter', '/v/share/jupyter', '/usr/local/share/jupyter', '/usr/share/jupyter']);
  });
});

describe('kernelspec', () => {
  let data: string;
  beforeEach(async () => { data = await mkdtemp(join(tmpdir(), 'minimax-test-')); });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('names this Node.js, the kernel and the connection file, all absolute', async () => {
    const folder = await installKernelSpec(data);
    const spec = JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8'));
    expect(spec).to.include({ display_name: 'TypeScript (Minimax Labs)', language: 'typescript', interrupt_mode: 'message' });
    expect(spec.argv).to.have.length(3);
    expect(spec.argv[0]).to.equal(process.execPath);
    expect((await stat(spec.argv[1])).isFile()).to.equal(true);
    expect(spec.argv[2]).to.equal('{connection_file}');
  });

  it('has logos that are PNG pictures of their size, and can be read by every user', async () => {
    const folder = await installKernelSpec(data);
    for (const size of [32, 64]) {
      const png = await readFile(join(folder, `logo-${size}x${size}.png`));
      expect(png.subarray(1, 4).toString()).to.equal('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).to.deep.equal([size, size]);
    }
    expect(await readdir(join(data, 'kernels'))).to.deep.equal(['minimax']);
    if (process.platform !== 'win32') expect((await stat(folder)).mode & 0o777).to.equal(0o755);
  });

  it('replaces an earlier one, with all that was in it', async () => {
    await mkdir(kernelDir(data), { recursive: true });
    await writeFile(join(kernelDir(data), 'old.txt'), '');
    expect(await readdir(await installKernelSpec(data))).to.deep.equal(['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg']);
  });

  it('is found where it was installed, and found broken when its program is gone', async () => {
    expect(await findInstalled([data])).to.deep.equal([]);
    const folder = await installKernelSpec(data);
    expect((await findInstalled([data])).map(({ state }) => state)).to.deep.equal(['this installation']);
    await writeFile(join(folder, 'kernel.json'), JSON.stringify({ argv: [process.execPath, process.execPath] }));
    expect((await findInstalled([data]))[0].state).to.equal('another installation');
    for (const broken of ['', '{}', '{"argv":["/none","/none"]}']) {
      await writeFile(join(folder, 'kernel.json'), broken);
      expect((await findInstalled([data]))[0].state).to.equal('broken');
    }
  });

  it('goes when it is uninstalled, and says whether it was there', async () => {
    await installKernelSpec(data);
    expect(await uninstallKernelSpec(data)).to.equal(true);
    expect(await uninstallKernelSpec(data)).to.equal(false);
    expect(await findInstalled([data])).to.deep.equal([]);
  });

  it('says where it could not be written and what to do', async () => {
    const file = join(data, 'a file');
    await writeFile(file, '');
    expect(await installKernelSpec(file).catch((error) => error.message)).to.match(/^Cannot write the kernelspec to .*a file.*--prefix/);
  });
});
