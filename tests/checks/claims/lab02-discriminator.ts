/** What has to hold for the tasks of Lab02, whatever the inputs. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asModel, asNumber, Finding, verify } from '../findings.js';
import { departuresOf } from '../guidelines.js';
import { say } from '../language.js';
import { operationsOf, trainableParameters } from '../operations.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { commonDiagnoses, hasGradient, mean, sigmoid, softplus, type LossOracle } from './losses.js';
import { computes, hasParameters, hasSettings, mapsShapes, network, operationsNamed } from './networks.js';
import { givesSizes, type Padding, type SizeCase } from './sizes.js';

const downSizes: Record<Padding, (...size: SizeCase) => number> = {
  same: (input, _kernel, stride) => Math.ceil(input / stride),
  valid: (input, kernel, stride) => Math.floor((input - kernel) / stride) + 1,
};

const downSizeHints = {
  same: say("With 'same' padding the kernel size does not matter, and a last step that is not full still gives a pixel.", "使用 'same' 填補時與卷積核大小無關，而且最後不足一步的部分仍會得到一個像素。"),
  valid: say('Count the places where the whole kernel fits: the first one, and one more for each full stride that is left.', '數一數完整的卷積核可以放在幾個位置：第一個位置，加上剩下的空間還能走幾個完整的步幅。'),
};

export function convolutionSizes(student: Student, padding: Padding, cases: readonly SizeCase[]): Promise<void> {
  return givesSizes(student, 'convSize', cases, padding, downSizes[padding], downSizeHints[padding]);
}

export interface DownBlockCase {
  filters: number;
  kernelSize: number;
  strides: number;
  batchNorm: boolean;
  /** `[H, W, C]` of the input. */
  input: readonly [number, number, number];
}

async function downBlock(student: Student, { filters, kernelSize, strides, batchNorm, input }: DownBlockCase): Promise<[tf.LayersModel, string]> {
  const what = `\`downBlock(${filters}, ${kernelSize}, ${strides}, ${batchNorm})\``;
  const layers = await student.stack('downBlock', [filters, kernelSize, strides, batchNorm], [...input]);
  verify(() => expect(layers).to.be.instanceOf(tf.LayersModel), {
    wrong: say(`${what} does not return layers.`, `${what} 回傳的不是網路層。`),
    expected: say('An array of tf.layers is expected, in the order in which the data passes them.', '應該回傳由 tf.layers 組成的陣列，順序就是資料通過的順序。'),
  });
  return [layers as tf.LayersModel, what];
}

export async function downBlockShape(student: Student, block: DownBlockCase): Promise<void> {
  const [model, what] = await downBlock(student, block);
  const [height, width] = block.input.map((side) => Math.ceil(side / block.strides));
  mapsShapes(model, what, block.input, [height, width, block.filters]);
}

const leakyHint = say('DCGAN uses LeakyReLU in the discriminator, so that a gradient reaches the generator everywhere.', 'DCGAN 的判別器使用 LeakyReLU，讓梯度到處都能傳回生成器。');
const slopeHint = say('DCGAN uses a slope of 0.2; the default of tf.layers.leakyReLU is 0.3.', 'DCGAN 使用 0.2 的斜率；tf.layers.leakyReLU 的預設值是 0.3。');

export async function downBlockOrder(student: Student, block: DownBlockCase): Promise<void> {
  const [model, what] = await downBlock(student, block);
  computes(model, what, ['conv2d', ...(block.batchNorm ? ['batchNorm'] : []), 'leakyRelu'], {
    batchNorm: say('Batch normalization comes only where the argument batchNorm is true.', '只有在參數 batchNorm 為 true 時才加上批次正規化。'),
    leakyRelu: say('Batch normalization comes before the activation, where the argument batchNorm is true.', '當參數 batchNorm 為 true 時，批次正規化要放在活化函數之前。'),
    relu: leakyHint,
    conv2dTranspose: say('The discriminator makes the image smaller: a plain convolution does that.', '判別器要縮小影像：用一般的卷積即可。'),
    MaxPooling2D: say('DCGAN has no pooling: the stride of the convolution makes the image smaller.', 'DCGAN 沒有池化層：由卷積的步幅縮小影像。'),
  });
  const operations = operationsOf(model);
  const { filters, kernelSize, strides } = block;
  hasSettings(operations[0], what, { filters, kernelSize, strides, padding: 'same', useBias: true });
  hasSettings(operations.at(-1)!, what, { alpha: 0.2 }, { alpha: slopeHint });
}

