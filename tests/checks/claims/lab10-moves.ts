/**
 * What has to hold for the moves of Lab10, whatever the inputs. They are tried on tiny networks with plain gradient descent,
 * where the weights after one step are known exactly: w − rate · gradient. G has batch normalization, so training mode shows;
 * D has none, so it makes no difference whether the pairs go through it one after the other or together.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asScalar, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { oneHotOf, someLabels } from './lab10-conditional.js';
import { closeEnough, round } from './losses.js';

type Role = 'generator' | 'discriminator';
const [latentDim, side, classes] = [3, 4, 3];
/** Learning rates far enough apart to tell whose optimizer made a step. */
const rates: Record<Role, number> = { generator: 0.25, discriminator: 0.0625 };
const symbol: Record<Role, string> = { generator: 'G', discriminator: 'D' };
const chinese: Record<Role, string> = { generator: '生成器', discriminator: '判別器' };
const stepName: Record<Role, string> = { generator: 'generatorStep', discriminator: 'discriminatorStep' };
const other: Record<Role, Role> = { generator: 'discriminator', discriminator: 'generator' };

interface Gan {
  generator: tf.LayersModel;
  discriminator: tf.LayersModel;
  generatorOptimizer: tf.Optimizer;
  discriminatorOptimizer: tf.Optimizer;
  latentDim: number;
}

/** [z | y], 3 + 3 numbers → pictures [N, 4, 4, 1]. */
const tinyGenerator = (): tf.LayersModel => tf.sequential({ layers: [
  tf.layers.dense({ inputShape: [latentDim + classes], units: side * side, useBias: false }),
  tf.layers.batchNormalization(),
  tf.layers.activation({ activation: 'tanh' }),
  tf.layers.reshape({ targetShape: [side, side, 1] }),
] });

/** Pictures with 3 more channels [N, 4, 4, 4] → logits [N, 1]. */
const tinyDiscriminator = (): tf.LayersModel => tf.sequential({ layers: [
  tf.layers.conv2d({ inputShape: [side, side, 1 + classes], filters: 2, kernelSize: 3, strides: 2, padding: 'same' }),
  tf.layers.leakyReLU({ alpha: 0.2 }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 1 }),
] });

function setWeights(model: tf.LayersModel, draw: Draw): tf.LayersModel {
  for (const weight of model.weights) {
    const low = /variance|gamma/.test(weight.originalName) ? 0.5 : -1;
    const { values, shape } = draw.tensor(weight.shape as number[], low, 1.25);
    tf.tidy(() => { weight.write(tf.tensor(values, [...shape])); });
  }
  return model;
}

/** The inputs of a round: pictures with their classes, wrong classes for them, noise, the share of wrong pairs. */
export interface Inputs {
  real: NdArray;
  y: NdArray;
  wrong: NdArray;
  z: NdArray;
  share: number;
}

export function inputsOf(draw: Draw, count: number, share: number): Inputs {
  const labels = someLabels(draw, count, classes);
  return {
    real: draw.tensor([count, side, side, 1]), z: draw.tensor([count, latentDim], -2, 2), share,
    y: oneHotOf(labels, classes), wrong: oneHotOf(labels.map((label) => (label + draw.integer(1, classes - 1)) % classes), classes),
  };
}

const argumentsOf = (role: Role, { real, y, wrong, z, share }: Inputs): unknown[] => (role === 'generator' ? [y, z] : [real, y, wrong, z, share]);

/** Which pairs a loss is about; the right ones unless a well-known mistake is made. */
interface Pairs {
  training?: boolean;
  /** What D is told about the made pictures. */
  about?: 'y' | 'wrong' | 'nothing';
  /** The pictures of the wrong pairs. */
  wrongPictures?: 'real' | 'made';
  share?: number;
  saturating?: boolean;
}

const mean = (x: tf.Tensor): tf.Scalar => tf.mean(x) as tf.Scalar;
const tensor = ({ values, shape }: NdArray): tf.Tensor => tf.tensor(values, [...shape]);

