// Contextual help: a panel beside the notebook that says, while it is open, what stands at the cursor –
// its type and documentation, from the kernel. Ctrl+I or the Help menu opens and closes it.
import { INotebookShell } from '@jupyter-notebook/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { InspectionHandler, InspectorPanel, KernelConnector } from '@jupyterlab/inspector';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { inspectorIcon } from '@jupyterlab/ui-components';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Message } from '@lumino/messaging';

/** Asks the kernel only while it is shown. */
class HelpPanel extends InspectorPanel {
  handler: InspectionHandler | undefined;

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.handler) return;
    this.handler.standby = false;
    this.handler.onEditorChange();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    if (this.handler) this.handler.standby = true;
  }
}

export const contextualHelp: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:contextual-help',
  description: 'Shows type and documentation of what stands at the cursor.',
  autoStart: true,
  requires: [INotebookTracker, INotebookShell],
  optional: [IMainMenu, ICommandPalette, ITranslator],
  activate: (app, tracker: INotebookTracker, shell: INotebookShell, menu: IMainMenu | null, palette: ICommandPalette | null, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('notebook');
    const panel = new HelpPanel({ initialContent: trans.__('Put the cursor on a name to see its type and documentation.'), translator: translator ?? undefined });
    panel.id = 'minimax-contextual-help';
    panel.title.icon = inspectorIcon;
    panel.title.caption = trans.__('Contextual Help');
    panel.title.label = trans.__('Contextual Help');
    shell.add(panel, 'right', { rank: 100 });

    tracker.widgetAdded.connect((_sender, { content, context, sessionContext }) => {
      const handler = new InspectionHandler({ connector: new KernelConnector({ sessionContext }), rendermime: content.rendermime });
      panel.handler = handler;
      panel.source = handler; // which wakes it
      handler.standby = !panel.isVisible;
      const follow = (): void => { handler.editor = content.activeCell?.editor ?? null; };
      content.activeCellChanged.connect((_notebook, cell) => { void cell?.ready.then(follow); });
      void context.ready.then(follow);
      // A cell that has run may have declared the name.
      NotebookActions.executed.connect((_actions, { notebook }) => { if (notebook === content && !handler.isDisposed) handler.onEditorChange(); });
      content.disposed.connect(() => handler.dispose());
    });

    const command = 'minimax:contextual-help';
    app.commands.addCommand(command, {
      label: trans.__('Show Contextual Help'),
      isToggled: () => panel.isVisible,
      execute: () => {
        if (panel.isVisible) shell.collapse('right');
        else shell.activateById(panel.id);
      },
    });
    app.commands.addKeyBinding({ command, keys: ['Accel I'], selector: 'body' });
    palette?.addItem({ command, category: trans.__('Help') });
    menu?.helpMenu.addGroup([{ command }], 1);
  },
};
