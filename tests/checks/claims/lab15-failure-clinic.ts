/** What has to hold for the tasks of Lab15, whatever the inputs; what its mended moves have to do is in lab03-dcgan.ts. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { closeEnough, round } from './losses.js';

/** Weight tensors before and after a move, and which of them it changed. */
export interface Change {
  before: NdArray[];
  after: NdArray[];
  changed: boolean[];
}

/** How a tensor is changed: not at all, by one bit of one number, by two numbers that change places, or everywhere. */
export type HowChanged = 'not' | 'bit' | 'swap' | 'all';

export function changeOf(draw: Draw, how: readonly HowChanged[]): Change {
  const before = how.map(() => draw.tensor([draw.integer(3, 5), draw.integer(2, 4)], 0.1, 1));
  const after = before.map(({ shape, values }, i) => {
    const others = values.slice(), at = draw.integer(1, values.length - 1);
    if (how[i] === 'bit') new Uint32Array(others.buffer)[at]! ^= 1;
    else if (how[i] === 'swap') [others[0], others[at]] = [others[at]!, others[0]!];
    else if (how[i] === 'all') others.forEach((value, k) => { others[k] = value + 0.01; });
    return new NdArray(shape, others);
  });
  return { before, after, changed: how.map((each) => each !== 'not') };
}

export async function tellsChanges(student: Student, { before, after, changed }: Change): Promise<void> {
  const { value } = await student.call('changed', before, after);
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'boolean')) {
    throw new Finding({ wrong: say(`\`changed\` is ${describe(value).en}.`, `\`changed\` 是${describe(value)['zh-TW']}。`), expected: say('An array of true and false is expected, one for each tensor.', '這裡應該回傳由 true 和 false 組成的陣列，每個張量一個。'), hint: say('before.map((tensor, i) => …) makes an array of answers.', 'before.map((tensor, i) => …) 會得到由回答組成的陣列。') });
  }
  verify(() => expect(value).to.have.length(changed.length), {
    wrong: say(`\`changed\` gives ${value.length} answers for ${changed.length} tensors.`, `\`changed\` 對 ${changed.length} 個張量給出 ${value.length} 個回答。`),
    expected: say(`There should be ${changed.length}.`, `應該有 ${changed.length} 個。`),
    hint: say('One answer for each tensor, in their order.', '每個張量一個回答，順序相同。'),
  });
  const at = changed.findIndex((is, i) => is !== value[i]);
  verify(() => expect(at).to.equal(-1), () => ({
    wrong: say(`\`changed\` says ${value[at]} of tensor ${at}.`, `\`changed\` 對第 ${at} 個張量說 ${value[at]}。`),
    expected: changed[at] ? say('A number in it has changed: true.', '其中有數字變了：應該是 true。') : say('Not a bit of it has changed: false.', '一個位元都沒變：應該是 false。'),
    hint: value.every((is, i) => is !== changed[i]) ? say('All answers are the wrong way round.', '所有回答都相反了。')
      : changed[at] ? say('Compare each number with its own place, exactly: a sum may stay the same, and the smallest change counts.', '每個數字都要和自己的位置精確比較：總和可能不變，而再小的改變都算。')
        : say('Are the numbers compared, or the tensors themselves? Two tensors with equal numbers are not the same object.', '比較的是數字，還是張量本身？數字相同的兩個張量不是同一個物件。'),
  }));
}