async function discriminator(student: Student): Promise<[tf.LayersModel, string]> {
  const what = '`buildDiscriminator()`';
  return [asModel(await network(student, 'buildDiscriminator'), what), what];
}

export async function discriminatorShapes(student: Student): Promise<void> {
  const [model, what] = await discriminator(student);
  mapsShapes(model, what, [28, 28, 1], [1]);
  const walk = operationsNamed(model, what, 'conv2d', 2).map(({ outputShape }) => outputShape.join('×'));
  verify(() => expect(walk).to.deep.equal(['14×14×64', '7×7×128']), {
    wrong: say(`The convolutions of ${what} give ${walk.join(', ')}.`, `${what} 的卷積依序得到 ${walk.join('、')}。`),
    expected: say('They should give 14×14×64, 7×7×128.', '應該依序得到 14×14×64、7×7×128。'),
    hint: say('Each has stride 2, and the second has twice as many filters.', '兩個的步幅都是 2，第二個的濾波器多一倍。'),
  });
}

export async function discriminatorOrder(student: Student): Promise<void> {
  const [model, what] = await discriminator(student);
  computes(model, what, ['conv2d', 'leakyRelu', 'conv2d', 'batchNorm', 'leakyRelu', 'dense'], {
    sigmoid: say('The losses of this course work on logits: the sigmoid is inside of the loss.', '本課程的損失函數直接處理 logit：sigmoid 已經包含在損失裡了。'),
    batchNorm: say('The layer that sees the image itself is not normalized.', '直接看到影像的那一層不做批次正規化。'),
    relu: leakyHint,
    'missing batchNorm': say('The second block is normalized, the first is not.', '第二個區塊要做批次正規化，第一個不用。'),
  });
  for (const operation of operationsOf(model)) {
    if (operation.kind === 'conv2d') hasSettings(operation, what, { kernelSize: 5, useBias: true });
    if (operation.kind === 'leakyRelu') hasSettings(operation, what, { alpha: 0.2 }, { alpha: slopeHint });
  }
}

/** Two kernels of 5 × 5 with biases, γ and β, 6,272 weights and a bias to the logit. */
export const discriminatorParameters = 25 * 64 + 64 + 25 * 64 * 128 + 128 + 2 * 128 + 7 * 7 * 128 + 1;

export async function discriminatorWeights(student: Student): Promise<void> {
  const [model, what] = await discriminator(student);
  hasParameters(model, what, discriminatorParameters, say('Compare with model.summary(), layer by layer; biases count.', '請與 model.summary() 逐層比較；偏置也要算進去。'));
}

/** Untrained logits are finite and depend on the image, and one image's does not depend on the others of its batch. */
export async function discriminatorLogits(student: Student, images: NdArray): Promise<void> {
  const [model, what] = await discriminator(student);
  mapsShapes(model, what, [28, 28, 1], [1]);
  const logits = tf.tidy(() => model.predict(tf.tensor(images.values, [images.shape[0], 28, 28, 1])) as tf.Tensor);
  const values = await logits.data();
  logits.dispose();
  verify(() => expect(new Set(values).size).to.equal(values.length), {
    wrong: say(`${what} gives the same logit for different images.`, `${what} 對不同的影像給出相同的 logit。`),
    expected: say('Different images should get different logits.', '不同的影像應該得到不同的 logit。'),
  });
}

