/** What has to hold for the tasks of Lab10, whatever the inputs; what its moves have to do is in lab10-moves.ts. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, Finding, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { commonDiagnoses, mean, round, softplus, type LossOracle } from './losses.js';
import { equals } from './numbers.js';

const listOf = (labels: readonly number[]): string => `[${labels.join(', ')}]`;
const equal = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => Array.from(a).every((value, i) => Math.abs(value - b[i]!) < 1e-6);

export const oneHotOf = (labels: readonly number[], classes: number): NdArray =>
  new NdArray([labels.length, classes], Float32Array.from({ length: labels.length * classes }, (_, i) => Number(labels[Math.floor(i / classes)] === i % classes)));

export async function oneHots(student: Student, labels: readonly number[], classes: number): Promise<void> {
  const what = `\`oneHot(${listOf(labels)}, ${classes})\``;
  const { value } = await student.call('oneHot', [...labels], classes);
  if (value instanceof NdArray && value.dtype !== 'float32' && equal(value.values, oneHotOf(labels, classes).values)) {
    throw new Finding({
      wrong: say(`${what} holds ${value.dtype} values.`, `${what} 的資料型別是 ${value.dtype}。`),
      expected: say('A network computes with float32.', '網路用 float32 計算。'),
      hint: say('.toFloat() at the end: tf.oneHot gives whole numbers.', '最後加上 .toFloat()：tf.oneHot 給的是整數。'),
    });
  }
  const { values } = asTensor(value, what, [labels.length, classes]);
  const at = labels.findIndex((label, n) => !equal(values.slice(n * classes, (n + 1) * classes), oneHotOf([label], classes).values));
  verify(() => expect(at).to.equal(-1), () => ({
    wrong: say(`The row of label ${labels[at]} is ${listOf(Array.from(values.slice(at * classes, (at + 1) * classes), round).map(Number))}.`, `標籤 ${labels[at]} 的那一列是 ${listOf(Array.from(values.slice(at * classes, (at + 1) * classes), round).map(Number))}。`),
    expected: say(`It should be 1 at place ${labels[at]}, counted from 0, and 0 elsewhere.`, `位置 ${labels[at]}（從 0 算起）應該是 1，其他是 0。`),
    hint: say('A row for each label, a column for each class, 1 where they meet.', '每個標籤一列，每個類別一行，交會處是 1。'),
  }));
}

/** Values of `joined` at a place, or the first part and the condition in words where they belong. */
export async function joinsNoise(student: Student, z: NdArray, y: NdArray): Promise<void> {
  const [count, latent] = z.shape as [number, number], classes = y.shape[1]!;
  const { value } = await student.call('joinNoise', z, y);
  const { values } = asTensor(value, '`joinNoise(z, y)`', [count, latent + classes]);
  const row = (n: number, first: NdArray, second: NdArray) => [...first.values.slice(n * first.shape[1]!, (n + 1) * first.shape[1]!), ...second.values.slice(n * second.shape[1]!, (n + 1) * second.shape[1]!)];
  const is = (first: NdArray, second: NdArray): boolean => equal(values, Array.from({ length: count }, (_, n) => row(n, first, second)).flat());
  verify(() => expect(is(z, y)).to.equal(true), () => ({
    wrong: say('`joinNoise` does not give each noise with its condition behind it.', '`joinNoise` 得到的不是每個雜訊後面接著它的條件。'),
    expected: say(`Row n should be the ${latent} numbers of z, then the ${classes} of y.`, `第 n 列應該先是 z 的 ${latent} 個數，再是 y 的 ${classes} 個數。`),
    hint: is(y, z) ? say('The condition comes first here; it belongs behind the noise.', '這裡條件在前面；它應該接在雜訊後面。') : say('tf.concat along axis 1, the numbers of a row.', '沿著軸 1（一列之中的數）用 tf.concat。'),
  }));
}

type Channel = (n: number, line: number, column: number, k: number) => number;

