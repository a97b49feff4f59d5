/** What has to hold for the tasks of Lab06 that are about pictures: from bytes, and recoloured. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asTensor, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { round } from './losses.js';

const side = 32;
const area = side * side;
const pictureSize = 3 * area;

/** Rows of bytes `[count, 3072]`: red plane, green plane, blue plane; 0 and 255 are among them. */
export function byteRows(draw: Draw, count: number): NdArray {
  const values = Float32Array.from({ length: count * pictureSize }, (_, i) => (i < 2 ? 255 * i : draw.integer(0, 255)));
  return new NdArray([count, pictureSize], values);
}

/** Where in a row a reader looks for the value at `line`, `column`, `colour` of a picture. */
type Layout = (line: number, column: number, colour: number) => number;
const planes: Layout = (line, column, colour) => colour * area + line * side + column;
const scale = (byte: number): number => byte / 127.5 - 1;

const orderMistakes: readonly { layout: Layout; hint: Text }[] = [
  {
    layout: (line, column, colour) => 3 * (line * side + column) + colour,
    hint: say('Neighbours in the row were taken for the colours of a pixel. The row has three planes of 32 × 32: reshape to those first, then transpose.', '把列裡相鄰的值當成一個像素的顏色了。這一列是三個 32 × 32 的平面：先 reshape 成平面，再 transpose。'),
  },
  { layout: (line, column, colour) => planes(column, line, colour), hint: say('Lines and columns are swapped: the pictures lie on their side.', '列和行對調了：圖片變成橫躺的。') },
  { layout: (line, column, colour) => planes(line, column, 2 - colour), hint: say('Red and blue are swapped.', '紅色和藍色對調了。') },
];

const scaleMistakes: readonly { of: (byte: number) => number; hint: Text }[] = [
  { of: (byte) => byte, hint: say('These are still the bytes: bring 0…255 to −1…1.', '這還是位元組：請把 0…255 變成 −1…1。') },
  { of: (byte) => byte / 255, hint: say('These values lie in [0, 1]; tanh has the range [−1, 1].', '這些值在 [0, 1] 之間；tanh 的值域是 [−1, 1]。') },
  { of: (byte) => byte / 127.5, hint: say('These values lie in [0, 2]: take 1 away.', '這些值在 [0, 2] 之間：還要減 1。') },
  { of: (byte) => byte / 128 - 1, hint: say('255 becomes 0.992: divide by half of 255, which is 127.5.', '255 會變成 0.992：要除以 255 的一半，也就是 127.5。') },
  { of: (byte) => 1 - byte / 127.5, hint: say('Black and white are swapped: 0 should become −1.', '黑白對調了：0 應該變成 −1。') },
];

async function pictures(student: Student, rows: NdArray): Promise<NdArray> {
  return asTensor((await student.call('toPictures', rows)).value, '`toPictures`', [rows.shape[0]!, side, side, 3]);
}

export async function picturesShape(student: Student, rows: NdArray): Promise<void> {
  await pictures(student, rows);
}

/** Every value stands where it belongs, whatever straight line the bytes were brought through. */
export async function picturesOrder(student: Student, rows: NdArray): Promise<void> {
  const { values } = await pictures(student, rows);
  verify(() => expect(isOrdered(values, rows, planes)).to.equal(true), () => ({
    wrong: say('In what `toPictures` gives, some values are not where they belong.', '`toPictures` 的結果裡，有些值不在該在的位置。'),
    expected: say('Pixel (line, column) of colour c is number c · 1024 + line · 32 + column of its row.', '第 (列, 行) 個像素的顏色 c，是那一列的第 c · 1024 + 列 · 32 + 行 個數。'),
    hint: orderMistakes.find(({ layout }) => isOrdered(values, rows, layout))?.hint ?? say('reshape keeps the numbers in their order; only transpose moves them.', 'reshape 不會改變數字的順序；只有 transpose 會移動它們。'),
  }));
}

/** Do the pictures' values, read by `layout`, lie on the line through what the first two bytes, 0 and 255, became? */
function isOrdered(values: Float32Array, { values: bytes }: NdArray, layout: Layout): boolean {
  const place = new Int32Array(pictureSize);
  for (let line = 0, at = 0; line < side; line++) {
    for (let column = 0; column < side; column++) for (let colour = 0; colour < 3; colour++) place[layout(line, column, colour)] = at++;
  }
  const black = values[place[0]!]!, range = values[place[1]!]! - black;
  if (!(Math.abs(range) > 1e-3)) return false;
  return bytes.every((byte, i) => {
    const at = Math.floor(i / pictureSize) * pictureSize + place[i % pictureSize]!;
    return Math.abs(values[at]! - (black + (range * byte) / 255)) < 1e-3 * Math.max(1, Math.abs(range));
  });
}

