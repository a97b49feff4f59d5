/** What has to hold for the tasks of Lab12, whatever the inputs. Its moves are tried in lab12-moves.ts. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { stub, type StubDescription } from '../stubs.js';
import { NdArray } from '../values.js';
import { mean, round } from './losses.js';
import { equals } from './numbers.js';

/* Instance normalisation */

/** Pictures whose channels differ in brightness and contrast, from picture to picture too. */
export function unevenPictures(draw: Draw, count: number): NdArray {
  const [height, width, channels] = [draw.integer(3, 5), draw.integer(3, 5), 3];
  const values: number[] = [];
  const tones = Array.from({ length: count * channels }, (_, i) => ({ level: ((i * 7) % 5) - 2 + draw.uniform(), contrast: 0.3 + ((i * 3) % 4) * 0.5 + 0.2 * draw.uniform() }));
  for (let n = 0; n < count; n++) {
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let c = 0; c < channels; c++) {
        const { level, contrast } = tones[n * channels + c]!;
        values.push(level + contrast * (2 * draw.uniform() - 1));
      }
    }
  }
  return new NdArray([count, height, width, channels], Float32Array.from(values));
}

/** In double precision: each value, by the mean and variance of those with the same `group`. */
function normalized({ shape, values }: NdArray, epsilon: number, group: (n: number, pixel: number, c: number) => string, of: (deviation: number, variance: number, count: number) => number = (deviation, variance) => deviation / Math.sqrt(variance + epsilon)): Float32Array {
  const [, height, width, channels] = shape as [number, number, number, number];
  const key = (i: number): string => group(Math.floor(i / (height * width * channels)), Math.floor(i / channels) % (height * width), i % channels);
  const groups = new Map<string, number[]>();
  values.forEach((value, i) => groups.set(key(i), [...(groups.get(key(i)) ?? []), value]));
  const moments = new Map([...groups].map(([name, own]) => {
    const centre = mean(own);
    return [name, { centre, variance: mean(own, (value) => (value - centre) ** 2), count: own.length }] as const;
  }));
  return values.map((value, i) => {
    const { centre, variance, count } = moments.get(key(i))!;
    return of(value - centre, variance, count);
  });
}

const perInstance = (n: number, _pixel: number, c: number): string => `${n} ${c}`;
const equal = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Math.abs(value - b[i]!) <= 1e-3 * Math.max(1, Math.abs(b[i]!)));

export async function normalizesInstances(student: Student, x: NdArray, epsilon: number): Promise<void> {
  const values = asTensor((await student.call('instanceNormalize', x, epsilon)).value, '`instanceNormalize`', x.shape).values;
  const expected = normalized(x, epsilon, perInstance);
  const mistakes: readonly (readonly [Float32Array, Text])[] = [
    [normalized(x, epsilon, (_n, _pixel, c) => String(c)), say('The batch is averaged over as well: that is batch normalisation. Leave axis 0 out.', '連批次也一起平均了：那是批次正規化。請去掉軸 0。')],
    [normalized(x, epsilon, (n) => String(n)), say('The channels are averaged over as well: each has a mean of its own. Leave axis 3 out.', '連通道也一起平均了：每個通道要有自己的平均。請去掉軸 3。')],
    [normalized(x, epsilon, (n, pixel) => `${n} ${pixel}`), say('The mean goes over the channels here; it should go over height and width, axes 1 and 2.', '這裡是對通道取平均；應該對高和寬取平均，也就是軸 1 和軸 2。')],
    [normalized(x, epsilon, perInstance, (deviation, variance) => deviation / (variance + epsilon)), say('Divide by the root of the variance, not by the variance.', '要除以變異數的平方根，不是變異數。')],
    [normalized(x, epsilon, perInstance, (deviation, variance) => deviation / Math.sqrt(variance)), say('ε is missing: it is the second argument, and keeps a channel of one colour from a division by 0.', '少了 ε：它是第二個參數，通道只有一種顏色時能避免除以 0。')],
    [normalized(x, epsilon, perInstance, (deviation, variance) => deviation / (Math.sqrt(variance) + epsilon)), say('ε belongs under the root.', 'ε 要放在根號裡面。')],
    [normalized(x, epsilon, perInstance, (deviation, variance) => deviation * Math.sqrt(variance + epsilon)), say('This multiplies with the root; divide by it.', '這裡乘上了平方根；應該除以它。')],
    [normalized(x, epsilon, perInstance, (deviation) => deviation), say('The mean is gone, the contrast is still there: divide by the root of the variance.', '平均已經去掉，對比還在：要除以變異數的平方根。')],
    [normalized(x, epsilon, perInstance, (deviation, variance, count) => deviation / Math.sqrt((variance * count) / (count - 1) + epsilon)), say('The variance is the mean of the squares: divide by the number of pixels, not by one less.', '變異數是平方的平均：除以像素的個數，不是個數減一。')],
  ];
  verify(() => expect(equal(values, expected)).to.equal(true), () => ({
    wrong: say('`instanceNormalize` does not give each channel of each picture mean 0 and variance 1.', '`instanceNormalize` 沒有讓每張圖片的每個通道平均為 0、變異數為 1。'),
    expected: say(`The first value should be ${round(expected[0]!)}; it is ${round(values[0]!)}.`, `第一個值應該是 ${round(expected[0]!)}，得到的是 ${round(values[0]!)}。`),
    hint: mistakes.find(([wrong]) => equal(values, wrong))?.[1] ?? say('Subtract the mean over axes 1 and 2, multiply with 1 / √(variance + ε).', '減去對軸 1 和軸 2 的平均，再乘上 1 / √(變異數 + ε)。'),
  }));
}

