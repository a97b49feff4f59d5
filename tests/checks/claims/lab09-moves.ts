/**
 * What Lab09's two moves have to do: one step of plain descent, whose weights are known exactly. The oracle is written out in
 * double precision, with central differences for the slopes: it needs no gradient of a gradient. G has batch normalisation,
 * so training mode shows; the critic bends smoothly and has none.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asScalar, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { closeEnough, round } from './losses.js';

type Role = 'generator' | 'discriminator';
const rates: Record<Role, number> = { generator: 0.25, discriminator: 0.0625 };
const latentDim = 2, pixels = 4, hidden = 3, epsilon = 1e-3;

/** Numbers of each tensor of a network, in TensorFlow.js's order. */
type Weights = readonly (readonly number[])[];

/** Kernel [2, 4], γ, β, and, not trained, mean and variance. */
const generatorModel = (): tf.LayersModel => tf.sequential({ layers: [
  tf.layers.dense({ inputShape: [latentDim], units: pixels, useBias: false }), tf.layers.batchNormalization({ epsilon }), tf.layers.activation({ activation: 'tanh' }), tf.layers.reshape({ targetShape: [2, 2, 1] }),
] });
/** Kernel [4, 3], bias, kernel [3, 1], bias. */
const criticModel = (): tf.LayersModel => tf.sequential({ layers: [
  tf.layers.flatten({ inputShape: [2, 2, 1] }), tf.layers.dense({ units: hidden, activation: 'tanh' }), tf.layers.dense({ units: 1 }),
] });

const affine = (x: readonly number[], kernel: readonly number[], outputs: number, bias?: readonly number[]): number[] =>
  Array.from({ length: outputs }, (_, j) => x.reduce((sum, value, i) => sum + value * kernel[i * outputs + j]!, bias?.[j] ?? 0));

function generate(z: readonly (readonly number[])[], [kernel, gamma, beta, mean, variance]: Weights, training: boolean): number[][] {
  const raw = z.map((each) => affine(each, kernel!, pixels));
  const average = (f: (row: number[]) => number): number => raw.reduce((sum, row) => sum + f(row), 0) / raw.length;
  const statistics = Array.from({ length: pixels }, (_, j) => {
    const m = training ? average((row) => row[j]!) : mean![j]!;
    return [m, training ? average((row) => (row[j]! - m) ** 2) : variance![j]!] as const;
  });
  return raw.map((row) => row.map((value, j) => Math.tanh(gamma![j]! * (value - statistics[j]![0]) / Math.sqrt(statistics[j]![1] + epsilon) + beta![j]!)));
}

function score(x: readonly number[], [kernel, bias, last, offset]: Weights): { value: number; steepness: number } {
  const bent = affine(x, kernel!, hidden, bias).map(Math.tanh);
  const slope = x.map((_, i) => bent.reduce((sum, y, j) => sum + kernel![i * hidden + j]! * (1 - y * y) * last![j]!, 0));
  return { value: bent.reduce((sum, y, j) => sum + y * last![j]!, offset![0]!), steepness: Math.hypot(...slope) };
}

