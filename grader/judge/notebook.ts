/** A student's notebook as something that answers calls, whatever its code does to the process it runs in. */
import type { Reply, Request } from '../../tests/checks/answer.js';
import { called, Finding } from '../../tests/checks/findings.js';
import { say, type Text } from '../../tests/checks/language.js';
import type { Isolation } from '../sandbox/isolation.js';
import type { CellFailure } from '../sandbox/messages.js';
import { type MachineError, Session, Unanswered } from '../sandbox/session.js';
import type { Content } from '../submission.js';
import { compileCells, isFailure, type CompiledCell } from './compile.js';
import type { Limits } from './limits.js';

/** Characters that a notebook may print without a word about it. */
const quiet = 10_000_000;

export class GradedNotebook {
  readonly warnings: Text[] = [];
  /** What the sandbox complained about. */
  log = '';
  /** The sandbox could not be started: what was found out so far means nothing. */
  machineError: MachineError | undefined;
  /** Why the notebook was given up. */
  problem: Text | undefined;
  /** Seconds of processor time that the notebook has used. */
  cpu = 0;
  /** Code of tasks has run since the cells were run. */
  isTouched = false;
  private session: Session | undefined;
  private cells: CompiledCell[] | undefined;
  private readonly began = performance.now();
  private taskEnds = Infinity;
  /** Cells that end the process or do not end: they are left out when it is started again. */
  private readonly skipped = new Set<number>();
  private starts = 0;
  private printed = 0;
  /** Functions that did not answer, which are not called again. */
  private readonly unanswered = new Map<string, Unanswered>();

  constructor(private readonly content: Content, private readonly folder: string, private readonly isolation: Isolation, private readonly limits: Limits) {}

  /** From here on, calls count for the time of another task. */
  beginTask(): void {
    this.taskEnds = performance.now() + this.limits.task;
  }

  /** The next call finds the notebook as its cells left it, in a process of its own. */
  renew(): void {
    this.endSession();
    this.unanswered.clear();
    this.isTouched = false;
  }

  /** The transport of the checks. */
  async ask(request: Request): Promise<Reply> {
    // What a lost process held is gone; a fresh one is not started to be told so.
    if (request.do === 'release' && (!this.session || this.session.isOver)) return { kind: 'returned', value: { kind: 'undefined' }, tensorsLeft: 0 };
    const name = 'name' in request ? request.name : '';
    // Nor is one started for a notebook without code.
    if (this.content.cells.length === 0) return name === '' ? { kind: 'returned', value: { kind: 'held', id: 0 }, tensorsLeft: 0 } : { kind: 'missing' };
    let limit = this.limits.call;
    try {
      const known = this.unanswered.get(name);
      if (known) throw known;
      const session = await this.running();
      limit = Math.min(limit, this.timeLeft());
      const reply = await session.ask(request, limit);
      this.isTouched ||= name !== '' && !isUnwritten(reply);
      return reply;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      this.isTouched = true;
      if (name !== '' && error.reason !== 'given up') this.unanswered.set(name, error);
      throw unansweredFinding(name, error, limit);
    }
  }

  close(): void {
    this.endSession();
    if (this.printed > quiet) this.warn(say(`The notebook printed ${Math.round(this.printed / 1e6)} MB; output is counted, not kept.`, `筆記本印出了 ${Math.round(this.printed / 1e6)} MB；輸出只計量，不保存。`));
  }

  /** Milliseconds that the next call may take. Throws Unanswered when there are none. */
  private timeLeft(): number {
    const task = this.taskEnds - performance.now();
    const submission = this.began + this.limits.submission - performance.now();
    if (submission <= 0) throw new Unanswered('given up', this.problem ??= say(`it took more than ${this.limits.submission / 1000} s altogether`, `總共花了超過 ${this.limits.submission / 1000} 秒`));
    if (task <= 0) throw new Unanswered('stopped', 'the time of the task is used up');
    return Math.min(task, submission);
  }

