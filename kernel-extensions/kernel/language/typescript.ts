// The TypeScript compiler: out of the startup snapshot where there is one (see snapshot.ts), and
// otherwise loaded as the CommonJS module it is, for `import` would read its nine megabytes twice
// over to find the names it exports.
import nodeModule, { createRequire } from 'node:module';
import type TS from 'typescript';
import { inSnapshot } from './in-snapshot.js';

export default inSnapshot()?.ts ?? load();

function load(): typeof TS {
  // From Node 22 on: the compiled code is kept, and loads in a third of the time.
  (nodeModule as { enableCompileCache?(): void }).enableCompileCache?.();
  return createRequire(import.meta.url)('typescript') as typeof TS;
}
