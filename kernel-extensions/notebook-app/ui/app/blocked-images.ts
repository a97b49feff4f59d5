// Pictures of other sites are not loaded: the content security policy keeps every page to this server, so
// that opening a notebook tells nobody of it. In their place stands a sentence that says so.
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const blockedImages: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:blocked-images',
  description: 'Says in the place of a picture of another site that it is not loaded.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_app, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('notebook');
    // Errors of images do not bubble.
    document.addEventListener('error', ({ target }) => {
      if (!(target instanceof HTMLImageElement)) return;
      const { origin, host } = new URL(target.src, document.baseURI);
      if (origin === location.origin || !host) return;
      const sentence = document.createElement('span');
      sentence.className = 'minimax-BlockedImage';
      sentence.textContent = trans.__('Picture of %1 not loaded: notebooks here load nothing from other sites.', host);
      if (target.alt) sentence.title = target.alt;
      target.replaceWith(sentence);
    }, { capture: true });
  },
};
