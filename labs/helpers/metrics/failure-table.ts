/** Metrics against failures, with the reader's predictions: who sees what, and what was expected. */
import { escapeHtml, getLanguage, mime, type Displayable, type Language } from '../../../kernel-extensions/display/index.js';
import { inLanguage } from '../in-language.js';
import { failureNames, failureTitle, type FailureName } from './failures.js';

const isFailureName = (name: string): name is FailureName => (failureNames as readonly string[]).includes(name);

export interface FailureTable {
  /** Names of the metrics, the columns. */
  metrics: readonly string[];
  /** What real pictures get: the floor of each metric. */
  floor: Readonly<Record<string, number>>;
  /** What each failure gets. */
  failures: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Does this value, beside the floor, show that something is wrong? */
  sees: (metric: string, value: number, floor: number) => boolean;
  /** The metrics that the reader expects to see each failure; failures that are left out are not compared. */
  predictions?: Readonly<Record<string, readonly string[]>>;
}

/** What the labs call their metrics. */
const chineseTitles: Readonly<Record<string, string>> = {
  'Inception score': 'Inception 分數', balance: '均衡', 'Fréchet distance': 'Fréchet 距離', precision: '精確率', recall: '召回率', copied: '抄襲比例',
};

const words: Record<Language, { failure: string; floor: string; score: (right: number, all: number) => string; legend: string; titles: Readonly<Record<string, string>> }> = {
  en: { failure: 'made failure', floor: 'real pictures', score: (right: number, all: number) => `${right} of ${all} predictions are right.`, legend: 'Red: this metric sees it. ✓ as you predicted, ✗ not as you predicted.', titles: {} },
  'zh-TW': { failure: '製造的失敗', floor: '真實圖片', score: (right: number, all: number) => `預測對了 ${right} 個，共 ${all} 個。`, legend: '紅色：這個指標看得出來。✓ 和你的預測相同，✗ 和你的預測不同。', titles: chineseTitles },
};

/** @throws RangeError for a prediction about a failure or a metric that is not in the table */
export function failureTable({ metrics, floor, failures, sees, predictions = {} }: FailureTable): Displayable {
  for (const [failure, expected] of Object.entries(predictions)) {
    const unknown = failure in failures ? expected.find((metric) => !metrics.includes(metric)) : failure;
    if (unknown !== undefined) {
      throw new RangeError(inLanguage(
        `The table has no "${unknown}": its failures are ${Object.keys(failures).join(', ')}, its metrics ${metrics.join(', ')}.`,
        `表中沒有「${unknown}」：它的失敗有 ${Object.keys(failures).join('、')}，指標有 ${metrics.join('、')}。`,
      ));
    }
  }
  const say = words[getLanguage()];
  const title = (name: string): string => (isFailureName(name) ? failureTitle(name) : say.titles[name] ?? name);
  const marks = Object.entries(failures).flatMap(([failure, values]) => metrics.map((metric) => ({
    failure, metric, value: values[metric]!, seen: sees(metric, values[metric]!, floor[metric]!),
    expected: predictions[failure]?.includes(metric),
  })));
  const compared = marks.filter(({ expected }) => expected !== undefined), right = compared.filter(({ expected, seen }) => expected === seen).length;
  const number = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)).replace(/^-(?=0(\.0*)?$)/, '').replace('-', '−');
  const cell = (content: string, tag = 'td', style = '') => `<${tag} style="text-align:right;padding:2px 10px;${style}">${escapeHtml(content)}</${tag}>`;
  const lines = Object.keys(failures).map((failure) => `<tr>${cell(title(failure), 'th', 'text-align:left')}${marks.filter((mark) => mark.failure === failure)
    .map(({ value, seen, expected }) => cell(`${number(value)}${expected === undefined ? '' : expected === seen ? ' ✓' : ' ✗'}`, 'td', seen ? 'background:rgba(214,65,79,.35)' : '')).join('')}</tr>`);
  const head = `<tr>${cell(say.failure, 'th', 'text-align:left')}${metrics.map((metric) => cell(title(metric), 'th')).join('')}</tr>`;
  const last = `<tr style="border-top:1px solid">${cell(say.floor, 'th', 'text-align:left')}${metrics.map((metric) => cell(number(floor[metric]!))).join('')}</tr>`;
  const notes = [...(compared.length > 0 ? [say.score(right, compared.length)] : []), say.legend];
  return mime({
    'text/html': `<div lang="${getLanguage()}"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">${head}${lines.join('')}${last}</table><p style="opacity:.8">${escapeHtml(notes.join(' '))}</p></div>`,
    'text/plain': [...Object.keys(failures).map((failure) => `${title(failure)}: ${marks.filter((mark) => mark.failure === failure).map(({ metric, value, seen }) => `${title(metric)} ${number(value)}${seen ? ' !' : ''}`).join(', ')}`),
      `${say.floor}: ${metrics.map((metric) => `${title(metric)} ${number(floor[metric]!)}`).join(', ')}`, ...notes.slice(0, -1)].join('\n'),
  });
}
