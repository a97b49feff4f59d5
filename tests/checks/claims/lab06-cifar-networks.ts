/** What has to hold for the tasks of Lab06, whatever the inputs. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asModel, asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { closeEnough, round } from './losses.js';
import { computes, hasNoBias, hasParameters, hasSettings, mapsShapes, network, operationsNamed, startsSmall } from './networks.js';

const side = 32;
const area = side * side;
const pictureSize = 3 * area;

/** Rows of bytes `[count, 3072]`: red plane, green plane, blue plane; 0 and 255 are among them. */
export function byteRows(draw: Draw, count: number): NdArray {
  const values = Float32Array.from({ length: count * pictureSize }, (_, i) => (i < 2 ? 255 * i : draw.integer(0, 255)));
  return new NdArray([count, pictureSize], values);
}

/** Where in a row a reader looks for the value at `line`, `column`, `colour` of a picture. */
type Layout = (line: number, column: number, colour: number) => number;
const planes: Layout = (line, column, colour) => colour * area + line * side + column;
const scale = (byte: number): number => byte / 127.5 - 1;

const orderMistakes: readonly { layout: Layout; hint: Text }[] = [
  {
    layout: (line, column, colour) => 3 * (line * side + column) + colour,
    hint: say('Neighbours in the row were taken for the colours of a pixel. The row has three planes of 32 × 32: reshape to those first, then transpose.', '把列裡相鄰的值當成一個像素的顏色了。這一列是三個 32 × 32 的平面：先 reshape 成平面，再 transpose。'),
  },
  { layout: (line, column, colour) => planes(column, line, colour), hint: say('Lines and columns are swapped: the pictures lie on their side.', '列和行對調了：圖片變成橫躺的。') },
  { layout: (line, column, colour) => planes(line, column, 2 - colour), hint: say('Red and blue are swapped.', '紅色和藍色對調了。') },
];

const scaleMistakes: readonly { of: (byte: number) => number; hint: Text }[] = [
  { of: (byte) => byte, hint: say('These are still the bytes: bring 0…255 to −1…1.', '這還是位元組：請把 0…255 變成 −1…1。') },
  { of: (byte) => byte / 255, hint: say('These values lie in [0, 1]; tanh has the range [−1, 1].', '這些值在 [0, 1] 之間；tanh 的值域是 [−1, 1]。') },
  { of: (byte) => byte / 127.5, hint: say('These values lie in [0, 2]: take 1 away.', '這些值在 [0, 2] 之間：還要減 1。') },
  { of: (byte) => byte / 128 - 1, hint: say('255 becomes 0.992: divide by half of 255, which is 127.5.', '255 會變成 0.992：要除以 255 的一半，也就是 127.5。') },
  { of: (byte) => 1 - byte / 127.5, hint: say('Black and white are swapped: 0 should become −1.', '黑白對調了：0 應該變成 −1。') },
];

async function pictures(student: Student, rows: NdArray): Promise<NdArray> {
  return asTensor((await student.call('toPictures', rows)).value, '`toPictures`', [rows.shape[0]!, side, side, 3]);
}

export async function picturesShape(student: Student, rows: NdArray): Promise<void> {
  await pictures(student, rows);
}

/** Every value stands where it belongs, whatever scale it was given: an order is judged by the order of the values. */
export async function picturesOrder(student: Student, rows: NdArray): Promise<void> {
  const { values } = await pictures(student, rows);
  const { slope, offset } = fitted(values, rows.values, planes);
  const fits = (layout: Layout) => everyValue(rows, layout, (byte, at) => Math.abs(values[at]! - (slope * byte + offset)) < 1e-3 * Math.max(1, Math.abs(slope) * 255));
  verify(() => expect(Math.abs(slope) > 1e-6 && fits(planes)).to.equal(true), () => ({
    wrong: say('In what `toPictures` gives, some values are not where they belong.', '`toPictures` 的結果裡，有些值不在該在的位置。'),
    expected: say('Pixel (line, column) of colour c is number c · 1024 + line · 32 + column of its row.', '第 (列, 行) 個像素的顏色 c，是那一列的第 c · 1024 + 列 · 32 + 行 個數。'),
    hint: orderMistakes.find(({ layout }) => {
      const other = fitted(values, rows.values, layout);
      return everyValue(rows, layout, (byte, at) => Math.abs(values[at]! - (other.slope * byte + other.offset)) < 1e-3 * Math.max(1, Math.abs(other.slope) * 255));
    })?.hint ?? say('reshape keeps the numbers in their order; only transpose moves them.', 'reshape 不會改變數字的順序；只有 transpose 會移動它們。'),
  }));
}

