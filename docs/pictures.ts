/**
 * Takes the pictures of README and docs: the solved labs in the real notebook app, in Chromium.
 *
 *     npm run docs:pictures
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLab } from '../labs/authoring/labs.js';
import { serialize } from '../labs/authoring/notebook.js';
import type { Language } from '../labs/authoring/percent.js';
import { openBrowser } from '../tests/notebook-app/support/browser.js';
import { startTestServer } from '../tests/notebook-app/support/server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

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
}

const pictures: Picture[] = [
  { lab: 'lab00-minimax', language: 'en', cell: 'minimaxExplorer(', shows: /W₁/, height: 700, press: 'Play' },
  { lab: 'lab03-dcgan', language: 'en', cell: 'await train(', shows: /round \d{3}/, height: 860 },
  { lab: 'lab01-generator', language: 'zh-TW', cell: 'shapeWalk(generator)', shows: /28 × 28/, height: 520 },
  { lab: 'lab02-discriminator', language: 'en', cell: "lab.check('discriminator'", shows: /all 4 checks pass/, height: 700 },
];

const server = await startTestServer(join(root, 'dist'));
for (const { lab, language, cell, shows, height, press } of pictures) {
  await server.put(`${lab}.ipynb`, serialize(buildLab(lab, language, 'solved')));
  const { context, close } = await openBrowser(language);
  const page = await context.newPage();
  await page.setViewportSize({ width: 1100, height });
  await page.goto(`${server.url}notebooks/${lab}.ipynb?token=${server.token}`);
  const wanted = page.locator('.jp-CodeCell').filter({ has: page.locator('.cm-content', { hasText: cell }) }).first();
  await wanted.waitFor();
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: 60_000 });
  await page.locator('.jp-CodeCell .cm-content').first().click();
  // Shift+Enter runs a cell and goes to the next one; the kernel queues what it cannot run yet.
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Shift+Enter');
    await page.waitForTimeout(50);
  }
  await wanted.locator('.jp-OutputArea', { hasText: shows }).waitFor({ timeout: 240_000 });
  if (press) await wanted.getByRole('button', { name: press }).click();
  await page.waitForTimeout(lab === 'lab03-dcgan' ? 25_000 : 3_000);
  await wanted.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(root, 'docs', 'images', `${lab}.png`) });
  await close();
  console.log(`docs/images/${lab}.png`);
}
await server.close();
process.exit();
