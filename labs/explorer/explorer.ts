/**
 * The minimax explorer in a page: two densities that can be chosen or drawn, the true and the learned
 * discriminator, the value of the game, and the moves of D and G, one at a time or playing. The game
 * itself is labs/helpers/minimax/.
 */
import { densityFrom, densityOf, normal, stepOf, type Density } from '../helpers/minimax/density.js';
import { defaultSettings, LineGame, type GeneratorObjective } from '../helpers/minimax/game.js';
import { Plot } from './plot.js';
import { textsOf, type Language } from './texts.js';

export interface ExplorerOptions {
  language: Language;
  seed: number;
}

const colors = { real: '#3b78d8', made: '#e8792b', best: '#2a9d7f', learned: '#b04fc0' };
const { grid } = defaultSettings;
const shapes = {
  normal: normal(0, 1),
  two: (x: number) => normal(-2, 0.5)(x) + normal(1.8, 0.7)(x),
  wide: normal(0, 2.2),
  block: (x: number) => (x > 0 && x < 2 ? 1 : 0),
  far: normal(-3.8, 0.35),
};
type Shape = keyof typeof shapes;
type Speed = 'slow' | 'normal' | 'fast';
type Side = 'real' | 'made';

/** Moves that stay in the plot of the value. */
const historyLength = 600;
/** A frame of an animation, less what drawing takes, in milliseconds. */
const frameMs = 10;
const slowMs = 250;

