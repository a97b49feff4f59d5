// The product's name and mark where Jupyter shows its own, and what the Help menu offers offline.
import { Dialog, ICommandPalette, showDialog } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const logo: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:logo',
  description: 'The mark in the top bar; leads to the start page.',
  autoStart: true,
  optional: [ITranslator],
  activate: (app, translator: ITranslator | null) => {
    const node = document.createElement('a');
    node.href = PageConfig.getBaseUrl();
    node.target = '_blank';
    node.rel = 'noopener noreferrer';
    node.title = (translator ?? nullTranslator).load('notebook').__('Start page');
    node.className = 'minimax-Brand';
    node.textContent = 'Minimax Labs';
    const widget = new Widget({ node });
    widget.id = 'jp-NotebookLogo';
    app.shell.add(widget, 'top', { rank: 0 });
  },
};

const help: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:help',
  description: 'About, and the licences of what the interface contains.',
  autoStart: true,
  optional: [IMainMenu, ICommandPalette, ITranslator],
  activate: (app, menu: IMainMenu | null, palette: ICommandPalette | null, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('notebook');
    const about = 'minimax:about';
    const licences = 'minimax:licences';
    app.commands.addCommand(about, {
      label: trans.__('About Minimax Labs'),
      execute: () => showDialog({
        title: 'Minimax Labs',
        body: trans.__(
          'Version %1. A TypeScript notebook and a course on generative adversarial networks that run on Node.js alone. The interface is Jupyter Notebook %2.',
          PageConfig.getOption('appVersion'), PageConfig.getNotebookVersion().join('.'),
        ),
        buttons: [Dialog.okButton({ label: trans.__('Close') })],
      }),
    });
    app.commands.addCommand(licences, {
      label: trans.__('Licences'),
      execute: () => { window.open(URLExt.join(PageConfig.getBaseUrl(), 'static/THIRD-PARTY-NOTICES.txt'), '_blank', 'noopener'); },
    });
    for (const command of [about, licences]) palette?.addItem({ command, category: trans.__('Help') });
    menu?.helpMenu.addGroup([{ command: about }, { command: licences }], 0);
  },
};

export const brandPlugins = [logo, help];
