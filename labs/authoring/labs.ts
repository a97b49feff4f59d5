/**
 * The labs as files: their sources in solutions/, the students' notebooks in labs/<language>/.
 *
 *     npm run labs                     writes the students' notebooks
 *     npm run labs -- --solved DIR     writes the solved ones into DIR/<language>/
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, parsePercent, type Language } from './percent.js';
import { serialize, toNotebook, type Notebook, type Variant } from './notebook.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The labs' names in course order: `lab01-generator`, … */
export function labNames(folder = join(root, 'solutions')): string[] {
  return readdirSync(folder).filter((file) => /^lab\d+-.*\.ts$/.test(file)).map((file) => basename(file, '.ts')).sort();
}

/** Builds one lab from its source. @throws SourceError when the source is malformed. */
export function buildLab(name: string, language: Language, variant: Variant): Notebook {
  const file = join('solutions', `${name}.ts`);
  return toNotebook(name, parsePercent(readFileSync(join(root, file), 'utf8'), file), language, variant);
}

/** Writes every lab in every language below `folder`; returns the paths. */
export function writeLabs(folder: string, variant: Variant): string[] {
  const written: string[] = [];
  for (const language of languages) {
    mkdirSync(join(folder, language), { recursive: true });
    for (const name of labNames()) {
      const path = join(folder, language, `${name}.ipynb`);
      writeFileSync(path, serialize(buildLab(name, language, variant)));
      written.push(path);
    }
  }
  return written;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--solved');
  const written = at < 0 ? writeLabs(join(root, 'labs'), 'student') : writeLabs(process.argv[at + 1] ?? 'solved', 'solved');
  console.log(`${written.length} notebooks written`);
}