interface Case {
  weights: Record<Role, Weights>;
  real: number[][];
  z: number[][];
  t: number[];
  weight: number;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

type PenaltyAt = 'between' | 'real' | 'made' | 'nowhere';

function criticLossOf({ weights, real, z, t, weight }: Case, { training = true, at = 'between' as PenaltyAt } = {}): number {
  const made = generate(z, weights.generator, training), D = weights.discriminator;
  const points = at === 'real' ? real : at === 'made' ? made : real.map((row, n) => row.map((x, i) => t[n]! * x + (1 - t[n]!) * made[n]![i]!));
  const penalty = at === 'nowhere' ? 0 : meanOf(points.map((x) => (score(x, D).steepness - 1) ** 2));
  return meanOf(made.map((x) => score(x, D).value)) - meanOf(real.map((x) => score(x, D).value)) + weight * penalty;
}

const generatorLossOf = ({ weights, z }: Case, { training = true } = {}): number => -meanOf(generate(z, weights.generator, training).map((x) => score(x, weights.discriminator).value));

const lossOf = (role: Role, given: Case, options: { training?: boolean; at?: PenaltyAt } = {}): number =>
  (role === 'discriminator' ? criticLossOf(given, options) : generatorLossOf(given, options));

/** w − rate · slope, of the trained tensors. */
function descended(role: Role, given: Case, rate: number, options: { at?: PenaltyAt } = {}): number[][] {
  const own = given.weights[role].slice(0, role === 'generator' ? 3 : 4);
  return own.map((tensor, t) => tensor.map((value, i) => {
    const at = (h: number): number => lossOf(role, { ...given, weights: { ...given.weights, [role]: given.weights[role].map((each, k) => (k === t ? each.map((x, j) => (j === i ? x + h : x)) : each)) } }, options);
    return value - rate * (at(1e-5) - at(-1e-5)) / 2e-5;
  }));
}

const names: Record<Role, string> = { discriminator: 'criticStep', generator: 'generatorStep' };
const other: Record<Role, Role> = { discriminator: 'generator', generator: 'discriminator' };
const inWords: Record<Role, Text> = { discriminator: say('the critic', '評論者'), generator: say('the generator', '生成器') };

interface Outcome {
  given: Case;
  value: unknown;
  tensorsLeft: number;
  after: Record<Role, number[][]>;
}

async function step(student: Student, role: Role, draw: Draw, count: number, use: (outcome: Outcome) => Promise<void> | void): Promise<void> {
  const gan = {
    generator: generatorModel(), discriminator: criticModel(), latentDim,
    generatorOptimizer: tf.train.sgd(rates.generator), discriminatorOptimizer: tf.train.sgd(rates.discriminator),
  };
  const fill = (model: tf.LayersModel): Weights => {
    // A variance has to be positive, and γ away from 0; all others may be anything.
    const arrays = model.weights.map((weight) => draw.tensor(weight.shape as number[], /gamma|variance/.test(weight.originalName) ? 0.5 : -1, 1.5));
    tf.tidy(() => model.setWeights(arrays.map(({ values, shape }) => tf.tensor(values, [...shape]))));
    return arrays.map(({ values }) => Array.from(values));
  };
  const [real, z, t] = [draw.tensor([count, 2, 2, 1]), draw.tensor([count, latentDim], -2, 2), draw.tensor([count], 0, 1)];
  const rows = (values: Float32Array, size: number): number[][] => Array.from({ length: count }, (_, n) => Array.from(values.subarray(n * size, (n + 1) * size)));
  const given: Case = {
    weights: { generator: fill(gan.generator), discriminator: fill(gan.discriminator) },
    real: rows(real.values, pixels), z: rows(z.values, latentDim), t: Array.from(t.values), weight: draw.integer(5, 12),
  };
  try {
    const held = await student.hold(gan);
    const answer = await student.call(names[role], held, ...(role === 'discriminator' ? [real, z, t, given.weight] : [z]));
    const now = (await student.read(held)) as typeof gan;
    const trained = (model: tf.LayersModel): number[][] => model.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));
    await use({ given, ...answer, after: { generator: trained(now.generator), discriminator: trained(now.discriminator) } });
  } finally {
    for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
  }
}

/** The loss before the update. */
export async function stepReturnsLoss(student: Student, role: Role, draw: Draw, count: number): Promise<void> {
  const what = `\`${names[role]}\``;
  await step(student, role, draw, count, ({ given, value }) => {
    const actual = asScalar(value, what), expected = lossOf(role, given);
    const bare = criticLossOf(given, { at: 'nowhere' });
    const diagnoses: { value: number; hint: Text }[] = [
      { value: lossOf(role, given, { training: false }), hint: say('G ran in inference mode: apply takes { training: true }.', 'G 是以推論模式執行的：apply 要加上 { training: true }。') },
      { value: -expected, hint: say('The sign is turned around: a loss is minimised.', '正負號相反了：損失是要最小化的。') },
      ...(role === 'discriminator' ? [
        { value: bare, hint: say('The penalty is missing.', '少了懲罰項。') },
        { value: bare + (expected - bare) / given.weight, hint: say('The penalty is to be multiplied by `weight`.', '懲罰項要乘以 `weight`。') },
        { value: 2 * bare - expected, hint: say('The penalty is added, not subtracted: the critic pays it.', '懲罰項要加上去，不是減掉：那是評論者要付的代價。') },
        { value: expected - 2 * bare, hint: say('Made minus real: the critic wants the real scores high.', '假的減真的：評論者希望真的分數高。') },
        { value: criticLossOf(given, { at: 'real' }), hint: say('The penalty is taken at the real pictures; it belongs between the pairs.', '懲罰項是在真圖片上計算的；應該在每一對之間。') },
        { value: criticLossOf(given, { at: 'made' }), hint: say('The penalty is taken at the made pictures; it belongs between the pairs.', '懲罰項是在生成的圖片上計算的；應該在每一對之間。') },
        { value: criticLossOf({ ...given, t: given.t.map((share) => 1 - share) }), hint: say('The points between are the wrong way round: t belongs to real.', '中間點的方向反了：t 屬於真的。') },
        { value: generatorLossOf(given), hint: say('This is the loss of G.', '這是 G 的損失。') },
      ] : [{ value: criticLossOf(given), hint: say('This is the loss of the critic.', '這是評論者的損失。') }]),
    ];
    verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
      wrong: say(`${what} returns ${round(actual)}.`, `${what} 回傳 ${round(actual)}。`),
      expected: say(`The loss before the update is ${round(expected)}.`, `更新前的損失是 ${round(expected)}。`),
      hint: diagnoses.find(({ value: wrong }) => closeEnough(actual, wrong) && !closeEnough(expected, wrong))?.hint
        ?? say('Return what minimize returns when its second argument is true.', '回傳 minimize 第二個參數為 true 時的回傳值。'),
    }));
  });
}