/** The straight line through what the first picture's bytes 0 and 255 became. Those stand first in every row layout but may be moved by `layout`. */
function fitted(values: Float32Array, bytes: Float32Array, layout: Layout): { slope: number; offset: number } {
  const at = (index: number): number => {
    for (let line = 0; line < side; line++) for (let column = 0; column < side; column++) for (let colour = 0; colour < 3; colour++) if (layout(line, column, colour) === index) return values[3 * (line * side + column) + colour]!;
    return NaN;
  };
  const [black, white] = [at(0), at(1)];
  const slope = (white - black) / (bytes[1]! - bytes[0]!);
  return { slope, offset: black - slope * bytes[0]! };
}

function everyValue({ shape, values }: NdArray, layout: Layout, holds: (byte: number, at: number) => boolean): boolean {
  for (let n = 0; n < shape[0]!; n++) {
    for (let line = 0; line < side; line++) {
      for (let column = 0; column < side; column++) {
        for (let colour = 0; colour < 3; colour++) {
          if (!holds(values[n * pictureSize + layout(line, column, colour)]!, n * pictureSize + 3 * (line * side + column) + colour)) return false;
        }
      }
    }
  }
  return true;
}

/** 0 becomes −1, 255 becomes 1, and all between lies on the line, whatever the order of the values. */
export async function picturesScale(student: Student, rows: NdArray): Promise<void> {
  const { values } = await pictures(student, rows);
  const sorted = Float32Array.from(values).sort();
  const is = (of: (byte: number) => number): boolean => {
    const wanted = rows.values.map(of).sort();
    return sorted.every((value, i) => Math.abs(value - wanted[i]!) < 1e-4 * Math.max(1, Math.abs(wanted[i]!)));
  };
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  verify(() => expect(is(scale)).to.equal(true), () => ({
    wrong: say(`For bytes from 0 to 255, \`toPictures\` gives values from ${round(least)} to ${round(most)}.`, `位元組由 0 到 255，\`toPictures\` 得到由 ${round(least)} 到 ${round(most)} 的值。`),
    expected: say('0 should become −1, 127.5 would become 0, 255 should become 1.', '0 應該變成 −1，127.5 會變成 0，255 應該變成 1。'),
    hint: scaleMistakes.find(({ of }) => is(of))?.hint ?? say('One line for all: the same factor and the same offset for each byte.', '全部用同一條直線：每個位元組的倍數和位移都相同。'),
  }));
}

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

type Player = 'D' | 'G';

/** Small networks for pictures [N, 8, 8, 3], with batch normalization in both, so that training mode shows. */
interface Pair {
  generator: tf.LayersModel;
  discriminator: tf.LayersModel;
}

const latentDim = 3;

function smallPair(draw: Draw): Pair {
  const { batchNormalization, conv2d, dense, flatten, leakyReLU, reshape } = tf.layers;
  const generator = tf.sequential({ layers: [dense({ inputShape: [latentDim], units: 192, useBias: false }), batchNormalization(), tf.layers.activation({ activation: 'tanh' }), reshape({ targetShape: [8, 8, 3] })] });
  const discriminator = tf.sequential({ layers: [conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: 4, strides: 2, padding: 'same' }), batchNormalization(), leakyReLU({ alpha: 0.2 }), flatten(), dense({ units: 1 })] });
  for (const model of [generator, discriminator]) {
    for (const weight of model.weights) {
      const isPositive = weight.originalName.includes('variance') || weight.originalName.includes('gamma');
      const { values, shape } = draw.tensor(weight.shape as number[], isPositive ? 0.5 : -0.5, isPositive ? 1.25 : 0.5);
      tf.tidy(() => { weight.write(tf.tensor(values, [...shape])); });
    }
  }
  return { generator, discriminator };
}

