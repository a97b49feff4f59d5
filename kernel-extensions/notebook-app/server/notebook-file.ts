/**
 * Notebooks on disk and on the wire. On disk, texts are lists of lines and the JSON is laid out as
 * Jupyter's nbformat writes it, so that a save by either program changes only what was edited.
 */
import { HttpError } from './http.js';

type Json = Record<string, unknown>;

export interface NotebookContent extends Json {
  cells: Json[];
  metadata: Json;
  nbformat: number;
  nbformat_minor: number;
}

export const emptyNotebook = (): NotebookContent => ({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** @throws HttpError 400 naming `path` when the text is no notebook of format 4. */
export function parseNotebook(text: string, path: string): NotebookContent {
  let content: Partial<NotebookContent>;
  try {
    content = JSON.parse(text === '' ? JSON.stringify(emptyNotebook()) : text);
  } catch (error) {
    throw new HttpError(400, `${path} is not a notebook: its JSON is broken (${(error as Error).message}). Its checkpoint may still be whole: File → Revert to Checkpoint.`);
  }
  checkNotebook(content, path);
  return joinLines(content);
}

/** @throws HttpError 400 when `content` does not have the shape of a notebook. */
export function checkNotebook(content: unknown, path: string): asserts content is NotebookContent {
  const { cells, nbformat } = (typeof content === 'object' && content !== null ? content : {}) as Partial<NotebookContent>;
  if (nbformat !== undefined && nbformat !== 4) throw new HttpError(400, `${path} is a notebook of format ${nbformat}; only format 4 can be opened. Open and save it once with Jupyter.`);
  if (!Array.isArray(cells) || nbformat !== 4) throw new HttpError(400, `${path} is not a notebook: it has no cells.`);
}

/** The text of the file, ending in a line break. */
export function serializeNotebook(content: NotebookContent): string {
  return `${JSON.stringify(sortKeys(splitLines(content)), null, 1)}\n`;
}

function joinLines(content: NotebookContent): NotebookContent {
  return mapTexts(content, (text) => (Array.isArray(text) && text.every((line) => typeof line === 'string') ? text.join('') : text));
}

function splitLines(content: NotebookContent): NotebookContent {
  return mapTexts(content, (text) => (typeof text === 'string' ? (text === '' ? [] : text.split(/(?<=\n)/)) : text));
}

/** The content of these types is a list of lines on disk; images are one string, JSON is JSON. */
const isText = /^text\/|^application\/javascript$|^image\/svg\+xml$/;

/** Applies `change` to the texts that may be lists of lines: sources, stream texts, and texts among MIME bundles. */
function mapTexts(content: NotebookContent, change: (text: unknown) => unknown): NotebookContent {
  const bundle = (data: Json) =>
    Object.fromEntries(Object.entries(data).map(([type, value]) => [type, isText.test(type) ? change(value) : value]));
  const output = (value: Json): Json => ({
    ...value,
    ...('text' in value && { text: change(value.text) }),
    ...(typeof value.data === 'object' && value.data !== null && { data: bundle(value.data as Json) }),
  });
  const cell = (value: Json): Json => ({
    ...value,
    source: change(value.source),
    ...(Array.isArray(value.outputs) && { outputs: value.outputs.map(output) }),
    ...(typeof value.attachments === 'object' && value.attachments !== null && {
      attachments: Object.fromEntries(Object.entries(value.attachments).map(([name, data]) => [name, bundle(data as Json)])),
    }),
  });
  return { ...content, cells: content.cells.map(cell) };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys((value as Json)[key])]));
}
