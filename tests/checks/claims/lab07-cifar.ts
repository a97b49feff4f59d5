/** What has to hold for the tasks of Lab07, whatever the inputs; what its moves have to do is in lab03-dcgan.ts. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { round } from './losses.js';

/** A picture's value at `line`, `column`, `colour`, or undefined outside of it. */
type Place = (n: number, line: number, column: number, colour: number) => readonly [line: number, column: number] | undefined;

/** Each value of the result comes from the place that `from` names; 0 where it names none. */
function moved({ shape, values }: NdArray, from: Place): Float32Array {
  const [count, height, width, colours] = shape as [number, number, number, number];
  const result = new Float32Array(values.length);
  for (let n = 0, at = 0; n < count; n++) {
    for (let line = 0; line < height; line++) {
      for (let column = 0; column < width; column++) {
        for (let colour = 0; colour < colours; colour++, at++) {
          const place = from(n, line, column, colour);
          if (!place || place[0] < 0 || place[0] >= height || place[1] < 0 || place[1] >= width) continue;
          result[at] = values[((n * height + place[0]) * width + place[1]) * colours + colour]!;
        }
      }
    }
  }
  return result;
}

const equal = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Math.abs(value - b[i]!) < 1e-6);

/** Pictures that are higher than wide, so that lines and columns cannot be mistaken for each other. */
export const somePictures = (draw: Draw, count: number): NdArray => draw.tensor([count, draw.integer(7, 9), draw.integer(5, 6), 3], 0.1, 0.9);

export const coins = (draw: Draw, count: number): boolean[] => [true, false, ...Array.from({ length: count - 2 }, () => draw.uniform() < 0.5)];

const mirrorOf = (width: number, which: (n: number) => boolean): Place => (n, line, column) => [line, which(n) ? width - 1 - column : column];

export async function mirrors(student: Student, pictures: NdArray, which: readonly boolean[]): Promise<void> {
  const values = asTensor((await student.call('mirrored', pictures, [...which])).value, '`mirrored`', pictures.shape).values;
  const [, height, width] = pictures.shape as [number, number, number];
  const is = (place: Place): boolean => equal(values, moved(pictures, place));
  const mistakes: readonly (readonly [Place, Text])[] = [
    [mirrorOf(width, () => false), say('No picture is turned.', '沒有任何圖片翻轉。')],
    [mirrorOf(width, () => true), say('All pictures are turned: only those where `which` is true should be.', '所有圖片都翻轉了：只有 `which` 為 true 的才要翻轉。')],
    [mirrorOf(width, (n) => !which[n]), say('The wrong ones are turned: true means turned.', '翻轉的是另外那些：true 才要翻轉。')],
    [(n, line, column) => [which[n] ? height - 1 - line : line, column], say('These stand on their heads: left and right are axis 2, the columns.', '圖片上下顛倒了：左右是軸 2，也就是行。')],
    [(n, line, column) => [which[n] ? height - 1 - line : line, which[n] ? width - 1 - column : column], say('These are turned by half a turn: reverse one axis alone.', '圖片轉了半圈：只要反轉一個軸。')],
  ];
  verify(() => expect(is(mirrorOf(width, (n) => which[n]!))).to.equal(true), () => ({
    wrong: say('`mirrored` does not give the pictures that were asked for.', '`mirrored` 得到的不是要求的圖片。'),
    expected: say('Where `which[i]` is true, column c of picture i holds what column width − 1 − c held; the others stay.', '`which[i]` 為 true 時，第 i 張圖片的第 c 行應該是原來的第 width − 1 − c 行；其他的不變。'),
    hint: mistakes.find(([place]) => is(place))?.[1] ?? say('Colours and lines stay where they are: only columns change places.', '顏色和列都不動：只有行互換位置。'),
  }));
}

const shiftOf = (right: number, down: number): Place => (_n, line, column) => [line - down, column - right];

