/** The vital signs of a recording as curves with names, in the notebook's language: what sheet.ts and `chartOf` draw. */
import { inLanguage } from '../in-language.js';
import { meanAnswer } from './readings.js';
import { lengthOf, meanOf } from './statistics.js';
import type { Move, Player, Recording } from './vital-signs.js';

export interface Curve {
  name: string;
  x: number[];
  /** NaN where there is nothing to draw. */
  y: number[];
}

export interface Panel {
  title: string;
  curves: Curve[];
  xTitle: string;
  /** A logarithmic axis, on which 0 is not drawn. */
  log?: boolean;
  /** Points in place of lines. */
  points?: boolean;
}

export const panelNames = ['losses', 'answers', 'pulls', 'changes', 'gradients of D', 'gradients of G', 'values', 'variety', 'tensors'] as const;
export type PanelName = (typeof panelNames)[number];

/** Answers that are drawn, at most: more points hide each other. */
const mostPoints = 300;

export function panelOf(recording: Recording, name: PanelName): Panel {
  const { rounds, weights } = recording;
  const round = inLanguage('round', '回合');
  const x = rounds.map((_, i) => i + 1);
  /** Of several moves of a round, the last. */
  const last = (player: Player): (Move | undefined)[] => rounds.map(({ moves }) => moves.findLast((move) => move.player === player));
  const [d, g] = [last('discriminator'), last('generator')];
  const curve = (label: string, moves: readonly (Move | undefined)[], value: (move: Move) => number): Curve => ({ name: label, x, y: moves.map((move) => (move ? value(move) : NaN)) });
  const change = (of: Player) => (move: Move): number => {
    const own = weights.flatMap(({ player }, i) => (player === of ? [i] : []));
    return lengthOf(own.map((i) => move.changes[i]!)) / lengthOf(own.map((i) => move.lengths[i]!));
  };
  const gradients = (player: Player): Panel => ({
    title: player === 'discriminator' ? inLanguage('gradients of D, layer by layer', 'D 各層的梯度') : inLanguage('gradients of G, layer by layer', 'G 各層的梯度'), log: true, xTitle: round,
    curves: weights.flatMap((weight, i) => (weight.player === player && weight.part === 'kernel' ? [curve(weight.layer, last(player), ({ gradients }) => gradients[i] ?? NaN)] : [])),
  });
  const extremes = (source: 'real' | 'made', label: string): Curve[] => (['min', 'max'] as const).map((end) =>
    curve(`${label} ${end}`, d, ({ views }) => views.findLast((view) => view.pictures[source])?.pictures[source]?.[end] ?? NaN));
  switch (name) {
    case 'losses':
      return { title: inLanguage('losses', '損失'), xTitle: round, curves: [curve('D', d, ({ loss }) => loss), curve('G', g, ({ loss }) => loss)] };
    case 'answers':
      return { title: inLanguage('what D answers, mean', 'D 的回答，平均'), xTitle: round, curves: [curve('D(x)', d, (move) => meanAnswer(move, 'real')), curve('D(G(z))', d, (move) => meanAnswer(move, 'made')), curve(inLanguage('D(G(z)), G’s move', 'D(G(z))，G 的一步'), g, (move) => meanAnswer(move, 'made'))] };
    case 'pulls':
      return {
        title: inLanguage('pull of the loss at each logit', '損失對每個 logit 的拉力'), xTitle: 'logit', points: true,
        curves: [scatter('D(x)', d, 'real'), scatter('D(G(z))', d, 'made'), scatter(inLanguage('D(G(z)), G’s move', 'D(G(z))，G 的一步'), g, 'made')],
      };
    case 'changes':
      return { title: inLanguage('change of the weights in a move, relative', '一步裡權重的變化，相對值'), xTitle: round, log: true, curves: [
        curve(inLanguage('D, its own move', 'D，自己的一步'), d, change('discriminator')), curve(inLanguage('G, its own move', 'G，自己的一步'), g, change('generator')),
        curve(inLanguage('D, in G’s move', 'D，在 G 的一步'), g, change('discriminator')), curve(inLanguage('G, in D’s move', 'G，在 D 的一步'), d, change('generator')),
      ] };
    case 'gradients of D': return gradients('discriminator');
    case 'gradients of G': return gradients('generator');
    case 'values':
      return { title: inLanguage('least and greatest value D sees', 'D 看到的最小與最大值'), xTitle: round, curves: [...extremes('real', inLanguage('real', '真')), ...extremes('made', inLanguage('made', '生成'))] };
    case 'variety':
      return { title: inLanguage('how much pictures differ in a batch', '同一批圖片彼此的差異'), xTitle: round, curves: [curve(inLanguage('real', '真'), d, ({ real }) => real?.variety ?? NaN), curve(inLanguage('made', '生成'), g, ({ drawings }) => meanOf(drawings.map(({ pictures }) => pictures.variety)))] };
    case 'tensors':
      return { title: inLanguage('tensors in memory', '記憶體裡的張量'), xTitle: round, curves: [{ name: inLanguage('tensors', '張量'), x, y: rounds.map(({ tensors }) => tensors) }] };
  }
}

/** Each answer of a source with its pull, thinned out evenly. */
function scatter(name: string, moves: readonly (Move | undefined)[], source: 'real' | 'made'): Curve {
  const points = moves.flatMap((move) => move?.views ?? []).filter(({ logits, pulls }) => pulls[source].length === logits[source].length)
    .flatMap(({ logits, pulls }) => logits[source].map((logit, i) => [logit, pulls[source][i]!] as const));
  const chosen = points.filter((_, i) => i % Math.ceil(points.length / mostPoints) === 0);
  return { name, x: chosen.map(([logit]) => logit), y: chosen.map(([, pull]) => pull) };
}
