// Jupyter hands a notebook's panel no translator, so that what it says of a kernel that died would be
// English in every language. This gives it the page's.
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const panelLanguage: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:panel-language',
  description: 'Notebook panels speak the language of the page.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator],
  activate: (_app, tracker: INotebookTracker, translator: ITranslator) => {
    tracker.widgetAdded.connect((_sender, panel) => { Object.assign(panel, { _trans: translator.load('jupyterlab') }); });
  },
};
