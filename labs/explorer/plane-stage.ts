/** The explorer of the plane: both densities, the best discriminator and the learned one as maps. */
import { stepOf } from '../helpers/minimax/density.js';
import { hill, planeDensityFrom, planeDensityOf, type PlaneDensity } from '../helpers/minimax/plane.js';
import { PlaneGame, planeSettings } from '../helpers/minimax/plane-game.js';
import type { TransportPlan } from '../helpers/minimax/transport.js';
import { box, canvasOf, checkbox, choice, drawable, element, onKeys, onStroke } from './controls.js';
import { HeatMap, type Layer } from './heat-map.js';
import { colors, newId, type Side, type Stage } from './stage.js';
import type { Texts } from './texts.js';

const { grid } = planeSettings;
const step = stepOf(grid);
const range: [number, number] = [grid.from, grid.to];
const within = (low: number, value: number, high: number) => low <= value && value <= high;
const shapes = {
  normal: hill(0, 0, 0.7),
  two: (x: number, y: number) => hill(-1.8, -1, 0.5)(x, y) + hill(1.8, 1, 0.5)(x, y),
  ring: (x: number, y: number) => Math.exp(-(((Math.hypot(x, y) - 2.2) / 0.3) ** 2) / 2),
  nine: (x: number, y: number) => [-2.2, 0, 2.2].reduce((sum, a) => sum + [-2.2, 0, 2.2].reduce((part, b) => part + hill(a, b, 0.3)(x, y), 0), 0),
  block: (x: number, y: number) => (within(-3, x, -1) && within(-1, y, 1) ? 1 : 0),
  far: hill(3, 2.5, 0.3),
};
type Shape = keyof typeof shapes;
export type Brush = 'anew' | 'add' | 'erase';

/** Of the brush: half of its width, and the mass of one stamp of it. */
const [brushSize, brushMass] = [0.35, 0.08];
const penStep = 0.25;

export class PlaneStage implements Stage {
  game: PlaneGame;
  readonly shapes: Stage['shapes'];
  readonly start: Record<Side, Shape> = { real: 'ring', made: 'normal' };
  drawing: Side = 'made';
  readonly settings: HTMLElement[];
  readonly wide: HTMLElement[];
  readonly narrow = [];
  readonly help: HTMLElement;
  private readonly densities: HeatMap;
  private readonly best: HeatMap;
  private readonly learned: HeatMap;
  private readonly brushes: HTMLSelectElement;
  private brush: Brush = 'anew';
  private pen: { x: number; y: number } | undefined;
  /** The heights under the brush. */
  private sketch: Float64Array | undefined;
  private isPlanShown = false;
  private plan: TransportPlan | undefined;

  /** @param changed called when a density was drawn */
  constructor(texts: Texts, private readonly seed: number, private readonly changed: () => void) {
    this.shapes = texts.planeShapes;
    this.help = element('p', { class: 'help', id: newId() }, texts.drawHelp.plane);
    this.game = this.newGame();
    this.densities = new HeatMap(canvasOf(texts.densities.plane, drawable(this.help)));
    [this.best, this.learned] = [new HeatMap(canvasOf(texts.bestMap)), new HeatMap(canvasOf(texts.learnedMap))];
    const captions: [HeatMap, string][] = [[this.densities, texts.mapNames.densities], [this.best, `D* (${texts.truth})`], [this.learned, `D (${texts.belief})`]];
    this.wide = [box('div', { class: 'maps' }, ...captions.map(([map, caption]) => box('figure', {}, map.canvas, element('figcaption', {}, caption))))];
    const brushes = choice(texts.brush, texts.brushes, this.brush, (brush) => { this.brush = brush; });
    this.brushes = brushes.select;
    this.settings = [brushes.node, checkbox(texts.plan, (checked) => { this.isPlanShown = checked; this.changed(); })];

    onStroke(this.densities.canvas, {
      begin: () => this.lift(),
      move: (event) => this.stamp(this.densities.at(event), this.brush === 'erase' ? -1 : 1),
      end: () => this.finish(),
    });
    const move = (dx: number, dy: number) => () => {
      const at = this.pen ?? { x: 0, y: 0 };
      const bounded = (value: number) => Math.min(grid.to, Math.max(grid.from, value));
      this.pen = { x: bounded(at.x + dx * penStep), y: bounded(at.y + dy * penStep) };
      this.changed();
    };
    const press = (sign: 1 | -1) => () => {
      this.lift();
      this.stamp((this.pen ??= { x: 0, y: 0 }), sign);
      this.finish();
    };
    onKeys(this.densities.canvas, {
      ArrowLeft: move(-1, 0), ArrowRight: move(1, 0), ArrowUp: move(0, 1), ArrowDown: move(0, -1), 'Enter': press(1), ' ': press(1), 'Delete': press(-1), 'Backspace': press(-1),
    });
  }

  private newGame(): PlaneGame {
    return new PlaneGame(planeDensityFrom(shapes[this.start.real], grid), planeDensityFrom(shapes[this.start.made], grid), { seed: this.seed });
  }

  restart(): void {
    this.game = this.newGame();
  }

  choose(side: Side, shape: string): void {
    this.start[side] = shape as Shape;
    this.place(side, planeDensityFrom(shapes[shape as Shape], grid));
  }

  private place(side: Side, density: PlaneDensity): void {
    if (side === 'real') this.game.real = density;
    else this.game.placePoints(density);
  }

  /** Takes the density from the game, to be drawn on. */
  private lift(): void {
    const { values } = this.drawing === 'real' ? this.game.real : this.game.generated;
    this.sketch = this.brush === 'anew' ? new Float64Array(values.length) : values.slice();
  }

  private stamp({ x, y }: { x: number; y: number }, sign: 1 | -1): void {
    const stamp = hill(x, y, brushSize);
    this.sketch = this.sketch!.map((height, k) => Math.max(0, height + sign * brushMass * stamp(grid.from + (k % grid.count) * step, grid.from + Math.floor(k / grid.count) * step)));
    this.changed();
  }

  /** What was drawn becomes the density; the next stroke adds to it. */
  private finish(): void {
    const drawn = this.sketch!;
    this.sketch = undefined;
    if (drawn.some((height) => height > 0)) this.place(this.drawing, planeDensityOf(drawn, grid));
    if (this.brush === 'anew') this.brush = this.brushes.value = 'add';
    this.changed();
  }

  show(withDistances: boolean): void {
    const { game, isPlanShown } = this;
    const { count } = grid;
    if (!isPlanShown) this.plan = undefined;
    else if (withDistances) this.plan = game.plan;
    const layer = (side: Side, values: Float64Array): Layer => {
      const heights = this.sketch && this.drawing === side ? this.sketch : values;
      return { values: heights, top: Math.max(1e-9, ...heights), color: colors[side] };
    };
    this.densities.draw({
      range, count, layers: [layer('real', game.real.values), layer('made', game.generated.values)],
      points: { at: game.points, color: '#8a3c08' }, links: this.plan, pen: document.activeElement === this.densities.canvas ? this.pen : undefined,
    });
    const { optimal, learned } = game;
    // Blue where D is sure of "real", orange where it is sure of "made".
    const belief = (values: Float64Array): Layer[] => [{ values: values.map((d) => 2 * d - 1), top: 1.15, color: colors.real, below: colors.made }];
    const border = { level: 0.5, color: colors.best };
    this.best.draw({ range, count, layers: belief(optimal), contours: [{ values: optimal, ...border }] });
    this.learned.draw({ range, count, layers: belief(learned), contours: [{ values: optimal, ...border }, { values: learned, level: 0.5, color: colors.learned }] });
  }
}
