/** A recording made by hand of a training in which nothing is wrong, for tests that change one thing in it. */
import { sigmoid } from '../../../labs/helpers/minimax/logistic.js';
import type { Drawing, Move, Recording, View } from '../../../labs/helpers/clinic/vital-signs.js';

export const rounds = 12;
const batchSize = 8;

/** What cross-entropy pulls with: σ(s) − 1 for real, σ(s) for made. */
export const crossEntropy = { real: (s: number): number => sigmoid(s) - 1, made: (s: number): number => sigmoid(s) };

/** Logits from `middle` − 1.4 to `middle` + 1.4. */
const spread = (middle: number): number[] => Array.from({ length: batchSize }, (_, i) => middle + 0.4 * (i - 3.5));

const range = { min: -1, max: 1, mean: -0.4, variety: 0.5 };

function view(source: 'real' | 'made', middle: number, pull: (s: number) => number): View {
  const logits = spread(middle), none: number[] = [];
  return {
    origin: source, training: true, pictures: { [source]: { ...range } },
    logits: { real: none, made: none, [source]: logits }, pulls: { real: none, made: none, [source]: logits.map(pull) },
  };
}

const drawing = (): Drawing => ({ training: true, noise: { min: -2.5, max: 2.5, mean: 0, variety: 1 }, pictures: { ...range, variety: 0.3 } });

/** Two kernels and a bias each; a move changes its own by 5 %. */
const names = [['generator', '1 Dense', 'kernel'], ['generator', '4 Conv2DTranspose', 'kernel'], ['generator', '4 Conv2DTranspose', 'bias'], ['discriminator', '1 Conv2D', 'kernel'], ['discriminator', '7 Dense', 'kernel'], ['discriminator', '7 Dense', 'bias']] as const;

function move(player: 'generator' | 'discriminator', round: number): Move {
  const own = names.map(([whose]) => whose === player), wave = Math.sin(round);
  return {
    player, loss: player === 'generator' ? 1.5 - wave : 0.9 + 0.2 * wave,
    lengths: names.map(() => 4), changes: own.map((is) => (is ? 0.2 : 0)), gradients: own.map((is) => (is ? 0.1 : null)), ownOptimizer: true,
    drawings: [drawing()],
    views: player === 'generator' ? [view('made', wave - 1, crossEntropy.real)] : [view('real', 1 - wave, crossEntropy.real), view('made', wave - 1, crossEntropy.made)],
    ...(player === 'discriminator' && { real: { ...range } }),
  };
}

export function healthyRecording(): Recording {
  const facts = { batchNorm: true, learningRate: 0.002 };
  return {
    networks: { generator: { ...facts, output: 'tanh' }, discriminator: { ...facts, output: 'linear' } },
    weights: names.map(([player, layer, part]) => ({ player, layer, part, count: 100 })),
    rounds: Array.from({ length: rounds }, (_, round) => ({ moves: [move('discriminator', round), move('generator', round)], tensors: round === 0 ? 80 : 110 })),
    batchSize,
  };
}

/** The healthy recording, with each move of a player changed in place. */
export function withMoves(player: 'generator' | 'discriminator', change: (move: Move, round: number) => void): Recording {
  const recording = healthyRecording();
  recording.rounds.forEach(({ moves }, round) => moves.filter((each) => each.player === player).forEach((each) => change(each, round)));
  return recording;
}

/** With other pulls at the same logits; of both moves. */
export function withPulls(pulls: { real?: (s: number) => number; made?: (s: number) => number; generator?: (s: number) => number }): Recording {
  const recording = healthyRecording();
  for (const { player, views } of recording.rounds.flatMap(({ moves }) => moves)) {
    for (const each of views) {
      for (const source of ['real', 'made'] as const) {
        const pull = player === 'generator' ? pulls.generator : pulls[source];
        if (pull) each.pulls[source] = each.logits[source].map(pull);
      }
    }
  }
  return recording;
}
