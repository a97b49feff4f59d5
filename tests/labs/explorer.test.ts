/** The minimax explorer in a cell of the notebook app, in Chromium, by mouse and by keyboard. */
import { expect } from 'chai';
import type { Locator } from 'playwright-core';
import { minimaxExplorer } from '../../labs/helpers/explorer.js';
import { appInBrowser } from '../notebook-app/support/app-in-browser.js';
import { cell, start } from '../notebook-app/support/cells.js';
import { notebookOf } from '../notebook-app/support/server.js';

describe('the minimax explorer', () => {
  it('says in its text form, and where scripts may not run, what to do', () => {
    const bundle = (language: 'en' | 'zh-TW') => (minimaxExplorer({ language }) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();
    expect(bundle('en')['text/plain']).to.include('run this cell');
    expect(bundle('zh-TW')['text/html']).to.include('請執行這一格').and.match(/"language":"zh-TW"/);
    expect(bundle('en')['text/html'].match(/<\/script/g)).to.have.length(1);
  });

  describe('in a browser', function () {
    this.timeout(240_000);
    let explorer: Locator;
    const app = appInBrowser({}, () => open('minimaxExplorer()'));

    async function open(call: string): Promise<void> {
      const name = `${call.replace(/\W+/g, '-')}.ipynb`;
      await app.server.put(name, notebookOf(`import { minimaxExplorer } from 'minimax-labs';\n${call}`));
      await app.open(`notebooks/${name}`);
      await start(cell(app.page, 0));
      explorer = app.page.locator('.minimax-explorer');
      await explorer.locator('table').waitFor();
    }
    const button = (name: string) => explorer.getByRole('button', { name, exact: true });
    const measure = async (name: string): Promise<number> => Number((await explorer.getByRole('row').filter({ has: app.page.getByRole('rowheader').filter({ hasText: new RegExp(`^${name.replace(/[()]/g, '\\$&')}`) }) }).locator('td').innerText()).replace('−', '-'));
    const choice = (name: string) => explorer.getByRole('combobox', { name });
    const picture = () => explorer.locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

    it('moves D and G one at a time: D changes its value, G the truth', async () => {
      const [best, learned] = [await measure('max V'), await measure('V(D, G) of')];
      expect(best).to.be.greaterThan(learned);
      expect(best).to.be.closeTo(-2 * Math.LN2 + 2 * (await measure('JSD(p_data')), 2e-4);
      await button('D learns').click();
      expect(await measure('moves of D')).to.equal(1);
      expect(await measure('max V')).to.equal(best);
      expect(await measure('V(D, G) of')).not.to.equal(learned);
      for (let move = 2; move <= 40; move++) await button('D learns').click();
      expect(await measure('V(D, G) of')).to.be.within(learned, best);
      await button('G learns').click();
      expect(await measure('moves of G')).to.equal(1);
      expect(await measure('max V')).not.to.equal(best);
    });

    it('plays until stopped, says how fast, and brings the densities together', async () => {
      const before = await measure('JSD(p_data');
      await button('Play').focus();
      await app.page.keyboard.press('Enter');
      while (!(await measure('updates a second') > 0)) await app.page.waitForTimeout(200);
      while ((await measure('JSD(p_data')) > before / 2) await app.page.waitForTimeout(200);
      await button('Pause').click();
      const moves = await measure('moves of D');
      await app.page.waitForTimeout(300);
      expect(await measure('moves of D')).to.equal(moves);
    });

    it('plays with another objective of D: its own best value, and a formula that says which distance that is', async () => {
      const head = (text: string) => explorer.getByRole('rowheader', { name: text, exact: true });
      await choice('D maximises').selectOption('hinge');
      await head('max V(D, G) = −2 + 2 TV').waitFor();
      expect(await measure('max V')).to.be.within(-2, 0);
      expect(await measure('V(D, G) of')).to.be.at.most(await measure('max V'));
      await choice('D maximises').selectOption('reverse KL');
      await head('max V(D, G) = KL(q ‖ p)').waitFor();
      expect(await measure('max V')).to.be.greaterThan(0);
      await choice('D maximises').selectOption('minimax');
      expect(await measure('max V')).to.be.closeTo(-2 * Math.LN2 + 2 * (await measure('JSD(p_data')), 2e-4);
    });

    it('takes a density drawn with the mouse', async () => {
      await choice('Draw').selectOption('real');
      const [before, value] = [await picture(), await measure('W₁')];
      const box = (await explorer.locator('canvas').first().boundingBox())!;
      await app.page.mouse.move(box.x + 0.8 * box.width, box.y + 0.9 * box.height);
      await app.page.mouse.down();
      await app.page.mouse.move(box.x + 0.87 * box.width, box.y + 0.3 * box.height, { steps: 5 });
      await app.page.mouse.move(box.x + 0.95 * box.width, box.y + 0.9 * box.height, { steps: 5 });
      await app.page.mouse.up();
      expect(await picture()).not.to.equal(before);
      expect(await measure('W₁')).not.to.equal(value);
    });

    it('takes one drawn by keyboard, and leaves the notebook its keys elsewhere', async () => {
      await explorer.locator('canvas').first().focus();
      const value = await measure('JSD(p_data');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await app.page.keyboard.press(key);
      expect(await measure('JSD(p_data')).not.to.equal(value);
    });

    it('knows the distances of densities far apart', async () => {
      await choice('Real data').selectOption('far');
      await choice('Made data').selectOption('block');
      expect(await measure('JSD(p_data')).to.be.closeTo(Math.LN2, 2e-3);
      expect(await measure('W₁')).to.be.closeTo(4.8, 0.05);
    });

    it('plays in the plane: moves one at a time, and moves in a row that bring the densities together', async () => {
      await open('minimaxExplorer({ dimensions: 2 })');
      const [best, learned, distance] = [await measure('max V'), await measure('V(D, G) of'), await measure('W₁')];
      expect(best).to.be.closeTo(-2 * Math.LN2 + 2 * (await measure('JSD(p_data')), 2e-4);
      await button('D learns').click();
      expect(await measure('max V')).to.equal(best);
      expect(await measure('V(D, G) of')).not.to.equal(learned);
      await button('G learns').click();
      expect(await measure('moves of G')).to.equal(1);
      expect(await measure('W₁')).not.to.equal(distance);
      await button('Play').focus();
      await app.page.keyboard.press('Space');
      while (!(await measure('updates a second') > 0)) await app.page.waitForTimeout(200);
      while ((await measure('W₁')) > distance / 2) await app.page.waitForTimeout(200);
      await button('Pause').click();
    });

    it('knows the distances of squares of the plane far apart, and shows how mass is moved', async () => {
      await choice('Real data').selectOption('block');
      await choice('Made data').selectOption('far');
      expect(await measure('JSD(p_data')).to.be.closeTo(Math.LN2, 2e-3);
      // From the centre (−2, 0) of the block to that of the hill, (3, 2.5); the spread of both adds a little.
      expect(await measure('W₁')).to.be.within(Math.hypot(5, 2.5) - 0.1, Math.hypot(5, 2.5) + 0.3);
      const before = await picture();
      await explorer.getByRole('checkbox').check();
      expect(await picture()).not.to.equal(before);
    });

    it('takes what is drawn in the plane with the mouse and by keyboard', async () => {
      await choice('Draw').selectOption('real');
      const value = await measure('W₁');
      const box = (await explorer.locator('canvas').first().boundingBox())!;
      await app.page.mouse.move(box.x + 0.7 * box.width, box.y + 0.2 * box.height);
      await app.page.mouse.down();
      await app.page.mouse.move(box.x + 0.9 * box.width, box.y + 0.3 * box.height, { steps: 5 });
      await app.page.mouse.up();
      // Now p_data is where p_G is.
      expect(await measure('W₁')).to.be.lessThan(value / 3);
      const near = await measure('W₁');
      await explorer.locator('canvas').first().focus();
      for (const key of [...new Array<string>(12).fill('ArrowLeft'), 'Enter', 'Enter']) await app.page.keyboard.press(key);
      expect(await measure('W₁')).to.be.greaterThan(near);
    });

    it('asks nobody else for anything, and complains of nothing', () => {
      expect([...app.browser.hosts]).to.deep.equal([new URL(app.server.url).host]);
      expect(app.browser.complaints).to.deep.equal([]);
    });
  });
});
