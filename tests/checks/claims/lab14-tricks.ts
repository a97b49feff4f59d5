/** What has to hold for the tasks of Lab14, whatever the inputs: closed forms, and what a well-known mistake gives in their place. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { closeEnough, hasGradient, mean, round } from './losses.js';
import { equals, type Diagnosis } from './numbers.js';

type Kind = 'real' | 'made';

const rangeOf = (kind: Kind): readonly [number, number] => (kind === 'real' ? [0.7, 1.2] : [0, 0.3]);
const otherKind = (kind: Kind): Kind => (kind === 'real' ? 'made' : 'real');
const within = (kind: Kind, u: number): number => rangeOf(kind)[0] + (rangeOf(kind)[1] - rangeOf(kind)[0]) * u;

export async function softTargets(student: Student, cases: readonly (readonly [kind: Kind, u: number, v: number])[]): Promise<void> {
  for (const [kind, u, v] of cases) {
    const what = `\`softTarget('${kind}', ${round(u)}, ${round(v)})\``, isSwapped = v < 0.05;
    const right = within(isSwapped ? otherKind(kind) : kind, u), [low, high] = rangeOf(kind);
    equals(asNumber((await student.call('softTarget', kind, u, v)).value, what), right, what, [
      { value: within(isSwapped ? kind : otherKind(kind), u), hint: isSwapped ? say('`v` is below 0.05: this label is swapped.', '`v` 小於 0.05：這個標籤要對調。') : say('This is the target of the other kind; labels are swapped only where `v` is below 0.05.', '這是另一種圖片的目標；只有 `v` 小於 0.05 時才對調。') },
      { value: 1 - within(kind, u), hint: say('To swap is to give it the range of the other kind, not 1 minus the target.', '對調是改用另一種圖片的範圍，不是用 1 減去目標。') },
      { value: kind === 'real' ? 1 : 0, hint: say('This is the hard label: `u` chooses a number within the range.', '這是硬標籤：要用 `u` 在範圍裡選一個數。') },
      { value: (low + high) / 2, hint: say('This is the middle of the range: `u` chooses within it.', '這是範圍的中點：要用 `u` 在範圍裡選。') },
      { value: low + high * u, hint: say('The width of the range is high − low.', '範圍的寬度是 high − low。') },
      { value: high - (high - low) * u, hint: say('`u` = 0 gives the lower end.', '`u` = 0 應該是下端。') },
    ], say('Real: 0.7 + 0.5 u. Made: 0.3 u. Swapped where v < 0.05.', '真圖片：0.7 + 0.5 u。生成圖片：0.3 u。v < 0.05 時對調。'));
  }
}

export async function bestAnswers(student: Student, cases: readonly (readonly [p: number, q: number, a: number, b: number])[]): Promise<void> {
  for (const [p, q, a, b] of cases) {
    const what = `\`bestAnswer(${[p, q, a, b].map(round).join(', ')})\``, right = (a * p + b * q) / (p + q);
    equals(asNumber((await student.call('bestAnswer', p, q, a, b)).value, what), right, what, [
      { value: p / (p + q), hint: say('This is the best answer to hard labels: a and b are not used.', '這是硬標籤的最佳回答：沒有用到 a 和 b。') },
      { value: (a * p) / (p + q), hint: say('The targets of made pictures count, too: b q.', '生成圖片的目標也要算：b q。') },
      { value: (a * p) / (a * p + b * q), hint: say('The targets weigh the numerator alone: below stands how often a picture is seen at all.', '目標只出現在分子：分母是圖片出現的總次數。') },
      { value: Math.log(right / (1 - right)), hint: say('This is the logit; the probability is asked for.', '這是 logit；要的是機率。') },
      { value: (b * p + a * q) / (p + q), hint: say('a belongs to real pictures, p, and b to made ones, q.', 'a 屬於真圖片 p，b 屬於生成圖片 q。') },
      { value: a * p + b * q, hint: say('Divide by p + q.', '還要除以 p + q。') },
      { value: (a + b) / 2, hint: say('Weigh the targets by p and q.', '目標要以 p 和 q 加權。') },
    ], say('Solve p (D − a) + q (D − b) = 0 for D.', '從 p (D − a) + q (D − b) = 0 解出 D。'));
  }
}

/** Rows of different length, none near 0. */
export const noise = (draw: Draw, count: number, size: number): NdArray => {
  const { shape, values } = draw.tensor([count, size], -2, 2);
  return new NdArray(shape, values.map((value, i) => (i % size === 0 ? value + Math.sign(value || 1) : value) * (1 + Math.floor(i / size))));
};

