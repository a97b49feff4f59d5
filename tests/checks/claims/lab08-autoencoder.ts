/** What has to hold for the losses, pictures and codes of Lab08, whatever the inputs; its moves are in lab08-moves.ts. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asScalar, asTensor, describe as inWords, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { stub, type StubDescription } from '../stubs.js';
import { NdArray } from '../values.js';
import { closeEnough, commonDiagnoses, hasGradient, mean, round, softplus, type LossOracle } from './losses.js';

const squares = (a: NdArray, b: NdArray): number => mean(a.values, (x, i) => (x - b.values[i]!) ** 2);

/** The mean square of all differences. */
export const reconstructionLoss: LossOracle = {
  name: 'reconstructionLoss',
  hint: say('Difference, square, mean over all values: in this order.', '相減、平方、對所有值取平均：依此順序。'),
  value: ([a, b]) => squares(a!, b!),
  diagnoses: ([a, b]) => [
    { value: mean(a!.values, (x, i) => Math.abs(x - b!.values[i]!)), hint: say('This is the mean absolute value; the squares are asked for.', '這是絕對值的平均；這裡要的是平方。') },
    { value: Math.sqrt(squares(a!, b!)), hint: say('No square root: the mean square itself.', '不要開根號：直接取平方的平均。') },
    { value: mean(a!.values, (x, i) => x - b!.values[i]!) ** 2, hint: say('Positive and negative differences cancel: square first, then take the mean.', '正負差會互相抵消：先平方再平均。') },
    { value: squares(a!, b!) * (a!.values.length / a!.shape[0]!), hint: say('This is the sum over the pixels; the mean goes over all values.', '這是對像素求和；應該對所有的值取平均。') },
    ...commonDiagnoses(squares(a!, b!), a!.values.length, 1),
  ],
};

/** Of the mean square: ± 2 (a − b) / n. */
export function reconstructionGradient(student: Student, original: NdArray, reconstructed: NdArray): Promise<void> {
  const slope = original.values.map((x, i) => (2 * (x - reconstructed.values[i]!)) / original.values.length);
  return hasGradient(student, 'reconstructionLoss', [original, reconstructed], [slope, slope.map((s) => -s)], ['original', 'reconstructed']);
}

const clip = (x: number, low = -1, high = 1): number => Math.min(high, Math.max(low, x));
const equal = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5): boolean => Array.prototype.every.call(a, (value: number, i: number) => Math.abs(value - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!)));

/** Pictures of full contrast and normal noise: some values leave [−1, 1] on either side, some stay. */
export interface CorruptedCase {
  pictures: NdArray;
  noise: NdArray;
  sigma: number;
}

export function corruptedCase(draw: Draw, count: number, sigma: number): CorruptedCase {
  const shape = [count, draw.integer(3, 5), draw.integer(4, 6), 1];
  return { pictures: draw.tensor(shape), noise: draw.tensor(shape, -3, 3), sigma };
}

export async function corrupts(student: Student, { pictures, noise, sigma }: CorruptedCase): Promise<void> {
  const actual = asTensor((await student.call('corrupted', pictures, noise, sigma)).value, '`corrupted`', pictures.shape).values;
  const all = (of: (x: number, n: number) => number): Float32Array => pictures.values.map((x, i) => of(x, noise.values[i]!));
  const is = (of: (x: number, n: number) => number): boolean => equal(actual, all(of));
  const mistakes: readonly (readonly [(x: number, n: number) => number, Text])[] = [
    [(x) => x, say('The noise is missing.', '少了雜訊。')],
    [(x, n) => x + sigma * n, say('Some values lie outside of [−1, 1]: no picture has such. clipByValue cuts them off.', '有些值超出 [−1, 1]：圖片沒有這樣的值。用 clipByValue 截斷。')],
    [(x, n) => clip(x + n), say('The noise has its full strength: multiply it by sigma.', '雜訊用了全部的強度：要乘上 sigma。')],
    [(x, n) => clip(x + sigma ** 2 * n), say('sigma is a standard deviation, not a variance: multiply by it once.', 'sigma 是標準差，不是變異數：只乘一次。')],
    [(x, n) => clip(x + Math.sqrt(sigma) * n), say('sigma is the standard deviation already: no root.', 'sigma 已經是標準差：不要開根號。')],
    [(x, n) => clip(x + sigma * n, 0, 1), say('The pictures reach from −1 to 1, not from 0.', '圖片的範圍是 −1 到 1，不是從 0 開始。')],
    [(x, n) => x + clip(sigma * n), say('Cut off the sum, not the noise.', '要截斷的是相加的結果，不是雜訊。')],
    [(x, n) => clip(x - sigma * n), say('The noise is subtracted; it should be added.', '雜訊被減去了；應該是加上。')],
    [(x, n) => clip((1 - sigma) * x + sigma * n), say('The picture keeps its full strength: add to it, do not mix.', '圖片要保持原來的強度：是相加，不是混合。')],
    [(x, n) => clip(x * (1 + sigma * n)), say('The noise is added, not multiplied by the picture.', '雜訊是加上去的，不是和圖片相乘。')],
  ];
  verify(() => expect(is((x, n) => clip(x + sigma * n))).to.equal(true), () => ({
    wrong: say('`corrupted` does not give the pictures that were asked for.', '`corrupted` 得到的不是要求的圖片。'),
    expected: say('Each value should be picture + sigma · noise, and not leave [−1, 1].', '每個值應該是 圖片 + sigma · 雜訊，而且不超出 [−1, 1]。'),
    hint: mistakes.find(([of]) => is(of))?.[1] ?? say('Two steps: add sigma times the noise, then cut off at −1 and 1.', '兩個步驟：加上 sigma 乘以雜訊，再截斷在 −1 和 1。'),
  }));
}

