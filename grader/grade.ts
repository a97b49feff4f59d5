/** Grades one notebook: its cells run in a child, every check runs here. */
import { dirname } from 'node:path';
import type { Reply, Request } from '../tests/checks/answer.js';
import type { Check, Visibility } from '../tests/checks/check.js';
import { hiddenKey } from '../tests/checks/draw.js';
import { called, Finding } from '../tests/checks/findings.js';
import { say, type Text } from '../tests/checks/language.js';
import { loadChecks, taskPoints, type Lab } from '../tests/checks/registry.js';
import { runChecks, type CheckResult } from '../tests/checks/run.js';
import { studentOver } from '../tests/checks/student.js';
import type { GradedTask, Result } from './result.js';
import type { Isolation } from './sandbox/isolation.js';
import { type MachineError, Session, Unanswered } from './sandbox/session.js';
import type { Content, Submission } from './submission.js';

export interface GradeOptions {
  isolation: Isolation;
  /** The course's secret: hidden inputs cannot be foreseen without it, and are the same in a regrade. */
  secret: string;
  limits?: Partial<Limits>;
  /** Is a check broken that stopped with an error? Without it every such check is. */
  isBroken?(lab: Lab, check: string): Promise<boolean>;
}

export interface Limits {
  /** Milliseconds for one cell, one call, and all that the notebook's cells take together. */
  cell: number;
  call: number;
  notebook: number;
  /** How often a notebook that ended its process is started again for the checks that follow. */
  restarts: number;
}

/** Generous: they are there to end what never ends, not to measure. */
export const defaultLimits: Limits = { cell: 120_000, call: 60_000, notebook: 300_000, restarts: 8 };

/**
 * Whatever a notebook does is part of its result.
 * @throws MachineError when the grader itself cannot work; that is never a student's 0.
 */
export async function gradeSubmission(submission: Submission, options: GradeOptions): Promise<Result> {
  const began = performance.now();
  const { student, path, hash, modified, content } = submission;
  const result: Result = {
    student, assignment: null, notebook: path, hash, timestamp: modified.toISOString(),
    score: 0, maxScore: 0, isolation: options.isolation.tier, seconds: 0, warnings: [], tasks: [],
  };
  if ('problem' in content) return { ...result, problem: content.problem };
  const notebook = new GradedNotebook(content, dirname(path), options);
  try {
    const tasks = await gradeTasks(content.lab, notebook, { ...options, hash });
    if (notebook.machineError) throw notebook.machineError;
    const sum = (of: (task: GradedTask) => number): number => round(tasks.reduce((total, task) => total + of(task), 0));
    notebook.close();
    return {
      ...result, assignment: content.lab, tasks, warnings: notebook.warnings, problem: notebook.problem, log: notebook.log || undefined,
      score: sum(({ score }) => score), maxScore: sum(({ maxScore }) => maxScore), seconds: Math.round(performance.now() - began) / 1000,
    };
  } finally {
    notebook.close();
  }
}

const round = (points: number): number => Math.round(points * 100) / 100;

async function gradeTasks(lab: Lab, notebook: GradedNotebook, { secret, hash, isBroken }: GradeOptions & { hash: string }): Promise<GradedTask[]> {
  const student = studentOver((request) => notebook.ask(request));
  const results: (CheckResult & { visibility: Visibility })[] = [];
  for (const visibility of ['public', 'hidden'] as const) {
    const keyOf = (check: Check): string => (visibility === 'public' ? `public/${lab}/${check.task}` : hiddenKey(secret, hash, `${lab}/${check.task}`));
    for (const result of await runChecks(await loadChecks(lab, visibility), student, keyOf)) {
      const cleared = result.status === 'error' && isBroken && !(await isBroken(lab, nameOf(lab, result)));
      results.push({ ...result, visibility, ...(cleared && { status: 'failed' }) });
    }
  }
  await student.dispose();
  return Object.entries(taskPoints[lab]).map(([task, maxScore]) => {
    const own = results.filter((result) => result.task === task);
    // Points are earned by hidden checks: the answers to the public ones could be written down.
    const scored = own.filter(({ visibility }) => visibility === 'hidden');
    const weight = (checks: readonly CheckResult[]): number => checks.reduce((sum, { points }) => sum + points, 0);
    const earned = weight(scored.filter(({ status }) => status !== 'failed'));
    return {
      task, maxScore, score: round((maxScore * earned) / weight(scored)),
      checks: own.map(({ name, visibility, status, message, details }) => ({ name, visibility, status, message, details })),
    };
  });
}

