/** What has to hold for the tasks of Lab01, whatever the inputs. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asModel, asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say } from '../language.js';
import { operationsOf } from '../operations.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { computes, hasNoBias, hasParameters, hasSettings, mapsShapes, network, operationsNamed, startsSmall } from './networks.js';
import { givesSizes, type Padding, type SizeCase } from './sizes.js';

const upSizes: Record<Padding, (...size: SizeCase) => number> = {
  same: (input, _kernel, stride) => input * stride,
  valid: (input, kernel, stride) => (input - 1) * stride + kernel,
};

const upSizeHints = {
  same: say("With 'same' padding the kernel size does not matter: think of how many output pixels stand for one input pixel.", "使用 'same' 填補時與卷積核大小無關：想想每個輸入像素對應到幾個輸出像素。"),
  valid: say('Draw it: every input pixel stamps one kernel, and neighbours are a stride apart. Where does the last stamp end?', '畫出來看看：每個輸入像素蓋一次卷積核，相鄰兩個相隔一個步幅。最後一個蓋到哪裡為止？'),
};

export function transposedSizes(student: Student, padding: Padding, cases: readonly SizeCase[]): Promise<void> {
  return givesSizes(student, 'transposedConvSize', cases, padding, upSizes[padding], upSizeHints[padding]);
}

/** Three decimals, without a minus sign before zero. */
const round = (x: number): string => (Math.abs(x) < 0.0005 ? '0.000' : x.toFixed(3));

export type Prior = 'normal' | 'uniform';

export async function latentShape(student: Student, prior: Prior, count: number, latentDim: number): Promise<void> {
  asTensor((await student.call('sampleLatent', count, latentDim, prior)).value, `\`sampleLatent(${count}, ${latentDim}, '${prior}')\``, [count, latentDim]);
}

/**
 * The sample's mean, standard deviation and extent fit the prior. Bounds are 8 standard errors wide
 * at 20,000 values; the share of |z| > 2 is 4.55 % of a normal, and none of the sample lies beyond 1 of a uniform.
 */
export async function latentDistribution(student: Student, prior: Prior): Promise<void> {
  const what = `\`sampleLatent(200, 100, '${prior}')\``;
  const { values } = asTensor((await student.call('sampleLatent', 200, 100, prior)).value, what, [200, 100]);
  const count = values.length;
  const mean = values.reduce((sum, z) => sum + z, 0) / count;
  const deviation = Math.sqrt(values.reduce((sum, z) => sum + (z - mean) ** 2, 0) / count);
  const largest = values.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
  const target = prior === 'normal' ? 1 : 1 / Math.sqrt(3);
  verify(() => {
    expect(Math.abs(mean)).to.be.below((8 * target) / Math.sqrt(count));
    expect(deviation).to.be.within(target * (1 - 8 / Math.sqrt(2 * count)), target * (1 + 8 / Math.sqrt(2 * count)));
    if (prior === 'uniform') expect(largest).to.be.within(0.99, 1);
    else expect(largest).to.be.above(2.5);
  }, {
    wrong: say(`${what} has mean ${round(mean)}, standard deviation ${deviation.toFixed(3)} and largest magnitude ${largest.toFixed(2)}.`, `${what} 的平均是 ${round(mean)}，標準差是 ${deviation.toFixed(3)}，絕對值最大是 ${largest.toFixed(2)}。`),
    expected: prior === 'normal'
      ? say('N(0, 1) has mean 0, standard deviation 1 and no limit.', 'N(0, 1) 的平均是 0，標準差是 1，且沒有上下限。')
      : say('U[−1, 1] has mean 0, standard deviation 0.577 and magnitude up to 1.', 'U[−1, 1] 的平均是 0，標準差是 0.577，絕對值不超過 1。'),
    hint: prior === 'normal'
      ? say('Look at tf.randomNormal and its mean and deviation.', '請看 tf.randomNormal 以及它的平均與標準差參數。')
      : say('Look at tf.randomUniform and its lower and upper bound.', '請看 tf.randomUniform 以及它的下限與上限。'),
  });
}

