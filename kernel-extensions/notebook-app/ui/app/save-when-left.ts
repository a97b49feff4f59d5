// Saves a document as soon as its page is left, for another tab or for good: what was typed since the
// last autosave stays, and the start page reads from the file what was done.
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const saveWhenLeft: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:save-when-left',
  description: 'Saves a document when its page is left.',
  autoStart: true,
  requires: [IDocumentManager],
  activate: (app, documents: IDocumentManager) => {
    document.addEventListener('visibilitychange', () => {
      const widget = app.shell.currentWidget;
      const context = widget && documents.contextForWidget(widget);
      if (document.visibilityState === 'visible' || !documents.autosave || !context?.isReady || !context.model.dirty || !context.canSave) return;
      context.save().catch(() => {}); // what is wrong, the context tells the student itself
    });
  },
};