function lossOf(role: Role, gan: Gan, inputs: Inputs, { training = true, about = 'y', wrongPictures = 'real', share = inputs.share, saturating = false }: Pairs = {}): tf.Scalar {
  return tf.tidy(() => {
    const [real, y, wrong, z] = [inputs.real, inputs.y, inputs.wrong, inputs.z].map(tensor) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const made = gan.generator.apply(tf.concat([z, y], 1), { training }) as tf.Tensor;
    const judge = (pictures: tf.Tensor, condition: tf.Tensor) =>
      gan.discriminator.apply(tf.concat([pictures, tf.tile(tf.reshape(condition, [-1, 1, 1, classes]), [1, side, side, 1])], 3), { training }) as tf.Tensor;
    const ofMade = judge(made, { y, wrong, nothing: tf.zerosLike(y) }[about]);
    if (role === 'generator') return saturating ? (tf.neg(mean(tf.softplus(ofMade))) as tf.Scalar) : mean(tf.softplus(tf.neg(ofMade)));
    const ofWrong = judge(wrongPictures === 'real' ? real : made, wrong);
    return tf.addN([mean(tf.softplus(tf.neg(judge(real, y)))), tf.mul(mean(tf.softplus(ofMade)), 1 - share), tf.mul(mean(tf.softplus(ofWrong)), share)]) as tf.Scalar;
  });
}

async function numberOf(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value!;
}

const trainable = (model: tf.LayersModel): Promise<Float32Array[]> =>
  Promise.all(model.trainableWeights.map(async (weight) => Float32Array.from((await weight.read().data()) as Float32Array)));

interface Outcome {
  gan: Gan;
  value: unknown;
  tensorsLeft: number;
  before: Record<Role, Float32Array[]>;
  after: Record<Role, Float32Array[]>;
}

/** Runs the student's move `times` times on networks of the check and hands over what came out of the last. */
async function move(student: Student, role: Role, draw: Draw, inputs: Inputs, use: (outcome: Outcome) => Promise<void>, { adam = false, times = 1 } = {}): Promise<void> {
  const optimizer = (of: Role): tf.Optimizer => (adam ? tf.train.adam(0.01, 0.5) : tf.train.sgd(rates[of]));
  const gan: Gan = {
    generator: setWeights(tinyGenerator(), draw), discriminator: setWeights(tinyDiscriminator(), draw),
    generatorOptimizer: optimizer('generator'), discriminatorOptimizer: optimizer('discriminator'), latentDim,
  };
  try {
    const held = await student.hold(gan);
    let answer = await student.call(stepName[role], held, ...argumentsOf(role, inputs));
    for (let i = 1; i < times; i++) answer = await student.call(stepName[role], held, ...argumentsOf(role, inputs));
    const now = (await student.read(held)) as Gan;
    await use({
      gan, ...answer,
      before: { generator: await trainable(gan.generator), discriminator: await trainable(gan.discriminator) },
      after: { generator: await trainable(now.generator), discriminator: await trainable(now.discriminator) },
    });
  } finally {
    for (const part of [gan.generator, gan.discriminator, gan.generatorOptimizer, gan.discriminatorOptimizer]) part.dispose();
  }
}

/** What each wrong choice of pairs is a sign of. */
const mistakes: Record<Role, readonly (readonly [Pairs, Text])[]> = {
  discriminator: [
    [{ share: 0 }, say('The wrong pairs are missing: real pictures with `wrong`.', '少了錯的配對：真圖片配上 `wrong`。')],
    [{ about: 'nothing' }, say('D is not told what the made pictures should show.', '沒有告訴 D 生成的圖片應該是什麼。')],
    [{ about: 'wrong' }, say('The made pictures go with `y`, the classes that were asked for.', '生成的圖片要配上 `y`，也就是所要求的類別。')],
    [{ wrongPictures: 'made' }, say('The wrong pairs are of made pictures; nothing in them may be made, so that only reading tells them.', '錯的配對用了生成的圖片；其中不該有任何生成的東西，這樣只有讀了類別才分得出來。')],
  ],
  generator: [
    [{ about: 'nothing' }, say('D is not told what the picture should show: joinPictures with `y`.', '沒有告訴 D 圖片應該是什麼：用 joinPictures 配上 `y`。')],
    [{ saturating: true }, say('This is the saturating loss; Lab02 shows why G trains better on −log D.', '這是飽和損失；Lab02 說明了為什麼 G 用 −log D 訓練得更好。')],
  ],
};

/** The move returns its player's loss before the update, with the networks in training mode. */
export async function returnsLoss(student: Student, role: Role, draw: Draw, inputs: Inputs): Promise<void> {
  const what = `\`${stepName[role]}\``;
  await move(student, role, draw, inputs, async ({ gan, value }) => {
    const actual = asScalar(value, what);
    const loss = (pairs: Pairs, of = role) => numberOf(lossOf(of, gan, inputs, pairs));
    // Before anything runs in training mode, which moves the statistics of inference mode.
    const inference = await loss({ training: false }), expected = await loss({});
    const wrong = [
      { value: inference, hint: say('The networks ran in inference mode: apply takes { training: true }.', '網路是以推論模式執行的：apply 要加上 { training: true }。') },
      { value: await loss({}, other[role]), hint: say(`This is the loss of ${symbol[other[role]]}.`, `這是 ${symbol[other[role]]} 的損失。`) },
      ...await Promise.all(mistakes[role].map(async ([pairs, hint]) => ({ value: await loss(pairs), hint }))),
    ];
    verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
      wrong: say(`${what} returns ${round(actual)}.`, `${what} 回傳 ${round(actual)}。`),
      expected: say(`The loss of ${symbol[role]} before the update is ${round(expected)}.`, `${symbol[role]} 更新前的損失是 ${round(expected)}。`),
      hint: wrong.find((each) => closeEnough(actual, each.value) && !closeEnough(expected, each.value))?.hint
        ?? say('Look at the pairs, one by one, and return what minimize returns when its second argument is true.', '請逐一檢查各種配對，並回傳 minimize 第二個參數為 true 時的回傳值。'),
    }));
  });
}

