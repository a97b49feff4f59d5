/**
 * The course at a glance: runs solved labs headless in a row, holds the time of each against the one it states, opens
 * the outputs in Chromium, and writes pictures of them with an index, docs/gallery/README.md.
 *
 *     npm run gallery                          everything: an hour on two cores
 *     npm run gallery -- --hasty               no training takes more than a few seconds: a try, of which nothing is kept
 *     npm run gallery -- lab06-cifar-networks  some labs; the index keeps what it said of the others
 *
 * English labs train as long as they say, Chinese ones a minute at most: they differ in their words alone.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { loadDataset, type ImageDataset } from '../datasets/index.js';
import { buildLab, labCells, labNames } from '../labs/authoring/labs.js';
import { serialize } from '../labs/authoring/notebook.js';
import { languages, type Language } from '../labs/authoring/percent.js';
import { readingMinutes } from '../labs/authoring/reading-time.js';
import { executeNotebook, parseNotebook, type NotebookRun } from '../kernel-extensions/kernel/client/index.js';
import { notebookToHtml } from '../kernel-extensions/kernel/client/html/notebook-html.js';
import { openBrowser } from '../tests/notebook-app/support/browser.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const gallery = join(root, 'docs', 'gallery');
/** What the index says of each lab. */
const outcomesFile = join(gallery, 'outcomes.json');
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
    { cell: 'forgerStory()', press: /expert learns|專家學習/, says: { en: 'the forger and the expert, move by move', 'zh-TW': '偽造者與鑑定專家，一步一步走' } },
    { cell: "lab.check('softmax'", says: { en: 'one of two classes: the check of a sigmoid', 'zh-TW': '兩類中的一類：sigmoid 的檢查' } },
    { cell: 'const estimates = counts', says: { en: 'V from samples, and its integral', 'zh-TW': '由樣本估計的 V，以及它的積分' } },
    { cell: 'wasserstein(here, density)', says: { en: 'two blocks that move apart: JSD and W₁', 'zh-TW': '兩個方塊逐漸分開：JSD 與 W₁' } },
    { cell: 'const twoHills =', says: { en: 'G against a D that stands still', 'zh-TW': '面對靜止不動的 D' } },
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
    { cell: "measuredVariations('training')", says: { en: 'one setting changed at a time: prior, moves, rates', 'zh-TW': '一次改一個設定：先驗、步數、學習率' } },
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
  'lab08-autoencoder': [
    { cell: 'codeMap(', says: { en: 'where the codes lie, and where a random z falls', 'zh-TW': '編碼在哪裡，隨機的 z 落在哪裡' } },
    { cell: 'sharpness(pictures)', says: { en: 'reconstructed by squares alone, and with a GAN as a loss', 'zh-TW': '只用平方重建，以及加上 GAN 當作損失' } },
    { cell: "'E(x)': { x: labels", says: { en: 'few labels: from pixels and from codes', 'zh-TW': '很少的標籤：由像素，以及由編碼' } },
  ],
  'lab09-wasserstein': [
    { cell: 'transportFilm(heap', press: /Play|播放/, says: { en: 'earth on the move: the cheapest plan and a worse one', 'zh-TW': '搬土：最省的計畫和比較差的計畫' } },
    { cell: 'for (const { leash, critics } of measured)', says: { en: 'three leashes, measured', 'zh-TW': '三種限制的實測' } },
  ],
  'lab10-conditional': [
    { cell: 'drawGrid(gan, 16, 11)', says: { en: 'each row a digit, each column a style', 'zh-TW': '每一列是一個數字，每一行是一種風格' } },
    { cell: 'const trials = [', says: { en: 'what makes a generator listen', 'zh-TW': '生成器為什麼會聽話' } },
  ],
  'lab11-evaluation': [
    { cell: 'failureTable({', says: { en: 'which metric sees which failure', 'zh-TW': '哪個指標看得見哪種失敗' } },
    { cell: 'const looks = [', says: { en: 'D falls asleep', 'zh-TW': 'D 睡著了' } },
  ],
  'lab12-cyclegan-training': [
    { cell: 'checkpoint: `my-cyclegan-', says: { en: 'pictures, translations, hidden truth, and what comes back', 'zh-TW': '圖片、轉換、隱藏的正確答案，以及轉回來的結果' } },
    { cell: "checkpoint: 'my-colours'", says: { en: 'colours that come back out of grey', 'zh-TW': '從灰階回來的顏色' } },
  ],
  'lab13-latent-space': [
    { cell: "'lerp · slerp'", press: /Play|播放/, says: { en: 'walks from face to face, straight and on the shell', 'zh-TW': '從一張臉走到另一張臉，走直線與走殼上' } },
    { cell: 'ratesTable(rates,', says: { en: 'how often the arithmetic works', 'zh-TW': '加減法多常成功' } },
  ],
  'lab14-tricks': [
    { cell: 'trickCards()', says: { en: 'the tricks as cards', 'zh-TW': '技巧卡片' } },
    { cell: 'effectsChart()', says: { en: 'what each trick does, with its interval', 'zh-TW': '每個技巧的效果與區間' } },
  ],
  'lab15-failure-clinic': [
    { cell: "await examine('Gus')", says: { en: 'vital signs of three patients', 'zh-TW': '三位病人的生命徵象' } },
    { cell: "diagnose(recordings.get('Emil')", says: { en: 'the doctor', 'zh-TW': '醫生' } },
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
    // Arithmetic on faces needs a generator that draws some.
    if (hasty && lab === 'lab13-latent-space') cell.source = cell.source.replace('const PRETRAINED = false', 'const PRETRAINED = true');
    if (hasty || language !== 'en') cell.source = cutShort(cell.source, hasty ? 6 : 60);
  }
  let slowest = 0;
  const result = await executeNotebook(notebook, { cwd: folder, allowErrors: true, timeoutSeconds: 3600, onCellEnd: (_cell, _index, seconds) => { slowest = Math.max(slowest, seconds); } });
  for (const { error } of result.failures) console.error(`${lab} ${language}: ${error.ename}: ${error.evalue}`);
  await photograph(lab, language, result, folder);
  return { title, minutes, cells: result.notebook.cells.filter(({ cell_type }) => cell_type === 'code').length, failures: result.failures.length, seconds: result.seconds, slowest };
}

