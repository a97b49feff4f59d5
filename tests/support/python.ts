/** Python as a reader and writer of files that owes nothing to this project; only its standard library is used. */
import { spawnSync } from 'node:child_process';

const isThere = spawnSync('python3', ['--version']).status === 0;

/** Leaves the test out where there is no Python, and says so; in `beforeEach`, each of the tests. */
export function needPython(context: Mocha.Context): void {
  if (isThere) return;
  (context.currentTest ?? context.test!).title += ' (left out; python3 is missing)';
  context.skip();
}
