/**
 * Bundles tfjs-core's own test suite (it ships as ES modules without file extensions, which Node
 * cannot load) together with the backends under test, so that all of them share one tfjs-core.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(createRequire(import.meta.url).resolve('minimax-labs/package.json'));
const backends = join(here, '..', '..', '..', 'kernel-extensions', 'backend');
const simd = join(backends, 'simd', 'index.js');
const gradients = join(backends, 'gradients', 'index.js');

/** The simd backend finds its .wasm files and its worker script beside its own modules. */
const keepModuleUrls: Plugin = {
  name: 'keep-module-urls',
  setup({ onLoad }) {
    onLoad({ filter: /kernel-extensions[\\/]backend[\\/]simd[\\/].*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

/** Built files import tfjs through a module that spells out its exports for Node (cli/setup/build.mjs); the suite's tfjs stands in its place. */
const shareTfjs: Plugin = {
  name: 'share-tfjs',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /\/tfjs\.js$/ }, ({ kind }) => resolve('@tensorflow/tfjs', { resolveDir: root, kind }));
  },
};

/**
 * Writes the bundle; loading it defines all specs for `backend` on the global jasmine interface.
 *
 * @param corrected whether they run with the corrected gradients that `useBackend` installs
 */
export async function bundleSuite(backend: 'cpu' | 'simd', outfile: string, corrected = false): Promise<void> {
  await build({
    stdin: {
      resolveDir: root,
      contents: `
        import '@tensorflow/tfjs-core/dist/index.js';
        import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
        import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
        import '@tensorflow/tfjs-backend-cpu';
        import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
        ${backend === 'simd' ? `
          import { registerSimdBackend } from ${JSON.stringify(simd)};
          registerSimdBackend({ threads: Number(process.env.MINIMAX_SUITE_THREADS) || undefined });` : ''}
        ${corrected ? `
          import { correctGradients } from ${JSON.stringify(gradients)};
          correctGradients();` : ''}
        setTestEnvs([{ name: '${backend}', backendName: '${backend}', isDataSync: true }]);
        require('@tensorflow/tfjs-core/dist/tests.js');`,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    plugins: [keepModuleUrls, shareTfjs],
    // The package declares its test files free of side effects.
    ignoreAnnotations: true,
    logLevel: 'error',
  });
}
