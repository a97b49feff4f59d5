/** What has to hold for the tasks of Lab05, whatever the inputs; its moves are claimed in lab03-dcgan.ts. */
import type * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { asModel, asNumber, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import { operationsOf } from '../operations.js';
import type { Student } from '../student.js';
import type { NdArray } from '../values.js';
import { commonDiagnoses, mean, round, softplus, type LossOracle } from './losses.js';
import { computes, hasParameters, hasSettings, mapsShapes, network, operationsNamed, startsSmall } from './networks.js';
import { equals } from './numbers.js';

/** An array of whole numbers, a Finding for anything else. */
function asPlaces(value: unknown, what: string): number[] {
  verify(() => expect(Array.isArray(value) && value.every(Number.isInteger)).to.equal(true), () => ({
    wrong: say(`${what} is ${describe(value).en}${Array.isArray(value) ? ', not all of them whole numbers' : ''}.`, `${what} 是${describe(value)['zh-TW']}${Array.isArray(value) ? '，其中有的不是整數' : ''}。`),
    expected: say('An array of places of pictures is expected: whole numbers.', '這裡應該回傳圖片位置的陣列：都是整數。'),
  }));
  return value as number[];
}

async function batchOf(student: Student, count: number, batchSize: number, batch: number): Promise<number[]> {
  const what = `\`batchIndices(${count}, ${batchSize}, ${batch})\``;
  const places = asPlaces((await student.call('batchIndices', count, batchSize, batch)).value, what);
  verify(() => expect(places).to.have.length(batchSize), {
    wrong: say(`${what} has ${places.length} places.`, `${what} 有 ${places.length} 個位置。`),
    expected: say(`A batch has ${batchSize}; what is left over at the end of an epoch is dropped.`, `一批有 ${batchSize} 個；一個 epoch 結尾剩下的就捨棄。`),
    hint: say(`Math.floor(count / batchSize) batches fit into an epoch: batch number ${batch} may belong to a later one.`, `一個 epoch 有 Math.floor(count / batchSize) 批：第 ${batch} 批可能屬於後面的 epoch。`),
  });
  const outside = places.find((place) => place < 0 || place >= count);
  verify(() => expect(outside).to.equal(undefined), {
    wrong: say(`${what} has the place ${outside}.`, `${what} 裡有位置 ${outside}。`),
    expected: say(`The places of ${count} pictures go from 0 to ${count - 1}.`, `${count} 張圖片的位置是 0 到 ${count - 1}。`),
  });
  return places;
}

async function epochOf(student: Student, count: number, batchSize: number, epoch: number): Promise<number[]> {
  const perEpoch = Math.floor(count / batchSize);
  const places: number[] = [];
  for (let i = 0; i < perEpoch; i++) places.push(...await batchOf(student, count, batchSize, epoch * perEpoch + i));
  return places;
}

export async function eachPictureOnce(student: Student, count: number, batchSize: number, epoch: number): Promise<void> {
  const places = await epochOf(student, count, batchSize, epoch);
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  verify(() => expect(twice).to.equal(undefined), {
    wrong: say(`With ${count} pictures in batches of ${batchSize}, picture ${twice} comes twice in epoch ${epoch} (counted from 0).`, `${count} 張圖片、每批 ${batchSize} 張時，圖片 ${twice} 在第 ${epoch} 個 epoch（從 0 算起）出現了兩次。`),
    expected: say('Each picture comes at most once in an epoch.', '每張圖片在一個 epoch 裡最多出現一次。'),
    hint: say('Shuffle once for all batches of an epoch, with the same seed, and cut the order into pieces that do not overlap.', '同一個 epoch 的所有批次要用同一個種子打亂的順序，再切成互不重疊的段。'),
  });
}

export async function ordersDiffer(student: Student, count: number, batchSize: number): Promise<void> {
  const [first, second] = [await epochOf(student, count, batchSize, 0), await epochOf(student, count, batchSize, 1)];
  verify(() => expect(first.every((place, i) => i === 0 || place > first[i - 1]!)).to.equal(false), {
    wrong: say('The first epoch shows the pictures in the order of the data.', '第一個 epoch 的圖片順序就是資料的順序。'),
    expected: say('The order is shuffled.', '順序應該打亂。'),
    hint: say('shuffled(count, seed) gives a shuffled order.', 'shuffled(count, seed) 會回傳打亂的順序。'),
  });
  verify(() => expect(first).to.not.deep.equal(second), {
    wrong: say('The second epoch shows the same batches as the first.', '第二個 epoch 的批次和第一個相同。'),
    expected: say('Each epoch has an order of its own.', '每個 epoch 都有自己的順序。'),
    hint: say('The seed of the shuffle depends on the epoch.', '打亂用的種子要隨 epoch 而變。'),
  });
}

export async function dependsOnArgumentsAlone(student: Student, count: number, batchSize: number, batch: number): Promise<void> {
  const first = await batchOf(student, count, batchSize, batch);
  await batchOf(student, count, batchSize, batch + 1);
  const again = await batchOf(student, count, batchSize, batch);
  verify(() => expect(again).to.deep.equal(first), {
    wrong: say(`\`batchIndices(${count}, ${batchSize}, ${batch})\` answers differently when it is asked again.`, `再問一次時，\`batchIndices(${count}, ${batchSize}, ${batch})\` 的回答不同。`),
    expected: say('The same arguments give the same places, or a training could not be taken up again.', '相同的參數要得到相同的位置，否則訓練無法接續。'),
    hint: say('Look for Math.random, or for a variable outside of the function that changes.', '請檢查是否用了 Math.random，或函式外會改變的變數。'),
  });
}

const bothNetworks = say('Compare with model.summary(), line by line of the table.', '請與 model.summary() 逐行對照表格。');
const leakyHint = say('D takes LeakyReLU with a slope of 0.2: a plain ReLU kills gradients.', 'D 用斜率 0.2 的 LeakyReLU：一般的 ReLU 會讓梯度消失。');

async function generator(student: Student, latentDim: number, width: number): Promise<[tf.LayersModel, string]> {
  const what = `\`buildGenerator(${latentDim}, ${width})\``;
  return [asModel(await network(student, 'buildGenerator', latentDim, width), what), what];
}

async function discriminator(student: Student, width: number): Promise<[tf.LayersModel, string]> {
  const what = `\`buildDiscriminator(${width})\``;
  return [asModel(await network(student, 'buildDiscriminator', width), what), what];
}

export async function generatorLayers(student: Student, latentDim: number, width: number): Promise<void> {
  const [model, what] = await generator(student, latentDim, width);
  mapsShapes(model, what, [latentDim], [28, 28, 1]);
  computes(model, what, ['dense', 'batchNorm', 'relu', 'conv2dTranspose', 'batchNorm', 'relu', 'conv2dTranspose', 'tanh'], {
    sigmoid: say('The pixels lie in [−1, 1]; a sigmoid only reaches [0, 1].', '像素值在 [−1, 1] 之間；sigmoid 只能到 [0, 1]。'),
    leakyRelu: say('LeakyReLU belongs into the discriminator.', 'LeakyReLU 是判別器用的。'),
    relu: say('Batch normalisation comes before the activation.', '批次正規化要放在活化函數之前。'),
    UpSampling2D: say('A transposed convolution with stride 2 learns how to enlarge.', '步幅 2 的轉置卷積可以學會怎麼放大。'),
    'missing tanh': say('Which function has the range of the data, [−1, 1]?', '哪個函數的值域和資料一樣是 [−1, 1]？'),
  });
  const [dense] = operationsNamed(model, what, 'dense', 1);
  hasSettings(dense!, what, { units: 98 * width, useBias: false });
  const [first, last] = operationsNamed(model, what, 'conv2dTranspose', 2);
  hasSettings(first!, what, { filters: width, kernelSize: 4, strides: 2, padding: 'same', useBias: false });
  hasSettings(last!, what, { filters: 1, kernelSize: 4, strides: 2, padding: 'same', useBias: true });
}

export async function generatorWeights(student: Student, latentDim: number, width: number): Promise<void> {
  const [model, what] = await generator(student, latentDim, width);
  // 4·4·2w·w and 4·4·w weights of the transposed convolutions, γ and β of 2w and w channels, one bias.
  const rest = 32 * width ** 2 + 16 * width + 1 + 2 * width;
  const early = model.trainableWeights.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0) === latentDim * 98 * width + 2 * 98 * width + rest;
  hasParameters(model, what, latentDim * 98 * width + 4 * width + rest, early
    ? say('The first batch normalisation comes before the reshape: it has a scale for each of 98w places instead of one for each of 2w channels.', '第一個批次正規化放在改變形狀之前了：它對 98w 個位置各有一個尺度，而不是對 2w 個通道各一個。')
    : bothNetworks);
  await startsSmall(model, what);
}

