/**
 * What has to hold for the tasks of Lab03, whatever the inputs. The steps are tried on tiny networks
 * with plain gradient descent, where the weights after one step are known exactly: w − rate · gradient.
 * The generator has batch normalization, so training mode shows; the discriminator has none, so it
 * makes no difference whether real and made images go through it together or one after the other.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asModel, asScalar, describe as inWords, Finding, verify } from '../findings.js';
import type { Draw } from '../draw.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import type { Stub } from '../stubs.js';
import type { NdArray } from '../values.js';
import { closeEnough, round } from './losses.js';
import { mapsShapes } from './networks.js';

interface Gan {
  generator: tf.LayersModel;
  discriminator: tf.LayersModel;
  generatorOptimizer: tf.Optimizer;
  discriminatorOptimizer: tf.Optimizer;
  latentDim: number;
}

type Role = 'generator' | 'discriminator';

/** Learning rates far enough apart to tell whose optimizer made a step. */
const rates: Record<Role, number> = { generator: 0.25, discriminator: 0.0625 };
const latentDim = 3;
const side = 4;

/** z [N, 3] → images [N, 4, 4, 1]. */
function tinyGenerator(): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [latentDim], units: side * side, useBias: false })); // [N, 16]
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.activation({ activation: 'tanh' }));
  model.add(tf.layers.reshape({ targetShape: [side, side, 1] })); // [N, 4, 4, 1]
  return model;
}

/** images [N, 4, 4, 1] → logits [N, 1]. */
function tinyDiscriminator(normalized: boolean): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [side, side, 1], filters: 2, kernelSize: 3, strides: 2, padding: 'same' })); // [N, 2, 2, 2]
  if (normalized) model.add(tf.layers.batchNormalization());
  model.add(tf.layers.leakyReLU({ alpha: 0.2 }));
  model.add(tf.layers.flatten()); // [N, 8]
  model.add(tf.layers.dense({ units: 1 })); // [N, 1]
  return model;
}

export function setWeights(model: tf.LayersModel, draw: Draw): tf.LayersModel {
  for (const weight of model.weights) {
    // A variance has to be positive; all others may be anything.
    const low = weight.originalName.includes('variance') || weight.originalName.includes('gamma') ? 0.5 : -1;
    const { values, shape } = draw.tensor(weight.shape as number[], low, 1.25);
    tf.tidy(() => { weight.write(tf.tensor(values, [...shape])); });
  }
  return model;
}

/** How a step is tried. */
interface Trial {
  /** Gradient descent, whose steps are known exactly, or Adam, which keeps tensors of its own. */
  optimizer?: 'descent' | 'adam';
  /** How often the step is taken. */
  times?: number;
  /** Batch normalization in the discriminator. */
  normalized?: boolean;
}

async function withGan<T>(draw: Draw, { optimizer: kind, normalized = false }: Trial, use: (gan: Gan) => Promise<T>): Promise<T> {
  const optimizer = (role: Role): tf.Optimizer => (kind === 'adam' ? tf.train.adam(0.01, 0.5) : tf.train.sgd(rates[role]));
  const gan: Gan = {
    generator: setWeights(tinyGenerator(), draw),
    discriminator: setWeights(tinyDiscriminator(normalized), draw),
    generatorOptimizer: optimizer('generator'),
    discriminatorOptimizer: optimizer('discriminator'),
    latentDim,
  };
  try {
    return await use(gan);
  } finally {
    for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
  }
}

/** The inputs of a step: images [N, 4, 4, 1] and noise [N, 3]. */
export interface StepInputs {
  real: NdArray;
  z: NdArray;
  /** What D's loss asks for on real images. Default 1; 0.9 is one-sided label smoothing. */
  target?: number;
  /** What D sees all pictures through, where the steps take it as their last argument. */
  augment?: Stub;
}

/** −t log D − (1 − t) log(1 − D) of each logit. */
const realTerm = (logits: tf.Tensor, target: number): tf.Tensor => tf.add(tf.mul(tf.softplus(tf.neg(logits)), target), tf.mul(tf.softplus(logits), 1 - target));

export function stepInputs(draw: Draw, count: number): StepInputs {
  return { real: draw.tensor([count, side, side, 1]), z: draw.tensor([count, latentDim], -2, 2) };
}

