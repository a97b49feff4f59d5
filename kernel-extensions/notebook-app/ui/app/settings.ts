// Jupyter's setting registry, without its compiling a validator for each of the fifty plugins with every page:
// of settings that nobody changed, the defaults are known. Changed ones are validated as ever.
import { PageConfig } from '@jupyterlab/coreutils';
import { DefaultSchemaValidator, ISettingConnector, ISettingRegistry, SettingRegistry } from '@jupyterlab/settingregistry';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ISchemaValidator } from '@jupyterlab/settingregistry';
import type { PartialJSONObject } from '@lumino/coreutils';
import { defaultsOf } from './setting-defaults.js';

class LazyValidator implements ISchemaValidator {
  #validator: DefaultSchemaValidator | undefined;

  validateData(plugin: ISettingRegistry.IPlugin, populate = true): ISchemaValidator.IError[] | null {
    if (plugin.raw.trim() !== '{}') return (this.#validator ??= new DefaultSchemaValidator()).validateData(plugin, populate);
    if (populate) plugin.data = { composite: defaultsOf(plugin.schema) as PartialJSONObject, user: {} };
    return null;
  }
}

export const settings: JupyterFrontEndPlugin<ISettingRegistry> = {
  id: 'minimax-labs:settings',
  description: 'The settings of all plugins.',
  autoStart: true,
  requires: [ISettingConnector],
  provides: ISettingRegistry,
  activate: async (app, connector: ISettingConnector) => {
    const { values } = await connector.list('active');
    const registry = new SettingRegistry({ connector, plugins: values.filter(({ id }) => app.hasPlugin(id)), validator: new LazyValidator() });
    // A plugin that has not asked for its settings by then shows them in the settings editor all the same.
    void app.restored.then(async () => {
      const { ids } = await connector.list('ids');
      const missing = ids.filter((id) => app.hasPlugin(id) && !PageConfig.Extension.isDisabled(id) && !(id in registry.plugins));
      await Promise.all(missing.map((id) => registry.load(id).catch((error: unknown) => console.warn(`The settings of ${id} failed to load.`, error))));
    });
    return registry;
  },
};
