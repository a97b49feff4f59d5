/**
 * What `npm start` and `npm test` do before they start: the Node check, the install, the build.
 */
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const setup = join(root, 'cli', 'setup');
const { whyInstall, install } = await import(join(setup, 'install.mjs')) as {
  whyInstall(root: string): string | undefined;
  install(root: string, say: (line: string) => void): Promise<void>;
};

/** A project with one package, `leaf`, that comes from a folder, as npm leaves it after an install. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-setup-'));
  const packages = { '': { dependencies: { leaf: '1.0.0' } }, 'node_modules/leaf': { version: '1.0.0', resolved: 'http://127.0.0.1:9/leaf-1.0.0.tgz' } };
  const lock = JSON.stringify({ name: 'p', lockfileVersion: 3, requires: true, packages });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'p', dependencies: { leaf: '1.0.0' } }));
  writeFileSync(join(folder, 'package-lock.json'), lock);
  mkdirSync(join(folder, 'node_modules', 'leaf'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', 'leaf', 'package.json'), '{"name":"leaf","version":"1.0.0"}');
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), lock);
  return folder;
}

describe('setup', () => {
  const folders: string[] = [];
  const make = (change: (folder: string) => void = () => {}): string => {
    const folder = project();
    folders.push(folder);
    change(folder);
    return folder;
  };
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  it('tells the user of a too old Node which one is needed and where to get it', () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.8"})';
    const { status, stderr } = spawnSync(process.execPath, ['--import', old, join(setup, 'run.mjs'), 'start'], { encoding: 'utf8' });
    expect(status).to.equal(1);
    expect(stderr).to.include('needs Node.js 20.19 or newer').and.include('https://nodejs.org');
  });

  it('installs nothing when every package is there', () => {
    expect(whyInstall(make())).to.equal(undefined);
    expect(whyInstall(root)).to.equal(undefined);
  });

  it('notices a first start, an install cut short, a missing package and an outdated one', () => {
    expect(whyInstall(make((f) => rmSync(join(f, 'node_modules'), { recursive: true })))).to.equal('first start');
    expect(whyInstall(make((f) => rmSync(join(f, 'node_modules', '.package-lock.json'))))).to.equal('the last install did not finish');
    expect(whyInstall(make((f) => writeFileSync(join(f, 'node_modules', '.minimax-installing'), '')))).to.equal('the last install did not finish');
    expect(whyInstall(make((f) => rmSync(join(f, 'node_modules', 'leaf'), { recursive: true })))).to.include('leaf is missing');
    const newer = JSON.stringify({ packages: { '': {}, 'node_modules/leaf': { version: '1.0.1' } } });
    expect(whyInstall(make((f) => writeFileSync(join(f, 'package-lock.json'), newer)))).to.equal('leaf is not at version 1.0.1');
  });

  it('says so when there is no network on the first install, and tries again at the next start', async () => {
    const folder = make((f) => rmSync(join(f, 'node_modules'), { recursive: true }));
    // Nothing listens on port 9, and npm finds nothing in an empty cache.
    const settings = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'cache'), npm_config_fetch_retries: '0' };
    const before = { ...process.env };
    Object.assign(process.env, settings);
    let message = '';
    try {
      await install(folder, () => {});
    } catch (error) {
      message = (error as Error).message;
    } finally {
      for (const name of Object.keys(settings)) if (before[name] === undefined) delete process.env[name]; else process.env[name] = before[name];
    }
    expect(message).to.include('no connection to the npm registry').and.include('run the command again');
    expect(whyInstall(folder)).to.equal('the last install did not finish');
  }).timeout(60_000);

  it('builds nothing twice', () => {
    const build = () => spawnSync(process.execPath, [join(setup, 'build.mjs'), '--only', 'js'], { encoding: 'utf8' });
    build();
    expect(build().stdout).to.equal('Everything is built already.\n');
  });

  it('names the file and line of a source that does not compile, and builds the others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'minimax-build-'));
    folders.push(folder);
    cpSync(setup, join(folder, 'cli', 'setup'), { recursive: true });
    mkdirSync(join(folder, 'bench'));
    writeFileSync(join(folder, 'bench', 'good.ts'), 'export const a: number = 1;\n');
    writeFileSync(join(folder, 'bench', 'bad.ts'), 'export const = 1;\n');
    mkdirSync(join(folder, 'node_modules'));
    cpSync(join(root, 'node_modules', 'esbuild'), join(folder, 'node_modules', 'esbuild'), { recursive: true });
    cpSync(join(root, 'node_modules', '@esbuild'), join(folder, 'node_modules', '@esbuild'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'cli', 'setup', 'build.mjs'), '--only', 'js'], { encoding: 'utf8' });
    expect(status).to.equal(1);
    expect(stderr).to.include('bench/bad.ts:1');
    expect(spawnSync(process.execPath, ['-e', `import(${JSON.stringify(join(folder, 'dist', 'bench', 'good.js'))}).then((m) => console.log(m.a))`], { encoding: 'utf8' }).stdout).to.equal('1\n');
  });
});
