/**
 * A student's way through the course, from the start page and back to it, in a real Chromium and in both
 * languages. The steps build on each other. With MINIMAX_PICTURES=<folder> it trains longer and leaves
 * the pictures of docs/notebook-app.md there (`npm run docs:pictures`).
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { buildLab, writeLabs } from '../../labs/authoring/labs.js';
import { appInBrowser } from './support/app-in-browser.js';
import * as cells from './support/cells.js';
import { outputOf, run, start } from './support/cells.js';

const pictures = process.env.MINIMAX_PICTURES;

/** What the student reads. */
const words = {
  en: {
    locale: 'en-US', begin: /^Start/, progress: /\b1 of \d+ tasks pass/, over: /^Start over/, kept: 'Your notebook is kept as', untouched: /\b0 of \d+ tasks pass/,
    wrong: '0 of 2 checks pass', right: 'all 2 checks pass', allDone: /all \d+ tasks pass/, round: /round (\d+)/, restart: 'Restart Kernel?',
  },
  'zh-TW': {
    locale: 'zh-TW', begin: /^開始/, progress: /題中通過 1 題/, over: /^重新開始/, kept: '原來的筆記本保留為', untouched: /題中通過 0 題/,
    wrong: '2 項檢查中通過 0 項', right: '2 項檢查全部通過', allDone: /題全部通過/, round: /回合 (\d+)/, restart: '重新啟動核心？',
  },
};