/** 0 becomes −1, 255 becomes 1, and all between lies on the line, whatever the order of the values. */
export async function picturesScale(student: Student, rows: NdArray): Promise<void> {
  const { values } = await pictures(student, rows);
  const sorted = Float32Array.from(values).sort();
  const is = (of: (byte: number) => number): boolean => {
    const wanted = rows.values.map(of).sort();
    return sorted.every((value, i) => Math.abs(value - wanted[i]!) < 1e-4 * Math.max(1, Math.abs(wanted[i]!)));
  };
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  verify(() => expect(is(scale)).to.equal(true), () => ({
    wrong: say(`For bytes from 0 to 255, \`toPictures\` gives values from ${round(least)} to ${round(most)}.`, `位元組由 0 到 255，\`toPictures\` 得到由 ${round(least)} 到 ${round(most)} 的值。`),
    expected: say('0 should become −1, 127.5 would become 0, 255 should become 1.', '0 應該變成 −1，127.5 會變成 0，255 應該變成 1。'),
    hint: scaleMistakes.find(({ of }) => is(of))?.hint ?? say('One line for all: the same factor and the same offset for each byte.', '全部用同一條直線：每個位元組的倍數和位移都相同。'),
  }));
}

/** Pictures [N, H, W, 3] without pure black and white, so that there is room to recolour them. */
export const colourful = (draw: Draw): NdArray => draw.tensor([draw.integer(3, 5), draw.integer(5, 7), 6, 3], -0.95, 0.95);

async function recoloured(student: Student, pictures: NdArray): Promise<Float32Array> {
  return asTensor((await student.call('recolour', pictures)).value, '`recolour`', pictures.shape).values;
}

const meanChange = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

export async function recolourShows(student: Student, pictures: NdArray): Promise<void> {
  const values = await recoloured(student, pictures);
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  verify(() => expect(most).to.be.at.most(1 + 1e-6), {
    wrong: say(`The pictures of \`recolour\` reach ±${round(most)}.`, `\`recolour\` 的圖片數值到達 ±${round(most)}。`),
    expected: say('Pictures lie in [−1, 1].', '圖片的數值在 [−1, 1] 之間。'),
    hint: say('With a factor a < 1 there is room for an offset of up to 1 − a.', '倍數 a < 1 時，位移最多可以到 1 − a。'),
  });
  const change = meanChange(values, pictures.values);
  verify(() => expect(change).to.be.at.least(0.1), {
    wrong: say(`\`recolour\` changes the pixels by ${round(change)} on average.`, `\`recolour\` 讓像素平均改變 ${round(change)}。`),
    expected: say('They should change by 0.1 or more: you are to see it, D is not.', '應該改變 0.1 以上：你要看得見，D 則看不見。'),
    hint: say('Make them darker, or paler, or tint them.', '把它們變暗、變淡，或染上顏色。'),
  });
}

/** Each colour less its mean over the batch, over its standard deviation: what batch normalization makes of a picture, in double precision. */
function normalized(values: Float32Array): number[] {
  const result = new Array<number>(values.length);
  for (let colour = 0; colour < 3; colour++) {
    const count = values.length / 3;
    let [mean, square] = [0, 0];
    for (let i = colour; i < values.length; i += 3) mean += values[i]! / count;
    for (let i = colour; i < values.length; i += 3) square += (values[i]! - mean) ** 2 / count;
    for (let i = colour; i < values.length; i += 3) result[i] = (values[i]! - mean) / Math.sqrt(square + 1e-5);
  }
  return result;
}

export async function recolourHides(student: Student, pictures: NdArray): Promise<void> {
  const values = await recoloured(student, pictures);
  await recolourShows(student, pictures);
  const [before, now] = [normalized(pictures.values), normalized(values)];
  const largest = now.reduce((most, value, i) => Math.max(most, Math.abs(value - before[i]!)), 0);
  // Where the contrast is reduced to a tenth, ε = 1e-5 makes a difference of about 0.003.
  verify(() => expect(largest).to.be.below(0.02), () => ({
    wrong: say(`Behind batch normalization, the pictures of \`recolour\` differ from the others by up to ${round(largest)}.`, `經過批次正規化之後，\`recolour\` 的圖片和原來最多相差 ${round(largest)}。`),
    expected: say('There should be no difference.', '應該沒有差別。'),
    hint: now.every((value, i) => Math.abs(value + before[i]!) < 0.02)
      ? say('The pictures come out as their negatives: the factor has to be positive.', '出來的是負片：倍數必須是正的。')
      : say('Use a · x + b, with the same a > 0 and b for the whole batch; each colour may have its own. Nothing else is undone by batch normalization.', '使用 a · x + b，整個批次用同樣的 a > 0 和 b；每個顏色可以各有一組。除此之外，批次正規化都無法抵銷。'),
  }));
}

