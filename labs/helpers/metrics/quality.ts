/**
 * Quality and diversity by a classifier's probabilities. Quality: is each picture clearly something? Diversity: are there as
 * many kinds of things as in the data? Neither notices that a class is always the same picture: see recall for that.
 */

export interface Quality {
  /** Mean probability of the first answer: 1 when every picture is clearly something. */
  confidence: number;
  /** Mean entropy of the answers to one picture in nats, 0 … ln classes: small when pictures are clear. */
  entropy: number;
  /** How often each class was the first answer. */
  counts: number[];
  /** Entropy of the mean answer as a part of ln classes: 1 when all classes are equally common. More is better only up to what the data have. */
  balance: number;
}

/** @param probabilities of each picture, `[N][classes]` @throws RangeError without a picture */
export function quality(probabilities: readonly ArrayLike<number>[]): Quality {
  if (probabilities.length === 0) throw new RangeError('Quality needs at least one picture.');
  const rows = probabilities.map((row) => Array.from(row));
  const classes = rows[0].length;
  const counts = new Array<number>(classes).fill(0);
  for (const row of rows) counts[row.indexOf(Math.max(...row))]++;
  const meanAnswer = counts.map((_, k) => mean(rows.map((row) => row[k])));
  return {
    confidence: mean(rows.map((row) => Math.max(...row))),
    entropy: mean(rows.map(entropyOf)),
    counts,
    balance: entropyOf(meanAnswer) / Math.log(classes),
  };
}

/** H(p) = −Σ p ln p, in nats. */
export const entropyOf = (p: readonly number[]): number => p.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0);

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
