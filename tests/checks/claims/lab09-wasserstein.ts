/** What has to hold for the tasks of Lab09, whatever the inputs; its two moves are in lab09-moves.ts. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { closeEnough, commonDiagnoses, mean, round, type LossOracle } from './losses.js';
import { equals } from './numbers.js';

/** Two heaps of 1 over as many places. */
export type Heaps = readonly [p: readonly number[], q: readonly number[]];

export function someHeaps(draw: Draw, places: number): Heaps {
  const heap = (): number[] => {
    const heights = Array.from({ length: places }, () => draw.integer(0, 9));
    heights[draw.integer(0, places - 1)]! += 3;
    const sum = heights.reduce((a, b) => a + b, 0);
    return heights.map((height) => height / sum);
  };
  return [heap(), heap()];
}

export async function earthMover(student: Student, heaps: readonly Heaps[]): Promise<void> {
  for (const [p, q] of heaps) {
    const show = (heap: readonly number[]): string => `[${heap.map((height) => Number(height.toFixed(3))).join(', ')}]`;
    const what = `\`earthMover(${show(p)}, ${show(q)})\``;
    const difference = p.map((height, i) => height - q[i]!);
    const running = difference.map((_, i) => difference.slice(0, i + 1).reduce((a, b) => a + b, 0));
    const sum = (values: readonly number[], of = Math.abs): number => values.reduce((total, value) => total + of(value), 0);
    const right = sum(running);
    equals(asNumber((await student.call('earthMover', [...p], [...q])).value, what), right, what, [
      { value: sum(difference), hint: say('This counts the earth that moves, not how far. Sum up from the left first.', '這只算了有多少土要搬，沒有算多遠。請先由左往右累加。') },
      { value: sum(difference) / 2, hint: say('This counts the earth that moves, not how far. Sum up from the left first.', '這只算了有多少土要搬，沒有算多遠。請先由左往右累加。') },
      { value: sum(running, (x) => x), hint: say('Earth that goes to the left costs as much as earth that goes to the right: take the absolute value of each running sum.', '往左搬和往右搬的代價一樣：每個累加值都要取絕對值。') },
      { value: -sum(running, (x) => x), hint: say('Earth that goes to the left costs as much as earth that goes to the right: take the absolute value of each running sum.', '往左搬和往右搬的代價一樣：每個累加值都要取絕對值。') },
      { value: Math.abs(sum(running, (x) => x)), hint: say('Take the absolute value of each running sum, then add them up.', '先對每個累加值取絕對值，再相加。') },
      { value: sum(running, (x) => x * x), hint: say('These are squares; the work grows with the distance itself.', '這是平方；功是和距離本身成正比。') },
      { value: Math.max(...running.map(Math.abs)), hint: say('This is the largest of the running sums. All of them count.', '這是累加值中最大的一個。全部都要算。') },
      { value: right / p.length, hint: say('Sum up: every border that earth is carried across costs as much as is carried.', '要相加：土每跨過一個邊界，代價就是跨過的量。') },
    ], say('How much earth has to cross the border behind place i? The running sum of p − q up to i.', '第 i 個位置後面的邊界，要有多少土跨過？就是 p − q 累加到 i 的值。'));
  }
}

const lossHint = say('The critic wants real scores high and made ones low; its loss is the other way round. No logarithm, no sigmoid.', '評論者希望真的分數高、假的分數低；它的損失則相反。沒有對數，也沒有 sigmoid。');

export const criticLoss: LossOracle = {
  name: 'criticLoss', hint: lossHint,
  value: ([real, made]) => mean(made!.values) - mean(real!.values),
  diagnoses([real, made]) {
    const [a, b] = [mean(real!.values), mean(made!.values)];
    return [
      { value: a - b, hint: say('This is what the critic maximises. A loss is minimised: turn the sign around.', '這是評論者要最大化的量。損失是要最小化的：請把正負號反過來。') },
      { value: Math.abs(a - b), hint: say('No absolute value: where made ones score higher, the loss has to say so.', '不要取絕對值：假的分數比較高時，損失要反映出來。') },
      { value: a + b, hint: say('One of the scores should rise, the other fall.', '一個分數要升高，另一個要降低。') },
      { value: mean(real!.values, (x) => Math.log1p(Math.exp(-x))) + mean(made!.values, (x) => Math.log1p(Math.exp(x))), hint: say('This is the loss of a discriminator. A score is no logit: take the means as they are.', '這是判別器的損失。分數不是 logit：直接取平均。') },
      { value: mean(made!.values, (x) => 1 / (1 + Math.exp(-x))) - mean(real!.values, (x) => 1 / (1 + Math.exp(-x))), hint: say('No sigmoid: a score may be any number.', '不要用 sigmoid：分數可以是任何數。') },
      ...commonDiagnoses(b - a, real!.values.length, 2),
    ];
  },
};

