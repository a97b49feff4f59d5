// A cell run before the kernel has started waits for it. Jupyter's own executor gives such a cell up
// without a word, and a student who opens a lab and presses Shift+Enter at once is that quick.
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';
import type { CodeCell } from '@jupyterlab/cells';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const patientExecutor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'minimax-labs:patient-executor',
  description: 'Runs cells, once the kernel has started.',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: () => ({
    async runCell(options) {
      const { cell, sessionContext } = options;
      if (cell.model.type === 'code' && sessionContext && !sessionContext.isReady) {
        (cell as CodeCell).setPrompt('*');
        await sessionContext.ready;
      }
      return runCell(options);
    },
  }),
};