/** Fills `root`; the game stops when `root` leaves the page. */
export function mount(root: HTMLElement, { language, seed }: ExplorerOptions): void {
  const texts = textsOf(language);
  root.lang = language;
  root.replaceChildren();

  const button = (text: string, help: string, act: () => void) => {
    const node = element('button', { type: 'button', title: help }, text);
    node.addEventListener('click', act);
    return node;
  };
  const choice = <K extends string>(label: string, names: Record<K, string>, chosen: K, change: (name: K) => void) => {
    const select = element('select', {});
    for (const name of Object.keys(names) as K[]) select.append(element('option', { value: name, ...(name === chosen && { selected: '' }) }, names[name]));
    select.addEventListener('change', () => change(select.value as K));
    const node = element('label', {}, `${label} `);
    node.append(select);
    return { node, select };
  };
  const canvas = (label: string, height: number, attributes: Record<string, string> = {}) => {
    const node = element('canvas', { role: 'img', 'aria-label': label, ...attributes });
    Object.assign(node.style, { width: '100%', height: `${height}px`, display: 'block' });
    return new Plot(node, height);
  };

  const start: Record<Side, Shape> = { real: 'two', made: 'normal' };
  const newGame = () => new LineGame(densityFrom(shapes[start.real], grid), densityFrom(shapes[start.made], grid), { seed });
  let game = newGame();
  let history = { best: [] as number[], learned: [] as number[] };
  let objective: GeneratorObjective = 'non-saturating';
  let speed: Speed = 'normal';
  let movesOfD = 3;
  let drawing: Side = 'made';
  let isPlaying = false;
  let rate = 0;

  // What can be done.
  const play = button(texts.play, texts.play, () => setPlaying(!isPlaying));
  const expert = button(texts.expert, texts.expertHelp, () => { moveExpert(); show(); });
  const forger = button(texts.forger, texts.forgerHelp, () => { moveForger(); show(); });
  const again = button(texts.again, texts.again, () => { game = newGame(); history = { best: [], learned: [] }; setPlaying(false); show(); });
  const { drawn: _drawn, ...shapeNames } = texts.shapes;
  const data = choice(texts.data, shapeNames, start.real, (shape) => { start.real = shape; game.real = densityFrom(shapes[shape], grid); show(); });
  const made = choice(texts.made, shapeNames, start.made, (shape) => { start.made = shape; game.placePoints(densityFrom(shapes[shape], grid)); show(); });
  const draws = choice(texts.draw, texts.draws, drawing, (side) => { drawing = side; show(); });
  const ratio = choice<string>(texts.ratio, { 1: '1', 3: '3', 10: '10' }, '3', (count) => { movesOfD = Number(count); });
  const objectives = choice(texts.objective, texts.objectives, objective, (name) => { objective = name; });
  const speeds = choice(texts.speed, texts.speeds, speed, (name) => { speed = name; });

  // What can be seen.
  const help = element('p', { class: 'help', id: `help-${seed}-${Math.random().toString(36).slice(2)}` }, texts.drawHelp);
  const densities = canvas(texts.densities, 210, { tabindex: '0', role: 'application', 'aria-describedby': help.id });
  const discriminators = canvas(texts.discriminators, 150);
  const values = canvas(texts.history, 110);
  const cells = Object.fromEntries(Object.keys(texts.measures).map((name) => [name, element('td', {})])) as Record<keyof typeof texts.measures, HTMLTableCellElement>;
  const table = element('table', {});
  for (const [name, label] of Object.entries(texts.measures)) {
    const row = element('tr', {});
    row.append(element('th', { scope: 'row' }, label), cells[name as keyof typeof cells]);
    table.append(row);
  }

  const controls = element('div', { class: 'controls', role: 'group', 'aria-label': texts.title });
  controls.append(play, expert, forger, again, ratio.node, objectives.node, speeds.node);
  const choices = element('div', { class: 'controls' });
  choices.append(data.node, made.node, draws.node);
  const plots = element('div', { class: 'plots' });
  plots.append(densities.canvas, discriminators.canvas, values.canvas);
  const body = element('div', { class: 'body' });
  body.append(plots, table);
  root.append(element('style', {}, style), controls, choices, body, help);
  // Jupyter's shortcuts would take the arrow keys before they come here; it looks at the element that has the focus.
  for (const node of root.querySelectorAll<HTMLElement>('button, select, canvas')) node.dataset.lmSuppressShortcuts = 'true';

  function moveExpert(): void {
    game.moveDiscriminator();
    note();
  }

  function moveForger(): void {
    game.moveGenerator(objective);
    note();
  }

  function note(): void {
    const { best, learned } = game.measures;
    history.best.push(best);
    history.learned.push(learned);
    if (history.best.length > historyLength) { history.best.shift(); history.learned.shift(); }
  }

  function round(): void {
    for (let i = 0; i < movesOfD; i++) game.moveDiscriminator();
    moveForger();
  }

  function setPlaying(value: boolean): void {
    if (isPlaying === value) return;
    isPlaying = value;
    play.textContent = value ? texts.pause : texts.play;
    if (value) run();
    else rate = 0;
  }

  function run(): void {
    let [counted, since, latest] = [0, performance.now(), 0];
    const frame = (now: number) => {
      if (!isPlaying) return;
      if (!root.isConnected) return setPlaying(false);
      if (speed === 'slow' ? now - latest >= slowMs : true) {
        latest = now;
        const end = performance.now() + frameMs;
        do {
          round();
          counted += movesOfD + 1;
        } while (speed === 'fast' && performance.now() < end);
        if (now - since >= 1000) [rate, counted, since] = [counted / (now - since) * 1000, 0, now];
        show();
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  // Drawing a density.
  let pen: number | undefined;
  let heights: Float64Array | undefined;
  const densityOfSide = (side: Side): Density => (side === 'real' ? game.real : game.generated);
  const place = (side: Side, density: Density) => (side === 'real' ? (game.real = density) : game.placePoints(density));
  const indexOf = (x: number) => Math.min(grid.count - 1, Math.max(0, Math.round((x - grid.from) / stepOf(grid))));
  let last: { index: number; height: number } | undefined;
  densities.canvas.addEventListener('pointerdown', (event) => {
    densities.canvas.setPointerCapture(event.pointerId);
    heights = densityOfSide(drawing).values.slice();
    last = undefined;
    sketch(event);
  });
  densities.canvas.addEventListener('pointermove', (event) => { if (heights) sketch(event); });
  for (const end of ['pointerup', 'pointercancel'] as const) densities.canvas.addEventListener(end, () => finish());

  function sketch(event: PointerEvent): void {
    const { x, y } = densities.at(event);
    const to = { index: indexOf(x), height: Math.max(0, y) };
    const from = last ?? to;
    // A quick pointer skips points: they lie on the line between.
    const steps = Math.max(1, Math.abs(to.index - from.index));
    for (let i = 0; i <= steps; i++) heights![Math.round(from.index + (to.index - from.index) * i / steps)] = from.height + (to.height - from.height) * i / steps;
    last = to;
    show();
  }

  function finish(): void {
    if (!heights) return;
    const drawn = heights;
    heights = undefined;
    if (drawn.some((height) => height > 0)) place(drawing, densityOf(drawn, grid));
    show();
  }

  densities.canvas.addEventListener('keydown', (event) => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => { pen = Math.max(grid.from, (pen ?? 0) - 0.25); },
      ArrowRight: () => { pen = Math.min(grid.to, (pen ?? 0) + 0.25); },
      ArrowUp: () => bend(1), ArrowDown: () => bend(-1),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
    show();
  });

  /** Raises or lowers the curve at the pen by a small hill. */
  function bend(direction: 1 | -1): void {
    const centre = (pen ??= 0);
    const bent = densityOfSide(drawing).values.map((height, i) => Math.max(0, height + direction * 0.08 * Math.exp(-(((grid.from + i * stepOf(grid) - centre) / 0.4) ** 2) / 2)));
    if (bent.some((height) => height > 0)) place(drawing, densityOf(bent, grid));
  }

  function show(): void {
    const [p, q] = [game.real.values, game.generated.values];
    const sketched = (side: Side, known: Float64Array) => (heights && drawing === side ? heights : known);
    const [realLine, madeLine] = [sketched('real', p), sketched('made', q)];
    const top = Math.max(0.5, ...p, ...q) * 1.15;
    densities.draw({
      x: [grid.from, grid.to], y: [0, top], marks: { xs: game.points, color: colors.made }, pen: document.activeElement === densities.canvas ? pen : undefined,
      lines: [{ ys: realLine, color: colors.real, filled: true, label: 'p_data' }, { ys: madeLine, color: colors.made, filled: true, label: 'p_G' }],
    });
    discriminators.draw({
      x: [grid.from, grid.to], y: [0, 1],
      lines: [{ ys: game.optimal, color: colors.best, dashed: true, label: `D* (${texts.truth})` }, { ys: game.learned, color: colors.learned, label: `D (${texts.belief})` }],
    });
    values.draw({
      x: [0, Math.max(10, history.best.length)], y: [-2, 0],
      lines: [{ ys: history.best, color: colors.best, dashed: true, label: `V (${texts.truth})` }, { ys: history.learned, color: colors.learned, label: `V (${texts.belief})` }],
    });
    const measures = game.measures;
    for (const name of ['best', 'learned', 'jensenShannon', 'wasserstein'] as const) cells[name].textContent = measures[name].toFixed(4);
    cells.expert.textContent = String(game.moves.discriminator);
    cells.forger.textContent = String(game.moves.generator);
    cells.rate.textContent = rate > 0 ? String(Math.round(rate)) : '–';
  }

  new ResizeObserver(() => show()).observe(plots);
  show();
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, text = ''): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

const style = `
.minimax-explorer { font: 13px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif; max-width: 900px; color: inherit; }
.minimax-explorer .controls { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; margin: 4px 0; }
.minimax-explorer button { font: inherit; padding: 3px 12px; border-radius: 6px; border: 1px solid #3b78d8; background: none; color: inherit; cursor: pointer; }
.minimax-explorer button:first-child { background: #3b78d8; color: #fff; min-width: 5em; }
.minimax-explorer select { font: inherit; color: inherit; background: Field; color: FieldText; }
.minimax-explorer :focus-visible { outline: 2px solid #c79a12; outline-offset: 2px; }
.minimax-explorer .body { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
.minimax-explorer .plots { flex: 1 1 420px; min-width: 280px; }
.minimax-explorer canvas:first-child { cursor: crosshair; touch-action: none; }
.minimax-explorer table { border-collapse: collapse; margin: 8px 0; }
.minimax-explorer table th { text-align: left; font-weight: normal; padding: 1px 12px 1px 0; }
.minimax-explorer td { text-align: right; font-variant-numeric: tabular-nums; min-width: 5em; }
.minimax-explorer .help { opacity: .8; margin: 4px 0; }
`;
