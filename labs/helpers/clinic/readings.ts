/** What the causes need of a recording, computed once: moves by player, which way each loss pulls, sizes of updates. */
import { sigmoid } from '../minimax/logistic.js';
import { readPull, type Pull } from './pull.js';
import { lengthOf, meanOf, medianOf } from './statistics.js';
import type { Move, Player, Recording } from './vital-signs.js';

export interface Readings {
  recording: Recording;
  moves: Record<Player, readonly Move[]>;
  /** What D's loss does with D's answers to real and to made pictures, and what G's loss does with those to made ones. */
  pulls: { real: Pull; made: Pull; generator: Pull };
  /** The direction that stands for "real" in this training, as D's loss has it. */
  towardsReal: 'up' | 'down' | undefined;
}

export function read(recording: Recording): Readings {
  const all = recording.rounds.flatMap(({ moves }) => moves);
  const moves = { generator: all.filter(({ player }) => player === 'generator'), discriminator: all.filter(({ player }) => player === 'discriminator') };
  const pulls = { real: pullOf(moves.discriminator, 'real'), made: pullOf(moves.discriminator, 'made'), generator: pullOf(moves.generator, 'made') };
  return { recording, moves, pulls, towardsReal: pulls.real.direction ?? (pulls.made.direction && opposite(pulls.made.direction)) };
}

export const opposite = (direction: 'up' | 'down'): 'up' | 'down' => (direction === 'up' ? 'down' : 'up');

/** All answers that carry a pull, of all moves. */
function pullOf(moves: readonly Move[], source: 'real' | 'made'): Pull {
  const views = moves.flatMap((move) => move.views).filter(({ logits, pulls }) => pulls[source].length === logits[source].length);
  return readPull(views.flatMap(({ logits }) => logits[source]), views.flatMap(({ pulls }) => pulls[source]));
}

/** D's mean probability of "real" for its pictures of a source in a move; NaN where it saw none. */
export function meanAnswer({ views }: Move, source: 'real' | 'made', towardsReal: 'up' | 'down' = 'up'): number {
  return meanOf(views.flatMap(({ logits }) => logits[source]).map((logit) => sigmoid(towardsReal === 'up' ? logit : -logit)));
}

/** The change of a player's kernels in a move as a part of their length. */
export function relativeChange({ weights }: Recording, move: Move): number {
  const own = weights.flatMap(({ player, part }, i) => (player === move.player && part === 'kernel' ? [i] : []));
  return lengthOf(own.map((i) => move.changes[i]!)) / lengthOf(own.map((i) => move.lengths[i]!));
}

/** How varied G's pictures are beside the real ones, in each of G's moves; D's move before it has the real ones. */
export function varieties({ rounds }: Recording): { made: number; real: number }[] {
  return rounds.flatMap(({ moves }) => {
    const real = medianOf(moves.flatMap((move) => (move.real ? [move.real.variety] : [])));
    const made = medianOf(moves.flatMap(({ player, drawings }) => (player === 'generator' ? drawings.map(({ pictures }) => pictures.variety) : [])));
    return Number.isFinite(real) && Number.isFinite(made) ? [{ made, real }] : [];
  });
}

/** The part of a list from `share` of its length on. */
export const from = <T>(list: readonly T[], share: number): readonly T[] => list.slice(Math.floor(list.length * share));
