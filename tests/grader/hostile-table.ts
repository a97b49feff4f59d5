/**
 * Writes docs/grading-hostile.md: what becomes of each hostile submission in each tier of isolation
 * that works on this machine.
 *
 *     npm run build && node dist/tests/grader/hostile-table.js
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chooseIsolation, isolationNames } from '../../grader/sandbox/isolation.js';
import type { Result } from '../../grader/index.js';
import { hostiles, type Hostile } from './hostile.js';
import { gradeHostiles, wordsOf } from './hostile-outcome.js';

process.env.MINIMAX_COURSE_SECRET = 'course-secret-of-the-tests';

const tiers = isolationNames.filter((name) => name !== 'auto').filter((name) => {
  try {
    return chooseIsolation(name);
  } catch {
    return false;
  }
});

function cell(entry: Hostile, result: Result | undefined): string {
  if (!result) return 'not run: needs a sandbox';
  const isRight = result.score === entry.score && (!entry.says || entry.says.test(wordsOf(result)));
  const said = entry.says?.exec(wordsOf(result))?.[0].replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 60);
  return `${isRight ? '✓' : '✗'} ${result.score}${said ? ` “${said}”` : ''}`;
}

const columns: Map<Hostile, Result>[] = [];
for (const tier of tiers) {
  columns.push(await gradeHostiles(tier === 'none' ? hostiles.filter(({ needsSandbox }) => !needsSandbox) : hostiles, tier));
  console.log(`${tier} done`);
}
const rows = hostiles.map((entry, index) => `| ${index + 1} | ${entry.name} | ${entry.score} | ${columns.map((results) => cell(entry, results.get(entry))).join(' | ')} |`);
const text = `# Hostile submissions, by tier of isolation

Written by \`tests/grader/hostile-table.ts\`; the submissions are in \`tests/grader/hostile.ts\`. Each is a solved Lab04 (12 points), Lab01 (8)
or Lab03 (10) but for what it attacks. ✓ means: the expected points, and the cause is named. \`none\` is a plain child process, which \`minimax
grade\` uses on request only. A killed batch, a broken check and markup in feedback have tests of their own (\`tests/grader/\`).

| | submission | points | ${tiers.join(' | ')} |
|---|---|---|${tiers.map(() => '---|').join('')}
${rows.join('\n')}
`;
writeFileSync(fileURLToPath(new URL('../../../docs/grading-hostile.md', import.meta.url)), text);
