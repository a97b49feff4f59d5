/** The grader: `gradeAll` grades notebooks and writes the reports; `mergeJournals` joins what was graded apart. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../kernel-extensions/kernel/client/atomic-write.js';
import { labs, loadChecks, taskPoints } from '../tests/checks/registry.js';
import { gradeBatch, type BatchOptions } from './batch.js';
import { noPolicy, type Policy } from './grade-book.js';
import { checksVersion } from './identity.js';
import { Journal, readJournals } from './journal.js';
import type { Limits } from './judge/limits.js';
import { JudgePool } from './judge/pool.js';
import { findServer } from './queue/bullmq.js';
import { basisOf } from './queue/messages.js';
import { QueueGrader } from './queue/producer.js';
import { filesOf, type Format } from './reports/index.js';
import type { Result } from './result.js';
import { chooseIsolation, type IsolationName } from './sandbox/isolation.js';
import { courseSecret } from './secret.js';
import { inShard, type Shard } from './shard.js';
import { findSubmissions, type Submission } from './submission.js';
import { sweepTemporaryFolders } from './temporary.js';

export { collect, type Collected } from './collect/index.js';
export { parseManualPoints, unclaimed, type Policy } from './grade-book.js';
export { formats, usualFormats, type Format } from './reports/index.js';
export { startWorker } from './queue/worker.js';
export { isolationNames, type IsolationName } from './sandbox/isolation.js';
export { parseShard, type Shard } from './shard.js';
export type { Result } from './result.js';

export interface ReportTo {
  /** Folder of the reports. */
  out: string;
  formats: readonly Format[];
  policy?: Policy;
}

/** `out` is the folder of the journal and the course secret, too. */
export interface GradeAllOptions extends ReportTo, Pick<BatchOptions, 'onResult' | 'regrade'> {
  /** Called once it is known how many notebooks there are. */
  onStart?(count: number): void;
  jobs: number;
  isolation: IsolationName;
  limits?: Partial<Limits>;
  /** This part of the class alone, without reports. */
  shard?: Shard;
  /** Let workers grade that hear on this Redis server. */
  queue?: string;
}

export interface GradeAllOutcome {
  results: Result[];
  /** Paths of the reports. */
  written: string[];
  isolation: string;
}

/** Grades what is at `paths`. Started again after a kill, it goes on where it was. @throws Error with a sentence for the user. */
export async function gradeAll(paths: readonly string[], options: GradeAllOptions): Promise<GradeAllOutcome> {
  const { out, shard } = options;
  const everything = await findSubmissions(paths);
  const submissions = shard ? inShard(everything, shard) : everything;
  const tasks = labs.flatMap((lab) => Object.keys(taskPoints[lab]));
  if (options.regrade !== undefined && !tasks.includes(options.regrade)) throw new Error(`there is no task "${options.regrade}"; there are ${[...new Set(tasks)].join(', ')}`);
  // Before any time is spent: a copy for students cannot grade.
  for (const lab of labs) await loadChecks(lab, 'hidden');
  await mkdir(out, { recursive: true });
  const secret = await courseSecret(out);
  const { grade, isolation, close } = await grader(options, secret);
  const journal = await Journal.open(out, shard && `${shard.number}-of-${shard.of}`);
  try {
    options.onStart?.(submissions.length);
    const results = await gradeBatch(submissions, { grade, jobs: options.jobs, journal, circumstances: [secret, isolation], regrade: options.regrade, onResult: options.onResult });
    const written = shard ? [] : await writeReports(options, results, submissions);
    return { results, written, isolation };
  } finally {
    await close();
    await journal.close();
  }
}

interface Grader {
  grade: BatchOptions['grade'];
  isolation: string;
  close(): Promise<void>;
}

/** Judges of this machine, or workers wherever they are. */
async function grader({ queue, isolation: name, limits }: GradeAllOptions, secret: string): Promise<Grader> {
  if (queue !== undefined) {
    await findServer(queue);
    const workers = new QueueGrader(queue, basisOf(await checksVersion(), secret));
    return { grade: (submission, key, task) => workers.grade(submission, key, task), isolation: 'that of the workers', close: () => workers.close() };
  }
  const { tier } = chooseIsolation(name);
  sweepTemporaryFolders();
  const judges = new JudgePool({ isolation: name, secret, limits }, tier);
  return { grade: (submission, _key, task) => judges.grade(submission, task), isolation: tier, close: async () => judges.close() };
}

/** Makes one set of reports of folders in which parts of a class were graded. @throws Error when one has no journal. */
export async function mergeJournals(folders: readonly string[], options: ReportTo): Promise<{ results: Result[]; written: string[] }> {
  const last = new Map<string, Result>();
  for (const folder of folders) {
    const entries = await readJournals(folder);
    if (entries.length === 0) throw new Error(`nothing has been graded in ${folder}: name the folders given as --out to minimax grade`);
    // Of a notebook that was handed in again, the later result stands further down.
    for (const { result } of entries) last.set(JSON.stringify([result.student, result.notebook]), result);
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const results = [...last.values()].sort((a, b) => order(a.student, b.student) || order(a.notebook, b.notebook));
  return { results, written: await writeReports({ ...options, formats: options.formats.filter((format) => format !== 'similarity') }, results, []) };
}

/** Each waits for the disk. */
const filesAtATime = 32;

/** Writes the reports and returns their paths, folders of many files as one. */
async function writeReports({ out, formats, policy = noPolicy }: ReportTo, results: readonly Result[], submissions: readonly Submission[]): Promise<string[]> {
  const written = new Set<string>();
  for (const format of formats) {
    const files = filesOf(format, results, submissions, policy);
    for (let at = 0; at < files.length; at += filesAtATime) await Promise.all(files.slice(at, at + filesAtATime).map(async ([name, text]) => {
      const path = join(out, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomically(path, text);
      written.add(join(out, name.split('/')[0]));
    }));
  }
  return [...written];
}
