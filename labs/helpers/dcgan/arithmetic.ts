/**
 * Convolution and its transpose, number by number, as a film: `convolutionFilm({ transposed: true })`.
 * Small whole numbers in place of weights, so that every sum can be followed.
 */
import { getLanguage, type Displayable } from '../../../kernel-extensions/display/index.js';
import { film } from '../film.js';

export interface ConvolutionOptions {
  /** Side of the input. Default 5, of a transposed convolution 2. */
  input?: number;
  /** Side of the kernel. Default 3. */
  kernel?: number;
  /** Default 2. */
  stride?: number;
  /** Zeros around the input of the convolution. Default 0. */
  padding?: number;
  /** The transposed convolution in place of the convolution. */
  transposed?: boolean;
}

export interface Arithmetic {
  /** The numbers that go in. */
  input: number[][];
  /** The input as the kernel meets it: with zeros around it and, transposed, between its numbers. */
  prepared: number[][];
  /** As it is laid on `prepared`: transposed, it is turned by half a turn. */
  kernel: number[][];
  /** How far the kernel moves on `prepared`. */
  stride: number;
  output: number[][];
}

const square = (side: number, value: (row: number, column: number) => number): number[][] =>
  Array.from({ length: side }, (_, row) => Array.from({ length: side }, (_, column) => value(row, column)));

/** @throws RangeError for sizes that give no output. */
export function arithmeticOf({ transposed = false, input: side = transposed ? 2 : 5, kernel: kernelSide = 3, stride = 2, padding = 0 }: ConvolutionOptions = {}): Arithmetic {
  for (const [name, value, least] of [['input', side, 1], ['kernel', kernelSide, 1], ['stride', stride, 1], ['padding', padding, 0]] as const) {
    if (!Number.isInteger(value) || value < least || value > 9) throw new RangeError(`${name} is a whole number from ${least} to 9, not ${value}.`);
  }
  const input = square(side, (row, column) => 1 + (row * row + 3 * column + row * column) % 5);
  const kernel = square(kernelSide, (row, column) => (2 * row + column * column + row * column) % 3);
  // A convolution of stride s is, transposed, one of stride 1 over the input with s − 1 zeros between its numbers and k − 1 − p around it.
  const [gap, border] = transposed ? [stride, kernelSide - 1 - padding] : [1, padding];
  const full = (side - 1) * gap + 1 + 2 * border;
  const outputSide = Math.floor((full - kernelSide) / (transposed ? 1 : stride)) + 1;
  if (border < 0 || outputSide < 1) throw new RangeError('These sizes give no output: take a larger input, or a smaller kernel or padding.');
  const prepared = square(full, (row, column) => {
    const [r, c] = [(row - border) / gap, (column - border) / gap];
    return Number.isInteger(r) && Number.isInteger(c) ? input[r]?.[c] ?? 0 : 0;
  });
  const laid = transposed ? kernel.map((row) => [...row].reverse()).reverse() : kernel;
  const moves = transposed ? 1 : stride;
  const output = square(outputSide, (row, column) => laid.flatMap((line, i) => line.map((weight, j) => weight * prepared[row * moves + i]![column * moves + j]!)).reduce((a, b) => a + b, 0));
  return { input, prepared, kernel: laid, stride: moves, output };
}

/** One picture for each number of the output: where the kernel lies, and the sum that it makes. */
export function convolutionFilm(options: ConvolutionOptions = {}): Displayable {
  const arithmetic = arithmeticOf(options);
  const { output } = arithmetic;
  const side = output.length;
  const frames = output.flatMap((_, row) => output.map((_, column) => ({ picture: picture(arithmetic, row, column), caption: `${row * side + column + 1} / ${side * side}: ${sum(arithmetic, row, column)}` })));
  const [from, to] = [arithmetic.input.length, side];
  const { kernel = 3, stride = 2, padding = 0, transposed } = options;
  const sizes = `${from}×${from} → ${to}×${to}, k = ${kernel}, s = ${stride}, p = ${padding}`;
  return film(frames, getLanguage() === 'en' ? `${transposed ? 'Transposed convolution' : 'Convolution'} ${sizes}` : `${transposed ? '轉置卷積' : '卷積'} ${sizes}`, { secondsEach: 0.8, from: 'start' });
}