export const generatorLoss: LossOracle = {
  name: 'generatorLoss', hint: say('G wants its scores high: minus their mean.', 'G 希望自己的分數高：取平均再加負號。'),
  value: ([made]) => -mean(made!.values),
  diagnoses: ([made]) => [
    { value: mean(made!.values), hint: say('With this loss G would lower its scores.', '用這個損失，G 會降低自己的分數。') },
    { value: mean(made!.values, (x) => Math.log1p(Math.exp(-x))), hint: say('This is the loss of a GAN. A score is no logit: take the mean as it is.', '這是 GAN 的損失。分數不是 logit：直接取平均。') },
    ...commonDiagnoses(-mean(made!.values), made!.values.length, 1),
  ],
};

/** Where real samples lie, half of them at each place, and the made ones; their W₁ is 1. */
const [realAt, madeAt, distance] = [[-1, 1], 0, 1] as const;

/** What a function gives on a grid of this step, from −1.5 to 1.5, moved by `shift`. */
async function curveOf(student: Student, name: string, step: number, shift: number): Promise<{ slopes: number[]; jump: number }> {
  const x = Array.from({ length: Math.round(3 / step) + 1 }, (_, i) => -1.5 + i * step + shift);
  const values = await scoresOf(student, name, x);
  const slopes = values.slice(1).map((value, i) => (value - values[i]!) / step);
  return { slopes, jump: Math.max(...slopes.slice(1).map((slope, i) => Math.abs(slope - slopes[i]!))) };
}

async function scoresOf(student: Student, name: string, x: readonly number[]): Promise<number[]> {
  const { value } = await student.call(name, [...x]);
  if (!Array.isArray(value) || value.length !== x.length) {
    throw new Finding({
      wrong: say(`\`${name}\` returns ${describe(value).en} for an array of ${x.length} numbers.`, `對 ${x.length} 個數的陣列，\`${name}\` 回傳${describe(value)['zh-TW']}。`),
      expected: say('A score for each x is expected, as an array: x.map(…).', '這裡應該回傳陣列，每個 x 一個分數：x.map(…)。'),
    });
  }
  return value.map((score, i) => asNumber(score, `\`${name}(x)[${i}]\``));
}

async function gainOf(student: Student, name: string): Promise<number> {
  const [left, right, made] = await scoresOf(student, name, [...realAt, madeAt]) as [number, number, number];
  return (left + right) / 2 - made;
}

/** Not more than a thousand values are passed to a student's function. */
const steps = [0.0128, 0.0032] as const;

/** From step to step the slope of a smooth function changes by a quarter where the step is a quarter; at a kink by at least half of what it was, wherever the grid lies. */
async function hasKink(student: Student, name: string, shift: number): Promise<boolean> {
  const [coarse, fine] = [await curveOf(student, name, steps[0], shift), await curveOf(student, name, steps[1], shift)];
  return fine.jump > 0.37 * coarse.jump && fine.jump > 1e-6;
}

/** Infinitely smooth, and yet it claims a distance far above the true one. */
export async function smoothCheats(student: Student, shift = 0): Promise<void> {
  const what = '`smoothCheat`';
  const gain = await gainOf(student, 'smoothCheat');
  verify(() => expect(gain).to.be.at.least(100 * distance), {
    wrong: say(`${what} claims a distance of ${round(gain)}.`, `${what} 聲稱距離是 ${round(gain)}。`),
    expected: say('At least 100 is wanted, where the truth is 1: mean score at −1 and 1, minus the score at 0.', '要至少 100，而真正的距離是 1：在 −1 和 1 的平均分數，減去在 0 的分數。'),
    hint: say('Nothing but smoothness is asked of it: it may be as steep as you like. A parabola?', '對它只要求平滑：要多陡都可以。用拋物線？'),
  });
  const kink = await hasKink(student, 'smoothCheat', shift);
  verify(() => expect(kink).to.equal(false), {
    wrong: say(`${what} has a kink: its slope jumps.`, `${what} 有折點：斜率會跳動。`),
    expected: say('It should be smooth, without any kink or step.', '它應該是平滑的，沒有折點也沒有階梯。'),
    hint: say('Math.abs, Math.max and conditions make kinks; powers, Math.cos and Math.exp do not.', 'Math.abs、Math.max 和條件判斷會造成折點；次方、Math.cos 和 Math.exp 不會。'),
  });
}

