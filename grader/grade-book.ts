/** What becomes of a result in the gradebook: points given by hand, and what is taken off for being late. Nothing here changes a result. */
import { round } from './judge/grade.js';
import type { Result } from './result.js';

export interface Policy {
  due?: Date;
  /** Share of the points that there are, taken off for each day begun after the due date; 0.1 is ten percent. */
  penaltyPerDay: number;
  manual: readonly ManualPoints[];
}

export interface ManualPoints {
  student: string;
  assignment: string;
  points: number;
  comment: string;
}

export interface Grade {
  result: Result;
  due?: Date;
  /** Beside the automatic ones of the result. */
  manual: readonly ManualPoints[];
  /** Automatic and manual points. */
  raw: number;
  /** Points taken off, at most all of them. */
  penalty: number;
  /** What is left of the raw points without the penalty. */
  score: number;
}

export const noPolicy: Policy = { penaltyPerDay: 0, manual: [] };

const day = 86_400_000;

/** The grades of all results that could be graded: of several notebooks of a student for the same lab, the one that was changed last and can be read. */
export function gradesOf(results: readonly Result[], policy: Policy): Grade[] {
  return lastOnes(results).map((result) => gradeOf(result, policy));
}

export function gradeOf(result: Result, { due, penaltyPerDay, manual }: Policy): Grade {
  const own = manual.filter(({ student, assignment }) => student === result.student && assignment === result.assignment);
  const raw = result.score + own.reduce((sum, { points }) => sum + points, 0);
  const daysLate = due ? Math.max(0, Math.ceil((new Date(result.timestamp).getTime() - due.getTime()) / day)) : 0;
  const penalty = round(Math.min(Math.max(raw, 0), daysLate * penaltyPerDay * result.maxScore));
  return { result, due, manual: own, raw: round(raw), penalty, score: round(raw - penalty) };
}

/** What was not graded has no line: an empty score is no 0. */
function lastOnes(results: readonly Result[]): Result[] {
  const last = new Map<string, Result>();
  for (const result of results) {
    if (result.isUngraded) continue;
    const key = JSON.stringify([result.student, result.assignment]);
    const other = last.get(key);
    if (!other || isBefore(other, result)) last.set(key, result);
  }
  return [...last.values()];
}

function isBefore(a: Result, b: Result): boolean {
  const isRead = ({ tasks }: Result): boolean => tasks.length > 0;
  return isRead(a) === isRead(b) ? a.timestamp <= b.timestamp : isRead(b);
}

/** Points given by hand for what nobody has handed in, say because a name is misspelt. */
export function unclaimed({ manual }: Policy, results: readonly Result[]): ManualPoints[] {
  return manual.filter(({ student, assignment }) => !results.some((result) => result.student === student && result.assignment === assignment));
}

/**
 * Points given by hand, from CSV with the columns student_id, assignment, points and comment in any order.
 * @throws Error that names the line which cannot be read.
 */
export function parseManualPoints(csv: string): ManualPoints[] {
  const [header = [], ...rows] = parseCsv(csv.replace(/^\ufeff/, ''));
  const column = (name: string): number => header.findIndex((title) => title.trim() === name);
  const [student, assignment, points, comment] = ['student_id', 'assignment', 'points', 'comment'].map(column);
  if (student < 0 || assignment < 0 || points < 0) throw new Error('the points given by hand need the columns student_id, assignment and points (and may have comment)');
  return rows.filter((row) => row.some((field) => field !== '')).map((row, index) => {
    const value = Number(row[points]);
    if (!row[points]?.trim() || !Number.isFinite(value)) throw new Error(`line ${index + 2} of the points given by hand has "${row[points] ?? ''}" for points`);
    return { student: row[student], assignment: row[assignment], points: value, comment: row[comment] ?? '' };
  });
}

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}