/** Possible pictures and how often each is the right one. */
export interface GuessCase {
  pictures: NdArray;
  shares: number[];
}

/** Shares that differ from each other, so that the mean, the weighted mean and the likeliest are three answers. */
export function guessCase(draw: Draw, count: number): GuessCase {
  const parts = Array.from({ length: count }, (_, i) => 1 + 2 * i + draw.integer(0, 1)), sum = parts.reduce((a, b) => a + b, 0);
  return { pictures: draw.tensor([count, draw.integer(2, 4), draw.integer(3, 5), 1]), shares: parts.map((part) => part / sum) };
}

/** In double precision: Σ weight · picture. */
function mixed({ values }: NdArray, weights: readonly number[]): Float64Array {
  const size = values.length / weights.length, result = new Float64Array(size);
  weights.forEach((weight, n) => { for (let i = 0; i < size; i++) result[i] += weight * values[n * size + i]!; });
  return result;
}

/** The mean over all cases of the mean square distance between `guess` and the picture that is right. */
const costOf = ({ pictures, shares }: GuessCase, guess: ArrayLike<number>): number => {
  const size = guess.length;
  return shares.reduce((sum, share, n) => sum + share * mean(pictures.values.subarray(n * size, (n + 1) * size), (x, i) => (x - guess[i]!) ** 2), 0);
};

export async function guessesBest(student: Student, example: GuessCase): Promise<void> {
  const { pictures, shares } = example;
  const actual = asTensor((await student.call('bestGuess', pictures, shares)).value, '`bestGuess`', pictures.shape.slice(1)).values;
  const best = mixed(pictures, shares), likeliest = shares.indexOf(Math.max(...shares));
  const is = (weights: readonly number[]): boolean => equal(actual, mixed(pictures, weights));
  const even = shares.map(() => 1 / shares.length);
  verify(() => expect(equal(actual, best)).to.equal(true), () => ({
    wrong: say(`\`bestGuess\` returns a picture whose mean square distance is ${round(costOf(example, actual))}.`, `\`bestGuess\` 回傳的圖片，平方距離的平均是 ${round(costOf(example, actual))}。`),
    expected: say(`The best one comes to ${round(costOf(example, best))}.`, `最佳的圖片可以達到 ${round(costOf(example, best))}。`),
    hint: is(shares.map((_, i) => Number(i === likeliest))) ? say('This is the likeliest picture. Try one between the pictures: is it dearer?', '這是機率最大的那一張。試試介於幾張之間的圖片：代價更高嗎？')
      : is(even) ? say('This is the mean of all pictures, each counted alike: `shares` says how often each is right.', '這是所有圖片一視同仁的平均：`shares` 說明了每一張有多常是對的。')
        : is(shares.map(() => 1)) || is(shares.map((share) => share / shares.length)) ? say('Each picture counts by its share, and the shares already add up to 1.', '每張圖片依它的比例計算，而比例加起來已經是 1。')
          : say('For each pixel: at which value v is Σ share · (x − v)² least? Set its derivative to 0.', '對每個像素：v 是多少時 Σ share · (x − v)² 最小？令導數等於 0。'),
  }));
}

/** Codes [N, size] whose numbers have means and spreads of their own, and noise [M, size]. */
export interface CodesCase {
  codes: NdArray;
  noise: NdArray;
}

export function codesCase(draw: Draw, count: number, size: number): CodesCase {
  const centres = Array.from({ length: size }, (_, j) => (j % 2 === 0 ? 1 : -1) * (2 + j + draw.uniform()));
  const spreads = Array.from({ length: size }, (_, j) => 0.3 + 0.9 * j + draw.uniform());
  const raw = draw.tensor([count, size]);
  const codes = raw.values.map((x, i) => centres[i % size]! + spreads[i % size]! * x);
  return { codes: new NdArray([count, size], codes), noise: draw.tensor([draw.integer(2, 4), size], -2, 2) };
}

