/** The effects of all tricks in one picture: a row for each, its interval, and the line of no effect. */
import { getLanguage, jupyterDisplay, lineChart, type Chart, type Displayable, type Figure, type Language } from '../../../kernel-extensions/display/index.js';
import { formatFigure } from '../../../kernel-extensions/display/formats/figure.js';
import { series } from '../../../kernel-extensions/display/palette.js';
import { intervalOf } from './statistics.js';
import { measuredTricks } from './measured-tricks.js';
import { earlyWarning, trickEffects, type MeasuredTricks, type TrickEffect, type Verdict } from './summary.js';
import { chance, factorText, verdicts } from './words.js';

const colors: Readonly<Record<Verdict, string>> = { better: series[2], worse: series[4], hint: series[5], none: 'rgb(128,136,148)' };

/** Along the axis. */
const factors = [1 / 64, 1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16, 64];

const words = {
  en: {
    title: (seeds: number, rounds: number) => `What each trick does: factor on the Fréchet distance, ${seeds} seeds, ${rounds} rounds`,
    axis: '← better · with ÷ without · worse →',
    all: 'of all at once', early: 'Early loss of D and what came of it', earlyAxis: 'D\'s mean loss in the second quarter of the rounds', distance: 'Fréchet distance at the end', settings: 'trainings, mean of the seeds', corrected: 'corrected p',
  },
  'zh-TW': {
    title: (seeds: number, rounds: number) => `每個技巧的效果：Fréchet 距離的倍數，${seeds} 個種子，${rounds} 回合`,
    axis: '← 較好 · 有 ÷ 沒有 · 較差 →',
    all: '同時看全部', early: 'D 早期的損失與最後的結果', earlyAxis: '第二個四分之一的回合裡 D 的平均損失', distance: '最後的 Fréchet 距離', settings: '各種訓練，種子的平均', corrected: '校正後的 p',
  },
} satisfies Record<Language, unknown>;

/**
 * The stored effects as a forest plot: thick the interval of 95 % of each trick by itself, thin the one that holds for all of them at once
 * (Bonferroni's). In words it is a table.
 */
export function effectsChart(effects: readonly TrickEffect[] = trickEffects(measuredTricks), { rounds }: Pick<MeasuredTricks['made'], 'rounds'> = measuredTricks.made): Displayable & Figure {
  const language = getLanguage(), say = words[language];
  const level = 1 - 0.05 / effects.length;
  const rows = effects.map((effect) => ({ effect, y: effect.trick.number, all: intervalOf(effect.frechet, level).map(Math.exp) }));
  const bars = (of: (row: (typeof rows)[number]) => readonly number[], some = rows) => ({ x: some.flatMap((row) => [...of(row), null]), y: some.flatMap(({ y }) => [y, y, null]) });
  const ends = rows.flatMap(({ effect: { factor }, all }) => [factor.low, factor.high, ...all]);
  // What goes far beyond must not squeeze all others into the middle.
  const [low, high] = [Math.max(1 / 100, Math.min(0.5, ...ends)), Math.min(20, Math.max(2, ...ends))];
  const present = (['better', 'worse', 'hint', 'none'] as const).filter((verdict) => effects.some((effect) => effect.verdict === verdict));
  const seeds = Math.max(0, ...effects.map(({ frechet }) => frechet.count));
  const title = say.title(seeds, rounds);
  const { layout } = lineChart({}, { title, xTitle: say.axis, height: 640 });
  const figure: Figure = {
    data: [
      { type: 'scatter', mode: 'lines', name: '1', x: [1, 1], y: [0.3, 17.7], line: { color: 'rgb(128,128,128)', width: 1, dash: 'dash' }, showlegend: false, hoverinfo: 'skip' },
      { type: 'scatter', mode: 'lines', name: say.all, ...bars(({ all }) => all), line: { color: 'rgb(160,166,176)', width: 1 }, hoverinfo: 'skip' },
      ...present.flatMap((verdict) => {
        const some = rows.filter(({ effect }) => effect.verdict === verdict), color = colors[verdict];
        return [
          { type: 'scatter', mode: 'lines', ...bars(({ effect: { factor } }) => [factor.low, factor.high], some), line: { color, width: 4 }, showlegend: false, hoverinfo: 'skip', name: '' },
          { type: 'scatter', mode: 'markers', name: verdicts[language][verdict], x: some.map(({ effect }) => effect.factor.mean), y: some.map(({ y }) => y), marker: { color, size: 10 }, text: some.map(({ effect }) => factorText(effect, language)), hovertemplate: '%{text}' },
        ];
      }),
    ],
    layout: {
      ...layout, hovermode: 'closest',
      xaxis: { ...layout['xaxis'] as object, type: 'log', range: [Math.log10(low), Math.log10(high)], tickvals: factors, ticktext: factors.map((factor) => (factor < 1 ? `1/${1 / factor}` : String(factor))) },
      yaxis: { ...layout['yaxis'] as object, range: [17.7, 0.3], tickvals: rows.map(({ y }) => y), ticktext: rows.map(({ effect: { trick } }) => `${trick.number} · ${trick.title[language]}`) },
    },
    config: { responsive: true, displaylogo: false },
  };
  const lines = effects.map((effect) => `${effect.trick.number} · ${effect.trick.title[language]}: ${factorText(effect, language)}, ${say.corrected} ${chance(effect.adjusted)}: ${verdicts[language][effect.verdict]}`);
  return { ...figure, [jupyterDisplay]: () => ({ ...formatFigure(figure), 'text/plain': [title, ...lines].join('\n') }) };
}

/** Trick 10: a point for each kind of training, D's early loss against what came of it. */
export function earlyWarningChart(): Chart {
  const say = words[getLanguage()], { early, frechet } = earlyWarning(measuredTricks);
  return lineChart({ [say.settings]: { x: early, y: frechet } }, { mode: 'markers', title: say.early, xTitle: say.earlyAxis, yTitle: say.distance, logY: true });
}