/** A channel of one colour becomes 0, not NaN. */
export async function survivesOneColour(student: Student): Promise<void> {
  const x = new NdArray([1, 2, 2, 1], Float32Array.from([0.5, 0.5, 0.5, 0.5]));
  const values = asTensor((await student.call('instanceNormalize', x, 1e-5)).value, '`instanceNormalize` of a picture of one colour', x.shape).values;
  verify(() => expect(values.every((value) => Math.abs(value) < 1e-3)).to.equal(true), {
    wrong: say(`A picture of one colour becomes ${round(values[0]!)}.`, `只有一種顏色的圖片變成了 ${round(values[0]!)}。`),
    expected: say('It should become 0 everywhere: nothing deviates from the mean.', '應該到處都是 0：沒有任何值偏離平均。'),
  });
}

/** The sum over a channel is 0 whatever the picture: its gradient exists, and is 0. */
export async function normalizationHasGradient(student: Student, x: NdArray): Promise<void> {
  const gradients = await student.gradient('instanceNormalize', [x, 1e-5]);
  const values = asTensor(Array.isArray(gradients) ? gradients[0] : gradients, 'The gradient of `instanceNormalize`', x.shape).values;
  verify(() => expect(values.every((slope) => Math.abs(slope) < 1e-2)).to.equal(true), {
    wrong: say('The sum of a normalised channel changes with the picture.', '正規化之後，一個通道的總和會隨圖片改變。'),
    expected: say('The sum is always 0, so its gradient is 0 as well: mean and variance are functions of the picture, too.', '總和永遠是 0，所以梯度也是 0：平均和變異數也是圖片的函數。'),
    hint: say('Compute mean and variance with TensorFlow.js operations from x itself.', '請用 TensorFlow.js 的運算由 x 算出平均和變異數。'),
  });
}

/* The window of a patch */

export interface PaddedLayer {
  kernel: number;
  stride: number;
  padding: number;
}

type Window = readonly [first: number, last: number];

function windowOf(index: number, layers: readonly PaddedLayer[], { padded = true, shorter = 1 } = {}): Window {
  return layers.reduceRight<Window>(([first, last], { kernel, stride, padding }) => {
    const before = padded ? padding : 0;
    return [stride * first - before, stride * last - before + kernel - shorter];
  }, [index, index]);
}

