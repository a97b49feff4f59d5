/** The reports by name: each turns what was graded into files. */
import { gradesOf, type Grade, type Policy } from '../grade-book.js';
import { handoutOf } from '../handout.js';
import type { Result } from '../result.js';
import { safeName } from '../safe-name.js';
import type { Submission } from '../submission.js';
import { toCsv } from './csv.js';
import { toGradescope } from './gradescope.js';
import { toHtml } from './html.js';
import { toJson } from './json.js';
import { toPrairieLearn } from './prairielearn.js';
import { toSimilarity } from './similarity.js';

export interface Graded {
  results: readonly Result[];
  grades: readonly Grade[];
  /** Empty where results were merged and no notebook is at hand. */
  submissions: readonly Submission[];
}

/** Relative path and content of a file. */
type File = readonly [path: string, text: string];

const reports = {
  json: ({ results }) => [['results.json', toJson(results)]],
  csv: ({ grades }) => [['gradebook.csv', toCsv(grades)]],
  html: ({ grades }) => grades.map((grade) => [`feedback/${fileName(grade.result)}.html`, toHtml(grade)]),
  gradescope: ({ grades }) => grades.map((grade) => [`gradescope/${fileName(grade.result)}.json`, toGradescope(grade)]),
  prairielearn: ({ grades }) => grades.map((grade) => [`prairielearn/${fileName(grade.result)}.json`, toPrairieLearn(grade)]),
  similarity: ({ submissions }) => [['similarity.csv', toSimilarity(submissions, (lab) => handoutOf(lab, 'en').code)]],
} satisfies Record<string, (graded: Graded) => File[]>;

export type Format = keyof typeof reports;
export const formats = Object.keys(reports) as Format[];
/** What is written when nothing is asked for. */
export const usualFormats: readonly Format[] = ['json', 'csv', 'html'];

export function filesOf(format: Format, results: readonly Result[], submissions: readonly Submission[], policy: Policy): readonly File[] {
  return reports[format]({ results, submissions, grades: gradesOf(results, policy) });
}

/** Where the files of one student and lab lie; see safeName. */
export function fileName({ student, assignment }: Pick<Result, 'student' | 'assignment'>): string {
  return `${safeName(student)}/${assignment ?? 'unknown'}`;
}
