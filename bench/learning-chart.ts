/** The runs of learning-curves.ts as one SVG: a panel for each metric, the median of the seeds in a band from the least to the most. */
import { ink } from '../kernel-extensions/display/palette.js';
import type { Scores } from '../labs/helpers/metrics/evaluate.js';
import { median } from './contest.js';
import { libraryColors, libraryNames } from './curves.js';
import type { CurvePoint, LearningCurves } from './learning-curves.js';

interface Panel {
  title: string;
  metric: (keyof Scores & ('frechet' | 'precision' | 'recall' | 'confidence')) | 'right';
  /** Logarithmic, from the floor up; otherwise 0 to 1. */
  logarithmic?: boolean;
}

const panels: readonly Panel[] = [
  { title: 'Fréchet distance (less is better)', metric: 'frechet', logarithmic: true },
  { title: 'precision', metric: 'precision' },
  { title: 'recall', metric: 'recall' },
];
/** The last panel is about what a model was asked for, where it takes wishes. */
const panelsOf = ({ runs }: LearningCurves): readonly Panel[] =>
  [...panels, runs[0].points[0].right === undefined ? { title: 'confidence', metric: 'confidence' } : { title: 'what was asked for is drawn', metric: 'right' }];
const valueOf = (point: CurvePoint, metric: Panel['metric']): number => point[metric] ?? NaN;
const floorOf = ({ floor, judge }: LearningCurves, metric: Panel['metric']): number => (metric === 'right' ? judge.accuracy : floor[metric]);
const [width, height, left, top, gap] = [400, 190, 44, 56, 50];

/** @param title what was learned */
export function learningChart(curves: LearningCurves, title: string): string {
  const { settings, size } = curves;
  const facts = `${settings.task}, batch ${settings.batch}, ${settings.threads} threads: median and range of ${settings.seeds} seeds, ${size} samples; dashed: real pictures`;
  const libraries = [...new Set(curves.runs.map((run) => run.library))];
  const legend = libraries.map((library, i) => `<text x="${left + 560 + 80 * i}" y="20" fill="${libraryColors[library]}" font-weight="600">${libraryNames[library]}</text>`).join('');
  const total = { width: 2 * width + gap + left + 20, height: 2 * (height + gap) + top };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">
<title>${title}: metrics over seconds of training</title>
<text x="${left}" y="20" font-size="15">${title}: metrics over seconds of training</text>${legend}<text x="${left}" y="38">${facts}</text>
${panelsOf(curves).map((panel, i) => `<g transform="translate(${left + (i % 2) * (width + gap)},${top + 14 + Math.floor(i / 2) * (height + gap)})">${panelOf(panel, curves)}</g>`).join('\n')}
</svg>
`;
}

function panelOf({ title, metric, logarithmic }: Panel, curves: LearningCurves): string {
  const { runs } = curves, floor = floorOf(curves, metric);
  const end = Math.max(...runs[0].points.map(({ due }) => due));
  const values = [floor, ...runs.flatMap((run) => run.points.map((point) => valueOf(point, metric)))];
  const [low, high] = logarithmic ? [Math.log10(Math.min(...values)) - 0.1, Math.log10(Math.max(...values)) + 0.1] : [0, 1];
  const x = (seconds: number) => (width * seconds) / end;
  const y = (value: number) => height * (1 - ((logarithmic ? Math.log10(value) : value) - low) / (high - low));
  const at = (seconds: number, value: number) => `${x(seconds).toFixed(1)},${y(value).toFixed(1)}`;
  const ticks = logarithmic ? [0.01, 0.1, 1, 10, 100, 1000].filter((value) => Math.log10(value) > low && Math.log10(value) < high) : [0, 0.5, 1];
  const curvesOf = [...new Set(runs.map((run) => run.library))].map((library) => {
    const own = runs.filter((run) => run.library === library);
    const columns = own[0].points.map(({ due }, i) => ({ due, values: own.map((run) => valueOf(run.points[i], metric)) }));
    const band = [...columns.map((column) => at(column.due, Math.max(...column.values))), ...columns.toReversed().map((column) => at(column.due, Math.min(...column.values)))];
    return `<polygon points="${band.join(' ')}" fill="${libraryColors[library]}" opacity=".18"/><polyline points="${columns.map((column) => at(column.due, median(column.values))).join(' ')}" fill="none" stroke="${libraryColors[library]}" stroke-width="2"/>`;
  });
  return [
    `<text y="-8">${title}</text><rect width="${width}" height="${height}" fill="none" stroke="${ink}" stroke-opacity=".4"/>`,
    ...ticks.map((value) => `<line x2="${width}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="${ink}" stroke-opacity=".2"/><text x="-6" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value}</text>`),
    ...[0, end / 2, end].map((seconds) => `<text x="${x(seconds).toFixed(1)}" y="${height + 16}" text-anchor="middle">${seconds} s</text>`),
    ...curvesOf,
    `<line x2="${width}" y1="${y(floor).toFixed(1)}" y2="${y(floor).toFixed(1)}" stroke="${ink}" stroke-dasharray="5 4"/>`,
  ].join('');
}
