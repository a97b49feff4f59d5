/** Feedback for one student as a page that needs no other file and runs no script. Everything is escaped: names, messages and errors come from strangers. */
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { escapeHtml, sentences } from '../../tests/checks/card.js';
import type { Language } from '../../tests/checks/language.js';
import type { Grade } from '../grade-book.js';
import type { GradedCheck, GradedTask } from '../result.js';
import { words } from './wording.js';

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; display: flex; justify-content: space-between }
ul { list-style: none; padding: 0; margin: 0 } li { padding: .25rem 0 .25rem 1.5rem; text-indent: -1.5rem } li > * { text-indent: 0 }
.passed::before { content: "✓ "; color: #1a7f37; font-weight: bold } .failed::before { content: "✗ "; color: #c62828; font-weight: bold }
.muted { color: #59636e } .note { border-left: 4px solid #9a6700; padding: .25rem 1rem; margin: 1rem 0 } p { margin: .25rem 0 } code { background: #eff1f3; padding: 0 .2em }
@media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } code { background: #262c36 } .muted { color: #9198a1 } }`;

export function toHtml({ result, manual, penalty, score }: Grade): string {
  const { language, student, tasks, maxScore, problem, warnings } = result;
  const title = escapeHtml(words.title[language](result.assignment ?? basename(result.notebook)));
  const notes = [...manual.map(({ points, comment }) => words.manual[language](points, comment)), ...(penalty > 0 ? [words.late[language](penalty)] : [])];
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
<p class="muted"><bdi>${escapeHtml(student)}</bdi></p>
<p><strong>${escapeHtml(words.points[language](score, maxScore))}</strong></p>
${tasks.length > 0 ? `<p class="muted">${escapeHtml(words.explanation[language]())}</p>` : ''}
${notes.length > 0 ? `<p>${escapeHtml(words.automatic[language](result.score))}</p>` : ''}
${notes.map((note) => `<p>${prose(note)}</p>`).join('\n')}
${problem ? `<div class="note"><strong>${escapeHtml(words.ungraded[language]())}</strong><p>${prose(problem[language])}</p></div>` : ''}
${tasks.map((task) => section(task, language)).join('\n')}
${warnings.length > 0 ? `<div class="note"><strong>${escapeHtml(words.warnings[language]())}</strong>${warnings.map((warning) => `<p>${prose(warning[language])}</p>`).join('')}</div>` : ''}
</body>
</html>
`;
}

function section({ task, score, maxScore, checks }: GradedTask, language: Language): string {
  return `<h2><span>${escapeHtml(task)}</span><span>${escapeHtml(maxScore > 0 ? words.points[language](score, maxScore) : words.unscored[language]())}</span></h2>\n<ul>\n${checks.map((check, index) => item(check, checks[index + 1], language)).join('\n')}\n</ul>`;
}

/** What is said of several checks in a row is said after the last of them. */
function item(check: GradedCheck, next: GradedCheck | undefined, language: Language): string {
  const said = remarks(check, language), isSaidAgain = next !== undefined && isDeepStrictEqual(said, remarks(next, language));
  return `<li class="${check.status === 'failed' ? 'failed' : 'passed'}">${prose(check.name[language])}${isSaidAgain ? '' : said.map((sentence) => `<p>${prose(sentence)}</p>`).join('')}</li>`;
}

function remarks({ status, message }: GradedCheck, language: Language): string[] {
  if (status === 'error') return [words.broken[language]()];
  return message ? sentences(message, language) : [];
}

/** Escaped text whose \`code\` in backquotes is set as code. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}
