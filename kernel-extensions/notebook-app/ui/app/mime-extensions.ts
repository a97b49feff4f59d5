// Renderers of MIME types beyond Jupyter's built-in ones. Each is wrapped as the ES module that the
// application expects.
import * as javascript from '@jupyterlab/javascript-extension';
import * as json from '@jupyterlab/json-extension';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { plotlyExtension } from './plotly.js';

const asModule = (extension: IRenderMime.IExtensionModule['default']): IRenderMime.IExtensionModule =>
  ({ __esModule: true, default: extension }) as IRenderMime.IExtensionModule;

export const mimeExtensions = [asModule(json.default), asModule(javascript.default), asModule(plotlyExtension)];
