/** What has to hold for the tasks of Lab04, whatever the inputs. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asScalar, Finding, describe as inWords, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { stub, type StubDescription } from '../stubs.js';
import { NdArray } from '../values.js';
import { closeEnough, commonDiagnoses, givesLoss, hasGradient, mean, round, type LossOracle } from './losses.js';

export type Norm = 'l1' | 'l2';

const fakeScoresHint = say('Real and made scores are swapped: real images should score 1, made ones 0.', '真假分數對調了：真實影像應該是 1 分，生成的影像是 0 分。');
const squaresHint = say('LSGAN takes squares, not absolute values or logarithms.', 'LSGAN 用的是平方，不是絕對值或對數。');

export const lsganDiscriminatorLoss: LossOracle = {
  name: 'lsganDiscriminatorLoss',
  hint: say('Half of the sum of two means of squares: the distance of real scores from 1, of made ones from 0.', '兩個平方平均之和的一半：真實分數與 1 的距離，以及生成分數與 0 的距離。'),
  value: ([real, fake]) => (mean(real.values, (s) => (s - 1) ** 2) + mean(fake.values, (s) => s ** 2)) / 2,
  diagnoses: ([real, fake]) => {
    const value = (mean(real.values, (s) => (s - 1) ** 2) + mean(fake.values, (s) => s ** 2)) / 2;
    return [
      { value: 2 * value, hint: say('The factor ½ is missing.', '少了 ½ 這個係數。') },
      { value: (mean(fake.values, (s) => (s - 1) ** 2) + mean(real.values, (s) => s ** 2)) / 2, hint: fakeScoresHint },
      { value: mean(real.values, (s) => (s - 1) ** 2) / 2, hint: say('The term of the made images is missing.', '少了生成影像的那一項。') },
      { value: mean(fake.values, (s) => s ** 2) / 2, hint: say('The term of the real images is missing.', '少了真實影像的那一項。') },
      { value: (mean(real.values, (s) => Math.abs(s - 1)) + mean(fake.values, Math.abs)) / 2, hint: squaresHint },
      ...commonDiagnoses(value, real.values.length, 1),
    ];
  },
};

export const lsganGeneratorLoss: LossOracle = {
  name: 'lsganGeneratorLoss',
  hint: say('One mean of squares: the distance of the scores from what G wants them to be.', '一個平方的平均：分數與 G 想要的值之間的距離。'),
  value: ([fake]) => mean(fake.values, (s) => (s - 1) ** 2),
  diagnoses: ([fake]) => [
    { value: mean(fake.values, (s) => s ** 2), hint: say('This pulls the scores to 0, as D wants; G wants its images to score 1.', '這會把分數拉向 0，那是 D 想要的；G 希望它的影像得 1 分。') },
    { value: mean(fake.values, (s) => Math.abs(s - 1)), hint: squaresHint },
    ...commonDiagnoses(mean(fake.values, (s) => (s - 1) ** 2), fake.values.length, 1),
  ],
};

const distances: Record<Norm, (a: NdArray, b: NdArray) => number> = {
  l1: (a, b) => mean(a.values, (x, i) => Math.abs(x - b.values[i])),
  l2: (a, b) => mean(a.values, (x, i) => (x - b.values[i]) ** 2),
};

function distanceOracle(name: string, norm: Norm): LossOracle {
  const other = norm === 'l1' ? 'l2' : 'l1';
  return {
    name,
    hint: norm === 'l1' ? say('Difference, absolute value, mean over all values: in this order.', '相減、取絕對值、對所有值取平均：依此順序。') : say('Difference, square, mean over all values: in this order.', '相減、平方、對所有值取平均：依此順序。'),
    value: ([a, b]) => distances[norm](a, b),
    diagnoses: ([a, b]) => [
      { value: distances[other](a, b), hint: norm === 'l1' ? say('This is the mean square; L1 is the mean absolute value.', '這是平方的平均；L1 是絕對值的平均。') : say('This is the mean absolute value; L2 here is the mean square.', '這是絕對值的平均；這裡的 L2 是平方的平均。') },
      { value: Math.sqrt(distances.l2(a, b)), hint: say('No square root: the mean square itself.', '不要開根號：直接取平方的平均。') },
      { value: mean(a.values, (x, i) => x - b.values[i]), hint: say('Positive and negative differences cancel: take the absolute value first, then the mean.', '正負差會互相抵消：先取絕對值再平均。') },
      { value: mean(b.values, (x, i) => x - a.values[i]), hint: say('Positive and negative differences cancel: take the absolute value first, then the mean.', '正負差會互相抵消：先取絕對值再平均。') },
      ...commonDiagnoses(distances[norm](a, b), a.values.length, 1),
      { value: distances[norm](a, b) * (a.values.length / a.shape[0]), hint: say('This is the sum over the pixels; the mean goes over all values.', '這是對像素求和；應該對所有的值取平均。') },
    ],
  };
}

export const cycleLoss = (norm: Norm): LossOracle => distanceOracle('cycleLoss', norm);
export const identityLoss: LossOracle = distanceOracle('identityLoss', 'l1');

export function givesCycleLoss(student: Student, norm: Norm, original: NdArray, reconstructed: NdArray, situation: Text): Promise<void> {
  return givesLoss(student, cycleLoss(norm), [original, reconstructed], situation, norm);
}

/** A score gradient of LSGAN's G loss: 2 (s − 1) / N. */
export function lsganGeneratorGradient(student: Student, scores: NdArray): Promise<void> {
  return hasGradient(student, 'lsganGeneratorLoss', [scores], [scores.values.map((s) => (2 * (s - 1)) / scores.values.length)], ['fakeScores']);
}