/** The loss of one player, `training` as a student should run the networks. */
function lossOf(role: Role, gan: Gan, { real, z, target = 1, augment }: StepInputs, training: boolean, augmented: 'all' | 'real' | 'made' | 'none' = 'all'): tf.Scalar {
  return tf.tidy(() => {
    const fake = gan.generator.apply(tf.tensor(z.values, [...z.shape]), { training }) as tf.Tensor;
    const logits = (images: tf.Tensor, kind: 'real' | 'made'): tf.Tensor => {
      const seen = augment && (augmented === 'all' || augmented === kind) ? augment(images as tf.Tensor4D) : images;
      return gan.discriminator.apply(seen, { training }) as tf.Tensor;
    };
    if (role === 'generator') return tf.mean(tf.softplus(tf.neg(logits(fake, 'made')))) as tf.Scalar;
    const ofReal = tf.mean(realTerm(logits(tf.tensor(real.values, [...real.shape]), 'real'), target));
    return tf.add(ofReal, tf.mean(tf.softplus(logits(fake, 'made')))) as tf.Scalar;
  });
}

export async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}

export const trainable = (model: tf.LayersModel): Promise<Float32Array[]> =>
  Promise.all(model.trainableWeights.map(async (weight) => Float32Array.from((await weight.read().data()) as Float32Array)));

const stepName: Record<Role, string> = { generator: 'generatorStep', discriminator: 'discriminatorStep' };
const symbol: Record<Role, string> = { generator: 'G', discriminator: 'D' };
const other: Record<Role, Role> = { generator: 'discriminator', discriminator: 'generator' };

interface Outcome {
  gan: Gan;
  value: unknown;
  tensorsLeft: number;
  before: Record<Role, Float32Array[]>;
  after: Record<Role, Float32Array[]>;
}

/** Runs the student's step on networks of the check and hands over what came out, of the last one when there are several. */
async function step(student: Student, role: Role, draw: Draw, inputs: StepInputs, trial: Trial, use: (outcome: Outcome) => Promise<void>): Promise<void> {
  await withGan(draw, trial, async (gan) => {
    const held = await student.hold(gan);
    const args = [held, ...(role === 'discriminator' ? [inputs.real] : []), inputs.z, ...(inputs.augment ? [inputs.augment] : [])];
    let answer = await student.call(stepName[role], ...args);
    for (let i = 1; i < (trial.times ?? 1); i++) answer = await student.call(stepName[role], ...args);
    const now = (await student.read(held)) as Gan;
    await use({
      gan,
      ...answer,
      before: { generator: await trainable(gan.generator), discriminator: await trainable(gan.discriminator) },
      after: { generator: await trainable(now.generator), discriminator: await trainable(now.discriminator) },
    });
  });
}

/** The step returns its player's loss before the update, with the networks in training mode. */
export async function stepReturnsLoss(student: Student, role: Role, draw: Draw, inputs: StepInputs): Promise<void> {
  const what = `\`${stepName[role]}\``;
  await step(student, role, draw, inputs, {}, async ({ gan, value }) => {
    const actual = asScalar(value, what);
    const loss = async (of: Role, training: boolean, augmented?: 'real' | 'made' | 'none'): Promise<number> => (await read(lossOf(of, gan, inputs, training, augmented)))[0];
    // Before anything runs in training mode, which moves the statistics of inference mode.
    const inference = await loss(role, false);
    const expected = await loss(role, true);
    const diagnoses: { value: number; hint: Text }[] = [
      { value: inference, hint: say('The networks ran in inference mode: apply takes { training: true }, and predict never trains.', '網路是以推論模式執行的：apply 要加上 { training: true }，而 predict 不會訓練。') },
      { value: await loss(other[role], true), hint: say(`This is the loss of ${symbol[other[role]]}.`, `這是 ${symbol[other[role]]} 的損失。`) },
      { value: expected / 2, hint: say('This is half of the loss.', '這是損失的一半。') },
      ...(inputs.target === undefined || role === 'generator' ? [] : [{ value: (await read(lossOf(role, gan, { ...inputs, target: 1 }, true)))[0], hint: say(`This is the loss with the target 1 for real images; it should be ${inputs.target}.`, `這是真實影像目標為 1 時的損失；目標應該是 ${inputs.target}。`) }]),
      ...(inputs.augment === undefined ? [] : [
        { value: await loss(role, true, 'none'), hint: say('D sees the pictures as they are: `augment` is missing.', 'D 看到的是原來的圖片：少了 `augment`。') },
        ...(role === 'generator' ? [] : [
          { value: await loss(role, true, 'real'), hint: say('Only the real pictures go through `augment`: G would learn to draw what it does to them.', '只有真圖片經過 `augment`：G 會學著畫出擴增的痕跡。') },
          { value: await loss(role, true, 'made'), hint: say('Only the made pictures go through `augment`: D would tell them by it.', '只有生成的圖片經過 `augment`：D 憑這一點就能分辨。') },
        ]),
      ]),
      ...(role === 'generator' ? [{ value: await softplusOfFake(gan, inputs), hint: say('This is the term of D for made images; G wants D to say 1 to them.', '這是 D 對生成影像的那一項；G 希望 D 對它們給 1。') }] : []),
      ...(role === 'generator' ? [{ value: -(await softplusOfFake(gan, inputs)), hint: say('This is the saturating loss; Lab02 shows why G trains better on −log D(G(z)).', '這是飽和損失；Lab02 說明了為什麼 G 用 −log D(G(z)) 訓練得更好。') }] : []),
    ];
    verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
      wrong: say(`${what} returns ${round(actual)}.`, `${what} 回傳 ${round(actual)}。`),
      expected: say(`The loss of ${symbol[role]} before the update is ${round(expected)}.`, `${symbol[role]} 更新前的損失是 ${round(expected)}。`),
      hint: diagnoses.find(({ value: wrong }) => closeEnough(actual, wrong) && !closeEnough(expected, wrong))?.hint
        ?? say('Return what minimize returns when its second argument is true: the loss it started from.', '回傳 minimize 第二個參數為 true 時的回傳值：也就是更新前的損失。'),
    }));
  });
}

