/**
 * The story of the forger and the expert as a cell's value, step by step: `forgerStory()`. It plays in the page, without the
 * kernel; where no script runs, its first move is shown. labs/explorer/story.ts is its browser side, story/ the game.
 */
import { escapeHtml, getLanguage, type Displayable, type Language } from '../../kernel-extensions/display/index.js';
import { pageScript } from './page-script.js';
import { storyPicture } from './story/picture.js';
import { Story } from './story/story.js';
import { storyWords, tell } from './story/words.js';

export interface ForgerStoryOptions {
  /** Default: the notebook's. */
  language?: Language;
  /** Of the expert's first weights, and of the cheques that are looked at. Default 3. */
  seed?: number;
}

/**
 * One move of D, then one of G: what each changes, what stays, and the losses before and after.
 * @throws Error when the package is not built
 */
export function forgerStory({ language = getLanguage(), seed = 3 }: ForgerStoryOptions = {}): Displayable {
  const words = storyWords(language), story = new Story(seed), told = [words.start];
  story.play('expert');
  told.push(tell(words, story.moves, story.before, story.now));
  const still = `${storyPicture(story.now, story.before, words)}${told.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('')}`;
  story.play('forger');
  told.push(tell(words, story.moves, story.before, story.now));
  return pageScript(['story', 'minimaxStory'], { language, seed }, [words.title, ...told].join('\n'), { className: 'minimax-explorer', still });
}