export async function latentIsFresh(student: Student, prior: Prior): Promise<void> {
  const what = `\`sampleLatent(4, 16, '${prior}')\``;
  const [first, second] = [await student.call('sampleLatent', 4, 16, prior), await student.call('sampleLatent', 4, 16, prior)]
    .map(({ value }) => Array.from(asTensor(value, what, [4, 16]).values));
  verify(() => expect(first).to.not.deep.equal(second), {
    wrong: say(`${what} gives the same numbers each time it is called.`, `${what} 每次呼叫都得到同樣的數字。`),
    expected: say('Every call draws new ones: the generator should see new noise at each step.', '每次呼叫都應該重新抽樣：生成器每一步都要看到新的雜訊。'),
    hint: say('Look for a fixed seed, or for a tensor made once outside of the function.', '請檢查是否固定了亂數種子，或在函式外只建立了一次張量。'),
  });
  verify(() => expect(first.slice(0, 16)).to.not.deep.equal(first.slice(16, 32)), {
    wrong: say(`The rows of ${what} are all the same.`, `${what} 的每一列都相同。`),
    expected: say('Every row is a draw of its own.', '每一列都應該是各自獨立的抽樣。'),
  });
}

const normalizeFirst = say('DCGAN normalizes before the activation.', 'DCGAN 先做批次正規化，再套用活化函數。');

export interface UpBlockCase {
  filters: number;
  kernelSize: number;
  strides: number;
  /** `[H, W, C]` of the input. */
  input: readonly [number, number, number];
}

async function upBlock(student: Student, { filters, kernelSize, strides, input }: UpBlockCase): Promise<[tf.LayersModel, string]> {
  const what = `\`upBlock(${filters}, ${kernelSize}, ${strides})\``;
  const layers = await student.stack('upBlock', [filters, kernelSize, strides], [...input]);
  verify(() => expect(layers).to.be.instanceOf(tf.LayersModel), {
    wrong: say(`${what} does not return layers.`, `${what} 回傳的不是網路層。`),
    expected: say('An array of tf.layers is expected, in the order in which the data passes them.', '應該回傳由 tf.layers 組成的陣列，順序就是資料通過的順序。'),
  });
  return [layers as tf.LayersModel, what];
}

export async function upBlockShape(student: Student, block: UpBlockCase): Promise<void> {
  const [model, what] = await upBlock(student, block);
  const [height, width] = block.input;
  mapsShapes(model, what, block.input, [height * block.strides, width * block.strides, block.filters]);
}

export async function upBlockOrder(student: Student, block: UpBlockCase): Promise<void> {
  const [model, what] = await upBlock(student, block);
  computes(model, what, ['conv2dTranspose', 'batchNorm', 'relu'], {
    relu: normalizeFirst,
    leakyRelu: say('LeakyReLU belongs into the discriminator.', 'LeakyReLU 是判別器用的。'),
    conv2d: say('A convolution shrinks or keeps the image; its transpose makes it larger.', '卷積只會縮小或維持影像大小；轉置卷積才能放大。'),
    'missing batchNorm': normalizeFirst,
  });
  const [convolution] = operationsOf(model);
  const { filters, kernelSize, strides } = block;
  hasSettings(convolution, what, { filters, kernelSize, strides, padding: 'same' });
}

export async function upBlockWeights(student: Student, block: UpBlockCase): Promise<void> {
  const [model, what] = await upBlock(student, block);
  operationsNamed(model, what, 'conv2dTranspose', 1);
  hasNoBias(model, what);
  await startsSmall(model, what);
}

async function generator(student: Student, latentDim: number): Promise<[tf.LayersModel, string]> {
  const what = `\`buildGenerator(${latentDim})\``;
  return [asModel(await network(student, 'buildGenerator', latentDim), what), what];
}

