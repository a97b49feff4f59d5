/** What is said of an effect, in both languages: for cards, charts and tables. */
import type { Language } from '../../../kernel-extensions/display/index.js';
import type { TrickEffect, Verdict } from './summary.js';
import { intervalOf, type PairedEffect } from './statistics.js';

export const verdicts: Readonly<Record<Language, Readonly<Record<Verdict, string>>>> = {
  en: { better: 'better', worse: 'worse', hint: 'a hint, no more', none: 'no measurable effect' },
  'zh-TW': { better: '較好', worse: '較差', hint: '只是跡象', none: '沒有可測量的效果' },
};

/** `× 0.81 (0.70 to 0.94)`. */
export function factorText({ factor: { mean, low, high } }: Pick<TrickEffect, 'factor'>, language: Language): string {
  return `× ${digits(mean)} (${digits(low)} ${language === 'en' ? 'to' : '至'} ${digits(high)})`;
}

/** `+0.03 (−0.02 to 0.08)`, with its interval of 95 %. */
export function differenceText(effect: PairedEffect, language: Language): string {
  const [low, high] = intervalOf(effect, 0.95);
  return `${effect.mean < 0 ? '' : '+'}${signed(effect.mean)} (${signed(low)} ${language === 'en' ? 'to' : '至'} ${signed(high)})`;
}

export const signed = (value: number): string => value.toFixed(2).replace(/^-(?=0\.00$)/, '').replace('-', '−');

/** A probability, to three digits behind the point. */
export const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

const digits = (factor: number): string => (factor >= 100 ? factor.toFixed(0) : factor >= 10 ? factor.toFixed(1) : factor.toFixed(2));
