/** Notebook files (nbformat 4): read, checked and formatted; atomic-write.ts writes them. */
import { readFile } from 'node:fs/promises';
import type { JsonObject } from '../protocol/messages.js';
import type { Output } from './notebook-outputs.js';

export interface CodeCell {
  cell_type: 'code';
  id?: string;
  metadata: JsonObject & { tags?: string[] };
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell {
  cell_type: 'markdown' | 'raw';
  id?: string;
  metadata: JsonObject;
  source: string;
  attachments?: Record<string, Record<string, string>>;
}

/** A notebook in memory: text is whole strings, never lists of lines. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: JsonObject;
  cells: (CodeCell | TextCell)[];
}

/** Throws an Error that says what is wrong with the file. */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}.`);
  }
  return parseNotebook(text, path);
}

/** `name` stands for the notebook in messages. */
export function parseNotebook(text: string, name: string): Notebook {
  let notebook: Partial<Notebook> | null;
  try {
    notebook = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Error(`${name} is not a notebook: it is not JSON (${(error as Error).message}).`);
  }
  if (typeof notebook !== 'object' || notebook === null || !Array.isArray(notebook.cells)) throw new Error(`${name} is not a notebook: it has no list of cells.`);
  if (notebook.nbformat !== 4) throw new Error(`${name} is a notebook of format ${notebook.nbformat}: expected 4. Open and save it in Jupyter to bring it up to date.`);
  const cells = notebook.cells.map((cell: unknown, index) => {
    const { cell_type, source, metadata, ...rest } = (cell ?? {}) as Partial<CodeCell>;
    if (!['code', 'markdown', 'raw'].includes(cell_type as string)) throw new Error(`${name}, cell ${index + 1}: the cell type is ${JSON.stringify(cell_type)}: expected "code", "markdown" or "raw".`);
    const common = { ...rest, cell_type, metadata: metadata ?? {}, source: joinLines(source ?? '') };
    return (cell_type === 'code' ? { ...common, outputs: (rest.outputs ?? []).map(joinOutput), execution_count: rest.execution_count ?? null } : common) as CodeCell | TextCell;
  });
  return { nbformat: 4, nbformat_minor: notebook.nbformat_minor ?? 0, metadata: notebook.metadata ?? {}, cells };
}

/** The text of the file, as Jupyter writes it: lists of lines, sorted keys, one blank of indent. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.cell_type === 'code' && { outputs: cell.outputs.map(splitOutput) }),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`;
}

const joinLines = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text));
const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Text is kept as lines, JSON as it is. */
const isJsonType = (type: string): boolean => type === 'application/json' || type.endsWith('+json');

function joinOutput(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: joinLines(output.text) };
  return mapData(output, (value) => (Array.isArray(value) ? value.join('') : value));
}

function splitOutput(output: Output): object {
  if (output.output_type === 'stream') return { ...output, text: splitLines(output.text) };
  return mapData(output, (value) => (typeof value === 'string' ? splitLines(value) : value));
}

function mapData(output: Output, change: (value: unknown) => unknown): Output {
  if (!('data' in output)) return output;
  const data = Object.entries(output.data).map(([type, value]) => [type, isJsonType(type) ? value : change(value)]);
  return { ...output, data: Object.fromEntries(data) };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]));
}
