/** Judges as processes: started when needed, used again and again, replaced when a submission has brought one down. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { say, type Text } from '../../tests/checks/language.js';
import type { Result } from '../result.js';
import { ownCpu } from '../sandbox/usage.js';
import { bounded } from '../sandbox/visible.js';
import { MachineError } from '../sandbox/session.js';
import type { Submission } from '../submission.js';
import { defaultLimits } from './limits.js';
import { emptyResult } from './grade.js';
import type { JudgeEvent, JudgeRequest, JudgeSettings } from './messages.js';

const program = fileURLToPath(new URL('./judge.js', import.meta.url));
const heapMegabytes = 1024;
/** How long a judge may take to start. */
const startLimit = 180_000;

/** So often a judge may end without a word over the same task before the answer is blamed: a machine short of memory kills whom it likes. */
const chances = 3;

/** A judge ended before it had judged; `why` is a half-sentence for the student, `task` what it was busy with, `isClear` that the answer did it. */
class JudgeLost extends Error {
  constructor(readonly why: Text, readonly isClear: boolean, readonly task: string | undefined) {
    super(why.en);
  }
}

export class JudgePool {
  private readonly idle: Judge[] = [];
  private readonly all = new Set<Judge>();

  constructor(private readonly settings: JudgeSettings, private readonly tier: string) {}

  /** Grades one submission, or one task of it; as many at a time as there are callers. Rejects with a MachineError when the grader itself cannot work. */
  async grade(submission: Submission, only?: string): Promise<Result> {
    const given: Record<string, Text> = {};
    const losses = new Map<string | undefined, number>();
    for (;;) {
      const judge = this.free() ?? await this.start();
      try {
        const result = await judge.grade({ submission, given, only });
        this.idle.push(judge);
        return result;
      } catch (error) {
        judge.end();
        this.all.delete(judge);
        if (!(error instanceof JudgeLost)) throw error;
        losses.set(error.task, (losses.get(error.task) ?? 0) + 1);
        if (!error.isClear && losses.get(error.task)! < chances) continue;
        // Before the first task, only the notebook itself can have done it.
        if (error.task === undefined || error.task in given) return { ...emptyResult(submission, this.tier), problem: say(`the notebook could not be graded: ${error.why.en}`, `這本筆記本無法評分：${error.why['zh-TW']}`) };
        given[error.task] = error.why;
      }
    }
  }

  close(): void {
    for (const judge of this.all) judge.end();
    this.all.clear();
  }

  /** One that has ended while it had nothing to do is nobody's fault. */
  private free(): Judge | undefined {
    for (;;) {
      const judge = this.idle.pop();
      if (!judge?.isOver) return judge;
      this.all.delete(judge);
    }
  }

  private async start(): Promise<Judge> {
    const judge = new Judge(this.settings);
    this.all.add(judge);
    await judge.ready;
    return judge;
  }
}

class Judge {
  readonly ready: Promise<void>;
  isOver = false;
  private readonly child: ChildProcess;
  private readonly silence: number;
  private task: string | undefined;
  private isSilent = false;
  private lastWords = '';
  private timer: NodeJS.Timeout | undefined;
  private settle: { resolve(event: JudgeEvent): void; reject(error: Error): void } | undefined;

  constructor(settings: JudgeSettings) {
    this.silence = settings.limits?.judging ?? defaultLimits.judging;
    const [file, ...args] = bounded([process.execPath, '--no-warnings', `--max-old-space-size=${heapMegabytes}`, program]);
    this.child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.lastWords = (this.lastWords + chunk.toString('utf8')).slice(-4000); });
    this.child.on('error', (error) => this.lost(new MachineError(error.message)));
    this.child.on('close', (code, signal) => this.lost(this.explain(code, signal)));
    this.child.on('message', (event: JudgeEvent) => this.hear(event));
    this.child.send(settings, () => {});
    this.ready = this.answer(startLimit).then((event) => {
      if (event.type === 'failed') throw new MachineError(`the grader could not be started: ${event.why}`);
    }, (error: Error) => { throw new MachineError(`the grader could not be started: ${error.message} ${this.lastWords}`); });
  }

  async grade(request: JudgeRequest): Promise<Result> {
    this.task = undefined;
    this.child.send(request, () => {});
    const event = await this.answer(this.silence);
    if (event.type !== 'graded') throw new MachineError(event.type === 'failed' ? event.why : 'the grader answered something else');
    return event.result;
  }

  end(): void {
    clearTimeout(this.timer);
    this.child.kill('SIGKILL');
  }

  private answer(silence: number): Promise<JudgeEvent> {
    this.listen(silence);
    return new Promise((resolve, reject) => { this.settle = { resolve, reject }; });
  }

  /** Ends a judge that is silent for so long because it computes; one that waits for a processor is left more time. */
  private listen(silence: number, patience = 10, since = this.cpu()): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (patience > 1 && this.cpu() - since < 0.9 * silence / 1000) return this.listen(silence, patience - 1, since);
      this.isSilent = true;
      this.child.kill('SIGKILL');
    }, silence);
  }

  /** Seconds; where nobody tells, time on the clock stands in for it. */
  private cpu(): number {
    return ownCpu(this.child.pid ?? 0) ?? performance.now() / 1000;
  }

  private hear(event: JudgeEvent): void {
    if (event.type === 'pulse' || event.type === 'task') {
      if (event.type === 'task') this.task = event.task;
      return this.listen(this.silence);
    }
    clearTimeout(this.timer);
    this.settle?.resolve(event);
  }

  private lost(error: Error): void {
    clearTimeout(this.timer);
    this.isOver = true;
    this.settle?.reject(error);
  }

  private explain(code: number | null, signal: string | null): JudgeLost {
    if (this.isSilent) return new JudgeLost(say(`time limit: it kept the grader busy for more than ${this.silence / 1000} s`, `時間限制：評分系統為它忙了超過 ${this.silence / 1000} 秒`), true, this.task);
    if (/heap out of memory|Allocation failed/.test(this.lastWords)) return new JudgeLost(say('memory limit: it was too much for the grader', '記憶體上限：評分系統無法負荷'), true, this.task);
    return new JudgeLost(say(`it brought the grader down (${signal ?? code})`, `它使評分系統中斷（${signal ?? code}）`), false, this.task);
  }
}
