/**
 * The labs as files: their sources in solutions/, the students' notebooks in labs/<language>/.
 *
 *     npm run labs                     writes the students' notebooks
 *     npm run labs -- --solved DIR     writes the solved ones into DIR/<language>/
 *     npm run labs -- --still-right    the same as the first, where a Chinese text was read again and found
 *                                      right although its English twin has changed
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages, parsePercent, type Language, type SourceCell } from './percent.js';
import { serialize, toNotebook, type Notebook, type Variant } from './notebook.js';
import { staleTexts, translationsOf, type Translations } from './translations.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The labs' names in course order: `lab01-generator`, … */
export function labNames(folder = join(root, 'solutions')): string[] {
  return readdirSync(folder).filter((file) => /^lab\d+-.*\.ts$/.test(file)).map((file) => basename(file, '.ts')).sort();
}

/** Builds one lab from its source. @throws SourceError when the source is malformed. */
export function buildLab(name: string, language: Language, variant: Variant): Notebook {
  return toNotebook(name, labCells(name), language, variant);
}

/** A lab's source, cell by cell. @throws SourceError when the source is malformed. */
export function labCells(name: string): SourceCell[] {
  const file = join('solutions', `${name}.ts`);
  return parsePercent(readFileSync(join(root, file), 'utf8'), file);
}

const translationsFile = join(root, 'solutions', 'translations.json');

/** What is known of the Chinese texts; empty where this copy has no such file. */
export const readTranslations = (): Translations => (existsSync(translationsFile) ? JSON.parse(readFileSync(translationsFile, 'utf8')) as Translations : {});

/** Sentences about the Chinese texts whose English twins have changed since they were written. */
export function staleTranslations(): string[] {
  const known = readTranslations();
  return labNames().flatMap((name) => staleTexts(labCells(name), known).map(({ line, begins }) => `solutions/${name}.ts:${line}: the English text has changed since "${begins}" was written: revise it, or run \`npm run labs -- --still-right\`.`));
}

function writeTranslations(): void {
  const pairs = labNames().flatMap((name) => translationsOf(labCells(name))).map(({ chinese, english }) => [chinese, english] as const);
  writeFileSync(translationsFile, `${JSON.stringify(Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
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
  const stale = process.argv.includes('--still-right') ? [] : staleTranslations();
  if (at < 0 && stale.length === 0) writeTranslations();
  for (const sentence of stale) console.error(sentence);
  console.log(`${written.length} notebooks written`);
}