async function softplusOfFake(gan: Gan, { z, augment = (images) => images }: StepInputs): Promise<number> {
  const loss = tf.tidy(() => tf.mean(tf.softplus(gan.discriminator.apply(augment(gan.generator.apply(tf.tensor(z.values, [...z.shape]), { training: true }) as tf.Tensor4D), { training: true }) as tf.Tensor)));
  return (await read(loss))[0];
}

/** The gradients of a player's loss, in the order of its trainable weights. */
async function gradientsOf(role: Role, gan: Gan, inputs: StepInputs): Promise<Float32Array[]> {
  const variables = gan[role].trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { value, grads } = tf.variableGrads(() => lossOf(role, gan, inputs, true), variables);
  value.dispose();
  return Promise.all(variables.map(({ name }) => read(grads[name])));
}

export const same = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean => a.every((weights, i) => weights.every((weight, k) => weight === b[i][k]));

/**
 * D normalizes with the statistics of the batch, whether real and made images go through it one
 * after the other or together; the loss that the step returns shows it.
 */
export async function discriminatorTrains(student: Student, draw: Draw, inputs: StepInputs): Promise<void> {
  const what = '`discriminatorStep`';
  await step(student, 'discriminator', draw, inputs, { normalized: true }, async ({ gan, value }) => {
    const actual = asScalar(value, what);
    const oneAfterTheOther = (await read(lossOf('discriminator', gan, inputs, true)))[0];
    const together = (await read(togetherLoss(gan, inputs)))[0];
    verify(() => expect(closeEnough(actual, oneAfterTheOther) || closeEnough(actual, together)).to.equal(true), {
      wrong: say(`With batch normalization in D, ${what} returns ${round(actual)}.`, `當 D 含有批次正規化時，${what} 回傳 ${round(actual)}。`),
      expected: say(`The loss of D in training mode is ${round(oneAfterTheOther)}.`, `D 在訓練模式下的損失是 ${round(oneAfterTheOther)}。`),
      hint: say('Apply D with { training: true }, so that it normalizes with the statistics of the batch.', '套用 D 時請加上 { training: true }，讓它使用這個批次的統計量做正規化。'),
    });
  });
}

/** D's loss when real and made images go through it as one batch. */
function togetherLoss(gan: Gan, { real, z, target = 1, augment = (images) => images }: StepInputs): tf.Scalar {
  return tf.tidy(() => {
    const fake = gan.generator.apply(tf.tensor(z.values, [...z.shape]), { training: true }) as tf.Tensor;
    const both = tf.concat([tf.tensor(real.values, [...real.shape]), fake]) as tf.Tensor as tf.Tensor4D;
    const logits = gan.discriminator.apply(augment(both), { training: true }) as tf.Tensor;
    const [ofReal, ofFake] = tf.split(logits, 2);
    return tf.add(tf.mean(realTerm(ofReal, target)), tf.mean(tf.softplus(ofFake))) as tf.Scalar;
  });
}

