/** `minimax grade`: grades notebooks, one or a whole class. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { formats, gradeAll, isolationNames, type Format, type IsolationName, type Result } from '../../grader/index.js';

interface GradeCommandOptions {
  out: string;
  jobs: number;
  formats: Format[];
  isolation: IsolationName;
}

export function register(program: Command): void {
  program.command('grade')
    .description('grade notebooks with the public and hidden checks of their lab')
    .argument('<submissions...>', 'notebooks, folders of notebooks (one student each), or folders of such folders (a class)')
    .requiredOption('--out <dir>', 'folder for the reports and the journal; run the same command again to go on after an interruption')
    .option('--jobs <n>', 'notebooks graded at a time', count, 1)
    .option('--formats <list>', `reports to write: ${formats.join(', ')}`, formatList, [...formats])
    .addOption(new Option('--isolation <tier>', 'how the students\' code is kept apart; none runs it with your rights').choices([...isolationNames]).default('auto'))
    .action(async (paths: string[], options: GradeCommandOptions) => {
      const began = performance.now();
      const outcome = await gradeAll(paths, { ...options, onResult: report });
      if (outcome.isolation === 'unsandboxed child') console.error('The students\' code ran without a sandbox, with your rights.');
      console.log(`${outcome.results.length} ${outcome.results.length === 1 ? 'notebook' : 'notebooks'} graded in ${((performance.now() - began) / 1000).toFixed(1)} s (isolation: ${outcome.isolation})`);
      for (const path of outcome.written) console.log(`  ${path}`);
      const ungraded = outcome.results.filter(({ isUngraded }) => isUngraded);
      if (ungraded.length) throw new Error(`${ungraded.length} of ${outcome.results.length} notebooks could not be graded, by no fault of theirs: ${ungraded[0].log?.split('\n')[0]}\nRun the command again to try these once more.`);
      const broken = outcome.results.flatMap(({ tasks }) => tasks.flatMap(({ checks }) => checks.filter(({ status }) => status === 'error')));
      if (broken.length) throw new Error(`${broken.length} checks are broken (see "error" in the JSON report); they cost no student a point.`);
    });
}

function report({ student, assignment, score, maxScore, seconds, problem }: Result, fromJournal: boolean): void {
  const outcome = problem ?? `${score} / ${maxScore}`;
  console.log(`  ${student}  ${assignment ?? '–'}  ${outcome}  ${fromJournal ? '(graded before)' : `${seconds.toFixed(1)} s`}`);
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('expected a whole number from 1.');
  return number;
}

function formatList(text: string): Format[] {
  return text.split(',').map((name) => {
    const format = formats.find((known) => known === name.trim());
    if (!format) throw new InvalidArgumentError(`there is no format "${name}"; there are ${formats.join(', ')}.`);
    return format;
  });
}
