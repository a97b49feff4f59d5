/**
 * Tells a check that is broken from one that a student's strange value broke: the lab's own solution
 * is graded once, and what stops with an error there is broken. A broken check costs no student a
 * point; a strange value earns none.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';
import type { Lab } from '../../tests/checks/registry.js';
import { gradeSubmission, nameOf, type GradeOptions } from './grade.js';
import { readContent } from '../submission.js';
import { removeTemporaryFolder, temporaryFolder } from '../temporary.js';

export function brokenChecks(options: GradeOptions): (lab: Lab, check: string) => Promise<boolean> {
  const broken = new Map<Lab, Promise<Set<string> | undefined>>();
  return async (lab, check) => {
    if (!broken.has(lab)) broken.set(lab, brokenIn(lab, options));
    const names = await broken.get(lab);
    return names === undefined || names.has(check);
  };
}

/** Undefined where there is no solution to ask. */
async function brokenIn(lab: Lab, options: GradeOptions): Promise<Set<string> | undefined> {
  let text: string;
  try {
    text = serialize(buildLab(lab, 'en', 'solved'));
  } catch {
    return undefined;
  }
  const name = `${lab}.ipynb`;
  const hash = createHash('sha256').update(text).digest('hex');
  const folder = temporaryFolder();
  const submission = { student: 'solution', path: join(folder, name), modified: new Date(0), hash, content: readContent(text, name) };
  const { tasks } = await gradeSubmission(submission, { ...options, isBroken: undefined }).finally(() => removeTemporaryFolder(folder));
  return new Set(tasks.flatMap(({ task, checks }) => checks.filter(({ status }) => status === 'error').map((check) => nameOf(lab, { task, name: check.name }))));
}