for (const language of ['en', 'zh-TW'] as const) {
  describe(`a student's journey in ${language} @full`, function () {
    this.timeout(240_000);
    const text = words[language];
    const app = appInBrowser({ course: (folder) => writeLabs(folder, 'student'), locale: text.locale });

    const cellWith = (code: string): Locator => cells.cellWith(app.page, code);
    const check = (task: string): Locator => cellWith(`lab.check('${task}'`);
    const article = (lab: string): Locator => app.page.locator('article', { hasText: lab });
    const training = (): Locator => cellWith('await train(');
    /** Also of a cell out of sight, whose `innerText` is empty. */
    const textOf = async (cell: Locator): Promise<string> => (await outputOf(cell).textContent()) ?? '';
    const round = async (): Promise<number> => Number(text.round.exec(await textOf(training()))?.[1] ?? 0);
    const command = (name: string): Promise<void> => app.page.locator(`.jp-Toolbar [data-command="notebook:${name}"]`).first().click();
    const until = async (holds: () => Promise<boolean>): Promise<void> => { while (!(await holds())) await app.page.waitForTimeout(100); };

    /** A picture for the docs, from the top of `first` on. */
    async function picture(name: string, first?: Locator): Promise<void> {
      if (!pictures) return;
      await app.page.mouse.move(0, 0);
      await first?.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      await app.page.waitForTimeout(1000);
      await app.page.screenshot({ path: join(pictures, `${name}.${language}.png`) });
    }

    /** Follows a link of the start page into a lab. */
    async function enter(lab: string): Promise<void> {
      await app.page.goto(app.server.url);
      await article(lab).getByRole('link', { name: text.begin }).click();
      await cellWith('openLab(').waitFor();
    }

    it('opens the printed address: the start page, in the language of the browser', async () => {
      await app.page.setViewportSize({ width: 1100, height: 800 });
      await app.open('');
      expect(await app.page.locator('html').getAttribute('lang')).to.equal(language);
      expect(await app.page.locator('article').count()).to.be.greaterThan(4);
      await app.page.locator('#machine code').waitFor();
      await picture('start');
    });

    it('goes into Lab 01 and runs its first cell', async () => {
      await enter('Lab 01');
      await run(cellWith('openLab('));
      expect(await textOf(cellWith('openLab('))).to.match(/(tfjs backend: |運算後端：)\w+/).and.not.to.match(/Error/);
    });

    const signature = "function transposedConvSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {\n";

    it('gets a hint for a wrong answer', async () => {
      await run(cellWith('function transposedConvSize'), `${signature}  return input * stride + kernel;\n}`);
      await run(check('transposed-size'));
      expect(await textOf(check('transposed-size'))).to.include(text.wrong).and.include('✗').and.not.include('    at ');
      await picture('hint', cellWith('function transposedConvSize'));
    });

    it('gets a green check for the right one', async () => {
      await run(cellWith('function transposedConvSize'), `${signature}  return padding === 'same' ? input * stride : input * stride + Math.max(kernel - stride, 0);\n}`);
      await run(check('transposed-size'));
      expect(await textOf(check('transposed-size'))).to.include(text.right).and.not.include('✗');
    });

    it('saves, and finds the task on the start page', async () => {
      await app.page.keyboard.press('ControlOrMeta+s');
      await until(async () => (await readFile(join(app.server.root, language, 'lab01-generator.ipynb'), 'utf8')).includes(text.right));
      await app.page.goto(app.server.url);
      expect(await article('Lab 01').innerText()).to.match(text.progress);
    });

    it('writes the moves of Lab 03, and all its checks pass', async () => {
      await enter('Lab 03');
      const solved = buildLab('lab03-dcgan', language, 'solved').cells.filter(({ cell_type: type }) => type === 'code');
      await until(async () => (await app.page.locator('.jp-CodeCell').count()) === solved.length);
      const before = solved.findIndex(({ source }) => source.join('').includes('await train('));
      for (const [index, { source, metadata }] of solved.slice(0, before).entries()) {
        await run(cells.cell(app.page, index), metadata.nbgrader?.solution ? source.join('') : undefined);
      }
      for (const task of ['assemble', 'discriminator-step', 'generator-step']) expect(await textOf(check(task))).to.include('✓').and.not.include('✗');
    });

    it('trains: the losses are drawn and the samples change while it runs', async () => {
      await start(training());
      const output = outputOf(training());
      await output.locator('.js-plotly-plot').waitFor();
      await until(async () => (await round()) > 5);
      const samples = await output.locator('img').first().getAttribute('src');
      const figure = await output.locator('.js-plotly-plot .lines path').first().getAttribute('d');
      await until(async () => (await output.locator('img').first().getAttribute('src')) !== samples);
      await until(async () => (await output.locator('.js-plotly-plot .lines path').first().getAttribute('d')) !== figure);
      expect(await output.locator('.js-plotly-plot').count()).to.equal(1);
    });

    it('interrupts it with ■, which says so and keeps what was drawn', async () => {
      await command('interrupt-kernel');
      await outputOf(training()).getByText('KeyboardInterrupt').waitFor();
      expect(await round()).to.be.greaterThan(5);
    });

    it('runs the cell again with more time, and the training goes on where it stopped', async () => {
      const stopped = await round();
      await start(training(), (await training().locator('.cm-content').innerText()).replace('seconds: 60', 'seconds: 600'));
      // The old output stands until the cell begins.
      let first = stopped;
      await until(async () => ![0, stopped].includes(first = await round()));
      expect(first).to.be.greaterThan(stopped).and.lessThan(stopped + 200);
      await until(async () => (await readFile(join(app.server.root, language, 'lab03-dcgan.ipynb'), 'utf8')).includes('seconds: 600'));
    });

    it('closes the tab while it trains, comes back, and finds what was drawn meanwhile; it goes on live', async () => {
      const closed = await round();
      const address = app.page.url();
      await app.page.close({ runBeforeUnload: false });
      await new Promise((resolve) => { setTimeout(resolve, pictures ? 30_000 : 3_000); });
      app.page = await app.browser.context.newPage();
      await app.page.setViewportSize({ width: 1100, height: 800 });
      await app.page.goto(address);
      await training().evaluate((element) => element.scrollIntoView());
      await until(async () => (await round()) > closed);
      expect(await training().locator('.cm-content').innerText(), 'the code that runs').to.include('seconds: 600');
      const back = await round();
      await until(async () => (await round()) > back);
      await outputOf(training()).locator('.js-plotly-plot').waitFor();
      await picture('training', training());
      await command('interrupt-kernel');
      await outputOf(training()).getByText('KeyboardInterrupt').waitFor();
    });

    it('saves: the file holds the code and the outputs', async () => {
      await app.page.keyboard.press('ControlOrMeta+s');
      const file = join(app.server.root, language, 'lab03-dcgan.ipynb');
      await until(async () => (await readFile(file, 'utf8')).includes('KeyboardInterrupt'));
      const saved = await readFile(file, 'utf8');
      expect(saved).to.include('generatorOptimizer.minimize').and.include('application/vnd.plotly.v1+json').and.include('image/png');
    });

    it('restarts the kernel after a question in its language: outputs stay, variables are gone', async () => {
      await command('restart-kernel');
      const dialog = app.page.locator('.jp-Dialog', { hasText: text.restart });
      await dialog.waitFor();
      await dialog.locator('.jp-mod-accept').click();
      await dialog.waitFor({ state: 'detached' });
      expect(await round()).to.be.greaterThan(5);
      await run(cellWith('const gan = createGan('));
      expect(await textOf(cellWith('const gan = createGan('))).to.include("Cannot find name 'createGan'");
    });

    it('starts Lab 01 over: the untouched notebook in its place, the old one kept beside it', async () => {
      await app.page.goto(app.server.url);
      app.page.once('dialog', (dialog) => void dialog.accept());
      await article('Lab 01').getByRole('button', { name: text.over }).click();
      await app.page.getByText(text.kept).waitFor();
      expect(await article('Lab 01').innerText()).to.match(text.untouched);
      expect(await article('Lab 03').innerText(), 'kept although the tab was closed').to.match(text.allDone);
      const names = await readdir(join(app.server.root, language));
      const read = (name: string) => readFile(join(app.server.root, language, name), 'utf8');
      const [kept] = names.filter((name) => /^lab01-generator .*kept/.test(name));
      expect(await read(kept)).to.include('Math.max(kernel - stride, 0)').and.include(text.right);
      expect(await read('lab01-generator.ipynb')).not.to.include('Math.max(kernel - stride, 0)').and.not.include(text.right);
    });

    it('asked no other host for anything, and saw no complaint', () => {
      expect([...app.browser.hosts]).to.deep.equal([`127.0.0.1:${app.server.port}`]);
      expect(app.browser.complaints).to.deep.equal([]);
    });
  });
}
