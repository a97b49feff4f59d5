/** Claims about the architecture of a network, shared by Labs 01–03. */
import type * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import { chainText, operationName, operationsOf, trainableParameters, type Operation } from '../operations.js';
import type { Student } from '../student.js';

const networks = new WeakMap<Student, Map<string, Promise<unknown>>>();

/** The network that a call makes. Made once for all checks of a student: the large ones take half a second. */
export function network(student: Student, name: string, ...args: unknown[]): Promise<unknown> {
  const made = networks.get(student) ?? new Map<string, Promise<unknown>>();
  networks.set(student, made);
  const key = JSON.stringify([name, ...args]);
  const answer = made.get(key) ?? student.call(name, ...args).then(({ value }) => value);
  made.set(key, answer);
  return answer;
}

const shapeText = (shape: readonly unknown[]): string => `[${shape.map((side) => (side === null || Number.isNaN(side) ? 'N' : String(side))).join(', ')}]`;

/** The model maps `[N, ...input]` to `[N, ...output]`. */
export function mapsShapes(model: tf.LayersModel, what: string, input: readonly number[], output: readonly number[]): void {
  const [actualInput, actualOutput] = [model.inputs, model.outputs].map((tensors) => tensors.map((tensor) => tensor.shape.slice(1)));
  verify(() => expect(actualInput).to.deep.equal([input]), {
    wrong: say(`${what} takes ${actualInput.map((shape) => shapeText([null, ...shape])).join(' and ')}.`, `${what} 的輸入形狀是 ${actualInput.map((shape) => shapeText([null, ...shape])).join(' 和 ')}。`),
    expected: say(`Its input should be ${shapeText([null, ...input])}.`, `輸入應該是 ${shapeText([null, ...input])}。`),
    hint: say('Look at the inputShape of the first layer (it does not count the batch).', '請檢查第一層的 inputShape（不含批次那一維）。'),
  });
  verify(() => expect(actualOutput).to.deep.equal([output]), {
    wrong: say(`${what} gives ${actualOutput.map((shape) => shapeText([null, ...shape])).join(' and ')}.`, `${what} 的輸出形狀是 ${actualOutput.map((shape) => shapeText([null, ...shape])).join(' 和 ')}。`),
    expected: say(`Its output should be ${shapeText([null, ...output])}.`, `輸出應該是 ${shapeText([null, ...output])}。`),
    hint: say('Follow the shapes layer by layer with model.summary(): strides and filters decide them.', '用 model.summary() 逐層追蹤形狀：步幅與濾波器數量決定了它們。'),
  });
}

/** The operations are exactly `expected`, in this order. `hints` answer for an operation that is there but should not be. */
export function computes(model: tf.LayersModel, what: string, expected: readonly string[], hints: Readonly<Record<string, Text>> = {}): void {
  const actual = operationsOf(model).map(({ kind }) => kind);
  verify(() => expect(actual).to.deep.equal(expected), () => {
    const at = expected.findIndex((kind, i) => kind !== actual[i]);
    const position = at < 0 ? expected.length : at;
    const found = actual[position];
    const wanted = expected[position];
    const after = position === 0 ? undefined : operationName(expected[position - 1]);
    const place = after
      ? say(`Operation ${position + 1}, after ${after.en},`, `第 ${position + 1} 個運算（${after['zh-TW']}之後）`)
      : say('The first operation', '第一個運算');
    return {
      wrong: say(`${what} computes ${chainText(actual).en}.`, `${what} 的運算順序是 ${chainText(actual)['zh-TW']}。`),
      expected: wanted === undefined
        ? say(`After operation ${position} nothing more should come, but there is ${operationName(found).en}.`, `第 ${position} 個運算之後不該再有東西，但你還有${operationName(found)['zh-TW']}。`)
        : say(`${place.en} should be ${operationName(wanted).en}, ${found === undefined ? 'but nothing follows' : `not ${operationName(found).en}`}.`, `${place['zh-TW']}應該是${operationName(wanted)['zh-TW']}，${found === undefined ? '但後面沒有了' : `而不是${operationName(found)['zh-TW']}`}。`),
      hint: (found !== undefined ? hints[found] : undefined) ?? (wanted !== undefined ? hints[`missing ${wanted}`] : undefined),
    };
  });
}

/** The operations of one kind of a model. Throws a Finding when there are not `count` of them. */
export function operationsNamed(model: tf.LayersModel, what: string, kind: string, count: number): Operation[] {
  const found = operationsOf(model).filter((operation) => operation.kind === kind);
  const name = operationName(kind);
  verify(() => expect(found).to.have.length(count), {
    wrong: say(`${what} has ${found.length} × ${name.en}.`, `${what} 有 ${found.length} 個${name['zh-TW']}。`),
    expected: say(`There should be ${count}.`, `應該有 ${count} 個。`),
  });
  return found;
}

