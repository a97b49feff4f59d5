/** A result as Gradescope's results.json (gradescope-autograders.readthedocs.io/en/latest/specs). Everything from a student is plain text there. */
import { sentences } from '../../tests/checks/card.js';
import type { Grade } from '../grade-book.js';
import type { GradedTask } from '../result.js';
import { headline, words } from './wording.js';

export function toGradescope({ result, manual, penalty, score }: Grade): string {
  const { language, tasks, seconds, problem, warnings, isolation, hash } = result;
  const tests = tasks.map(({ task, score: points, maxScore, checks }: GradedTask, index) => ({
    score: points,
    max_score: maxScore,
    status: checks.some(({ visibility, status }) => visibility === 'hidden' && status === 'failed') ? 'failed' : 'passed',
    name: task,
    name_format: 'text',
    number: String(index + 1),
    output: checks.map(({ name, status, message }) => [headline(name[language], status), ...(message ? sentences(message, language) : [])].join('\n    ')).join('\n'),
    output_format: 'text',
    visibility: 'visible',
  }));
  const output = [problem?.[language], ...warnings.map((warning) => warning[language]), ...manual.map(({ points, comment }) => words.manual[language](points, comment)), penalty > 0 ? words.late[language](penalty) : undefined];
  return `${JSON.stringify({
    score, execution_time: Math.round(seconds), output: output.filter(Boolean).join('\n'), output_format: 'text', visibility: 'visible', stdout_visibility: 'hidden',
    extra_data: { isolation, hash }, tests,
  }, null, 2)}\n`;
}