/** Names a check beyond its lab. */
export function nameOf(lab: Lab, { task, name }: { task: string; name: Text }): string {
  return `${lab}/${task}/${name.en}`;
}

/** A student's notebook as something that answers calls, whatever its code does to the process it runs in. */
class GradedNotebook {
  readonly warnings: string[] = [];
  log = '';
  /** The sandbox could not be started: what was found out so far means nothing. */
  machineError: MachineError | undefined;
  /** Why the notebook was given up. */
  problem: string | undefined;
  private session: Session | undefined;
  private readonly limits: Limits;
  /** Cells that end the process or do not end: they are left out when it is started again. */
  private readonly skipped = new Set<number>();
  private starts = 0;
  /** Functions that did not answer, which are not called again. */
  private readonly unanswered = new Map<string, Unanswered>();

  constructor(private readonly content: Content, private readonly folder: string, private readonly options: GradeOptions) {
    this.limits = { ...defaultLimits, ...options.limits };
  }

  /** The transport of the checks. */
  async ask(request: Request): Promise<Reply> {
    // What a lost process held is gone; a fresh one is not started to be told so.
    if (request.do === 'release' && (!this.session || this.session.isOver)) return { kind: 'returned', value: { kind: 'undefined' }, tensorsLeft: 0 };
    const name = 'name' in request ? request.name : '';
    try {
      const known = this.unanswered.get(name);
      if (known) throw known;
      const session = await this.running();
      return await session.ask(request, this.limits.call);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (name !== '' && error.reason !== 'given up') this.unanswered.set(name, error);
      throw unansweredFinding(name, error, this.limits.call);
    }
  }

  close(): void {
    this.endSession();
  }

  private endSession(): void {
    this.log += this.session?.log ?? '';
    this.session?.close();
    this.session = undefined;
  }

  /** A session in which the notebook's cells have run. Rejects with Unanswered. */
  private async running(): Promise<Session> {
    while (!this.session || this.session.isOver) {
      if (this.starts > this.limits.restarts) throw new Unanswered('given up', this.problem ??= `the notebook's process ended ${this.starts} times`);
      this.starts++;
      this.endSession();
      if (this.machineError) throw this.machineError;
      this.session = await Session.start(this.options.isolation, this.folder).catch((error: MachineError) => { throw (this.machineError = error); });
      await this.load(this.session);
    }
    return this.session;
  }

  /** Runs the cells; one that takes the process with it ends the session and is left out next time. */
  private async load(session: Session): Promise<void> {
    const began = performance.now();
    for (const { code, position } of this.content.cells) {
      if (this.skipped.has(position)) continue;
      const left = this.limits.notebook - (performance.now() - began);
      if (left <= 0) {
        this.warn(`Cells from ${position} on were not run: the notebook takes more than ${this.limits.notebook / 1000} s.`);
        return;
      }
      try {
        const failure = await session.runCell(code, position, Math.min(this.limits.cell, left));
        if (failure && failure.name !== 'TodoError') this.warn(`Cell ${position} stopped with ${failure.name}: ${failure.message.split('\n')[0].slice(0, 300)}`);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        this.skipped.add(position);
        this.warn(error.reason === 'stopped' ? `Cell ${position} was stopped at the time limit.` : `Cell ${position} failed while loading: ${error.details}`);
        if (session.isOver) return;
      }
    }
  }

  private warn(warning: string): void {
    if (!this.warnings.includes(warning)) this.warnings.push(warning);
  }
}

function unansweredFinding(name: string, { reason, details }: Unanswered, limit: number): Finding {
  const seconds = limit / 1000;
  const { en, 'zh-TW': zh } = called(name);
  const wrong: Record<Unanswered['reason'], Text> = {
    stopped: say(`${en} did not answer within the time limit of ${seconds} s.`, `${zh} 沒有在 ${seconds} 秒的時間限制內回答。`),
    lost: say(`${en} ended before answering: ${details}`, `${zh} 在回答之前就結束了：${details}`),
    'protocol violation': say(`${en} was not answered: protocol violation (${details}).`, `${zh} 沒有得到回答：違反通訊協定（${details}）。`),
    'given up': say(`The notebook is not run any more: ${details}.`, `不再執行這本筆記本：${details}。`),
  };
  const hint = reason === 'stopped' ? say('Look for a loop or a promise that never ends.', '請檢查是否有不會結束的迴圈或 promise。') : undefined;
  return new Finding({ wrong: wrong[reason], hint });
}