const near = (a: Weights, b: Weights): boolean => a.every((tensor, t) => tensor.every((value, i) => Math.abs(value - b[t]![i]!) <= 2e-4 * Math.max(1, Math.abs(b[t]![i]!))));

/** The weights after the step are w − rate · slope, with the rate of the player's own optimizer. */
export async function stepDescends(student: Student, role: Role, draw: Draw, count: number): Promise<void> {
  await step(student, role, draw, count, ({ given, after }) => {
    const { en, 'zh-TW': zh } = inWords[role];
    const is = (rate: number, options: { at?: PenaltyAt } = {}): boolean => near(after[role], descended(role, given, rate, options));
    verify(() => expect(is(rates[role])).to.equal(true), () => ({
      wrong: say(`After \`${names[role]}\` the weights of ${en} are not those of one step down its loss.`, `執行 \`${names[role]}\` 之後，${zh}的權重不是沿著損失往下走一步的結果。`),
      expected: say(`One step of gan.${role}Optimizer on the variables of ${en}, by the whole loss.`, `應該是用 gan.${role}Optimizer、對${zh}的變數、依照完整的損失走一步。`),
      hint: is(0) ? say(`Nothing has changed: call minimize on gan.${role}Optimizer.`, `什麼都沒有改變：請呼叫 gan.${role}Optimizer 的 minimize。`)
        : is(-rates[role]) ? say('This step goes up: look at the sign of the loss.', '這一步是往上走：請檢查損失的正負號。')
          : is(rates[other[role]]) ? say(`That was the other player's optimizer: use gan.${role}Optimizer.`, `用到了對方的最佳化器：請用 gan.${role}Optimizer。`)
            : role === 'discriminator' && is(rates[role], { at: 'nowhere' }) ? say('No gradient comes back through the penalty: compute it inside of the function that minimize gets.', '沒有梯度穿過懲罰項：請在傳給 minimize 的函式裡面計算它。')
              : say('Exactly one update, on the loss as it was before.', '恰好一次更新，依照更新前的損失。'),
    }));
  });
}

/** The other network is left alone, bit for bit. */
export async function stepLeavesOther(student: Student, role: Role, draw: Draw, count: number): Promise<void> {
  await step(student, role, draw, count, ({ given, after }) => {
    const frozen = other[role], { en, 'zh-TW': zh } = inWords[frozen];
    const same = (player: Role): boolean => after[player].every((tensor, t) => tensor.every((value, i) => value === Math.fround(given.weights[player][t]![i]!)));
    verify(() => expect(same(role)).to.equal(false), {
      wrong: say(`\`${names[role]}\` leaves the weights of ${inWords[role].en} as they were.`, `\`${names[role]}\` 沒有改變${inWords[role]['zh-TW']}的權重。`),
      expected: say('It should learn in this step.', '這一步應該要學習。'),
    });
    verify(() => expect(same(frozen)).to.equal(true), {
      wrong: say(`\`${names[role]}\` changes the weights of ${en}.`, `\`${names[role]}\` 改變了${zh}的權重。`),
      expected: say(`Only ${inWords[role].en} learns in this step.`, `這一步只有${inWords[role]['zh-TW']}學習。`),
      hint: say('Hand minimize the list of variables it may change.', '把可以改變的變數清單交給 minimize。'),
    });
  });
}

export async function stepLeaksNothing(student: Student, role: Role, draw: Draw, count: number): Promise<void> {
  await step(student, role, draw, count, ({ value, tensorsLeft }) => {
    asScalar(value, `\`${names[role]}\``);
    verify(() => expect(tensorsLeft).to.be.at.most(0), {
      wrong: say(`\`${names[role]}\` leaves ${tensorsLeft} tensors in memory.`, `\`${names[role]}\` 在記憶體裡留下了 ${tensorsLeft} 個張量。`),
      expected: say('Only the loss that it returns should be left.', '應該只留下回傳的損失。'),
      hint: say('Wrap the whole step in tf.tidy.', '請用 tf.tidy 把整個步驟包起來。'),
    });
  });
}