export async function reachesSphere(student: Student, z: NdArray): Promise<void> {
  const what = '`onSphere`', [count, size] = z.shape as [number, number];
  const { values } = asTensor((await student.call('onSphere', z)).value, what, z.shape);
  const lengthOf = (all: Float32Array, row: number): number => Math.hypot(...all.subarray(row * size, (row + 1) * size));
  const to = (length: (row: number) => number): number[] => Array.from(z.values, (value, i) => value * length(Math.floor(i / size)));
  const is = (wanted: readonly number[]): boolean => wanted.every((value, i) => closeEnough(values[i]!, value));
  const whole = Math.hypot(...z.values), root = Math.sqrt(size);
  const mistakes: readonly (readonly [readonly number[], Text])[] = [
    [Array.from(z.values), say('Nothing has changed.', '什麼也沒有改變。')],
    [to((row) => 1 / lengthOf(z.values, row)), say('These have the length 1: multiply by √d.', '這些向量的長度是 1：還要乘以 √d。')],
    [to((row) => size / lengthOf(z.values, row)), say('These have the length d; it is √d.', '這些向量的長度是 d；應該是 √d。')],
    [to(() => root / whole), say('All rows were divided by one length, that of the whole tensor: sum along axis 1.', '所有的列都除以同一個長度，也就是整個張量的：要沿軸 1 求和。')],
    [to((row) => root / lengthOf(z.values, row) ** 2), say('A root is missing: the length is the root of the sum of the squares.', '少了開根號：長度是平方和的平方根。')],
    [to((row) => Math.sqrt(count) / lengthOf(z.values, row)), say('d is how many numbers a row has, not how many rows there are.', 'd 是一列有幾個數，不是有幾列。')],
  ];
  verify(() => expect(is(to((row) => root / lengthOf(z.values, row)))).to.equal(true), () => ({
    wrong: say(`A row of ${what} has the length ${round(lengthOf(values, 0))}.`, `${what} 有一列的長度是 ${round(lengthOf(values, 0))}。`),
    expected: say(`Each row should have the length √${size} = ${round(root)} and point where it pointed before.`, `每一列的長度都應該是 √${size} = ${round(root)}，方向和原來相同。`),
    hint: mistakes.find(([wanted]) => is(wanted))?.[1] ?? say('Divide each row by its own length, then multiply by √d.', '每一列除以自己的長度，再乘以 √d。'),
  }));
}

/** Some of the noise is strong enough to lead out of [−1, 1]. */
export const picturesAndNoise = (draw: Draw): [pictures: NdArray, noise: NdArray] => {
  const shape = [draw.integer(2, 3), 4, 5, 1];
  return [draw.tensor(shape), draw.tensor(shape, -3, 3)];
};

export async function addsFadingNoise(student: Student, images: NdArray, grains: NdArray, done: number): Promise<void> {
  const what = `\`fadingNoise(pictures, noise, ${round(done)})\``;
  const { values } = asTensor((await student.call('fadingNoise', images, grains, done)).value, what, images.shape);
  const noisy = (sigma: number, base = 1): number[] => Array.from(images.values, (value, i) => base * value + sigma * grains.values[i]!);
  const is = (wanted: readonly number[]): boolean => wanted.every((value, i) => closeEnough(values[i]!, value));
  const sigma = 0.3 * (1 - done), right = noisy(sigma);
  const mistakes: readonly (readonly [readonly number[], Text])[] = [
    [noisy(0.3 * done), say('This noise grows: σ is 0.3 at the beginning and 0 at the end.', '這個雜訊越來越強：σ 開始時是 0.3，結束時是 0。')],
    [noisy(0.3), say('This noise does not fade: `done` is not used.', '這個雜訊不會減弱：沒有用到 `done`。')],
    [noisy(1 - done), say('σ begins at 0.3, not at 1.', 'σ 從 0.3 開始，不是 1。')],
    [noisy(Math.sqrt(sigma)), say('σ is the standard deviation: it multiplies the noise as it is.', 'σ 是標準差：直接乘上雜訊。')],
    [noisy(0.3 * (1 - done) ** 2), say('σ falls evenly: a straight line from 0.3 to 0.', 'σ 均勻減少：從 0.3 到 0 的一條直線。')],
    [noisy(0), say('No noise is added.', '沒有加上雜訊。')],
    [noisy(sigma, 1 - sigma), say('The pictures stay as bright as they are: the noise is added, nothing else.', '圖片的亮度不變：只要加上雜訊。')],
    [right.map((value) => Math.max(-1, Math.min(1, value))), say('The result is cut off at −1 and 1; nothing should be.', '結果被截斷在 −1 到 1 之間；不該截斷。')],
  ];
  const at = right.findIndex((value, i) => !closeEnough(values[i]!, value));
  verify(() => expect(at).to.equal(-1), () => ({
    wrong: say(`${what} has ${round(values[at]!)} where the picture has ${round(images.values[at]!)} and the noise ${round(grains.values[at]!)}.`, `圖片是 ${round(images.values[at]!)}、雜訊是 ${round(grains.values[at]!)} 的地方，${what} 是 ${round(values[at]!)}。`),
    expected: say(`It should be ${round(right[at]!)}: σ = ${round(sigma)}.`, `應該是 ${round(right[at]!)}：σ = ${round(sigma)}。`),
    hint: mistakes.find(([wanted]) => is(wanted))?.[1] ?? say('pictures + 0.3 · (1 − done) · noise.', 'pictures + 0.3 · (1 − done) · noise。'),
  }));
}

