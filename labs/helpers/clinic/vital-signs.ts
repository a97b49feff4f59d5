/**
 * What is written down of a training that is watched: plain numbers, move by move. Nothing here computes or
 * judges: record.ts fills it in, the causes read it, curves.ts and sheet.ts draw it. A recording made by hand does as well.
 */
export const players = ['generator', 'discriminator'] as const;
export type Player = (typeof players)[number];

/** Where the pictures that a network looks at come from: the data, G, both in one batch, or elsewhere. */
export type Origin = 'real' | 'made' | 'both' | 'unknown';

/** Statistics of the values of a batch. */
export interface Statistics {
  min: number;
  max: number;
  mean: number;
  /** How much the pictures of the batch differ from each other: √ of the mean, over all pixels, of the variance in the batch. */
  variety: number;
}

/** One time that D looks at a batch. */
export interface View {
  origin: Origin;
  /** Was D called in training mode? */
  training: boolean;
  /** Of the real pictures and of the made ones, as D gets them. */
  pictures: { real?: Statistics; made?: Statistics };
  /** D's logits of the real pictures and of the made ones; those of other pictures are left out. Where D ends in a sigmoid, the logit before it. */
  logits: Record<'real' | 'made', number[]>;
  /** The slope of the move's loss at each logit, times the number of such pictures: 1 − σ and the like for a mean. Empty outside of a gradient. */
  pulls: Record<'real' | 'made', number[]>;
}

/** One time that G draws a batch. */
export interface Drawing {
  training: boolean;
  noise: Statistics;
  pictures: Statistics;
}

/** One call of discriminatorStep or generatorStep. */
export interface Move {
  player: Player;
  /** What it returned. */
  loss: number;
  /** Of each of the recording's weights: its length (Euclidean) before the move, and that of its change; 0 only where no bit has changed. */
  lengths: number[];
  changes: number[];
  /** The length of the gradient that was computed for it; null where none was asked for. */
  gradients: (number | null)[];
  views: View[];
  drawings: Drawing[];
  /** Did the network's own optimizer make an update? */
  ownOptimizer: boolean;
  /** Of the real pictures that the move was given; absent in G's move. */
  real?: Statistics;
}

export interface Round {
  moves: Move[];
  /** Tensors in memory after it. */
  tensors: number;
}

/** A kernel, bias, γ or β that training is to change. */
export interface WeightName {
  player: Player;
  /** `1 Dense`, `4 Conv2DTranspose`: its place and class. */
  layer: string;
  /** `kernel`, `bias`, `gamma`, `beta`. */
  part: string;
  count: number;
}

export interface NetworkFacts {
  batchNorm: boolean;
  /** Activation of the last layer: `tanh`, `sigmoid`, `linear`, … */
  output: string;
  /** Of its optimizer; undefined for one that does not tell. */
  learningRate?: number;
}

/** A few pictures, row-major, as they were in the last round. */
export interface Pictures {
  shape: [count: number, height: number, width: number, channels: number];
  values: Float32Array;
}

export interface Recording {
  networks: Record<Player, NetworkFacts>;
  weights: readonly WeightName[];
  rounds: readonly Round[];
  batchSize: number;
  /** As D saw them. */
  real?: Pictures;
  made?: Pictures;
  /** Why the training could not go on. */
  stopped?: string;
}