export async function findsWindow(student: Student, index: number, layers: readonly PaddedLayer[]): Promise<void> {
  const what = `\`patchWindow(${index}, …)\``;
  const { value } = await student.call('patchWindow', index, layers.map((layer) => ({ ...layer })));
  if (!Array.isArray(value) || value.length !== 2) {
    throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say('Two numbers are expected: [first, last].', '這裡應該回傳兩個數：[first, last]。'), hint: say('Return them as an array.', '請用陣列回傳。') });
  }
  const [first, last] = value.map((end) => asNumber(end, what)) as [number, number];
  const [wantedFirst, wantedLast] = windowOf(index, layers);
  const is = ([a, b]: Window): boolean => first === a && last === b;
  const kernels = layers.map(({ kernel, stride, padding }) => `k${kernel} s${stride} p${padding}`).join(', ');
  verify(() => expect(is([wantedFirst, wantedLast])).to.equal(true), () => ({
    wrong: say(`${what} is [${first}, ${last}] for the layers ${kernels}.`, `對各層 ${kernels}，${what} 是 [${first}, ${last}]。`),
    expected: say(`It should be [${wantedFirst}, ${wantedLast}].`, `應該是 [${wantedFirst}, ${wantedLast}]。`),
    hint: is(windowOf(index, [...layers].reverse())) ? say('Go backwards: the score belongs to the last layer, the pixels to the first.', '要倒著走：分數屬於最後一層，像素屬於第一層。')
      : is(windowOf(index, layers, { padded: false })) ? say('The padding is missing: it moves the window to the left.', '少了填補：它會讓視窗往左移。')
        : is(windowOf(index, layers, { shorter: 0 })) ? say('A kernel of 4 covers 4 numbers: the last one is first + kernel − 1.', '大小為 4 的卷積核涵蓋 4 個數：最後一個是 first + kernel − 1。')
          : wantedFirst < 0 && first === 0 ? say('The window may begin in the padding, at a negative pixel: cut nothing off.', '視窗可以從填補的地方開始，也就是負的像素：不要截掉。')
            : last === wantedFirst + (wantedLast - wantedFirst) + 1 || last === wantedLast - wantedFirst + 1 ? say('The second number is the last pixel, not the width of the window.', '第二個數是最後一個像素，不是視窗的寬度。')
              : say('At each layer: first = stride · first − padding, last = stride · last − padding + kernel − 1.', '每一層：first = stride · first − padding，last = stride · last − padding + kernel − 1。'),
  }));
}

/* The image pool */

export interface Query {
  coin: number;
  place: number;
}

/** Pictures 100, 101, … go through a pool of `size`, with these dice: what is shown and what is kept is right after each. */
export async function poolShows(student: Student, size: number, queries: readonly Query[]): Promise<void> {
  const held = await student.hold([]);
  const pool: number[] = [];
  for (const [i, { coin, place }] of queries.entries()) {
    const fresh = 100 + i, before = [...pool];
    const full = pool.length >= size, old = full && coin < 0.5;
    const shown = old ? pool[place]! : fresh;
    if (!full) pool.push(fresh);
    else if (old) pool[place] = fresh;
    const { value } = await student.call('throughPool', held, fresh, size, coin, place);
    const now = await student.read(held);
    const what = `\`throughPool([${before.join(', ')}], ${fresh}, ${size}, ${round(coin)}, ${place})\``;
    verify(() => expect(value).to.equal(shown), () => ({
      wrong: say(`${what} shows ${describe(value).en}.`, `${what} 給 D 看的是${describe(value)['zh-TW']}。`),
      expected: say(`It should show ${shown}.`, `應該是 ${shown}。`),
      hint: value === undefined ? say('Is a `return` missing, or was the picture taken out of a place that is still empty?', '是不是忘了 `return`，或從還空著的位置取出圖片？')
        : !full ? say('While the pool is not full, the fresh picture is shown.', '池子還沒滿的時候，給 D 看新圖片。')
          : value === fresh && old && Array.isArray(now) && now[place] === fresh ? say('The fresh picture has overwritten the old one before that was taken out.', '在取出舊圖片之前，新圖片就把它蓋掉了。')
            : value === fresh ? say('Below ½ the coin means: show the old picture at `place`.', '`coin` 小於 ½ 表示：給 D 看 `place` 位置的舊圖片。')
              : old ? say('The old picture is the one at `place`.', '舊圖片是 `place` 位置的那一張。')
                : say('From ½ up the coin means: show the fresh picture.', '`coin` 大於或等於 ½ 表示：給 D 看新圖片。'),
    }));
    const kept = Array.isArray(now) ? now.map(String).join(', ') : '';
    verify(() => expect(kept).to.equal(pool.join(', ')), () => ({
      wrong: say(`After ${what} the pool holds [${kept}].`, `執行 ${what} 之後，池子裡是 [${kept}]。`),
      expected: say(`It should hold [${pool.join(', ')}].`, `應該是 [${pool.join(', ')}]。`),
      hint: !full ? say('While the pool is not full, every fresh picture is kept: pool.push(fresh).', '池子還沒滿的時候，每張新圖片都要留下：pool.push(fresh)。')
        : Array.isArray(now) && now.length !== pool.length ? say(`The pool has room for ${size} pictures: a kept one takes the place of the one that is shown.`, `池子只放得下 ${size} 張圖片：留下的新圖片要放在給 D 看的那張的位置。`)
          : old ? say('The fresh picture takes the place of the old one that is shown.', '新圖片要放在給 D 看的舊圖片的位置。')
            : say('A fresh picture that is shown out of a full pool is not kept.', '池子滿了的時候，直接給 D 看的新圖片不留下。'),
    }));
  }
}

