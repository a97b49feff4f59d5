/** Notebooks with the metadata that nbgrader (schema version 3) puts into an assignment when it releases one: the checksums by which it knows its cells. */
import { createHash } from 'node:crypto';
import type { NbgraderMetadata, Notebook, NotebookCell } from '../labs/authoring/notebook.js';

type Marked = NotebookCell & { metadata: { nbgrader: NbgraderMetadata } };

const isMarked = (cell: NotebookCell): cell is Marked => cell.metadata.nbgrader !== undefined;

/** MD5 over what nbgrader counts as a cell's identity: its source, its type, its roles, its id and its points (`nbgrader.utils.compute_checksum`). */
export function checksumOf({ source, cell_type, metadata: { nbgrader } }: Marked): string {
  const { grade, solution, locked, grade_id: id, points = 0 } = nbgrader;
  const isLocked = solution ? false : grade ? true : locked;
  const parts = [source.join(''), cell_type, ...[grade, solution, isLocked].map(asPython), id, ...(grade ? [asFloat(points)] : [])];
  return createHash('md5').update(parts.join(''), 'utf8').digest('hex');
}

/** The notebook as nbgrader releases it. */
export function withChecksums(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    if (!isMarked(cell)) return cell;
    return { ...cell, metadata: { ...cell.metadata, nbgrader: { ...cell.metadata.nbgrader, cell_type: cell.cell_type, checksum: checksumOf(cell) } } };
  });
  return { ...notebook, cells };
}

const asPython = (value: boolean): string => (value ? 'True' : 'False');
/** As Python writes a float: 2 is 2.0. */
const asFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
