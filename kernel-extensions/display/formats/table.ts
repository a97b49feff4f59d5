/** Arrays of flat records as tables. */
import { escapeHtml, htmlBlock, htmlTable } from '../html.js';
import { say } from '../language.js';
import { formatCount, formatNumber } from '../numbers.js';
import type { MimeBundle } from '../sink.js';
import { textForm } from '../text-form.js';

type Primitive = string | number | bigint | boolean | null | undefined;
export type Row = Record<string, Primitive>;

const mostRows = 100;
const mostColumns = 20;
const longestCell = 200;

/** Is this an array of plain objects with primitive values and few enough keys? Only the rows that a table shows are looked at. */
export function isTable(value: unknown): value is Row[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const rows = Array.from(value.slice(0, mostRows) as unknown[]); // a hole is a row that is not there
  return rows.every(isRow) && columnsOf(rows as Row[]).length <= mostColumns;
}

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const properties = Object.entries(Object.getOwnPropertyDescriptors(value));
  return properties.length > 0 && properties.every(([, property]) => 'value' in property && isPrimitive(property.value));
}

const isPrimitive = (value: unknown) => value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');

const columnsOf = (rows: readonly Row[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

export function formatTable(table: readonly Row[]): MimeBundle {
  const rows = table.slice(0, mostRows);
  const columns = columnsOf(rows);
  const isNumber = (column: string) => rows.every((row) => ['number', 'bigint', 'undefined'].includes(typeof row[column]));
  const body = rows.map((row) => columns.map((column) => escapeHtml(cellText(row[column]))));
  const more = table.length > rows.length ? `<div>${escapeHtml(say('moreRows', { count: formatCount(table.length - rows.length) }))}</div>` : '';
  return {
    'text/html': htmlBlock(htmlTable(columns.map((title) => ({ title, align: isNumber(title) ? 'right' : 'left' })), body) + more),
    'text/plain': textForm(table),
  };
}

function cellText(value: Primitive): string {
  if (typeof value === 'number') return formatNumber(value);
  if (value === undefined) return '';
  const text = String(value);
  return text.length > longestCell ? `${text.slice(0, longestCell)}…` : text;
}
