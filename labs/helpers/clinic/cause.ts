/** What a cause is: a name, and a test that finds its sign in the readings of a recording and says so in a sentence. */
import type { Language } from '../../../kernel-extensions/display/index.js';
import type { Readings } from './readings.js';
import type { Player } from './vital-signs.js';

export type Words = Readonly<Record<Language, string>>;

export const say = (en: string, zhTW: string): Words => ({ en, 'zh-TW': zhTW });

export interface Sign {
  /** What was measured, with the numbers that decide. */
  evidence: Words;
  /** Where in the code to look. */
  lookAt: Words;
}

export interface Cause {
  id: string;
  name: Words;
  /** What has to hold if the training does not have it: for the list of what is in order. */
  healthy: Words;
  /** The sign of this cause, or undefined where it is not there. */
  find(readings: Readings): Sign | undefined;
}

/** A fact holds or does not, whatever the luck of the training; a tendency is judged by a threshold, and may follow from a fact. */
export type Certainty = 'fact' | 'tendency';

export const letterOf: Record<Player, 'G' | 'D'> = { generator: 'G', discriminator: 'D' };
export const otherOf: Record<Player, Player> = { generator: 'discriminator', discriminator: 'generator' };
export const stepOf: Record<Player, string> = { generator: 'generatorStep', discriminator: 'discriminatorStep' };

/** A number in a sentence: `0.32`, `64`, `1.2e-7`. */
export function numberOf(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 0.001 || size >= 1e6) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

export const percent = (part: number): string => (part < 0.1 ? `${Number((100 * part).toPrecision(2))} %` : `${Math.round(100 * part)} %`);
