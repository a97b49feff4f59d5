// Makes the explorer's browser side one script, which labs/helpers/explorer.ts puts into a cell's output.
import { build as bundle } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `folder`: where the script goes. */
export async function build(folder) {
  await bundle({
    entryPoints: [fileURLToPath(new URL('./explorer.ts', import.meta.url))], outfile: join(folder, 'explorer.js'),
    bundle: true, minify: true, format: 'iife', globalName: 'minimaxExplorer', target: 'es2022', charset: 'utf8', logLevel: 'error',
  });
}
