/**
 * The minimax explorer in a page: p_data and p_G, the true and the learned discriminator, the value of the
 * game, and the moves of D and G, one at a time or playing. What differs between the line and the plane is a
 * stage; the game itself is labs/helpers/minimax/.
 */
import type { GeneratorObjective } from '../helpers/minimax/game.js';
import { objectives, type ObjectiveName } from '../helpers/minimax/objectives.js';
import { box, button, canvasOf, choice, element, style } from './controls.js';
import { LineStage } from './line-stage.js';
import { PlaneStage } from './plane-stage.js';
import { Plot } from './plot.js';
import { colors, type Stage } from './stage.js';
import { textsOf, type Language } from './texts.js';

export interface ExplorerOptions {
  language: Language;
  seed: number;
  /** Of the space in which the game is played. */
  dimensions: 1 | 2;
}

type Speed = 'slow' | 'normal' | 'fast';

/** Moves that stay in the plot of the value. */
const historyLength = 600;
/** A frame of an animation, less what drawing takes, in milliseconds. */
const frameMs = 10;
const slowMs = 250;
/** Between two measurements while the game plays: a reader cannot follow more, and the distance in the plane takes longer than a frame. */
const measureMs = 200;

/** Fills `root`; the game stops when `root` leaves the page. */
export function mount(root: HTMLElement, { language, seed, dimensions }: ExplorerOptions): void {
  const texts = textsOf(language);
  root.lang = language;
  root.replaceChildren();

  const stage: Stage = dimensions === 1 ? new LineStage(texts, seed, show) : new PlaneStage(texts, seed, show);
  let history = { best: [] as number[], learned: [] as number[] };
  let value: ObjectiveName = 'minimax';
  let objective: GeneratorObjective = 'non-saturating';
  let speed: Speed = 'normal';
  let movesOfD = 3;
  let isPlaying = false;
  let rate = 0;
  let measuredAt = 0;

  // What can be done.
  const play = button(texts.play, texts.play, () => setPlaying(!isPlaying));
  const expert = button(texts.expert, texts.expertHelp, () => { stage.game.moveDiscriminator(); note(); show(); });
  const forger = button(texts.forger, texts.forgerHelp, () => { moveForger(); show(); });
  const again = button(texts.again, texts.again, () => { stage.restart(); setPlaying(false); setValue(value); });
  const data = choice(texts.data, stage.shapes, stage.start.real, (shape) => { stage.choose('real', shape); show(); });
  const made = choice(texts.made, stage.shapes, stage.start.made, (shape) => { stage.choose('made', shape); show(); });
  const draws = choice(texts.draw, texts.draws, stage.drawing, (side) => { stage.drawing = side; show(); });
  const ratio = choice<string>(texts.ratio, { 1: '1', 3: '3', 10: '10' }, '3', (count) => { movesOfD = Number(count); });
  const values = choice(texts.value, texts.values, value, setValue);
  const generatorObjectives = choice(texts.objective, texts.objectives, objective, (name) => { objective = name; });
  const speeds = choice(texts.speed, texts.speeds, speed, (name) => { speed = name; });

  // What can be seen.
  const valuePlot = new Plot(canvasOf(texts.history), 110);
  const measures = { ...texts.measures, wasserstein: texts.wasserstein[dimensions] };
  const cells = Object.fromEntries(Object.keys(measures).map((name) => [name, element('td', {})])) as Record<keyof typeof measures, HTMLTableCellElement>;
  const table = element('table', {});
  for (const name of Object.keys(measures) as (keyof typeof measures)[]) table.append(box('tr', {}, element('th', { scope: 'row' }, measures[name]), cells[name]));
  const plots = box('div', { class: 'plots' }, ...stage.narrow, valuePlot.canvas);
  root.append(
    element('style', {}, style),
    box('div', { class: 'controls', role: 'group', 'aria-label': texts.title }, play, expert, forger, again, ratio.node, speeds.node),
    box('div', { class: 'controls' }, values.node, generatorObjectives.node),
    box('div', { class: 'controls' }, data.node, made.node, draws.node, ...stage.settings),
    ...stage.wide,
    box('div', { class: 'body' }, plots, table),
    stage.help,
  );
  // Jupyter's shortcuts would take the arrow keys before they come here; it looks at the element that has the focus.
  for (const node of root.querySelectorAll<HTMLElement>('button, select, input, canvas')) node.dataset.lmSuppressShortcuts = 'true';

  /** Another game on the same densities: what is in the plot of the value does not belong to it. */
  function setValue(name: ObjectiveName): void {
    value = name;
    stage.game.objective = objectives[name];
    history = { best: [], learned: [] };
    cells.best.previousElementSibling!.textContent = `${measures.best} = ${objectives[name].formula}`;
    for (const option of generatorObjectives.select.options) option.text = (name === 'minimax' ? texts.objectives : texts.otherObjectives)[option.value as GeneratorObjective];
    show();
  }

  function moveForger(): void {
    stage.game.moveGenerator(objective);
    note();
  }

  function note(): void {
    const { best, learned } = stage.game.values;
    history.best.push(best);
    history.learned.push(learned);
    if (history.best.length > historyLength) { history.best.shift(); history.learned.shift(); }
  }

  function round(): void {
    for (let i = 0; i < movesOfD; i++) stage.game.moveDiscriminator();
    moveForger();
  }

  function setPlaying(value: boolean): void {
    if (isPlaying === value) return;
    isPlaying = value;
    play.textContent = value ? texts.pause : texts.play;
    if (value) return run();
    rate = 0;
    show();
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

  function show(): void {
    const isMeasuring = !isPlaying || performance.now() - measuredAt >= measureMs;
    stage.show(isMeasuring);
    valuePlot.draw({
      x: [0, Math.max(10, history.best.length)], y: [...objectives[value].range],
      lines: [{ ys: history.best, color: colors.best, dashed: true, label: `V (${texts.truth})` }, { ys: history.learned, color: colors.learned, label: `V (${texts.belief})` }],
    });
    if (isMeasuring) showMeasures();
  }

  function showMeasures(): void {
    const { moves, measures } = stage.game;
    for (const name of ['best', 'learned', 'jensenShannon', 'wasserstein'] as const) cells[name].textContent = numberOf(measures[name]);
    cells.expert.textContent = String(moves.discriminator);
    cells.forger.textContent = String(moves.generator);
    cells.rate.textContent = rate > 0 ? String(Math.round(rate)) : '–';
    measuredAt = performance.now();
  }

  new ResizeObserver(() => show()).observe(plots);
  setValue(value);
}

/** Four digits, or the power of ten of what is far larger: some distances have no limit. */
const numberOf = (value: number): string => (Math.abs(value) < 1e5 ? value.toFixed(4) : value === Infinity ? '∞' : value.toExponential(1));