/** Not smooth, nowhere steeper than 1, and the best critic there is. */
export async function kinkIsFair(student: Student, shift = 0): Promise<void> {
  const what = '`kinkedCritic`';
  const { slopes } = await curveOf(student, 'kinkedCritic', steps[1], shift);
  const steepest = Math.max(...slopes.map(Math.abs));
  verify(() => expect(steepest).to.be.at.most(1 + 1e-6), {
    wrong: say(`${what} has the slope ${round(steepest)} somewhere.`, `${what} 在某處的斜率是 ${round(steepest)}。`),
    expected: say('1-Lipschitz: nowhere steeper than 1.', '1-Lipschitz：任何地方都不能比 1 更陡。'),
    hint: say('Between two places the score may differ by their distance, no more.', '兩個位置的分數差，不能超過它們的距離。'),
  });
  const gain = await gainOf(student, 'kinkedCritic');
  verify(() => expect(gain).to.be.closeTo(distance, 1e-6), {
    wrong: say(`${what} claims a distance of ${round(gain)}.`, `${what} 聲稱距離是 ${round(gain)}。`),
    expected: say('1, the true one, can be reached: mean score at −1 and 1, minus the score at 0.', '可以達到真正的距離 1：在 −1 和 1 的平均分數，減去在 0 的分數。'),
    hint: say('From 0 to either side, climb as steeply as is allowed.', '從 0 往兩側，都用允許的最大坡度往上爬。'),
  });
  const kink = await hasKink(student, 'kinkedCritic', shift);
  verify(() => expect(kink).to.equal(true), {
    wrong: say(`${what} is smooth.`, `${what} 是平滑的。`),
    expected: say('A critic with a kink is wanted, to show that kinks are allowed.', '這裡要的是有折點的評論者，證明折點是允許的。'),
  });
}

/** A critic with weights of −1 to 1, and its weights. Any limit from 0.1 to 0.8 clips every bias, and of each kernel some weights above, some below, and not all. */
function someCritic(draw: Draw): { critic: tf.LayersModel; before: Float32Array[] } {
  const critic = tf.sequential({ layers: [
    tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), tf.layers.leakyReLU({ alpha: 0.2 }),
    tf.layers.flatten(), tf.layers.dense({ units: 1 }),
  ] });
  const arrays = critic.weights.map((weight) => {
    const array = draw.tensor(weight.shape as number[]);
    const large = (i: number, sign: number): void => { array.values[i] = sign * (0.8 + 0.2 * Math.abs(array.values[i]!)); };
    if (array.shape.length === 1) array.values.forEach((value, i) => large(i, value < 0 ? -1 : 1));
    else {
      array.values[0] *= 0.1;
      large(1, 1);
      large(2, -1);
    }
    return array;
  });
  tf.tidy(() => critic.setWeights(arrays.map(({ values, shape }) => tf.tensor(values, [...shape]))));
  return { critic, before: arrays.map(({ values }) => values) };
}

