// The build, as a list of steps. Each step names its inputs; a step whose inputs have not changed
// since its last success is skipped. Plain JavaScript: it runs before anything is built.
//
//   node cli/setup/build.mjs            all steps
//   node cli/setup/build.mjs --only js  one step by name
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const dist = join(root, 'dist');
const sourceFolders = ['bench', 'cli', 'datasets', 'docs', 'grader', 'kernel-extensions', 'labs/authoring', 'labs/helpers', 'tests'];
/** What the notebooks' entries can reach. */
const declaredFolders = ['datasets', 'kernel-extensions/backend', 'kernel-extensions/display', 'labs/helpers', 'tests/checks'];
const notTypeScript = ['kernel-extensions/backend/simd/assembly', 'kernel-extensions/notebook-app/ui'];

/** All files below `folder` (relative to the root) that `accept` takes, sorted. */
function filesBelow(folder, accept) {
  const found = [];
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'fixtures') continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) visit(child);
      else if (accept(relative(root, child).split(sep).join('/'))) found.push(relative(root, child).split(sep).join('/'));
    }
  };
  const start = join(root, folder);
  if (existsSync(start)) visit(start);
  return found.sort();
}

const isTypeScript = (path) =>
  /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !notTypeScript.some((folder) => path.startsWith(folder + '/'));
const typeScriptFiles = () => sourceFolders.flatMap((folder) => filesBelow(folder, isTypeScript));

/**
 * TensorFlow.js as a module whose exports are spelled out. Where a module imports a CommonJS package, Node
 * reads the package's source for its exports, which for these seven megabytes takes longer than running them.
 */
const spelledOut = { specifier: '@tensorflow/tfjs', target: join(dist, 'tfjs.js') };

function spellOutExports() {
  const { specifier, target } = spelledOut;
  const installed = statSync(join(root, 'package-lock.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (existsSync(target) && statSync(target).mtimeMs > installed) return;
  const names = Object.keys(createRequire(import.meta.url)(specifier)).filter((name) => name !== 'default');
  mkdirSync(dist, { recursive: true });
  writeAtomically(target, `import { createRequire } from 'node:module';
const tf = createRequire(import.meta.url)('${specifier}');
export const { ${names.join(', ')} } = tf;
export default tf;
`);
}

/** The JavaScript at `target` with its imports of that package turned to the module. */
function importSpelledOut(code, target) {
  const path = relative(dirname(target), spelledOut.target).split(sep).join('/');
  const statement = new RegExp(`^((?:import|export)\\b[^;"]* from )"${spelledOut.specifier}"`, 'gm');
  return code.replace(statement, `$1"${path.startsWith('.') ? path : `./${path}`}"`);
}

/** TypeScript to JavaScript, a file at a time; types are the business of the next step. */
async function transpile() {
  const { stop, transform } = await import('esbuild');
  const sources = typeScriptFiles();
  const wanted = new Set();
  const failures = [];
  const buildChanged = statSync(fileURLToPath(import.meta.url)).mtimeMs;
  await Promise.all(sources.map(async (source) => {
    const target = join(dist, source.replace(/\.tsx?$/, '.js'));
    wanted.add(target);
    const input = join(root, source);
    if (existsSync(target) && statSync(target).mtimeMs > Math.max(statSync(input).mtimeMs, buildChanged)) return;
    try {
      const { code, map } = await transform(readFileSync(input, 'utf8'), {
        loader: 'ts', target: 'node20', format: 'esm', sourcefile: pathToFileURL(input).href, sourcemap: 'external',
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      });
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target + '.map', map);
      writeAtomically(target, `${importSpelledOut(code, target)}//# sourceMappingURL=${target.split(sep).pop()}.map\n`);
    } catch (error) {
      failures.push(error.message);
    }
  }));
  await stop();
  for (const stale of filesBelow('dist', (path) => /^dist\/.*\.js$/.test(path))) {
    const path = join(root, stale);
    if (isOurs(stale) && !wanted.has(path)) for (const suffix of ['', '.map']) rmSync(path + suffix, { force: true });
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
  spellOutExports();
}

/** Does this file of dist/ come from a TypeScript source (and not from the UI bundle)? */
const isOurs = (path) => sourceFolders.some((folder) => path.startsWith(`dist/${folder}/`)) && !path.includes('/notebook-app/ui/');

function writeAtomically(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** The declarations of what notebooks import. */
function declare() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', join(root, 'cli', 'setup', 'tsconfig.declarations.json')], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
}

/** A part's own build script exports `inputs` (folders) and `build(outDir)`. */
const partStep = (name, script, says) => ({
  name, says,
  inputs: () => filesBelow(dirname(script), (path) => !path.endsWith('.md')),
  run: async () => (await import(pathToFileURL(join(root, script)).href)).build(join(dist, dirname(script))),
  exists: () => existsSync(join(root, script)),
});

const languageFolder = 'kernel-extensions/kernel/language';
const snapshotInputs = ['build.mjs', 'in-snapshot.ts', 'library.ts', 'options.ts', 'service.ts', 'snapshot.ts', 'snapshot-file.ts'];

const steps = [
  { name: 'js', says: 'TypeScript to JavaScript', inputs: () => [...typeScriptFiles(), 'cli/setup/build.mjs'], run: transpile },
  partStep('wasm', 'kernel-extensions/backend/simd/build.mjs', 'WebAssembly kernels of the simd backend'),
  { name: 'types', says: 'declarations for notebooks', inputs: () => [...declaredFolders.flatMap((folder) => filesBelow(folder, isTypeScript)), 'tsconfig.json'], run: declare },
  {
    name: 'snapshot', says: 'startup snapshot of the TypeScript compiler',
    inputs: () => snapshotInputs.map((name) => `${languageFolder}/${name}`),
    // A snapshot fits one Node program only.
    key: () => `${process.execPath} ${process.version}`,
    run: async () => (await import(pathToFileURL(join(root, languageFolder, 'build.mjs')).href)).build(join(dist, languageFolder)),
  },
  {
    ...partStep('explorer', 'labs/explorer/build.mjs', 'minimax explorer'),
    inputs: () => [...filesBelow('labs/explorer', () => true), ...['minimax', 'story'].flatMap((folder) => filesBelow(`labs/helpers/${folder}`, isTypeScript)), 'labs/helpers/random.ts'],
  },
  partStep('ui', 'kernel-extensions/notebook-app/ui/build.mjs', 'notebook interface'),
];

const stampOf = (inputs, key = '') => {
  const hash = createHash('sha256').update(key);
  for (const path of ['package-lock.json', ...inputs]) {
    if (!existsSync(join(root, path))) continue;
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
};

/** Run the steps whose inputs changed. Returns the names of the steps that ran. */
export async function build({ only, say = () => {} } = {}) {
  const ran = [];
  for (const step of steps) {
    if ((only && step.name !== only) || step.exists?.() === false) continue;
    const stampFile = join(dist, '.stamps', step.name);
    const stamp = stampOf(step.inputs(), step.key?.());
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;
    const started = performance.now();
    await step.run();
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
    ran.push(step.name);
    say(`built ${step.says} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return ran;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
  try {
    const ran = await build({ only, say: console.log });
    if (ran.length === 0) console.log('Everything is built already.');
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
