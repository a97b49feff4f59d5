// The TypeScript compiler, loaded as the CommonJS module it is: `import` would read its nine
// megabytes twice over to find the names it exports.
import { createRequire } from 'node:module';
import type TS from 'typescript';

export default createRequire(import.meta.url)('typescript') as typeof TS;