function momentsOf({ shape, values }: NdArray): { means: number[]; variances: number[] } {
  const [count, size] = shape as [number, number];
  const column = (j: number): number[] => Array.from({ length: count }, (_, i) => values[i * size + j]!);
  const means = Array.from({ length: size }, (_, j) => mean(column(j)));
  return { means, variances: means.map((m, j) => mean(column(j), (x) => (x - m) ** 2)) };
}

/** Mean and standard deviation of each number of the code; divided by N or by N − 1, both are right. */
export async function fitsCodes(student: Student, { codes, noise }: CodesCase): Promise<void> {
  const actual = asTensor((await student.call('fittedCodes', codes, noise)).value, '`fittedCodes`', noise.shape).values;
  const size = codes.shape[1]!, unbiased = codes.shape[0]! / (codes.shape[0]! - 1);
  const { means, variances } = momentsOf(codes);
  const is = (of: (z: number, j: number) => number): boolean => equal(actual, noise.values.map((z, i) => of(z, i % size)), 1e-4);
  const whole = mean(codes.values), wholeDeviation = Math.sqrt(mean(codes.values, (x) => (x - whole) ** 2));
  const wrong = say('`fittedCodes` does not give codes of the normal distribution that fits.', '`fittedCodes` 得到的不是符合的常態分布的編碼。');
  verify(() => expect(is((z, j) => means[j]! + Math.sqrt(variances[j]!) * z) || is((z, j) => means[j]! + Math.sqrt(unbiased * variances[j]!) * z)).to.equal(true), () => ({
    wrong,
    expected: say('Number j of each code should be the mean of all numbers j plus their standard deviation times the noise.', '每個編碼的第 j 個數應該是：所有第 j 個數的平均，加上它們的標準差乘以雜訊。'),
    hint: is((z) => z) ? say('This is the noise itself: it does not know where the codes lie.', '這就是雜訊本身：它不知道編碼在哪裡。')
      : is((z, j) => means[j]! + z) ? say('The spread is missing: multiply the noise by the standard deviation.', '少了分散的程度：雜訊要乘上標準差。')
        : is((z, j) => Math.sqrt(variances[j]!) * z) || is((z, j) => Math.sqrt(unbiased * variances[j]!) * z) ? say('The mean is missing: the codes do not lie around 0.', '少了平均值：編碼並不以 0 為中心。')
          : is((z, j) => means[j]! + variances[j]! * z) || is((z, j) => means[j]! + unbiased * variances[j]! * z) ? say('This is the variance; the standard deviation is its root.', '這是變異數；標準差要再開根號。')
            : is((z) => whole + wholeDeviation * z) || is((z, j) => means[j]! + wholeDeviation * z) || is((z, j) => whole + Math.sqrt(variances[j]!) * z) ? say('Each number of the code has a mean and a spread of its own: tf.moments(codes, 0).', '編碼的每個數各有自己的平均值和分散程度：tf.moments(codes, 0)。')
              : is((z, j) => (z - means[j]!) / Math.sqrt(variances[j]!)) ? say('This is the way from codes to noise; the way from noise to codes is asked for.', '這是從編碼到雜訊的方向；要的是從雜訊到編碼。')
                : say('The axis of the pictures is 0, that of the numbers of a code is 1.', '圖片的軸是 0，編碼中各個數的軸是 1。'),
  }));
}

/** A discriminator that is known, pictures, and the weight of the adversarial part. */
export interface CombinedCase {
  critic: StubDescription;
  original: NdArray;
  reconstructed: NdArray;
  weight: number;
}

export function combinedCase(draw: Draw, weight: number): CombinedCase {
  const shape = [draw.integer(1, 3), 2, 4, 1];
  return { critic: { kind: 'critic', scale: draw.integer(5, 15) / 10, offset: draw.integer(1, 6) / 10 }, original: draw.tensor(shape, 0.1, 0.9), reconstructed: draw.tensor(shape, -0.9, -0.1), weight };
}

const partNames = ['total', 'reconstruction', 'adversarial'] as const;
export type Part = (typeof partNames)[number];

/** What D says of pictures. */
const scores = (critic: StubDescription, { shape, values }: NdArray): ArrayLike<number> =>
  tf.tidy(() => stub(critic)(tf.tensor4d(values, [...shape] as [number, number, number, number])).dataSync());

function partsOf({ critic, original, reconstructed, weight }: CombinedCase): Record<Part, number> {
  const reconstruction = squares(original, reconstructed), adversarial = mean(scores(critic, reconstructed), (s) => softplus(-s));
  return { reconstruction, adversarial, total: reconstruction + weight * adversarial };
}

