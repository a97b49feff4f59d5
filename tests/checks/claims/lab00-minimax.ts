/** What has to hold for the tasks of Lab00, whatever the inputs: the objective of the game in numbers. */
import { expect } from 'chai';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say } from '../language.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { closeEnough, mean, round, sigmoid } from './losses.js';
import { equals } from './numbers.js';

// −y ln p − (1 − y) ln(1 − p)
const crossEntropyOf = (label: number, p: number): number => -(label === 1 ? Math.log(p) : Math.log(1 - p));

export async function crossEntropy(student: Student, cases: readonly (readonly [label: 0 | 1, probability: number])[]): Promise<void> {
  for (const [label, p] of cases) {
    const what = `\`crossEntropy(${label}, ${round(p)})\``;
    const right = crossEntropyOf(label, p), other = crossEntropyOf(1 - label, p);
    const value = (await student.call('crossEntropy', label, p)).value;
    if (value === Infinity || Number.isNaN(value)) {
      throw new Finding({ wrong: say(`${what} is ${String(value)}.`, `${what} 是 ${String(value)}。`), expected: say(`It should be ${round(right)}.`, `應該是 ${round(right)}。`), hint: say('0 · log 0 is NaN to a computer. Which of the two terms counts for this label?', '對電腦來說 0 · log 0 是 NaN。對這個標籤，兩項之中哪一項才算數？') });
    }
    equals(asNumber(value, what), right, what, [
      { value: -right, hint: say('A logarithm of a probability is negative; the cross-entropy is not.', '機率的對數是負的，交叉熵不是。') },
      { value: other, hint: say('The labels are swapped: y = 1 is a real picture, and p is the probability of "real".', '標籤對調了：y = 1 代表真的圖片，p 是「真」的機率。') },
      { value: right / Math.LN2, hint: say('The natural logarithm is meant: Math.log.', '這裡用的是自然對數：Math.log。') },
      { value: right + other, hint: say('Only one of the two terms counts for a label.', '對一個標籤，兩項之中只有一項算數。') },
    ], say('Write both terms, each with its label in front.', '寫出兩項，每一項前面乘上它的標籤。'));
  }
}

export async function realProbability(student: Student, cases: readonly (readonly [real: number, made: number])[]): Promise<void> {
  for (const [real, made] of cases) {
    const what = `\`realProbability(${real}, ${made})\``;
    const value = (await student.call('realProbability', real, made)).value;
    const right = sigmoid(real - made);
    if (typeof value === 'number' && Number.isNaN(value)) {
      throw new Finding({ wrong: say(`${what} is NaN.`, `${what} 是 NaN。`), expected: say(`It should be ${round(right)}.`, `應該是 ${round(right)}。`), hint: say('e^1000 is Infinity. Divide numerator and denominator by e^real: only the difference is left.', 'e^1000 是 Infinity。把分子和分母同除以 e^real：只剩下兩者的差。') });
    }
    equals(asNumber(value, what), right, what, [
      { value: 1 - right, hint: say('This is the probability of "made": the difference is the wrong way round.', '這是「假」的機率：兩數相減的順序反了。') },
      { value: sigmoid(real), hint: say('The other logit counts too.', '另一個 logit 也要算進去。') },
      { value: Math.exp(real) / (1 + Math.exp(made)), hint: say('The denominator is the sum of both exponentials.', '分母是兩個指數的和。') },
    ], say('A softmax of two classes is a sigmoid of one number. Which?', '兩類的 softmax 就是某一個數的 sigmoid。是哪一個數？'));
  }
}

export async function estimate(student: Student, real: NdArray, made: NdArray): Promise<void> {
  const what = '`estimateValue`';
  const value = asTensor((await student.call('estimateValue', real, made)).value, what, []).values[0];
  const log = (values: NdArray) => mean(values.values, Math.log), not = (values: NdArray) => mean(values.values, (d) => Math.log(1 - d));
  const right = log(real) + not(made);
  equals(value, right, what, [
    { value: -right, hint: say('This is D’s loss: the value of the game is what D maximises.', '這是 D 的損失：賽局的值是 D 要最大化的量。') },
    { value: log(real) + log(made), hint: say('D should reject what is made: look at the second term, log(1 − D).', 'D 應該拒絕生成的圖片：請看第二項 log(1 − D)。') },
    { value: log(made) + not(real), hint: say('Real and made are swapped.', '真假對調了。') },
    { value: right / 2, hint: say('Two means are added, not averaged.', '兩個平均值要相加，而不是再取平均。') },
    { value: real.values.length * log(real) + made.values.length * not(made), hint: say('These are sums. An expectation is estimated by a mean.', '這是總和。期望值要用平均值來估計。') },
    { value: log(real) - not(made), hint: say('Both terms are added: D wants each of them large.', '兩項要相加：D 希望兩項都大。') },
  ], say('Take the mean of log D over the real ones and the mean of log(1 − D) over the made ones, and add them.', '對真的取 log D 的平均，對假的取 log(1 − D) 的平均，再相加。'));
}

