/** The answer to a task as a card for the notebook: green or red, one line a check, a sentence and a hint for each failure. */
import type { Message } from './findings.js';
import { say, type Language, type Text } from './language.js';
import type { CheckResult } from './run.js';

export interface CheckReport {
  lab: string;
  task: string;
  language: Language;
  passed: boolean;
  results: CheckResult[];
}

/** For programs that read a saved notebook, such as the start page of the notebook app. */
export const verdictType = 'application/vnd.minimax.check+json';

export interface Card {
  'text/html': string;
  'text/plain': string;
  [verdictType]: { lab: string; task: string; passed: boolean };
}

const colours = { good: '#1a7f37', bad: '#c62828', muted: 'gray' };

function title(report: CheckReport): Text {
  const passed = report.results.filter(({ status }) => status === 'passed').length;
  const of = report.results.length;
  return report.passed
    ? say(`${report.task}: all ${of} checks pass`, `${report.task}：${of} 項檢查全部通過`)
    : say(`${report.task}: ${passed} of ${of} checks pass`, `${report.task}：${of} 項檢查中通過 ${passed} 項`);
}

/** The parts of a message in one language, in reading order. */
export function sentences(message: Message, language: Language): string[] {
  return [message.wrong, message.expected, message.hint].filter((part) => part !== undefined).map((part) => part[language]);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Escaped text whose `code` in backquotes is set as code. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

export function renderReport(report: CheckReport): Card {
  const { language, results } = report;
  const heading = title(report)[language];
  // A long list of failures is no help to a beginner: later ones are often consequences of the first.
  const html = results.map(({ name, status, message }) => {
    const good = status === 'passed';
    const [wrong, ...rest] = message ? sentences(message, language) : [];
    const body = wrong === undefined ? '' : `<div style="margin:2px 0 6px 1.5em">${prose(wrong)}${rest.map((part) => `<br><span>${prose(part)}</span>`).join('')}</div>`;
    return `<li style="list-style:none"><span style="color:${good ? colours.good : colours.bad};font-weight:bold">${good ? '✓' : '✗'}</span> ${prose(name[language])}${body}</li>`;
  });
  const plain = results.flatMap(({ name, status, message }) => [
    `${status === 'passed' ? '✓' : '✗'} ${name[language]}`,
    ...(message ? sentences(message, language).map((sentence) => `    ${sentence}`) : []),
  ]);
  const colour = report.passed ? colours.good : colours.bad;
  return {
    'text/html': `<div lang="${language}" style="border-left:4px solid ${colour};padding:4px 12px;margin:4px 0"><div style="font-weight:bold;color:${colour}">${escapeHtml(heading)}</div><ul style="margin:4px 0;padding:0">${html.join('')}</ul></div>`,
    'text/plain': [heading, ...plain].join('\n'),
    [verdictType]: { lab: report.lab, task: report.task, passed: report.passed },
  };
}
