// What the kernel says of a cell that it had to stop is English, in the saved notebook too: programs read it. This
// shows it in the language of the page.
import { MimeModel, RenderedError } from '@jupyterlab/rendermime';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';

const mimeType = 'application/vnd.jupyter.error';

/** As in kernel/runtime and kernel/supervisor; `%1` stands for what differs. */
const sentences = [
  'The cell was interrupted. Its variables are kept.',
  'The cell was interrupted before it began.',
  'The cell was interrupted before it ran.',
  'The process that runs the cells ran out of memory. All variables are gone.',
  'The process that runs the cells had to be ended because code closed %1. All variables are gone.',
  'The process that runs the cells had to be ended because code has changed a built-in that the kernel needs (%1). All variables are gone.',
  'The process that runs the cells ended because code called process.exit(%1). All variables are gone.',
  'The process that runs the cells was killed (SIGKILL), perhaps because the machine ran out of memory. All variables are gone.',
  'The process that runs the cells crashed in native code (%1). All variables are gone.',
  'The process that runs the cells was ended by the signal %1. All variables are gone.',
  'The process that runs the cells ended with exit code %1. All variables are gone.',
  'The process that runs the cells was ended by a restart. All variables are gone.',
  'The kernel could not run this cell. Restart it; if that does not help, this is a fault of the kernel:',
].map((id) => ({ id, pattern: new RegExp(id.replace(/[.()]/g, '\\$&').replace('%1', '(.+?)'), 'g') }));

class TranslatedError extends RenderedError {
  constructor(options: IRenderMime.IRendererOptions, private readonly trans: TranslationBundle) {
    super(options);
  }

  override render(model: IRenderMime.IMimeModel): Promise<void> {
    const { traceback, ename, evalue } = model.data[mimeType] as { traceback?: string[]; ename: string; evalue: string };
    const text = traceback?.length ? traceback.join('\n') : `${ename}: ${evalue}`;
    const translated = sentences.reduce((rest, { id, pattern }) => rest.replace(pattern, (_, differs: string) => this.trans.__(id, differs)), text);
    return super.render(new MimeModel({ data: { [mimeType]: translated }, trusted: model.trusted }));
  }
}

export const kernelSentences: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:kernel-sentences',
  description: 'Shows what the kernel says in the language of the page.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator],
  activate: (_app, tracker: INotebookTracker, translator: ITranslator) => {
    if (translator.languageCode === 'en') return;
    const trans = translator.load('notebook');
    tracker.widgetAdded.connect((_sender, { content: { rendermime } }) => {
      rendermime.addFactory({ safe: true, mimeTypes: [mimeType], createRenderer: (options) => new TranslatedError(options, trans) }, 100); // before the text of the traceback, 110
    });
  },
};
