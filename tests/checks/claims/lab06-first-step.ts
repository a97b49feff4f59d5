/** What has to hold for Lab06's first step: loss and gradients, with nothing changed. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, describe, Finding, verify } from '../findings.js';
import { say } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { closeEnough, round } from './losses.js';

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
