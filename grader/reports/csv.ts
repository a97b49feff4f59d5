/** The gradebook as CSV, with nbgrader's columns: one line for each student and lab. */
import type { Grade } from '../grade-book.js';

const columns = ['assignment', 'duedate', 'timestamp', 'student_id', 'last_name', 'first_name', 'email', 'raw_score', 'late_submission_penalty', 'score', 'max_score'] as const;

export function toCsv(grades: readonly Grade[]): string {
  const rows = grades.map(({ result, due, raw, penalty, score }): Record<(typeof columns)[number], string> => ({
    assignment: result.assignment ?? '',
    duedate: due?.toISOString() ?? '',
    timestamp: result.timestamp,
    student_id: result.student,
    last_name: '',
    first_name: '',
    email: '',
    raw_score: String(raw),
    late_submission_penalty: String(penalty),
    score: String(score),
    max_score: String(result.maxScore),
  }));
  return table([columns, ...rows.map((row) => columns.map((column) => row[column]))]);
}

/** Lines of CSV (RFC 4180). */
export function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/**
 * RFC 4180, with one addition: a spreadsheet runs what begins like a formula, and names of folders come from strangers.
 */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