function combinedDiagnoses({ critic, original, reconstructed, weight }: CombinedCase, { reconstruction, adversarial }: Record<Part, number>): Record<Part, readonly { value: number; hint: Text }[]> {
  const made = scores(critic, reconstructed);
  return {
    reconstruction: reconstructionLoss.diagnoses([original, reconstructed]),
    adversarial: [
      { value: mean(made, (s) => softplus(s)), hint: say('This is what D wants, to call them made. The autoencoder wants D to say 1.', '這是 D 想要的，也就是判為假。自編碼器希望 D 給 1。') },
      { value: -mean(made, (s) => softplus(s)), hint: say('This is the saturating loss; take −log D, as in Lab02.', '這是飽和損失；請像 Lab02 一樣用 −log D。') },
      { value: mean(scores(critic, original), (s) => softplus(-s)), hint: say('D looks at the originals here; it has to judge the reconstructions.', '這裡 D 看的是原圖；要評判的是重建的圖片。') },
      { value: -mean(made), hint: say('The score alone is no −log D: put it through a softplus.', '只有分數不是 −log D：要經過 softplus。') },
      { value: weight * adversarial, hint: say('The weight belongs into the total alone.', '權重只出現在總和裡。') },
    ],
    total: [
      { value: reconstruction + adversarial, hint: say('The weight is missing.', '少了權重。') },
      { value: weight * reconstruction + adversarial, hint: say('The weight belongs to the adversarial part.', '權重要乘在對抗的部分。') },
      { value: weight * (reconstruction + adversarial), hint: say('The weight belongs to the adversarial part alone.', '權重只乘在對抗的部分。') },
      { value: (1 - weight) * reconstruction + weight * adversarial, hint: say('The reconstruction counts in full.', '重建的部分要完整計入。') },
      { value: reconstruction - weight * adversarial, hint: say('Both parts are to become small: add them.', '兩個部分都要變小：請相加。') },
      { value: reconstruction, hint: say('The adversarial part is missing.', '少了對抗的部分。') },
      { value: weight * adversarial, hint: say('The reconstruction is missing.', '少了重建的部分。') },
    ],
  };
}

const inputsOf = ({ critic, original, reconstructed, weight }: CombinedCase): unknown[] => [stub(critic), original, reconstructed, weight];

export async function givesCombined(student: Student, part: Part, example: CombinedCase): Promise<void> {
  const { value } = await student.call('combinedLoss', ...inputsOf(example));
  const given = typeof value === 'object' && value !== null && !(value instanceof NdArray) ? (value as Record<string, unknown>) : {};
  if (partNames.some((name) => given[name] === undefined)) {
    throw new Finding({
      wrong: say(`\`combinedLoss\` returns ${inWords(value).en}.`, `\`combinedLoss\` 回傳的是${inWords(value)['zh-TW']}。`),
      expected: say('An object { total, reconstruction, adversarial } of scalars is expected.', '應該回傳由純量組成的物件 { total, reconstruction, adversarial }。'),
    });
  }
  const parts = partsOf(example), actual = asScalar(given[part], `\`${part}\``);
  verify(() => expect(closeEnough(actual, parts[part])).to.equal(true), () => ({
    wrong: say(`\`${part}\` is ${round(actual)}.`, `\`${part}\` 是 ${round(actual)}。`),
    expected: say(`It should be ${round(parts[part])}.`, `應該是 ${round(parts[part])}。`),
    hint: combinedDiagnoses(example, parts)[part].find(({ value: wrong }) => closeEnough(actual, wrong) && !closeEnough(parts[part], wrong))?.hint
      ?? (part === 'total' ? say('total = reconstruction + weight · adversarial.', 'total = reconstruction + weight · adversarial。') : say('Write the parts first, each as its formula says.', '先照公式寫出各個部分。')),
  }));
}

/** The total's gradient with respect to the pictures: both the squares and D's answer pull at the reconstruction. */
export async function combinedGradient(student: Student, example: CombinedCase): Promise<void> {
  const { critic, original, reconstructed, weight } = example;
  const shape = [...original.shape] as [number, number, number, number];
  const wanted = tf.tidy(() => tf.grads((x: tf.Tensor, made: tf.Tensor) =>
    made.sub(x).square().mean().add(tf.softplus(tf.neg(stub(critic)(made as tf.Tensor4D))).mean().mul(weight)) as tf.Scalar,
  )([tf.tensor4d(original.values, shape), tf.tensor4d(reconstructed.values, shape)]).map((slope) => slope.dataSync() as Float32Array));
  await hasGradient(student, 'combinedLoss', inputsOf(example), wanted, ['original', 'reconstructed'], 'total');
}
