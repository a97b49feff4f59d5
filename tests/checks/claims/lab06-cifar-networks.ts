/** What has to hold for Lab06's receptive fields and networks, whatever the inputs; its other tasks are in lab06-pictures.ts and lab06-first-step.ts. */
import type * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asModel, asNumber, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Student } from '../student.js';
import { computes, hasNoBias, hasParameters, hasSettings, mapsShapes, network, operationsNamed, startsSmall } from './networks.js';

export interface FieldLayer {
  kernel: number;
  stride: number;
}

/** Araujo, Norris and Sim, Distill 2019: each layer adds (k − 1) times the product of the strides before it. */
function fieldOf(layers: readonly FieldLayer[]): number {
  let [field, distance] = [1, 1];
  for (const { kernel, stride } of layers) {
    field += (kernel - 1) * distance;
    distance *= stride;
  }
  return field;
}

const fieldMistakes: readonly { of: (layers: readonly FieldLayer[]) => number; hint: Text }[] = [
  { of: (layers) => layers.reduce((field, { kernel }) => field + kernel - 1, 1), hint: say('The strides are missing: behind a stride of 2, a step of one is a step of two pixels.', '少了步幅：在步幅 2 之後，走一格等於走兩個像素。') },
  { of: (layers) => { let [field, distance] = [1, 1]; for (const { kernel, stride } of layers) { distance *= stride; field += (kernel - 1) * distance; } return field; }, hint: say("A layer's own stride counts only for the layers behind it: first let the field grow, then multiply.", '一層自己的步幅只影響後面的層：先讓感受野變大，再乘上步幅。') },
  { of: (layers) => layers.reduce((field, { kernel }) => field * kernel, 1), hint: say('Neighbouring kernels overlap: their sides do not multiply.', '相鄰的卷積核會重疊：邊長不是相乘。') },
  { of: (layers) => fieldOf([...layers].reverse()), hint: say('The layers are gone through from the wrong end: the first one sees the picture.', '走的方向反了：第一層才是看圖片的那一層。') },
  { of: (layers) => fieldOf(layers) - 1, hint: say('Without any layer, a pixel sees itself: the field begins at 1.', '沒有任何層時，一個像素看得到自己：感受野從 1 開始。') },
];

export async function receptiveFields(student: Student, cases: readonly (readonly FieldLayer[])[]): Promise<void> {
  for (const layers of cases) {
    const what = `\`receptiveField([${layers.map(({ kernel, stride }) => `{ kernel: ${kernel}, stride: ${stride} }`).join(', ')}])\``;
    const field = asNumber((await student.call('receptiveField', layers.map((layer) => ({ ...layer })))).value, what);
    verify(() => expect(field).to.equal(fieldOf(layers)), {
      wrong: say(`${what} is ${field}.`, `${what} 是 ${field}。`),
      expected: say(`It should be ${fieldOf(layers)}.`, `應該是 ${fieldOf(layers)}。`),
      hint: fieldMistakes.find(({ of }) => of(layers) === field)?.hint ?? say('Draw two layers on a line: which pixels does one number of the second depend on?', '在一條線上畫出兩層：第二層的一個數依賴哪些像素？'),
    });
  }
}

const normalizeFirst = say('DCGAN normalizes before the activation.', 'DCGAN 在活化函數之前做批次正規化。');

async function generator(student: Student, latentDim: number, width: number): Promise<[tf.LayersModel, string]> {
  const what = `\`buildGenerator(${latentDim}, ${width})\``;
  return [asModel(await network(student, 'buildGenerator', latentDim, width), what), what];
}

/** What makes 4 × 4 of z: a transposed convolution of 1 × 1, or the dense layer that computes the same. */
const beginning = (model: tf.LayersModel): 'dense' | 'conv2dTranspose' => (operationsOf(model)[0]?.kind === 'dense' ? 'dense' : 'conv2dTranspose');

/** The sizes after each transposed convolution, the outermost last. */
function hasWalk(found: readonly Operation[], what: string, wanted: readonly string[], hint: Text): void {
  const walk = found.map(({ outputShape }) => outputShape.join('×'));
  verify(() => expect(walk).to.deep.equal(wanted), {
    wrong: say(`The convolutions of ${what} give ${walk.join(', ')}.`, `${what} 的卷積依序得到 ${walk.join('、')}。`),
    expected: say(`They should give ${wanted.join(', ')}.`, `應該依序得到 ${wanted.join('、')}。`),
    hint,
  });
}

export async function generatorShapes(student: Student, latentDim: number, width: number): Promise<void> {
  const [model, what] = await generator(student, latentDim, width);
  mapsShapes(model, what, [latentDim], [32, 32, 3]);
  const isDense = beginning(model) === 'dense';
  const walk = [`4×4×${4 * width}`, `8×8×${2 * width}`, `16×16×${width}`, '32×32×3'].slice(isDense ? 1 : 0);
  hasWalk(operationsNamed(model, what, 'conv2dTranspose', walk.length), what, walk, say("The first makes 4×4 out of 1×1 ('valid'), the others double the sides (stride 2, 'same'); the channels are 4, 2 and 1 times width, then 3.", "第一個由 1×1 得到 4×4（'valid'），其他的把邊長加倍（步幅 2，'same'）；通道數依序是 width 的 4、2、1 倍，最後是 3。"));
}

