// Breakpoints, stepping and variables: Jupyter's debugger, and what of its consoles it cannot do
// without. This app has no consoles of its own.
import { INotebookShell } from '@jupyter-notebook/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { ConsolePanel, IConsoleTracker } from '@jupyterlab/console';
import { IDebugger, IDebuggerDisplayRegistry, IDebuggerSidebar } from '@jupyterlab/debugger';
import jupyterDebugger from '@jupyterlab/debugger-extension';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { only } from './select-plugins.js';
import type { PluginModule } from './select-plugins.js';

const consoleTracker: JupyterFrontEndPlugin<IConsoleTracker> = {
  id: 'minimax-labs:console-tracker',
  description: 'Knows the consoles of this app: there are none.',
  provides: IConsoleTracker,
  activate: () => new WidgetTracker<ConsolePanel>({ namespace: 'console' }) as IConsoleTracker,
};

const consoleFactory: JupyterFrontEndPlugin<ConsolePanel.IContentFactory> = {
  id: 'minimax-labs:console-factory',
  description: 'Makes the console in which the debugger evaluates expressions.',
  requires: [IEditorServices],
  provides: ConsolePanel.IContentFactory,
  activate: (_app, { factoryService }: IEditorServices) => new ConsolePanel.ContentFactory({ editorFactory: factoryService.newInlineEditor }),
};

/** As in JupyterLab, whose shell the debugger's own plugin asks for. */
const panel: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:debugger-panel',
  description: 'Shows the debugger beside the notebook while it is switched on.',
  autoStart: true,
  requires: [IDebugger, IDebuggerSidebar, INotebookShell],
  activate: (_app, service: IDebugger, { id }: IDebugger.ISidebar, shell: INotebookShell) => {
    service.eventMessage.connect((_sender, { event }) => { if (event === 'initialized') shell.activateById(id); });
    service.stopped.connect(() => shell.collapse('right'));
  },
};

/** The debugger names the cells of other kernels by their paths, which are hashes. */
const cellNames: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:debugger-cell-names',
  description: 'Names cells in the debugger by their number.',
  autoStart: true,
  requires: [IDebugger, IDebuggerDisplayRegistry, INotebookTracker],
  activate: (_app, service: IDebugger, registry: IDebuggerDisplayRegistry, notebooks: INotebookTracker) => {
    const cellOf = (path: string | undefined) => notebooks.currentWidget?.content.widgets.find(({ model }) => path !== undefined && service.getCodeId(model.sharedModel.getSource()) === path);
    registry.register({
      canHandle: ({ path }) => cellOf(path) !== undefined,
      getDisplayName({ path = '' }) {
        const prompt = cellOf(path)?.node.querySelector('.jp-InputPrompt')?.textContent?.replace(/:$/, '');
        return prompt === undefined ? path : `Cell ${prompt}`;
      },
    });
  },
};

export const debuggerPlugins: PluginModule[] = [
  consoleTracker, consoleFactory, panel, cellNames,
  only(jupyterDebugger, 'config', 'display-registry', 'main', 'notebooks', 'service', 'sidebar', 'source-viewer', 'sources', 'variables'),
].flat();
