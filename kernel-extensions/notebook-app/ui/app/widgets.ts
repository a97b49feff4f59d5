// Jupyter widgets in notebooks. Their packages are large and load with the first widget: when the
// kernel opens one, or when an output shows one. See widget-manager.ts.
import { INotebookTracker } from '@jupyterlab/notebook';
import { Panel } from '@lumino/widgets';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Kernel } from '@jupyterlab/services';
import type { NotebookWidgets } from './widget-manager.js';

const viewType = 'application/vnd.jupyter.widget-view+json';
const commTarget = 'jupyter.widget';

export const widgets: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:widgets',
  description: 'Shows Jupyter widgets and connects them with the kernel.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect((_sender, panel) => prepare(panel));
  },
};

function prepare(panel: NotebookPanel): void {
  let loaded: Promise<NotebookWidgets> | undefined;
  const load = (): Promise<NotebookWidgets> => (loaded ??= import('./widget-manager.js').then(({ NotebookWidgets }) => new NotebookWidgets(panel)));
  panel.content.rendermime.addFactory({ safe: false, mimeTypes: [viewType], createRenderer: (options) => new WidgetOutput(options, load) }, -10);
  // The kernel's messages wait while this does, so none is lost. Once there, the manager listens itself.
  const listen = (kernel: Kernel.IKernelConnection | null | undefined): void => {
    kernel?.registerCommTarget(commTarget, async (comm, message) => (await load()).open(comm, message));
  };
  listen(panel.sessionContext.session?.kernel);
  panel.sessionContext.kernelChanged.connect((_sender, { newValue }) => listen(newValue));
}

/** The place of a widget in an output. */
class WidgetOutput extends Panel implements IRenderMime.IRenderer {
  constructor(private readonly options: IRenderMime.IRendererOptions, private readonly load: () => Promise<NotebookWidgets>) {
    super();
    this.addClass('minimax-WidgetOutput'); // settings-schemas.mjs leaves it its keys
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const renderer = (await this.load()).renderer(this.options);
    for (const former of [...this.widgets]) former.dispose();
    this.addWidget(renderer);
    await renderer.renderModel(model);
  }
}
