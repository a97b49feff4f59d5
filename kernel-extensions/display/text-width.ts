/** How wide a text is, where nothing can measure it. */

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;

/** Columns of a terminal: Chinese, Japanese and Korean characters take two. */
export function columnsOf(text: string): number {
  return [...text].reduce((columns, character) => columns + (wide.test(character) ? 2 : 1), 0);
}

/** About as many pixels as the text takes in a sans-serif font of 13 pixels. */
export function pixelsOf(text: string): number {
  return columnsOf(text) * 7.2;
}