export async function joinsPictures(student: Student, pictures: NdArray, y: NdArray): Promise<void> {
  const [count, height, width, channels] = pictures.shape as [number, number, number, number], classes = y.shape[1]!;
  const what = '`joinPictures(pictures, y)`';
  const { values } = asTensor((await student.call('joinPictures', pictures, y)).value, what, [count, height, width, channels + classes]);
  const pixel: Channel = (n, line, column, c) => pictures.values[((n * height + line) * width + column) * channels + c]!;
  const condition: Channel = (n, _line, _column, k) => y.values[n * classes + k]!;
  const is = (of: Channel): boolean => {
    for (let n = 0, at = 0; n < count; n++) for (let line = 0; line < height; line++) for (let column = 0; column < width; column++) {
      for (let c = 0; c < channels + classes; c++, at++) if (Math.abs(values[at]! - of(n, line, column, c)) > 1e-6) return false;
    }
    return true;
  };
  const joined = (map: Channel): Channel => (n, line, column, c) => (c < channels ? pixel(n, line, column, c) : map(n, line, column, c - channels));
  const mistakes: readonly (readonly [Channel, Text])[] = [
    [(n, line, column, c) => (c < classes ? condition(n, line, column, c) : pixel(n, line, column, c - classes)), say('The condition comes first here; it belongs behind the picture\'s own channels.', '這裡條件在前面；它應該接在圖片自己的通道後面。')],
    [joined((n, line, column, k) => (line === 0 && column === 0 ? condition(n, line, column, k) : 0)), say('Only one corner knows the condition: repeat it over all places with tile.', '只有一個角落知道條件：用 tile 把它重複到所有位置。')],
    [joined(() => 0), say('The condition is 0 everywhere.', '條件到處都是 0。')],
    [joined((_n, line, column, k) => condition(0, line, column, k)), say('All pictures have the condition of the first.', '所有圖片用的都是第一張的條件。')],
  ];
  verify(() => expect(is(joined(condition))).to.equal(true), () => ({
    wrong: say(`${what} does not give the pictures with their conditions as channels.`, `${what} 得到的不是以條件為通道的圖片。`),
    expected: say(`The first ${channels} channels should be the picture's, channel ${channels} + k should hold y[n][k] at every place.`, `前 ${channels} 個通道應該是圖片的，第 ${channels} + k 個通道的每個位置都應該是 y[n][k]。`),
    hint: mistakes.find(([of]) => is(of))?.[1] ?? say('reshape([-1, 1, 1, K]), then tile([1, height, width, 1]), then concat along axis 3.', '先 reshape([-1, 1, 1, K])，再 tile([1, height, width, 1])，然後沿著軸 3 用 concat。'),
  }));
}

/** tf.grads of a function that is no scalar sums its values: each pixel is seen once. */
export async function picturesHaveGradients(student: Student, pictures: NdArray, y: NdArray): Promise<void> {
  const gradients = await student.gradient('joinPictures', [pictures, y]);
  const { values } = asTensor(Array.isArray(gradients) ? gradients[0] : gradients, 'The gradient of `joinPictures`', pictures.shape);
  verify(() => expect(values.every((value) => Math.abs(value - 1) < 1e-6)).to.equal(true), {
    wrong: say('The gradient that comes back to the pictures is not the one that went in.', '傳回圖片的梯度不對。'),
    expected: say('It should be 1 for each pixel: G learns through it.', '每個像素都應該是 1：G 要透過它學習。'),
    hint: say('Each pixel belongs into the result once, as it is.', '每個像素都應該原封不動地在結果裡出現一次。'),
  });
}

export async function labelsWrongly(student: Student, labels: readonly number[], classes: number, coins: readonly number[]): Promise<void> {
  const { value } = await student.call('wrongLabels', [...labels], classes, [...coins]);
  const what = `\`wrongLabels(…, ${classes}, …)\``;
  if (!Array.isArray(value) || value.length !== labels.length) {
    throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say(`An array of ${labels.length} labels is expected.`, `這裡應該回傳 ${labels.length} 個標籤的陣列。`), hint: say('labels.map((label, i) => …) gives one for each.', 'labels.map((label, i) => …) 會對每個標籤給一個。') });
  }
  const wrong = value.map((label, i) => asNumber(label, `\`wrongLabels(…)[${i}]\``));
  const outside = wrong.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  verify(() => expect(outside).to.equal(-1), () => ({
    wrong: say(`Label ${labels[outside]} of ${classes} classes, with the coin ${coins[outside]}, becomes ${round(wrong[outside]!)}.`, `${classes} 個類別的標籤 ${labels[outside]}，硬幣是 ${coins[outside]} 時，變成了 ${round(wrong[outside]!)}。`),
    expected: say(`It should be a whole number from 0 to ${classes - 1}.`, `應該是 0 到 ${classes - 1} 的整數。`),
    hint: say('Math.floor makes whole numbers, % classes leads back to the beginning.', 'Math.floor 得到整數，% classes 會繞回開頭。'),
  }));
  const kept = wrong.findIndex((label, i) => label === labels[i]);
  verify(() => expect(kept).to.equal(-1), () => ({
    wrong: say(`Label ${labels[kept]} stays ${labels[kept]} with the coin ${coins[kept]}.`, `硬幣是 ${coins[kept]} 時，標籤 ${labels[kept]} 仍然是 ${labels[kept]}。`),
    expected: say('Each one has to be wrong: a right pair among the negatives teaches D the opposite of the truth.', '每一個都必須是錯的：反例裡混進對的配對，會教 D 相反的事。'),
    hint: say(`There are ${classes - 1} steps to choose from, 1 to ${classes - 1}: neither 0 nor ${classes}.`, `可以走 1 到 ${classes - 1} 步，共 ${classes - 1} 種：不是 0，也不是 ${classes}。`),
  }));
}

