/** What bench/gan-loss.ts found, as a table for Lab08: `measuredGanLoss()`. */
import { escapeHtml, getLanguage, mime, type Displayable } from '../../../kernel-extensions/display/index.js';
import { measured, type GanLossRun } from './measured-runs.js';

const words = {
  en: {
    weight: 'weight w', error: 'error, each seed', frechet: 'Fréchet distance', sharpness: 'sharpness', real: 'the originals',
    note: (rounds: number, pictures: number, seeds: number) => `Measured by \`npm run bench:gan-loss -- --rounds ${rounds} --seeds ${seeds}\`: ${rounds} rounds of 64 digits, ${pictures} unseen digits reconstructed, compared with as many others.`,
  },
  'zh-TW': {
    weight: '權重 w', error: '誤差，每個種子', frechet: 'Fréchet 距離', sharpness: '銳利度', real: '原圖',
    note: (rounds: number, pictures: number, seeds: number) => `測量方式：\`npm run bench:gan-loss -- --rounds ${rounds} --seeds ${seeds}\`，每回合 64 個數字，共 ${rounds} 回合；重建 ${pictures} 個沒看過的數字，和另外同樣多的數字比較。`,
  },
};

/** A row for each weight, with a bar for the mean Fréchet distance: full where it is as large as without D, or larger. */
export function measuredGanLoss(): Displayable {
  const language = getLanguage(), say = words[language];
  const rows = [...measured.runs.map(({ weight, seeds }) => ({ name: String(weight), runs: seeds })), { name: say.real, runs: [measured.real] }];
  const mean = (runs: readonly GanLossRun[]): number => runs.reduce((sum, { frechet }) => sum + frechet, 0) / runs.length;
  const full = mean(rows[0]!.runs);
  const numbers = (runs: readonly GanLossRun[], key: keyof GanLossRun, digits: number): string => runs.map((run) => run[key].toFixed(digits)).join(' · ');
  const texts = ({ name, runs }: (typeof rows)[number]): string[] => [name, numbers(runs, 'error', 3), numbers(runs, 'sharpness', 3), numbers(runs, 'frechet', 1)];
  const bar = (runs: readonly GanLossRun[]): string => `<div aria-hidden="true" style="width:160px;height:11px;background:rgba(128,128,128,.12)"><div style="width:${Math.min(100, Math.round((100 * mean(runs)) / full))}%;height:11px;background:#3b78d8"></div></div>`;
  const note = say.note(measured.rounds, measured.pictures, Math.max(...measured.runs.map(({ seeds }) => seeds.length)));
  const cell = (content: string, tag = 'td'): string => `<${tag} style="text-align:left;padding:2px 14px 2px 0">${content}</${tag}>`;
  const head = [say.weight, say.error, say.sharpness, say.frechet];
  return mime({
    'text/html': `<table lang="${language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums"><tr>${[...head, ''].map((text) => cell(escapeHtml(text), 'th')).join('')}</tr>` +
      `${rows.map((row) => `<tr>${texts(row).map((text) => cell(escapeHtml(text))).join('')}${cell(bar(row.runs))}</tr>`).join('')}</table><p style="max-width:60em;opacity:.8">${escapeHtml(note).replace(/`([^`]*)`/, '<code>$1</code>')}</p>`,
    'text/plain': [...rows.map((row) => texts(row).map((text, i) => `${head[i]} ${text}`).join('   ')), note].join('\n'),
  });
}
