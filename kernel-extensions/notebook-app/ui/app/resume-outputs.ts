// Shows what cells published while no page was there, and goes on with those that still run: a training
// run survives a closed tab. The server keeps the messages (server/cell-runs.ts); here they are played
// into the outputs of their cells, followed by what arrives meanwhile.
import { CodeCell } from '@jupyterlab/cells';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { KernelShellFutureHandler } from '@jupyterlab/services/lib/kernel/future';
import { URLExt } from '@jupyterlab/coreutils';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

/** As server/cell-runs.ts sends it. */
interface CellRun {
  request: KernelMessage.IExecuteRequestMsg['header'];
  cellId: string;
  messages: KernelMessage.IIOPubMessage[];
  reply?: KernelMessage.IExecuteReplyMsg;
  question?: KernelMessage.IInputRequestMsg;
}

export const resumeOutputs: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:resume-outputs',
  description: 'Shows the outputs that arrived while the notebook was closed.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (app, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect((_sender, panel) => {
      void Promise.all([panel.context.ready, panel.sessionContext.ready, panel.revealed])
        .then(() => resume(panel, app.serviceManager.serverSettings))
        .catch((error: unknown) => console.error('Could not resume the outputs of running cells.', error));
    });
  },
};

async function resume(panel: NotebookPanel, settings: ServerConnection.ISettings): Promise<void> {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) return;
  const url = URLExt.join(settings.baseUrl, 'minimax/kernels', kernel.id, 'runs');
  const listener = new Listener(kernel);
  panel.disposed.connect(() => listener.stop());
  const { runs, later } = await runsAndLater(kernel, url, settings, listener);
  const resumed = runs.flatMap((run) => {
    if (run.request.session === kernel.clientId) return []; // This page has begun it, and shows it.
    const cell = panel.content.widgets.find(({ model }) => model.id === run.cellId);
    return cell instanceof CodeCell ? [{ run, play: playInto(cell, run, kernel) }] : [];
  });
  if (resumed.length === 0) return listener.stop();

  const byRequest = new Map(resumed.map(({ run, play }) => [run.request.msg_id, play.message]));
  listener.take = (message) => { byRequest.get((message.parent_header as { msg_id?: string }).msg_id ?? '')?.(message); };
  later.forEach(listener.take);
  for (const { run, play } of resumed) {
    void play.done.then(async () => {
      await panel.context.save();
      await ServerConnection.makeRequest(URLExt.join(url, run.request.msg_id), { method: 'DELETE' }, settings);
    });
  }
}

/**
 * The runs as the server knows them, and what came after its answer. The answer comes on a connection of its own, before or
 * after messages that are in it; so the server also puts a mark between the messages.
 */
async function runsAndLater(kernel: Kernel.IKernelConnection, url: string, settings: ServerConnection.ISettings, listener: Listener): Promise<{ runs: CellRun[]; later: KernelMessage.IMessage[] }> {
  for (;;) {
    await connectionOf(kernel, (status) => status === 'connected');
    const messages: KernelMessage.IMessage[] = [];
    let mark: string | undefined;
    let marked = (): void => {};
    listener.take = (message) => {
      messages.push(message);
      if (message.header.msg_id === mark) marked();
    };
    const response = await ServerConnection.makeRequest(`${url}?session_id=${encodeURIComponent(kernel.clientId)}`, {}, settings);
    const answer = (await response.json()) as { runs: CellRun[]; mark?: string };
    mark = answer.mark;
    const place = (): number => messages.findIndex(({ header }) => header.msg_id === mark);
    // A connection that is lost before the mark came is asked anew when it is back.
    if (place() < 0) await Promise.race([new Promise<void>((resolve) => { marked = resolve; }), connectionOf(kernel, (status) => status !== 'connected')]);
    if (place() >= 0) return { runs: answer.runs, later: messages.slice(place() + 1) };
  }
}

/** Hears every message that a page gets from its kernel. */
class Listener {
  take: (message: KernelMessage.IMessage) => void = () => {};

  constructor(private readonly kernel: Kernel.IKernelConnection) {
    kernel.anyMessage.connect(this.#hear);
  }

  stop(): void {
    this.kernel.anyMessage.disconnect(this.#hear);
  }

  readonly #hear = (_kernel: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void => { if (direction === 'recv') this.take(msg); };
}

/** Resolves when the connection to the kernel is as asked. */
function connectionOf(kernel: Kernel.IKernelConnection, isAsAsked: (status: Kernel.ConnectionStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isAsAsked(kernel.connectionStatus)) return;
      kernel.connectionStatusChanged.disconnect(look);
      resolve();
    };
    kernel.connectionStatusChanged.connect(look);
    look();
  });
}

/** Shows a run in its cell; `message` takes what comes later. */
function playInto(cell: CodeCell, run: CellRun, kernel: Kernel.IKernelConnection): { message(message: KernelMessage.IMessage): void; done: Promise<void> } {
  const request = { header: run.request, parent_header: {}, metadata: {}, content: {}, channel: 'shell', buffers: [] } as unknown as KernelMessage.IExecuteRequestMsg;
  const future = new KernelShellFutureHandler<KernelMessage.IExecuteRequestMsg, KernelMessage.IExecuteReplyMsg>(() => {}, request, true, true, kernel as never);
  cell.outputArea.future = future;
  cell.model.executionState = 'running';
  const ended = (reply: KernelMessage.IExecuteReplyMsg): void => {
    cell.model.executionCount = reply.content.execution_count ?? null;
    cell.model.executionState = 'idle';
  };
  // One after the other: the future handles each message asynchronously.
  let last = Promise.resolve();
  const message = (next: KernelMessage.IMessage): void => { last = last.then(() => future.handleMsg(next)); };
  for (const recorded of run.messages) message({ ...recorded, channel: 'iopub', buffers: [] });
  if (run.question) message({ ...run.question, channel: 'stdin', buffers: [] });
  if (run.reply) {
    message({ ...run.reply, channel: 'shell', buffers: [] });
    message({ header: { ...run.request, msg_type: 'status' }, parent_header: run.request, metadata: {}, content: { execution_state: 'idle' }, channel: 'iopub', buffers: [] } as KernelMessage.IStatusMsg);
  }
  return { message, done: future.done.then((reply) => { if (reply) ended(reply); }) };
}