export async function shifts(student: Student, pictures: NdArray, right: number, down: number): Promise<void> {
  const what = `\`shifted(pictures, ${right}, ${down})\``;
  const values = asTensor((await student.call('shifted', pictures, right, down)).value, what, pictures.shape).values;
  const [, height, width] = pictures.shape as [number, number, number];
  const is = (place: Place): boolean => equal(values, moved(pictures, place));
  const wrapped: Place = (_n, line, column) => [(line - down + height) % height, (column - right + width) % width];
  const repeated: Place = (_n, line, column) => [Math.min(height - 1, Math.max(0, line - down)), Math.min(width - 1, Math.max(0, column - right))];
  verify(() => expect(is(shiftOf(right, down))).to.equal(true), () => ({
    wrong: say(`${what} does not give the pictures that were asked for.`, `${what} 得到的不是要求的圖片。`),
    expected: say('The value at (line, column) should be the one that was at (line − down, column − right), and 0 where there was none.', '在（列, 行）的值應該是原來在（列 − down, 行 − right）的值，那裡沒有值時是 0。'),
    hint: is(shiftOf(0, 0)) ? say('Nothing has moved.', '什麼也沒有移動。')
      : is(shiftOf(-right, -down)) ? say('These went the other way: positive is to the right and down.', '方向相反了：正數是向右、向下。')
        : is(shiftOf(down, right)) ? say('Right and down are swapped: the axes are picture, line, column, colour.', '左右和上下對調了：軸依序是圖片、列、行、顏色。')
          : is(wrapped) ? say('What leaves comes in again on the other side; it should be lost.', '移出去的又從另一側進來了；應該捨棄。')
            : is(repeated) ? say('The edge is repeated; what enters should be 0.', '邊緣被重複了；移進來的應該是 0。')
              : say('Pad with zeros on the side that enters, cut off as many on the other.', '在移進來的一側補零，在另一側切掉同樣多。'),
  }));
}

/** Gradients come back the way the pictures went: the mean's gradient is the same number at each place that is still seen, and 0 at the others. */
export async function shiftHasGradient(student: Student, pictures: NdArray, right: number, down: number): Promise<void> {
  await letsGradientsThrough(student, 'shifted', pictures, [right, down]);
}

export async function mirrorHasGradient(student: Student, pictures: NdArray, which: readonly boolean[]): Promise<void> {
  await letsGradientsThrough(student, 'mirrored', pictures, [[...which]]);
}

/** tf.grads of a function that is no scalar sums its values: at each place the gradient is how often it is seen. */
async function letsGradientsThrough(student: Student, name: 'mirrored' | 'shifted', pictures: NdArray, rest: unknown[]): Promise<void> {
  const gradients = await student.gradient(name, [pictures, ...rest]);
  const values = asTensor(Array.isArray(gradients) ? gradients[0] : gradients, `The gradient of \`${name}\``, pictures.shape).values;
  const [, height, width] = pictures.shape as [number, number, number];
  const ones = new NdArray(pictures.shape, new Float32Array(pictures.values.length).fill(1));
  const expected = name === 'mirrored' ? ones.values : moved(ones, shiftOf(-(rest[0] as number), -(rest[1] as number)));
  verify(() => expect(equal(values, expected)).to.equal(true), {
    wrong: say(`The gradient that comes back through \`${name}\` is not the one that went in.`, `穿過 \`${name}\` 傳回來的梯度不對。`),
    expected: say(`It should be 1 for each of the ${height} × ${width} places that are still in the picture, and 0 for the others.`, `對仍在圖片裡的位置應該是 1，其他位置是 0（圖片大小 ${height} × ${width}）。`),
    hint: say('Compute with TensorFlow.js operations alone: no dataSync, no tf.tensor of numbers.', '只用 TensorFlow.js 的運算：不要用 dataSync，也不要用數字建立 tf.tensor。'),
  });
}

/** Real pictures, and samples that are one of them each, a little changed, beside others that are no copy. */
export interface NearestCase {
  samples: NdArray;
  real: NdArray;
}

/**
 * Real pictures in pairs, the second with half the contrast of the first: there the largest product is not the smallest
 * distance. Samples are in turn near to a first and near to a second.
 */