/** Coins that are spread evenly give each wrong class equally often. */
export async function wrongsAreEven(student: Student, label: number, classes: number): Promise<void> {
  const each = 3, count = each * (classes - 1);
  const coins = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  const { value } = await student.call('wrongLabels', new Array<number>(count).fill(label), classes, coins);
  const counts = new Array<number>(classes).fill(0);
  if (Array.isArray(value)) for (const one of value) if (typeof one === 'number' && one in counts) counts[one]!++;
  const at = counts.findIndex((times, k) => times !== (k === label ? 0 : each));
  verify(() => expect(at).to.equal(-1), () => ({
    wrong: say(`For label ${label} and ${count} coins that are spread evenly over [0, 1), class ${at} comes ${counts[at]} times.`, `標籤 ${label} 配上 ${count} 個均勻分布在 [0, 1) 的硬幣，類別 ${at} 出現 ${counts[at]} 次。`),
    expected: say(`It should come ${at === label ? 'never' : `${each} times`}, like ${at === label ? 'no right label' : 'every wrong class'}.`, at === label ? '它是對的標籤，不應該出現。' : `應該和每個錯的類別一樣出現 ${each} 次。`),
    hint: say(`Math.floor(coin * (classes - 1)) is one of ${classes - 1} numbers, each equally likely; no wrong class may come twice among them.`, `Math.floor(coin * (classes - 1)) 是 ${classes - 1} 個數之一，機會均等；其中不能有哪個錯的類別出現兩次。`),
  }));
}

/** −E log D(right) − (1 − w) E log(1 − D(made)) − w E log(1 − D(wrong)). */
export function pairLoss(share: number): LossOracle {
  const loss = ([right, made, wrong]: readonly NdArray[], ofMade = 1 - share, ofWrong = share) =>
    mean(right!.values, (l) => softplus(-l)) + ofMade * mean(made!.values, softplus) + ofWrong * mean(wrong!.values, softplus);
  return {
    name: 'pairLoss',
    hint: say('Right pairs: softplus(−ℓ). Made ones: softplus(ℓ) times 1 − share. Wrong ones: softplus(ℓ) times share.', '對的配對：softplus(−ℓ)。生成的：softplus(ℓ) 乘上 1 − share。錯的：softplus(ℓ) 乘上 share。'),
    value: (args) => loss(args),
    diagnoses: (args) => [
      { value: loss(args, 1, 0), hint: say('The wrong pairs are missing: this is the loss with w = 0.', '少了錯的配對：這是 w = 0 的損失。') },
      { value: loss(args, 1, 1), hint: say('The share is not used: the two kinds of "no" weigh 1 together.', '沒有用到 share：兩種「否」的權重加起來是 1。') },
      { value: loss(args, 1, share), hint: say('Made pairs weigh 1 − share, not 1.', '生成的配對權重是 1 − share，不是 1。') },
      { value: loss(args, share, 1 - share), hint: say('share and 1 − share are swapped.', 'share 和 1 − share 對調了。') },
      { value: loss([args[0]!, args[2]!, args[1]!]), hint: say('Made and wrong pairs are swapped.', '生成的配對和錯的配對對調了。') },
      { value: mean(args[0]!.values, (l) => softplus(-l)) + (1 - share) * mean(args[1]!.values, softplus) + share * mean(args[2]!.values, (l) => softplus(-l)), hint: say('A wrong pair is a "no": softplus(ℓ), as for made pictures.', '錯的配對是「否」：和生成的圖片一樣是 softplus(ℓ)。') },
      ...commonDiagnoses(loss(args), args[0]!.values.length, 3),
    ],
  };
}

