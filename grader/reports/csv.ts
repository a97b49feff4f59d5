/** The gradebook as CSV, with nbgrader's columns: one line for each student and lab. */
import type { Result } from '../result.js';

const columns = ['assignment', 'duedate', 'timestamp', 'student_id', 'last_name', 'first_name', 'email', 'raw_score', 'late_submission_penalty', 'score', 'max_score'] as const;

export function toCsv(results: readonly Result[]): string {
  const rows = lastOnes(results).map((result): Record<(typeof columns)[number], string> => ({
    assignment: result.assignment ?? '',
    duedate: '',
    timestamp: result.timestamp,
    student_id: result.student,
    last_name: '',
    first_name: '',
    email: '',
    raw_score: String(result.score),
    late_submission_penalty: '0',
    score: String(result.score),
    max_score: String(result.maxScore),
  }));
  return [columns.join(','), ...rows.map((row) => columns.map((column) => field(row[column])).join(','))].map((line) => `${line}\r\n`).join('');
}

/** Of several notebooks of a student for the same lab, the one that was changed last. What was not graded has no line: an empty score is no 0. */
function lastOnes(results: readonly Result[]): Result[] {
  const last = new Map<string, Result>();
  for (const result of results) {
    if (result.isUngraded) continue;
    const key = JSON.stringify([result.student, result.assignment]);
    const other = last.get(key);
    if (!other || result.timestamp >= other.timestamp) last.set(key, result);
  }
  return [...last.values()];
}

/**
 * RFC 4180, with one addition: a spreadsheet runs what begins like a formula, and names of folders come from strangers.
 */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