export async function generatorShapes(student: Student, latentDim: number): Promise<void> {
  const [model, what] = await generator(student, latentDim);
  mapsShapes(model, what, [latentDim], [28, 28, 1]);
  const walk = operationsNamed(model, what, 'conv2dTranspose', 3).map(({ outputShape }) => outputShape.join('×'));
  verify(() => expect(walk).to.deep.equal(['7×7×128', '14×14×64', '28×28×1']), {
    wrong: say(`The transposed convolutions of ${what} give ${walk.join(', ')}.`, `${what} 的轉置卷積依序得到 ${walk.join('、')}。`),
    expected: say('They should give 7×7×128, 14×14×64, 28×28×1.', '應該依序得到 7×7×128、14×14×64、28×28×1。'),
    hint: say('The first keeps the size (stride 1), the other two double it (stride 2).', '第一個維持大小（步幅 1），後兩個各放大兩倍（步幅 2）。'),
  });
}

export async function generatorOrder(student: Student, latentDim: number): Promise<void> {
  const [model, what] = await generator(student, latentDim);
  const up = ['conv2dTranspose', 'batchNorm', 'relu'];
  computes(model, what, ['dense', 'batchNorm', 'relu', ...up, ...up, 'conv2dTranspose', 'tanh'], {
    sigmoid: say('The pixels lie in [−1, 1]; a sigmoid only reaches [0, 1].', '像素值在 [−1, 1] 之間；sigmoid 只能到 [0, 1]。'),
    relu: normalizeFirst,
    leakyRelu: say('LeakyReLU belongs into the discriminator.', 'LeakyReLU 是判別器用的。'),
    batchNorm: say('No batch normalization on the output: it would tie the images of a batch together.', '輸出層不要做批次正規化：它會讓同一批次的影像互相影響。'),
    'missing tanh': say('The pixels of the data lie in [−1, 1]: which function has that range?', '資料的像素值在 [−1, 1] 之間：哪個函數的值域剛好如此？'),
    'missing batchNorm': normalizeFirst,
  });
  for (const operation of operationsNamed(model, what, 'conv2dTranspose', 3)) hasSettings(operation, what, { kernelSize: 5 });
}

/** Trainable: dense, batch normalization (γ and β) of each block, three kernels of 5 × 5. */
const generatorParameters = (latentDim: number): number => latentDim * 12544 + 2 * 12544 + 25 * (256 * 128 + 128 * 64 + 64) + 2 * (128 + 64);

export async function generatorWeights(student: Student, latentDim: number): Promise<void> {
  const [model, what] = await generator(student, latentDim);
  hasNoBias(model, what);
  hasParameters(model, what, generatorParameters(latentDim), say('Compare with model.summary(): the dense layer has latentDim × 12,544 weights, its batch normalization (before the reshape) 2 × 12,544.', '請與 model.summary() 比較：全連接層有 latentDim × 12,544 個權重，它的批次正規化（在 reshape 之前）有 2 × 12,544 個。'));
  await startsSmall(model, what);
}

/** An untrained generator's pixels lie in [−1, 1] and depend on z `[N, latentDim]`, N ≥ 2. */
export async function generatorImages(student: Student, z: NdArray): Promise<void> {
  const [count, latentDim] = z.shape;
  const [model, what] = await generator(student, latentDim);
  mapsShapes(model, what, [latentDim], [28, 28, 1]);
  const images = tf.tidy(() => model.predict(tf.tensor(z.values, [count, latentDim])) as tf.Tensor);
  const values = await images.data<'float32'>();
  images.dispose();
  const largest = values.reduce((most, pixel) => Math.max(most, Math.abs(pixel)), 0);
  verify(() => expect(largest).to.be.within(0, 1), {
    wrong: say(`The images of ${what} reach ${largest}.`, `${what} 產生的影像數值到達 ${largest}。`),
    expected: say('Every pixel should lie in [−1, 1].', '每個像素都應該在 [−1, 1] 之間。'),
    hint: say('Look at the activation of the last layer.', '請檢查最後一層的活化函數。'),
  });
  const pixels = values.length / count;
  const differ = values.subarray(0, pixels).some((pixel, i) => pixel !== values[pixels + i]);
  verify(() => expect(differ).to.equal(true), {
    wrong: say(`${what} gives the same image for different z.`, `不同的 z 讓 ${what} 產生相同的影像。`),
    expected: say('Different noise should give different images.', '不同的雜訊應該得到不同的影像。'),
  });
}

