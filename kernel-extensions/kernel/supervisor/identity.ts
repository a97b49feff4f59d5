/** What this kernel says about itself in `kernel_info_reply`. */
import { createRequire } from 'node:module';
import type { KernelIdentity } from './kernel.js';

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;

const version = versionOf('minimax-labs');
const typescript = versionOf('typescript');

export const identity: KernelIdentity = {
  implementation: 'minimax',
  version,
  language: {
    name: 'typescript',
    version: typescript,
    mimetype: 'text/typescript',
    file_extension: '.ts',
    pygments_lexer: 'typescript',
    codemirror_mode: 'typescript',
    nbconvert_exporter: 'script',
  },
  banner: `TypeScript ${typescript} (Minimax Labs ${version}, Node.js ${process.versions.node})`,
  helpLinks: [
    { text: 'TypeScript Handbook', url: 'https://www.typescriptlang.org/docs/handbook/intro.html' },
    { text: 'TensorFlow.js API', url: 'https://js.tensorflow.org/api/latest/' },
    { text: 'Node.js API', url: 'https://nodejs.org/docs/latest/api/' },
  ],
};
