// Makes each browser side a script of its own, which labs/helpers/ puts into a cell's output.
import { build as bundle } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = { explorer: 'minimaxExplorer', film: 'minimaxFilm', story: 'minimaxStory' };

/** `folder`: where the scripts go. */
export async function build(folder) {
  for (const [name, globalName] of Object.entries(scripts)) {
    await bundle({
      entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))], outfile: join(folder, `${name}.js`),
      bundle: true, minify: true, format: 'iife', globalName, target: 'es2022', charset: 'utf8', logLevel: 'error',
    });
  }
}
