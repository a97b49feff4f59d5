// The plugins that every page has.
import application from '@jupyterlab/application-extension';
import apputils from '@jupyterlab/apputils-extension';
import codemirror from '@jupyterlab/codemirror-extension';
import completer from '@jupyterlab/completer-extension';
import docmanager from '@jupyterlab/docmanager-extension';
import documentsearch from '@jupyterlab/documentsearch-extension';
import filebrowser from '@jupyterlab/filebrowser-extension';
import fileeditor from '@jupyterlab/fileeditor-extension';
import mainmenu from '@jupyterlab/mainmenu-extension';
import markedparser from '@jupyterlab/markedparser-extension';
import mathjax from '@jupyterlab/mathjax-extension';
import notebook from '@jupyterlab/notebook-extension';
import services from '@jupyterlab/services-extension';
import shortcuts from '@jupyterlab/shortcuts-extension';
import themeDark from '@jupyterlab/theme-dark-extension';
import themeLight from '@jupyterlab/theme-light-extension';
import translation from '@jupyterlab/translation-extension';
import uiComponents from '@jupyterlab/ui-components-extension';
import notebookApplication from '@jupyter-notebook/application-extension';
import notebookDocmanager from '@jupyter-notebook/docmanager-extension';
import { absentCommands } from './absent-commands.js';
import { accessibility } from './accessibility.js';
import { blockedImages } from './blocked-images.js';
import { brandPlugins } from './brand.js';
import { menusInWindow } from './menus-in-window.js';
import { oneSaveAtATime } from './one-save-at-a-time.js';
import { pageLanguage } from './page-language.js';
import { patientExecutor } from './patient-executor.js';
import { saveWhenLeft } from './save-when-left.js';
import { settings } from './settings.js';
import { typeScriptMimeType } from './typescript-mime-type.js';
import { allBut, only } from './select-plugins.js';
import type { PluginModule } from './select-plugins.js';

export const commonPlugins: PluginModule[] = [
  services, codemirror, completer, mainmenu, markedparser, mathjax, shortcuts, themeDark, themeLight,
  translation, uiComponents, notebookDocmanager,
  allBut(notebookApplication, 'logo'),
  only(application, 'commands', 'context-menu', 'router', 'top-bar'),
  only(apputils, 'kernels-settings', 'notification', 'palette', 'print', 'sanitizer', 'sessionDialogs', 'settings-connector',
    'state', 'subshell-settings', 'themes', 'themes-palette-menu', 'toolbar-registry', 'utilityCommands'),
  only(docmanager, 'contexts', 'dialogs', 'download', 'manager', 'open-browser-tab', 'plugin', 'recents'),
  only(documentsearch, 'plugin'),
  only(filebrowser, 'default-file-browser', 'factory'),
  only(fileeditor, 'plugin', 'widget-factory'),
  only(notebook, 'factory', 'tracker', 'widget-factory'),
  absentCommands, accessibility, blockedImages, brandPlugins, menusInWindow, oneSaveAtATime, pageLanguage, patientExecutor, saveWhenLeft, settings, typeScriptMimeType,
];
