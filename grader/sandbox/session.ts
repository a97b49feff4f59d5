/**
 * The grader's side of one submission's child. What the child says is data from a stranger: a line
 * that is not an answer to the question ends the session.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunnableCell } from '../../kernel-extensions/kernel/runtime/messages.js';
import type { Reply, Request } from '../../tests/checks/answer.js';
import { say, type Text } from '../../tests/checks/language.js';
import type { Isolation } from './isolation.js';
import { LineReader } from './lines.js';
import { maximumLine, type Answer, type CellFailure, type Command } from './messages.js';
import { usageOf } from './usage.js';

/** The grader cannot work on this machine as it is. */
export class MachineError extends Error {}

/** Why a session is over, or (`stopped`) why one question of it was not answered. */
export class Unanswered extends Error {
  /** Half a sentence; what another process says is the same in both languages. */
  readonly details: Text;
  constructor(readonly reason: 'stopped' | 'lost' | 'limit' | 'protocol violation' | 'given up', details: Text | string) {
    const text = typeof details === 'string' ? { en: details, 'zh-TW': details } : details;
    super(`${reason}: ${text.en}`);
    this.details = text;
  }
}

/** How long the child may take to stop by itself after a time limit, and to start. */
const grace = 10_000;
const startLimit = 180_000;

/** What all processes of a submission may use together. */
export interface Bounds {
  processes: number;
  /** Bytes. */
  memory: number;
  /** Seconds of processor time. */
  cpu: number;
}

/** How often their use is looked at, in milliseconds. */
const watchInterval = 100;

const program = [process.execPath, '--no-warnings', fileURLToPath(new URL('./child.js', import.meta.url))];

export class Session {
  private readonly child: ChildProcess;
  private waiting: { id: number; resolve(answer: Answer): void; reject(error: Unanswered): void } | undefined;
  private nextId = 1;
  private end: Unanswered | undefined;
  /** The end of what the child wrote on stderr: for the instructor, never for the student. */
  private lastWords = '';
  private readonly watch: NodeJS.Timeout;
  private readonly endOutside: (() => void) | undefined;
  /** Seconds of processor time that the child and what it started have used, as far as is known. */
  cpu = 0;
  /** Characters that the notebook has printed. */
  printed = 0;

  private constructor(isolation: Isolation, folder: string, private readonly bounds: Bounds) {
    const { file, args, cwd, env, end, cleanUp } = isolation.prepare(folder, program);
    this.endOutside = end;
    // `detached` makes the child the leader of a process group, which can be ended as a whole.
    this.child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.child.on('exit', () => cleanUp?.());
    this.watch = setInterval(() => this.look(), watchInterval).unref();
    const lines = new LineReader(maximumLine, (line) => this.hear(line));
    this.child.stdout!.on('data', (chunk: Buffer) => {
      try {
        lines.push(chunk);
      } catch (error) {
        this.fail(new Unanswered('protocol violation', (error as Error).message));
      }
    });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.lastWords = (this.lastWords + chunk.toString('utf8')).slice(-2000); });
    this.child.stdin!.on('error', () => {});
    this.child.on('error', (error) => this.fail(new Unanswered('lost', error.message)));
    this.child.on('close', (code, signal) => this.fail(new Unanswered('lost', say(`the process that holds the notebook broke down (${signal ?? code})`, `執行筆記本的程序中斷了（${signal ?? code}）`))));
  }

  /** A child with an empty notebook whose working directory is `folder`. No code of a student runs yet: it rejects with a MachineError. */
  static async start(isolation: Isolation, folder: string, bounds: Bounds): Promise<Session> {
    const session = new Session(isolation, folder, bounds);
    await session.answer(0, startLimit).catch((error: Unanswered) => {
      throw new MachineError(`the sandbox could not be started: ${error.details.en}. ${session.log}`.trim());
    });
    return session;
  }

  get log(): string {
    return this.lastWords;
  }

  get isOver(): boolean {
    return this.end !== undefined;
  }

  /** Runs a cell; resolves to what it threw, if it threw. Rejects with Unanswered. */
  async runCell(cell: RunnableCell, limit: number): Promise<CellFailure | undefined> {
    const answer = await this.send({ do: 'cell', cell, id: this.nextId++, limit });
    if (answer.kind !== 'ran') throw this.violation();
    return answer.error && { name: String(answer.error.name), message: String(answer.error.message) };
  }

  /** Asks the student's side of the checks. Rejects with Unanswered. */
  async ask(request: Request, limit: number): Promise<Reply> {
    const answer = await this.send({ do: 'ask', request, id: this.nextId++, limit });
    if (answer.kind !== 'reply' || typeof answer.reply !== 'object' || answer.reply === null) throw this.violation();
    return answer.reply;
  }

  /** Ends the child and everything it started. */
  close(): void {
    this.look();
    this.end ??= new Unanswered('lost', 'the session was closed');
    clearInterval(this.watch);
    this.kill();
  }

  private async send(command: Command): Promise<Answer> {
    if (this.end) throw this.end;
    this.child.stdin!.write(`${JSON.stringify(command)}\n`);
    const answer = await this.answer(command.id, command.limit + grace);
    if (answer.kind === 'stopped') throw new Unanswered('stopped', `after ${command.limit} ms`);
    if (answer.kind === 'lost') {
      const lost = new Unanswered('lost', String(answer.why).slice(0, 500));
      this.fail(lost);
      throw lost;
    }
    this.printed += Number(answer.printed) || 0;
    return answer;
  }

  private look(): void {
    if (this.end || this.child.pid === undefined) return;
    const usage = usageOf(this.child.pid);
    if (!usage) return;
    this.cpu = Math.max(this.cpu, usage.cpu);
    const { processes, memory, cpu } = this.bounds;
    if (usage.processes > processes) this.fail(new Unanswered('limit', say(`process limit: the code had more than ${processes} processes running`, `行程數量上限：程式同時執行了超過 ${processes} 個行程`)));
    else if (usage.memory > memory) this.fail(new Unanswered('limit', say(`memory limit: the code took more than ${Math.round(memory / 2 ** 20)} MiB`, `記憶體上限：程式使用了超過 ${Math.round(memory / 2 ** 20)} MiB`)));
    else if (usage.cpu > cpu) this.fail(new Unanswered('limit', say(`processor limit: the code computed for more than ${cpu} s`, `處理器時間上限：程式計算了超過 ${cpu} 秒`)));
  }

  private answer(id: number, limit: number): Promise<Answer> {
    if (this.end) return Promise.reject(this.end);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new Unanswered('stopped', `and would not stop after ${limit} ms`)), limit);
      const done = <T>(settle: (value: T) => void) => (value: T): void => {
        clearTimeout(timer);
        this.waiting = undefined;
        settle(value);
      };
      this.waiting = { id, resolve: done(resolve), reject: done(reject) };
    });
  }

  private hear(line: string): void {
    let answer: Answer | undefined;
    try {
      answer = JSON.parse(line) as Answer;
    } catch {
      // Not even JSON.
    }
    if (!this.waiting || answer?.id !== this.waiting.id) this.violation();
    else this.waiting.resolve(answer);
  }

  private violation(): Unanswered {
    const error = new Unanswered('protocol violation', say('the notebook\'s process sent what it was not asked for', '筆記本的程序送出了沒有被要求的內容'));
    this.fail(error);
    return error;
  }

  private fail(error: Unanswered): void {
    this.end ??= error;
    clearInterval(this.watch);
    this.waiting?.reject(this.end);
    this.kill();
  }

  /** Ends the process group; the namespaces of bubblewrap end with it. */
  private kill(): void {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.endOutside?.();
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }
}
