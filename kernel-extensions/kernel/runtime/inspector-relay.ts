// Gives the supervisor the V8 inspector of the main thread, for a debugger. Runs in the controller's
// thread, which goes on while the main thread stands at a breakpoint; loaded with the first request.
import { Session } from 'node:inspector';
import type { InspectorCommand, InspectorMessage } from './messages.js';

/** Longer texts of variables are cut: nobody reads them in a debugger. */
const longestText = 20_000;
/**
 * From Node 24 on, nothing puts the stack of async contexts in order after code was stopped (async-stack.ts), and Node aborts
 * where that is looked at: while a debugger follows promises.
 */
const followsPromisesAfterStop = Number(process.versions.node.split('.')[0]) < 24;

export class InspectorRelay {
  private session: Session | undefined;
  private isPaused = false;
  private followsPromises: boolean;

  /** `onConnect` hears that the main thread is about to be debugged. `hasStopped`: code of this process has been stopped before. */
  constructor(private readonly send: (line: string) => void, private readonly onConnect: () => void, hasStopped: boolean) {
    this.followsPromises = !hasStopped || followsPromisesAfterStop;
  }

  handle(command: InspectorCommand): void {
    if (command.type === 'detach') return this.detach();
    const { id, method, params } = command;
    if (method === 'Debugger.setAsyncCallStackDepth' && !this.followsPromises) return this.tell({ id, result: {} });
    this.connected().post(method, params, (error, result) => this.tell(error ? { id, error: error.message } : { id, result: result as object }));
  }

  /** Nothing stops while a cell is being interrupted. */
  skipPauses(skip: boolean): void {
    this.session?.post('Debugger.setSkipAllPauses', { skip }, () => {});
    if (followsPromisesAfterStop) return;
    this.followsPromises = false;
    this.session?.post('Debugger.setAsyncCallStackDepth', { maxDepth: 0 }, () => {});
  }

  /**
   * If the main thread stands at a breakpoint: end the code that stands there, unless `expression`,
   * evaluated in its midst, says false. Returns whether it was ended.
   */
  async stopPausedCode(expression: string): Promise<boolean> {
    const { session } = this;
    if (!session || !this.isPaused) return false;
    const isMeant = await new Promise<boolean>((resolve) => session.post('Runtime.evaluate', { expression }, (_, evaluated) => resolve(evaluated?.result.value === true)));
    if (isMeant) await new Promise<void>((resolve) => session.post('Debugger.resume', { terminateOnResume: true }, () => resolve()));
    return isMeant;
  }

  private connected(): Session {
    if (this.session) return this.session;
    const session = new Session();
    session.connectToMainThread();
    session.on('inspectorNotification', ({ method, params }) => {
      if (method === 'Debugger.paused') this.isPaused = true;
      if (method === 'Debugger.resumed') this.isPaused = false;
      this.tell({ method, params: params as object });
    });
    this.session = session;
    this.onConnect();
    return session;
  }

  private detach(): void {
    this.session?.disconnect();
    this.session = undefined;
    this.isPaused = false;
  }

  private tell(message: InspectorMessage): void {
    this.send(JSON.stringify(message, (key, value: unknown) =>
      (key === 'value' && typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value)));
  }
}
