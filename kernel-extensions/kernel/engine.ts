// Runs the TypeScript cells of one notebook: language/ checks them and makes them ready in one child
// process, runtime/ runs them in another. Knows nothing of Jupyter.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellError, CommMessage, CompletionResult, DebugRequest, DebugResponse, Engine, EngineOptions, ExecuteRequest, ExecuteResult, InspectionResult, IsCompleteResult } from './engine-api.js';
import type { DebugAdapter } from './debugger/adapter.js';
import type { CompiledCell } from './debugger/scripts.js';
import type { Compiled } from './language/language.js';
import { withProperties, withValue } from './live-values.js';
import { startLanguage, type LanguageClient } from './language/index.js';
import { RuntimeProcess } from './runtime/process.js';

/** Packages with many types; they are loaded ahead, where the folder's notebooks use them, when no cell comes for this long. */
const largePackages = ['@tensorflow/tfjs', 'minimax-labs'];
const preloadAfterMs = 500;
/** How many cells a debugger that attaches later will know. */
const debuggableCells = 1000;

const interruptedBeforeRun: CellError = {
  ename: 'KeyboardInterrupt', evalue: 'The cell was interrupted before it ran.', traceback: ['KeyboardInterrupt: The cell was interrupted before it ran.'],
};

/** A fault of the compiler is the cell's error, not the engine's end. */
const compilerFailed = ({ message }: Error): Compiled => ({ ok: false, error: { ename: 'CompilerError', evalue: message.split('\n')[0], traceback: message.split('\n') } });

export function createEngine(options: EngineOptions): Engine {
  return new TypeScriptEngine(options);
}

/** What the engine does for a cell just now. */
class CellRun {
  phase: 'compiling' | 'running' = 'compiling';
  isInterrupted = false;
  interrupt!: () => void;
  readonly interrupted = new Promise<undefined>((resolve) => {
    this.interrupt = () => { this.isInterrupted = true; resolve(undefined); };
  });
}

