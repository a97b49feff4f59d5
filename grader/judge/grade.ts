/** Grades one notebook: its cells run in a sandbox, every check runs here. */
import { dirname } from 'node:path';
import type { Check, Visibility } from '../../tests/checks/check.js';
import { hiddenKey } from '../../tests/checks/draw.js';
import { say, type Text } from '../../tests/checks/language.js';
import { loadChecks, taskPoints, type Lab } from '../../tests/checks/registry.js';
import { runChecks, type CheckResult } from '../../tests/checks/run.js';
import { studentOver } from '../../tests/checks/student.js';
import type { GradedCheck, GradedTask, Result } from '../result.js';
import type { Isolation } from '../sandbox/isolation.js';
import type { Submission } from '../submission.js';
import { defaultLimits, type Limits } from './limits.js';
import { GradedNotebook } from './notebook.js';

export interface GradeOptions {
  isolation: Isolation;
  /** The course's secret: hidden inputs cannot be foreseen without it, and are the same in a regrade. */
  secret: string;
  limits?: Partial<Limits>;
  /** Is a check broken that stopped with an error? Without it every such check is. */
  isBroken?(lab: Lab, check: string): Promise<boolean>;
  /** Tasks whose answers have brought down a grader before, and why: they are not tried again. */
  given?: Readonly<Record<string, Text>>;
  /** This task alone, where one is to be graded again. */
  only?: string;
  onTask?(task: string): void;
}

/**
 * Whatever a notebook does is part of its result.
 * @throws MachineError when the grader itself cannot work; that is never a student's 0.
 */
export async function gradeSubmission(submission: Submission, options: GradeOptions): Promise<Result> {
  const began = performance.now(), cpuBegan = process.cpuUsage();
  const { path, content } = submission;
  const result = emptyResult(submission, options.isolation.tier);
  if ('problem' in content) return { ...result, problem: content.problem };
  const notebook = new GradedNotebook(content, dirname(path), options.isolation, { ...defaultLimits, ...options.limits });
  try {
    const tasks = await gradeTasks(content.lab, notebook, submission.hash, options);
    if (notebook.machineError) throw notebook.machineError;
    notebook.close();
    const own = process.cpuUsage(cpuBegan);
    return {
      ...result, tasks, ...totals(tasks), warnings: [...result.warnings, ...notebook.warnings], problem: notebook.problem, log: notebook.log || undefined,
      seconds: Math.round(performance.now() - began) / 1000,
      cpu: { sandbox: notebook.cpu, grader: Math.round((own.user + own.system) / 1e4) / 100 },
    };
  } finally {
    notebook.close();
  }
}

/** A submission of which nothing was graded. */
export function emptyResult({ student, path, hash, modified, content }: Submission, isolation: string): Result {
  const known = 'cells' in content ? content : undefined;
  const points = content.lab ? Object.values(taskPoints[content.lab]) : [];
  return {
    student, assignment: content.lab ?? null, language: known?.language ?? 'en', notebook: path, hash, timestamp: modified.toISOString(), score: 0, maxScore: points.reduce((sum, task) => sum + task, 0),
    isolation, seconds: 0, cpu: { sandbox: 0, grader: 0 }, warnings: known?.warnings ?? [], tasks: [],
  };
}

/** The prior result with the tasks that were graded again. */
export function withTask(prior: Result, { tasks: again, warnings }: Result): Result {
  const tasks = prior.tasks.map((task) => again.find((other) => other.task === task.task) ?? task);
  return { ...prior, tasks, ...totals(tasks), warnings };
}

function totals(tasks: readonly GradedTask[]): Pick<Result, 'score' | 'maxScore'> {
  const sum = (of: (task: GradedTask) => number): number => round(tasks.reduce((total, task) => total + of(task), 0));
  return { score: sum(({ score }) => score), maxScore: sum(({ maxScore }) => maxScore) };
}

export const round = (points: number): number => Math.round(points * 100) / 100;

async function gradeTasks(lab: Lab, notebook: GradedNotebook, hash: string, { secret, isBroken, given = {}, only, onTask }: GradeOptions): Promise<GradedTask[]> {
  const student = studentOver((request) => notebook.ask(request));
  const checks = { public: await loadChecks(lab, 'public'), hidden: await loadChecks(lab, 'hidden') };

  const run = async (task: string): Promise<GradedCheck[]> => {
    notebook.beginTask();
    const graded: GradedCheck[] = [];
    for (const visibility of ['public', 'hidden'] as const) {
      const key = visibility === 'public' ? `public/${lab}/${task}` : hiddenKey(secret, hash, `${lab}/${task}`);
      for (const result of await runChecks(checks[visibility].filter((check) => check.task === task), student, () => key)) {
        const cleared = result.status === 'error' && isBroken && !(await isBroken(lab, nameOf(lab, result)));
        graded.push(gradedCheck({ ...result, ...(cleared && { status: 'failed' }) }, visibility));
      }
    }
    await student.dispose();
    return graded;
  };

  const tasks: GradedTask[] = [];
  for (const [task, maxScore] of Object.entries(taskPoints[lab])) {
    if (only !== undefined && task !== only) continue;
    onTask?.(task);
    if (Object.hasOwn(given, task)) {
      tasks.push(scored(task, maxScore, givenUp([...checks.public, ...checks.hidden].filter((check) => check.task === task), given[task])));
      continue;
    }
    const wasTouched = notebook.isTouched;
    let graded = await run(task);
    // What other tasks' code did to the process is no fault of this task.
    if (wasTouched && notebook.isTouched && graded.some(({ status }) => status === 'failed') && !notebook.problem && !notebook.machineError) {
      notebook.renew();
      graded = await run(task);
    }
    tasks.push(scored(task, maxScore, graded));
  }
  return tasks;
}

/** Points are earned by hidden checks: the answers to the public ones could be written down. */
function scored(task: string, maxScore: number, checks: GradedCheck[]): GradedTask {
  const hidden = checks.filter(({ visibility }) => visibility === 'hidden');
  const weight = (of: readonly GradedCheck[]): number => of.reduce((sum, { points }) => sum + points, 0);
  return { task, maxScore, score: round((maxScore * weight(hidden.filter(({ status }) => status !== 'failed'))) / weight(hidden)), checks };
}

const gradedCheck = ({ name, points, status, message, details }: CheckResult, visibility: Visibility): GradedCheck => ({ name, visibility, points, status, message, details });

function givenUp(checks: readonly Check[], why: Text): GradedCheck[] {
  const wrong = say(`What came back could not be judged: ${why.en}.`, `回傳的內容無法評判：${why['zh-TW']}。`);
  return checks.map(({ name, points = 1 }) => ({ name, points, visibility: 'hidden', status: 'failed', message: { wrong } }));
}

/** Names a check beyond its lab. */
export function nameOf(lab: Lab, { task, name }: { task: string; name: Text }): string {
  return `${lab}/${task}/${name.en}`;
}
