/** Options that the commands of grading share. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { formats, parseManualPoints, unclaimed, usualFormats, type Format, type Policy, type Result } from '../../grader/index.js';

export interface ReportOptions {
  formats: Format[];
  due?: Date;
  latePenalty: number;
  manual?: string;
}

/** What reports are made of results. */
export function withReportOptions(command: Command): Command {
  return command
    .addOption(new Option('--formats <list>', `reports to write: ${formats.join(', ')}`).argParser(formatList).default([...usualFormats], usualFormats.join(',')))
    .option('--due <time>', 'when notebooks had to be handed in, such as 2026-11-30T23:59 (by the clock of this machine, or with Z or +08:00); their files tell when they were', date)
    .option('--late-penalty <percent>', 'percent of the points taken off for each day begun after that', percent, 0)
    .option('--manual <file>', 'points given by hand, added to the automatic ones: CSV with student_id, assignment, points, comment');
}

export function policyOf({ due, latePenalty, manual }: ReportOptions): Policy {
  return { due, penaltyPerDay: latePenalty / 100, manual: manual === undefined ? [] : parseManualPoints(readFileSync(manual, 'utf8')) };
}

/** Sentences for the instructor on what the reports do not show by themselves. */
export function remarks(results: readonly Result[], policy: Policy): string[] {
  const unread = results.filter(({ tasks, isUngraded }) => tasks.length === 0 && !isUngraded).map(({ student }) => student);
  const lost = unclaimed(policy, results).map(({ student, assignment }) => `${student} ${assignment}`);
  return [
    ...(unread.length > 0 ? [`No points, because their notebooks cannot be graded (see the reports): ${listed(unread)}`] : []),
    ...(lost.length > 0 ? [`Points given by hand for nobody's notebook, to be mended in the file: ${listed(lost)}`] : []),
  ];
}

function listed(names: readonly string[]): string {
  const most = 10;
  return names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
}

export function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('expected a whole number from 1.');
  return number;
}

function formatList(text: string): Format[] {
  return text.split(',').map((name) => {
    const format = formats.find((known) => known === name.trim());
    if (!format) throw new InvalidArgumentError(`there is no format "${name}"; there are ${formats.join(', ')}.`);
    return format;
  });
}

function date(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('expected a time such as 2026-11-30T23:59.');
  return time;
}

function percent(text: string): number {
  const number = Number(text);
  if (!(number >= 0 && number <= 100)) throw new InvalidArgumentError('expected a number from 0 to 100.');
  return number;
}
