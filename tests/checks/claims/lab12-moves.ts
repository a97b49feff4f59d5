/**
 * What has to hold for the moves of Lab12. They are tried on tiny networks with plain gradient descent, each with a rate of its
 * own, where the weights after a step are known exactly: w − rate · gradient.
 */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asScalar, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { closeEnough, round } from './losses.js';

type Role = 'G' | 'F' | 'DX' | 'DY';
const roles: readonly Role[] = ['G', 'F', 'DX', 'DY'];
type Gan = Record<Role, tf.LayersModel> & { optimizers: Record<Role, tf.Optimizer> };

const rates: Record<Role, number> = { G: 0.5, F: 0.25, DX: 0.125, DY: 0.0625 };

export type MoveName = 'generatorsMove' | 'discriminatorsMove';
const players: Record<MoveName, readonly Role[]> = { generatorsMove: ['G', 'F'], discriminatorsMove: ['DX', 'DY'] };
const playersInWords: Record<MoveName, Text> = { generatorsMove: say('both generators', '兩個生成器'), discriminatorsMove: say('both discriminators', '兩個判別器') };

export interface MoveInputs {
  x: NdArray;
  y: NdArray;
  shownX: NdArray;
  shownY: NdArray;
  weights: { lambda: number; identity: number; norm: 'l1' | 'l2' };
}

export function moveInputs(draw: Draw): MoveInputs {
  const shape = [2, 4, 4, 1];
  return {
    x: draw.tensor(shape), y: draw.tensor(shape), shownX: draw.tensor(shape), shownY: draw.tensor(shape),
    weights: { lambda: draw.integer(2, 12), identity: draw.pick([0, 0.5]), norm: draw.pick(['l1', 'l2']) },
  };
}

function tinyGan(draw: Draw, optimizer: (role: Role) => tf.Optimizer): Gan {
  const translator = () => tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 3, padding: 'same', activation: 'tanh' })] });
  const judge = () => tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 3, strides: 2, padding: 'same' })] }); // [N, 2, 2, 1]
  const gan = { G: translator(), F: translator(), DX: judge(), DY: judge(), optimizers: Object.fromEntries(roles.map((role) => [role, optimizer(role)])) as Gan['optimizers'] };
  for (const role of roles) {
    for (const weight of gan[role].weights) {
      const { values, shape } = draw.tensor(weight.shape as number[], -0.6, 0.8);
      tf.tidy(() => { weight.write(tf.tensor(values, [...shape])); });
    }
  }
  return gan;
}

const disposeOf = (gan: Gan): void => { for (const role of roles) for (const part of [gan[role], gan.optimizers[role]]) part.dispose(); };

const mean = (x: tf.Tensor): tf.Scalar => tf.mean(x) as tf.Scalar;
const towards = (scores: tf.Tensor, target: number): tf.Scalar => mean(tf.square(tf.sub(scores, target)));

/** The loss that a move descends; `swapped` shows each judge the other's made pictures. */
function lossOf(name: MoveName, gan: Gan, inputs: MoveInputs, { half = 0.5, swapped = false, fresh = false } = {}): tf.Scalar {
  return tf.tidy(() => {
    const [x, y, shownX, shownY] = [inputs.x, inputs.y, inputs.shownX, inputs.shownY].map(({ values, shape }) => tf.tensor4d(values, shape as [number, number, number, number]));
    const { lambda, identity, norm } = inputs.weights;
    const through = (role: Role, pictures: tf.Tensor): tf.Tensor => gan[role].apply(pictures) as tf.Tensor;
    if (name === 'discriminatorsMove') {
      const [madeX, madeY] = fresh ? [through('F', y!), through('G', x!)] : swapped ? [shownY!, shownX!] : [shownX!, shownY!];
      const judge = (role: Role, real: tf.Tensor, made: tf.Tensor) => tf.mul(tf.add(towards(through(role, real), 1), towards(through(role, made), 0)), half);
      return tf.add(judge('DX', x!, madeX), judge('DY', y!, madeY)) as tf.Scalar;
    }
    const l1 = (a: tf.Tensor, b: tf.Tensor) => mean(tf.abs(tf.sub(a, b)));
    const distance = norm === 'l1' ? l1 : (a: tf.Tensor, b: tf.Tensor) => mean(tf.square(tf.sub(a, b)));
    const [madeY, madeX] = [through('G', x!), through('F', y!)];
    const adversarial = tf.add(towards(through('DY', madeY), 1), towards(through('DX', madeX), 1));
    const cycle = tf.add(distance(through('F', madeY), x!), distance(through('G', madeX), y!));
    const same = tf.add(l1(through('G', y!), y!), l1(through('F', x!), x!));
    return tf.addN([adversarial, tf.mul(cycle, lambda), tf.mul(same, lambda * identity)]) as tf.Scalar;
  });
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}