/** A setting of a layer, in words. */
const settingNames: Record<string, Text> = {
  filters: say('filters', '濾波器數量（filters）'),
  units: say('units', '單元數（units）'),
  kernelSize: say('kernel size', '卷積核大小（kernelSize）'),
  strides: say('strides', '步幅（strides）'),
  padding: say('padding', '填補方式（padding）'),
  useBias: say('useBias', 'useBias'),
  alpha: say('slope for negative values (alpha)', '負值的斜率（alpha）'),
};

/** A layer's settings are as `expected`; a square kernel or stride may be given as one number. */
export function hasSettings(operation: Operation, what: string, expected: Readonly<Record<string, number | string | boolean>>, hints: Readonly<Record<string, Text>> = {}): void {
  for (const [setting, wanted] of Object.entries(expected)) {
    const raw = operation.config[setting];
    const actual = Array.isArray(raw) && raw.every((side) => side === raw[0]) ? (raw[0] as unknown) : raw;
    const close = typeof wanted === 'number' && typeof actual === 'number' ? Math.abs(wanted - actual) < 1e-6 : actual === wanted;
    const name = settingNames[setting];
    verify(() => expect(close).to.equal(true), {
      wrong: say(`In ${what}, the ${operationName(operation.kind).en}'s ${name.en} is ${JSON.stringify(actual)}.`, `${what} 的${operationName(operation.kind)['zh-TW']}，${name['zh-TW']}是 ${JSON.stringify(actual)}。`),
      expected: say(`It should be ${JSON.stringify(wanted)}.`, `應該是 ${JSON.stringify(wanted)}。`),
      hint: hints[setting] ?? say(`Look at the option ${setting} of the layer, and at the argument it should come from.`, `請檢查這一層的 ${setting} 選項，以及它應該取自哪個參數。`),
    });
  }
}

export function hasParameters(model: tf.LayersModel, what: string, trainable: number, hint: Text): void {
  const actual = trainableParameters(model);
  verify(() => expect(actual).to.equal(trainable), {
    wrong: say(`${what} has ${actual.toLocaleString('en')} trainable parameters.`, `${what} 有 ${actual.toLocaleString('en')} 個可訓練參數。`),
    expected: say(`There should be ${trainable.toLocaleString('en')}.`, `應該有 ${trainable.toLocaleString('en')} 個。`),
    hint,
  });
}

/**
 * Every kernel of at least 600 weights looks drawn from N(0, 0.02): the standard deviation within
 * ±25 %, which is more than 8 standard errors of the estimate at 600 weights and admits a normal
 * cut off at two deviations (0.0176), and the mean within 8 standard errors of 0.
 */
export async function startsSmall(model: tf.LayersModel, what: string): Promise<void> {
  const deviation = 0.02;
  for (const { kind, layer } of operationsOf(model)) {
    if (!['dense', 'conv2d', 'conv2dTranspose'].includes(kind)) continue;
    const kernel = await layer.getWeights()[0].data<'float32'>();
    const count = kernel.length;
    if (count < 600) continue;
    const { mean, deviation: actual } = moments(kernel);
    const name = operationName(kind);
    verify(() => {
      expect(actual).to.be.within(0.75 * deviation, 1.25 * deviation);
      expect(Math.abs(mean)).to.be.below((8 * deviation) / Math.sqrt(count));
    }, {
      wrong: say(`In ${what}, the first weights of a ${name.en} layer have mean ${mean.toFixed(4)} and standard deviation ${actual.toFixed(4)}.`, `${what} 的${name['zh-TW']}，初始權重的平均是 ${mean.toFixed(4)}，標準差是 ${actual.toFixed(4)}。`),
      expected: say('DCGAN draws them from a normal distribution with mean 0 and standard deviation 0.02.', 'DCGAN 以平均 0、標準差 0.02 的常態分布初始化權重。'),
      hint: say('Look at kernelInitializer: tf.initializers.randomNormal takes { mean, stddev }.', '請檢查 kernelInitializer：tf.initializers.randomNormal 接受 { mean, stddev }。'),
    });
  }
}

/** Plain loops: over a million weights, a call for each takes a tenth of a second. */
function moments(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** No dense or convolution layer has a bias. */
export function hasNoBias(model: tf.LayersModel, what: string): void {
  const biased = operationsOf(model).find(({ kind, config }) => ['dense', 'conv2d', 'conv2dTranspose'].includes(kind) && config.useBias !== false);
  if (!biased) return;
  const name = operationName(biased.kind);
  throw new Finding({
    wrong: say(`In ${what}, a ${name.en} layer has a bias.`, `${what} 的${name['zh-TW']}有偏置（bias）。`),
    expected: say('None is expected here: batch normalization brings its own offset.', '這裡不需要偏置：批次正規化本身就有位移參數。'),
    hint: say('Look at the option useBias.', '請檢查 useBias 選項。'),
  });
}