function sum({ prepared, kernel, stride, output }: Arithmetic, row: number, column: number): string {
  const terms = kernel.flatMap((line, i) => line.map((weight, j) => [weight, prepared[row * stride + i]![column * stride + j]!] as const)).filter(([weight, value]) => weight * value !== 0);
  return `${terms.map(([weight, value]) => `${weight}·${value}`).join(' + ') || '0'} = ${output[row]![column]!}`;
}

const cell = 30, gap = 60, margin = 26;
const ink = '#333';

/** Left what the kernel meets, with the kernel's weights in the corners of the cells below it; right the output so far. */
function picture({ input, prepared, kernel, stride, output }: Arithmetic, row: number, column: number): string {
  const isCovered = (i: number, j: number) => i >= row * stride && i < row * stride + kernel.length && j >= column * stride && j < column * stride + kernel.length;
  const squares: string[] = [], texts: string[] = [];
  const put = (x: number, y: number, value: number, fill: string, opacity: number) => {
    squares.push(`<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${opacity ? fill : 'none'}"${opacity ? ` fill-opacity="${opacity}"` : ''}/>`);
    texts.push(`<text x="${x + cell / 2}" y="${y + 20}">${value}</text>`);
  };
  prepared.forEach((line, i) => line.forEach((value, j) => {
    const covered = isCovered(i, j);
    const [x, y] = [j * cell, margin + i * cell];
    put(x, y, value, '#3b78d8', value === 0 ? (covered ? 0.12 : 0) : covered ? 0.55 : 0.25);
    if (covered) texts.push(`<text x="${x + cell - 6}" y="${y + cell - 4}" font-size="9" fill="#d97706">${kernel[i - row * stride]![j - column * stride]!}</text>`);
  }));
  const kernelFrame = `<rect x="${column * stride * cell}" y="${margin + row * stride * cell}" width="${kernel.length * cell}" height="${kernel.length * cell}" fill="none" stroke="#d97706" stroke-width="3"/>`;
  const start = prepared.length * cell + gap;
  output.forEach((line, i) => line.forEach((value, j) => {
    const isNew = i === row && j === column, isKnown = i < row || (i === row && j <= column);
    put(start + j * cell, margin + i * cell, value, '#2a9d7f', isNew ? 0.7 : isKnown ? 0.3 : 0);
    if (!isKnown) texts.pop();
  }));
  const [width, height] = [start + Math.max(3, output.length) * cell, margin + Math.max(prepared.length, output.length) * cell];
  const words = getLanguage() === 'en' ? { input: `input ${input.length}×${input.length}, as ${prepared.length}×${prepared.length}`, output: `output ${output.length}×${output.length}` } : { input: `輸入 ${input.length}×${input.length}，補成 ${prepared.length}×${prepared.length}`, output: `輸出 ${output.length}×${output.length}` };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2}" height="${height + 2}" viewBox="-1 -1 ${width + 2} ${height + 2}" font-family="system-ui, 'Noto Sans CJK TC', sans-serif"><rect x="-1" y="-1" width="100%" height="100%" fill="#fff"/>`
    + [[prepared.length, 0, words.input], [output.length, start, words.output]].map(([side, x, title]) => `<text x="${Number(x) + Number(side) * cell / 2}" y="14" text-anchor="middle" font-size="12" fill="${ink}">${title}</text>`).join('')
    + `<g stroke="${ink}" stroke-opacity=".6">${squares.join('')}</g><g fill="${ink}" text-anchor="middle" font-size="14">${texts.join('')}</g>${kernelFrame}</svg>`;
}