export interface StepInputs {
  /** Pictures [N, 8, 8, 3]. */
  real: NdArray;
  /** Noise [N, 3]. */
  z: NdArray;
}

export const stepInputs = (draw: Draw, count: number): StepInputs => ({ real: draw.tensor([count, 8, 8, 3]), z: draw.tensor([count, latentDim], -2, 2) });

interface Step {
  loss: number;
  norms: number[];
}

/** Loss and lengths of the gradients by the checks' own TensorFlow.js; `of` names the player whose variables they are for. */
function stepOf(player: Player, { generator, discriminator }: Pair, { real, z }: StepInputs, { training = true, of = player } = {}): Step {
  return tf.tidy(() => {
    const judge = (images: tf.Tensor) => discriminator.apply(images, { training }) as tf.Tensor;
    const variables = (of === 'D' ? discriminator : generator).trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => {
      const fake = generator.apply(tf.tensor(z.values, [...z.shape]), { training }) as tf.Tensor;
      if (player === 'G') return tf.mean(tf.softplus(tf.neg(judge(fake)))) as tf.Scalar;
      const ofReal = tf.mean(tf.softplus(tf.neg(judge(tf.tensor(real.values, [...real.shape])))));
      return tf.add(ofReal, tf.mean(tf.softplus(judge(fake)))) as tf.Scalar;
    }, variables);
    return { loss: value.dataSync()[0]!, norms: variables.map(({ name }) => tf.norm(grads[name]!).dataSync()[0]!) };
  });
}

interface TriedStep {
  what: string;
  pair: Pair;
  answer: { loss: unknown; norms: unknown };
  tensorsLeft: number;
  /** Weights of both networks afterwards, on the student's side. */
  after: Pair;
}

async function tryStep(student: Student, player: Player, draw: Draw, inputs: StepInputs, judge: (step: TriedStep) => Promise<void> | void): Promise<void> {
  const pair = smallPair(draw);
  try {
    const [generator, discriminator] = [await student.hold(pair.generator), await student.hold(pair.discriminator)];
    const what = `\`firstStep('${player}', …)\``;
    const { value, tensorsLeft } = await student.call('firstStep', player, generator, discriminator, inputs.real, inputs.z);
    if (value === undefined) throw new Finding({ wrong: say(`${what} returns nothing.`, `${what} 沒有回傳值。`), hint: say('Is a `return` missing?', '是不是忘了 `return`？') });
    const answer = value as { loss?: unknown; norms?: unknown };
    if (typeof value !== 'object' || value === null || answer.loss === undefined || answer.norms === undefined) {
      throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say('An object { loss, norms } is expected: a number and an array of numbers.', '應該回傳物件 { loss, norms }：一個數字和一個數字的陣列。') });
    }
    await judge({ what, pair, answer: { loss: answer.loss, norms: answer.norms }, tensorsLeft, after: { generator: (await student.read(generator)) as tf.LayersModel, discriminator: (await student.read(discriminator)) as tf.LayersModel } });
  } finally {
    for (const model of [pair.generator, pair.discriminator]) model.dispose();
  }
}

export async function stepLoss(student: Student, player: Player, draw: Draw, inputs: StepInputs): Promise<void> {
  await tryStep(student, player, draw, inputs, ({ what, pair, answer }) => {
    const loss = asNumber(answer.loss, `${what}.loss`);
    const inference = stepOf(player, pair, inputs, { training: false }).loss;
    const expected = stepOf(player, pair, inputs).loss;
    const other = stepOf(player === 'D' ? 'G' : 'D', pair, inputs).loss;
    verify(() => expect(closeEnough(loss, expected)).to.equal(true), {
      wrong: say(`In ${what}, the loss is ${round(loss)}.`, `${what} 的損失是 ${round(loss)}。`),
      expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
      hint: closeEnough(loss, inference) ? say('The networks ran in inference mode: apply takes { training: true }, and predict never trains.', '網路是以推論模式執行的：apply 要加上 { training: true }，而 predict 不會訓練。')
        : closeEnough(loss, other) ? say('This is the loss of the other player.', '這是另一方的損失。')
          : closeEnough(loss, expected / 2) ? say('This is half of the loss.', '這是損失的一半。')
            : say('D is asked about real and made pictures, G about made ones only.', 'D 要看真圖片和生成的圖片，G 只看生成的圖片。'),
    });
  });
}

