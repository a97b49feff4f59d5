// Saves a notebook when a cell is run and when it has ended: code that was tried is on the disk at once, and
// not only at the next autosave. A page that is closed can save no more (save-when-left.ts).
import { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookActions } from '@jupyterlab/notebook';
import type { Notebook } from '@jupyterlab/notebook';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** Cells that follow one another so quickly, as in "run all", are saved together. In milliseconds. */
const together = 300;
/** A notebook whose save takes longer, in milliseconds, is left to the autosave, which waits as the notebook demands. */
const quick = 500;

export const saveWhenRun: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:save-when-run',
  description: 'Saves a notebook when a cell is run.',
  autoStart: true,
  requires: [IDocumentManager],
  activate: (_app, documents: IDocumentManager) => {
    const waiting = new WeakMap<Notebook, number>();
    const slow = new WeakSet<Notebook>();

    async function save(notebook: Notebook): Promise<void> {
      const panel = notebook.parent;
      const context = panel && documents.contextForWidget(panel);
      if (!documents.autosave || !context?.isReady || !context.model.dirty || !context.canSave) return;
      const begun = performance.now();
      await context.save().catch(() => {}); // what is wrong, the context tells the student itself
      if (performance.now() - begun > quick) slow.add(notebook);
    }

    const saveSoon = (_sender: unknown, { notebook }: { notebook: Notebook }): void => {
      window.clearTimeout(waiting.get(notebook));
      if (!slow.has(notebook)) waiting.set(notebook, window.setTimeout(() => void save(notebook), together));
    };
    NotebookActions.executionScheduled.connect(saveSoon);
    NotebookActions.executed.connect(saveSoon);
  },
};
