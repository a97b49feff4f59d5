// Makes the startup snapshot of the language server: snapshot.js and all that it imports, the
// compiler included, becomes one script, from which Node makes the snapshot.
import { build as bundle } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const compiler = fileURLToPath(new URL('../../../node_modules/typescript/lib/typescript.js', import.meta.url));

/** `folder`: where the built files of language/ lie. */
export async function build(folder) {
  const { makeSnapshot, snapshotScript } = await import(pathToFileURL(join(folder, 'snapshot-file.js')).href);
  await bundle({
    entryPoints: [join(folder, 'snapshot.js')], outfile: snapshotScript,
    bundle: true, minify: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(folder, 'snapshot.js')).href), __filename: JSON.stringify(compiler) },
    plugins: [{
      name: 'compiler',
      setup: ({ onResolve }) => onResolve({ filter: /\/typescript\.js$/ }, ({ kind }) => (kind === 'import-statement' ? { path: compiler } : undefined)),
    }],
  });
  // Without it kernels start more slowly, and do the same.
  await makeSnapshot().catch((error) => console.warn(error.message));
}
