/** What makes two gradings the same. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Submission } from './submission.js';

const digest = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Names a notebook as it was handed in: the same for every grading of it. */
export function identityOf({ student, path, hash }: Submission): string {
  return digest([student, path, hash]);
}

/** Changes when anything changes that could change the result. */
export function keyOf(submission: Submission, circumstances: readonly string[]): string {
  return digest([identityOf(submission), ...circumstances]);
}

/** SHA-256 of all check files. */
export async function checksVersion(): Promise<string> {
  const folder = fileURLToPath(new URL('../tests/checks/', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(await readFile(join(folder, file)));
  return hash.digest('hex');
}
