// Saves a document as soon as its reader turns to another tab: the start page there reads from the file what
// was done. Not when the page is closed: a save asks the server twice, and a page that is gone asks nothing more.
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const saveWhenLeft: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:save-when-left',
  description: 'Saves a document when its reader turns to another tab.',
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
