/** The story of the forger and the expert in a page: one move at a time, by mouse and keyboard, or playing. The game and the words are in labs/helpers/story/. */
import { storyPicture } from '../helpers/story/picture.js';
import { Story, type Player, type Standing } from '../helpers/story/story.js';
import { isOver, storyWords, tell } from '../helpers/story/words.js';
import { box, button, element, onKeys, style } from './controls.js';
import { newId } from './stage.js';
import type { Language } from './texts.js';

export interface StoryOptions {
  language: Language;
  seed: number;
}

/** Milliseconds that one update of a move is shown, and between two moves while the story plays. */
const updateMs = 45;
const pauseMs = 1400;
/** Moves after which it stops playing, whatever came of them. */
const mostMoves = 60;

/** Fills `root`; the story stops when `root` leaves the page. */
export function mount(root: HTMLElement, { language, seed }: StoryOptions): void {
  const words = storyWords(language);
  root.lang = language;
  let story = new Story(seed);
  let timer = 0;
  let isPlaying = false;

  const play = button(words.buttons.play, words.buttons.play, () => setPlaying(!isPlaying));
  const back = button(words.buttons.back, words.buttons.back, goBack);
  const help = element('p', { id: newId(), class: 'help' }, words.help);
  const picture = element('div', { 'style': 'max-width:720px', 'tabindex': '0', 'role': 'group', 'aria-label': words.title, 'aria-describedby': help.id });
  const sentence = element('output', { 'aria-live': 'polite', 'style': 'display:block;min-height:5em;margin-top:6px' });
  const names = ['expertLoss', 'forgerLoss', 'realScore', 'madeScore', 'distance'] as const;
  const cells = Object.fromEntries(names.map((name) => [name, [element('td', {}), element('td', {})]])) as unknown as Record<typeof names[number], [HTMLElement, HTMLElement]>;
  const head = (text: string, scope: string) => element('th', { scope }, text);
  root.replaceChildren(
    element('style', {}, style),
    box('div', { class: 'controls', role: 'group', 'aria-label': words.title }, play, ...(['expert', 'forger'] as const).map((player) => button(words.buttons[player], words.buttons[player], () => step(player))), back, button(words.buttons.again, words.buttons.again, again)),
    picture, sentence,
    box('table', {}, box('tr', {}, element('td', {}), head(words.table.before, 'col'), head(words.table.after, 'col')), ...names.map((name) => box('tr', {}, head(words.table[name], 'row'), ...cells[name]))),
    help,
  );
  // Jupyter's shortcuts would take the arrow keys before they come here.
  for (const node of [...root.querySelectorAll('button'), picture]) node.dataset.lmSuppressShortcuts = 'true';
  onKeys(picture, { ArrowRight: () => step(story.next), ArrowLeft: goBack, Home: again });

  function draw(standing: Standing): void {
    picture.innerHTML = storyPicture(standing, story.before, words);
  }

  function show(): void {
    clearTimeout(timer);
    draw(story.now);
    sentence.textContent = tell(words, story.moves, story.before, story.now);
    back.disabled = story.moves === 0;
    for (const name of names) {
      const [before, after] = cells[name];
      before.textContent = story.before ? story.before[name].toFixed(3) : '–';
      after.textContent = story.now[name].toFixed(3);
    }
  }

  /** One move: its updates one after the other, unless the reader wants less motion. */
  function move(player: Player): void {
    const updates = story.play(player);
    show();
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) animate(updates);
    else if (isPlaying) timer = window.setTimeout(goOn, pauseMs);
  }

  function animate([now, ...later]: Standing[]): void {
    if (!root.isConnected) return;
    if (now) draw(now);
    if (later.length > 0) timer = window.setTimeout(() => animate(later), updateMs);
    else if (isPlaying) timer = window.setTimeout(goOn, pauseMs);
  }

  function goOn(): void {
    if (!root.isConnected || isOver(story.now) || story.moves >= mostMoves) return setPlaying(false);
    move(story.next);
  }

  function setPlaying(value: boolean): void {
    isPlaying = value;
    play.textContent = value ? words.buttons.pause : words.buttons.play;
    show();
    if (!value) return;
    if (isOver(story.now)) story = new Story(seed);
    goOn();
  }

  function step(player: Player): void {
    setPlaying(false);
    move(player);
  }

  function goBack(): void {
    setPlaying(false);
    story.back();
    show();
  }

  function again(): void {
    setPlaying(false);
    story = new Story(seed);
    show();
  }

  show();
}
