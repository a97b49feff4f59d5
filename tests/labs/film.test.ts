/** A film in a page: scrubbed by keyboard and mouse, played to its end, in Chromium and without a kernel. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { film } from '../../labs/helpers/film.js';
import { noBrowser, openBrowser } from '../notebook-app/support/browser.js';

const svg = (color: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="${color}"/></svg>`;

describe('a film', () => {
  const frames = ['red', 'green', 'blue'].map((color) => ({ picture: svg(color), caption: `${color} </script>` }));
  const shown = (film(frames, 'Colours', { secondsEach: 0.05 }) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]();

  it('is told in words to those who see text', () => {
    expect(shown['text/plain']).to.match(/^Colours: 3 pictures\nred/);
    expect(() => film([], 'Nothing')).to.throw('A film needs a picture');
  });

  it('begins with its last picture, obeys keys and buttons, and plays to its end', async function () {
    if (noBrowser) this.skip();
    this.timeout(240_000);
    const browser = await openBrowser();
    try {
      const page = await browser.context.newPage();
      await page.setContent(`<!doctype html>${shown['text/html']}`);
      const caption = () => page.locator('output').innerText();
      const slider = page.getByRole('slider', { name: 'Colours' });
      expect(await caption()).to.equal('blue </script>');
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await caption()).to.equal('green </script>');
      expect(await slider.getAttribute('aria-valuetext')).to.equal('green </script>');
      await page.keyboard.press('Home');
      expect(await caption()).to.equal('red </script>');
      expect(Buffer.from((await page.locator('img').getAttribute('src'))!.split(',')[1], 'base64').toString()).to.equal(svg('red'));
      await page.getByRole('button', { name: '▶' }).click();
      expect(await caption()).to.equal('green </script>');
      await page.getByRole('button', { name: 'Play' }).click();
      await page.getByRole('button', { name: 'Play' }).waitFor();
      expect(await caption()).to.equal('blue </script>');
      expect(browser.complaints).to.deep.equal([]);
    } finally {
      await browser.close();
    }
  });

  describe('saved', () => {
    const log = console.log;
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'minimax-film-'));
      console.log = () => {};
    });
    afterEach(() => {
      console.log = log;
      rmSync(folder, { recursive: true, force: true });
    });

    it('is one file that plays in a browser that reaches nothing else', async function () {
      if (noBrowser) this.skip();
      this.timeout(240_000);
      const path = join(folder, 'my film.html');
      film(frames, 'Colours <b>', { from: 'start' }).save(path);
      expect(readdirSync(folder)).to.deep.equal(['my film.html']);
      const browser = await openBrowser();
      try {
        await browser.context.setOffline(true);
        const page = await browser.context.newPage();
        await page.goto(pathToFileURL(path).href);
        expect(await page.title()).to.equal('Colours <b>');
        const caption = () => page.locator('output').innerText();
        expect(await caption()).to.equal('red </script>');
        await page.getByRole('button', { name: 'Play' }).click();
        await page.getByText('blue </script>').waitFor();
        expect(await page.locator('img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).to.equal(40);
        expect(browser.complaints).to.deep.equal([]);
      } finally {
        await browser.close();
      }
    });

    it('needs the name of a page, and replaces a film of that name', () => {
      for (const name of ['film', 'film.png', '.html', 'films/']) expect(() => film(frames, 'Colours').save(join(folder, name))).to.throw('A film is saved as a page');
      const path = join(folder, 'films', 'a.html');
      film(frames, 'One').save(path);
      film(frames, 'Two').save(path);
      expect(readFileSync(path, 'utf8')).to.include('<title>Two</title>');
    });
  });
});