export async function generatorOrder(student: Student, latentDim: number, width: number): Promise<void> {
  const [model, what] = await generator(student, latentDim, width);
  const up = ['conv2dTranspose', 'batchNorm', 'relu'];
  computes(model, what, [beginning(model), 'batchNorm', 'relu', ...up, ...up, 'conv2dTranspose', 'tanh'], {
    sigmoid: say('The pixels lie in [−1, 1]; a sigmoid only reaches [0, 1].', '像素值在 [−1, 1] 之間；sigmoid 只能到 [0, 1]。'),
    relu: normalizeFirst,
    leakyRelu: say('LeakyReLU belongs into the discriminator.', 'LeakyReLU 是判別器用的。'),
    batchNorm: say('No batch normalization on the output: it would tie the images of a batch together.', '輸出層不要做批次正規化：它會讓同一批次的影像互相影響。'),
    UpSampling2D: say('A fixed up-sampling learns nothing: DCGAN takes transposed convolutions with stride 2.', '固定的上取樣什麼也學不到：DCGAN 用步幅 2 的轉置卷積。'),
    'missing tanh': say('The pixels of the data lie in [−1, 1]: which function has that range?', '資料的像素值在 [−1, 1] 之間：哪個函數的值域剛好如此？'),
    'missing batchNorm': normalizeFirst,
  });
  for (const operation of operationsOf(model).filter(({ kind }) => kind === 'conv2dTranspose')) hasSettings(operation, what, { kernelSize: 4 });
}

/** Kernels of 4 × 4 between the channels, and γ and β of three normalizations: 1,068,928 at 100 and 64. */
export const generatorParameters = (latentDim: number, width: number): number => 16 * (latentDim * 4 * width + 4 * width * 2 * width + 2 * width * width + width * 3) + 2 * 7 * width;

export async function generatorWeights(student: Student, latentDim: number, width: number): Promise<void> {
  const [model, what] = await generator(student, latentDim, width);
  hasNoBias(model, what);
  hasParameters(model, what, generatorParameters(latentDim, width), say('Compare with model.summary(): a kernel has 4 · 4 · channels in · channels out weights, batch normalization 2 for each channel.', '請與 model.summary() 比較：一個卷積核有 4 · 4 · 輸入通道 · 輸出通道 個權重，批次正規化每個通道有 2 個。'));
  await startsSmall(model, what);
}

async function discriminator(student: Student, width: number): Promise<[tf.LayersModel, string]> {
  const what = `\`buildDiscriminator(${width})\``;
  return [asModel(await network(student, 'buildDiscriminator', width), what), what];
}

/** What makes a logit of 4 × 4: a convolution that covers it just once, or the dense layer that computes the same. */
const ending = (model: tf.LayersModel): 'dense' | 'conv2d' => (operationsOf(model).some(({ kind }) => kind === 'dense') ? 'dense' : 'conv2d');

export async function discriminatorShapes(student: Student, width: number): Promise<void> {
  const [model, what] = await discriminator(student, width);
  mapsShapes(model, what, [32, 32, 3], [1]);
  const isDense = ending(model) === 'dense';
  const walk = [`16×16×${width}`, `8×8×${2 * width}`, `4×4×${4 * width}`, '1×1×1'].slice(0, isDense ? 3 : 4);
  hasWalk(operationsNamed(model, what, 'conv2d', walk.length), what, walk, say("Three convolutions halve the sides (stride 2, 'same'), with 1, 2 and 4 times width filters; the last one has one filter and 'valid' padding.", "三個卷積把邊長減半（步幅 2，'same'），濾波器是 width 的 1、2、4 倍；最後一個只有一個濾波器，填補是 'valid'。"));
}

export async function discriminatorOrder(student: Student, width: number): Promise<void> {
  const [model, what] = await discriminator(student, width);
  const down = ['conv2d', 'batchNorm', 'leakyRelu'];
  computes(model, what, ['conv2d', 'leakyRelu', ...down, ...down, ending(model)], {
    sigmoid: say('The losses of this course work on logits: the sigmoid is inside of the loss.', '本課程的損失函數直接處理 logit：sigmoid 已經包含在損失裡了。'),
    batchNorm: say('The layer that sees the image itself is not normalized, nor is the logit.', '直接看到影像的那一層不做批次正規化，logit 也不做。'),
    relu: say('DCGAN uses LeakyReLU in the discriminator, so that a gradient reaches the generator everywhere.', 'DCGAN 的判別器使用 LeakyReLU，讓梯度到處都能傳回生成器。'),
    leakyRelu: say('The second and the third block are normalized, before the activation; the first is not.', '第二、第三個區塊要在活化函數之前做批次正規化，第一個不用。'),
    MaxPooling2D: say('DCGAN has no pooling: the stride of the convolution makes the image smaller.', 'DCGAN 沒有池化層：由卷積的步幅縮小影像。'),
  });
  for (const operation of operationsOf(model)) {
    if (operation.kind === 'conv2d') hasSettings(operation, what, { kernelSize: 4 });
    if (operation.kind === 'leakyRelu') hasSettings(operation, what, { alpha: 0.2 }, { alpha: say('DCGAN uses a slope of 0.2; the default of tf.layers.leakyReLU is 0.3.', 'DCGAN 使用 0.2 的斜率；tf.layers.leakyReLU 的預設值是 0.3。') });
  }
}

/** Kernels of 4 × 4 between the channels, and γ and β of two normalizations: 663,296 at 64. */
export const discriminatorParameters = (width: number): number => 16 * (3 * width + 2 * width * width + 2 * width * 4 * width + 4 * width) + 2 * 6 * width;

export async function discriminatorWeights(student: Student, width: number): Promise<void> {
  const [model, what] = await discriminator(student, width);
  hasNoBias(model, what);
  hasParameters(model, what, discriminatorParameters(width), say('Compare with model.summary(), layer by layer: a kernel has 4 · 4 · channels in · channels out weights.', '請與 model.summary() 逐層比較：一個卷積核有 4 · 4 · 輸入通道 · 輸出通道 個權重。'));
  await startsSmall(model, what);
}
