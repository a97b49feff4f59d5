/**
 * The untouched notebook of a lab, for a student who starts over. A pack for students carries the
 * notebooks in labs/originals/; where the solutions are, it is built from its source.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import type { Language } from '../../labs/authoring/percent.js';

const originals = fileURLToPath(new URL('../../../labs/originals', import.meta.url));

/** The bytes of the file. @throws Error with a sentence for the student when there is none. */
export function originalOf(lab: string, language: Language): string {
  try {
    return readFileSync(join(originals, language, `${lab}.ipynb`), 'utf8');
  } catch {
    try {
      return serialize(buildLab(lab, language, 'student'));
    } catch {
      throw new Error(`There is no untouched copy of ${lab} here. Take the notebook from the pack you got the course in.`);
    }
  }
}