/** A row of numbers, a kernel, a stride: kernels as long as the stride or longer leave no gaps. */
export type LineCase = readonly [input: readonly number[], kernel: readonly number[], stride: number];

/** Each number of the input stamps the kernel, scaled by it; neighbours are a stride apart; where stamps overlap they add. */
function stamped([input, kernel, stride]: LineCase): number[] {
  const output = new Array<number>((input.length - 1) * stride + kernel.length).fill(0);
  input.forEach((value, i) => kernel.forEach((weight, k) => { output[i * stride + k]! += value * weight; }));
  return output;
}

export async function transposedLines(student: Student, cases: readonly LineCase[]): Promise<void> {
  for (const line of cases) {
    const [input, kernel, stride] = line;
    const what = `\`transposedLine([${input.join(', ')}], [${kernel.join(', ')}], ${stride})\``;
    const { value } = await student.call('transposedLine', [...input], [...kernel], stride);
    if (!Array.isArray(value)) {
      throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say('An array of numbers is expected.', '這裡應該回傳由數字組成的陣列。') });
    }
    const expected = stamped(line);
    verify(() => expect(value).to.have.length(expected.length), {
      wrong: say(`${what} has ${value.length} numbers.`, `${what} 有 ${value.length} 個數。`),
      expected: say(`There should be ${expected.length}.`, `應該有 ${expected.length} 個。`),
      hint: say('The last stamp begins at (n − 1) · stride and is as long as the kernel.', '最後一個印記從 (n − 1) · stride 開始，長度和卷積核相同。'),
    });
    const at = expected.findIndex((wanted, i) => !(Math.abs(asNumber(value[i], `${what}[${i}]`) - wanted) < 1e-6));
    verify(() => expect(at).to.equal(-1), {
      wrong: say(`Number ${at} of ${what} (from 0) is ${String(value[at])}.`, `${what} 的第 ${at} 個數（從 0 起算）是 ${String(value[at])}。`),
      expected: say(`It should be ${expected[at]}.`, `應該是 ${expected[at]}。`),
      hint: say('Input i adds input[i] · kernel[k] to place i · stride + k. Add: do not replace what another stamp left there.', '輸入 i 會在位置 i · stride + k 加上 input[i] · kernel[k]。是加上去，不要蓋掉別的印記。'),
    });
  }
}

/** The stride-1 convolution that computes the same as a transposed one without padding: Dumoulin and Visin, arXiv 1603.07285, relationship 13. */
export async function equivalentConvolutions(student: Student, of: 'inserted' | 'padding', cases: readonly SizeCase[]): Promise<void> {
  for (const [input, kernel, stride] of cases) {
    const what = `\`equivalentConvolution(${input}, ${kernel}, ${stride})\``;
    const { value } = await student.call('equivalentConvolution', input, kernel, stride);
    const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[of] : undefined;
    if (given === undefined) {
      throw new Finding({ wrong: say(`${what} does not say \`${of}\`: it is ${describe(value).en}.`, `${what} 沒有 \`${of}\`：它是${describe(value)['zh-TW']}。`), expected: say('An object with the numbers `inserted` and `padding` is expected.', '應該回傳含有 `inserted` 和 `padding` 兩個數字的物件。') });
    }
    const expected = of === 'inserted' ? (input - 1) * stride + 1 : kernel - 1;
    const number = asNumber(given, `${what}.${of}`);
    verify(() => expect(number).to.equal(expected), {
      wrong: say(`In ${what}, \`${of}\` is ${number}.`, `${what} 的 \`${of}\` 是 ${number}。`),
      expected: say(`It should be ${expected}.`, `應該是 ${expected}。`),
      hint: of === 'inserted'
        ? say('Between two neighbours come stride − 1 zeros; none come outside.', '相鄰兩個數之間有 stride − 1 個零；外面沒有。')
        : say('The kernel starts where only its last number meets the first number of the input.', '一開始，卷積核只有最後一個數碰到輸入的第一個數。'),
    });
  }
}