/** Of L1: ± 1 / N for both images. */
export function distanceGradient(student: Student, name: string, a: NdArray, b: NdArray, ...more: unknown[]): Promise<void> {
  const slope = a.values.map((x, i) => Math.sign(x - b.values[i]) / a.values.length);
  const [first, second] = name === 'cycleLoss' ? ['original', 'reconstructed'] : ['image', 'translated'];
  return hasGradient(student, name, [a, b, ...more], [slope, slope.map((s) => -s)], [first, second]);
}

/** The four networks as stubs with known outputs, and the weights of the parts. */
export interface ObjectiveCase {
  G: StubDescription;
  F: StubDescription;
  DX: StubDescription;
  DY: StubDescription;
  x: NdArray;
  y: NdArray;
  lambda: number;
  identity: number;
  norm: Norm;
}

type Part = 'adversarial' | 'cycle' | 'identity' | 'total';

/** What a stub makes of images, in double precision. */
function apply({ kind, scale, offset }: StubDescription, { shape, values }: NdArray): NdArray {
  if (kind === 'translator') return new NdArray(shape, values.map((pixel) => scale * pixel + offset));
  const [count, height, width, channels] = shape;
  const scores: number[] = [];
  for (let n = 0; n < count; n++) {
    for (let top = 0; top < height; top += 2) {
      for (let left = 0; left < width; left += 2) {
        let sum = 0;
        for (const row of [top, top + 1]) for (const column of [left, left + 1]) for (let c = 0; c < channels; c++) sum += values[((n * height + row) * width + column) * channels + c];
        scores.push((scale * sum) / (4 * channels) + offset);
      }
    }
  }
  return new NdArray([count, height / 2, width / 2, 1], Float32Array.from(scores));
}

function objective({ G, F, DX, DY, x, y, lambda, identity: weight, norm }: ObjectiveCase): Record<Part, number> {
  const lsgan = ({ values }: NdArray): number => mean(values, (s) => (s - 1) ** 2);
  const [fakeY, fakeX] = [apply(G, x), apply(F, y)];
  const adversarial = lsgan(apply(DY, fakeY)) + lsgan(apply(DX, fakeX));
  const cycle = distances[norm](apply(F, fakeY), x) + distances[norm](apply(G, fakeX), y);
  const identity = distances.l1(apply(G, y), y) + distances.l1(apply(F, x), x);
  return { adversarial, cycle, identity, total: adversarial + lambda * cycle + lambda * weight * identity };
}

