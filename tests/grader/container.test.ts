/** The container tier against a runtime that is played by a script: it notes what it is told and runs the child itself. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { gradeAll } from '../../grader/index.js';
import { chooseIsolation } from '../../grader/sandbox/isolation.js';
import { playDocker, type PlayedDocker } from './played-docker.js';
import { lab04 } from './submissions.js';

describe('Isolation by a container', function () {
  this.timeout(0);
  let folder: string;
  let docker: PlayedDocker;

  before(function () {
    if (process.platform === 'win32') return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'minimax-container-'));
    docker = playDocker();
  });
  after(() => {
    docker?.remove();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('is preferred where the image is there', () => {
    expect(chooseIsolation('auto').tier).to.equal('container');
    expect(docker.told().at(-1)).to.deep.equal(['image', 'inspect', 'minimax-sandbox']);
  });

  it('grades, without a network, as nobody, with bounds, and removes the container', async () => {
    mkdirSync(join(folder, 'class', 'ada'), { recursive: true });
    writeFileSync(join(folder, 'class', 'ada', 'lab04-cyclegan.ipynb'), lab04());
    const { results, isolation } = await gradeAll([join(folder, 'class')], { out: join(folder, 'out'), jobs: 1, formats: [], isolation: 'container' });
    expect(isolation).to.equal('container');
    expect(results[0]).to.deep.include({ score: 12, isolation: 'container', warnings: [] });
    const run = docker.told().find((args) => args[0] === 'run' && args.join(' ').includes(join('class', 'ada')))!;
    expect(run.join(' ')).to.include('--network none').and.include('--read-only').and.include('--cap-drop ALL').and.include('--security-opt no-new-privileges')
      .and.match(/--user 65534:65534/).and.match(/--pids-limit \d+/).and.match(/--memory \d+/).and.match(/--tmpfs \/tmp:rw,size=\d+/)
      .and.include(`--volume ${join(folder, 'class', 'ada')}:/submission:ro`);
    const name = run[run.indexOf('--name') + 1];
    for (let i = 0; i < 100 && !docker.told().some((args) => args.join(' ') === `rm --force ${name}`); i++) await sleep(50);
    expect(docker.told().map((args) => args.join(' '))).to.include(`rm --force ${name}`);
  });
});
