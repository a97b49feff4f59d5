// One notebook.
import cellToolbar from '@jupyterlab/cell-toolbar-extension';
import logconsole from '@jupyterlab/logconsole-extension';
import metadataform from '@jupyterlab/metadataform-extension';
import notebook from '@jupyterlab/notebook-extension';
import toc from '@jupyterlab/toc-extension';
import tooltip from '@jupyterlab/tooltip-extension';
import notebookPage from '@jupyter-notebook/notebook-extension';
import { busyIcon } from '../app/busy-icon.js';
import { connectAtOnce } from '../app/connect-at-once.js';
import { contextualHelp } from '../app/contextual-help.js';
import { debuggerPlugins } from '../app/debugger.js';
import { kernelSentences } from '../app/kernel-sentences.js';
import { resumeOutputs } from '../app/resume-outputs.js';
import { saveWhenRun } from '../app/save-when-run.js';
import { startPage } from '../app/start-page.js';
import { allBut, only } from '../app/select-plugins.js';
import { widgets } from '../app/widgets.js';

await startPage([
  cellToolbar, logconsole, metadataform, busyIcon, connectAtOnce, contextualHelp, kernelSentences, resumeOutputs, saveWhenRun, widgets, ...debuggerPlugins,
  allBut(notebookPage, 'tab-icon'),
  only(notebook, 'active-cell-tool', 'completer', 'copy-output', 'log-output', 'metadata-editor', 'search', 'toc', 'tools', 'update-raw-mimetype'),
  only(toc, 'registry', 'tracker'),
  only(tooltip, 'manager', 'notebooks'),
]);