export async function noiseLetsGradientsThrough(student: Student, images: NdArray, grains: NdArray, done: number): Promise<void> {
  const all = (value: number): Float32Array => new Float32Array(images.values.length).fill(value);
  await hasGradient(student, 'fadingNoise', [images, grains, done], [all(1), all(0.3 * (1 - done))], ['pictures', 'noise']);
}

/** Student's quantile of 95 %, from 1 to 9 degrees of freedom, by SciPy: scipy.stats.t.ppf(0.975, range(1, 10)). */
const quantiles = [12.706204736, 4.302652730, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163];

export type Lists = readonly [withIt: readonly number[], without: readonly number[]];

export async function pairedIntervals(student: Student, cases: readonly Lists[]): Promise<void> {
  for (const [withIt, without] of cases) {
    const what = `\`pairedInterval([${withIt.map(round).join(', ')}], [${without.map(round).join(', ')}])\``;
    const { value } = await student.call('pairedInterval', [...withIt], [...without]);
    if (typeof value !== 'object' || value === null || !['mean', 'low', 'high'].every((name) => name in value)) {
      throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say('An object { mean, low, high } is expected.', '這裡應該回傳物件 { mean, low, high }。') });
    }
    const given = value as Record<'mean' | 'low' | 'high', unknown>, n = withIt.length;
    const differences = withIt.map((each, i) => each - without[i]!);
    const centre = mean(differences), spread = (of: readonly number[], by: number) => Math.sqrt(of.reduce((sum, each) => sum + (each - mean(of)) ** 2, 0) / by);
    const s = spread(differences, n - 1), t = quantiles[n - 2]!;
    equals(asNumber(given.mean, `${what}.mean`), centre, `${what}.mean`, [
      { value: -centre, hint: say('The difference is with − without.', '差是有減沒有。') },
      { value: mean(withIt) / mean(without), hint: say('This is a ratio; the lists are logarithms already: take the difference.', '這是比值；陣列已經是對數：請取差。') },
      { value: mean(differences.map(Math.abs)), hint: say('Without their signs the differences cannot cancel out.', '去掉正負號，差就無法互相抵消。') },
      { value: centre * n, hint: say('This is a sum: divide by n.', '這是總和：請除以 n。') },
    ], say('The mean of the differences with − without.', '差（有減沒有）的平均。'));
    const reach = asNumber(given.high, `${what}.high`) - centre;
    const apart = t * Math.sqrt((spread(withIt, n - 1) ** 2 + spread(without, n - 1) ** 2) / n);
    const ways: Diagnosis[] = [
      { value: 1.959963985 * s / Math.sqrt(n), hint: say('1.96 is for a known spread; with n values take studentQuantile(0.95, n − 1).', '1.96 用於標準差已知時；只有 n 個值時請用 studentQuantile(0.95, n − 1)。') },
      { value: t * s, hint: say('A mean varies less than one value: divide by √n.', '平均的變動比單一值小：請除以 √n。') },
      { value: t * s / n, hint: say('Divide by √n, not by n.', '請除以 √n，不是 n。') },
      { value: t * spread(differences, n) / Math.sqrt(n), hint: say('s has n − 1 below: the mean was fitted to the same values.', 's 的分母是 n − 1：平均是由同樣的值算出來的。') },
      { value: t * s * s / Math.sqrt(n), hint: say('This is the variance; s is its root.', '這是變異數；s 是它的平方根。') },
      { value: apart, hint: say('This treats the lists as unrelated. The pairs share their seeds: take the spread of the differences.', '這把兩個陣列當成無關。每一對共用種子：請用差的標準差。') },
      { value: s / Math.sqrt(n), hint: say('This is one standard error: multiply by studentQuantile(0.95, n − 1).', '這是一個標準誤：請乘以 studentQuantile(0.95, n − 1)。') },
      ...(quantiles[n - 1] === undefined ? [] : [{ value: quantiles[n - 1]! * s / Math.sqrt(n), hint: say('n values have n − 1 degrees of freedom.', 'n 個值的自由度是 n − 1。') }]),
    ];
    const hint = say('mean ± studentQuantile(0.95, n − 1) · s / √n.', 'mean ± studentQuantile(0.95, n − 1) · s / √n。');
    equals(reach + centre, centre + t * s / Math.sqrt(n), `${what}.high`, ways.map(({ value: way, hint: says }) => ({ value: centre + way, hint: says })), hint);
    equals(asNumber(given.low, `${what}.low`), centre - t * s / Math.sqrt(n), `${what}.low`, [], say('As far below the mean as high is above it.', '低於平均的距離，和 high 高於平均的距離相同。'));
  }
}