export interface Pulls {
  real: number[];
  made: number[];
  generator: number[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pulls with these signs of their means; one of each list has the other sign, and they are of unequal size. */
export function pullsOf(draw: Draw, real: 1 | -1, made: 1 | -1, generator: 1 | -1): Pulls {
  const list = (sign: 1 | -1): number[] => [-sign * 0.125, ...Array.from({ length: draw.integer(3, 5) }, () => (sign * draw.integer(26, 60)) / 64)];
  return { real: list(real), made: list(made), generator: list(generator) };
}

export async function judgesGame(student: Student, cases: readonly Pulls[]): Promise<void> {
  for (const { real, made, generator } of cases) {
    const { value } = await student.call('fairGame', real, made, generator);
    const [r, m, g] = [real, made, generator].map((list) => Math.sign(mean(list)));
    const expected = r === -m! && g === r;
    const list = (values: readonly number[]): string => `${round(mean(values))}`;
    verify(() => expect(value).to.equal(expected), () => ({
      wrong: say(`With the mean pulls ${list(real)} (real), ${list(made)} (made) and ${list(generator)} (G), \`fairGame\` is ${describe(value).en}.`, `平均拉力是 ${list(real)}（真）、${list(made)}（生成）、${list(generator)}（G）時，\`fairGame\` 是${describe(value)['zh-TW']}。`),
      expected: say(`It should be ${expected}.`, `應該是 ${expected}。`),
      hint: typeof value !== 'boolean' ? say('Return true or false.', '請回傳 true 或 false。')
        : expected ? (r > 0 ? say('Here D calls real pictures 0, and G knows: that is as good as the other way round.', '這裡 D 把真圖片叫做 0，而 G 也知道：和相反的約定一樣好。') : say('This is the ordinary game: real up, made down, and G pulls up. The means decide, not each pull.', '這是一般的賽局：真的往上、生成的往下，G 往上拉。由平均決定，不是每一個拉力。'))
          : r === m ? say('D pulls real and made pictures the same way: it cannot tell them apart.', 'D 把真圖片和生成圖片往同一邊拉：它分不出來。')
            : say('G pulls its pictures to the side that D has for made ones: nobody wants them to look real.', 'G 把自己的圖片往 D 認為是生成的那一邊拉：沒有人要它們看起來像真的。'),
    }));
  }
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export async function lowestLosses(student: Student, cases: readonly (readonly [lowest: number, highest: number])[]): Promise<void> {
  for (const [lowest, highest] of cases) {
    const what = `\`lowestLoss(${lowest}, ${highest})\``;
    const value = asNumber((await student.call('lowestLoss', lowest, highest)).value, what);
    const expected = softplus(-highest) + softplus(lowest);
    const is = (other: number): boolean => closeEnough(value, other) && !closeEnough(expected, other);
    verify(() => expect(closeEnough(value, expected)).to.equal(true), () => ({
      wrong: say(`${what} is ${round(value)}.`, `${what} 是 ${round(value)}。`),
      expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
      hint: is(softplus(-lowest) + softplus(highest)) ? say('This is the worst D: the best one answers `highest` to real pictures and `lowest` to made ones.', '這是最差的 D：最好的 D 對真圖片回答 `highest`，對生成的回答 `lowest`。')
        : is(softplus(-highest)) || is(softplus(lowest)) ? say('This is one half of the loss: add the other.', '這只有損失的一半：還要加上另一半。')
          : is(expected / 2) ? say('The two means are added, not averaged.', '兩個平均要相加，不是再取平均。')
            : is(softplus(highest) + softplus(lowest)) ? say('For a real picture the loss is softplus of minus the answer.', '對真圖片，損失是負的回答的 softplus。')
              : say('softplus(−highest) for the real pictures, softplus(lowest) for the made ones.', '真圖片是 softplus(−highest)，生成的是 softplus(lowest)。'),
    }));
  }
}

/** The formula of the task in double precision. */
function diversityOf({ shape, values }: NdArray, root = true, divisor = shape[0]!): number {
  const count = shape[0]!, pixels = values.length / count;
  let sum = 0;
  for (let p = 0; p < pixels; p++) {
    const column = Array.from({ length: count }, (_, n) => values[n * pixels + p]!), middle = mean(column);
    sum += column.reduce((total, value) => total + (value - middle) ** 2, 0) / divisor / pixels;
  }
  return root ? Math.sqrt(sum) : sum;
}

/** Pictures with strong contrast, of which some pixels vary much from picture to picture and others hardly. */
export function unevenPictures(draw: Draw, count: number): NdArray {
  const { shape, values } = draw.tensor([count, draw.integer(4, 6), draw.integer(4, 6), 1]), pixels = values.length / count;
  const grounds = Array.from({ length: pixels }, () => (draw.uniform() < 0.5 ? -0.5 : 0.5));
  return new NdArray(shape, values.map((value, i) => grounds[i % pixels]! + value * (i % pixels < pixels / 2 ? 0.4 : 0.05)));
}

/** The same picture again and again. */
export function copies(draw: Draw, count: number): NdArray {
  const { shape, values } = draw.tensor([1, 4, 5, 1]);
  return new NdArray([count, ...shape.slice(1)], Float32Array.from({ length: count * values.length }, (_, i) => values[i % values.length]!));
}

export async function measuresDiversity(student: Student, pictures: NdArray): Promise<void> {
  const { value, tensorsLeft } = await student.call('diversity', pictures);
  const number = asNumber(value, '`diversity`'), expected = diversityOf(pictures), count = pictures.shape[0]!;
  const all = new NdArray([pictures.values.length, 1], pictures.values), pixels = pictures.values.length / count;
  // Each picture as a row of its own: the spread inside of it.
  const inside = Math.sqrt(mean(Array.from({ length: count }, (_, n) => diversityOf(new NdArray([pixels, 1], pictures.values.slice(n * pixels, (n + 1) * pixels))) ** 2)));
  const deviations = mean(Array.from({ length: pixels }, (_, p) => diversityOf(new NdArray([count, 1], Float32Array.from({ length: count }, (_n, n) => pictures.values[n * pixels + p]!)))));
  const is = (other: number): boolean => Math.abs(number - other) < 1e-4 && Math.abs(expected - other) > 2e-4;
  verify(() => expect(number).to.be.closeTo(expected, 1e-4), () => {
    const hints: readonly (readonly [number, Text])[] = [
      [diversityOf(all), say('This is the spread of all values: also that inside of a picture. Take the variance over the batch alone, axis 0.', '這是所有數值的分散程度，包含圖片內部的。變異數只對批次計算：軸 0。')],
      [inside, say('This is the spread inside of the pictures. Take the variance over the batch, axis 0.', '這是圖片內部的分散程度。變異數要對批次計算：軸 0。')],
      [diversityOf(pictures, false), say('The root is missing.', '少了平方根。')],
      [deviations, say('The root comes last: the mean of the variances, not of their roots.', '最後才開根號：先平均變異數，而不是平均它們的平方根。')],
      [diversityOf(pictures, true, count - 1), say('The variance is divided by N, not by N − 1.', '變異數除以 N，不是 N − 1。')],
    ];
    return {
      wrong: say(`\`diversity\` is ${round(number)}.`, `\`diversity\` 是 ${round(number)}。`),
      expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
      hint: hints.find(([other]) => is(other))?.[1] ?? say('Variance over the batch for each pixel, mean over the pixels, root.', '每個像素對批次的變異數，對像素平均，再開根號。'),
    };
  });
  verify(() => expect(tensorsLeft).to.be.at.most(0), {
    wrong: say(`\`diversity\` leaves ${tensorsLeft} tensors in memory.`, `\`diversity\` 在記憶體留下 ${tensorsLeft} 個張量。`),
    expected: say('It should leave none: this is a lab about leaks, too.', '應該一個都不留：這一課也談洩漏。'),
    hint: say('tf.tidy(() => …) around it all; a number passes through it.', '用 tf.tidy(() => …) 包起來；數字可以從裡面回傳。'),
  });
}

export async function leaks(student: Student, cases: readonly (readonly [tensors: number[], settling: number])[]): Promise<void> {
  for (const [tensors, settling] of cases) {
    const what = `\`leakPerRound([${tensors.join(', ')}], ${settling})\``;
    const value = asNumber((await student.call('leakPerRound', tensors, settling)).value, what);
    const growth = tensors.at(-1)! - tensors[settling - 1]!, expected = growth / (tensors.length - settling);
    const is = (other: number): boolean => closeEnough(value, other) && !closeEnough(expected, other);
    verify(() => expect(closeEnough(value, expected)).to.equal(true), () => ({
      wrong: say(`${what} is ${round(value)}.`, `${what} 是 ${round(value)}。`),
      expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
      hint: is((tensors.at(-1)! - tensors[0]!) / (tensors.length - 1)) ? say('The first rounds are counted: begin after round `settling`.', '頭幾個回合也算進去了：要從第 `settling` 回合之後開始。')
        : is(growth / (tensors.length - settling + 1)) ? say('Between n counts there are n − 1 rounds.', 'n 次計數之間只有 n − 1 個回合。')
          : is((tensors.at(-1)! - tensors[settling]!) / (tensors.length - settling - 1)) ? say('The count after round 1 is tensors[0]: that after round `settling` is tensors[settling − 1].', '第 1 回合之後的數目是 tensors[0]：第 `settling` 回合之後的是 tensors[settling − 1]。')
            : is(growth) ? say('This is the growth in all: divide it by the rounds.', '這是總共增加的數目：還要除以回合數。')
              : is(-expected) ? say('The later count minus the earlier one.', '要用後來的數目減去先前的。')
                : say('Last count minus the one after round `settling`, divided by the rounds in between.', '最後的數目減去第 `settling` 回合之後的，再除以中間的回合數。'),
    }));
  }
}
