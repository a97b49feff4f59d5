// Jupyter's packages export a list of plugins each; a page takes some of them by name.
import type { IPlugin } from '@lumino/coreutils';

/** Plugins of all kinds in one list: what a plugin asks for and provides is checked where it is defined. */
type Plugin = IPlugin<any, any>;

/** What a package exports: one plugin or several. */
export type PluginModule = Plugin | Plugin[];

/**
 * The plugins whose id ends in one of `names`: `only(filebrowser, 'browser', 'download')`.
 * @throws Error naming a plugin that the package does not have, so that an upgrade cannot drop one unseen.
 */
export function only(module: PluginModule, ...names: string[]): Plugin[] {
  const plugins = [module].flat();
  return names.map((name) => {
    const plugin = plugins.find(({ id }) => id.endsWith(`:${name}`));
    if (!plugin) throw new Error(`No plugin ${name} among ${plugins.map(({ id }) => id).join(', ')}`);
    return plugin;
  });
}

/** All plugins but those whose id ends in one of `names`. */
export function allBut(module: PluginModule, ...names: string[]): Plugin[] {
  return [module].flat().filter(({ id }) => !names.some((name) => id.endsWith(`:${name}`)));
}
