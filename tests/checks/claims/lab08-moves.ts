/**
 * What has to hold for the moves of Lab08: an autoencoder with a discriminator attached. As in lab03-dcgan.ts they are tried on
 * tiny networks with plain gradient descent, where the weights after one step are known exactly. The decoder has batch
 * normalization, so training mode shows.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asScalar, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { read, same, setWeights, trainable } from './lab03-dcgan.js';
import { closeEnough, round } from './losses.js';

interface Model {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
  optimizer: tf.Optimizer;
  discriminator: tf.LayersModel;
  discriminatorOptimizer: tf.Optimizer;
}

const networks = ['encoder', 'decoder', 'discriminator'] as const;
type Network = (typeof networks)[number];

/** Whose move it is. */
export type Role = 'autoencoder' | 'discriminator';

const learners: Record<Role, readonly Network[]> = { autoencoder: ['encoder', 'decoder'], discriminator: ['discriminator'] };
const moveName: Record<Role, string> = { autoencoder: 'autoencoderMove', discriminator: 'discriminatorMove' };
const optimizerName: Record<Role, string> = { autoencoder: 'optimizer', discriminator: 'discriminatorOptimizer' };
const inWords: Record<Network, Text> = { encoder: say('encoder', '編碼器'), decoder: say('decoder', '解碼器'), discriminator: say('discriminator', '判別器') };
/** Learning rates far enough apart to tell whose optimizer made a step. */
const rates: Record<Role, number> = { autoencoder: 0.25, discriminator: 0.0625 };
const other: Record<Role, Role> = { autoencoder: 'discriminator', discriminator: 'autoencoder' };
const side = 4, codeSize = 3;

