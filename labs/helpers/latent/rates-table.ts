/** How often something came out right, row by row, each with its interval, as a table with a strip to look at. */
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable } from '../../../kernel-extensions/display/index.js';

export interface Rate {
  name: string;
  successes: number;
  trials: number;
  /** Both ends, from 0 to 1. */
  interval: readonly [low: number, high: number];
}

const words = {
  en: { rate: 'right', interval: '95 % interval', of: 'of' },
  'zh-TW': { rate: '成功', interval: '95 % 信賴區間', of: '/' },
};

const percent = (share: number): string => `${Math.max(0, 100 * share).toFixed(0)} %`;

/** A line across all strips marks `chance`, where it is given. */
export function ratesTable(rates: readonly Rate[], { title = '', chance }: { title?: string; chance?: number } = {}): Displayable {
  return {
    [jupyterDisplay]() {
      const language = getLanguage(), say = words[language];
      const rows = rates.map(({ name, successes, trials, interval: [low, high] }) => ({
        name, low, high, share: successes / trials, counts: `${successes} ${say.of} ${trials}`,
        range: `${percent(low)} – ${percent(high)}`,
      }));
      const cell = (content: string, tag = 'td') => `<${tag} style="text-align:left;padding:2px 14px 2px 0;white-space:nowrap">${content}</${tag}>`;
      const mark = (left: number, width: string, style: string) => `<span style="position:absolute;left:${(100 * left).toFixed(2)}%;width:${width};${style}"></span>`;
      const strip = ({ low, high, share }: { low: number; high: number; share: number }) => `<div aria-hidden="true" style="position:relative;width:260px;height:17px;background:rgba(128,128,128,.12)">${
        chance === undefined ? '' : mark(chance, '1px', 'top:0;height:17px;background:currentColor;opacity:.6')}${
        mark(low, `${(100 * (high - low)).toFixed(2)}%`, 'top:6px;height:5px;background:#3b78d8;opacity:.45;border-radius:2px')}${
        mark(share, '9px', 'top:4px;height:9px;margin-left:-4px;border-radius:5px;background:#3b78d8')}</div>`;
      return {
        'text/html': `<table lang="${language}" style="border-collapse:collapse;font-variant-numeric:tabular-nums"><caption style="text-align:left;font-weight:600;padding:4px 0">${escapeHtml(title)}</caption><tr>${['', say.rate, '', say.interval, '0 … 100 %'].map((word) => cell(escapeHtml(word), 'th')).join('')}</tr>${
          rows.map((row) => `<tr>${[escapeHtml(row.name), percent(row.share), escapeHtml(row.counts), row.range, strip(row)].map((content) => cell(content)).join('')}</tr>`).join('')}</table>`,
        'text/plain': [...(title === '' ? [] : [title]), ...rows.map(({ name, share, counts, range }) => `${name}: ${percent(share)} (${counts}), ${range}`)].join('\n'),
      };
    },
  };
}
