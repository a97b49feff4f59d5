/**
 * An engine for tests of the protocol side: runs cells of a tiny command language, one command a line.
 *
 *   print TEXT · warn TEXT            a line on stdout or stderr
 *   value TEXT                        the result of the cell
 *   throw NAME TEXT                   ends the cell with an error
 *   wait MS · forever                 until interrupted
 *   compile MS                        until then, interrupts are not heard
 *   later MS TEXT                     prints after the cell has ended
 *   cycle                             shows data that is not JSON
 *   display ID TEXT · update ID TEXT · clear WAIT
 *   ask PROMPT · password PROMPT      the answer becomes the result
 *   lose TEXT · die TEXT              the runtime is lost, without and with the cell
 *   open ID TARGET · send ID TEXT · close ID
 *   fault TEXT                        the engine itself fails
 *
 * Comms to the target `echo` are open to front ends. A message there is sent back as it came, after
 * `data.print` was printed; the handler takes `data.wait` milliseconds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CommMessage, CompletionResult, DebugRequest, DebugResponse, Engine, ExecuteRequest, ExecuteResult, InspectionResult, IsCompleteResult, OutputEvent } from '../../../kernel-extensions/kernel/engine-api.js';

const cycle: { self?: object } = {};
cycle.self = cycle;

export class ScriptedEngine implements Engine {
  onOutput: Engine['onOutput'] = () => {};
  onComm: Engine['onComm'] = () => {};
  onInput: Engine['onInput'] = () => Promise.reject(new Error('not connected'));
  onRuntimeLost: Engine['onRuntimeLost'] = () => {};
  onDebugEvent: Engine['onDebugEvent'] = () => {};
  readonly calls: string[] = [];
  readonly #interrupts = new Map<string, AbortController>();

  constructor(private readonly starts: Promise<void> = Promise.resolve()) {}

  async start(): Promise<void> {
    await this.starts;
    this.calls.push('start');
  }

  async execute({ code, cellId, silent }: ExecuteRequest): Promise<ExecuteResult> {
    this.calls.push(`execute ${code}`);
    let interrupted = this.#listenToInterrupts(cellId);
    const emit = (event: OutputEvent) => this.onOutput(cellId, event);
    const text = (content: string) => ({ data: { 'text/plain': content }, metadata: {} });
    let result: string | undefined;
    try {
      for (const line of code.split('\n')) {
        const [, command, first = '', rest = ''] = /^(\S+)(?: (\S+))?(?: (.*))?$/.exec(line) ?? [];
        const all = line.slice(command?.length ?? 0).trim();
        switch (command) {
          case 'print': emit({ type: 'stream', name: 'stdout', text: `${all}\n` }); break;
          case 'warn': emit({ type: 'stream', name: 'stderr', text: `${all}\n` }); break;
          case 'value': result = all; break;
          case 'throw': return { status: 'error', error: { ename: first, evalue: rest, traceback: [`${first}: ${rest}`] } };
          case 'wait': await delay(Number(first), undefined, { signal: interrupted.signal }); break;
          case 'compile': await delay(Number(first)); interrupted = this.#listenToInterrupts(cellId); break;
          case 'forever': await delay(1e9, undefined, { signal: interrupted.signal }); break;
          case 'later': setTimeout(() => emit({ type: 'stream', name: 'stdout', text: rest }), Number(first)); break;
          case 'cycle': emit({ type: 'display_data', data: { 'application/json': cycle }, metadata: {} }); break;
          case 'display': emit({ type: 'display_data', ...text(rest), displayId: first }); break;
          case 'update': emit({ type: 'update_display_data', ...text(rest), displayId: first }); break;
          case 'clear': emit({ type: 'clear_output', wait: first === 'true' }); break;
          case 'ask': case 'password': result = await this.onInput(cellId, all, command === 'password'); break;
          case 'open': this.onComm(cellId, { type: 'comm_open', commId: first, target: rest, ...payload({}) }); break;
          case 'send': this.onComm(cellId, { type: 'comm_msg', commId: first, ...payload({ text: rest }) }); break;
          case 'close': this.onComm(cellId, { type: 'comm_close', commId: first, ...payload({}) }); break;
          case 'lose': this.onRuntimeLost(all); break;
          case 'die': this.onRuntimeLost(all); return { status: 'error', error: { ename: 'KernelRestarted', evalue: all, traceback: [all] } };
          case 'fault': throw new Error(all);
        }
      }
    } catch (error) {
      if (interrupted.signal.aborted) return { status: 'error', error: { ename: 'KeyboardInterrupt', evalue: '', traceback: ['KeyboardInterrupt'] } };
      if ((error as Error).name === 'StdinNotImplementedError') return { status: 'error', error: { ename: (error as Error).name, evalue: (error as Error).message, traceback: [] } };
      throw error;
    }
    return result === undefined || silent ? { status: 'ok' } : { status: 'ok', result: text(result) };
  }

  async comm(causeId: string, message: CommMessage): Promise<void> {
    this.calls.push(`${message.type} ${message.commId}`);
    if (message.type === 'comm_open' && message.target !== 'echo') this.onComm(causeId, { type: 'comm_close', commId: message.commId, ...payload({}) });
    if (message.type !== 'comm_msg') return;
    if (typeof message.data.wait === 'number') await delay(message.data.wait);
    if (typeof message.data.print === 'string') this.onOutput(causeId, { type: 'stream', name: 'stdout', text: `${message.data.print}\n` });
    this.onComm(causeId, message);
  }

  #listenToInterrupts(cellId: string): AbortController {
    const controller = new AbortController();
    this.#interrupts.set(cellId, controller);
    return controller;
  }

  async interrupt(cellId?: string): Promise<void> {
    this.calls.push('interrupt');
    for (const [id, controller] of this.#interrupts) if (cellId === undefined || id === cellId) controller.abort();
  }

  async restart(): Promise<void> {
    this.calls.push('restart');
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }

  /** Completes the word before the cursor to `word1` and `word2`. */
  async complete(code: string, cursor: number): Promise<CompletionResult> {
    const word = /\S*$/u.exec(code.slice(0, cursor))![0];
    return { start: cursor - word.length, end: cursor, matches: [1, 2].map((n) => ({ text: `${word}${n}`, kind: 'const', signature: `const ${word}${n}: number` })) };
  }

  /** Knows what stands directly before the cursor. */
  async inspect(code: string, cursor: number, detailLevel: 0 | 1): Promise<InspectionResult> {
    const word = /\S*$/u.exec(code.slice(0, cursor))![0];
    return { found: word !== '', data: word === '' ? {} : { 'text/plain': `${word} at level ${detailLevel}` } };
  }

  /** Says what it was asked, after an event of the same name. */
  async debug({ seq, command, arguments: body }: DebugRequest): Promise<DebugResponse> {
    this.onDebugEvent({ seq: seq + 1, type: 'event', event: command });
    return { seq: seq + 2, type: 'response', request_seq: seq, success: true, command, body: body as object };
  }

  async isComplete(code: string): Promise<IsCompleteResult> {
    return code.endsWith('{') ? { status: 'incomplete', indent: '  ' } : { status: 'complete' };
  }
}

const payload = (data: Record<string, unknown>) => ({ data, metadata: {}, buffers: [] });
