/** `minimax grade`: grades notebooks, one or a whole class. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { gradeAll, isolationNames, parseShard, type IsolationName, type Result, type Shard } from '../../grader/index.js';
import { count, policyOf, remarks, withReportOptions, type ReportOptions } from './arguments.js';
import { Progress } from './progress.js';

interface GradeCommandOptions extends ReportOptions {
  out: string;
  jobs?: number;
  isolation: IsolationName;
  regrade?: string;
  shard?: Shard;
  queue?: string;
}

/** Notebooks that lie in the queue at a time: enough for many workers, few enough to look at. */
const inQueue = 200;

export function register(program: Command): void {
  withReportOptions(program.command('grade')
    .description('grade notebooks with the public and hidden checks of their lab')
    .argument('<submissions...>', 'notebooks, folders of notebooks (one student each), or folders of such folders (a class)')
    .requiredOption('--out <dir>', 'folder for the reports and the journal; run the same command again to go on after an interruption')
    .option('--jobs <n>', 'notebooks graded at a time (default: 1)', count))
    .addOption(new Option('--isolation <tier>', 'how the students\' code is kept apart; none runs it with your rights').choices([...isolationNames]).default('auto'))
    .option('--regrade <task>', 'grade this task again and keep the results of the others')
    .option('--shard <i/n>', 'grade the i-th of n parts of the class, then join them with `minimax merge`', shard)
    .option('--queue <url>', 'let workers (`minimax worker`) grade, over BullMQ on this Redis server: redis://host:port')
    .action(async (paths: string[], options: GradeCommandOptions) => {
      const began = performance.now();
      const policy = policyOf(options), progress = new Progress();
      const outcome = await gradeAll(paths, {
        ...options, jobs: options.jobs ?? (options.queue === undefined ? 1 : inQueue), policy,
        onStart: (total) => progress.start(total), onResult: (result, fromJournal) => progress.step(lineOf(result, fromJournal), !fromJournal),
      });
      if (outcome.isolation === 'unsandboxed child') console.error('The students\' code ran without a sandbox, with your rights.');
      console.log(`${outcome.results.length} ${outcome.results.length === 1 ? 'notebook' : 'notebooks'} graded in ${((performance.now() - began) / 1000).toFixed(1)} s (isolation: ${outcome.isolation})`);
      for (const path of outcome.written) console.log(`  ${path}`);
      if (!options.shard) for (const remark of remarks(outcome.results, policy)) console.log(remark);
      if (options.shard) console.log(`When all ${options.shard.of} parts are graded: minimax merge ${options.out} --out FOLDER`);
      refuseUngraded(outcome.results);
    });
}

/** What could not be graded, or was graded by broken checks, ends the command with an error: the reports are written all the same. */
function refuseUngraded(results: readonly Result[]): void {
  const ungraded = results.filter(({ isUngraded }) => isUngraded);
  if (ungraded.length) throw new Error(`${ungraded.length} of ${results.length} notebooks could not be graded, by no fault of theirs: ${ungraded[0].log?.split('\n')[0]}\nRun the command again to try these once more.`);
  const broken = results.flatMap(({ tasks }) => tasks.flatMap(({ checks }) => checks.filter(({ status }) => status === 'error')));
  if (broken.length) throw new Error(`${broken.length} checks are broken (see "error" in the JSON report); they cost no student a point.`);
}

function lineOf({ student, assignment, score, maxScore, seconds, problem }: Result, fromJournal: boolean): string {
  const outcome = problem?.en ?? `${score} / ${maxScore}`;
  return `  ${student}  ${assignment ?? '–'}  ${outcome}  ${fromJournal ? '(graded before)' : `${seconds.toFixed(1)} s`}`;
}

function shard(text: string): Shard {
  try {
    return parseShard(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
