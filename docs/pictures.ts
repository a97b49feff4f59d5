/**
 * Takes the pictures of README and docs in the real notebook app, in Chromium: the solved labs, and what a
 * student sees on the way (tests/notebook-app/journey.test.ts).
 *
 *     npm run docs:pictures [-- NAME…]     all, or those whose file has this name
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLab } from '../labs/authoring/labs.js';
import { serialize } from '../labs/authoring/notebook.js';
import type { Language } from '../labs/authoring/percent.js';
import { App } from '../tests/notebook-app/support/app-in-browser.js';
import { cell, cellWith } from '../tests/notebook-app/support/cells.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const images = join(root, 'docs', 'images');

interface Picture {
  lab: string;
  language: Language;
  /** The picture begins at the cell with this text, … */
  cell: string;
  /** … once this text has appeared in its output. */
  shows: RegExp;
  height: number;
  /** A button to press there first. */
  press?: string;
  /** Of the file, where a lab has more than one picture. */
  name?: string;
}

const pictures: Picture[] = [
  { lab: 'lab00-minimax', language: 'en', cell: 'minimaxExplorer(', shows: /W₁/, height: 700, press: 'Play' },
  { lab: 'lab00-minimax', name: 'explorer-plane', language: 'en', cell: 'dimensions: 2', shows: /W₁/, height: 620, press: 'Play' },
  { lab: 'lab01-generator', name: 'transposed-convolution', language: 'en', cell: 'transposed: true', shows: /25/, height: 420, press: '▶' },
  { lab: 'lab03-dcgan', language: 'en', cell: 'await train(', shows: /round \d{3}/, height: 860 },
  { lab: 'lab01-generator', language: 'zh-TW', cell: 'shapeWalk(generator)', shows: /28 × 28/, height: 520 },
];

const chosen = process.argv.slice(2);
for (const { lab, language, cell: code, shows, height, press, name = lab } of pictures) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const app = await new App().start({ locale: language });
  const { server, page } = app;
  await server.put(`${lab}.ipynb`, serialize(buildLab(lab, language, 'solved')));
  await page.setViewportSize({ width: 1100, height });
  await app.open(`notebooks/${lab}.ipynb`);
  const wanted = cellWith(page, code);
  await wanted.waitFor();
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: 60_000 });
  await cell(page, 0).locator('.cm-content').click();
  // Shift+Enter runs a cell and goes to the next one; the kernel queues what it cannot run yet.
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Shift+Enter');
    await page.waitForTimeout(50);
  }
  await wanted.locator('.jp-OutputArea', { hasText: shows }).waitFor({ timeout: 240_000 });
  if (press) await wanted.getByRole('button', { name: press }).click();
  await page.waitForTimeout(lab === 'lab03-dcgan' ? 25_000 : 3_000);
  await wanted.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(images, `${name}.png`) });
  await app.close();
  console.log(`docs/images/${name}.png`);
}
if (chosen.length > 0) process.exit();
const journey = spawnSync(process.execPath, [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config', '--exit', join(root, 'dist', 'tests', 'notebook-app', 'journey.test.js')], {
  env: { ...process.env, MINIMAX_PICTURES: images }, stdio: 'inherit',
});
process.exit(journey.status ?? 1);
