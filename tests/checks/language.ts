/**
 * The two languages in which every message of a check is written, side by side, so that no string
 * can be forgotten in one of them.
 */
export const languages = ['en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

export type Text = Readonly<Record<Language, string>>;

/** The same sentence in both languages. */
export function say(en: string, zhTW: string): Text {
  return { en, 'zh-TW': zhTW };
}
