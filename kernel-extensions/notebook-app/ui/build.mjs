// Bundles the Jupyter Notebook interface for the browser: one script a page, shared chunks, one style
// sheet, themes, settings schemas and licence notices. Everything a page loads is in the
// output folder; nothing is fetched from elsewhere.
//
// Output:  manifest.json         the style sheet, and page → script and the chunks it shares
//          static/**             scripts, styles, fonts; names carry a content hash
//          themes/<package>/     index.css of each theme
//          schemas.json          settings schemas of the plugins (settings-schemas.mjs)
//          static/THIRD-PARTY-NOTICES.txt
import { createRequire } from 'node:module';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noticesOf } from './notices.mjs';
import { settingsSchemas } from './settings-schemas.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const require = createRequire(import.meta.url);

const pages = ['tree', 'notebooks', 'edit'];
const themes = ['@jupyterlab/theme-light-extension', '@jupyterlab/theme-dark-extension'];

/** Icons are inlined as text where JavaScript imports them and as a data URL where a style does. */
const svgByImporter = {
  name: 'svg-by-importer',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\.svg$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === svgByImporter || kind === 'url-token') return undefined;
      const found = await resolve(path, { resolveDir, kind, pluginData: svgByImporter });
      return { path: found.path, errors: found.errors, namespace: 'svg-text' };
    });
    onLoad({ filter: /.*/, namespace: 'svg-text' }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'text' }));
  },
};

/** Some of Jupyter's styles mark a package with `~`, as webpack's loader reads it. */
const tildeIsPackage = {
  name: 'tilde-is-package',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^~/ }, ({ path, resolveDir, kind }) => resolve(path.slice(1), { resolveDir, kind }));
  },
};

/** Font Awesome names each font in five formats; every browser of today takes the last, woff2. */
const fontsAsWoff2 = {
  name: 'fonts-as-woff2',
  setup({ onResolve }) {
    onResolve({ filter: /\/webfonts\/.*\.(eot|svg|ttf|woff)([?#].*)?$/ }, () => ({ path: 'data:,', external: true }));
  },
};

/**
 * `const { TeX } = await import('a CommonJS module')` finds only `default` once the module is a chunk
 * of its own, because a chunk's export names must be known when it is written. This wraps each
 * dynamically imported MathJax module in an ES module that lists them.
 */
const namedExportsOfMathJax = {
  name: 'named-exports-of-mathjax',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^mathjax-full\// }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path, namespace: 'mathjax', pluginData: { resolveDir } } : undefined);
    onLoad({ filter: /.*/, namespace: 'mathjax' }, ({ path, pluginData: { resolveDir } }) => {
      const names = Object.keys(require(require.resolve(path, { paths: [resolveDir] }))).filter((name) => name !== 'default');
      return {
        contents: `import * as module from ${JSON.stringify(path)};\nexport const { ${names.join(', ')} } = module;\n`,
        resolveDir,
      };
    });
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none', // the notices are gathered in THIRD-PARTY-NOTICES.txt
  logLevel: 'error',
  loader: { '.svg': 'dataurl', '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.png': 'file', '.md': 'text' },
};

/** Write the whole interface into `outDir`; an interrupted build leaves the former one in place. */
export async function build(outDir) {
  const { build: bundle } = await import('esbuild');
  const temporary = `${outDir}.building`;
  rmSync(temporary, { recursive: true, force: true });

  const { metafile } = await bundle({
    ...common,
    entryPoints: [...pages, 'styles'].map((page) => join(here, 'pages', `${page}.ts`)),
    outdir: join(temporary, 'static'),
    entryNames: '[name]-[hash]', chunkNames: 'chunks/[name]-[hash]', assetNames: 'assets/[name]-[hash]',
    format: 'esm', splitting: true, target: 'es2022', platform: 'browser',
    inject: [join(here, 'app', 'node-globals.ts')],
    define: { 'process.env.NODE_ENV': '"production"', __dirname: '"/"', global: 'globalThis' },
    alias: { path: 'path-browserify' },
    plugins: [fontsAsWoff2, svgByImporter, tildeIsPackage, namedExportsOfMathJax],
  });

  for (const theme of themes) {
    await bundle({
      ...common,
      entryPoints: { index: require.resolve(`${theme}/style/theme.css`) },
      outdir: join(temporary, 'themes', theme),
      loader: { ...common.loader, '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
    });
  }

  const inputs = Object.keys(metafile.inputs);
  writeFileSync(join(temporary, 'manifest.json'), JSON.stringify(manifestOf(metafile, temporary), null, 1));
  writeFileSync(join(temporary, 'schemas.json'), JSON.stringify(settingsSchemas(root, inputs)));
  cpSync(join(here, 'icons'), join(temporary, 'static', 'brand'), { recursive: true });
  writeFileSync(join(temporary, 'static', 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, [...inputs, ...themes.map((theme) => `node_modules/${theme}/style`)]));

  // Type declarations of this folder may lie in outDir too, and are kept.
  mkdirSync(outDir, { recursive: true });
  for (const part of ['static', 'themes', 'schemas.json', 'manifest.json']) {
    rmSync(join(outDir, part), { recursive: true, force: true });
    renameSync(join(temporary, part), join(outDir, part));
  }
  rmSync(temporary, { recursive: true, force: true });
}

/** Which script and shared chunks each page loads, and the style sheet, as paths below the output folder. */
function manifestOf({ outputs }, outDir) {
  const below = (path) => relative(outDir, join(root, path)).split(sep).join('/');
  const manifest = { style: '', pages: {} };
  for (const [path, { entryPoint, cssBundle, imports }] of Object.entries(outputs)) {
    if (!entryPoint || dirname(entryPoint) !== relative(root, join(here, 'pages')).split(sep).join('/') || !path.endsWith('.js')) continue;
    const page = basename(entryPoint, '.ts');
    if (page === 'styles') manifest.style = below(cssBundle);
    else manifest.pages[page] = { script: below(path), preload: imports.filter(({ kind }) => kind === 'import-statement').map(({ path: chunk }) => below(chunk)) };
  }
  return manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(process.argv[2]);
