/** Claims about loss functions: exact values against a double-precision oracle, safety, gradients. Shared by Labs 02 and 04. */
import { expect } from 'chai';
import { asScalar, asTensor, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';

/** What a loss should be, and what it is when a well-known mistake was made. */
export interface LossOracle {
  /** The student's function. */
  name: string;
  /** Where to look when no diagnosis fits. */
  hint: Text;
  value(args: readonly NdArray[]): number;
  /** Wrong values that name their mistake. */
  diagnoses(args: readonly NdArray[]): readonly { value: number; hint: Text }[];
}

/** Float32 arithmetic of some thousand terms stays well within this. */
export const closeEnough = (actual: number, expected: number): boolean => Math.abs(actual - expected) <= 1e-4 * Math.max(1, Math.abs(expected));

export const round = (x: number): string => (Number.isInteger(x) ? String(x) : x.toPrecision(7).replace(/(\.\d*?)0+$/, '$1'));

export const mean = (values: ArrayLike<number>, of: (value: number, index: number) => number = (value) => value): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i], i);
  return sum / values.length;
};

export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const sumHint = say('This is a sum over the batch; a loss is a mean, so that it does not grow with the batch.', '這是對批次求和；損失應該取平均，才不會隨批次大小改變。');
const meanOfPartsHint = say('This is half of the loss: the two terms are added, not averaged.', '這只有損失的一半：兩項應該相加，而不是取平均。');
const signHint = say('The sign is turned around: a loss is minimized.', '正負號相反了：損失是要最小化的量。');

/** Mistakes that any loss can have. */
export function commonDiagnoses(value: number, count: number, terms: number): { value: number; hint: Text }[] {
  return [
    { value: -value, hint: signHint },
    { value: value * count, hint: sumHint },
    ...(terms > 1 ? [{ value: value / terms, hint: meanOfPartsHint }] : []),
    { value: value * 2, hint: say('This is twice the loss.', '這是損失的兩倍。') },
    { value: value / 2, hint: say('This is half of the loss.', '這是損失的一半。') },
  ];
}

/** The loss of `args` is what the oracle says; `situation` completes "at …", "於 …". `more` are arguments after the tensors. */
export async function givesLoss(student: Student, oracle: LossOracle, args: readonly NdArray[], situation: Text, ...more: unknown[]): Promise<void> {
  const what = `\`${oracle.name}\``;
  const actual = asScalar((await student.call(oracle.name, ...args, ...more)).value, what);
  const expected = oracle.value(args);
  verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
    wrong: say(`${what} is ${round(actual)} ${situation.en}.`, `${situation['zh-TW']}，${what} 是 ${round(actual)}。`),
    expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
    hint: oracle.diagnoses(args).find(({ value }) => closeEnough(actual, value) && !closeEnough(expected, value))?.hint ?? oracle.hint,
  }));
}

/** The same loss without diagnoses: for inputs at which different mistakes give the same value. */
export function undiagnosed(oracle: LossOracle): LossOracle {
  return { ...oracle, diagnoses: () => [] };
}

/** The loss is right at logits of ±100, where a sigmoid in float32 is exactly 0 or 1. */
export async function isSafe(student: Student, oracle: LossOracle, args: readonly NdArray[], ...more: unknown[]): Promise<void> {
  const hint = say('log(sigmoid(ℓ)) in two steps overflows or is cut off. Look for the formula that works on logits directly: softplus, or tf.losses.sigmoidCrossEntropy.', '分兩步計算 log(sigmoid(ℓ)) 會溢位或被截斷。請改用直接處理 logit 的公式：softplus，或 tf.losses.sigmoidCrossEntropy。');
  try {
    await givesLoss(student, undiagnosed(oracle), args, say('at logits of ±100', '當 logit 為 ±100 時'), ...more);
  } catch (error) {
    throw error instanceof Finding ? new Finding({ ...error.text, hint }) : error;
  }
}

/** The gradients with respect to the tensor arguments are those of `expected`, in their order. `of` picks an entry of a returned object. */
export async function hasGradient(student: Student, name: string, args: readonly unknown[], expected: readonly Float32Array[], labels: readonly string[], of?: string): Promise<void> {
  const gradients = await student.gradient(name, [...args], of);
  for (const [i, wanted] of expected.entries()) {
    const what = say(`The gradient of \`${name}\` with respect to ${labels[i]}`, `\`${name}\` 對 ${labels[i]} 的梯度`);
    const actual = asTensor(Array.isArray(gradients) ? gradients[i] : gradients, what.en).values;
    const at = actual.findIndex((slope, k) => Math.abs(slope - wanted[k]) > 1e-4 * Math.max(1, Math.abs(wanted[k])));
    verify(() => expect(at).to.equal(-1), () => ({
      wrong: say(`${what.en} is ${round(actual[at])} at one value.`, `${what['zh-TW']}在某個值是 ${round(actual[at])}。`),
      expected: say(`It should be ${round(wanted[at])}.`, `應該是 ${round(wanted[at])}。`),
      hint: actual[at] === 0
        ? say('A gradient of 0 teaches nothing. Look for clipping, or a sigmoid that is already 0 or 1.', '梯度為 0 就學不到東西。請檢查是否做了截斷，或 sigmoid 已經飽和到 0 或 1。')
        : undefined,
    }));
  }
}