/** Those of `packages` that a notebook in `folder` mentions. */
async function packagesUsed(folder: string, packages: string[]): Promise<string[]> {
  const notebooks = (await readdir(folder)).filter((name) => name.endsWith('.ipynb'));
  const texts = await Promise.all(notebooks.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return packages.filter((name) => texts.some((text) => text.includes(`'${name}`) || text.includes(`"${name}`)));
}

class TypeScriptEngine implements Engine {
  onOutput: Engine['onOutput'] = () => {};
  onComm: Engine['onComm'] = () => {};
  onInput: Engine['onInput'] = async () => '';
  onRuntimeLost: Engine['onRuntimeLost'] = () => {};
  onDebugEvent: Engine['onDebugEvent'] = () => {};
  private language: LanguageClient | undefined;
  private runtime: RuntimeProcess | undefined;
  /** The latest cell of each shell that has any; never rejects. */
  private readonly queues = new Map<string | undefined, Promise<unknown>>();
  /** The cells on their way, by id. */
  private readonly runs = new Map<string, CellRun>();
  /** The cells of the present process. */
  private readonly cells = new Map<string, CompiledCell>();
  private debugAdapter: Promise<DebugAdapter> | undefined;
  private isPreloaded = false;
  private preloading: NodeJS.Timeout | undefined;

  constructor(private readonly options: EngineOptions) {
    this.language = startLanguage({ cwd: options.cwd, typeErrors: options.typeErrors ?? 'error' });
  }

  async start(): Promise<void> {
    this.runtime = this.startRuntime();
    await Promise.all([this.runtime.ready, this.started().warmUp()]);
    this.preloadWhenIdle();
  }

  /** Once, when no cell has been waiting for a while. */
  private preloadWhenIdle(): void {
    if (this.isPreloaded) return;
    this.preloading = setTimeout(() => {
      this.isPreloaded = true;
      void packagesUsed(this.options.cwd, largePackages)
        .then((packages) => (packages.length > 0 ? this.language?.preload(packages) : undefined)).catch(() => {});
    }, preloadAfterMs);
    this.preloading.unref();
  }

  execute(request: ExecuteRequest): Promise<ExecuteResult> {
    const result = (this.queues.get(request.shell) ?? Promise.resolve()).then(() => this.run(request));
    const settled = result.catch(() => {}).then(() => {
      if (this.queues.get(request.shell) === settled) this.queues.delete(request.shell);
    });
    this.queues.set(request.shell, settled);
    return result;
  }

  async interrupt(cellId?: string): Promise<void> {
    const runs = [...this.runs].filter(([id]) => cellId === undefined || id === cellId).map(([, run]) => run);
    for (const run of runs) run.interrupt();
    // What earlier cells have left behind may run, too.
    if (this.runs.size === 0 || runs.some(({ phase }) => phase === 'running') || (cellId === undefined && this.runtime?.isHandlingComms)) this.runtime?.interrupt(cellId);
  }

  async comm(causeId: string, message: CommMessage): Promise<void> {
    if (this.runtime) return this.runtime.comm(causeId, message);
    if (message.type === 'comm_open') this.onComm(causeId, { type: 'comm_close', commId: message.commId, data: {}, metadata: {}, buffers: [] });
  }

  async restart(): Promise<void> {
    await this.runtime?.kill();
    await this.language?.clear();
    this.runtime = this.startRuntime();
    (await this.debugAdapter)?.processEnded();
    await this.runtime.ready;
  }

  async shutdown(): Promise<void> {
    clearTimeout(this.preloading);
    this.isPreloaded = true;
    await Promise.all([this.runtime?.kill(), this.language?.close()]);
    this.runtime = this.language = undefined;
  }

  async complete(code: string, cursor: number): Promise<CompletionResult> {
    const { dynamic, ...result } = await this.started().complete(code, cursor);
    const seen = dynamic && await this.runtime?.look(dynamic.path);
    return seen ? withProperties(result, seen, code.slice(result.start, cursor), dynamic.isKey) : result;
  }

  async inspect(code: string, cursor: number, detailLevel: 0 | 1): Promise<InspectionResult> {
    const { path, ...result } = await this.started().inspect(code, cursor, detailLevel);
    const seen = path && await this.runtime?.look(path);
    return seen ? withValue(result, seen) : result;
  }

  isComplete(code: string): Promise<IsCompleteResult> {
    return this.started().isComplete(code);
  }

  private async run(request: ExecuteRequest): Promise<ExecuteResult> {
    clearTimeout(this.preloading);
    try {
      return await this.compileAndRun(request);
    } finally {
      this.runs.delete(request.cellId);
      if (this.runs.size === 0) this.preloadWhenIdle();
    }
  }

  private async compileAndRun({ code, cellId, executionCount, silent = false }: ExecuteRequest): Promise<ExecuteResult> {
    const run = new CellRun();
    this.runs.set(cellId, run);
    // A process that could not start is tried again with each cell, and its failure is the cell's.
    this.runtime ??= this.startRuntime();
    const runtime = this.runtime;
    const failure = await runtime.ready.then(() => undefined, (error: Error) => error.message);
    if (failure) return { status: 'error', error: { ename: 'KernelRestarted', evalue: failure, traceback: [failure] } };
    const compiling = this.started().compile(code, executionCount).catch(compilerFailed);
    const compiled = await Promise.race([compiling, run.interrupted]);
    if (!compiled) {
      // A check may take long, and cannot be broken off; what the cell declares never gets a value.
      void compiling.then((late) => (late.ok ? this.language?.noteUnset(late.cell.names) : undefined)).catch(() => {});
      return { status: 'error', error: interruptedBeforeRun };
    }
    if (!compiled.ok) return { status: 'error', error: compiled.error };
    const cell = this.remember({ id: cellId, executionCount, source: code, map: compiled.cell.map });
    const debugAdapter = this.debugAdapter && await this.debugAdapter;
    await debugAdapter?.beforeRun(cell);
    if (run.isInterrupted) return { status: 'error', error: interruptedBeforeRun };
    if (compiled.warning) this.onOutput(cellId, { type: 'stream', name: 'stderr', text: compiled.warning.traceback.join('\n') + '\n' });
    run.phase = 'running';
    const { result, unset } = await runtime.run({ id: cellId, executionCount, ...compiled.cell, source: code, silent, leaveUncaught: debugAdapter?.stopsAtUncaught });
    if (unset.length > 0) await this.started().noteUnset(unset);
    return result;
  }

  /** The debugger is loaded with the first request to it. */
  async debug(request: DebugRequest): Promise<DebugResponse> {
    this.debugAdapter ??= import('./debugger/adapter.js').then(({ DebugAdapter }) => new DebugAdapter({
      inspector: () => this.runtime!.inspector,
      cells: () => this.cells.values(),
      isRunning: () => this.runs.size > 0,
      endCells: async () => { await this.interrupt(); await Promise.all(this.queues.values()); },
    }, (event) => this.onDebugEvent(event)));
    return (await this.debugAdapter).handle(request);
  }

  private remember(cell: CompiledCell): CompiledCell {
    this.cells.set(cell.id, cell);
    if (this.cells.size > debuggableCells) this.cells.delete(this.cells.keys().next().value!);
    return cell;
  }

  private startRuntime(): RuntimeProcess {
    this.cells.clear();
    return new RuntimeProcess({ cwd: this.options.cwd, env: this.options.env ?? process.env }, {
      onOutput: (cell, event) => this.onOutput(cell, event),
      onComm: (cause, message) => this.onComm(cause, message),
      onInput: (cell, prompt, password) => this.onInput(cell, prompt, password),
      onLost: (why, wasReady) => {
        void this.language?.clear();
        this.runtime = wasReady ? this.startRuntime() : undefined;
        void this.debugAdapter?.then((debugAdapter) => debugAdapter.processEnded());
        this.onRuntimeLost(why);
      },
    });
  }

  private started(): LanguageClient {
    if (!this.language) throw new Error('The engine is not started.');
    return this.language;
  }
}
