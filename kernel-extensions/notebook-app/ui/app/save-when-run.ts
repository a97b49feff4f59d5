// Saves a notebook when a cell is run and when it has ended: code that was tried is on the disk at once, and
// not only at the next autosave. A page that is closed can save no more (save-when-left.ts).
import { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookActions } from '@jupyterlab/notebook';
import type { Notebook } from '@jupyterlab/notebook';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** Cells that follow one another so quickly, as in "run all", are saved together. In milliseconds. */
const together = 300;
/** After a save, the next one waits as long as that one took: a large notebook is saved half of the time at most. In milliseconds. */
const longestRest = 10_000;

export const saveWhenRun: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:save-when-run',
  description: 'Saves a notebook when a cell is run.',
  autoStart: true,
  requires: [IDocumentManager],
  activate: (_app, documents: IDocumentManager) => {
    const savers = new WeakMap<Notebook, Saver>();
    const saveSoon = (_sender: unknown, { notebook }: { notebook: Notebook }): void => {
      let saver = savers.get(notebook);
      if (!saver) savers.set(notebook, saver = new Saver(() => save(notebook)));
      saver.soon();
    };
    async function save(notebook: Notebook): Promise<void> {
      const context = notebook.parent && documents.contextForWidget(notebook.parent);
      if (!documents.autosave || !context?.isReady || !context.model.dirty || !context.canSave) return;
      await context.save().catch(() => {}); // what is wrong, the context tells the student itself
    }
    NotebookActions.executionScheduled.connect(saveSoon);
    NotebookActions.executed.connect(saveSoon);
  },
};

/** Saves one after another, with a rest between them. */
class Saver {
  #state: 'rests' | 'waits' | 'saves' | 'saves, and once more' = 'rests';
  #earliest = 0;

  constructor(private readonly save: () => Promise<void>) {}

  soon(): void {
    if (this.#state === 'saves') this.#state = 'saves, and once more';
    if (this.#state !== 'rests') return;
    this.#state = 'waits';
    window.setTimeout(() => void this.#begin(), Math.max(together, this.#earliest - performance.now()));
  }

  async #begin(): Promise<void> {
    this.#state = 'saves';
    const begun = performance.now();
    await this.save();
    const ended = performance.now();
    this.#earliest = ended + Math.min(ended - begun, longestRest);
    const again = (this.#state as string) === 'saves, and once more';
    this.#state = 'rests';
    if (again) this.soon();
  }
}
