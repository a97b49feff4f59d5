/** `minimax grade`: grades notebooks, one or a whole class. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { formats, gradeAll, isolationNames, parseManualPoints, usualFormats, type Format, type IsolationName, type Result } from '../../grader/index.js';
import { Progress } from './progress.js';

interface GradeCommandOptions {
  out: string;
  jobs: number;
  formats: Format[];
  isolation: IsolationName;
  regrade?: string;
  due?: Date;
  latePenalty: number;
  manual?: string;
}

export function register(program: Command): void {
  program.command('grade')
    .description('grade notebooks with the public and hidden checks of their lab')
    .argument('<submissions...>', 'notebooks, folders of notebooks (one student each), or folders of such folders (a class)')
    .requiredOption('--out <dir>', 'folder for the reports and the journal; run the same command again to go on after an interruption')
    .option('--jobs <n>', 'notebooks graded at a time', count, 1)
    .option('--formats <list>', `reports to write: ${formats.join(', ')}`, formatList, [...usualFormats])
    .addOption(new Option('--isolation <tier>', 'how the students\' code is kept apart; none runs it with your rights').choices([...isolationNames]).default('auto'))
    .option('--regrade <task>', 'grade this task again and keep the results of the others')
    .option('--due <time>', 'when notebooks had to be handed in, such as 2026-11-30T23:59; their files tell when they were', date)
    .option('--late-penalty <percent>', 'percent of the points taken off for each day begun after that', percent, 0)
    .option('--manual <file>', 'points given by hand, added to the automatic ones: CSV with student_id, assignment, points, comment')
    .action(async (paths: string[], options: GradeCommandOptions) => {
      const began = performance.now();
      const policy = { due: options.due, penaltyPerDay: options.latePenalty / 100, manual: options.manual === undefined ? [] : parseManualPoints(readFileSync(options.manual, 'utf8')) };
      const progress = new Progress();
      const outcome = await gradeAll(paths, { ...options, policy, onStart: (count) => progress.start(count), onResult: (result, fromJournal) => progress.step(lineOf(result, fromJournal), !fromJournal) });
      if (outcome.isolation === 'unsandboxed child') console.error('The students\' code ran without a sandbox, with your rights.');
      console.log(`${outcome.results.length} ${outcome.results.length === 1 ? 'notebook' : 'notebooks'} graded in ${((performance.now() - began) / 1000).toFixed(1)} s (isolation: ${outcome.isolation})`);
      for (const path of outcome.written) console.log(`  ${path}`);
      const ungraded = outcome.results.filter(({ isUngraded }) => isUngraded);
      if (ungraded.length) throw new Error(`${ungraded.length} of ${outcome.results.length} notebooks could not be graded, by no fault of theirs: ${ungraded[0].log?.split('\n')[0]}\nRun the command again to try these once more.`);
      const broken = outcome.results.flatMap(({ tasks }) => tasks.flatMap(({ checks }) => checks.filter(({ status }) => status === 'error')));
      if (broken.length) throw new Error(`${broken.length} checks are broken (see "error" in the JSON report); they cost no student a point.`);
    });
}

function lineOf({ student, assignment, score, maxScore, seconds, problem }: Result, fromJournal: boolean): string {
  const outcome = problem ?? `${score} / ${maxScore}`;
  return `  ${student}  ${assignment ?? '–'}  ${outcome}  ${fromJournal ? '(graded before)' : `${seconds.toFixed(1)} s`}`;
}

function date(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('expected a time such as 2026-11-30T23:59.');
  return time;
}

function percent(text: string): number {
  const number = Number(text);
  if (!(number >= 0 && number <= 100)) throw new InvalidArgumentError('expected a number from 0 to 100.');
  return number;
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
