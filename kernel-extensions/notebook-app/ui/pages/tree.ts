// The list of files, running kernels and settings.
import filebrowser from '@jupyterlab/filebrowser-extension';
import running from '@jupyterlab/running-extension';
import settingeditor from '@jupyterlab/settingeditor-extension';
import tree from '@jupyter-notebook/tree-extension';
import { startPage } from '../app/start-page.js';
import { only } from '../app/select-plugins.js';

await startPage([
  only(filebrowser, 'browser', 'download', 'file-upload-status', 'notify-upload', 'open-browser-tab', 'open-with'),
  only(running, 'plugin'),
  settingeditor,
  tree,
]);