/** All weights of a network in one row. */
const weightsOf = async (model: tf.LayersModel): Promise<number[]> => (await Promise.all(model.weights.map((weight) => weight.read().data()))).flatMap((values) => [...values]);

interface Outcome {
  gan: Gan;
  value: unknown;
  tensorsLeft: number;
  before: Record<Role, number[]>;
  after: Record<Role, number[]>;
}

async function weightsOfAll(gan: Gan): Promise<Record<Role, number[]>> {
  return { G: await weightsOf(gan.G), F: await weightsOf(gan.F), DX: await weightsOf(gan.DX), DY: await weightsOf(gan.DY) };
}

async function play(student: Student, name: MoveName, draw: Draw, inputs: MoveInputs, use: (outcome: Outcome) => Promise<void>, { adam = false } = {}): Promise<void> {
  const gan = tinyGan(draw, (role) => (adam ? tf.train.adam(0.01, 0.5) : tf.train.sgd(rates[role])));
  try {
    const held = await student.hold(gan);
    const args = name === 'generatorsMove' ? [held, inputs.x, inputs.y, inputs.weights] : [held, inputs.x, inputs.y, inputs.shownX, inputs.shownY];
    let answer = await student.call(name, ...args);
    for (let i = 1; i < (adam ? 3 : 1); i++) answer = await student.call(name, ...args);
    const now = (await student.read(held)) as Gan;
    await use({ gan, ...answer, before: await weightsOfAll(gan), after: await weightsOfAll(now) });
  } finally {
    disposeOf(gan);
  }
}

const unchanged = ({ before, after }: Outcome, role: Role): boolean => before[role].every((weight, i) => weight === after[role][i]);

export async function moveReturnsLoss(student: Student, name: MoveName, draw: Draw, inputs: MoveInputs): Promise<void> {
  await play(student, name, draw, inputs, async ({ gan, value }) => {
    const actual = asScalar(value, `\`${name}\``);
    const loss = async (of: MoveName, options: Parameters<typeof lossOf>[3] = {}): Promise<number> => (await read(lossOf(of, gan, inputs, options)))[0]!;
    const expected = await loss(name);
    const other: MoveName = name === 'generatorsMove' ? 'discriminatorsMove' : 'generatorsMove';
    const diagnoses: { value: number; hint: Text }[] = [
      { value: await loss(other), hint: say(`This is the loss of ${playersInWords[other].en}.`, `這是${playersInWords[other]['zh-TW']}的損失。`) },
      ...(name === 'discriminatorsMove' ? [
        { value: await loss(name, { half: 1 }), hint: say('The factor ½ is missing: lsganDiscriminatorLoss has it.', '少了 ½：lsganDiscriminatorLoss 已經包含它。') },
        { value: await loss(name, { half: 0.25 }), hint: say('The losses of both discriminators are added, not averaged.', '兩個判別器的損失要相加，不是取平均。') },
        { value: await loss(name, { swapped: true }), hint: say('The shown pictures are swapped: D_X judges `shownX`, D_Y judges `shownY`.', '給 D 看的圖片對調了：D_X 評判 `shownX`，D_Y 評判 `shownY`。') },
        { value: await loss(name, { fresh: true }), hint: say('The discriminators should be shown `shownX` and `shownY`, out of the pool, not fresh translations.', '給判別器看的應該是來自圖片池的 `shownX` 和 `shownY`，不是剛轉換好的圖片。') },
      ] : []),
    ];
    verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
      wrong: say(`\`${name}\` returns ${round(actual)}.`, `\`${name}\` 回傳 ${round(actual)}。`),
      expected: say(`The loss before the step is ${round(expected)}.`, `走這一步之前的損失是 ${round(expected)}。`),
      hint: diagnoses.find(({ value: wrong }) => closeEnough(actual, wrong) && !closeEnough(expected, wrong))?.hint
        ?? (name === 'generatorsMove' ? say('Return what `descend` returns for `generatorObjective(gan, x, y, weights).total`.', '回傳 `descend` 對 `generatorObjective(gan, x, y, weights).total` 的回傳值。')
          : say('Add the lsganDiscriminatorLoss of D_X for x and shownX, and that of D_Y for y and shownY.', '把 D_X 對 x 和 shownX、D_Y 對 y 和 shownY 的 lsganDiscriminatorLoss 相加。')),
    }));
  });
}

