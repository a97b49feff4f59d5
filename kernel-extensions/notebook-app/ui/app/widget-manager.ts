// The widgets of one notebook: Jupyter's own manager with its base, control and output widgets. A
// chunk of its own, see widgets.ts.
import * as base from '@jupyter-widgets/base';
import { WidgetManager } from '@jupyter-widgets/jupyterlab-manager/lib/manager';
import { OUTPUT_WIDGET_VERSION, OutputModel, OutputView } from '@jupyter-widgets/jupyterlab-manager/lib/output';
import { WidgetRenderer } from '@jupyter-widgets/jupyterlab-manager/lib/renderer';
import { JUPYTER_CONTROLS_VERSION } from '@jupyter-widgets/controls/lib/version';
import { CodeCell } from '@jupyterlab/cells';
import type { IOutput } from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { OutputArea } from '@jupyterlab/outputarea';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

export class NotebookWidgets extends WidgetManager {
  /** Widgets are saved with the notebook, so that one who reads it without a kernel sees them. */
  constructor(private readonly panel: NotebookPanel) {
    super(panel.context, panel.content.rendermime, { saveState: true });
    this.register({ name: '@jupyter-widgets/base', version: base.JUPYTER_WIDGETS_VERSION, exports: base as never });
    this.register({ name: '@jupyter-widgets/controls', version: JUPYTER_CONTROLS_VERSION, exports: () => import('@jupyter-widgets/controls') as never });
    this.register({ name: '@jupyter-widgets/output', version: OUTPUT_WIDGET_VERSION, exports: { OutputModel, OutputView } as never });
    panel.disposed.connect(() => this.dispose());
  }

  /** The kernel has opened a widget. */
  open(comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): Promise<void> {
    return this._handleCommOpen(comm, message);
  }

  renderer(options: IRenderMime.IRendererOptions): WidgetRenderer {
    return new WidgetRenderer(options, this);
  }

  /** What the handler of a move prints stands below the widget that was moved. */
  override callbacks(view?: base.WidgetView): base.ICallbacks {
    const area = view && this.outputAreaOf(view);
    if (!area) return {};
    return {
      iopub: {
        output: ({ header, content }: KernelMessage.IIOPubMessage) => { area.model.add({ output_type: header.msg_type, ...content } as IOutput); },
        clear_output: ({ content }: KernelMessage.IIOPubMessage) => area.model.clear((content as KernelMessage.IClearOutputMsg['content']).wait),
      },
    };
  }

  /** A notebook that was only opened has not changed; what makes a widget changes an output, too. */
  override setDirty(): void {}

  private outputAreaOf(view: base.WidgetView): OutputArea | undefined {
    const cell = this.panel.content.widgets.find(({ node }) => node.contains(view.el));
    return cell instanceof CodeCell ? cell.outputArea : undefined;
  }
}
