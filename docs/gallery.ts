/**
 * The course at a glance: runs all solved labs headless in a row, holds the time of each against the one it states, opens
 * the outputs in Chromium, and writes pictures of them with an index, docs/gallery/README.md.
 *
 *     npm run gallery                          everything: half an hour on two cores
 *     npm run gallery -- --hasty               the Corelabs train for a few seconds
 *     npm run gallery -- lab06-cifar-networks  some labs, without the index
 *
 * English labs train as long as they say, Chinese ones a minute: they differ in their words alone.
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { loadDataset, type ImageDataset } from '../datasets/index.js';
import { buildLab, labNames } from '../labs/authoring/labs.js';
import { serialize } from '../labs/authoring/notebook.js';
import { languages, type Language } from '../labs/authoring/percent.js';
import { executeNotebook, parseNotebook, type NotebookRun } from '../kernel-extensions/kernel/client/index.js';
import { notebookToHtml } from '../kernel-extensions/kernel/client/html/notebook-html.js';
import { openBrowser } from '../tests/notebook-app/support/browser.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const gallery = join(root, 'docs', 'gallery');
/** Below this package, whose name the notebooks import. */
const workshop = join(root, 'dist', 'gallery');

interface Picture {
  /** Of the cell whose code has this text. */
  cell: string;
  says: Record<Language, string>;
  /** A button to press first. */
  press?: RegExp;
}

const pictures: Record<string, readonly Picture[]> = {
  'lab00-minimax': [
    { cell: 'surface(valueOf', says: { en: 'V as a surface', 'zh-TW': '把 V 畫成曲面' } },
    { cell: 'dimensions: 2', press: /Play|播放/, says: { en: 'the explorer, in the plane', 'zh-TW': '平面上的探索器' } },
  ],
  'lab01-generator': [
    { cell: 'shapeWalk(generator)', says: { en: 'the generator, layer by layer', 'zh-TW': '生成器，逐層' } },
    { cell: 'transposed: true', says: { en: 'a transposed convolution, number by number', 'zh-TW': '一個數一個數的轉置卷積' } },
  ],
  'lab02-discriminator': [
    { cell: 'const pull =', says: { en: 'how hard each loss pulls', 'zh-TW': '兩個損失的拉力' } },
    { cell: "measuredVariations('guidelines')", says: { en: 'the five guidelines, measured', 'zh-TW': '五項準則的實測' } },
  ],
  'lab03-dcgan': [
    { cell: 'await train(', says: { en: 'one minute of training', 'zh-TW': '一分鐘的訓練' } },
    { cell: 'run.film()', says: { en: 'the film of the training', 'zh-TW': '訓練過程的影片' } },
  ],
  'lab04-cyclegan': [
    { cell: 'columns: 3', says: { en: 'there and back again', 'zh-TW': '去了再回來' } },
    { cell: 'adversarial: curve(0)', says: { en: 'three losses', 'zh-TW': '三種損失' } },
  ],
  'lab05-mnist': [
    { cell: 'await train(', says: { en: 'training within a budget of minutes', 'zh-TW': '在分鐘預算內訓練' } },
    { cell: 'await evaluate(', says: { en: 'judged, beside what real digits get', 'zh-TW': '評估，旁邊是真實數字的結果' } },
  ],
  'lab06-cifar-networks': [
    { cell: "'reshape([10, 32, 32, 3])'", says: { en: 'what only looking finds', 'zh-TW': '只有用眼睛看才會發現的錯' } },
    { cell: 'lintDCGAN({ generator: generator, discriminator', says: { en: 'the discriminator, layer by layer', 'zh-TW': '判別器，逐層' } },
  ],
  'lab07-cifar': [
    { cell: 'await train(', says: { en: 'minutes of training on colour pictures', 'zh-TW': '在彩色圖片上訓練幾分鐘' } },
    { cell: 'await evaluate(', says: { en: 'judged, beside what real pictures get', 'zh-TW': '評估，旁邊是真實圖片的結果' } },
  ],
};

interface Outcome {
  title: string;
  minutes: number;
  cells: number;
  failures: number;
  seconds: number;
  /** Of the cell that took longest. */
  slowest: number;
}

const hasty = process.argv.includes('--hasty');
const chosen = process.argv.slice(2).filter((word) => !word.startsWith('--'));

async function run(lab: string, language: Language): Promise<Outcome> {
  const folder = join(workshop, language);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const notebook = parseNotebook(serialize(buildLab(lab, language, 'solved')), lab);
  const { title, minutes } = notebook.metadata.minimax as { title: string; minutes: number };
  for (const cell of notebook.cells) {
    if (hasty) cell.source = cell.source.replace('seconds: 60', 'seconds: 5');
    if (hasty || language !== 'en') cell.source = cell.source.replace(/const MINUTES = \d+/, `const MINUTES = ${hasty ? 0.1 : 1}`);
  }
  let slowest = 0;
  const result = await executeNotebook(notebook, { cwd: folder, allowErrors: true, timeoutSeconds: 3600, onCellEnd: (_cell, _index, seconds) => { slowest = Math.max(slowest, seconds); } });
  for (const { error } of result.failures) console.error(`${lab} ${language}: ${error.ename}: ${error.evalue}`);
  await photograph(lab, language, result, folder);
  return { title, minutes, cells: result.notebook.cells.filter(({ cell_type }) => cell_type === 'code').length, failures: result.failures.length, seconds: result.seconds, slowest };
}

