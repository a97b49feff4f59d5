/** A result as the results.json of PrairieLearn's external graders. */
import { sentences } from '../../tests/checks/card.js';
import type { Grade } from '../grade-book.js';
import { headline } from './wording.js';

/** PrairieLearn takes 1 MB; half of it is left to its own envelope and to characters that grow when they are escaped. */
const maximumCharacters = 150_000;

export function toPrairieLearn({ result, score }: Grade): string {
  const { language, tasks, problem, warnings, maxScore } = result;
  const tests = tasks.map(({ task, score: points, maxScore: maximum, checks }) => ({
    name: task,
    points,
    max_points: maximum,
    output: checks.map(({ name, status, message }) => [headline(name[language], status), ...(message ? sentences(message, language) : [])].join('\n    ')).join('\n')
      .slice(0, Math.floor(maximumCharacters / Math.max(1, tasks.length))),
  }));
  return `${JSON.stringify({
    // A notebook that cannot be read may be handed in again without losing an attempt.
    gradable: tasks.length > 0,
    score: maxScore > 0 ? Math.min(1, Math.max(0, score / maxScore)) : 0,
    message: problem?.[language] ?? '',
    output: warnings.map((warning) => warning[language]).join('\n').slice(0, maximumCharacters),
    tests,
  }, null, 2)}\n`;
}