export const discriminatorLoss: LossOracle = {
  name: 'discriminatorLoss',
  hint: say('Two means are added: one falls when the logits of real images rise, the other when those of made images fall.', '兩個平均值相加：真實影像的 logit 上升時其中一個變小，生成影像的 logit 下降時另一個變小。'),
  value: ([real, fake]) => mean(real.values, (l) => softplus(-l)) + mean(fake.values, softplus),
  diagnoses: ([real, fake]) => [
    { value: mean(fake.values, (l) => softplus(-l)) + mean(real.values, softplus), hint: say('Real and made images are swapped: D should say 1 to the real ones.', '真假影像對調了：D 應該對真的影像給 1。') },
    { value: mean(real.values, (l) => softplus(-l)), hint: say('The term of the made images is missing.', '少了生成影像的那一項。') },
    { value: mean(fake.values, softplus), hint: say('The term of the real images is missing: lowering the fake scores alone is not enough.', '少了真實影像的那一項：只壓低假影像的分數並不夠。') },
    { value: mean(real.values, (l) => softplus(-l)) + mean(fake.values, (l) => softplus(-l)), hint: say('The second term is log(1 − D(G(z))), not log D(G(z)).', '第二項是 log(1 − D(G(z)))，不是 log D(G(z))。') },
    { value: mean(real.values, (l) => softplus(-sigmoid(l))) + mean(fake.values, (l) => softplus(sigmoid(l))), hint: say('The sigmoid is applied twice: the arguments are logits, and so is what softplus and sigmoidCrossEntropy expect.', 'sigmoid 用了兩次：參數就是 logit，softplus 與 sigmoidCrossEntropy 需要的也是 logit。') },
    ...commonDiagnoses(mean(real.values, (l) => softplus(-l)) + mean(fake.values, softplus), real.values.length, 2),
  ],
};

export const generatorLoss: LossOracle = {
  name: 'generatorLoss',
  hint: say('One mean, which falls when the logits of made images rise. Which softplus is −log D?', '只有一個平均值，生成影像的 logit 上升時會變小。哪一個 softplus 等於 −log D？'),
  value: ([fake]) => mean(fake.values, (l) => softplus(-l)),
  diagnoses: ([fake]) => [
    { value: -mean(fake.values, softplus), hint: say('This is the saturating loss log(1 − D(G(z))); the non-saturating one is −log D(G(z)).', '這是飽和損失 log(1 − D(G(z)))；不飽和損失是 −log D(G(z))。') },
    { value: mean(fake.values, softplus), hint: say('This is the term of the discriminator: G wants D to say 1 to its images.', '這是判別器的那一項：G 希望 D 對它的影像給 1。') },
    { value: mean(fake.values, (l) => softplus(-sigmoid(l))), hint: say('The sigmoid is applied twice: the arguments are logits.', 'sigmoid 用了兩次：參數就是 logit。') },
    ...commonDiagnoses(mean(fake.values, (l) => softplus(-l)), fake.values.length, 1),
  ],
};

export const saturatingLoss: LossOracle = {
  name: 'saturatingGeneratorLoss',
  hint: say('One mean, never positive. Which softplus is −log(1 − D), and what is its sign here?', '只有一個平均值，而且不會是正的。哪一個 softplus 等於 −log(1 − D)？這裡的正負號是什麼？'),
  value: ([fake]) => -mean(fake.values, softplus),
  diagnoses: ([fake]) => [
    { value: mean(fake.values, (l) => softplus(-l)), hint: say('This is the non-saturating loss −log D(G(z)); here log(1 − D(G(z))) is wanted.', '這是不飽和損失 −log D(G(z))；這裡要的是 log(1 − D(G(z)))。') },
    { value: -mean(fake.values, (l) => softplus(-l)), hint: say('This is log D(G(z)); here log(1 − D(G(z))) is wanted.', '這是 log D(G(z))；這裡要的是 log(1 − D(G(z)))。') },
    ...commonDiagnoses(-mean(fake.values, softplus), fake.values.length, 1),
  ],
};

const slopes = (logits: NdArray, slope: (logit: number) => number): Float32Array => logits.values.map((l) => slope(l) / logits.values.length);

export function discriminatorGradient(student: Student, real: NdArray, fake: NdArray): Promise<void> {
  return hasGradient(student, 'discriminatorLoss', [real, fake], [slopes(real, (l) => -sigmoid(-l)), slopes(fake, sigmoid)], ['realLogits', 'fakeLogits']);
}

