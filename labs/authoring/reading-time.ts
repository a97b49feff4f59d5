/**
 * How long a solved lab takes to read: its text and its code, without what goes further and what is folded away. Not how long
 * it takes to write, which differs from one learner to the next.
 */
import { localize, withSolutions, type Language, type SourceCell } from './percent.js';

/** Read aloud or in silence alike: 228 words of English, 255 characters of Chinese a minute (Trauzettel-Klosinski and Dietz 2012). */
const wordsPerMinute = 228, charactersPerMinute = 255;
/** Code counts as words of this length, marks included. */
const lettersOfAWord = 5;

const furtherHeading = /^## .*(Going further|更深入)/m;
const folded = /<details>[\s\S]*?<\/details>/g;

/** Minutes for the part of a lab before and after "Going further". */
export function readingMinutes(cells: readonly SourceCell[], language: Language): number {
  let isFurther = false, words = 0, characters = 0;
  for (const { kind, language: own, text } of cells) {
    if (kind === 'code') {
      if (!isFurther) words += localize(withSolutions(text), language).replace(/\s+/g, '').length / lettersOfAWord;
    } else if (own === language) {
      if (/^## /m.test(text)) isFurther = furtherHeading.test(text);
      if (isFurther) continue;
      // A command of a formula is a mark, not a word.
      const open = text.replace(folded, '').replace(/\\[a-z]+/gi, '');
      words += open.match(/[\p{Script=Latin}\p{Script=Greek}\p{N}][\p{L}\p{N}'’_-]*/gu)?.length ?? 0;
      characters += open.match(/\p{Script=Han}/gu)?.length ?? 0;
    }
  }
  return words / wordsPerMinute + characters / charactersPerMinute;
}
