/** `minimax kernel`: tells Jupyter, JupyterLab and VS Code about the kernel. Needs no Python. */
import type { Command } from 'commander';
import { prefixDataDir, userDataDir } from '../../kernel-extensions/kernel/kernelspec/jupyter-paths.js';
import { displayName, findInstalled, installKernelSpec, kernelDir, uninstallKernelSpec } from '../../kernel-extensions/kernel/kernelspec/kernelspec.js';

interface Place {
  user?: boolean;
  prefix?: string;
}

export function register(program: Command): void {
  const kernel = program.command('kernel').description('install the kernel for Jupyter, JupyterLab and VS Code');

  const withPlace = (command: Command) => command
    .option('--user', 'in your own Jupyter folder (the default)')
    .option('--prefix <dir>', 'below DIR/share/jupyter, such as a virtual environment or /usr/local');

  withPlace(kernel.command('install').description('write the kernelspec')).action(async (place: Place) => {
    const folder = await installKernelSpec(dataDirOf(place));
    console.log(`Installed "${displayName}" in ${folder}`);
  });

  withPlace(kernel.command('uninstall').description('remove the kernelspec')).action(async (place: Place) => {
    const dataDir = dataDirOf(place);
    if (!(await uninstallKernelSpec(dataDir))) throw new Error(`There is no kernelspec in ${kernelDir(dataDir)}. \`minimax kernel list\` shows where they are.`);
    console.log(`Removed ${kernelDir(dataDir)}`);
  });

  withPlace(kernel.command('list').description('show where the kernel is installed')).action(async (place: Place) => {
    const installed = await findInstalled(place.user || place.prefix !== undefined ? [dataDirOf(place)] : undefined);
    for (const { folder, state, detail } of installed) console.log(`${folder}  ${state}: ${detail}`);
    if (installed.length === 0) console.log('The kernel is not installed. `minimax kernel install` does it.');
  });
}

function dataDirOf({ user, prefix }: Place): string {
  if (user && prefix !== undefined) throw new Error('--user and --prefix exclude each other: give one of them.');
  return prefix === undefined ? userDataDir() : prefixDataDir(prefix);
}
