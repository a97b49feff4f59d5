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
  lastMessageId?: string;
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

  // Listen before asking, so that nothing falls between the server's answer and the first live message.
  const live: KernelMessage.IMessage[] = [];
  let take = (message: KernelMessage.IMessage): void => { live.push(message); };
  const listen = (_kernel: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void => { if (direction === 'recv') take(msg); };
  kernel.anyMessage.connect(listen);
  panel.disposed.connect(() => { kernel.anyMessage.disconnect(listen); });

  const runs = (await (await ServerConnection.makeRequest(url, {}, settings)).json()) as CellRun[];
  const resumed = runs.flatMap((run) => {
    const cell = panel.content.widgets.find(({ model }) => model.id === run.cellId);
    return cell instanceof CodeCell ? [{ run, play: playInto(cell, run, kernel) }] : [];
  });
  if (resumed.length === 0) return void kernel.anyMessage.disconnect(listen);

  const byRequest = new Map(resumed.map(({ run, play }) => [run.request.msg_id, play.message]));
  take = (message) => { byRequest.get((message.parent_header as { msg_id?: string }).msg_id ?? '')?.(message); };
  for (const { run, play } of resumed) {
    const mine = live.filter(({ parent_header: parent }) => (parent as { msg_id?: string }).msg_id === run.request.msg_id);
    const seen = mine.findIndex(({ header }) => header.msg_id === run.lastMessageId);
    mine.slice(seen + 1).forEach(play.message);
  }
  for (const { run, play } of resumed) {
    void play.done.then(async () => {
      await panel.context.save();
      await ServerConnection.makeRequest(URLExt.join(url, run.request.msg_id), { method: 'DELETE' }, settings);
    });
  }
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
  if (run.reply) {
    message({ ...run.reply, channel: 'shell', buffers: [] });
    message({ header: { ...run.request, msg_type: 'status' }, parent_header: run.request, metadata: {}, content: { execution_state: 'idle' }, channel: 'iopub', buffers: [] } as KernelMessage.IStatusMsg);
  }
  return { message, done: future.done.then((reply) => { if (reply) ended(reply); }) };
}