const same = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean => a.every((weights, i) => weights.every((weight, k) => weight === b[i]![k]));

function learns(role: Role, { before, after }: Outcome): void {
  verify(() => expect(same(before[role], after[role])).to.equal(false), {
    wrong: say(`\`${stepName[role]}\` leaves the weights of the ${role} as they were.`, `\`${stepName[role]}\` 沒有改變${chinese[role]}的權重。`),
    expected: say(`The ${role} should learn in this step.`, `這一步${chinese[role]}應該要學習。`),
    hint: say(`Is minimize called, on gan.${role}Optimizer, with the ${role}'s variables?`, `是否用 gan.${role}Optimizer 呼叫了 minimize，並傳入${chinese[role]}的變數？`),
  });
}

/** The weights after the move are w − rate · gradient, with the rate of the player's own optimizer; those of the other are what they were. */
export async function descends(student: Student, role: Role, draw: Draw, inputs: Inputs): Promise<void> {
  await move(student, role, draw, inputs, async (outcome) => {
    const { gan, before, after } = outcome, frozen = other[role];
    learns(role, outcome);
    verify(() => expect(same(before[frozen], after[frozen])).to.equal(true), {
      wrong: say(`\`${stepName[role]}\` changes the weights of the ${frozen}.`, `\`${stepName[role]}\` 改變了${chinese[frozen]}的權重。`),
      expected: say(`Only the ${role} learns in this step.`, `這一步只有${chinese[role]}學習。`),
      hint: say('Hand minimize the list of variables it may change.', '把可以改變的變數清單交給 minimize。'),
    });
    const variables = gan[role].trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => lossOf(role, gan, inputs), variables);
    const slopes = variables.map(({ name }) => grads[name]!.dataSync() as Float32Array);
    tf.dispose([value, grads]);
    const fits = (rate: number) => before[role].every((weights, i) => weights.every((weight, k) => Math.abs(weight - rate * slopes[i]![k]! - after[role][i]![k]!) < 1e-4));
    verify(() => expect(fits(rates[role])).to.equal(true), () => ({
      wrong: say(`After \`${stepName[role]}\` the weights of the ${role} are not where one step takes them.`, `執行 \`${stepName[role]}\` 之後，${chinese[role]}的權重不在一步更新該到的位置。`),
      expected: say(`One step of the ${role}'s optimizer down the gradient of its loss is expected.`, `應該是${chinese[role]}的最佳化器沿著損失的梯度往下走一步。`),
      hint: fits(rates[other[role]]) ? say(`The step has the learning rate of the ${other[role]}'s optimizer: use gan.${role}Optimizer.`, `這一步用的是${chinese[other[role]]}的最佳化器的學習率：請用 gan.${role}Optimizer。`)
        : say(`Look at the loss that is minimized: its pairs, { training: true }, and gan.${role}Optimizer, once.`, `請檢查被最小化的損失：各種配對、{ training: true }，以及 gan.${role}Optimizer 是否只走一步。`),
    }));
  });
}

/** From the second Adam step on (the first makes the optimizer's own memory) a move leaves no tensor beside its result. */
export async function leaksNothing(student: Student, role: Role, draw: Draw, inputs: Inputs): Promise<void> {
  await move(student, role, draw, inputs, async (outcome) => {
    learns(role, outcome);
    verify(() => expect(outcome.tensorsLeft).to.be.at.most(0), {
      wrong: say(`Each call of \`${stepName[role]}\` leaves tensors in memory: ${outcome.tensorsLeft}.`, `每次呼叫 \`${stepName[role]}\` 都會在記憶體留下 ${outcome.tensorsLeft} 個張量。`),
      expected: say('Only the returned loss should stay.', '應該只留下回傳的損失。'),
      hint: say('Put the body into tf.tidy.', '把內容放進 tf.tidy。'),
    });
  }, { adam: true, times: 3 });
}
