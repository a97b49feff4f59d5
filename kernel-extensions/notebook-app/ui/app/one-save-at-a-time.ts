// A document's saves one after another. Before Jupyter writes, it compares the file with what this page
// last heard of it; a save that begins while another is on its way (Ctrl+S during an autosave) would find
// the file changed, by this very page, and ask the student which version to keep. And what is typed while a
// save is on its way is not in it, and is still to be saved, which Jupyter forgets.
import { Context } from '@jupyterlab/docregistry';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const oneSaveAtATime: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:one-save-at-a-time',
  description: 'Saves a document when the save before has ended, and notes what has changed since it began.',
  autoStart: true,
  activate: () => {
    const { save } = Context.prototype;
    const latest = new WeakMap<object, Promise<void>>();
    Context.prototype.save = function () {
      const before = latest.get(this) ?? Promise.resolve();
      const saved = before.catch(() => {}).then(async () => {
        let changed = false;
        const note = (): void => { changed = true; };
        this.model.contentChanged.connect(note);
        try {
          await save.call(this);
        } finally {
          this.model.contentChanged.disconnect(note);
        }
        if (changed) this.model.dirty = true;
      });
      latest.set(this, saved);
      return saved;
    };
  },
};
