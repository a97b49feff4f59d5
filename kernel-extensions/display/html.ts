/**
 * Building blocks of the HTML and SVG that displays are made of. Everything that comes from a value
 * (names, titles, captions) goes through `escapeHtml`; the pieces use `currentColor` and
 * translucent colours, so that they read well on light and dark pages alike.
 */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for use between tags or in a quoted attribute of HTML, SVG or XML; characters that XML cannot hold become U+FFFD. */
export function escapeHtml(text: string): string {
  return wellFormed(text)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

/** With U+FFFD for halves of surrogate pairs, which no encoding can carry. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

export const fontFamily =
  `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif`;

/** Columns of a table: numbers are set flush right. */
export interface Column {
  title: string;
  align?: 'left' | 'right';
}

/** A plain table; `rows` hold HTML that is already escaped. */
export function htmlTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: 'th' | 'td', content: string, column: Column) =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''} style="text-align:${column.align ?? 'left'};padding:4px 12px;border:0;` +
    `border-bottom:1px solid rgba(128,128,128,${tag === 'th' ? '.5' : '.2'});${tag === 'th' ? 'font-weight:600;' : ''}white-space:pre">${content}</${tag}>`;
  const header = columns.map((column) => cell('th', escapeHtml(column.title), column)).join('');
  const body = rows.map((row) => `<tr style="background:none">${row.map((content, i) => cell('td', content, columns[i]!)).join('')}</tr>`).join('');
  return `<table style="color:inherit;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;margin:4px 0">` +
    `<thead><tr>${header}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The frame around a display: font, and scrolling sideways rather than running out of the page. */
export function htmlBlock(content: string): string {
  return `<div style="font-family:${fontFamily};font-size:13px;line-height:1.5;max-width:100%;overflow-x:auto">${content}</div>`;
}

/** A stand-alone SVG as an image: its ids and styles stay its own, and cleaners of HTML, which know no SVG, leave it whole. */
export function htmlPicture(svg: string, alt: string): string {
  return `<img alt="${escapeHtml(alt)}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}" style="max-width:100%">`;
}
