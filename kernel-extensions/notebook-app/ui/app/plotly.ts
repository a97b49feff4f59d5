// Renders figures (`application/vnd.plotly.v1+json`). Plotly itself is large and loads with the first
// figure. An update of the same display redraws the figure in place, keeping the reader's zoom.
import { Widget } from '@lumino/widgets';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { Message } from '@lumino/messaging';

const mimeType = 'application/vnd.plotly.v1+json';

/** The part of Plotly's API in use; its bundle comes without types. */
interface Plotly {
  react(node: HTMLElement, figure: Figure): Promise<unknown>;
  purge(node: HTMLElement): void;
  Plots: { resize(node: HTMLElement): void };
}

interface Figure {
  data: unknown[];
  layout?: Record<string, unknown>;
  config?: Record<string, unknown>;
}

let loading: Promise<Plotly> | undefined;
const loadPlotly = (): Promise<Plotly> => (loading ??= import('plotly.js-dist-min').then((module) => module.default as Plotly));

class RenderedPlotly extends Widget implements IRenderMime.IRenderer {
  #plotly: Plotly | undefined;
  /** The newest figure; drawn when the running draw has ended, so that fast updates skip figures instead of queueing them. */
  #pending: Figure | undefined;
  #drawing: Promise<void> | undefined;

  constructor() {
    super();
    this.addClass('minimax-Plotly');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#pending = model.data[mimeType] as unknown as Figure;
    this.#drawing ??= this.#drawPending().finally(() => { this.#drawing = undefined; });
    await this.#drawing;
  }

  async #drawPending(): Promise<void> {
    this.#plotly ??= await loadPlotly();
    while (this.#pending && !this.isDisposed) {
      const { data, layout = {}, config = {} } = this.#pending;
      this.#pending = undefined;
      const started = performance.now();
      // Plotly writes defaults into the layout it is given; the model's must stay as the notebook has it.
      await this.#plotly.react(this.node, {
        data: structuredClone(data),
        layout: { autosize: true, uirevision: 'keep', ...structuredClone(layout) },
        config: { responsive: true, displaylogo: false, ...config },
      });
      // As long as the draw took, the page does other things: a fast training loop must not freeze it.
      const pause = performance.now() - started;
      await new Promise((resolve) => { setTimeout(() => requestAnimationFrame(resolve), pause); });
    }
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    if (this.isVisible && this.node.childElementCount > 0) this.#plotly?.Plots.resize(this.node);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (this.node.childElementCount > 0) this.#plotly?.Plots.resize(this.node);
  }

  override dispose(): void {
    if (!this.isDisposed) this.#plotly?.purge(this.node);
    super.dispose();
  }
}

export const plotlyExtension: IRenderMime.IExtension = {
  id: 'minimax-labs:plotly',
  description: 'Renders Plotly figures.',
  rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer: () => new RenderedPlotly() },
  rank: 0,
  dataType: 'json',
};
