/** The explorer of the line: two densities as curves, and both discriminators below them. */
import { densityFrom, densityOf, normal, stepOf, type Density } from '../helpers/minimax/density.js';
import { LineGame, lineSettings } from '../helpers/minimax/line-game.js';
import { canvasOf, drawable, element, onKeys, onStroke } from './controls.js';
import { Plot } from './plot.js';
import { colors, newId, type Side, type Stage } from './stage.js';
import type { Texts } from './texts.js';

const { grid } = lineSettings;
const shapes = {
  normal: normal(0, 1),
  two: (x: number) => normal(-2, 0.5)(x) + normal(1.8, 0.7)(x),
  wide: normal(0, 2.2),
  block: (x: number) => (x > 0 && x < 2 ? 1 : 0),
  far: normal(-3.8, 0.35),
};
type Shape = keyof typeof shapes;

export class LineStage implements Stage {
  game: LineGame;
  readonly shapes: Stage['shapes'];
  readonly start: Record<Side, Shape> = { real: 'two', made: 'normal' };
  drawing: Side = 'made';
  readonly settings = [];
  readonly wide = [];
  readonly narrow: HTMLElement[];
  readonly help: HTMLElement;
  private readonly densities: Plot;
  private readonly discriminators: Plot;
  private pen: number | undefined;
  /** The curve under the pointer. */
  private sketch: Float64Array | undefined;
  private last: { index: number; height: number } | undefined;

  /** @param changed called when a density was drawn */
  constructor(private readonly texts: Texts, private readonly seed: number, private readonly changed: () => void) {
    this.shapes = texts.lineShapes;
    this.help = element('p', { class: 'help', id: newId() }, texts.drawHelp.line);
    this.game = this.newGame();
    this.densities = new Plot(canvasOf(texts.densities.line, drawable(this.help)), 210);
    this.discriminators = new Plot(canvasOf(texts.discriminators), 150);
    this.narrow = [this.densities.canvas, this.discriminators.canvas];
    onStroke(this.densities.canvas, {
      begin: () => {
        this.sketch = this.densityOf(this.drawing).values.slice();
        this.last = undefined;
      },
      move: (event) => this.draw(event),
      end: () => this.finish(),
    });
    const move = (by: number) => () => {
      this.pen = Math.min(grid.to, Math.max(grid.from, (this.pen ?? 0) + by));
      this.changed();
    };
    onKeys(this.densities.canvas, { ArrowLeft: move(-0.25), ArrowRight: move(0.25), ArrowUp: () => this.bend(1), ArrowDown: () => this.bend(-1) });
  }

  private newGame(): LineGame {
    return new LineGame(densityFrom(shapes[this.start.real], grid), densityFrom(shapes[this.start.made], grid), { seed: this.seed });
  }

  restart(): void {
    this.game = this.newGame();
  }

  choose(side: Side, shape: string): void {
    this.start[side] = shape as Shape;
    this.place(side, densityFrom(shapes[shape as Shape], grid));
  }

  private densityOf(side: Side): Density {
    return side === 'real' ? this.game.real : this.game.generated;
  }

  private place(side: Side, density: Density): void {
    if (side === 'real') this.game.real = density;
    else this.game.placePoints(density);
  }

  private draw(event: PointerEvent): void {
    const { x, y } = this.densities.at(event);
    const to = { index: Math.min(grid.count - 1, Math.max(0, Math.round((x - grid.from) / stepOf(grid)))), height: Math.max(0, y) };
    const from = this.last ?? to;
    // A quick pointer skips points: they lie on the line between.
    const steps = Math.max(1, Math.abs(to.index - from.index));
    for (let i = 0; i <= steps; i++) this.sketch![Math.round(from.index + (to.index - from.index) * i / steps)] = from.height + (to.height - from.height) * i / steps;
    this.last = to;
    this.changed();
  }

  private finish(): void {
    const drawn = this.sketch!;
    this.sketch = undefined;
    if (drawn.some((height) => height > 0)) this.place(this.drawing, densityOf(drawn, grid));
    this.changed();
  }

  /** Raises or lowers the curve at the pen by a small hill. */
  private bend(direction: 1 | -1): void {
    const centre = (this.pen ??= 0);
    const bent = this.densityOf(this.drawing).values.map((height, i) => Math.max(0, height + direction * 0.08 * Math.exp(-(((grid.from + i * stepOf(grid) - centre) / 0.4) ** 2) / 2)));
    if (bent.some((height) => height > 0)) this.place(this.drawing, densityOf(bent, grid));
    this.changed();
  }

  show(): void {
    const { game, texts, densities, discriminators } = this;
    const [p, q] = [game.real.values, game.generated.values];
    const sketched = (side: Side, known: Float64Array) => (this.sketch && this.drawing === side ? this.sketch : known);
    densities.draw({
      x: [grid.from, grid.to], y: [0, Math.max(0.5, ...p, ...q) * 1.15],
      marks: { xs: game.points, color: colors.made }, pen: document.activeElement === densities.canvas ? this.pen : undefined,
      lines: [{ ys: sketched('real', p), color: colors.real, filled: true, label: 'p_data' }, { ys: sketched('made', q), color: colors.made, filled: true, label: 'p_G' }],
    });
    discriminators.draw({
      x: [grid.from, grid.to], y: [0, 1],
      lines: [{ ys: game.optimal, color: colors.best, dashed: true, label: `D* (${texts.truth})` }, { ys: game.learned, color: colors.learned, label: `D (${texts.belief})` }],
    });
  }
}
