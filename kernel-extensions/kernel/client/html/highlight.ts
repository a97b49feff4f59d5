/** TypeScript with coloured comments, strings, numbers and keywords; not a parser, it only reads words. */
import { escapeHtml } from './text.js';

const keywords = 'abstract any as asserts async await boolean break case catch class const constructor continue declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace never new null number object of private protected public readonly return satisfies set static string super switch this throw true try type typeof undefined unknown var void while yield';

const token = new RegExp([
  /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))/,
  /(?<string>'(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?|`(?:\\[^]|[^`\\])*`?)/,
  /(?<number>\b(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?)n?\b)/,
  new RegExp(`(?<keyword>(?<![.\\w$])(?:${keywords.replaceAll(' ', '|')})(?![\\w$]))`),
].map(({ source }) => source).join('|'), 'gu');

export function highlight(code: string): string {
  let html = '';
  let end = 0;
  for (const match of code.matchAll(token)) {
    const [kind] = Object.entries(match.groups!).find(([, text]) => text !== undefined)!;
    const start = match.index!;
    html += `${escapeHtml(code.slice(end, start))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    end = start + match[0].length;
  }
  return html + escapeHtml(code.slice(end));
}