/** No training of this cell takes longer than so many seconds. */
const cutShort = (source: string, seconds: number): string => source
  .replace(/(const \w*MINUTES = )([\d.]+)/g, (_all, name: string, minutes: string) => `${name}${Math.min(Number(minutes), seconds / 60)}`)
  .replace(/(const \w*SECONDS = |\bseconds: )(\d+)\b(?! \*)/g, (_all, name: string, given: string) => `${name}${Math.min(Number(given), seconds / 6)}`);

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
    for (const [index, picture] of (pictures[lab] ?? []).entries()) await take(page, picture, join(pictureFolder, fileOf(lab, language, index)));
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
  const rows = Object.entries(outcomes).map(([lab, { en, 'zh-TW': chinese }]) => `| [${en.title}](#${lab}) | ${en.minutes} min | ${languages.map((language) => readingMinutes(labCells(lab), language).toFixed(0)).join(' · ')} min | ${clock(en.seconds)} | ${clock(en.slowest)} | ${clock(chinese.seconds)} | ${en.cells} | ${en.failures + chinese.failures} |`);
  const total = (language: Language) => clock(Object.values(outcomes).reduce((sum, each) => sum + each[language].seconds, 0));
  const sections = Object.keys(outcomes).map((lab) => `## ${lab}\n\n${(pictures[lab] ?? []).flatMap(({ says }, i) => languages.map((language) => `![${says[language]}](${fileOf(lab, language, i)})`)).join('\n\n')}`);
  return `# Gallery

Written by \`npm run gallery\`: every solved lab, run headless from its first to its last cell, one after the other, on ${cpus().length} cores (${cpus()[0]?.model.trim()}, Node ${process.versions.node}), its
outputs opened in Chromium. ${data.source === 'procedural' ? 'CIFAR-10 is not on this machine: drawn shapes take its place.' : `Of CIFAR-10, ${data.count.toLocaleString('en')} real photographs are used.`} The English labs train as long as they say, the Chinese ones a minute at most.

| lab | stated, reading and writing included | reading it solved, English · Chinese | machine time | its longest cell | in Chinese, trainings cut short | cells | errors |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
| together | ${Object.values(outcomes).reduce((sum, { en }) => sum + en.minutes, 0)} min | | ${total('en')} | | ${total('zh-TW')} | | |

${sections.join('\n\n')}
`;
}

const pictureFolder = hasty ? join(root, 'dist', 'gallery-tried') : gallery;
mkdirSync(pictureFolder, { recursive: true });
const outcomes = existsSync(outcomesFile) ? JSON.parse(readFileSync(outcomesFile, 'utf8')) as Record<string, Record<Language, Outcome>> : {};
let failures = 0;
for (const lab of labNames().filter((name) => chosen.length === 0 || chosen.includes(name))) {
  const en = await run(lab, 'en'), chinese = await run(lab, 'zh-TW');
  outcomes[lab] = { en, 'zh-TW': chinese };
  failures += en.failures + chinese.failures;
  console.log(`${lab.padEnd(22)} stated ${String(en.minutes).padStart(3)} min   machine ${clock(en.seconds).padStart(12)}   zh-TW ${clock(chinese.seconds).padStart(12)}   errors ${en.failures + chinese.failures}`);
  if (hasty) continue;
  // After each lab: an hour's work may be interrupted.
  const all = Object.fromEntries(labNames().flatMap((name) => (outcomes[name] ? [[name, outcomes[name]!]] : [])));
  writeFileSync(outcomesFile, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(join(gallery, 'README.md'), index(all, await loadDataset('cifar10', { limit: 10_000, download: false })));
}
rmSync(workshop, { recursive: true, force: true });
const size = readdirSync(pictureFolder).reduce((sum, name) => sum + statSync(join(pictureFolder, name)).size, 0);
console.log(`${pictureFolder}: ${(size / 1e6).toFixed(1)} MB`);
process.exit(failures > 0 ? 1 : 0);