const countsOf = (asked: readonly number[], seen: readonly number[], classes: number): number[][] => {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  asked.forEach((a, i) => { matrix[a]![seen[i]!]!++; });
  return matrix;
};

export async function confusions(student: Student, asked: readonly number[], seen: readonly number[], classes: number): Promise<void> {
  const { value } = await student.call('confusionMatrix', [...asked], [...seen], classes);
  const what = `\`confusionMatrix(asked, seen, ${classes})\``;
  const rows: unknown = value;
  if (!Array.isArray(rows) || rows.length !== classes || !rows.every((row: unknown) => Array.isArray(row) && row.length === classes)) {
    throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say(`${classes} rows of ${classes} numbers are expected, also for classes that never come.`, `應該是 ${classes} 列、每列 ${classes} 個數，從未出現的類別也要有。`), hint: say('Make all rows of zeros first, then count.', '先做出全是零的各列，再計數。') });
  }
  const matrix = (rows as unknown[][]).map((row, a) => row.map((count, s) => asNumber(count, `${what}[${a}][${s}]`)));
  const expected = countsOf(asked, seen, classes), is = (wanted: readonly number[][]) => equal(matrix.flat(), wanted.flat());
  const a = matrix.findIndex((row, i) => !equal(row, expected[i]!)), s = matrix[a]?.findIndex((count, i) => Math.abs(count - expected[a]![i]!) > 1e-6) ?? -1;
  verify(() => expect(a).to.equal(-1), () => ({
    wrong: say(`${what}[${a}][${s}] is ${round(matrix[a]![s]!)}.`, `${what}[${a}][${s}] 是 ${round(matrix[a]![s]!)}。`),
    expected: say(`${expected[a]![s]} of the pictures were asked for as ${a} and seen as ${s}.`, `要求 ${a} 而看到 ${s} 的圖片有 ${expected[a]![s]} 張。`),
    hint: is(countsOf(seen, asked, classes)) ? say('Rows and columns are swapped: a row for each class that was asked for.', '列和行對調了：每個被要求的類別是一列。')
      : is(expected.map((row) => row.map((count) => count / asked.length))) ? say('These are shares; counts are expected.', '這些是比例；應該是個數。')
        : is(expected.map((row) => row.map((count) => Math.min(1, count)))) ? say('Each place holds at most 1: count up, do not set.', '每個位置最多是 1：要累加，不是設定。')
          : is(expected.map((row, k) => row.map((count, j) => (k === j ? count : 0)))) ? say('Only the right ones are counted.', '只算了答對的。')
            : say('matrix[asked[i]][seen[i]] goes up by 1 for each picture i.', '對每張圖片 i，matrix[asked[i]][seen[i]] 加 1。'),
  }));
}

export async function sharesRight(student: Student, matrix: readonly (readonly number[])[]): Promise<void> {
  const what = '`shareRight(matrix)`', all = matrix.flat(), total = all.reduce((a, b) => a + b, 0);
  const right = matrix.reduce((sum, row, k) => sum + row[k]!, 0);
  const rows = matrix.map((row, k) => row[k]! / row.reduce((a, b) => a + b, 0));
  equals(asNumber((await student.call('shareRight', matrix.map((row) => [...row]))).value, what), right / total, what, [
    { value: right, hint: say('This is how many are right; divide by how many there are.', '這是答對的張數；請除以總張數。') },
    { value: 1 - right / total, hint: say('This is the share of the wrong ones.', '這是答錯的比例。') },
    { value: (100 * right) / total, hint: say('This is in percent: a share lies between 0 and 1.', '這是百分比：比例介於 0 和 1 之間。') },
    { value: right / matrix.length, hint: say('Divide by the number of pictures, not of classes.', '請除以圖片數，而不是類別數。') },
    { value: rows.reduce((a, b) => a + b, 0) / rows.length, hint: say('This is the mean of the rows\' shares: a class that was asked for rarely counts as much as the others.', '這是各列比例的平均：很少被要求的類別算得和其他類別一樣重。') },
  ], say('The sum of the diagonal by the sum of all.', '對角線的和除以全部的和。'));
}

/** Labels with every class among them. */
export const someLabels = (draw: Draw, count: number, classes: number): number[] => Array.from({ length: count }, (_, i) => (i < classes ? classes - 1 - i : draw.integer(0, classes - 1)));