export function generatorGradient(student: Student, fake: NdArray): Promise<void> {
  return hasGradient(student, 'generatorLoss', [fake], [slopes(fake, (l) => -sigmoid(-l))], ['fakeLogits']);
}

export function saturatingGradient(student: Student, fake: NdArray): Promise<void> {
  return hasGradient(student, 'saturatingGeneratorLoss', [fake], [slopes(fake, (l) => -sigmoid(l))], ['fakeLogits']);
}

/** d/dℓ of the non-saturating loss over that of the saturating one, where D answers `probability`: (1 − D) / D. */
export async function pullRatio(student: Student, probabilities: readonly number[]): Promise<void> {
  for (const probability of probabilities) {
    const what = `\`pullRatio(${probability})\``;
    const ratio = asNumber((await student.call('pullRatio', probability)).value, what);
    const expected = (1 - probability) / probability;
    const is = (value: number) => Math.abs(ratio - value) <= 1e-6 * Math.max(1, Math.abs(value));
    const shown = (value: number) => String(Number(value.toPrecision(6)));
    verify(() => expect(is(expected)).to.equal(true), {
      wrong: say(`${what} is ${shown(ratio)}.`, `${what} 是 ${shown(ratio)}。`),
      expected: say(`It should be ${shown(expected)}.`, `應該是 ${shown(expected)}。`),
      hint: is(-expected) ? say('Both pull the same way: the ratio is positive.', '兩者方向相同：比值是正的。')
        : is(1 / expected) ? say('The ratio is turned around: the non-saturating pull comes first.', '比值顛倒了：不飽和損失的拉力在前。')
          : say('The pulls on the logit are −(1 − D) and −D: divide the first by the second.', '兩者對 logit 的拉力是 −(1 − D) 和 −D：用前者除以後者。'),
    });
  }
}

async function ownDiscriminator(student: Student): Promise<[tf.LayersModel, string]> {
  return [asModel(await network(student, 'buildSmallDiscriminator'), '`buildSmallDiscriminator()`'), '`buildSmallDiscriminator()`'];
}

export async function ownShapes(student: Student): Promise<void> {
  const [model, what] = await ownDiscriminator(student);
  mapsShapes(model, what, [28, 28, 1], [1]);
}

export async function ownParameters(student: Student, most: number): Promise<void> {
  const [model, what] = await ownDiscriminator(student);
  const count = trainableParameters(model);
  verify(() => expect(count).to.be.within(1, most), {
    wrong: say(`${what} has ${count.toLocaleString('en')} trainable parameters.`, `${what} 有 ${count.toLocaleString('en')} 個可訓練參數。`),
    expected: say(`At most ${most.toLocaleString('en')} are allowed.`, `最多只能有 ${most.toLocaleString('en')} 個。`),
    hint: say('A kernel has side² × channels in × channels out weights: take fewer filters, smaller kernels, or one more block before the last layer.', '一個卷積核有 邊長² × 輸入通道 × 輸出通道 個權重：減少濾波器、縮小卷積核，或在最後一層之前再加一個區塊。'),
  });
}

/** Two convolutions at least, so that every guideline has something to say. */
export async function ownGuidelines(student: Student): Promise<void> {
  const [model, what] = await ownDiscriminator(student);
  const convolutions = operationsOf(model).filter(({ kind }) => kind === 'conv2d').length;
  verify(() => expect(convolutions).to.be.at.least(2), {
    wrong: say(`${what} has ${convolutions} convolutions.`, `${what} 有 ${convolutions} 個卷積。`),
    expected: say('It should have at least two.', '至少要有兩個。'),
  });
  const departure = departuresOf({ discriminator: model }).find(({ guideline }) => guideline > 0);
  if (departure) throw new Finding({ wrong: departure.text, hint: say('lintDCGAN({ discriminator: buildSmallDiscriminator() }) lists all five guidelines.', '`lintDCGAN({ discriminator: buildSmallDiscriminator() })` 會逐條列出五項準則。') });
}
