/** What differs between the explorer of the line and that of the plane: the game, the shapes, the pictures, the drawing. */
import type { Heights } from '../helpers/minimax/density.js';
import type { Game } from '../helpers/minimax/game.js';

/** The player whose density is meant. */
export type Side = 'real' | 'made';

export { playerColors as colors } from '../helpers/minimax/colors.js';

export interface Stage {
  /** The game under way; another one after `restart`. */
  readonly game: Pick<Game<Heights>, 'moves' | 'moveDiscriminator' | 'moveGenerator' | 'objective' | 'values' | 'measures'>;
  /** Names of the shapes to choose from, and those chosen at the start. */
  readonly shapes: Readonly<Record<string, string>>;
  readonly start: Readonly<Record<Side, string>>;
  /** Whose density the mouse and the keys draw. */
  drawing: Side;
  /** Settings of its own. */
  readonly settings: readonly HTMLElement[];
  /** Pictures that take the whole width, and those beside the table. */
  readonly wide: readonly HTMLElement[];
  readonly narrow: readonly HTMLElement[];
  /** How to draw. */
  readonly help: HTMLElement;
  restart(): void;
  choose(side: Side, shape: string): void;
  /** Draws the pictures. @param withDistances also what takes longer than a frame. */
  show(withDistances: boolean): void;
}

let helps = 0;
/** An id for an element that others refer to, of which a page may hold many. */
export const newId = (): string => `minimax-help-${Date.now().toString(36)}-${helps++}`;