  private endSession(): void {
    if (!this.session) return;
    this.session.close();
    this.log += this.session.log;
    this.cpu += this.session.cpu;
    this.printed += this.session.printed;
    this.session = undefined;
  }

  /** A session in which the notebook's cells have run. Rejects with Unanswered. */
  private async running(): Promise<Session> {
    while (!this.session || this.session.isOver) {
      if (this.starts > this.limits.restarts) throw new Unanswered('given up', this.problem ??= say(`the notebook's process ended ${this.starts} times`, `筆記本的程序結束了 ${this.starts} 次`));
      if (this.session) this.starts++;
      this.endSession();
      if (this.machineError) throw this.machineError;
      this.session = await Session.start(this.isolation, this.folder, this.limits.sandbox).catch((error: MachineError) => { throw (this.machineError = error); });
      await this.load(this.session);
      this.isTouched = false;
    }
    return this.session;
  }

  /** Runs the cells; one that takes the process with it ends the session and is left out next time. */
  private async load(session: Session): Promise<void> {
    const began = performance.now();
    this.cells ??= compileCells(this.content.cells);
    for (const { cell, position } of this.cells) {
      if (this.skipped.has(position)) continue;
      const left = this.limits.notebook - (performance.now() - began);
      if (left <= 0) {
        this.warn(say(`Cells from ${position} on were not run: the notebook takes more than ${this.limits.notebook / 1000} s.`, `第 ${position} 格以後沒有執行：整本筆記本花了超過 ${this.limits.notebook / 1000} 秒。`));
        return;
      }
      try {
        const failure = isFailure(cell) ? cell : await session.runCell(cell, Math.min(this.limits.cell, left));
        if (failure && failure.name !== 'TodoError') this.warn(stoppedWith(position, failure));
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        this.skipped.add(position);
        this.warn(error.reason === 'stopped'
          ? say(`Cell ${position} was stopped at the time limit.`, `第 ${position} 格超過時間限制而被停止。`)
          : say(`Cell ${position} failed while loading: ${error.details.en}`, `第 ${position} 格執行失敗：${error.details['zh-TW']}`));
        if (session.isOver) return;
      }
    }
  }

  private warn(warning: Text): void {
    if (!this.warnings.some(({ en }) => en === warning.en)) this.warnings.push(warning);
  }
}

function stoppedWith(position: number, { name, message }: CellFailure): Text {
  const words = `${name}: ${message.split('\n')[0].slice(0, 300)}`;
  return say(`Cell ${position} stopped with ${words}`, `第 ${position} 格因錯誤而停止：${words}`);
}

function isUnwritten(reply: Reply): boolean {
  return reply.kind === 'missing' || (reply.kind === 'threw' && reply.error.name === 'TodoError');
}

function unansweredFinding(name: string, { reason, details }: Unanswered, limit: number): Finding {
  const seconds = Math.round(limit / 100) / 10;
  const { en, 'zh-TW': zh } = called(name);
  const wrong: Record<Unanswered['reason'], Text> = {
    stopped: say(`${en} did not answer within the time limit of ${seconds} s.`, `${zh} 沒有在 ${seconds} 秒的時間限制內回答。`),
    lost: say(`${en} ended before answering: ${details.en}`, `${zh} 在回答之前就結束了：${details['zh-TW']}`),
    limit: say(`${en} was ended at the ${details.en}.`, `${zh} 因超過限制而被結束：${details['zh-TW']}。`),
    'protocol violation': say(`${en} was not answered: protocol violation (${details.en}).`, `${zh} 沒有得到回答：違反通訊協定（${details['zh-TW']}）。`),
    'given up': say(`The notebook is not run any more: ${details.en}.`, `不再執行這本筆記本：${details['zh-TW']}。`),
  };
  const hint = reason === 'stopped' ? say('Look for a loop or a promise that never ends.', '請檢查是否有不會結束的迴圈或 promise。') : undefined;
  return new Finding({ wrong: wrong[reason], hint });
}