/** Those whose move it is learn, all others are bit for bit what they were. */
export async function onlyPlayersLearn(student: Student, name: MoveName, draw: Draw, inputs: MoveInputs): Promise<void> {
  await play(student, name, draw, inputs, async (outcome) => {
    const still = players[name].filter((role) => unchanged(outcome, role));
    verify(() => expect(still).to.deep.equal([]), {
      wrong: say(`\`${name}\` leaves ${still.join(' and ')} as before.`, `\`${name}\` 沒有改變 ${still.join('、')}。`),
      expected: say(`In this move ${playersInWords[name].en} learn.`, `這一步${playersInWords[name]['zh-TW']}都要學習。`),
      hint: say(`descend takes the names of all who learn: ['${players[name].join("', '")}'].`, `descend 的第二個參數要列出所有學習的網路：['${players[name].join("', '")}']。`),
    });
    const moved = roles.filter((role) => !players[name].includes(role) && !unchanged(outcome, role));
    verify(() => expect(moved).to.deep.equal([]), {
      wrong: say(`\`${name}\` changes ${moved.join(' and ')} as well.`, `\`${name}\` 也改變了 ${moved.join('、')}。`),
      expected: say(`Only ${playersInWords[name].en} learn in this move.`, `這一步只有${playersInWords[name]['zh-TW']}學習。`),
      hint: say('Name those alone who are to learn: the others would learn to help their opponent.', '只列出該學習的網路：否則其他網路會學著幫助對手。'),
    });
  });
}

/** One step of each player's own optimizer down the gradient. */
export async function moveDescends(student: Student, name: MoveName, draw: Draw, inputs: MoveInputs): Promise<void> {
  await play(student, name, draw, inputs, async ({ gan, before, after }) => {
    const variables = players[name].flatMap((role) => gan[role].trainableWeights.map((weight) => weight.read() as tf.Variable));
    const { value, grads } = tf.variableGrads(() => lossOf(name, gan, inputs), variables);
    value.dispose();
    const slopes = new Map<string, Float32Array>();
    for (const { name: variable } of variables) slopes.set(variable, await read(grads[variable]!));
    const fits = (role: Role, rate: number): boolean => {
      const slope = gan[role].trainableWeights.flatMap((weight) => [...slopes.get((weight.read() as tf.Variable).name)!]);
      return after[role].every((weight, i) => Math.abs(weight - (before[role][i]! - rate * slope[i]!)) <= 1e-4 * Math.max(1, Math.abs(weight)));
    };
    const astray = players[name].filter((role) => !fits(role, rates[role]));
    verify(() => expect(astray).to.deep.equal([]), () => ({
      wrong: say(`After \`${name}\` the weights of ${astray.join(' and ')} are not where one step takes them.`, `執行 \`${name}\` 之後，${astray.join('、')} 的權重不在一步更新該到的位置。`),
      expected: say('One step of each network\'s own optimizer down the gradient is expected.', '每個網路應該用自己的最佳化器沿著梯度往下走一步。'),
      hint: astray.every((role) => fits(role, -rates[role])) ? say('The step goes uphill.', '這一步往上坡走。')
        : say('Look at the loss that descend is given, and take one step only: `descend` uses gan.optimizers of each network.', '請檢查交給 descend 的損失，而且只走一步：`descend` 使用 gan.optimizers 裡各網路自己的最佳化器。'),
    }));
  });
}

/** From the second step of Adam on, a move leaves no tensor beside its result. */
export async function moveLeaksNothing(student: Student, name: MoveName, draw: Draw, inputs: MoveInputs): Promise<void> {
  await play(student, name, draw, inputs, async (outcome) => {
    verify(() => expect(players[name].some((role) => unchanged(outcome, role))).to.equal(false), { wrong: say(`\`${name}\` makes no step.`, `\`${name}\` 沒有更新。`), hint: say('Is descend called?', '是否呼叫了 descend？') });
    verify(() => expect(outcome.tensorsLeft).to.be.at.most(0), {
      wrong: say(`Each call of \`${name}\` leaves tensors in memory: ${outcome.tensorsLeft}.`, `每次呼叫 \`${name}\` 都會在記憶體留下 ${outcome.tensorsLeft} 個張量。`),
      expected: say('Only the returned loss should stay.', '應該只留下回傳的損失。'),
      hint: say('Compute inside of the function that descend gets, or put the body into tf.tidy.', '請在交給 descend 的函式裡計算，或把內容放進 tf.tidy。'),
    });
  }, { adam: true });
}
