/** A film in a page: pictures behind a slider, to be scrubbed by mouse or keyboard, or played. labs/helpers/film.ts makes one. */
import { box, button, element } from './controls.js';

export interface Frame {
  /** Address of a picture. */
  picture: string;
  caption: string;
}

export interface FilmOptions {
  frames: Frame[];
  label: string;
  words: { play: string; pause: string; back: string; on: string };
  /** The picture that is shown first. */
  at: number;
  /** Milliseconds that a picture stays when the film plays. */
  pause: number;
}

/** Fills `root`; the film stops at its end, and when `root` leaves the page. */
export function mount(root: HTMLElement, { frames, label, words, pause, at: first }: FilmOptions): void {
  let at = first;
  let timer = 0;
  const picture = element('img', { style: 'max-width:100%' });
  const caption = element('output', { style: 'font-variant-numeric:tabular-nums' });
  const slider = element('input', { 'type': 'range', 'min': '0', 'max': String(frames.length - 1), 'aria-label': label, 'style': 'flex:1 1 200px;max-width:480px' });
  const play = button(words.play, words.play, () => (timer ? stop() : start()));

  function show(index: number): void {
    at = Math.min(frames.length - 1, Math.max(0, index));
    const frame = frames[at]!;
    [picture.src, picture.alt] = [frame.picture, `${label}. ${frame.caption}`];
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', frame.caption);
    caption.textContent = frame.caption;
  }

  function stop(): void {
    clearInterval(timer);
    timer = 0;
    play.textContent = words.play;
  }

  function start(): void {
    if (at === frames.length - 1) show(0);
    play.textContent = words.pause;
    timer = window.setInterval(() => {
      if (!root.isConnected || at === frames.length - 1) return stop();
      show(at + 1);
    }, pause);
  }

  const step = (by: number) => () => {
    stop();
    show(at + by);
  };
  slider.addEventListener('input', () => {
    stop();
    show(Number(slider.value));
  });
  const controls = box('div', { role: 'group', 'aria-label': label, 'style': 'display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;margin:4px 0;font:13px/1.5 system-ui,sans-serif' }, play, button('◀', words.back, step(-1)), slider, button('▶', words.on, step(1)), caption);
  // Jupyter's shortcuts would take the arrow keys before they come here.
  for (const node of controls.querySelectorAll<HTMLElement>('button, input')) node.dataset.lmSuppressShortcuts = 'true';
  root.replaceChildren(controls, picture);
  show(at);
}