const holm = (p: readonly number[], alpha: number): boolean[] => {
  const sorted = [...p].sort((a, b) => a - b), stop = sorted.findIndex((value, rank) => value >= alpha / (p.length - rank));
  return p.map((value) => stop === -1 || value < sorted[stop]!);
};

export async function believes(student: Student, cases: readonly (readonly [pValues: readonly number[], alpha: number])[]): Promise<void> {
  for (const [p, alpha] of cases) {
    const what = `\`believed([${p.map(round).join(', ')}], ${alpha})\``, right = holm(p, alpha), m = p.length;
    const { value } = await student.call('believed', [...p], alpha);
    if (!Array.isArray(value) || value.length !== m || !value.every((each) => typeof each === 'boolean')) {
      throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say(`An array of ${m} values true or false is expected, one for each p value.`, `這裡應該回傳 ${m} 個 true 或 false 的陣列，每個 p 值一個。`) });
    }
    const is = (wanted: readonly boolean[]): boolean => wanted.every((each, i) => each === value[i]);
    const sorted = [...p].sort((a, b) => a - b), rankOf = (each: number) => sorted.indexOf(each);
    const climbing = sorted.findLastIndex((each, rank) => each < alpha * (rank + 1) / m);
    const upwards = sorted.findLastIndex((each, rank) => each < alpha / (m - rank));
    const text = (answers: readonly boolean[]) => `[${answers.join(', ')}]`;
    verify(() => expect(is(right)).to.equal(true), () => ({
      wrong: say(`${what} is ${text(value as boolean[])}.`, `${what} 是 ${text(value as boolean[])}。`),
      expected: say(`It should be ${text(right)}.`, `應該是 ${text(right)}。`),
      hint: is(p.map((each) => each < alpha)) ? say('Each was compared with α alone: with many tests false alarms are certain to come.', '每個都只和 α 比：檢定很多時，一定會有假警報。')
        : is(right.map((each) => !each)) ? say('true means that it may be believed.', 'true 表示可以相信。')
          : is(p.map((each) => each < alpha / m)) ? say('Each was compared with α / m (Bonferroni). Holm gives the second smallest α / (m − 1), and so on.', '每個都和 α / m 比（Bonferroni）。Holm 讓第二小的和 α / (m − 1) 比，依此類推。')
            : is(p.map((each) => each < alpha / (m - rankOf(each)))) || is(p.map((each) => rankOf(each) <= upwards)) ? say('The first that is not below its bound ends it: none after it is believed.', '第一個沒有低於界線的就結束：它之後的都不相信。')
              : is(p.map((each) => rankOf(each) <= climbing)) ? say('These bounds (Benjamini and Hochberg) limit the share of false alarms; Holm limits the chance of any.', '這些界線（Benjamini 與 Hochberg）限制的是假警報的比例；Holm 限制的是出現任何一次的機率。')
                : is(holm(sorted, alpha)) ? say('These answers are in sorted order: each belongs to the place of its p value.', '這些回答是排序後的順序：每個都要放回 p 值原來的位置。')
                  : is(p.map((_, i) => { const end = p.findIndex((each, rank) => each >= alpha / (m - rank)); return end === -1 || i < end; })) ? say('The p values have to be sorted first, the smallest in front.', 'p 值要先排序，最小的在前。')
                    : say('The smallest against α / m, the next against α / (m − 1), until one is not below.', '最小的和 α / m 比，下一個和 α / (m − 1) 比，直到有一個沒有低於界線。'),
    }));
  }
}
