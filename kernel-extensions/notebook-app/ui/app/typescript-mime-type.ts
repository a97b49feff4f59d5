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
    languages.addLanguage({
      name: 'TypeScript cell',
      displayName: 'TypeScript',
      mime: 'text/typescript',
      load: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
    });
  },
};