export async function discriminatorLayers(student: Student, width: number): Promise<void> {
  const [model, what] = await discriminator(student, width);
  mapsShapes(model, what, [28, 28, 1], [1]);
  computes(model, what, ['conv2d', 'leakyRelu', 'conv2d', 'batchNorm', 'leakyRelu', 'dense'], {
    sigmoid: say('The loss works on logits: the sigmoid is inside of it.', '損失直接處理 logit：sigmoid 已經包含在損失裡了。'),
    batchNorm: say('The layer that sees the picture itself is not normalised.', '直接看圖片的那一層不做批次正規化。'),
    relu: leakyHint,
    'missing batchNorm': say('The second convolution is followed by a batch normalisation.', '第二個卷積後面要有批次正規化。'),
  });
  const [first, second] = operationsNamed(model, what, 'conv2d', 2);
  hasSettings(first!, what, { filters: width, kernelSize: 4, strides: 2, padding: 'same', useBias: true });
  hasSettings(second!, what, { filters: 2 * width, kernelSize: 4, strides: 2, padding: 'same', useBias: false });
  for (const operation of operationsOf(model).filter(({ kind }) => kind === 'leakyRelu')) hasSettings(operation, what, { alpha: 0.2 }, { alpha: leakyHint });
}

export async function discriminatorWeights(student: Student, width: number): Promise<void> {
  const [model, what] = await discriminator(student, width);
  hasParameters(model, what, 17 * width + 32 * width ** 2 + 4 * width + 98 * width + 1, bothNetworks);
  await startsSmall(model, what);
}