function tinyModel(draw: Draw, kind: 'descent' | 'adam', normalized: boolean): Model {
  const { activation, batchNormalization, conv2d, dense, flatten, leakyReLU, reshape } = tf.layers;
  const optimizer = (role: Role): tf.Optimizer => (kind === 'adam' ? tf.train.adam(0.01, 0.5) : tf.train.sgd(rates[role]));
  return {
    encoder: setWeights(tf.sequential({ layers: [flatten({ inputShape: [side, side, 1] }), dense({ units: codeSize })] }), draw),
    decoder: setWeights(tf.sequential({ layers: [
      dense({ inputShape: [codeSize], units: side * side, useBias: false }), batchNormalization(), activation({ activation: 'tanh' }), reshape({ targetShape: [side, side, 1] }),
    ] }), draw),
    discriminator: setWeights(tf.sequential({ layers: [
      conv2d({ inputShape: [side, side, 1], filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), ...(normalized ? [batchNormalization()] : []), leakyReLU({ alpha: 0.2 }), flatten(), dense({ units: 1 }),
    ] }), draw),
    optimizer: optimizer('autoencoder'),
    discriminatorOptimizer: optimizer('discriminator'),
  };
}

/** What the autoencoder sees, what it should give, [N, 4, 4, 1] each, and the weight of the adversarial part. */
export interface MoveInputs {
  seen: NdArray;
  original: NdArray;
  weight: number;
}

export function moveInputs(draw: Draw, count: number, weight: number): MoveInputs {
  const shape = [count, side, side, 1];
  return { seen: draw.tensor(shape), original: draw.tensor(shape), weight };
}

const tensor = ({ values, shape }: NdArray): tf.Tensor4D => tf.tensor4d(values, [...shape] as [number, number, number, number]);

/** How a loss may differ from the right one. */
interface Twist {
  training?: boolean;
  weight?: number;
  /** The pictures that the reconstruction is compared with, and D's real ones. */
  real?: 'original' | 'seen';
  /** What goes into the encoder. */
  from?: 'original' | 'seen';
  saturating?: boolean;
  /** D sees real and made pictures as one batch. */
  together?: boolean;
}

function lossOf(role: Role, model: Model, inputs: MoveInputs, { training = true, weight = inputs.weight, real = 'original', from = 'seen', saturating = false, together = false }: Twist = {}): tf.Scalar {
  return tf.tidy(() => {
    const made = model.decoder.apply(model.encoder.apply(tensor(inputs[from]), { training }), { training }) as tf.Tensor4D;
    const judge = (pictures: tf.Tensor4D): tf.Tensor => model.discriminator.apply(pictures, { training }) as tf.Tensor;
    if (role === 'discriminator') {
      const [ofReal, ofMade] = together ? tf.split(judge(tf.concat([tensor(inputs[real]), made])), 2) : [judge(tensor(inputs[real])), judge(made)];
      return tf.softplus(tf.neg(ofReal!)).mean().add(tf.softplus(ofMade!).mean()) as tf.Scalar;
    }
    const adversarial = saturating ? tf.softplus(judge(made)).mean().neg() : tf.softplus(tf.neg(judge(made))).mean();
    return made.sub(tensor(inputs[real])).square().mean().add(adversarial.mul(weight)) as tf.Scalar;
  });
}

const valueOf = async (role: Role, model: Model, inputs: MoveInputs, twist: Twist = {}): Promise<number> => (await read(lossOf(role, model, inputs, twist)))[0]!;

interface Trial {
  optimizer?: 'descent' | 'adam';
  times?: number;
  /** Batch normalization in the discriminator. */
  normalized?: boolean;
}

interface Outcome {
  model: Model;
  value: unknown;
  tensorsLeft: number;
  before: Record<Network, Float32Array[]>;
  after: Record<Network, Float32Array[]>;
}

async function weightsOf(model: Model): Promise<Record<Network, Float32Array[]>> {
  return { encoder: await trainable(model.encoder), decoder: await trainable(model.decoder), discriminator: await trainable(model.discriminator) };
}

/** Makes the student's move on a model of the check and hands over what came out, of the last one when there are several. */
async function move(student: Student, role: Role, draw: Draw, { seen, original, weight }: MoveInputs, { optimizer = 'descent', times = 1, normalized = false }: Trial, use: (outcome: Outcome) => Promise<void>): Promise<void> {
  const model = tinyModel(draw, optimizer, normalized);
  try {
    const held = await student.hold(model);
    const args = [held, seen, original, ...(role === 'autoencoder' ? [weight] : [])];
    let answer = await student.call(moveName[role], ...args);
    for (let i = 1; i < times; i++) answer = await student.call(moveName[role], ...args);
    await use({ model, ...answer, before: await weightsOf(model), after: await weightsOf((await student.read(held)) as Model) });
  } finally {
    for (const part of Object.values(model) as (tf.LayersModel | tf.Optimizer)[]) part.dispose();
  }
}

/** The move returns its loss before the update, with all networks in training mode. */
export async function moveReturnsLoss(student: Student, role: Role, draw: Draw, inputs: MoveInputs): Promise<void> {
  const what = `\`${moveName[role]}\``;
  await move(student, role, draw, inputs, {}, async ({ model, value }) => {
    const actual = asScalar(value, what);
    // Before anything runs in training mode, which moves the statistics of inference mode.
    const inference = await valueOf(role, model, inputs, { training: false });
    const expected = await valueOf(role, model, inputs);
    const wrong: readonly (readonly [number, Text])[] = [
      [inference, say('The networks ran in inference mode: apply takes { training: true }.', '網路是以推論模式執行的：apply 要加上 { training: true }。')],
      [await valueOf(role, model, inputs, { real: 'seen' }), role === 'autoencoder'
        ? say('The reconstruction is compared with what the encoder saw; it should become the original.', '重建的圖片被拿來和編碼器看到的比較；它應該變成原圖。')
        : say('The real pictures are the originals, not what the encoder saw.', '真圖片是原圖，不是編碼器看到的那些。')],
      [await valueOf(role, model, inputs, { from: 'original' }), say('The encoder gets the originals; it should get `seen`.', '編碼器拿到的是原圖；應該給它 `seen`。')],
      [await valueOf(other[role], model, inputs), say(`This is the loss of the ${other[role]}.`, `這是${other[role] === 'discriminator' ? '判別器' : '自編碼器'}的損失。`)],
      ...(role === 'discriminator' ? [[expected / 2, say('This is half of the loss: the two terms are added.', '這是損失的一半：兩項應該相加。')] as const] : [
        [await valueOf(role, model, inputs, { weight: 0 }), say('The adversarial part is missing.', '少了對抗的部分。')] as const,
        [await valueOf(role, model, inputs, { weight: 1 }), say('The weight is missing.', '少了權重。')] as const,
        [await valueOf(role, model, inputs, { saturating: true }), say('This is the saturating loss; take −log D.', '這是飽和損失；請用 −log D。')] as const,
      ]),
    ];
    verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
      wrong: say(`${what} returns ${round(actual)}.`, `${what} 回傳 ${round(actual)}。`),
      expected: say(`The loss before the update is ${round(expected)}.`, `更新前的損失是 ${round(expected)}。`),
      hint: wrong.find(([value]) => closeEnough(actual, value) && !closeEnough(expected, value))?.[1]
        ?? say('Return what minimize returns when its second argument is true: the loss it started from.', '回傳 minimize 第二個參數為 true 時的回傳值：也就是更新前的損失。'),
    }));
  });
}