export async function clips(student: Student, draw: Draw, limit: number): Promise<void> {
  const { critic, before } = someCritic(draw);
  const what = `\`clipWeights(critic, ${limit})\``;
  try {
    const held = await student.hold(critic);
    const { tensorsLeft } = await student.call('clipWeights', held, limit);
    const now = (await student.read(held)) as tf.LayersModel;
    const after = now.weights.map((weight) => weight.read().dataSync() as Float32Array);
    const is = (wanted: (weight: number, tensor: number) => number): boolean => after.every((values, t) => values.every((value, i) => Math.abs(value - wanted(before[t]![i]!, t)) < 1e-6));
    const cut = (weight: number): number => Math.min(limit, Math.max(-limit, weight));
    const largest = Math.max(...before.map((values) => Math.max(...values.map(Math.abs))));
    verify(() => expect(is(cut)).to.equal(true), () => ({
      wrong: say(`After ${what} the weights are not those that were expected.`, `執行 ${what} 之後，權重不是預期的值。`),
      expected: say(`Weights above ${limit} become ${limit}, those below −${limit} become −${limit}, the others stay.`, `大於 ${limit} 的權重變成 ${limit}，小於 −${limit} 的變成 −${limit}，其他不變。`),
      hint: is((weight) => weight) ? say('No weight has changed: write the clipped values back with assign.', '沒有任何權重改變：請用 assign 把截斷後的值寫回去。')
        : is((weight) => Math.min(limit, weight)) ? say('Weights below the lower limit are left.', '小於下限的權重沒有處理。')
          : is((weight) => Math.max(-limit, weight)) ? say('Weights above the upper limit are left.', '大於上限的權重沒有處理。')
            : is((weight, tensor) => (before[tensor]!.length === 1 || tensor % 2 === 1 ? weight : cut(weight))) ? say('Biases are clipped as well: go through all of variablesOf(critic).', '偏置也要截斷：請處理 variablesOf(critic) 的全部。')
              : is((weight) => Math.sign(weight) * limit) ? say('Only weights beyond the limit change.', '只有超過界限的權重才要改變。')
                : is((weight) => weight * limit / largest) || is((weight) => weight * limit) ? say('These are scaled. Clipping leaves small weights as they are.', '這是縮放。截斷不會改變小的權重。')
                  : is((weight) => (Math.abs(weight) > limit ? 0 : weight)) ? say('Weights beyond the limit become the limit, not 0.', '超過界限的權重要變成界限值，不是 0。')
                    : say('tf.clipByValue(x, low, high) clips a tensor; variable.assign(tensor) writes it.', 'tf.clipByValue(x, low, high) 可以截斷張量；variable.assign(tensor) 可以寫回。'),
    }));
    verify(() => expect(tensorsLeft).to.be.at.most(0), {
      wrong: say(`${what} leaves ${tensorsLeft} tensors in memory.`, `${what} 在記憶體裡留下了 ${tensorsLeft} 個張量。`),
      expected: say('It runs after every step: nothing may be left.', '它在每一步之後都會執行：不能留下任何東西。'),
      hint: say('Wrap it in tf.tidy.', '請用 tf.tidy 包起來。'),
    });
  } finally {
    critic.dispose();
  }
}

export async function interpolates(student: Student, draw: Draw, count: number): Promise<void> {
  const shape = [count, 3, 2, 1], size = 6;
  const [real, made, t] = [draw.tensor(shape), draw.tensor(shape), draw.tensor([count], 0.1, 0.9)];
  const what = '`interpolates`';
  const values = asTensor((await student.call('interpolates', real, made, t)).value, what, shape).values;
  const is = (share: (n: number) => number): boolean => values.every((value, i) => {
    const s = share(Math.floor(i / size));
    return Math.abs(value - (s * real.values[i]! + (1 - s) * made.values[i]!)) < 1e-5;
  });
  verify(() => expect(is((n) => t.values[n]!)).to.equal(true), () => ({
    wrong: say(`${what} does not give the points between the pairs.`, `${what} 得到的不是每一對之間的點。`),
    expected: say('Picture n should be t[n] · real[n] + (1 − t[n]) · made[n].', '第 n 張應該是 t[n] · real[n] + (1 − t[n]) · made[n]。'),
    hint: is((n) => 1 - t.values[n]!) ? say('Real and made are swapped: t belongs to real.', '真假對調了：t 屬於真的。')
      : is(() => t.values[0]!) ? say('Each pair has a share of its own.', '每一對都有自己的比例。')
        : is(() => 0.5) ? say('These are the middles: use t.', '這些是中點：請用 t。')
          : say('Give t the shape [N, 1, 1, 1], so that it is spread over the pixels of each picture.', '把 t 變成形狀 [N, 1, 1, 1]，讓它展開到每張圖片的所有像素。'),
  }));
}

/** A linear critic x · w: ‖∇D‖ = |w| everywhere, whatever the points. */
export async function linearPenalty(student: Student, draw: Draw, weights: readonly number[]): Promise<void> {
  const critic = tf.sequential({ layers: [tf.layers.dense({ inputShape: [weights.length], units: 1 })] });
  tf.tidy(() => critic.setWeights([tf.tensor2d([...weights], [weights.length, 1]), tf.tensor1d([draw.uniform()])]));
  try {
    const norm = Math.hypot(...weights);
    const what = say(`of a linear critic of slope ${round(norm)}`, `（斜率 ${round(norm)} 的線性評論者）`);
    await penaltyIs(student, critic, draw.tensor([draw.integer(3, 5), weights.length]), (n) => weights.map((weight) => weight + 0 * n), what);
  } finally {
    critic.dispose();
  }
}

