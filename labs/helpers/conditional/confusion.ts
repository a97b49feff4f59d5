/**
 * What was asked for against what a judge sees, as a confusion matrix: `matrix[asked][seen]` pictures. How much the answers
 * tell of the question, and how the matrix looks.
 */
import { escapeHtml, getLanguage, mime, type Displayable } from '../../../kernel-extensions/display/index.js';

/**
 * Mutual information of question and answer in nats, Σ p(a, s) ln [p(a, s) / (p(a) p(s))]: 0 where what is seen does not
 * depend on what was asked for, ln K where K classes, asked for equally often, are told apart without a mistake, under
 * whatever names. Of few pictures it is too large, by about (K − 1)² / 2N.
 */
export function informationOf(matrix: readonly (readonly number[])[]): number {
  const asked = matrix.map(sum), seen = matrix[0]!.map((_, s) => sum(matrix.map((row) => row[s]!)));
  const total = sum(asked);
  let information = 0;
  for (const [a, row] of matrix.entries()) {
    for (const [s, count] of row.entries()) if (count > 0) information += (count / total) * Math.log((count * total) / (asked[a]! * seen[s]!));
  }
  return information;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const words = {
  en: { asked: 'asked for', seen: 'seen', right: 'right' },
  'zh-TW': { asked: '要求', seen: '看到', right: '答對' },
};

/**
 * Confusion matrices side by side, each under its name: rows are what was asked for, columns what was seen, in percent of the row;
 * the darker the more. The share of right answers stands at the end of each row.
 * @throws RangeError for a matrix that is not one of the `classNames`
 */
export function confusionTable(matrices: Readonly<Record<string, readonly (readonly number[])[]>>, classNames: readonly string[]): Displayable {
  for (const [name, matrix] of Object.entries(matrices)) {
    if (matrix.length !== classNames.length || matrix.some((row) => row.length !== classNames.length)) {
      throw new RangeError(`The matrix of "${name}" needs ${classNames.length} rows of ${classNames.length} counts.`);
    }
  }
  const say = words[getLanguage()];
  const tables = Object.entries(matrices).map(([name, matrix]) => tableOf(name, matrix, classNames, say));
  return mime({
    'text/html': `<div lang="${getLanguage()}" style="display:flex;gap:36px;flex-wrap:wrap">${tables.join('')}</div>`,
    'text/plain': Object.entries(matrices).map(([name, matrix]) => `${name}: ${classNames.map((each, k) => `${each} ${percent(shareOf(matrix[k]!, k))}`).join(', ')}`).join('\n'),
  });
}

const shareOf = (row: readonly number[], k: number): number => (sum(row) === 0 ? 0 : row[k]! / sum(row));
const percent = (share: number): string => `${Math.round(100 * share)} %`;

function tableOf(name: string, matrix: readonly (readonly number[])[], classNames: readonly string[], say: (typeof words)['en']): string {
  const cell = (content: string, tag = 'td', style = '') => `<${tag} style="text-align:center;padding:2px 5px;min-width:20px;${style}">${escapeHtml(content)}</${tag}>`;
  const shade = (share: number, right: boolean) => `background:rgba(${right ? '42,157,127' : '214,65,79'},${(0.9 * Math.sqrt(share)).toFixed(2)})`;
  const head = `<tr>${cell(`${say.asked} ↓ · ${say.seen} →`, 'th', 'font-weight:normal;opacity:.8')}${classNames.map((each) => cell(each, 'th')).join('')}${cell(say.right, 'th')}</tr>`;
  const lines = matrix.map((row, a) => `<tr>${cell(classNames[a]!, 'th')}${classNames.map((_, s) => {
    const share = sum(row) === 0 ? 0 : row[s]! / sum(row);
    return cell(share === 0 ? '' : String(Math.round(100 * share)), 'td', shade(share, s === a));
  }).join('')}${cell(percent(shareOf(row, a)))}</tr>`);
  return `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums"><caption style="text-align:left;padding:4px 0">${escapeHtml(name)}</caption>${head}${lines.join('')}</table>`;
}