export async function stepNorms(student: Student, player: Player, draw: Draw, inputs: StepInputs): Promise<void> {
  await tryStep(student, player, draw, inputs, ({ what, pair, answer }) => {
    if (!Array.isArray(answer.norms)) throw new Finding({ wrong: say(`In ${what}, \`norms\` is ${describe(answer.norms).en}.`, `${what} 的 \`norms\` 是${describe(answer.norms)['zh-TW']}。`), expected: say('An array of numbers is expected.', '這裡應該是由數字組成的陣列。') });
    const norms = answer.norms as unknown[];
    const expected = stepOf(player, pair, inputs).norms;
    const fits = (wanted: readonly number[]): boolean => norms.length === wanted.length && norms.every((norm, i) => typeof norm === 'number' && closeEnough(norm, wanted[i]!));
    const zh = player === 'D' ? '判別器' : '生成器';
    verify(() => expect(norms).to.have.length(expected.length), {
      wrong: say(`In ${what}, \`norms\` has ${norms.length} numbers.`, `${what} 的 \`norms\` 有 ${norms.length} 個數。`),
      expected: say(`There should be ${expected.length}: one for each trainable weight of the ${player === 'D' ? 'discriminator' : 'generator'}.`, `應該有 ${expected.length} 個：${zh}的每個可訓練權重各一個。`),
      hint: say(`variablesOf(${player === 'D' ? 'discriminator' : 'generator'}) lists them.`, `variablesOf(${player === 'D' ? 'discriminator' : 'generator'}) 會列出它們。`),
    });
    const at = expected.findIndex((norm, i) => !closeEnough(asNumber(norms[i], `${what}.norms[${i}]`), norm));
    verify(() => expect(at).to.equal(-1), () => ({
      wrong: say(`In ${what}, the length of gradient ${at} (from 0) is ${round(Number(norms[at]))}.`, `${what} 的第 ${at} 個梯度（從 0 起算）的長度是 ${round(Number(norms[at]))}。`),
      expected: say(`It should be ${round(expected[at]!)}.`, `應該是 ${round(expected[at]!)}。`),
      hint: fits(expected.map((norm) => norm ** 2)) ? say('These are the squares of the lengths: the root is missing.', '這是長度的平方：還要開根號。')
        : fits([...expected].reverse()) ? say('The order is turned around: take the order of variablesOf.', '順序反了：請依照 variablesOf 的順序。')
          : fits(stepOf(player, pair, inputs, { training: false }).norms) ? say('The networks ran in inference mode: apply takes { training: true }.', '網路是以推論模式執行的：apply 要加上 { training: true }。')
            : fits(stepOf(player === 'D' ? 'G' : 'D', pair, inputs, { of: player }).norms) ? say("These are the gradients of the other player's loss.", '這是另一方的損失的梯度。')
              : say('The Euclidean norm is the root of the sum of all squares: tf.norm gives it, for the gradient of each weight by itself.', '歐幾里得範數是所有平方和的平方根：對每個權重的梯度分別用 tf.norm 就能得到。'),
    }));
  });
}

/** Looking changes nothing: no weight, and no tensor is left. */
export async function stepIsHarmless(student: Student, player: Player, draw: Draw, inputs: StepInputs): Promise<void> {
  await tryStep(student, player, draw, inputs, ({ what, pair, after, tensorsLeft, answer }) => {
    asNumber(answer.loss, `${what}.loss`);
    for (const role of ['generator', 'discriminator'] as const) {
      const same = pair[role].trainableWeights.every((weight, i) => {
        const [before, now] = [weight.read().dataSync(), after[role].trainableWeights[i]!.read().dataSync()];
        return before.every((value, k) => value === now[k]);
      });
      verify(() => expect(same).to.equal(true), {
        wrong: say(`${what} changes the weights of the ${role}.`, `${what} 改變了${role === 'generator' ? '生成器' : '判別器'}的權重。`),
        expected: say('Only look: both networks should stay as they are.', '只是看看：兩個網路都應該保持原樣。'),
        hint: say('tf.variableGrads computes gradients and applies none; no optimizer is needed.', 'tf.variableGrads 只計算梯度，不會套用；不需要最佳化器。'),
      });
    }
    verify(() => expect(tensorsLeft).to.be.at.most(0), {
      wrong: say(`Each call of ${what} leaves tensors in memory: ${tensorsLeft}.`, `每次呼叫 ${what} 都會在記憶體留下 ${tensorsLeft} 個張量。`),
      expected: say('It should leave none.', '不應該留下任何張量。'),
      hint: say('variableGrads leaves its value and its gradients to you: put everything into tf.tidy.', 'variableGrads 的 value 和 grads 要由你釋放：把全部放進 tf.tidy。'),
    });
  });
}

