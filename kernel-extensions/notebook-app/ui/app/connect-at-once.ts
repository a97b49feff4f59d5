// Connects a notebook with its kernel while the notebook is read. Jupyter reads it first, looks for checkpoints,
// and then asks for the kernel, whose answer waits until all cells are drawn. The server has started the kernel
// with the page (server/early-kernel.ts); where it has not, Jupyter does as ever.
import { INotebookTracker } from '@jupyterlab/notebook';
import { find } from '@lumino/algorithm';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';

export const connectAtOnce: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:connect-at-once',
  description: 'Connects a notebook with its kernel before its cells are drawn.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: ({ serviceManager: { sessions } }, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect(async (_sender, panel) => {
      const { context } = panel;
      await sessions.ready;
      if (context.isReady || !find(sessions.running(), ({ path }) => path === context.localPath)) return;
      // Jupyter's own call, later, gets the same answer, and tells what went wrong.
      await Promise.all([context.sessionContext.initialize(), context.ready]).then(() => keepLanguage(panel), () => {});
    });
  },
};

/** What the kernel says of its language, Jupyter notes when they connect; the file, read after that, may not have it. */
async function keepLanguage({ context, model }: NotebookPanel): Promise<void> {
  const info = await context.sessionContext.session?.kernel?.info;
  if (model && info && !model.getMetadata('language_info')) model.setMetadata('language_info', info.language_info);
}
