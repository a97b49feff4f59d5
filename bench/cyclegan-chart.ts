/** The runs of cyclegan.ts as one SVG: cycle error and true error over the seconds, the median of the seeds in a band from the least to the most. */
import { ink } from '../kernel-extensions/display/palette.js';
import { median } from './contest.js';
import { libraryColors, libraryNames } from './curves.js';
import type { CycleCurves, CycleErrors } from './cyclegan.js';

const panels: readonly [keyof CycleErrors, string][] = [['cycle', 'cycle error'], ['translation', 'true translation error']];
const [width, height, left, top, gap] = [400, 220, 44, 70, 50];

export function cycleGanChart({ from, to, settings, size, stranger, runs }: CycleCurves): string {
  const title = `CycleGAN, ${from} ↔ ${to}: errors over seconds of training`;
  const libraries = [...new Set(runs.map(({ library }) => library))];
  const legend = libraries.map((library, i) => `<text x="${left + 640 + 80 * i}" y="20" fill="${libraryColors[library]}" font-weight="600">${libraryNames[library]}</text>`).join('');
  const most = Math.max(stranger, ...runs.flatMap(({ points }) => points.flatMap(({ cycle, translation }) => [cycle, translation])));
  const end = Math.max(...runs[0].points.map(({ due }) => due));
  const at = (seconds: number, value: number) => `${((width * seconds) / end).toFixed(1)},${(height * (1 - value / most)).toFixed(1)}`;
  const panel = ([error, name]: readonly [keyof CycleErrors, string], i: number): string => {
    const curves = libraries.map((library) => {
      const own = runs.filter((run) => run.library === library);
      const columns = own[0].points.map(({ due }, point) => ({ due, values: own.map((run) => run.points[point][error]) }));
      const band = [...columns.map(({ due, values }) => at(due, Math.max(...values))), ...columns.toReversed().map(({ due, values }) => at(due, Math.min(...values)))];
      return `<polygon points="${band.join(' ')}" fill="${libraryColors[library]}" opacity=".18"/><polyline points="${columns.map(({ due, values }) => at(due, median(values))).join(' ')}" fill="none" stroke="${libraryColors[library]}" stroke-width="2"/>`;
    });
    const yardstick = error === 'translation' ? `<polyline points="${at(0, stranger)} ${at(end, stranger)}" stroke="${ink}" stroke-dasharray="5 4"/>` : '';
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => `<text x="-6" y="${height * (1 - share) + 4}" text-anchor="end">${(share * most).toFixed(2)}</text>`);
    const times = [0, end / 2, end].map((seconds) => `<text x="${(width * seconds) / end}" y="${height + 16}" text-anchor="middle">${seconds} s</text>`);
    return `<g transform="translate(${left + i * (width + gap)},${top})"><text y="-8">${name}</text><rect width="${width}" height="${height}" fill="none" stroke="${ink}" stroke-opacity=".4"/>${[...ticks, ...times, ...curves, yardstick].join('')}</g>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * width + gap + left + 20} ${height + top + 30}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">
<title>${title}</title>
<text x="${left}" y="20" font-size="15">${title}</text>${legend}<text x="${left}" y="38">batch ${settings.batch}, width ${settings.width}, ${settings.threads} threads: median and range of ${settings.seeds} seeds, ${size} unseen pictures each way; dashed: another digit</text>
${panels.map(panel).join('\n')}
</svg>
`;
}
