/** Several evaluations side by side: a row for each set of samples, and real pictures, the floor, below. */
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable } from '../../../kernel-extensions/display/index.js';
import type { Evaluation, Scores } from './evaluate.js';

const words = {
  en: { pictures: 'pictures', frechet: 'Fréchet distance', precision: 'precision', recall: 'recall', confidence: 'confidence', modes: 'modes', floor: 'real pictures (the floor)' },
  'zh-TW': { pictures: '圖片', frechet: 'Fréchet 距離', precision: '精確率', recall: '召回率', confidence: '信心', modes: '模式數', floor: '真實圖片（底線）' },
};

/**
 * @param evaluations by the name that their row gets, of as many samples each, by one judge
 * @throws RangeError where there is none, or they compare different numbers of pictures
 */
export function scoreTable(evaluations: Readonly<Record<string, Pick<Evaluation, 'size' | 'samples' | 'floor'>>>): Displayable {
  const all = Object.values(evaluations), sizes = new Set(all.map(({ size }) => size));
  if (sizes.size !== 1) throw new RangeError(all.length === 0 ? 'A table needs an evaluation.' : `Scores of ${[...sizes].join(' and ')} samples do not compare: the Fréchet distance depends on their number.`);
  const language = getLanguage(), say = words[language];
  const cells = (scores: Scores): string[] => [scores.frechet.toFixed(1), scores.precision.toFixed(2), scores.recall.toFixed(2), scores.confidence.toFixed(2), String(scores.modes)];
  const head = [say.pictures, say.frechet, say.precision, say.recall, say.confidence, say.modes];
  const rows = [...Object.entries(evaluations).map(([name, { samples }]) => [name, ...cells(samples)]), [say.floor, ...cells(all[0]!.floor)]];
  const line = (row: readonly string[], tag = 'td') => `<tr>${row.map((text, i) => `<${tag} style="text-align:${i === 0 ? 'left' : 'right'};padding:2px 14px 2px 0">${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return {
    [jupyterDisplay]: () => ({
      'text/html': `<table lang="${language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums">${line(head, 'th')}${rows.map((row) => line(row)).join('')}</table>`,
      'text/plain': rows.map(([name, ...values]) => `${name}: ${values.map((value, i) => `${head[i + 1]} ${value}`).join(' · ')}`).join('\n'),
    }),
  };
}