/** The network whose step it is has other weights than before: what a step leaves alone counts only where it does something. */
function learns(role: Role, { before, after }: Pick<Outcome, 'before' | 'after'>): void {
  const zh = role === 'generator' ? '生成器' : '判別器';
  verify(() => expect(same(before[role], after[role])).to.equal(false), {
    wrong: say(`\`${stepName[role]}\` leaves the weights of the ${role} as they were.`, `\`${stepName[role]}\` 沒有改變${zh}的權重。`),
    expected: say(`The ${role} should learn in this step.`, `這一步${zh}應該要學習。`),
    hint: say(`Is minimize called, on gan.${role}Optimizer, with the ${role}'s variables?`, `是否用 gan.${role}Optimizer 呼叫了 minimize，並傳入${zh}的變數？`),
  });
}

/** The weights of the other network are bit for bit what they were. */
export async function stepLeavesOther(student: Student, role: Role, draw: Draw, inputs: StepInputs): Promise<void> {
  const frozen = other[role];
  await step(student, role, draw, inputs, {}, async ({ before, after }) => {
    learns(role, { before, after });
    verify(() => expect(same(before[frozen], after[frozen])).to.equal(true), {
      wrong: say(`\`${stepName[role]}\` changes the weights of the ${frozen}.`, `\`${stepName[role]}\` 改變了${frozen === 'generator' ? '生成器' : '判別器'}的權重。`),
      expected: say(`Only the ${role} learns in this step.`, `這一步只有${role === 'generator' ? '生成器' : '判別器'}學習。`),
      hint: say('Hand minimize the list of variables it may change; without one it changes every variable that the loss touches.', '把可以改變的變數清單交給 minimize；沒有清單的話，損失用到的所有變數都會被改變。'),
    });
  });
}

/** The weights after the step are w − rate · gradient, with the rate of the player's own optimizer. */
export async function stepDescends(student: Student, role: Role, draw: Draw, inputs: StepInputs): Promise<void> {
  const zh = role === 'generator' ? '生成器' : '判別器';
  await step(student, role, draw, inputs, {}, async ({ gan, before, after }) => {
    learns(role, { before, after });
    const gradients = await gradientsOf(role, gan, inputs);
    const moved = (start: readonly Float32Array[], rate: number, slopes: readonly Float32Array[]): Float32Array[] => start.map((weights, i) => weights.map((weight, k) => weight - rate * slopes[i][k]));
    const reached = (weights: readonly Float32Array[]): boolean => weights.every((values, i) => values.every((weight, k) => Math.abs(weight - after[role][i][k]) < 1e-4));
    const fits = (rate: number): boolean => reached(moved(before[role], rate, gradients));
    const twice = async (): Promise<boolean> => {
      const once = moved(before[role], rates[role], gradients);
      tf.tidy(() => gan[role].trainableWeights.forEach((weight, i) => weight.write(tf.tensor(once[i], weight.shape as number[]))));
      return reached(moved(once, rates[role], await gradientsOf(role, gan, inputs)));
    };
    const hint = fits(rates[other[role]])
      ? say(`The step has the learning rate of the ${other[role]}'s optimizer: use gan.${role}Optimizer.`, `這一步用的是${role === 'generator' ? '判別器' : '生成器'}的最佳化器的學習率：請用 gan.${role}Optimizer。`)
      : fits(-rates[role])
        ? say('The step goes uphill: the loss should be minimized.', '這一步往上坡走：應該要最小化損失。')
        : await twice()
          ? say('Two updates were made.', '更新了兩次。')
          : say(`Look at the loss that is minimized, at { training: true }, and at the optimizer: gan.${role}Optimizer.`, `請檢查被最小化的損失、{ training: true }，以及最佳化器：gan.${role}Optimizer。`);
    verify(() => expect(fits(rates[role])).to.equal(true), {
      wrong: say(`After \`${stepName[role]}\` the weights of the ${role} are not where one step takes them.`, `執行 \`${stepName[role]}\` 之後，${zh}的權重不在一步更新該到的位置。`),
      expected: say(`One step of the ${role}'s optimizer down the gradient of its loss is expected.`, `應該是${zh}的最佳化器沿著損失的梯度往下走一步。`),
      hint,
    });
  });
}

