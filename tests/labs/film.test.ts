/** A film in a page: scrubbed by keyboard and mouse, played to its end, in Chromium and without a kernel. */
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
});