/** Dice for a pool of `size` that is filled and asked as often again. */
export const someQueries = (draw: Draw, size: number): Query[] => [
  ...Array.from({ length: size }, () => ({ coin: draw.uniform(), place: draw.integer(0, size - 1) })),
  { coin: 0.25, place: size - 1 }, { coin: 0.75, place: 0 }, { coin: 0.5, place: 0 },
  ...Array.from({ length: size }, () => ({ coin: draw.uniform(), place: draw.integer(0, size - 1) })),
];

/* Errors */

export interface TranslationCase {
  G: StubDescription;
  F: StubDescription;
  x: NdArray;
  y: NdArray;
}

export function translationCase(draw: Draw): TranslationCase {
  const shape = [draw.integer(1, 3), 3, 4, 1];
  const between = (low: number, high: number): number => draw.integer(low * 100, high * 100) / 100;
  return {
    G: { kind: 'translator', scale: -between(0.5, 0.9), offset: between(0.1, 0.4) },
    F: { kind: 'translator', scale: -between(1.2, 1.8), offset: -between(0.1, 0.3) },
    x: draw.tensor(shape), y: draw.tensor(shape),
  };
}

const through = ({ scale, offset }: StubDescription, values: Float32Array): Float32Array => values.map((value) => scale * value + offset);
const l1 = (a: Float32Array, b: Float32Array): number => mean(a, (value, i) => Math.abs(value - b[i]!));
const l2 = (a: Float32Array, b: Float32Array): number => mean(a, (value, i) => (value - b[i]!) ** 2);

