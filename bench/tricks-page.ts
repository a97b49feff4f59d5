/** What bench/tricks.ts found, for docs: the table of the tricks with its conditions, and the picture of the intervals. */
import { setLanguage } from '../kernel-extensions/display/index.js';
import { drawFigure } from '../kernel-extensions/display/charts/static-figure.js';
import { effectsChart } from '../labs/helpers/tricks/chart.js';
import { tricks } from '../labs/helpers/tricks/registry.js';
import { earlyWarning, trickEffects, type MeasuredTricks } from '../labs/helpers/tricks/summary.js';
import { chance, differenceText, factorText, signed, verdicts } from '../labs/helpers/tricks/words.js';

export function tricksPicture(measured: MeasuredTricks): string {
  setLanguage('en');
  return `${drawFigure(effectsChart(trickEffects(measured), measured.made))!}\n`;
}

export function tricksPage(measured: MeasuredTricks): string {
  const { made, floor } = measured, effects = trickEffects(measured);
  const rows = tricks.map((trick) => {
    const effect = effects.find((each) => each.trick === trick), title = `| ${trick.number} | ${trick.title.en} | ${trick.change.en} |`;
    if (!trick.toggle) {
      const { value, interval: [low, high] } = earlyWarning(measured);
      return `${title} correlation of ranks ${signed(value)} (${signed(low)} to ${signed(high)}) | | | | nothing to switch |`;
    }
    if (!effect) return `${title} | | | | not measured |`;
    return `${title} ${factorText(effect, 'en')} | ${chance(effect.adjusted)} | ${differenceText(effect.recall, 'en')} | ${differenceText(effect.confidence, 'en')} | ${verdicts.en[effect.verdict]} |`;
  });
  const seeds = effects.map(({ frechet }) => frechet.count), [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  return `# The 17 tricks, measured

Written by \`npm run bench:tricks\`. The tricks are those of [ganhacks](https://github.com/soumith/ganhacks); Lab 14 shows them as cards.

A DCGAN of width ${made.width} on ${made.data.replace(/\.$/, '')}, ${made.rounds} rounds of ${made.batchSize} pictures, ${least === most ? least : `${least} to ${most}`} seeds for each side of each trick, ${made.samples} samples of each
training judged by a classifier that names ${(100 * made.judge).toFixed(1)} % of unseen digits rightly. Real digits in place of samples get a Fréchet distance of ${floor.frechet}, recall ${floor.recall}, confidence ${floor.confidence}.
Made on ${made.date} with Node ${made.node}, backend simd, ${made.threads} thread (${made.processor}). Rounds decide, not seconds: the same command gives the same numbers on the same machine.

![The effect of each trick with its interval](images/tricks.svg)

**Factor**: Fréchet distance with the trick, divided by that without, both from the same seed; mean of the logarithms, with its interval of 95 % by Student's t. Below 1 is better.
**p**: of that mean, corrected for ${effects.length} tests by Holm's method. A verdict of *better* or *worse* needs p < 0.05 after the correction; *a hint, no more*
means an interval of 95 % that leaves out 1, which about ${(0.05 * effects.length).toFixed(1)} of ${effects.length} tricks without any effect would do by chance. Recall and confidence are differences, with − without, and decide nothing.

| | trick | switched | factor on the Fréchet distance (95 %) | p, corrected | recall | confidence | verdict |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

So small and short a training says nothing of large ones: most tricks are against failures that do not happen in it.
`;
}