/** Pictures [N, H, W, 3] without pure black and white, so that there is room to recolour them. */
export const colourful = (draw: Draw): NdArray => draw.tensor([draw.integer(3, 5), draw.integer(5, 7), 6, 3], -0.95, 0.95);

async function recoloured(student: Student, pictures: NdArray): Promise<Float32Array> {
  return asTensor((await student.call('recolour', pictures)).value, '`recolour`', pictures.shape).values;
}

const meanChange = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

export async function recolourShows(student: Student, pictures: NdArray): Promise<void> {
  const values = await recoloured(student, pictures);
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  verify(() => expect(most).to.be.at.most(1 + 1e-6), {
    wrong: say(`The pictures of \`recolour\` reach ±${round(most)}.`, `\`recolour\` 的圖片數值到達 ±${round(most)}。`),
    expected: say('Pictures lie in [−1, 1].', '圖片的數值在 [−1, 1] 之間。'),
    hint: say('With a factor a < 1 there is room for an offset of up to 1 − a.', '倍數 a < 1 時，位移最多可以到 1 − a。'),
  });
  const change = meanChange(values, pictures.values);
  verify(() => expect(change).to.be.at.least(0.1), {
    wrong: say(`\`recolour\` changes the pixels by ${round(change)} on average.`, `\`recolour\` 讓像素平均改變 ${round(change)}。`),
    expected: say('They should change by 0.1 or more: you are to see it, D is not.', '應該改變 0.1 以上：你要看得見，D 則看不見。'),
    hint: say('Make them darker, or paler, or tint them.', '把它們變暗、變淡，或染上顏色。'),
  });
}

/** Each colour less its mean over the batch, over its standard deviation: what batch normalization makes of a picture, in double precision. */
function normalized(values: Float32Array): number[] {
  const result = new Array<number>(values.length);
  for (let colour = 0; colour < 3; colour++) {
    const count = values.length / 3;
    let [mean, square] = [0, 0];
    for (let i = colour; i < values.length; i += 3) mean += values[i]! / count;
    for (let i = colour; i < values.length; i += 3) square += (values[i]! - mean) ** 2 / count;
    for (let i = colour; i < values.length; i += 3) result[i] = (values[i]! - mean) / Math.sqrt(square + 1e-5);
  }
  return result;
}

export async function recolourHides(student: Student, pictures: NdArray): Promise<void> {
  const values = await recoloured(student, pictures);
  await recolourShows(student, pictures);
  const [before, now] = [normalized(pictures.values), normalized(values)];
  const largest = now.reduce((most, value, i) => Math.max(most, Math.abs(value - before[i]!)), 0);
  // Where the contrast is reduced to a tenth, ε = 1e-5 makes a difference of about 0.003.
  verify(() => expect(largest).to.be.below(0.02), () => ({
    wrong: say(`Behind batch normalization, the pictures of \`recolour\` differ from the others by up to ${round(largest)}.`, `經過批次正規化之後，\`recolour\` 的圖片和原來最多相差 ${round(largest)}。`),
    expected: say('There should be no difference.', '應該沒有差別。'),
    hint: now.every((value, i) => Math.abs(value + before[i]!) < 0.02)
      ? say('The pictures come out as their negatives: the factor has to be positive.', '出來的是負片：倍數必須是正的。')
      : say('Use a · x + b, with the same a > 0 and b for the whole batch; each colour may have its own. Nothing else is undone by batch normalization.', '使用 a · x + b，整個批次用同樣的 a > 0 和 b；每個顏色可以各有一組。除此之外，批次正規化都無法抵銷。'),
  }));
}