/** Who has to learn has other weights than before: what a move leaves alone counts only where it does something. */
function learns(role: Role, { before, after }: Pick<Outcome, 'before' | 'after'>): void {
  for (const network of learners[role]) {
    verify(() => expect(same(before[network], after[network])).to.equal(false), {
      wrong: say(`\`${moveName[role]}\` leaves the weights of the ${inWords[network].en} as they were.`, `\`${moveName[role]}\` 沒有改變${inWords[network]['zh-TW']}的權重。`),
      expected: role === 'autoencoder' ? say('Encoder and decoder should both learn in this move.', '這一步裡編碼器和解碼器都應該學習。') : say('The discriminator should learn in this move.', '這一步裡判別器應該學習。'),
      hint: role === 'autoencoder'
        ? say('The list of variables needs those of both networks; the pictures have to be made inside of the function that minimize gets.', '變數清單要包含兩個網路的變數；圖片必須在傳給 minimize 的函式裡面產生。')
        : say('Is minimize called, on model.discriminatorOptimizer, with the discriminator\'s variables?', '是否用 model.discriminatorOptimizer 呼叫了 minimize，並傳入判別器的變數？'),
    });
  }
}

/** The weights of all other networks are bit for bit what they were. */
export async function moveLeavesOthers(student: Student, role: Role, draw: Draw, inputs: MoveInputs): Promise<void> {
  await move(student, role, draw, inputs, {}, async (outcome) => {
    learns(role, outcome);
    for (const network of networks.filter((each) => !learners[role].includes(each))) {
      verify(() => expect(same(outcome.before[network], outcome.after[network])).to.equal(true), {
        wrong: say(`\`${moveName[role]}\` changes the weights of the ${inWords[network].en}.`, `\`${moveName[role]}\` 改變了${inWords[network]['zh-TW']}的權重。`),
        expected: say(`It should change ${role === 'autoencoder' ? 'encoder and decoder' : 'the discriminator'} alone.`, `它只應該改變${role === 'autoencoder' ? '編碼器和解碼器' : '判別器'}。`),
        hint: say('Hand minimize the list of variables it may change; without one it changes every variable that the loss touches.', '把可以改變的變數清單交給 minimize；沒有清單的話，損失用到的所有變數都會被改變。'),
      });
    }
  });
}