/** D's loss with one-sided label smoothing: `target` on real images. */
export function smoothLoss(target: number): LossOracle {
  // −t log D − (1 − t) log(1 − D)
  const towards = (t: number) => (l: number) => t * softplus(-l) + (1 - t) * softplus(l);
  const loss = (real: NdArray, fake: NdArray, ofReal = target, ofFake = 0) => mean(real.values, towards(ofReal)) + mean(fake.values, towards(ofFake));
  return {
    name: 'discriminatorLoss',
    hint: say('Each real logit counts twice: softplus(−ℓ) times t, and softplus(ℓ) times 1 − t. Then the made ones: softplus(ℓ).', '每個真的 logit 算兩次：softplus(−ℓ) 乘上 t，softplus(ℓ) 乘上 1 − t。再加上假的：softplus(ℓ)。'),
    value: ([real, fake]) => loss(real!, fake!),
    diagnoses: ([real, fake]) => [
      { value: loss(real!, fake!, target, 1 - target), hint: say('Both sides are smoothed: made pictures stay at 0. A smoothed 0 would praise G for pictures that are wrong.', '兩邊都平滑了：生成圖片的目標仍然是 0。把 0 也平滑，等於誇獎 G 畫錯的圖片。') },
      { value: loss(real!, fake!, (1 + target) / 2, (1 - target) / 2), hint: say('The labelSmoothing of sigmoidCrossEntropy smooths both sides, by half.', 'sigmoidCrossEntropy 的 labelSmoothing 會把兩邊各平滑一半。') },
      { value: loss(real!, fake!, 1), hint: say('The target is not used: this is the loss with t = 1.', '沒有用到目標：這是 t = 1 的損失。') },
      { value: loss(real!, fake!, 1 - target), hint: say('t and 1 − t are swapped.', 't 和 1 − t 對調了。') },
      { value: target * mean(real!.values, (l) => softplus(-l)) + mean(fake!.values, softplus), hint: say('The term with 1 − t is missing: without it nothing keeps D from being sure.', '少了 1 − t 的那一項：沒有它，D 還是會完全確定。') },
      { value: loss(fake!, real!), hint: say('Real and made pictures are swapped.', '真假圖片對調了。') },
      ...commonDiagnoses(loss(real!, fake!), real!.values.length, 2),
    ],
  };
}

export type BudgetCase = readonly [minutes: number, secondsPerRound: number, batchSize: number, count: number];