/** Known wrong values of each part. */
function objectiveDiagnoses(example: ObjectiveCase, parts: Record<Part, number>): Record<Part, readonly { value: number; hint: Text }[]> {
  const { G, F, DX, DY, x, y, lambda, identity: weight, norm } = example;
  const lsgan = ({ values }: NdArray, target: number): number => mean(values, (s) => (s - target) ** 2);
  const [fakeY, fakeX] = [apply(G, x), apply(F, y)];
  const onePart = say('One of the two directions is missing: G and F both count.', '少了其中一個方向：G 與 F 都要計算。');
  return {
    adversarial: [
      { value: lsgan(apply(DX, fakeY), 1) + lsgan(apply(DY, fakeX), 1), hint: say('The discriminators are swapped: D_Y judges G(x), D_X judges F(y).', '判別器對調了：由 D_Y 評判 G(x)，由 D_X 評判 F(y)。') },
      { value: lsgan(apply(DY, fakeY), 0) + lsgan(apply(DX, fakeX), 0), hint: say('The generators want a score of 1.', '生成器希望得到 1 分。') },
      { value: lsgan(apply(DY, y), 1) + lsgan(apply(DX, x), 1), hint: say('The discriminators have to judge the translations, not the real images.', '判別器要評判的是轉換後的影像，不是真實影像。') },
      { value: lsgan(apply(DY, fakeY), 1), hint: onePart },
      { value: lsgan(apply(DX, fakeX), 1), hint: onePart },
      { value: parts.adversarial / 2, hint: say('No factor ½ here: that is the discriminators\' loss.', '這裡沒有 ½：那是判別器的損失。') },
    ],
    cycle: [
      { value: distances[norm === 'l1' ? 'l2' : 'l1'](apply(F, fakeY), x) + distances[norm === 'l1' ? 'l2' : 'l1'](apply(G, fakeX), y), hint: say('Look at weights.norm: the other norm was used.', '請看 weights.norm：用到另一種範數了。') },
      { value: distances[norm](apply(F, fakeY), x), hint: onePart },
      { value: distances[norm](apply(G, fakeX), y), hint: onePart },
      { value: distances[norm](fakeY, x) + distances[norm](fakeX, y), hint: say('A cycle goes there and back: F(G(x)) against x.', '循環是一去一回：F(G(x)) 與 x 比較。') },
      { value: distances[norm](apply(G, fakeY), x) + distances[norm](apply(F, fakeX), y), hint: say('The way back is the other generator: F(G(x)), G(F(y)).', '回程要用另一個生成器：F(G(x))、G(F(y))。') },
      { value: lambda * parts.cycle, hint: say('λ belongs into the total alone.', 'λ 只出現在總和裡。') },
    ],
    identity: [
      { value: distances.l1(fakeY, x) + distances.l1(fakeX, y), hint: say('The identity loss asks what G does to an image that already is a Y: G(y) against y.', '恆等損失看的是 G 對本來就屬於 Y 的影像做了什麼：G(y) 與 y 比較。') },
      { value: distances.l1(apply(G, y), y), hint: onePart },
      { value: distances.l1(apply(F, x), x), hint: onePart },
      { value: distances.l2(apply(G, y), y) + distances.l2(apply(F, x), x), hint: say('The identity loss is L1 whatever the norm of the cycle.', '不論循環損失用哪種範數，恆等損失都是 L1。') },
      { value: lambda * weight * parts.identity, hint: say('The weights belong into the total alone.', '權重只出現在總和裡。') },
    ],
    total: [
      { value: parts.adversarial + parts.cycle + parts.identity, hint: say('The weights λ and λ·identity are missing.', '少了權重 λ 與 λ·identity。') },
      { value: parts.adversarial + lambda * parts.cycle, hint: say('The identity part is missing.', '少了恆等損失的部分。') },
      { value: parts.adversarial + lambda * parts.cycle + weight * parts.identity, hint: say('The identity part is weighted by λ times weights.identity.', '恆等損失的權重是 λ 乘上 weights.identity。') },
      { value: parts.adversarial + lambda * parts.cycle + lambda * parts.identity, hint: say('The identity part is weighted by λ times weights.identity.', '恆等損失的權重是 λ 乘上 weights.identity。') },
      { value: parts.adversarial + lambda * (parts.adversarial + parts.cycle) + lambda * weight * parts.identity, hint: say('λ weighs the cycle, not the adversarial part.', 'λ 是循環損失的權重，不是對抗損失的。') },
    ],
  };
}

