// Makes `text/typescript` highlight as TypeScript: the editor's language list knows TypeScript as
// `application/typescript` only, kernels name the former.
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const typeScriptMimeType: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:typescript-mime-type',
  description: 'Highlights text/typescript.',
  autoStart: true,
  requires: [IEditorLanguageRegistry],
  activate: (_app, languages: IEditorLanguageRegistry) => {
    const typeScript = languages.findByName('TypeScript');
    if (typeScript) languages.addLanguage({ ...typeScript, name: 'TypeScript notebook', displayName: 'TypeScript', alias: [], extensions: [], mime: 'text/typescript' });
  },
};
