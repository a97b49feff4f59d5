// Starts one page of the notebook interface: the application shell, the plugins every page has and
// those of the page. Knows nothing of what the plugins do.
import { NotebookApp, NotebookShell } from '@jupyter-notebook/application';
import { IServiceManager } from '@jupyterlab/services';
import { PluginRegistry } from '@lumino/coreutils';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { commonPlugins } from './common-plugins.js';
import { mimeExtensions } from './mime-extensions.js';
import type { PluginModule } from './select-plugins.js';

/** Resolves when the page shows its document. */
export async function startPage(pagePlugins: PluginModule[]): Promise<void> {
  const pluginRegistry = new PluginRegistry<JupyterFrontEnd>();
  pluginRegistry.registerPlugins([...commonPlugins, ...pagePlugins].flat());
  const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
  const app = new NotebookApp({ shell: new NotebookShell(), pluginRegistry, serviceManager, mimeExtensions });
  await app.start();
  await app.restored;
}