/** The weights after the move are w − rate · gradient, with the rate of the player's own optimizer. */
export async function moveDescends(student: Student, role: Role, draw: Draw, inputs: MoveInputs): Promise<void> {
  await move(student, role, draw, inputs, {}, async (outcome) => {
    learns(role, outcome);
    const { model, before, after } = outcome;
    const variables = learners[role].flatMap((network) => model[network].trainableWeights.map((weight) => weight.read() as tf.Variable));
    const { value, grads } = tf.variableGrads(() => lossOf(role, model, inputs), variables);
    value.dispose();
    const slopes = await Promise.all(variables.map(({ name }) => read(grads[name]!)));
    const [from, to] = [before, after].map((weights) => learners[role].flatMap((network) => weights[network]));
    const fits = (rate: number): boolean => from!.every((weights, i) => weights.every((weight, k) => Math.abs(weight - rate * slopes[i]![k]! - to![i]![k]!) < 1e-4));
    verify(() => expect(fits(rates[role])).to.equal(true), {
      wrong: say(`After \`${moveName[role]}\` the weights are not where one step takes them.`, `執行 \`${moveName[role]}\` 之後，權重不在一步更新該到的位置。`),
      expected: say(`One step of model.${optimizerName[role]} down the gradient of the loss is expected.`, `應該是 model.${optimizerName[role]} 沿著損失的梯度往下走一步。`),
      hint: fits(rates[other[role]]) ? say(`The step has the learning rate of the other optimizer: use model.${optimizerName[role]}.`, `這一步用的是另一個最佳化器的學習率：請用 model.${optimizerName[role]}。`)
        : fits(-rates[role]) ? say('The step goes uphill: the loss should be minimized.', '這一步往上坡走：應該要最小化損失。')
          : say('Look at the loss that is minimized, at { training: true }, and at the number of updates: one.', '請檢查被最小化的損失、{ training: true }，以及更新的次數：一次。'),
    });
  });
}

/** With batch normalization in D, it normalizes by the batch, whether real and made pictures go through it one after the other or together. */
export async function moveTrains(student: Student, draw: Draw, inputs: MoveInputs): Promise<void> {
  await move(student, 'discriminator', draw, inputs, { normalized: true }, async ({ model, value }) => {
    const actual = asScalar(value, '`discriminatorMove`');
    const [apart, together] = [await valueOf('discriminator', model, inputs), await valueOf('discriminator', model, inputs, { together: true })];
    verify(() => expect(closeEnough(actual, apart) || closeEnough(actual, together)).to.equal(true), {
      wrong: say(`With batch normalization in D, \`discriminatorMove\` returns ${round(actual)}.`, `當 D 含有批次正規化時，\`discriminatorMove\` 回傳 ${round(actual)}。`),
      expected: say(`The loss of D in training mode is ${round(apart)}.`, `D 在訓練模式下的損失是 ${round(apart)}。`),
      hint: say('Apply D with { training: true }, so that it normalizes with the statistics of the batch.', '套用 D 時請加上 { training: true }，讓它使用這個批次的統計量做正規化。'),
    });
  });
}

/** From the second Adam step on (the first makes the optimizer's own memory) a move leaves no tensor beside its result. */
export async function moveLeaksNothing(student: Student, role: Role, draw: Draw, inputs: MoveInputs): Promise<void> {
  await move(student, role, draw, inputs, { optimizer: 'adam', times: 3 }, async (outcome) => {
    learns(role, outcome);
    const { tensorsLeft } = outcome;
    verify(() => expect(tensorsLeft).to.be.at.most(0), {
      wrong: say(`Each call of \`${moveName[role]}\` leaves tensors in memory: ${tensorsLeft}.`, `每次呼叫 \`${moveName[role]}\` 都會在記憶體留下 ${tensorsLeft} 個張量。`),
      expected: say('Only the returned loss should stay: a training of thousands of moves would fill the memory.', '應該只留下回傳的損失：幾千步的訓練會把記憶體塞滿。'),
      hint: say('Put the body into tf.tidy.', '把內容放進 tf.tidy。'),
    });
  });
}
