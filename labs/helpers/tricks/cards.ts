/** The tricks as cards: the advice in front, what was measured behind a prediction. */
import { escapeHtml, getLanguage, mime, type Displayable, type Language } from '../../../kernel-extensions/display/index.js';
import { measuredTricks } from './measured-tricks.js';
import { tricks, type Trick } from './registry.js';
import { earlyWarning, trickEffects, type TrickEffect, type Verdict } from './summary.js';
import { signed, chance, differenceText, factorText, verdicts } from './words.js';

const words = {
  en: {
    switched: 'Switched', mind: 'To bear in mind', sources: 'Read', open: 'Better, worse, or nothing? Decide first, then unfold.', unmeasured: 'Not measured on this scale.',
    result: (seeds: number) => `Fréchet distance, with ÷ without, ${seeds} seeds`, p: 'p', corrected: 'corrected for all tricks', recall: 'recall', confidence: 'confidence', modes: 'digits drawn',
    broken: (count: number) => `${count} pairs left out: a training broke down.`,
    early: (value: string, low: string, high: string, count: number) => `Over ${count} kinds of training: correlation of ranks ${value} (${low} to ${high}) between D's early loss and the Fréchet distance at the end.`,
    predicted: 'you', measured: 'measured', trick: 'trick', score: (right: number, of: number) => `${right} of ${of} right. Whoever says "no measurable effect" every time gets`,
  },
  'zh-TW': {
    switched: '切換的是', mind: '要記得', sources: '閱讀', open: '較好、較差，還是沒有差別？先決定，再展開。', unmeasured: '在這個規模沒有測量。',
    result: (seeds: number) => `Fréchet 距離，有 ÷ 沒有，${seeds} 個種子`, p: 'p', corrected: '對所有技巧校正後', recall: '召回率', confidence: '信心', modes: '畫出的數字種類',
    broken: (count: number) => `略過 ${count} 對：有一方的訓練崩潰了。`,
    early: (value: string, low: string, high: string, count: number) => `${count} 種訓練之中，D 早期的損失與最後的 Fréchet 距離，等級相關係數是 ${value}（${low} 至 ${high}）。`,
    predicted: '你', measured: '測量', trick: '技巧', score: (right: number, of: number) => `${of} 個之中對了 ${right} 個。如果每次都說「沒有可測量的效果」，會對`,
  },
};

/** All cards, or those of the given numbers. @throws RangeError for a number that the list does not have */
export function trickCards(...numbers: readonly number[]): Displayable {
  const language = getLanguage();
  const wrong = numbers.find((number) => !tricks.some((trick) => trick.number === number));
  if (wrong !== undefined) throw new RangeError(language === 'en' ? `The list has tricks 1 to ${tricks.length}, not ${wrong}.` : `清單上的技巧是 1 到 ${tricks.length}，沒有 ${wrong}。`);
  const chosen = tricks.filter(({ number }) => numbers.length === 0 || numbers.includes(number));
  const effects = trickEffects(measuredTricks);
  const effectOf = (trick: Trick) => effects.find((effect) => effect.trick === trick);
  return mime({
    'text/html': `<div lang="${language}" style="display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:12px">${chosen.map((trick) => cardOf(trick, effectOf(trick), language)).join('')}</div>`,
    'text/plain': chosen.map((trick) => [`${trick.number} · ${trick.title[language]}`, `  ${trick.advice[language]}`, `  ${words[language].switched}: ${trick.change[language]}`].join('\n')).join('\n'),
  });
}

function cardOf(trick: Trick, effect: TrickEffect | undefined, language: Language): string {
  const say = words[language];
  const line = (label: string, text: string) => `<p style="margin:6px 0"><b>${escapeHtml(label)}</b> ${escapeHtml(text)}</p>`;
  const links = trick.sources.map((url) => `<a href="${escapeHtml(url)}" target="_blank" rel="noopener">${escapeHtml(url.replace(/^https:\/\/(arxiv\.org\/abs\/)?/, '').replace(/#.*/, ''))}</a>`).join(', ');
  return `<section style="border:1px solid rgba(128,128,128,.4);border-radius:8px;padding:10px 14px;display:flex;flex-direction:column">`
    + `<h4 style="margin:0 0 4px"><span style="opacity:.6">${trick.number}</span> ${escapeHtml(trick.title[language])}</h4><p style="margin:4px 0">${escapeHtml(trick.advice[language])}</p>`
    + `${line(say.switched, trick.change[language])}<p style="margin:6px 0;opacity:.8"><b>${say.sources}</b> ${links}</p>`
    + `<details style="margin-top:auto"><summary>${escapeHtml(say.open)}</summary>${resultOf(trick, effect, language).map((sentence) => `<p style="margin:6px 0">${escapeHtml(sentence)}</p>`).join('')}${line(say.mind, trick.caution[language])}</details></section>`;
}

function resultOf(trick: Trick, effect: TrickEffect | undefined, language: Language): string[] {
  const say = words[language];
  if (!trick.toggle) {
    const { configurations, value, interval: [low, high] } = earlyWarning(measuredTricks);
    return [say.early(signed(value), signed(low), signed(high), configurations.length)];
  }
  if (!effect) return [say.unmeasured];
  return [
    `${verdicts[language][effect.verdict]}`,
    `${say.result(effect.frechet.count)}: ${factorText(effect, language)}; ${say.p} ${chance(effect.frechet.p)}, ${say.corrected} ${chance(effect.adjusted)}`,
    `${say.recall} ${differenceText(effect.recall, language)} · ${say.confidence} ${differenceText(effect.confidence, language)} · ${say.modes} ${differenceText(effect.modes, language)}`,
    ...(effect.broken > 0 ? [say.broken(effect.broken)] : []),
  ];
}

export type Prediction = 'better' | 'worse' | 'none';

/** Predictions, by the trick's number, beside what was measured. A hint counts as no effect. */
export function comparePredictions(predictions: Readonly<Record<number, Prediction>>): Displayable {
  const language = getLanguage(), say = words[language];
  const rows = trickEffects(measuredTricks).filter(({ trick }) => trick.number in predictions).map(({ trick, verdict }) => {
    const guess = predictions[trick.number]!, isRight = guess === (verdict === 'hint' ? 'none' : verdict);
    return { name: `${trick.number} · ${trick.title[language]}`, guess: verdicts[language][guess as Verdict], verdict: verdicts[language][verdict], mark: isRight ? '✓' : '✗', isNone: verdict === 'hint' || verdict === 'none' };
  });
  const summary = `${say.score(rows.filter(({ mark }) => mark === '✓').length, rows.length)} ${rows.filter(({ isNone }) => isNone).length}${language === 'en' ? '.' : ' 個。'}`;
  const cell = (content: string, tag = 'td') => `<${tag} style="text-align:left;padding:2px 14px 2px 0">${escapeHtml(content)}</${tag}>`;
  return mime({
    'text/html': `<div lang="${language}"><table style="border-collapse:collapse"><tr>${['', say.trick, say.predicted, say.measured].map((title) => cell(title, 'th')).join('')}</tr>${rows.map(({ mark, name, guess, verdict }) => `<tr>${[mark, name, guess, verdict].map((content) => cell(content)).join('')}</tr>`).join('')}</table><p>${escapeHtml(summary)}</p></div>`,
    'text/plain': [...rows.map(({ mark, name, guess, verdict }) => `${mark} ${name}: ${say.predicted} ${guess} · ${say.measured} ${verdict}`), summary].join('\n'),
  });
}