export async function bestDiscriminator(student: Student, p: NdArray, q: NdArray): Promise<void> {
  const what = '`bestDiscriminator`';
  const values = asTensor((await student.call('bestDiscriminator', p, q)).value, what, p.shape).values;
  const right = Float32Array.from(p.values, (height, i) => height / (height + q.values[i]));
  const at = right.findIndex((d, i) => !closeEnough(values[i], d));
  if (at < 0) return;
  const where = `${what} (p = ${round(p.values[at])}, q = ${round(q.values[at])})`;
  equals(values[at], right[at], where, [
    { value: 1 - right[at], hint: say('This is the probability of "made".', '這是「假」的機率。') },
    { value: p.values[at] / q.values[at], hint: say('A ratio of densities is no probability: it can be above 1.', '兩個密度的比不是機率：它可能大於 1。') },
    { value: p.values[at] - q.values[at], hint: say('A difference is no probability. Where does p ln d + q ln(1 − d) have slope 0?', '差不是機率。p ln d + q ln(1 − d) 的斜率在哪裡是 0？') },
    { value: p.values[at] > q.values[at] ? 1 : 0, hint: say('The best D is not sure where both densities are above 0.', '在兩個密度都大於 0 的地方，最佳的 D 並不確定。') },
  ], say('Set the derivative of p ln d + q ln(1 − d) with respect to d to 0.', '把 p ln d + q ln(1 − d) 對 d 的導數設為 0。'));
}

export async function divergence(student: Student, p: NdArray, q: NdArray, step: number): Promise<void> {
  const what = '`jsd`';
  const value = (await student.call('jsd', p, q, step)).value;
  const part = (height: number, other: number) => (height === 0 ? 0 : height * Math.log(height / other));
  const sum = (of: (a: number, b: number) => number) => step * p.values.reduce((total, height, i) => total + of(height, q.values[i]), 0);
  const forward = sum((a, b) => part(a, (a + b) / 2)), backward = sum((a, b) => part(b, (a + b) / 2));
  const right = (forward + backward) / 2;
  const tensor = asTensorOrNaN(value, what);
  if (Number.isNaN(tensor)) {
    throw new Finding({ wrong: say(`${what} is NaN where a density is 0.`, `密度為 0 的地方 ${what} 是 NaN。`), expected: say(`It should be ${round(right)}: 0 · log 0 counts as 0.`, `應該是 ${round(right)}：0 · log 0 當作 0。`), hint: say('tf.where picks 0 there; a tiny number added inside of the logarithm does it as well.', '在那裡用 tf.where 取 0；或是在對數裡加上一個很小的數。') });
  }
  equals(tensor, right, what, [
    { value: forward + backward, hint: say('This is twice the divergence: the two halves are averaged.', '這是散度的兩倍：兩半要取平均。') },
    { value: sum(part), hint: say('This is KL(p ‖ q). The middle m = (p + q) / 2 stands below the fraction line.', '這是 KL(p ‖ q)。分母應該是中間的 m = (p + q) / 2。') },
    { value: right / step, hint: say('An integral is a sum times the step.', '積分是總和乘以間距。') },
    { value: forward / 2, hint: say('The half that belongs to q is missing.', '少了屬於 q 的那一半。') },
    { value: -right, hint: say('A divergence is not negative: look at the fraction in the logarithm.', '散度不會是負的：請看對數裡的分數。') },
  ], say('½ ∫ p log(p / m) + ½ ∫ q log(q / m), with m = (p + q) / 2.', '½ ∫ p log(p / m) + ½ ∫ q log(q / m)，其中 m = (p + q) / 2。'));
}

// max_D V = −2 ln 2 + 2 JSD
export async function divergenceOfValue(student: Student, cases: readonly number[]): Promise<void> {
  for (const best of cases) {
    const what = `\`divergenceFrom(${round(best)})\``;
    const right = best / 2 + Math.LN2;
    equals(asNumber((await student.call('divergenceFrom', best)).value, what), right, what, [
      { value: -best / 2 - Math.LN2, hint: say('A divergence is not negative: the larger max V, the larger it is.', '散度不會是負的：max V 愈大，散度愈大。') },
      { value: Math.LN2 - best / 2, hint: say('That is the slide’s direction. Where max V is at its smallest, −2 ln 2, the densities are equal.', '這是投影片的方向。max V 最小，也就是 −2 ln 2 時，兩個密度相同。') },
      { value: -best / 2, hint: say('That is the slide’s direction. Where max V is at its smallest, −2 ln 2, the densities are equal.', '這是投影片的方向。max V 最小，也就是 −2 ln 2 時，兩個密度相同。') },
      { value: best + 2 * Math.LN2, hint: say('(004.2) has two divergences on its right side.', '(004.2) 的右邊是兩倍的散度。') },
      { value: best / 2 - Math.LN2, hint: say('−2 ln 2 changes its sign when it goes to the other side.', '−2 ln 2 移到另一邊時要變號。') },
      { value: best / 2, hint: say('−2 ln 2 belongs to it as well.', '別忘了 −2 ln 2。') },
    ], say('Bring −2 ln 2 to the left of (004.2), then divide by 2.', '把 (004.2) 的 −2 ln 2 移到左邊，再除以 2。'));
  }
}

