/** Grades the hostile submissions in one tier; for the tests and for the table in the docs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradeAll, type IsolationName, type Result } from '../../grader/index.js';
import { folderOf, writeHostiles, type Hostile } from './hostile.js';

/** Short, so that what never ends does not take the day. */
const limits = { cell: 30_000, call: 6_000, task: 40_000, judging: 15_000 };

/** The results by the names of the submissions. */
export async function gradeHostiles(list: readonly Hostile[], isolation: IsolationName): Promise<Map<Hostile, Result>> {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-hostile-'));
  try {
    writeHostiles(join(folder, 'class'), list);
    const { results } = await gradeAll([join(folder, 'class')], { out: join(folder, 'out'), jobs: 2, formats: [], isolation, limits });
    return new Map(list.map((entry) => [entry, results.find(({ student }) => student === folderOf(entry))!]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything that was said about a submission. */
export function wordsOf({ tasks, warnings, problem }: Result): string {
  const messages = tasks.flatMap(({ checks }) => checks.flatMap(({ message }) => [message?.wrong.en, message?.expected?.en]));
  return [problem?.en, ...warnings.map(({ en }) => en), ...messages].filter(Boolean).join('\n');
}
