// The script that makes the startup snapshot: a process that starts from it has the compiler
// loaded and the library files of TypeScript and Node parsed, bound and checked once. Node runs it
// in a bare context, where nothing but its own modules can be required: the build makes this file and
// what it imports, the compiler included, into one script (snapshot-file.ts). The rest of
// language/ is not in the snapshot, and is loaded from its files as ever.
import { pathToFileURL } from 'node:url';
import { startupSnapshot } from 'node:v8';
import { Script, constants } from 'node:vm';
import { putIntoSnapshot } from './in-snapshot.js';
import { createLibrary } from './library.js';
import { Notebook } from './notebook.js';
import { packageRoot } from './options.js';
import { NotebookService } from './service.js';
import ts from './typescript.js';

/** Exercises what every cell needs. Neither this text nor its notebook is kept. */
const warmingCell = `export {};
import { readFileSync } from 'node:fs';
const warm = [1].map(String);
console.log(\`\${warm}\`, process.argv, readFileSync);
await Promise.all(new Set(warm));
`;

const library = createLibrary();
const service = new NotebookService(new Notebook(packageRoot), packageRoot, library);
service.setDraft(warmingCell);
service.service.getSemanticDiagnostics(service.draft);

putIntoSnapshot({ ts, library });

startupSnapshot.setDeserializeMainFunction(() => {
  // A plain `import()` is not to be had in a snapshot.
  const load = new Script('(url) => import(url)', { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  void (load.runInThisContext() as (url: string) => Promise<unknown>)(pathToFileURL(process.argv[1]).href);
});