export async function budgets(student: Student, cases: readonly BudgetCase[]): Promise<void> {
  for (const [minutes, seconds, batchSize, count] of cases) {
    const what = `\`roundsAndEpochs(${minutes}, ${seconds}, ${batchSize}, ${count})\``;
    const { value } = await student.call('roundsAndEpochs', minutes, seconds, batchSize, count);
    const { rounds, epochs } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    verify(() => expect([rounds, epochs]).to.not.include(undefined), {
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`),
      expected: say('An object { rounds, epochs } is expected.', '應該回傳物件 { rounds, epochs }。'),
    });
    const exact = (60 * minutes) / seconds, right = Math.floor(exact);
    verify(() => expect(typeof rounds !== 'number' || Number.isInteger(rounds)).to.equal(true), {
      wrong: say(`${what}.rounds is ${String(rounds)}.`, `${what}.rounds 是 ${String(rounds)}。`),
      expected: say(`It should be ${right}.`, `應該是 ${right}。`),
      hint: say('A part of a round is none: Math.floor. And a minute has 60 seconds.', '不完整的回合不算：Math.floor。另外，一分鐘有 60 秒。'),
    });
    equals(asNumber(rounds, `${what}.rounds`), right, `${what}.rounds`, [
      { value: Math.floor(minutes / seconds), hint: say('A minute has 60 seconds.', '一分鐘有 60 秒。') },
      { value: Math.ceil(exact), hint: say('The last one would not be done in time: Math.floor.', '最後一個來不及走完：Math.floor。') },
      { value: Math.floor(60 * minutes * seconds), hint: say('A longer round means fewer of them.', '一個回合越久，回合就越少。') },
    ], say('All seconds, divided by those of a round, whole.', '全部秒數除以一個回合的秒數，取整數。'));
    equals(asNumber(epochs, `${what}.epochs`), (right * batchSize) / count, `${what}.epochs`, [
      { value: right / count, hint: say('A round sees a whole batch of pictures.', '一個回合看的是一整批圖片。') },
      { value: right / batchSize, hint: say('An epoch is all pictures, not one batch.', '一個 epoch 是全部的圖片，不是一批。') },
      { value: Math.floor((right * batchSize) / count), hint: say('Epochs need not be whole.', 'epoch 數不必是整數。') },
      { value: (right * 2 * batchSize) / count, hint: say('Only real pictures count: one batch a round.', '只算真圖片：每個回合一批。') },
    ], say('Pictures seen, divided by pictures there are.', '看過的圖片數除以全部的圖片數。'));
  }
}

type Rows = readonly (readonly number[])[];
const rowsText = (rows: Rows): string => `[${rows.slice(0, 3).map((row) => `[${row.map(round).join(', ')}]`).join(', ')}${rows.length > 3 ? ', …' : ''}]`;
const averageOf = (values: readonly number[]): number => mean(values);
const entropyOf = (p: readonly number[]): number => -p.reduce((sum, value) => sum + (value > 0 ? value * Math.log(value) : 0), 0);

export async function confidences(student: Student, rows: Rows): Promise<void> {
  const what = `\`confidence(${rowsText(rows)})\``;
  const meanRow = rows[0]!.map((_, k) => averageOf(rows.map((row) => row[k]!)));
  equals(asNumber((await student.call('confidence', rows.map((row) => [...row]))).value, what), averageOf(rows.map((row) => Math.max(...row))), what, [
    { value: Math.max(...meanRow), hint: say('Take the largest of each row first, then the mean: the mean of all rows is flat when there are many digits.', '先取每一列的最大值，再平均：數字很多種時，所有列的平均是平的。') },
    { value: Math.max(...rows.flat()), hint: say('This is the largest of all; the mean over the pictures is asked for.', '這是全部之中的最大值；要的是對圖片的平均。') },
    { value: rows.reduce((sum, row) => sum + Math.max(...row), 0), hint: say('This is a sum over the pictures: divide by how many there are.', '這是對圖片的總和：請除以圖片數。') },
    { value: averageOf(rows.map((row) => Math.min(...row))), hint: say('This is the smallest of each row.', '這是每一列的最小值。') },
  ], say('The mean, over the pictures, of the largest probability of each.', '每張圖片的最大機率，再對圖片取平均。'));
}

export async function balances(student: Student, rows: Rows): Promise<void> {
  const what = `\`balance(${rowsText(rows)})\``;
  const { value } = await student.call('balance', rows.map((row) => [...row]));
  const classes = rows[0]!.length;
  const meanRow = rows[0]!.map((_, k) => averageOf(rows.map((row) => row[k]!)));
  const entropy = entropyOf(meanRow), right = entropy / Math.log(classes);
  if (Number.isNaN(value)) {
    throw new Finding({ wrong: say(`${what} is NaN.`, `${what} 是 NaN。`), expected: say(`It should be ${round(right)}: 0 · ln 0 counts as 0.`, `應該是 ${round(right)}：0 · ln 0 當作 0。`), hint: say('Leave out the classes whose mean probability is 0.', '平均機率是 0 的類別請略過。') });
  }
  const votes = rows[0]!.map((_, k) => rows.filter((row) => row.indexOf(Math.max(...row)) === k).length / rows.length);
  equals(asNumber(value, what), right, what, [
    { value: -right, hint: say('An entropy is not negative: −Σ p ln p.', '熵不會是負的：−Σ p ln p。') },
    { value: entropy, hint: say('Divide by the logarithm of the number of classes, so that 1 is the most.', '請除以類別數的對數，最大才會是 1。') },
    { value: entropy / Math.LN2, hint: say('Divide by the logarithm of the number of classes, not by ln 2.', '請除以類別數的對數，不是 ln 2。') },
    { value: entropy / classes, hint: say('Divide by the logarithm of the number of classes, not by the number.', '請除以類別數的對數，不是類別數本身。') },
    { value: averageOf(rows.map(entropyOf)) / Math.log(classes), hint: say('This is the mean entropy of each picture: small when pictures are clear. Average the rows first, then take the entropy.', '這是每張圖片的熵的平均：圖片清楚時很小。請先把各列平均，再算熵。') },
    { value: entropyOf(votes) / Math.log(classes), hint: say('This counts first answers. Average the probabilities instead: a doubtful picture belongs to several classes.', '這是數第一個答案的次數。請改成把機率平均：不確定的圖片同時屬於好幾類。') },
  ], say('The entropy of the mean row, divided by the logarithm of its length.', '平均列的熵，除以它長度的對數。'));
}

export async function frechet(student: Student, a: readonly number[], b: readonly number[]): Promise<void> {
  const what = `\`frechetOfNumbers([${a.map(round).join(', ')}], [${b.map(round).join(', ')}])\``;
  const moments = (x: readonly number[], without = 1) => {
    const center = averageOf(x);
    return { center, variance: x.reduce((sum, value) => sum + (value - center) ** 2, 0) / (x.length - without) };
  };
  const [p, q, wholeP, wholeQ] = [moments(a), moments(b), moments(a, 0), moments(b, 0)];
  const shift = (p.center - q.center) ** 2, spread = (Math.sqrt(p.variance) - Math.sqrt(q.variance)) ** 2;
  equals(asNumber((await student.call('frechetOfNumbers', [...a], [...b])).value, what), shift + spread, what, [
    { value: shift, hint: say('The spread counts, too: a G that always draws the same has the right mean and no spread.', '分散程度也要算：永遠畫同一張的 G，平均可以對，分散程度卻是 0。') },
    { value: spread, hint: say('The means count, too.', '平均也要算。') },
    { value: shift + (p.variance - q.variance) ** 2, hint: say('σ is the standard deviation, the root of the variance.', 'σ 是標準差，也就是變異數的平方根。') },
    { value: shift + Math.abs(p.variance - q.variance), hint: say('The difference of the standard deviations, squared, is not the difference of the variances.', '標準差之差的平方，不等於變異數之差。') },
    { value: Math.sqrt(shift + spread), hint: say('This is the root: the squared distance is asked for.', '這是平方根：要的是距離的平方。') },
    { value: shift + (Math.sqrt(wholeP.variance) - Math.sqrt(wholeQ.variance)) ** 2, hint: say('Divide the squared deviations by N − 1.', '離差平方和請除以 N − 1。') },
    { value: shift + p.variance + q.variance, hint: say('−2 σ₁ σ₂ is missing: equal lists have the distance 0.', '少了 −2 σ₁ σ₂：相同的兩串數字距離應該是 0。') },
  ], say('Difference of the means, squared, plus difference of the standard deviations, squared.', '平均之差的平方，加上標準差之差的平方。'));
}

export interface HistoryEntry {
  round: number;
  validation: number;
  test: number;
}

/** The best by a column, the earliest of equals, NaN left out. */
const bestBy = (history: readonly HistoryEntry[], column: 'validation' | 'test'): number | undefined => {
  const numbers = history.filter((entry) => !Number.isNaN(entry[column]));
  return numbers.find((entry) => entry[column] === Math.min(...numbers.map((other) => other[column])))?.round;
};

export async function choices(student: Student, histories: readonly (readonly HistoryEntry[])[]): Promise<void> {
  for (const history of histories) {
    const what = `\`bestRound([${history.map(({ round: at, validation, test }) => `{ round: ${at}, validation: ${validation}, test: ${test} }`).join(', ')}])\``;
    const right = bestBy(history, 'validation')!;
    const latest = history.findLast(({ validation }) => validation === history.find(({ round: at }) => at === right)!.validation)!.round;
    const { value } = await student.call('bestRound', history.map((entry) => ({ ...entry })));
    const isPlace = typeof value === 'number' && history[value]?.round === right && value !== right;
    const hint = isPlace ? say('This is the place in the list: return its `round`.', '這是在陣列裡的位置：請回傳它的 `round`。')
      : typeof value === 'number' && history.find(({ round: at }) => at === value) !== undefined && Number.isNaN(history.find(({ round: at }) => at === value)!.validation) ? say('There the training had broken down: NaN is smaller than nothing and larger than nothing.', '那時訓練已經崩潰：NaN 和任何數比較都不成立。')
        : value === latest ? say('Of two that are equally good, the earlier one was cheaper.', '一樣好的兩個之中，較早的花的時間比較少。')
          : value === bestBy(history, 'test') ? say('This is the best of the test: then the test has been used for choosing, and its number is too good.', '這是測試的最佳：這樣測試就被拿來做選擇，它的數字會好得不真實。')
            : say('The smallest `validation` wins.', '`validation` 最小的勝出。');
    verify(() => expect(value).to.equal(right), {
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是 ${describe(value)['zh-TW']}。`),
      expected: say(`It should be ${right}.`, `應該是 ${right}。`), hint,
    });
  }
}

export type Comparison = readonly [a: readonly number[], b: readonly number[]];

export async function comparisons(student: Student, cases: readonly Comparison[]): Promise<void> {
  const average = (x: readonly number[]) => averageOf(x);
  for (const [a, b] of cases) {
    const what = `\`betterSetting([${a.join(', ')}], [${b.join(', ')}])\``;
    const right = Math.max(...a) < Math.min(...b) ? 'a' : Math.max(...b) < Math.min(...a) ? 'b' : 'undecided';
    const { value } = await student.call('betterSetting', [...a], [...b]);
    const swapped = right === 'a' ? 'b' : right === 'b' ? 'a' : undefined;
    const hint: Text = value === swapped && swapped !== undefined ? say('A smaller distance is better.', '距離越小越好。')
      : right !== 'undecided' ? say('Compare the worst of one with the best of the other.', '拿其中一個的最差和另一個的最好比較。')
        : value === (average(a) < average(b) ? 'a' : 'b') ? say('The spreads overlap: one run of the worse setting is as good as one of the better. Comparing means is not enough here.', '兩個範圍重疊了：較差設定的某一次和較好設定的某一次一樣好。這裡只比較平均是不夠的。')
          : say('Where the spreads overlap or touch, nothing is decided.', '兩個範圍重疊或相接時，就分不出勝負。');
    verify(() => expect(value).to.equal(right), {
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是 ${describe(value)['zh-TW']}。`),
      expected: say(`It should be '${right}'.`, `應該是 '${right}'。`), hint,
    });
  }
}

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
const mix = (x: readonly number[], y: readonly number[], a: number, b: number): number[] => x.map((value, i) => a * value + b * y[i]!);

/** The point of the great arc; the straight line where both directions agree. */
function onArc(from: readonly number[], to: readonly number[], t: number): number[] {
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to)))));
  return Math.sin(angle) < 1e-6 ? mix(from, to, 1 - t, t) : mix(from, to, Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle));
}

export type Walk = readonly [from: readonly number[], to: readonly number[], t: number];

export async function walks(student: Student, cases: readonly Walk[]): Promise<void> {
  for (const [from, to, t] of cases) {
    const what = `\`slerp([${from.map(round).join(', ')}], [${to.map(round).join(', ')}], ${round(t)})\``;
    const { value } = await student.call('slerp', [...from], [...to], t);
    verify(() => expect(Array.isArray(value) && value.length === from.length && value.every((part) => typeof part === 'number')).to.equal(true), {
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是 ${describe(value)['zh-TW']}。`),
      expected: say(`An array of ${from.length} numbers is expected.`, `應該回傳 ${from.length} 個數字的陣列。`),
    });
    const point = value as number[], right = onArc(from, to, t);
    const near = (other: readonly number[]) => other.every((part, i) => Math.abs(part - point[i]!) <= 1e-4 * Math.max(1, Math.abs(part)));
    const middle = mix(from, to, 1 - t, t);
    const hint = point.some(Number.isNaN) ? say('Where both directions agree, θ is 0 and the formula divides by 0; and rounding can take the cosine beyond 1.', '兩個方向相同時 θ 是 0，公式會除以 0；捨入誤差也可能讓餘弦超過 1。')
      : near(middle) ? say('This is the straight line.', '這是直線。')
        : near(onArc(to, from, t)) ? say('It walks the other way: t = 0 is at the first.', '方向反了：t = 0 應該在第一個點。')
          : near(middle.map((part) => part * Math.sqrt(dot(from, from) / dot(middle, middle)))) ? say('This is the straight line pulled onto the sphere: its steps are not equally long.', '這是把直線拉到球面上：每一步並不一樣長。')
            : near(mix(from, to, Math.sin((1 - t) * Math.acos(Math.min(1, dot(from, to)))) / Math.sin(Math.acos(Math.min(1, dot(from, to)))), Math.sin(t * Math.acos(Math.min(1, dot(from, to)))) / Math.sin(Math.acos(Math.min(1, dot(from, to)))))) ? say('The cosine is the dot product divided by both lengths.', '餘弦是內積除以兩個長度。')
              : say('Both weights are sines, divided by the sine of the whole angle.', '兩個權重都是正弦，再除以整個角度的正弦。');
    verify(() => expect(near(right)).to.equal(true), {
      wrong: say(`${what} is [${point.map(round).join(', ')}].`, `${what} 是 [${point.map(round).join(', ')}]。`),
      expected: say(`It should be [${right.map(round).join(', ')}].`, `應該是 [${right.map(round).join(', ')}]。`), hint,
    });
  }
}

export type CountsCase = readonly [made: readonly number[], data: readonly number[]];

export async function mismatches(student: Student, cases: readonly CountsCase[]): Promise<void> {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const shares = (counts: readonly number[]) => counts.map((count) => count / sum(counts));
  for (const [made, data] of cases) {
    const what = `\`classMismatch([${made.join(', ')}], [${data.join(', ')}])\``;
    const [p, q] = [shares(made), shares(data)];
    const whole = p.reduce((total, share, k) => total + Math.abs(share - q[k]!), 0), right = whole / 2;
    equals(asNumber((await student.call('classMismatch', [...made], [...data])).value, what), right, what, [
      { value: whole, hint: say('Half of the sum: what one class has too much, another has too little.', '要取總和的一半：某一類多出來的，就是另一類少掉的。') },
      { value: made.reduce((total, count, k) => total + Math.abs(count - data[k]!), 0) / 2, hint: say('These are counts: divide each list by its own sum first.', '這些是個數：先把每個陣列除以自己的總和。') },
      { value: made.reduce((total, count, k) => total + Math.abs(count / sum(data) - data[k]! / sum(data)), 0) / 2, hint: say('Each list has a sum of its own.', '兩個陣列各有自己的總和。') },
      { value: p.reduce((total, share) => total + Math.abs(share - 1 / p.length), 0) / 2, hint: say('This measures the distance from the uniform distribution: the mistake of the slide.', '這量的是離均勻分布多遠：正是投影片的錯誤。') },
      { value: 1 - entropyOf(p) / Math.log(p.length), hint: say('This measures how uniform the made pictures are: the mistake of the slide.', '這量的是生成圖片有多平均：正是投影片的錯誤。') },
      { value: p.reduce((total, share, k) => total + (share - q[k]!), 0) / 2, hint: say('Without the absolute value, the differences cancel out.', '沒有取絕對值，差會互相抵消。') },
    ], say('Shares of both, their differences without sign, half of the sum.', '兩者的比例，差的絕對值，總和的一半。'));
  }
}
