/**
 * The two languages in which every message of a check is written, side by side, so that no string
 * can be forgotten in one of them.
 */
export const languages = ['en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

export type Text = Readonly<Record<Language, string>>;

/** The same sentence in both languages. */
export function say(en: string, zhTW: string): Text {
  return { en, 'zh-TW': spaced(zhTW) };
}

/** Chinese text with the usual space between it and Latin words, which names put into a sentence may lack. */
function spaced(text: string): string {
  return text.replace(/([\u4e00-\u9fff])([A-Za-z0-9`])/g, '$1 $2').replace(/([A-Za-z0-9`])([\u4e00-\u9fff])/g, '$1 $2');
}