export function nearestCase(draw: Draw, count: number, pairs: number): NearestCase {
  const shape = [4, 5, 3], size = 60;
  const real = new Float32Array(2 * pairs * size);
  for (let pair = 0; pair < pairs; pair++) {
    const picture = draw.tensor(shape).values;
    real.set(picture, 2 * pair * size);
    real.set(picture.map((value) => value / 2), (2 * pair + 1) * size);
  }
  const samples = new Float32Array(count * size);
  for (let m = 0; m < count; m++) {
    const from = (2 * draw.integer(0, pairs - 1) + (m % 2)) * size;
    samples.set(draw.tensor(shape, -0.1, 0.1).values.map((value, i) => value + real[from + i]!), m * size);
  }
  return { samples: new NdArray([count, ...shape], samples), real: new NdArray([2 * pairs, ...shape], real) };
}

/** By double precision: the place of the smallest sum of `of` the differences. */
function placesOf({ samples, real }: NearestCase, of: (a: number, b: number) => number): number[] {
  const size = samples.values.length / samples.shape[0]!;
  return Array.from({ length: samples.shape[0]! }, (_, m) => {
    let [best, place] = [Infinity, -1];
    for (let n = 0; n < real.shape[0]!; n++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += of(samples.values[m * size + i]!, real.values[n * size + i]!);
      if (sum < best) [best, place] = [sum, n];
    }
    return place;
  });
}

export async function findsNearest(student: Student, given: NearestCase): Promise<void> {
  const { value } = await student.call('nearest', given.samples, given.real);
  const count = given.samples.shape[0]!;
  if (!Array.isArray(value)) throw new Finding({ wrong: say(`\`nearest\` is ${describe(value).en}.`, `\`nearest\` 是${describe(value)['zh-TW']}。`), expected: say('An array of numbers is expected, a place for each sample.', '這裡應該回傳由數字組成的陣列，每個樣本一個位置。'), hint: say('Array.from(tensor.dataSync()) makes one of a tensor.', 'Array.from(tensor.dataSync()) 可以把張量變成陣列。') });
  verify(() => expect(value).to.have.length(count), {
    wrong: say(`\`nearest\` gives ${value.length} places for ${count} samples.`, `\`nearest\` 對 ${count} 個樣本給出 ${value.length} 個位置。`),
    expected: say(`There should be ${count}.`, `應該有 ${count} 個。`),
    hint: say('One place for each sample: look at the axis of argMin.', '每個樣本一個位置：請檢查 argMin 的軸。'),
  });
  const places = value.map((place, m) => asNumber(place, `\`nearest(…)[${m}]\``));
  const expected = placesOf(given, (a, b) => (a - b) ** 2);
  const is = (wanted: readonly number[]): boolean => places.every((place, m) => place === wanted[m]);
  const at = places.findIndex((place, m) => place !== expected[m]);
  verify(() => expect(at).to.equal(-1), () => ({
    wrong: say(`For sample ${at}, \`nearest\` names picture ${round(places[at]!)}.`, `對第 ${at} 個樣本，\`nearest\` 給出第 ${round(places[at]!)} 張圖片。`),
    expected: say(`The nearest is picture ${expected[at]}.`, `最接近的是第 ${expected[at]} 張。`),
    hint: is(placesOf(given, (a, b) => -((a - b) ** 2))) ? say('These are the farthest: argMin, not argMax.', '這些是最遠的：要用 argMin，不是 argMax。')
      : is(placesOf(given, (a, b) => -a * b)) ? say('The largest product is not the smallest distance: |b|² belongs to it.', '乘積最大不等於距離最小：還要加上 |b|²。')
        : is(placesOf(given, (a, b) => b * b - a * b)) ? say('The product counts twice: |b|² − 2 a·b.', '乘積要算兩次：|b|² − 2 a·b。')
          : is(expected.map((place) => place + 1)) ? say('Places are counted from 0.', '位置從 0 開始數。')
            : say('All pixels and colours count, each difference squared.', '所有像素和顏色都要算，每個差都要平方。'),
  }));
}
