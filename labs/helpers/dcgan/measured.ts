/** What bench/variations.ts found, as a table for the labs: `measuredVariations('guidelines')`. */
import { escapeHtml, getLanguage, mime, type Displayable } from '../../../kernel-extensions/display/index.js';
import { measured, type DigitQuality } from './measured-runs.js';
import type { VariationName } from './variations.js';

export const groups = {
  guidelines: ['as in Lab 03', '1 · pooling', '2 · no batch norm', '3 · hidden dense layer', '4 · tanh inside G', '4 · linear output of G', '5 · ReLU in D'],
  training: ['as in Lab 03', 'uniform prior', 'D moves twice', 'D moves 5 times', 'G moves twice', 'learning rate 0.0002', 'learning rate 0.02', 'β₁ = 0.9'],
} as const satisfies Record<string, readonly VariationName[]>;

const chinese: Record<VariationName, string> = {
  'as in Lab 03': '與 Lab 03 相同', '1 · pooling': '1 · 池化', '2 · no batch norm': '2 · 沒有批次正規化', '3 · hidden dense layer': '3 · 全連接隱藏層',
  '4 · tanh inside G': '4 · G 內部用 tanh', '4 · linear output of G': '4 · G 的輸出是線性的', '5 · ReLU in D': '5 · D 用 ReLU',
  'uniform prior': '均勻分布的先驗', 'D moves twice': 'D 走 2 步', 'D moves 5 times': 'D 走 5 步', 'G moves twice': 'G 走 2 步',
  'learning rate 0.0002': '學習率 0.0002', 'learning rate 0.02': '學習率 0.02', 'β₁ = 0.9': 'β₁ = 0.9',
};

const words = {
  en: {
    variation: 'changed', distance: 'distance, each seed', confidence: 'confidence', balance: 'balance', real: 'real digits', broke: 'broke down', logarithmic: 'log scale',
    note: (rounds: number, samples: number, seeds: number) => `Measured by \`npm run bench:variations -- --rounds ${rounds} --seeds ${seeds}\`: ${rounds} rounds, ${samples} samples, judged as they are shown. Distance: Fréchet distance to ${samples} real digits in what a digit classifier sees in them, less is better (Lab 05 works it out). Confidence: mean probability of its first answer. Balance: entropy of its mean answer, 1 when all digits are equally common. The line marks the middle seed of Lab 03.`,
  },
  'zh-TW': {
    variation: '改變的地方', distance: '距離，每個種子', confidence: '信心', balance: '均衡', real: '真實數字', broke: '訓練崩潰', logarithmic: '對數刻度',
    note: (rounds: number, samples: number, seeds: number) => `測量方式：\`npm run bench:variations -- --rounds ${rounds} --seeds ${seeds}\`，訓練 ${rounds} 回合，取 ${samples} 個樣本，按顯示出來的樣子評分。距離：在數字分類器看到的特徵上，與 ${samples} 張真實數字的 Fréchet 距離，越小越好（Lab 05 會推導）。信心：分類器第一個答案的平均機率。均衡：平均答案的熵，各數字一樣常見時是 1。直線標出 Lab 03 居中的種子。`,
  },
};

/** A table of the runs of one group; variations that were not measured are left out. */
export function measuredVariations(group: keyof typeof groups): Displayable {
  const language = getLanguage(), say = words[language];
  const names = groups[group].filter((name) => name in measured.runs);
  const distancesOf = (runs: readonly DigitQuality[]): number[] => runs.map(({ distance }) => distance).filter((distance) => !Number.isNaN(distance));
  const baseline = median(distancesOf(measured.runs[names[0]!]!));
  const largest = Math.max(...names.flatMap((name) => distancesOf(measured.runs[name]!)));
  const seeds = Math.max(...names.map((name) => measured.runs[name]!.length));
  const rows = [...names.map((name) => ({ name: language === 'en' ? name : chinese[name], runs: measured.runs[name]! })), { name: say.real, runs: [measured.real] }];
  const note = say.note(measured.rounds, measured.samples, seeds);
  const numbers = (runs: DigitQuality[], key: keyof DigitQuality, digits: number) => runs.map((run) => (Number.isNaN(run[key]) ? say.broke : run[key].toFixed(digits))).join(' · ');
  const place = (distance: number) => `${(2 + (95 * Math.log(distance / measured.real.distance)) / Math.log(largest / measured.real.distance)).toFixed(1)}%`;
  const dots = (runs: DigitQuality[]) => distancesOf(runs).map((distance) => `<span style="position:absolute;left:${place(distance)};top:4px;width:9px;height:9px;margin-left:-4px;border-radius:5px;background:#3b78d8;opacity:.75"></span>`).join('');
  const strip = (runs: DigitQuality[]) => `<div aria-hidden="true" style="position:relative;width:220px;height:17px;background:rgba(128,128,128,.12)"><span style="position:absolute;left:${place(baseline)};top:0;width:1px;height:17px;background:currentColor;opacity:.6"></span>${dots(runs)}</div>`;
  const cell = (content: string, tag = 'td') => `<${tag} style="text-align:left;padding:2px 12px 2px 0">${content}</${tag}>`;
  const row = (cells: string[], tag?: string) => `<tr>${cells.map((content) => cell(content, tag)).join('')}</tr>`;
  return mime({
    'text/html': `<table lang="${language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums">${row([say.variation, say.distance, `${measured.real.distance.toFixed(1)} … ${largest.toFixed(0)} (${say.logarithmic})`, say.confidence, say.balance].map(escapeHtml), 'th')}${rows.map(({ name, runs }) => row([escapeHtml(name), numbers(runs, 'distance', 1), strip(runs), numbers(runs, 'confidence', 2), numbers(runs, 'balance', 2)])).join('')}</table><p style="max-width:60em;opacity:.8">${escapeHtml(note).replace(/`([^`]*)`/, '<code>$1</code>')}</p>`,
    'text/plain': [...rows.map(({ name, runs }) => `${name}: ${say.distance} ${numbers(runs, 'distance', 1)} · ${say.confidence} ${numbers(runs, 'confidence', 2)} · ${say.balance} ${numbers(runs, 'balance', 2)}`), note].join('\n'),
  });
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
