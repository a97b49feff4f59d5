/** An evaluation as the reader of a notebook sees it: each number beside its floor, with what it can and cannot tell. */
import { escapeHtml, getLanguage, type MimeBundle } from '../../../kernel-extensions/display/index.js';
import type { Evaluation, Scores } from './evaluate.js';

type Row = [name: string, value: (scores: Scores) => string, tells: string];

/** Two digits behind the point; what rounds to 0 has no sign. */
const two = (of: (scores: Scores) => number) => (scores: Scores) => of(scores).toFixed(2).replace(/^-(?=0\.00$)/, '').replace('-', '−');

const words = {
  en: {
    metric: 'metric', samples: 'samples', floor: 'real pictures', tells: 'what it tells', classes: 'first answers, class by class',
    rows: (classes: number, k: number): Row[] => [
      ['Fréchet distance', two((s) => s.frechet), 'quality and diversity in one number; small is good; too large for few pictures'],
      ['its limit', two((s) => s.frechetLimit), 'what it would be with pictures without end, by 2 d(N) − d(N/2)'],
      ['precision', two((s) => s.precision), `share of the samples among the real ones (k = ${k})`],
      ['recall', two((s) => s.recall), `share of the real ones among the samples (k = ${k}); sees every kind of collapse`],
      ['confidence', two((s) => s.confidence), 'mean probability of the first answer: is each picture clearly something?'],
      ['entropy', two((s) => s.entropy), 'mean entropy of the answers to one picture, in nats; small is clear'],
      ['balance', two((s) => s.balance), 'entropy of the mean answer, 1 when all classes are equally common; as near to the real one as can be'],
      ['class distance', two((s) => s.classDistance), 'half the sum of the differences between the shares of the classes'],
      ['modes', (s) => `${s.modes} / ${classes}`, 'classes that are there; blind to what happens inside a class'],
    ],
    note: (size: number, accuracy: string) => `${size} samples, ${size} real pictures, and for the floor ${size} other real pictures in place of the samples. The judge names ${accuracy} of unseen pictures rightly.`,
  },
  'zh-TW': {
    metric: '指標', samples: '樣本', floor: '真實圖片', tells: '它說明什麼', classes: '各類別被選為第一個答案的次數',
    rows: (classes: number, k: number): Row[] => [
      ['Fréchet 距離', two((s) => s.frechet), '以一個數字同時衡量品質與多樣性；愈小愈好；圖片少時會偏大'],
      ['它的極限', two((s) => s.frechetLimit), '圖片無限多時的值，由 2 d(N) − d(N/2) 推算'],
      ['精確率', two((s) => s.precision), `落在真實圖片之中的樣本比例（k = ${k}）`],
      ['召回率', two((s) => s.recall), `落在樣本之中的真實圖片比例（k = ${k}）；看得見各種崩潰`],
      ['信心', two((s) => s.confidence), '第一個答案的平均機率：每張圖片看起來是否明確'],
      ['熵', two((s) => s.entropy), '單張圖片答案的平均熵，單位是 nat；小代表明確'],
      ['均衡', two((s) => s.balance), '平均答案的熵，各類別一樣常見時是 1；應盡量接近真實圖片的值'],
      ['類別距離', two((s) => s.classDistance), '各類別比例之差的絕對值總和的一半'],
      ['模式數', (s) => `${s.modes} / ${classes}`, '出現了哪些類別；看不見類別內部的情形'],
    ],
    note: (size: number, accuracy: string) => `樣本 ${size} 張，真實圖片 ${size} 張；「真實圖片」一欄以另外 ${size} 張真實圖片代替樣本。評審在沒看過的圖片上答對 ${accuracy}。`,
  },
};

export function evaluationTable({ size, k, samples, floor, classifier }: Omit<Evaluation, symbol>): MimeBundle {
  const language = getLanguage(), say = words[language];
  const rows = say.rows(classifier.classNames.length, k).map(([name, value, tells]) => [name, value(samples), value(floor), tells]);
  const note = say.note(size, `${(100 * classifier.accuracy).toFixed(1)} %`);
  const cell = (content: string, tag = 'td', align = 'left') => `<${tag} style="text-align:${align};padding:2px 14px 2px 0">${escapeHtml(content)}</${tag}>`;
  const line = ([name, value, real, tells]: string[], tag = 'td') => `<tr>${cell(name, tag)}${cell(value, tag, 'right')}${cell(real, tag, 'right')}${cell(tells, tag)}</tr>`;
  return {
    'text/html': `<div lang="${language}"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">${line([say.metric, say.samples, say.floor, say.tells], 'th')}${rows.map((row) => line(row)).join('')}</table>` +
      `<p style="margin:8px 0 2px">${escapeHtml(say.classes)}</p>${classBars(classifier.classNames, samples.counts, floor.counts)}<p style="max-width:60em;opacity:.8">${escapeHtml(note)}</p></div>`,
    'text/plain': [...[[say.metric, say.samples, say.floor], ...rows].map(([name, value, real]) => `${name}: ${value} · ${real}`), `${say.classes}: ${classifier.classNames.map((name, i) => `${name} ${samples.counts[i]} · ${floor.counts[i]}`).join(', ')}`, note].join('\n'),
  };
}

/** Two bars for each class: samples, and real pictures in grey. */
function classBars(names: readonly string[], samples: readonly number[], real: readonly number[]): string {
  const most = Math.max(...samples, ...real);
  const bar = (count: number, color: string) => `<span style="display:inline-block;width:11px;height:${Math.round((50 * count) / most)}px;background:${color}"></span>`;
  return `<div style="display:flex;gap:10px;align-items:flex-end;flex-wrap:wrap">${names.map((name, i) =>
    `<div style="text-align:center;font-size:12px" title="${escapeHtml(`${name}: ${samples[i]} · ${real[i]}`)}">${bar(samples[i], '#3b78d8')}${bar(real[i], 'rgba(128,128,128,.6)')}<br>${escapeHtml(name)}</div>`).join('')}</div>`;
}
