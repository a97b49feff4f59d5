/** A student's own trick, measured in the notebook on a few seeds: the same training and judge as the stored ones, and fewer of them. */
import { escapeHtml, getLanguage, imageGrid, jupyterDisplay, progress, show, type Displayable } from '../../../kernel-extensions/display/index.js';
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import type { PictureClassifier } from '../metrics/classifier.js';
import { inLanguage } from '../in-language.js';
import { judgeBy, runTrick, type TrickRun } from './measure.js';
import { baseline, changedSettings, type TrickSettings } from './settings.js';
import { intervalOf, pairedEffect, type PairedEffect } from './statistics.js';
import { factorText } from './words.js';

export interface MeasureTrickOptions {
  /** What is trained on. */
  data: ImageDataset;
  /** Pictures to judge by, which the classifier was not trained on. */
  test: ImageDataset;
  classifier: PictureClassifier;
  /** How many, from 2 on. Default 3. */
  seeds?: number;
  /** Default 100. */
  rounds?: number;
  /** Of the training that the trick is compared with. Default: none. */
  without?: Partial<TrickSettings>;
}

export interface MeasuredTrick extends Displayable {
  with: TrickRun[];
  without: TrickRun[];
  /** Of ln Fréchet distance. */
  effect: PairedEffect;
}

const [samples, width, batchSize] = [300, 8, 32];

/**
 * Trains with `trick` and without, from the same seeds, and compares. Shows samples of both on the way, those without above.
 * @throws RangeError where `trick` changes nothing, or more than one thing, or for fewer than two seeds
 */
export async function measureTrick(trick: Partial<TrickSettings>, { data, test, classifier, seeds = 3, rounds = 100, without: given = {} }: MeasureTrickOptions): Promise<MeasuredTrick> {
  const sides = { without: { ...baseline, ...given }, with: { ...baseline, ...given, ...trick } };
  const changed = changedSettings(sides.without, sides.with);
  if (changed.length !== 1) {
    throw new RangeError(inLanguage(
      `A trick changes one setting, so that the effect is its own; this one changes ${changed.length === 0 ? 'none' : changed.join(', ')}.`,
      `一個技巧只改變一個設定，效果才屬於它；這個改變了${changed.length === 0 ? '零個設定' : ` ${changed.join('、')}`}。`,
    ));
  }
  if (!(Number.isInteger(seeds) && seeds >= 2)) throw new RangeError(inLanguage(`An interval needs two seeds or more, not ${seeds}.`, `區間至少需要兩個種子，而不是 ${seeds} 個。`));
  const judge = await judgeBy(classifier, test, Math.min(samples, test.count));
  const bar = progress({ label: inLanguage('Training with and without', '訓練有技巧的和沒有技巧的'), total: 2 * seeds * rounds });
  const runs: Record<'with' | 'without', TrickRun[]> = { with: [], without: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    for (const side of ['without', 'with'] as const) {
      const look = (pictures: Parameters<typeof imageGrid>[0]) => { if (seed === 1) show(imageGrid(pictures, { columns: 20, range: [-1, 1], title: inLanguage(side, side === 'with' ? '有' : '沒有') })); };
      runs[side].push(await runTrick({ settings: sides[side], data, judge, seed, rounds, width, batchSize, afterRound: () => bar.step(), look }));
    }
  }
  bar.finish();
  const logs = (side: 'with' | 'without') => runs[side].map(({ frechet }) => Math.log(frechet));
  const effect = pairedEffect(logs('with'), logs('without'));
  return { ...runs, effect, [jupyterDisplay]: () => reportOf(runs, effect, rounds) };
}

function reportOf(runs: Record<'with' | 'without', TrickRun[]>, effect: PairedEffect, rounds: number): Record<string, string> {
  const language = getLanguage(), [low, high] = intervalOf(effect, 0.95).map(Math.exp) as [number, number];
  const numbers = (side: 'with' | 'without') => runs[side].map(({ frechet }) => frechet.toFixed(1)).join(', ');
  const isClear = low > 1 || high < 1;
  const broke = inLanguage('A training broke down: its pictures are no numbers any more, and there is nothing to compare.', '有一次訓練崩潰了：它的圖片已經不是數字，無從比較。');
  const lines = !Number.isFinite(effect.mean) ? [broke] : language === 'en'
    ? [`Fréchet distance without: ${numbers('without')}`, `with: ${numbers('with')}`, `Factor ${factorText({ factor: { mean: Math.exp(effect.mean), low, high } }, language)}, 95 %, ${effect.count} seeds, ${rounds} rounds: ${isClear ? 'the interval leaves out 1' : 'no measurable effect'}`]
    : [`Fréchet 距離，沒有技巧：${numbers('without')}`, `有技巧：${numbers('with')}`, `倍數 ${factorText({ factor: { mean: Math.exp(effect.mean), low, high } }, language)}，95 %，${effect.count} 個種子，${rounds} 回合：${isClear ? '區間不含 1' : '沒有可測量的效果'}`];
  return { 'text/html': `<div lang="${language}">${lines.map((line) => `<p style="margin:4px 0">${escapeHtml(line)}</p>`).join('')}</div>`, 'text/plain': lines.join('\n') };
}
