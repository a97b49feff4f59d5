/**
 * A lab's source as a Jupyter notebook (nbformat 4.5): for the student or solved, in one language.
 * Pure: text in, notebook out; files are the business of labs.ts.
 */
import { createHash } from 'node:crypto';
import { introductionOf } from './introduction.js';
import { localize, withSolutions, withoutSolutions, type Language, type SourceCell } from './percent.js';

/** nbgrader's cell metadata, schema version 3. */
export interface NbgraderMetadata {
  schema_version: 3;
  grade_id: string;
  grade: boolean;
  solution: boolean;
  locked: boolean;
  task: false;
  points?: number;
}

export interface CellMetadata {
  tags?: string[];
  nbgrader?: NbgraderMetadata;
  [key: string]: unknown;
}

export interface NotebookCell {
  cell_type: 'markdown' | 'code';
  id: string;
  metadata: CellMetadata;
  source: string[];
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface Notebook {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

export type Variant = 'student' | 'solved';

/** The notebook of lab `name`. Cell ids are stable from build to build, so that a rebuilt notebook differs only where the source does. */
export function toNotebook(name: string, cells: SourceCell[], language: Language, variant: Variant): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' },
      language_info: { name: 'typescript', mimetype: 'text/typescript', file_extension: '.ts' },
      minimax: { lab: name, language, ...introductionOf(cells, language) },
    },
    cells: cells
      .map((cell, index) => ({ cell, index }))
      .filter(({ cell }) => cell.language === undefined || cell.language === language)
      .map(({ cell, index }) => toCell(name, cell, index, language, variant)),
  };
}

function toCell(lab: string, cell: SourceCell, index: number, language: Language, variant: Variant): NotebookCell {
  // Text twins share an id with neither: the index in the source tells them apart.
  const id = cell.task ?? (cell.check && `check-${cell.check}`) ?? `${cell.kind}-${createHash('sha256').update(`${lab} ${index}`).digest('hex').slice(0, 8)}`;
  if (cell.kind === 'markdown') return { cell_type: 'markdown', id, metadata: {}, source: toLines(cell.text) };
  const code = localize(cell.text, language);
  return {
    cell_type: 'code',
    id,
    metadata: metadataOf(cell),
    source: toLines(variant === 'student' ? withoutSolutions(code, language) : withSolutions(code)),
    outputs: [],
    execution_count: null,
  };
}

function metadataOf(cell: SourceCell): CellMetadata {
  const metadata: CellMetadata = {};
  if (cell.tags.length > 0) metadata.tags = cell.tags;
  const common = { schema_version: 3, task: false } as const;
  if (cell.task) metadata.nbgrader = { ...common, grade_id: cell.task, grade: false, solution: true, locked: false };
  if (cell.check) metadata.nbgrader = { ...common, grade_id: `check-${cell.check}`, grade: true, solution: false, locked: true, points: cell.points };
  return metadata;
}

/** nbformat keeps text as lines that end in their newline. */
function toLines(text: string): string[] {
  const lines = text.split('\n');
  return lines.map((line, i) => (i < lines.length - 1 ? `${line}\n` : line)).filter((line) => line !== '');
}

/** The bytes of the file: stable key order, one-space indent, newline at the end, as Jupyter itself writes. */
export function serialize(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
