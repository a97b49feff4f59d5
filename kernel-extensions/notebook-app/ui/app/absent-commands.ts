// Commands that come with Jupyter's packages and would do nothing here: hidden in every menu and in the
// command palette. Entries that are declared in settings schemas go in settings-schemas.mjs.
import { PageConfig } from '@jupyterlab/coreutils';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** There is no JupyterLab beside this app, no second document on a page, and no activity bar. */
const everywhere = [
  /^application:(open-lab|close|close-all|close-other-tabs|close-right-tabs|set-activity-bar-position)$/,
  // Languages come with the app; there is no extension manager to install more with.
  /^jupyterlab-translation:install-languages$/,
];
/** By page: `tree` has no document, `edit` no notebook. */
const onPage: Record<string, RegExp[]> = {
  tree: [/^notebook:(?!create-new$)/, /^(editmenu|runmenu|kernelmenu(?!:shutdownAll)|codemirror|documentsearch|viewmenu):/, /^fileeditor:change-language$/],
  edit: [/^(notebook:(?!create-new$)|kernelmenu|runmenu|editmenu:clear)/, /^apputils:print$/],
  // Jupyter's key bindings have these; chosen in the palette, which takes the focus, they do nothing.
  notebooks: [/^notebook:(access-(next|previous)-history-entry|enter-(command|edit)-mode)$/],
};

export const absentCommands: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:absent-commands',
  description: 'Hides commands that would do nothing.',
  autoStart: true,
  activate: ({ commands }) => {
    const absent = [...everywhere, ...onPage[PageConfig.getOption('notebookPage')] ?? []];
    const isVisible = commands.isVisible.bind(commands);
    commands.isVisible = (id, args) => !absent.some((pattern) => pattern.test(id)) && isVisible(id, args);
  },
};
