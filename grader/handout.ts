/** A lab's notebook as it was handed out, to tell what became of the cells that matter for grading. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parseNotebook, type Notebook } from '../kernel-extensions/kernel/client/notebook.js';
import { say, type Language, type Text } from '../tests/checks/language.js';
import type { Lab } from '../tests/checks/registry.js';

type Cell = Notebook['cells'][number];

export interface HandedOut {
  metadata: Cell['metadata'];
  source: string;
  isLocked: boolean;
}

/** The nbgrader id of a cell, which survives copying into another notebook; undefined for cells that grading does not concern. */
function gradeId({ metadata }: Cell): string | undefined {
  const id = (metadata as { nbgrader?: { grade_id?: unknown } } | null)?.nbgrader?.grade_id;
  return typeof id === 'string' ? id : undefined;
}

export class Handout {
  private readonly cells = new Map<string, HandedOut>();
  /** All its code. */
  readonly code: string;

  constructor(cells: readonly Cell[]) {
    this.code = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source).join('\n');
    for (const cell of cells) {
      const id = gradeId(cell);
      if (id) this.cells.set(id, { metadata: cell.metadata, source: cell.source, isLocked: (cell.metadata as { nbgrader: { locked?: unknown } }).nbgrader.locked === true });
    }
  }

  /** What was handed out as this cell: found by its own id, which is the nbgrader id, or by its metadata. */
  cell(cell: Cell): HandedOut | undefined {
    return this.cells.get(idOf(cell, this.cells));
  }

  /** Sentences on the cells that were changed, removed or doubled. None of it changes a check or the points that there are. */
  differences(cells: readonly Cell[]): Text[] {
    const counts = new Map<string, number>();
    const warnings: Text[] = [];
    for (const [index, cell] of cells.entries()) {
      const id = idOf(cell, this.cells);
      const original = this.cells.get(id);
      if (!original) continue;
      counts.set(id, (counts.get(id) ?? 0) + 1);
      if (isRetagged(cell, original) || (original.isLocked && cell.source.trim() !== original.source.trim())) {
        warnings.push(say(`Cell ${index + 1} (${id}) is not as it was handed out; grading takes the original.`, `第 ${index + 1} 格（${id}）與發下時不同；評分以原本的為準。`));
      }
    }
    for (const [id, { isLocked }] of this.cells) {
      const count = counts.get(id) ?? 0;
      if (count > 1) warnings.push(say(`The cell ${id} is there ${count} times${isLocked ? '' : '; all of them are run, in order'}.`, `儲存格 ${id} 出現了 ${count} 次${isLocked ? '' : '；會依序全部執行'}。`));
      if (count === 0) warnings.push(say(`The cell ${id} is missing${isLocked ? '; its checks are made all the same' : ''}.`, `少了儲存格 ${id}${isLocked ? '；仍會進行它的檢查' : ''}。`));
    }
    // A notebook made of other cells altogether has no use for a list.
    return counts.size === 0 ? [] : warnings;
  }
}

function idOf(cell: Cell, known: ReadonlyMap<string, unknown>): string {
  return typeof cell.id === 'string' && known.has(cell.id) ? cell.id : (gradeId(cell) ?? '');
}

/** What other programs add to a cell's metadata is nobody's concern. */
function isRetagged(cell: Cell, original: HandedOut): boolean {
  type Marks = { nbgrader?: Record<string, unknown>; tags?: unknown };
  const [now, then] = [cell.metadata as Marks, original.metadata as Marks];
  return !isDeepStrictEqual(now.tags ?? [], then.tags ?? []) || Object.entries(then.nbgrader ?? {}).some(([key, value]) => now.nbgrader?.[key] !== value);
}

const handouts = new Map<string, Handout>();

/** Cells without any knowledge where this copy of the course lacks the lab's notebook. */
export function handoutOf(lab: Lab, language: Language): Handout {
  const path = fileURLToPath(new URL(`../../labs/${language}/${lab}.ipynb`, import.meta.url));
  let handout = handouts.get(path);
  if (!handout) handouts.set(path, handout = new Handout(existsSync(path) ? parseNotebook(readFileSync(path, 'utf8'), path).cells : []));
  return handout;
}
