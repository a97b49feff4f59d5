// The browser tab's icon tells whether the notebook's kernel works: a training run can be watched from
// another tab.
import { INotebookTracker } from '@jupyterlab/notebook';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const brand = '/static/brand';

/** What takes less, in milliseconds, is no work worth showing: a kernel is busy for a moment with every question. */
const moment = 300;

export const busyIcon: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:busy-icon',
  description: 'Shows in the browser tab whether the kernel is busy.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app, tracker: INotebookTracker) => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!link) return;
    tracker.widgetAdded.connect((_sender, { sessionContext }) => {
      let soon: number | undefined;
      const show = (): void => {
        const icon = sessionContext.kernelDisplayStatus === 'busy' ? `${brand}/mark-busy.svg` : `${brand}/mark.svg`;
        if (link.getAttribute('href') !== icon) link.href = icon;
      };
      sessionContext.statusChanged.connect(() => {
        window.clearTimeout(soon);
        soon = window.setTimeout(show, moment);
      });
    });
  },
};
