// Where Jupyter hands on no translator, its texts would be English in every language: dialogs to rename or to trust,
// what a notebook's panel tells of a kernel that died, the names of the kinds of files, as in "Save Notebook". This
// gives them the page's.
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const pageLanguage: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:page-language',
  description: 'Everything speaks the language of the page.',
  autoStart: true,
  requires: [ITranslator],
  activate: ({ commands, docRegistry }, translator: ITranslator) => {
    // The translator of all that got none.
    nullTranslator.load = (domain) => translator.load(domain);
    const trans = translator.load('jupyterlab');
    for (const type of docRegistry.fileTypes()) if (type.displayName) Object.assign(type, { displayName: trans.__(type.displayName) });
    // The entries of side bars carry their labels with them: "Show Table of Contents".
    const label = commands.label.bind(commands);
    commands.label = (id, args) => {
      const text = label(id, args);
      return id === 'application:toggle-panel' && text.startsWith('Show ') ? trans.__('Show %1', text.slice('Show '.length)) : text;
    };
  },
};
