/**
 * Writes docs/grading-hostile.md: what becomes of each hostile submission in each tier of isolation
 * that works on this machine.
 *
 *     npm run build && node dist/tests/grader/hostile-table.js
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chooseIsolation, isolationNames, type IsolationName } from '../../grader/sandbox/isolation.js';
import type { Result } from '../../grader/index.js';
import { hostiles, type Hostile } from './hostile.js';
import { gradeHostiles, wordsOf } from './hostile-outcome.js';
import { playDocker } from './played-docker.js';

process.env.MINIMAX_COURSE_SECRET = 'course-secret-of-the-tests';

// Where there is no container runtime, one is played: see played-docker.ts.
const isPlayed = !works('container');
const docker = isPlayed ? playDocker() : undefined;

function works(name: IsolationName): boolean {
  try {
    return Boolean(chooseIsolation(name));
  } catch {
    return false;
  }
}

const tiers = isolationNames.filter((name) => name !== 'auto' && works(name));
/** What another user is not kept from: it would do harm where the grader's machine is not itself a sandbox. */
const isRunIn = (entry: Hostile, tier: IsolationName): boolean => !(entry.needsSandbox && (tier === 'none' || tier === 'user'));

function cell(entry: Hostile, result: Result | undefined): string {
  if (!result) return 'not run: needs a sandbox';
  const isRight = result.score === entry.score && (!entry.says || entry.says.test(wordsOf(result)));
  const said = entry.says?.exec(wordsOf(result))?.[0].replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 60);
  return `${isRight ? '✓' : '✗'} ${result.score}${said ? ` “${said}”` : ''}`;
}

const columns: Map<Hostile, Result>[] = [];
for (const tier of tiers) {
  columns.push(await gradeHostiles(hostiles.filter((entry) => isRunIn(entry, tier)), tier));
  console.log(`${tier} done`);
}
docker?.remove();
const rows = hostiles.map((entry, index) => `| ${index + 1} | ${entry.name} | ${entry.score} | ${columns.map((results) => cell(entry, results.get(entry))).join(' | ')} |`);
const text = `# Hostile submissions, by tier of isolation

Written by \`tests/grader/hostile-table.ts\`; the submissions are in \`tests/grader/hostile.ts\`. Each is a solved Lab04 (12 points), Lab01 (8)
or Lab03 (10) but for what it attacks. ✓ means: the expected points, and the cause is named. \`none\` is a plain child process and \`user\` another
user, both for \`minimax grade\` on request only. ${isPlayed ? 'There is no container runtime on this machine: in that column one is played by a script over bubblewrap. ' : ''}A killed
batch, a broken check and markup in feedback have tests of their own (\`tests/grader/\`).

| | submission | points | ${tiers.join(' | ')} |
|---|---|---|${tiers.map(() => '---|').join('')}
${rows.join('\n')}
`;
writeFileSync(fileURLToPath(new URL('../../../docs/grading-hostile.md', import.meta.url)), text);
