/** One moment of the story as an SVG: the expert's judgement above, both densities below it, and a few cheques with their scores. */
import { realCheques, scoreOf, shownMade, shownReal, storyGrid, type Standing } from './story.js';
import type { StoryWords } from './words.js';
import { playerColors as colors } from '../minimax/colors.js';

const [width, left, right] = [720, 40, 700];
const panels = { judgement: { top: 16, bottom: 136 }, densities: { top: 164, bottom: 264 } };
/** Of the densities' axis. */
const highest = 0.8;

const toX = (x: number): number => left + ((x - storyGrid.from) / (storyGrid.to - storyGrid.from)) * (right - left);
const toY = ({ top, bottom }: { top: number; bottom: number }, share: number): number => bottom - Math.min(1, share) * (bottom - top);
const short = (value: number): string => value.toFixed(1);

const curve = (heights: ArrayLike<number>, panel: { top: number; bottom: number }, scale: number): string =>
  Array.from(heights, (height, i) => `${i === 0 ? 'M' : 'L'}${short(toX(storyGrid.from + (i * (storyGrid.to - storyGrid.from)) / (storyGrid.count - 1)))} ${short(toY(panel, height / scale))}`).join('');

const line = (path: string, color: string, more = ''): string => `<path d="${path}" fill="none" stroke="${color}" stroke-width="2.5" ${more}/>`;
const area = (path: string, color: string): string => `<path d="${path}L${right} ${panels.densities.bottom}L${left} ${panels.densities.bottom}Z" fill="${color}" fill-opacity=".2" stroke="${color}" stroke-width="2"/>`;
const text = (x: number, y: number, words: string, more = ''): string => `<text x="${short(x)}" y="${short(y)}" fill="currentColor" ${more}>${words}</text>`;
const faint = 'stroke-dasharray="5 4" opacity=".55"';

/** Of ink as dark as x says. */
const ink = (x: number): string => `hsl(222 45% ${short(85 - 75 * ((x - storyGrid.from) / (storyGrid.to - storyGrid.from)))}%)`;

/** A cheque as wide as 52, its score below. */
function cheque(x: number, score: number, at: number, top: number, color: string): string {
  const stroke = `stroke="${ink(x)}" stroke-width="2.5" fill="none"`;
  return `<g transform="translate(${at} ${top})"><rect width="52" height="28" rx="2" fill="#fffdf5" stroke="${color}" stroke-width="1.5"/><path d="M5 8h20M5 14h30M5 21c4-6 6 4 9-1s5 4 9 0M38 6h9v7h-9z" ${stroke}/></g>${text(at + 26, top + 42, score.toFixed(2), 'text-anchor="middle"')}`;
}

/** @param before how it stood before the last move: shown dashed, where it differs */
export function storyPicture(now: Standing, before: Standing | undefined, words: StoryWords): string {
  const { judgement, densities } = panels;
  const row = (xs: readonly number[], from: number, color: string) => xs.map((x, i) => cheque(x, scoreOf(now, x), from + 62 * i, 300, color)).join('');
  const parts = [
    ...[0, 0.5, 1].map((d) => `<path d="M${left} ${toY(judgement, d)}H${right}" stroke="currentColor" opacity=".25"${d === 0.5 ? ' stroke-dasharray="2 4"' : ''}/>${text(left - 6, toY(judgement, d) + 4, String(d), 'text-anchor="end"')}`),
    before && now.mover === 'expert' ? line(curve(before.discriminator, judgement, 1), colors.learned, faint) : '',
    line(curve(now.discriminator, judgement, 1), colors.learned),
    `<path d="M${left} ${densities.bottom}H${right}" stroke="currentColor" opacity=".4"/>`,
    area(curve(realCheques.values, densities, highest), colors.real),
    before && now.mover === 'forger' ? line(curve(before.generated, densities, highest), colors.made, faint) : '',
    area(curve(now.generated, densities, highest), colors.made),
    ...Array.from(now.points, (x) => `<path d="M${short(toX(x))} ${densities.bottom}v-7" stroke="${colors.made}" stroke-width="1.5" opacity=".6"/>`),
    text(left + 6, judgement.top - 4, words.score, `style="fill:${colors.learned};font-weight:600"`),
    text(right, judgement.top - 4, before ? `- - - ${words.before}` : '', 'text-anchor="end" opacity=".8"'),
    text(left + 6, densities.top - 6, `${words.realDensity}: ${words.real}`, `style="fill:${colors.real};font-weight:600"`),
    text(left + 176, densities.top - 6, `${words.madeDensity}: ${words.made}`, `style="fill:${colors.made};font-weight:600"`),
    text(left, densities.bottom + 14, `← ${words.pale}`), text(right, densities.bottom + 14, `${words.dark} →`, 'text-anchor="end"'),
    row(shownReal, left, colors.real), row(shownMade(now), right - 4 * 62 - 52, colors.made),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 350" role="img" aria-label="${words.title}" style="width:100%;max-width:${width}px;font:12px system-ui,sans-serif">${parts.join('')}</svg>`;
}