/** v · tanh(x W + b), whose slope changes from point to point, and its gradient in double precision. */
interface Bent { critic: tf.LayersModel; slope(x: readonly number[]): number[] }

const inputs = 3, hidden = 4;

function bentCritic(draw: Draw): Bent {
  const critic = tf.sequential({ layers: [tf.layers.dense({ inputShape: [inputs], units: hidden, activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
  const [W, b, v, c] = [draw.tensor([inputs, hidden], -1.5, 1.5), draw.tensor([hidden]), draw.tensor([hidden, 1], -1.5, 1.5), draw.tensor([1])] as const;
  tf.tidy(() => critic.setWeights([W, b, v, c].map(({ values, shape }) => tf.tensor(values, [...shape]))));
  return {
    critic,
    slope(x) {
      const bends = Array.from({ length: hidden }, (_, j) => {
        const y = Math.tanh(x.reduce((sum, value, i) => sum + value * W.values[i * hidden + j]!, b.values[j]!));
        return (1 - y * y) * v.values[j]!;
      });
      return x.map((_, i) => bends.reduce((sum, bend, j) => sum + bend * W.values[i * hidden + j]!, 0));
    },
  };
}

const rowsOf = ({ values, shape }: NdArray): number[][] => Array.from({ length: shape[0]! }, (_, n) => Array.from(values.subarray(n * shape[1]!, (n + 1) * shape[1]!)));

export async function bentPenalty(student: Student, draw: Draw, count: number): Promise<void> {
  const { critic, slope } = bentCritic(draw);
  try {
    const points = draw.tensor([count, inputs], -2, 2), rows = rowsOf(points);
    await penaltyIs(student, critic, points, (n) => slope(rows[n]!), say('of a critic that bends', '（彎曲的評論者）'));
  } finally {
    critic.dispose();
  }
}

async function penaltyIs(student: Student, critic: tf.LayersModel, points: NdArray, slopeAt: (n: number) => number[], situation: Text): Promise<void> {
  const value = asTensor((await student.call('gradientPenalty', critic, points)).value, '`gradientPenalty`', []).values[0]!;
  const slopes = Array.from({ length: points.shape[0]! }, (_, n) => slopeAt(n)), norms = slopes.map((slope) => Math.hypot(...slope));
  const average = (of: (norm: number) => number): number => norms.reduce((sum, norm) => sum + of(norm), 0) / norms.length;
  const right = average((norm) => (norm - 1) ** 2);
  const diagnoses: { value: number; hint: Text }[] = [
    { value: average((norm) => (norm ** 2 - 1) ** 2), hint: say('The root is missing: the length of a gradient is the root of the sum of its squares.', '少了根號：梯度的長度是平方和的平方根。') },
    { value: average((norm) => norm ** 2), hint: say('The gradient should have the length 1, not 0: (‖∇D‖ − 1)².', '梯度的長度應該是 1，不是 0：(‖∇D‖ − 1)²。') },
    { value: average((norm) => norm - 1), hint: say('The square is missing: gradients that are too small are as wrong as those that are too large.', '少了平方：梯度太小和太大一樣不對。') },
    { value: average((norm) => Math.abs(norm - 1)), hint: say('The square of the difference is meant, not its absolute value.', '要的是差的平方，不是絕對值。') },
    { value: average((norm) => Math.max(0, norm - 1) ** 2), hint: say('That is the one-sided penalty. Here gradients below 1 count as well.', '這是單邊的懲罰。這裡梯度小於 1 也要算。') },
    { value: right * norms.length, hint: say('This is a sum over the batch; take the mean.', '這是對批次求和；請取平均。') },
    { value: (average((norm) => norm) - 1) ** 2, hint: say('First subtract 1 and square for each point, then take the mean.', '先對每個點減 1 再平方，最後才取平均。') },
    { value: (Math.hypot(...slopes.flat()) - 1) ** 2, hint: say('This is the length of the gradients of the whole batch in one. Each point has a length of its own: sum over all axes but the first.', '這是整個批次的梯度合在一起的長度。每個點都有自己的長度：對第一軸以外的軸求和。') },
    { value: average((norm) => (norm / norms.length - 1) ** 2), hint: say('The scores were averaged before the gradient was taken: sum them, so that each point keeps its own gradient.', '求梯度之前把分數取了平均：請用總和，每個點才會保有自己的梯度。') },
    { value: average((norm) => (norm / Math.sqrt(slopes[0]!.length) - 1) ** 2), hint: say('The squares of a gradient are summed, not averaged.', '梯度的平方要相加，不是取平均。') },
    { value: slopes.reduce((sum, slope) => sum + slope.reduce((total, each) => total + (Math.abs(each) - 1) ** 2, 0), 0) / slopes.length / slopes[0]!.length, hint: say('The length of the whole gradient of a point counts, not each of its numbers.', '要算的是一個點整個梯度的長度，不是它的每一個數。') },
  ];
  verify(() => expect(closeEnough(value, right)).to.equal(true), () => ({
    wrong: say(`\`gradientPenalty\` ${situation.en} is ${round(value)}.`, `\`gradientPenalty\`${situation['zh-TW']} 是 ${round(value)}。`),
    expected: say(`It should be ${round(right)}.`, `應該是 ${round(right)}。`),
    hint: diagnoses.find((each) => closeEnough(value, each.value) && !closeEnough(right, each.value))?.hint
      ?? say('tf.grad(f)(points) is the gradient of the sum of f\'s values; for each point the root of the sum of its squares is the length.', 'tf.grad(f)(points) 是 f 的值總和的梯度；每個點的長度是它的平方和的平方根。'),
  }));
}

/** A gradient of the gradient flows: the penalty's slope along the points, by central differences in double precision. */
export async function penaltyHasGradient(student: Student, draw: Draw, count: number): Promise<void> {
  const { critic, slope } = bentCritic(draw);
  try {
    const points = draw.tensor([count, inputs], -2, 2), rows = rowsOf(points);
    const share = (x: readonly number[]): number => (Math.hypot(...slope(x)) - 1) ** 2 / count;
    const expected = rows.flatMap((x) => x.map((_, i) => {
      const at = (h: number): number => share(x.map((value, k) => (k === i ? value + h : value)));
      return (at(1e-5) - at(-1e-5)) / 2e-5;
    }));
    const gradients = await student.gradient('gradientPenalty', [critic, points]);
    const actual = asTensor(Array.isArray(gradients) ? gradients[0] : gradients, 'The gradient of `gradientPenalty`', points.shape).values;
    const at = expected.findIndex((wanted, i) => Math.abs(actual[i]! - wanted) > 1e-3 * Math.max(1, Math.abs(wanted)));
    verify(() => expect(at).to.equal(-1), () => ({
      wrong: say(`The slope of \`gradientPenalty\` along one of the points is ${round(actual[at]!)}.`, `\`gradientPenalty\` 對某個點的斜率是 ${round(actual[at]!)}。`),
      expected: say(`It should be ${round(expected[at]!)}: the penalty is trained, so a gradient has to flow through the gradient.`, `應該是 ${round(expected[at]!)}：懲罰項要拿來訓練，所以梯度要能流過梯度。`),
      hint: say('Keep to TensorFlow.js operations from the gradient to the result: no dataSync, no numbers in between.', '從梯度到結果都只用 TensorFlow.js 的運算：中間不要用 dataSync 或數字。'),
    }));
  } finally {
    critic.dispose();
  }
}

/** Where D is flat, the root has an infinite slope: a NaN there would end a training. */
export async function flatPenalty(student: Student, draw: Draw): Promise<void> {
  const critic = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 3, activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
  tf.tidy(() => critic.setWeights([tf.ones([2, 3]), tf.zeros([3]), tf.zeros([3, 1]), tf.zeros([1])]));
  try {
    const gradients = await student.gradient('gradientPenalty', [critic, draw.tensor([3, 2], 0, 1)]);
    const values = (Array.isArray(gradients) ? gradients[0] : gradients) as NdArray;
    verify(() => expect(values.values.every(Number.isFinite)).to.equal(true), {
      wrong: say('Where the critic is flat, the gradient of `gradientPenalty` is not a number.', '在評論者是平的地方，`gradientPenalty` 的梯度不是數字。'),
      expected: say('It should be finite: one such picture would end a training.', '應該是有限的數：只要有一張這樣的圖片，訓練就會中斷。'),
      hint: say('The root has an infinite slope at 0: add 1e-12 below it.', '平方根在 0 的斜率是無限大：在根號裡加上 1e-12。'),
    });
  } finally {
    critic.dispose();
  }
}

/** σ in double precision, by many rounds from a start that no honest matrix is blind to. */
function largestStretch({ values, shape: [rows, columns] }: NdArray): number {
  let v = Array.from({ length: columns! }, (_, j) => Math.cos(j + 1));
  let norm = 0;
  for (let i = 0; i < 3000; i++) {
    const image = Array.from({ length: rows! }, (_, r) => v.reduce((sum, x, c) => sum + x * values[r * columns! + c]!, 0));
    const back = v.map((_, c) => image.reduce((sum, x, r) => sum + x * values[r * columns! + c]!, 0));
    const length = Math.hypot(...back);
    norm = Math.sqrt(length);
    v = back.map((x) => x / length);
  }
  return norm;
}

/** A matrix whose largest singular value stands well above the second, so that sixty rounds are more than enough, and one is not. */
export function someMatrix(draw: Draw, rows: number, columns: number): NdArray {
  const signed = (count: number): number[] => Array.from(draw.tensor([count], 0.5, 1).values, (value) => (draw.uniform() < 0.5 ? -value : value));
  const [a, b, rest] = [signed(rows), signed(columns), draw.tensor([rows, columns], -0.4, 0.4)];
  return new NdArray([rows, columns], rest.values.map((value, i) => value + a[Math.floor(i / columns)]! * b[i % columns]!));
}

export async function powerIteration(student: Student, matrix: NdArray): Promise<void> {
  const [rows, columns] = matrix.shape as [number, number];
  const what = `\`spectralNorm\` [${rows}, ${columns}]`;
  const { value } = await student.call('spectralNorm', matrix, 60);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Finding({ wrong: say(`${what} is ${value}.`, `${what} 是 ${value}。`), expected: say('A finite number is expected.', '這裡應該是有限的數。'), hint: say('Without a division by its length in each round, the vector grows or vanishes.', '如果不在每一輪除以自己的長度，向量會越來越大或消失。') });
  }
  const right = largestStretch(matrix);
  const sums = (of: (x: number) => number, by: 'row' | 'column'): number[] => Array.from({ length: by === 'row' ? rows : columns }, (_, k) =>
    matrix.values.reduce((sum, x, i) => sum + ((by === 'row' ? Math.floor(i / columns) : i % columns) === k ? of(x) : 0), 0));
  equals(asNumber(value, what), right, what, [
    { value: right ** 2, hint: say('This is σ²: one round of Wᵀ W stretches twice.', '這是 σ²：Wᵀ W 一輪拉伸了兩次。') },
    { value: Math.sqrt(matrix.values.reduce((sum, x) => sum + x * x, 0)), hint: say('This is the root of the sum of all squares. The spectral norm is the largest stretch of one vector, and smaller.', '這是所有平方和的平方根。譜範數是對一個向量的最大拉伸，比它小。') },
    { value: Math.max(...matrix.values.map(Math.abs)), hint: say('This is the largest entry; a vector can be stretched further.', '這是最大的元素；向量可以被拉得更長。') },
    { value: Math.sqrt(Math.max(...sums((x) => x * x, 'row'))), hint: say('This is the longest row: the length of one vector\'s image, not of the one that is stretched most.', '這是最長的一列，不是被拉得最長的向量。') },
    { value: Math.sqrt(Math.max(...sums((x) => x * x, 'column'))), hint: say('This is the longest column: the length of one vector\'s image, not of the one that is stretched most.', '這是最長的一行，不是被拉得最長的向量。') },
    { value: Math.max(...sums(Math.abs, 'row')), hint: say('This is the largest sum of a row: another norm.', '這是最大的列總和，是另一種範數。') },
    { value: 1 / right, hint: say('This is 1/σ.', '這是 1/σ。') },
    { value: 1, hint: say('This is the length of the unit vector itself; the length of W v is wanted.', '這是單位向量自己的長度；要的是 W v 的長度。') },
  ], say('Start from a vector with all kinds of numbers in it; each round v ← Wᵀ W v, divided by its length; in the end the length of W v.', '從一個各個分量都不為 0 的向量開始；每一輪 v ← Wᵀ W v，再除以長度；最後是 W v 的長度。'));
}
