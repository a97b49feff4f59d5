/** Pictures one after the other, behind a slider: `film(frames)` as a cell's value. labs/explorer/film.ts is its browser side. */
import { getLanguage, type Displayable } from '../../kernel-extensions/display/index.js';
import { pageScript } from './page-script.js';

export interface FilmFrame {
  /** A PNG file or the text of an SVG. */
  picture: Uint8Array | string;
  caption: string;
}

export interface FilmOptions {
  /** When it plays. Default 0.4. */
  secondsEach?: number;
  /** The picture that is shown first. Default: the last. */
  from?: 'start' | 'end';
}

const words = {
  en: { play: 'Play', pause: 'Pause', back: 'one picture back', on: 'one picture on', pictures: 'pictures' },
  'zh-TW': { play: '播放', pause: '暫停', back: '上一張', on: '下一張', pictures: '張圖片' },
};

/** @param label what the film shows, in the notebook's language. @throws RangeError without a picture. */
export function film(frames: readonly FilmFrame[], label: string, { secondsEach = 0.4, from = 'end' }: FilmOptions = {}): Displayable {
  if (frames.length === 0) throw new RangeError('A film needs a picture.');
  const { pictures, ...buttons } = words[getLanguage()];
  return pageScript(['film', 'minimaxFilm'], {
    label, words: buttons, pause: 1000 * secondsEach, at: from === 'start' ? 0 : frames.length - 1,
    frames: frames.map(({ picture, caption }) => ({
      caption, picture: typeof picture === 'string' ? `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}` : `data:image/png;base64,${Buffer.from(picture).toString('base64')}`,
    })),
  }, `${label}: ${frames.length} ${pictures}\n${frames.map(({ caption }) => caption).join(' · ')}`);
}