/** A scalar tensor's number, NaN included. */
function asTensorOrNaN(value: unknown, what: string): number {
  const tensor = value as Partial<NdArray> | undefined;
  return tensor?.values?.length === 1 && Number.isNaN(tensor.values[0]) ? NaN : asTensor(value, what, []).values[0];
}

type Point = readonly [x: number, y: number];

export async function gameStep(student: Student, name: 'simultaneousStep' | 'alternatingStep', cases: readonly (readonly [...Point, rate: number])[]): Promise<void> {
  for (const [x, y, rate] of cases) {
    const what = `\`${name}(${x}, ${y}, ${rate})\``;
    const value = (await student.call(name, x, y, rate)).value;
    verify(() => expect(Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number')).to.equal(true), () => ({
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是 ${describe(value)['zh-TW']}。`),
      expected: say('An array of two numbers is expected: the new x and the new y.', '這裡應該回傳兩個數字的陣列：新的 x 和新的 y。'),
    }));
    const [newX, newY] = value as [number, number];
    const simultaneous: Point = [x - rate * y, y + rate * x], alternating: Point = [x - rate * y, y + rate * (x - rate * y)];
    const right = name === 'simultaneousStep' ? simultaneous : alternating;
    const same = (point: Point) => closeEnough(newX, point[0]) && closeEnough(newY, point[1]);
    const hint = [
      { point: name === 'simultaneousStep' ? alternating : simultaneous, text: name === 'simultaneousStep' ? say('y moves by the old x: both players move at once.', 'y 依照舊的 x 移動：兩個玩家同時走。') : say('y moves second: it already sees the new x.', 'y 後走：它已經看到新的 x。') },
      { point: [x + rate * y, y - rate * x] as Point, text: say('x goes down the slope of V, y goes up.', 'x 沿著 V 的斜率往下，y 往上。') },
      { point: [x - rate * y, y - rate * x] as Point, text: say('y maximises V.', 'y 要讓 V 變大。') },
      { point: [x - rate * x, y + rate * y] as Point, text: say('The slope of V = x · y with respect to x is y, not x.', 'V = x · y 對 x 的斜率是 y，不是 x。') },
    ].find(({ point }) => same(point))?.text ?? say('dV/dx = y and dV/dy = x.', 'dV/dx = y，dV/dy = x。');
    verify(() => expect(same(right)).to.equal(true), {
      wrong: say(`${what} is [${round(newX)}, ${round(newY)}].`, `${what} 是 [${round(newX)}, ${round(newY)}]。`),
      expected: say(`It should be [${round(right[0])}, ${round(right[1])}].`, `應該是 [${round(right[0])}, ${round(right[1])}]。`), hint,
    });
  }
}

export async function orderOfPlay(student: Student, name: 'minMax' | 'maxMin', tables: readonly (readonly (readonly number[])[])[]): Promise<void> {
  for (const table of tables) {
    const what = `\`${name}([${table.map((row) => `[${row.join(', ')}]`).join(', ')}])\``;
    const columns = table[0].map((_, column) => table.map((row) => row[column]));
    const answers = { minMax: Math.min(...table.map((row) => Math.max(...row))), maxMin: Math.max(...columns.map((column) => Math.min(...column))) };
    equals(asNumber((await student.call(name, table.map((row) => [...row]))).value, what), answers[name], what, [
      { value: answers[name === 'minMax' ? 'maxMin' : 'minMax'], hint: say('The order is the other one: what stands on the left moves first.', '順序反了：寫在左邊的先走。') },
      { value: Math.max(...table.map((row) => Math.min(...row))), hint: say('G chooses the row, D the column.', 'G 選列（row），D 選行（column）。') },
      { value: Math.min(...columns.map((column) => Math.max(...column))), hint: say('G chooses the row, D the column.', 'G 選列（row），D 選行（column）。') },
      { value: Math.min(...table.flat()), hint: say('One of the two maximises.', '兩個玩家之中有一個要最大化。') },
      { value: Math.max(...table.flat()), hint: say('One of the two minimises.', '兩個玩家之中有一個要最小化。') },
    ], say('For each choice of the first player, what does the second one answer?', '對先走的玩家的每個選擇，後走的玩家會怎麼回應？'));
  }
}