const fileOf = (lab: string, language: Language, index: number): string => `${lab}-${index + 1}.${language}.jpg`;

async function photograph(lab: string, language: Language, { notebook }: NotebookRun, folder: string): Promise<void> {
  const path = join(folder, `${lab}.html`);
  writeFileSync(path, notebookToHtml(notebook, { title: lab, folder, trusted: true }));
  const browser = await openBrowser(language);
  try {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 1000, height: 1000 });
    await page.goto(`file://${path}`);
    await page.waitForTimeout(2000);
    for (const [index, picture] of (pictures[lab] ?? []).entries()) await take(page, picture, join(gallery, fileOf(lab, language, index)));
    for (const complaint of browser.complaints.filter((each) => !each.includes(' warning: '))) console.error(`${lab} ${language}: ${complaint}`);
  } finally {
    await browser.close();
  }
}

/** The outputs of a cell alone where its code is long, and no more of them than fits a page. */
async function take(page: Page, { cell, press }: Picture, path: string): Promise<void> {
  const section = page.locator('section.cell', { has: page.locator('pre.code', { hasText: cell }) }).first();
  await section.evaluate((element) => {
    const code = element.querySelector<HTMLElement>('pre.code')!;
    if (code.innerText.split('\n').length > 12) code.style.display = 'none';
    element.querySelector<HTMLElement>('.count')!.style.display = 'none';
    (element as HTMLElement).style.gridTemplateColumns = 'minmax(0, 1fr)';
  });
  await section.scrollIntoViewIfNeeded();
  if (press) await section.getByRole('button', { name: press }).first().click();
  await page.waitForTimeout(press ? 4000 : 700);
  const box = (await section.boundingBox())!;
  const top = await page.evaluate(() => window.scrollY);
  await page.screenshot({ path, type: 'jpeg', quality: 78, fullPage: true, clip: { x: box.x - 8, y: box.y + top - 8, width: box.width + 16, height: Math.min(box.height + 16, 900) } });
}

const clock = (seconds: number): string => (seconds < 60 ? `${seconds.toFixed(0)} s` : `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`);

function index(outcomes: Record<string, Record<Language, Outcome>>, data: ImageDataset): string {
  const rows = Object.entries(outcomes).map(([lab, { en, 'zh-TW': chinese }]) => `| [${en.title}](#${lab}) | ${en.minutes} min | ${clock(en.seconds)} | ${clock(en.slowest)} | ${clock(chinese.seconds)} | ${en.cells} | ${en.failures + chinese.failures} |`);
  const total = (language: Language) => clock(Object.values(outcomes).reduce((sum, each) => sum + each[language].seconds, 0));
  const sections = Object.keys(outcomes).map((lab) => `## ${lab}\n\n${(pictures[lab] ?? []).flatMap(({ says }, i) => languages.map((language) => `![${says[language]}](${fileOf(lab, language, i)})`)).join('\n\n')}`);
  return `# Gallery

Written by \`npm run gallery\`: every solved lab, run headless from its first to its last cell, one after the other, on ${cpus().length} cores (${cpus()[0]?.model.trim()}, Node ${process.versions.node}), its
outputs opened in Chromium. ${data.source === 'procedural' ? 'CIFAR-10 is not on this machine: drawn shapes take its place.' : `Of CIFAR-10, ${data.count.toLocaleString('en')} real photographs are used.`} The English labs train as long as they say${hasty ? ' (here: a few seconds)' : ''}, the Chinese ones ${hasty ? 'too' : 'a minute'}.

| lab | stated, reading and writing included | machine time | its longest cell | in Chinese, trainings cut short | cells | errors |
|---|---|---|---|---|---|---|
${rows.join('\n')}
| together | ${Object.values(outcomes).reduce((sum, { en }) => sum + en.minutes, 0)} min | ${total('en')} | | ${total('zh-TW')} | | |

${sections.join('\n\n')}
`;
}

mkdirSync(gallery, { recursive: true });
const outcomes: Record<string, Record<Language, Outcome>> = {};
for (const lab of labNames().filter((name) => chosen.length === 0 || chosen.includes(name))) {
  const en = await run(lab, 'en'), chinese = await run(lab, 'zh-TW');
  outcomes[lab] = { en, 'zh-TW': chinese };
  console.log(`${lab.padEnd(22)} stated ${String(en.minutes).padStart(3)} min   machine ${clock(en.seconds).padStart(12)}   zh-TW ${clock(chinese.seconds).padStart(12)}   errors ${en.failures + chinese.failures}`);
}
if (chosen.length === 0) writeFileSync(join(gallery, 'README.md'), index(outcomes, await loadDataset('cifar10', { limit: 10_000, download: false })));
rmSync(workshop, { recursive: true, force: true });
const size = readdirSync(gallery).reduce((sum, name) => sum + statSync(join(gallery, name)).size, 0);
console.log(`docs/gallery: ${(size / 1e6).toFixed(1)} MB`);
process.exit(Object.values(outcomes).some((both) => Object.values(both).some(({ failures }) => failures > 0)) ? 1 : 0);
