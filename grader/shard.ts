/** A class cut into parts that can be graded on as many machines. */
import { createHash } from 'node:crypto';
import type { Submission } from './submission.js';

export interface Shard {
  /** From 1 to `of`. */
  number: number;
  of: number;
}

/** The submissions of this part: those of one student stay together, and who hands in later changes nobody's part. */
export function inShard(submissions: readonly Submission[], { number, of }: Shard): Submission[] {
  return submissions.filter(({ student }) => createHash('sha256').update(student).digest().readUInt32LE(0) % of === number - 1);
}

/** @throws Error when `text` is not like 2/8. */
export function parseShard(text: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!number || !of || number > of) throw new Error(`"${text}" names no part: expected 1/4 to 4/4, say`);
  return { number, of };
}