/** From the second Adam step on (the first makes the optimizer's own memory) a step leaves no tensor beside its result. */
export async function stepLeaksNothing(student: Student, role: Role, draw: Draw, inputs: StepInputs): Promise<void> {
  await step(student, role, draw, inputs, { optimizer: 'adam', times: 3 }, async ({ before, after, tensorsLeft }) => {
    learns(role, { before, after });
    verify(() => expect(tensorsLeft).to.be.at.most(0), {
      wrong: say(`Each call of \`${stepName[role]}\` leaves tensors in memory: ${tensorsLeft}.`, `每次呼叫 \`${stepName[role]}\` 都會在記憶體留下 ${tensorsLeft} 個張量。`),
      expected: say('Only the returned loss should stay: a training of thousands of steps would fill the memory.', '應該只留下回傳的損失：幾千步的訓練會把記憶體塞滿。'),
      hint: say('Put the body into tf.tidy; what variableGrads and apply return has to be disposed of as well.', '把內容放進 tf.tidy；variableGrads 與 apply 的回傳值也要釋放。'),
    });
  });
}

export interface Settings {
  latentDim: number;
  learningRate: number;
  beta1: number;
}

async function created(student: Student, settings: Settings): Promise<[Gan, string]> {
  const what = `\`createGan({ latentDim: ${settings.latentDim}, learningRate: ${settings.learningRate}, beta1: ${settings.beta1} })\``;
  const { value } = await student.call('createGan', settings);
  const parts = ['generator', 'discriminator', 'generatorOptimizer', 'discriminatorOptimizer', 'latentDim'];
  const missing = typeof value === 'object' && value !== null ? parts.filter((part) => (value as Record<string, unknown>)[part] === undefined) : parts;
  if (missing.length) {
    throw new Finding({
      wrong: say(`${what} returns ${inWords(value).en}; ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing.`, `${what} 回傳的是${inWords(value)['zh-TW']}，缺少 ${missing.join('、')}。`),
      expected: say(`An object { ${parts.join(', ')} } is expected.`, `應該回傳物件 { ${parts.join(', ')} }。`),
    });
  }
  return [value as Gan, what];
}

export async function ganNetworks(student: Student, settings: Settings): Promise<void> {
  const [gan, what] = await created(student, settings);
  mapsShapes(asModel(gan.generator, `${what}.generator`), `${what}.generator`, [settings.latentDim], [28, 28, 1]);
  mapsShapes(asModel(gan.discriminator, `${what}.discriminator`), `${what}.discriminator`, [28, 28, 1], [1]);
  verify(() => expect(gan.latentDim).to.equal(settings.latentDim), {
    wrong: say(`${what}.latentDim is ${inWords(gan.latentDim).en}.`, `${what}.latentDim 是 ${inWords(gan.latentDim)['zh-TW']}。`),
    expected: say(`It should be ${settings.latentDim}.`, `應該是 ${settings.latentDim}。`),
  });
}

export async function ganOptimizersApart(student: Student, settings: Settings): Promise<void> {
  const [gan, what] = await created(student, settings);
  verify(() => expect(gan.generatorOptimizer).to.not.equal(gan.discriminatorOptimizer), {
    wrong: say(`${what} has one optimizer for both networks.`, `${what} 的兩個網路共用一個最佳化器。`),
    expected: say('Each network should have its own: Adam counts its steps, and would count both networks\' together.', '每個網路都應該有自己的最佳化器：Adam 會計算步數，共用時兩個網路的步數會混在一起。'),
  });
}

export async function ganOptimizers(student: Student, settings: Settings): Promise<void> {
  const [gan, what] = await created(student, settings);
  for (const role of ['generator', 'discriminator'] as const) {
    const optimizer = gan[`${role}Optimizer`];
    const name = `${what}.${role}Optimizer`;
    const className = optimizer instanceof tf.Optimizer ? optimizer.getClassName() : undefined;
    verify(() => expect(className).to.equal('Adam'), {
      wrong: say(`${name} is ${className ?? inWords(optimizer).en}.`, `${name} 是 ${className ?? inWords(optimizer)['zh-TW']}。`),
      expected: say('DCGAN trains with Adam.', 'DCGAN 使用 Adam 訓練。'),
      hint: say('tf.train.adam makes one.', '可以用 tf.train.adam 建立。'),
    });
    const config = optimizer.getConfig() as { learningRate: number; beta1: number };
    for (const setting of ['learningRate', 'beta1'] as const) {
      verify(() => expect(config[setting]).to.be.closeTo(settings[setting], 1e-6), {
        wrong: say(`${name} has ${setting} ${config[setting]}.`, `${name} 的 ${setting} 是 ${config[setting]}。`),
        expected: say(`It should be ${settings[setting]}, as the settings say.`, `應該依照設定是 ${settings[setting]}。`),
        hint: say('tf.train.adam takes the learning rate first, then β₁.', 'tf.train.adam 的第一個參數是學習率，第二個是 β₁。'),
      });
    }
  }
}
