// The settings schemas of the bundled plugins. They carry more than settings: menus, toolbars and
// keyboard shortcuts are declared there. This is also where the product's own defaults are set and
// where menu entries go away that would lead nowhere in this app.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Commands of JupyterLab, terminals, consoles, … that this app does not have. */
const absentCommands = [
  /^application:(open-lab|close|close-all|close-other-tabs|close-right-tabs)$/,
  /^(terminal|console|launcher|inspector|extensionmanager|pluginmanager|workspace-ui|hub|htmlviewer|csv|tsv):/,
  /^(lsp|mermaid):/,
  /^(filemenu|kernelmenu|editmenu|runmenu):create-console$/,
  /^filemenu:(logout|shutdown)$/,
  /^notebook:(create-console|create-output-view)$/,
  /^(notebook:run-in-console|fileeditor:(create-console|restart-console|run-code|run-all))$/,
  /^filebrowser:(share-main|copy-download-link)$/,
  /^docmanager:(show-in-file-browser|clone|new-untitled)$/,
  /^jupyterlab-translation:/,
];

/** Defaults that differ from Jupyter's: plugin → property → value. */
const ownDefaults = {
  '@jupyterlab/docmanager-extension:plugin': { autosaveInterval: 10 },
  '@jupyterlab/completer-extension:manager': { autoCompletion: true, providerTimeout: 5000 },
};

const isAbsent = ({ command }) => command !== undefined && absentCommands.some((pattern) => pattern.test(command));

function withoutAbsentCommands(node) {
  if (Array.isArray(node)) return node.filter((item) => item === null || typeof item !== 'object' || !isAbsent(item)).map(withoutAbsentCommands);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutAbsentCommands(value)]));
}

/** While a widget has the focus, letters and arrows are its own: they move a slider, not the selected cell. */
function leaveKeysToWidgets(schema) {
  for (const shortcut of schema['jupyter.lab.shortcuts'] ?? []) {
    if (shortcut.selector.endsWith(' :focus') && /^(\S|Arrow\w+)$/.test(shortcut.keys[0])) shortcut.selector += ':not(.minimax-WidgetOutput *)';
  }
}

/** `[{ id, version, schema }]` for every schema of a package among the bundle's `inputs`. */
export function settingsSchemas(root, inputs) {
  const names = new Set();
  for (const input of inputs) {
    const match = /(?:^|\/)node_modules\/(@jupyter(?:lab|-notebook)\/[^/]+)\/lib/.exec(input);
    if (match) names.add(match[1]);
  }
  return [...names].sort().flatMap((name) => {
    const folder = join(root, 'node_modules', name);
    const schemas = join(folder, 'schema');
    if (!existsSync(schemas)) return [];
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return readdirSync(schemas).filter((file) => file.endsWith('.json')).sort().map((file) => {
      const id = `${name}:${file.slice(0, -'.json'.length)}`;
      const schema = withoutAbsentCommands(JSON.parse(readFileSync(join(schemas, file), 'utf8')));
      if (schema['jupyter.lab.setting-icon'] === 'notebook-ui-components:jupyter') delete schema['jupyter.lab.setting-icon']; // Jupyter's logo
      leaveKeysToWidgets(schema);
      for (const [property, value] of Object.entries(ownDefaults[id] ?? {})) schema.properties[property].default = value;
      return { id, version, schema };
    });
  });
}
