/** Moving earth, move by move: the cheapest plan above a worse one. What plans are is in earth.ts. */
import { getLanguage, type Displayable } from '../../../kernel-extensions/display/index.js';
import { film } from '../film.js';
import { transportPlan, workOf, type Move, type Order } from './earth.js';

const words = {
  en: { title: 'Two plans that turn one heap into the other', start: 'the heap, and where the earth is wanted', orders: { 'in order': 'no two moves cross', 'crossing': 'leftmost earth to the rightmost hole' }, work: 'work', move: 'move' },
  'zh-TW': { title: '把一堆土變成另一堆的兩種搬運計畫', start: '這堆土，以及想要的形狀', orders: { 'in order': '路線互不交叉', 'crossing': '最左邊的土搬到最右邊的洞' }, work: '功', move: '第' },
};

/**
 * A film: filled what is there, dashed what is wanted, an arc for the move that was just made.
 * @throws RangeError as `transportPlan`
 */
export function transportFilm(p: readonly number[], q: readonly number[]): Displayable {
  const language = getLanguage(), { title, start, move } = words[language];
  const plans = (['in order', 'crossing'] as const).map((order) => ({ order, moves: transportPlan(p, q, order) }));
  const length = Math.max(...plans.map(({ moves }) => moves.length));
  const frames = Array.from({ length: length + 1 }, (_, count) => ({
    picture: picture(p, q, plans.map(({ order, moves }) => ({ order, made: moves.slice(0, count), latest: moves[count - 1] }))),
    caption: count === 0 ? start : `${move} ${count} / ${length}${language === 'zh-TW' ? ' 趟' : ''}: ${plans.map(({ moves }) => number(workOf(moves.slice(0, count)))).join(' · ')}`,
  }));
  return film(frames, title, { secondsEach: 1, from: 'start' });
}

/** The heap after these moves. */
export function moved(p: readonly number[], moves: readonly Move[]): number[] {
  const heap = [...p];
  for (const { from, to, amount } of moves) {
    heap[from]! -= amount;
    heap[to]! += amount;
  }
  return heap;
}

interface Stage { order: Order; made: readonly Move[]; latest?: Move }

const number = (value: number): string => String(Number(value.toFixed(2)));

const place = 36, ink = '#333';
const colours = { 'in order': '#3b78d8', 'crossing': '#e8792b' } as const;

function picture(p: readonly number[], q: readonly number[], stages: readonly Stage[]): string {
  const highest = Math.max(...p, ...q, ...stages.flatMap(({ made }) => moved(p, made)));
  const unit = Math.min(22, 110 / highest), air = 64;
  const rowHeight = air + unit * highest + 34;
  const [width, height] = [Math.max(360, place * p.length + 20), rowHeight * stages.length];
  const rows = stages.map((stage, i) => `<g transform="translate(10 ${i * rowHeight})">${row(p, q, stage, unit, rowHeight - 26)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'Noto Sans CJK TC', sans-serif" font-size="13" fill="${ink}"><rect width="100%" height="100%" fill="#fff"/>${rows.join('')}</svg>`;
}

function row(p: readonly number[], q: readonly number[], { order, made, latest }: Stage, unit: number, ground: number): string {
  const { orders, work } = words[getLanguage()];
  const box = (index: number, height: number, style: string) => `<rect x="${index * place + 3}" y="${ground - unit * height}" width="${place - 6}" height="${unit * height}" ${style}/>`;
  const heap = moved(p, made).map((height, i) => box(i, height, `fill="${colours[order]}" fill-opacity=".55"`));
  const wanted = q.map((height, i) => (height > 0 ? box(i, height, `fill="none" stroke="${ink}" stroke-dasharray="4 3"`) : ''));
  const numbers = p.map((_, i) => `<text x="${(i + 0.5) * place}" y="${ground + 16}" text-anchor="middle" font-size="11">${i}</text>`);
  return `<text x="3" y="18">${orders[order]}: ${work} ${number(workOf(made))}</text>${heap.join('')}${wanted.join('')}${numbers.join('')}`
    + `<path d="M0 ${ground}H${p.length * place}" stroke="${ink}"/>${latest ? arc(latest, ground - unit * Math.max(...moved(p, made)) - 4) : ''}`;
}

/** An arrow above the heap, with amount × distance. */
function arc({ from, to, amount }: Move, base: number): string {
  const [start, end] = [(from + 0.5) * place, (to + 0.5) * place];
  const top = base - Math.min(28, 8 + 4 * Math.abs(to - from));
  const head = `M${end - 5} ${base - 9}L${end} ${base}L${end + 5} ${base - 9}`;
  return `<path d="M${start} ${base}C${start} ${top} ${end} ${top} ${end} ${base}${head}" fill="none" stroke="${ink}" stroke-width="2"/>`
    + `<text x="${(start + end) / 2}" y="${Math.max(32, top)}" text-anchor="middle" font-size="11">${number(amount)} × ${Math.abs(to - from)}</text>`;
}
