/** Pictures one after the other, behind a slider: `film(frames)` as a cell's value. labs/explorer/film.ts is its browser side. */
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable, type MimeBundle } from '../../kernel-extensions/display/index.js';
import { inLanguage } from './in-language.js';
import { pageScript } from './page-script.js';
import { replaceFile } from './training/checkpoint-file.js';

export interface FilmFrame {
  /** A PNG file or the text of an SVG. */
  picture: Uint8Array | string;
  caption: string;
}

/** A film as a cell's value. */
export interface Film extends Displayable {
  /**
   * Puts the film into a page of its own, to be shared: one file, which plays in any browser without notebook or network.
   * @param path such as `my-digits.html`, beside the notebook; a file of that name is replaced
   * @throws RangeError for a name that is no page's, Error of the file system
   */
  save(path: string): void;
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
export function film(frames: readonly FilmFrame[], label: string, { secondsEach = 0.4, from = 'end' }: FilmOptions = {}): Film {
  if (frames.length === 0) throw new RangeError('A film needs a picture.');
  const { pictures, ...buttons } = words[getLanguage()];
  const shown = pageScript(['film', 'minimaxFilm'], {
    label, words: buttons, pause: 1000 * secondsEach, at: from === 'start' ? 0 : frames.length - 1,
    frames: frames.map(({ picture, caption }) => ({
      caption, picture: typeof picture === 'string' ? `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}` : `data:image/png;base64,${Buffer.from(picture).toString('base64')}`,
    })),
  }, `${label}: ${frames.length} ${pictures}\n${frames.map(({ caption }) => caption).join(' · ')}`);
  return Object.assign(shown, { save: (path: string) => savePage(path, label, (shown[jupyterDisplay]() as MimeBundle)['text/html'] as string) });
}

function savePage(path: string, title: string, html: string): void {
  if (!/[^/\\]\.html?$/i.test(path)) throw new RangeError(inLanguage(`A film is saved as a page: give it a name such as "my-film.html", not ${JSON.stringify(path)}.`, `影片會存成網頁：請取像 "my-film.html" 這樣的檔名，不能是 ${JSON.stringify(path)}。`));
  const page = `<!doctype html>\n<html lang="${getLanguage()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head><body>${html}</body></html>\n`;
  const bytes = Buffer.from(page), megabytes = (bytes.length / 1e6).toFixed(1);
  replaceFile(path, bytes);
  console.log(inLanguage(`The film is in ${path} (${megabytes} MB), a page that plays in any browser.`, `影片存放在 ${path}（${megabytes} MB），用任何瀏覽器都能播放。`));
}
