// One text file.
import fileeditor from '@jupyterlab/fileeditor-extension';
import markdownviewer from '@jupyterlab/markdownviewer-extension';
import { startPage } from '../app/start-page.js';
import { only } from '../app/select-plugins.js';

await startPage([
  only(fileeditor, 'completer', 'search'),
  markdownviewer,
]);