export async function givesErrors(student: Student, { G, F, x, y }: TranslationCase): Promise<void> {
  const { value } = await student.call('errors', stub(G), stub(F), x, y);
  if (typeof value !== 'object' || value === null || !('cycle' in value && 'translation' in value)) {
    throw new Finding({ wrong: say(`\`errors\` is ${describe(value).en}.`, `\`errors\` 是${describe(value)['zh-TW']}。`), expected: say('An object { cycle, translation } of two numbers is expected.', '應該回傳由兩個數字組成的物件 { cycle, translation }。'), hint: say('return { cycle: …, translation: … };', 'return { cycle: …, translation: … };') });
  }
  const made = through(G, x.values), back = through(F, made);
  const [cycle, translation] = [l1(back, x.values), l1(made, y.values)];
  const squares = say('This is the mean square; the errors are mean absolute differences.', '這是平方的平均；誤差是差的絕對值的平均。');
  equals(asNumber(value.cycle, '`errors(…).cycle`'), cycle, '`errors(…).cycle`', [
    { value: translation, hint: say('cycle and translation are swapped.', 'cycle 和 translation 對調了。') },
    { value: l2(back, x.values), hint: squares },
    { value: l1(through(G, made), x.values), hint: say('The way back is the other generator: F(G(x)).', '回程要用另一個生成器：F(G(x))。') },
    { value: l1(back, y.values), hint: say('The cycle comes back to x: compare with x.', '循環回到的是 x：要和 x 比較。') },
    { value: cycle * x.values.length, hint: say('This is a sum; take the mean.', '這是總和；要取平均。') },
  ], say('The cycle error is the mean of |F(G(x)) − x|.', '循環誤差是 |F(G(x)) − x| 的平均。'));
  equals(asNumber(value.translation, '`errors(…).translation`'), translation, '`errors(…).translation`', [
    { value: l1(made, x.values), hint: say('The truth is y, the hidden partner of x; x itself is not.', '正確答案是 x 隱藏的另一半 y，不是 x 本身。') },
    { value: l2(made, y.values), hint: squares },
    { value: l1(through(F, y.values), x.values), hint: say('This is the way from Y to X; asked for is G(x) beside y.', '這是從 Y 到 X 的方向；要的是 G(x) 和 y。') },
  ], say('The true error is the mean of |G(x) − y|.', '真正的誤差是 |G(x) − y| 的平均。'));
}

export async function givesCycleUnderNoise(student: Student, { G, F, x }: TranslationCase, noise: NdArray): Promise<void> {
  const actual = asNumber((await student.call('cycleUnderNoise', stub(G), stub(F), x, noise)).value, '`cycleUnderNoise`');
  const noisy = (values: Float32Array): Float32Array => values.map((value, i) => value + noise.values[i]!);
  const made = through(G, x.values), heard = noisy(made);
  equals(actual, l1(through(F, heard), x.values), '`cycleUnderNoise`', [
    { value: l1(through(F, made), x.values), hint: say('The noise is missing.', '少了雜訊。') },
    { value: l1(through(F, through(G, noisy(x.values))), x.values), hint: say('The noise lies on x; it should lie on G(x), after the translation.', '雜訊加在 x 上了；應該加在轉換之後的 G(x) 上。') },
    { value: l1(noisy(through(F, made)), x.values), hint: say('The noise lies on what comes back; it should lie on what F is given.', '雜訊加在轉回來的結果上了；應該加在交給 F 的圖片上。') },
    { value: l1(through(F, heard), made), hint: say('Compare what comes back with x.', '轉回來的結果要和 x 比較。') },
    { value: l2(through(F, heard), x.values), hint: say('This is the mean square; asked for is the mean absolute difference.', '這是平方的平均；要的是差的絕對值的平均。') },
  ], say('It is the mean of |F(G(x) + noise) − x|.', '它是 |F(G(x) + noise) − x| 的平均。'));
}

/** The calls leave no tensor in memory. */
export async function leavesNothing(student: Student, name: string, ...args: unknown[]): Promise<void> {
  const { value, tensorsLeft } = await student.call(name, ...args);
  verify(() => expect(value).to.not.equal(undefined), { wrong: say(`\`${name}\` returns nothing.`, `\`${name}\` 沒有回傳值。`), hint: say('Is a `return` missing?', '是不是忘了 `return`？') });
  verify(() => expect(tensorsLeft).to.be.at.most(0), {
    wrong: say(`Each call of \`${name}\` leaves tensors in memory: ${tensorsLeft}.`, `每次呼叫 \`${name}\` 都會在記憶體留下 ${tensorsLeft} 個張量。`),
    expected: say('Only the result should stay.', '應該只留下結果。'),
    hint: say('Put the body into tf.tidy.', '把內容放進 tf.tidy。'),
  });
}

export const errorsLeaveNothing = (student: Student, { G, F, x, y }: TranslationCase): Promise<void> => leavesNothing(student, 'errors', stub(G), stub(F), x, y);

