// A notebook for tests: cells go in, results and output come out. Drives the engine without Jupyter.
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { CellError, CommMessage, Engine, EngineOptions, ExecuteResult, OutputEvent } from '../../kernel-extensions/kernel/engine-api.js';
import { createEngine } from '../../kernel-extensions/kernel/engine.js';

export interface Output { cell: string; event: OutputEvent }

/** What a front end, or code, sends on a comm. */
export interface Sent { cause: string; message: CommMessage }

export class TestNotebook {
  readonly folder = mkdtempSync(join(tmpdir(), 'minimax-notebook-'));
  readonly outputs: Output[] = [];
  /** What code has sent on comms. */
  readonly sent: Sent[] = [];
  readonly lost: string[] = [];
  readonly engine: Engine;
  private count = 0;
  private waiting: (() => void)[] = [];

  constructor(options: Partial<EngineOptions> = {}) {
    this.engine = createEngine({ cwd: this.folder, ...options });
    this.engine.onOutput = (cell, event) => { this.outputs.push({ cell, event }); this.wake(); };
    this.engine.onComm = (cause, message) => { this.sent.push({ cause, message }); this.wake(); };
    this.engine.onRuntimeLost = (why) => { this.lost.push(why); this.wake(); };
  }

  static async open(options: Partial<EngineOptions> = {}): Promise<TestNotebook> {
    const notebook = new TestNotebook(options);
    await notebook.engine.start();
    return notebook;
  }

  /** The id of the cell that ran last. */
  get cell(): string {
    return `cell-${this.count}`;
  }

  get executionCount(): number {
    return this.count;
  }

  execute(code: string): Promise<ExecuteResult> {
    this.count++;
    return this.engine.execute({ code, cellId: this.cell, executionCount: this.count });
  }

  /** The text of the cell's value; throws what the cell threw. */
  async value(code: string): Promise<string | undefined> {
    const result = await this.execute(code);
    if (result.status === 'error') throw new Error(stripVTControlCharacters(result.error.traceback.join('\n')));
    return result.result?.data['text/plain'] as string | undefined;
  }

  /** The error of a cell that must fail, without colours. */
  async error(code: string): Promise<CellError & { text: string }> {
    const result = await this.execute(code);
    if (result.status === 'ok') throw new Error(`expected an error from: ${code}`);
    const traceback = result.error.traceback.map(stripVTControlCharacters);
    return { ...result.error, traceback, text: traceback.join('\n') };
  }

  /** Run a cell and interrupt it once it has printed `running`. */
  async interrupted(code: string): Promise<CellError> {
    const seen = this.outputs.length;
    const result = this.error(code);
    await this.until(() => this.printed(this.cell, seen).includes('running'));
    await this.engine.interrupt();
    return result;
  }

  /** What was printed, by this cell only if one is given. */
  printed(cell?: string, from = 0, name?: 'stdout' | 'stderr'): string {
    return this.outputs.slice(from)
      .map(({ cell: by, event }) => (event.type === 'stream' && (!cell || by === cell) && (!name || event.name === name) ? event.text : '')).join('');
  }

  /** Resolves when `condition` holds; it is looked at after each output and each comm message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => { this.waiting.push(resolve); });
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  async close(): Promise<void> {
    await this.engine.shutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
