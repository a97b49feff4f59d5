// Writes the backend as an npm package of its own, `tfjs-backend-simd`, for whoever wants it without the labs:
//
//   npm run build && node kernel-extensions/backend/simd/package.mjs FOLDER
//
// It holds this folder, built, the corrected gradients and the README. The only dependency is @tensorflow/tfjs.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
/** In the package, the built files lie to each other as they do here. */
const parts = ['tfjs.js', 'kernel-extensions/backend/simd', 'kernel-extensions/backend/gradients'];

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: node kernel-extensions/backend/simd/package.mjs FOLDER');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
for (const part of parts) {
  cpSync(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true, filter: (path) => !path.endsWith('.map') });
}
cpSync(join(here, 'README.md'), join(folder, 'README.md'));

const backend = './dist/kernel-extensions/backend';
const index = `export * from '${backend}/simd/index.js';\nexport { correctGradients } from '${backend}/gradients/index.js';\n`;
writeFileSync(join(folder, 'index.js'), index);
writeFileSync(join(folder, 'index.d.ts'), index);

const { version, license, engines, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const manifest = {
  name: 'tfjs-backend-simd', version, license, engines, type: 'module',
  description: 'A TensorFlow.js backend for Node that trains: WebAssembly SIMD on all cores, nothing native to install',
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
  peerDependencies: { '@tensorflow/tfjs': dependencies['@tensorflow/tfjs'] },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