const partHints: Record<Part, Text> = {
  adversarial: say('Two LSGAN losses of G are added: one for each translation, each judged in the domain it arrives in.', '把兩個 G 的 LSGAN 損失相加：兩個方向的轉換各一個，由轉換後的領域來評判。'),
  cycle: say('Two distances are added: each image against what comes back after both translations.', '把兩個距離相加：每張影像與經過兩次轉換後回來的結果比較。'),
  identity: say('Two L1 distances are added: each image against what the generator of its own domain makes of it.', '把兩個 L1 距離相加：每張影像與「輸出它所屬領域」的生成器處理後的結果比較。'),
  total: say('adversarial + λ · cycle + λ · weights.identity · identity.', 'adversarial + λ · cycle + λ · weights.identity · identity。'),
};

const argumentsOf = ({ G, F, DX, DY, x, y, lambda, identity, norm }: ObjectiveCase): unknown[] => [
  { G: stub(G), F: stub(F), DX: stub(DX), DY: stub(DY) }, x, y, { lambda, identity, norm },
];

/** One part of the objective is right. */
export async function givesPart(student: Student, part: Part, example: ObjectiveCase): Promise<void> {
  const name = 'cycleGanGeneratorLoss';
  const { value } = await student.call(name, ...argumentsOf(example));
  if (typeof value !== 'object' || value === null || !(part in value)) {
    throw new Finding({
      wrong: say(`\`${name}\` returns ${inWords(value).en}${typeof value === 'object' && value !== null && !(value instanceof NdArray) ? ` without ${part}` : ''}.`, `\`${name}\` 回傳的是${inWords(value)['zh-TW']}，其中沒有 ${part}。`),
      expected: say('An object { total, adversarial, cycle, identity } of scalars is expected.', '應該回傳由純量組成的物件 { total, adversarial, cycle, identity }。'),
    });
  }
  const what = `\`${name}(…).${part}\``;
  const actual = asScalar((value as Record<Part, unknown>)[part], what);
  const parts = objective(example);
  const expected = parts[part];
  verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
    wrong: say(`${what} is ${round(actual)} for stand-in networks with known outputs.`, `以輸出已知的替身網路計算，${what} 是 ${round(actual)}。`),
    expected: say(`It should be ${round(expected)} (λ = ${example.lambda}, identity weight ${example.identity}, ${example.norm}).`, `應該是 ${round(expected)}（λ = ${example.lambda}，恆等權重 ${example.identity}，${example.norm}）。`),
    hint: objectiveDiagnoses(example, parts)[part].find(({ value: wrong }) => closeEnough(actual, wrong) && !closeEnough(expected, wrong))?.hint ?? partHints[part],
  }));
}

/** The total's gradient reaches x and y through all four networks. */
export async function objectiveGradient(student: Student, example: ObjectiveCase): Promise<void> {
  const { lambda, identity: weight, norm } = example;
  const [G, F, DX, DY] = [example.G, example.F, example.DX, example.DY].map(stub);
  const lsgan = (scores: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.sub(scores, 1)));
  const l1 = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.mean(tf.abs(tf.sub(a, b)));
  const distance = norm === 'l1' ? l1 : (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.mean(tf.square(tf.sub(a, b)));
  const total = (x: tf.Tensor4D, y: tf.Tensor4D): tf.Scalar => {
    const adversarial = tf.add(lsgan(DY(G(x))), lsgan(DX(F(y))));
    const cycle = tf.add(distance(F(G(x)), x), distance(G(F(y)), y));
    const identity = tf.add(l1(G(y), y), l1(F(x), x));
    return tf.addN([adversarial, tf.mul(cycle, lambda), tf.mul(identity, lambda * weight)]) as tf.Scalar;
  };
  const images = [example.x, example.y].map(({ shape, values }) => tf.tensor(values, [...shape]));
  const gradients = tf.tidy(() => tf.grads(total as (...images: tf.Tensor[]) => tf.Scalar)(images));
  const expected = await Promise.all(gradients.map((gradient) => gradient.data() as Promise<Float32Array>));
  tf.dispose([images, gradients]);
  await hasGradient(student, 'cycleGanGeneratorLoss', argumentsOf(example), expected, ['x', 'y'], 'total');
}
