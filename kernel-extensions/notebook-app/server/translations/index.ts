/** The interface's languages, as the front end's translator (gettext) reads them. */
import { traditionalChinese, traditionalChinesePlurals } from './zh-tw.js';

/** Message id → forms; '' holds the header. */
type Catalogue = Record<string, string[] | object>;

export const languages = {
  en: { displayName: 'English', nativeName: 'English' },
  zh_TW: { displayName: 'Chinese (Traditional, Taiwan)', nativeName: '中文（台灣）' },
};

/**
 * The texts of a language by gettext domain; none for English and unknown languages. `default` is what
 * the browser asks for in its Accept-Language header.
 */
export function translationsFor(locale: string, acceptLanguage = ''): Record<string, Catalogue> {
  const chosen = locale === 'default' ? preferredLanguage(acceptLanguage) : locale;
  if (chosen.replace('-', '_') !== 'zh_TW') return {};
  const catalogue = catalogueOf('zh-TW', traditionalChinese, traditionalChinesePlurals);
  return { jupyterlab: catalogue, notebook: catalogue };
}

/** The first language we have, in the browser's order of preference. Hong Kong and Macau read the same script. */
export function preferredLanguage(acceptLanguage = ''): keyof typeof languages {
  for (const entry of acceptLanguage.split(',')) {
    const tag = entry.split(';')[0].trim();
    if (/^en\b/i.test(tag)) return 'en';
    if (/^zh-(tw|hk|mo|hant)\b/i.test(tag)) return 'zh_TW';
  }
  return 'en';
}

function catalogueOf(language: string, texts: Record<string, string>, plurals: Record<string, string>): Catalogue {
  const catalogue: Catalogue = { '': { domain: 'jupyterlab', language, plural_forms: 'nplurals=2; plural=(n != 1);', version: '' } };
  for (const [id, text] of Object.entries(texts)) {
    // Menu titles and labels of the settings schemas are looked up with a context.
    for (const context of ['', 'menu\u0004', 'schema\u0004']) catalogue[context + id] = [text];
  }
  for (const [id, text] of Object.entries(plurals)) catalogue[id] = [text, text];
  return catalogue;
}
