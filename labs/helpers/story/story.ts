/**
 * The story of the forger and the expert, played as a small game on the line: a cheque is a number, how dark its ink is. D and G
 * learn in turns, and after each move all that the story tells is computed anew. Knows no page and no words.
 */
import { cumulative, densityFrom, normal, quantile, type Grid } from '../minimax/density.js';
import { wasserstein } from '../minimax/divergence.js';
import { LineGame } from '../minimax/line-game.js';

export type Player = 'expert' | 'forger';

/** How things stand after a move. Means are integrals over the densities, not estimates. */
export interface Standing {
  /** Whose move led here; undefined at the beginning. */
  mover?: Player;
  /** D(x) and p_G(x) on the grid. */
  discriminator: Float64Array;
  generated: Float64Array;
  /** The forger's cheques. */
  points: Float64Array;
  /** E D(x) over real and E D(G(z)) over forged cheques. */
  realScore: number;
  madeScore: number;
  /** L_D = −E log D(x) − E log(1 − D(G(z))). */
  expertLoss: number;
  /** L_G = −E log D(G(z)). */
  forgerLoss: number;
  /** W₁(p_data, p_G). */
  distance: number;
}

export const storyGrid: Grid = { from: -5, to: 5, count: 201 };
/** p_data: rather dark ink. */
export const realCheques = densityFrom(normal(1.5, 0.7), storyGrid);
const firstForgeries = densityFrom(normal(-2, 0.7), storyGrid);

/** Updates in one move: as many as make it large enough to be seen. */
const updatesInMove = 10;
/** What an expert who always says ½ loses. */
export const guessingLoss = 2 * Math.LN2;

export class Story {
  private game: LineGame;
  private readonly standings: Standing[];
  /** The game is ahead of the story, which has gone back. */
  private isAhead = false;

  constructor(readonly seed: number) {
    this.game = this.newGame();
    this.standings = [this.standing()];
  }

  get moves(): number {
    return this.standings.length - 1;
  }

  get now(): Standing {
    return this.standings.at(-1)!;
  }

  /** How it stood before the last move. */
  get before(): Standing | undefined {
    return this.standings.at(-2);
  }

  /** Whose turn it is: the expert begins. */
  get next(): Player {
    return this.now.mover === 'expert' ? 'forger' : 'expert';
  }

  /** One move, of several updates: how it stands after each of them, the last of which is `now`. */
  play(mover: Player): Standing[] {
    this.catchUp();
    const after = Array.from({ length: updatesInMove }, () => {
      this.update(mover);
      return this.standing(mover);
    });
    this.standings.push(after.at(-1)!);
    return after;
  }

  /** Takes the last move back, if there is one. */
  back(): void {
    if (this.moves === 0) return;
    this.standings.pop();
    this.isAhead = true;
  }

  private update(mover: Player): void {
    if (mover === 'expert') this.game.moveDiscriminator();
    else this.game.moveGenerator();
  }

  /** Plays the game anew up to here: it is the same from the same seed. */
  private catchUp(): void {
    if (!this.isAhead) return;
    this.game = this.newGame();
    for (const { mover } of this.standings) if (mover) for (let i = 0; i < updatesInMove; i++) this.update(mover);
    this.isAhead = false;
  }

  private newGame(): LineGame {
    const width = 16;
    const game = new LineGame(realCheques, firstForgeries, { grid: storyGrid, seed: this.seed, width, points: 100, bandwidth: 0.25, discriminatorRate: 0.02, generatorRate: 0.1 });
    // An expert who knows nothing: with the last layer at 0, D is ½ everywhere.
    const { weights } = game.discriminator;
    weights.fill(0, weights.length - (width + 1));
    return game;
  }

  private standing(mover?: Player): Standing {
    const { game } = this, discriminator = game.learned, generated = game.generated;
    const mean = (heights: Float64Array, of: (d: number) => number) => heights.reduce((sum, height, i) => sum + height * of(discriminator[i]!), 0) * generated.step;
    const [real, made] = [realCheques.values, generated.values];
    return {
      mover, discriminator, generated: made, points: game.points.slice(),
      realScore: mean(real, (d) => d), madeScore: mean(made, (d) => d),
      expertLoss: -mean(real, Math.log) - mean(made, (d) => Math.log(1 - d)), forgerLoss: -mean(made, Math.log),
      distance: wasserstein(realCheques, generated),
    };
  }
}

/** The score that an expert gives a cheque. */
export function scoreOf({ discriminator }: Standing, x: number): number {
  const place = ((x - storyGrid.from) / (storyGrid.to - storyGrid.from)) * (storyGrid.count - 1), left = Math.min(storyGrid.count - 2, Math.floor(place));
  return discriminator[left]! + (place - left) * (discriminator[left + 1]! - discriminator[left]!);
}

const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
const sums = cumulative(realCheques);

/** Five real cheques, from pale to dark. */
export const shownReal: readonly number[] = shares.map((share) => quantile(realCheques, share, sums));

/** Five of the forger's, the same ones after every move. */
export const shownMade = ({ points }: Standing): number[] => shares.map((share) => points[Math.floor(share * points.length)]!);
