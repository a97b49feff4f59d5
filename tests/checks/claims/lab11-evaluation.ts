/** What has to hold for the tasks of Lab11, whatever the inputs: all against double precision. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, describe, Finding, verify } from '../findings.js';
import { say } from '../language.js';
import type { Student } from '../student.js';
import { round } from './losses.js';
import { equals, type Diagnosis } from './numbers.js';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const columns = (rows: readonly (readonly number[])[]): number[][] => rows[0]!.map((_, k) => rows.map((row) => row[k]!));
const copy = (rows: readonly (readonly number[])[]): number[][] => rows.map((row) => [...row]);

const entropy = (p: readonly number[], log = Math.log): number => -sum(p.map((value) => (value > 0 ? value * log(value) : 0)));

export async function inceptionScores(student: Student, probabilities: readonly (readonly number[])[]): Promise<void> {
  const what = '`inceptionScore(probabilities)`';
  const [ofMean, meanOf] = [entropy(columns(probabilities).map(mean)), mean(probabilities.map((row) => entropy(row)))];
  equals(asNumber((await student.call('inceptionScore', copy(probabilities))).value, what), Math.exp(ofMean - meanOf), what, [
    { value: ofMean - meanOf, hint: say('The exponential is missing.', '少了指數函數。') },
    { value: Math.exp(ofMean), hint: say('The entropy of each picture is missing: unclear pictures should cost.', '少了每張圖片的熵：不清楚的圖片應該扣分。') },
    { value: Math.exp(-meanOf), hint: say('The entropy of the mean answer is missing: this is the quality alone.', '少了平均回答的熵：這只有品質。') },
    { value: Math.exp(meanOf - ofMean), hint: say('The difference is the other way round: diversity minus unclearness.', '差的方向反了：應該是多樣性減去不清楚的程度。') },
    { value: Math.exp(ofMean + meanOf), hint: say('The entropies of the pictures are subtracted: unclear is bad.', '每張圖片的熵要用減的：不清楚是壞事。') },
    { value: 1, hint: say('Both entropies are the same here: the first is that of the mean answer, the second the mean of the entropies.', '這裡兩個熵相同：第一個是平均回答的熵，第二個是各個熵的平均。') },
    { value: Math.exp((ofMean - meanOf) / Math.LN2), hint: say('The logarithm is to the base 2; Math.log is the natural one.', '這是以 2 為底的對數；Math.log 才是自然對數。') },
    { value: Math.exp((ofMean - meanOf) * probabilities.length), hint: say('The entropies are averaged over the pictures, not summed.', '熵要對圖片取平均，不是求和。') },
    { value: Math.exp(ofMean - meanOf * probabilities.length), hint: say('The entropies are averaged over the pictures, not summed.', '熵要對圖片取平均，不是求和。') },
  ], say('exp(entropy of the mean row − mean of the rows\' entropies).', 'exp(平均列的熵 − 各列熵的平均)。'));
}

/** An array of numbers of this length, a Finding for anything else. */
function asList(value: unknown, what: string, length: number): number[] {
  if (!Array.isArray(value) || value.length !== length) {
    throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say(`An array of ${length} numbers is expected.`, `這裡應該是 ${length} 個數的陣列。`) });
  }
  return value.map((entry, i) => asNumber(entry, `${what}[${i}]`));
}

export async function surest(student: Student, probabilities: readonly (readonly number[])[]): Promise<void> {
  const what = '`surestOfEachClass(probabilities)`', classes = probabilities[0]!.length;
  const places = asList((await student.call('surestOfEachClass', copy(probabilities))).value, what, classes);
  const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));
  const right = columns(probabilities).map(best), k = places.findIndex((place, at) => place !== right[at]);
  const is = (wanted: readonly number[]): boolean => places.every((place, at) => place === wanted[at]);
  verify(() => expect(k).to.equal(-1), () => ({
    wrong: say(`For class ${k} ${what} chooses picture ${round(places[k]!)}.`, `對類別 ${k}，${what} 選了第 ${round(places[k]!)} 張圖片。`),
    expected: say(`The largest probability of class ${k}, ${round(Math.max(...columns(probabilities)[k]!))}, is that of picture ${right[k]}.`, `類別 ${k} 最大的機率 ${round(Math.max(...columns(probabilities)[k]!))} 屬於第 ${right[k]} 張。`),
    hint: is(columns(probabilities).map((column) => column.indexOf(Math.min(...column)))) ? say('These are the least sure: the largest is wanted.', '這些是最不確定的：要找最大的。')
      : is(right.map((place) => place + 1)) ? say('Places are counted from 0.', '位置從 0 開始數。')
        : is(probabilities.slice(0, classes).map(best)) ? say('This is the best class of each picture; wanted is the best picture of each class.', '這是每張圖片最可能的類別；要的是每個類別最好的圖片。')
          : is(columns(probabilities).map((column, c) => { const first = probabilities.findIndex((row) => best(row) === c); return first < 0 ? best(column) : first; })) ? say('This is the first picture of the class; the surest is wanted.', '這是那個類別的第一張圖片；要的是最確定的那一張。')
            : say('Down the column of the class, not along a row.', '順著那個類別的行往下看，不是沿著列。'),
  }));
}

interface Moments { mean: number[]; covariance: number[][] }

export function momentsOf(rows: readonly (readonly number[])[], divisor = rows.length - 1): Moments {
  const middle = columns(rows).map(mean);
  return { mean: middle, covariance: middle.map((_, i) => middle.map((_, j) => sum(rows.map((row) => (row[i]! - middle[i]!) * (row[j]! - middle[j]!))) / divisor)) };
}

export async function hasMoments(student: Student, rows: readonly (readonly number[])[]): Promise<void> {
  const what = '`moments(rows)`', size = rows[0]!.length;
  const { value } = await student.call('moments', copy(rows));
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (!Array.isArray(given.mean) || !Array.isArray(given.covariance)) {
    throw new Finding({ wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`), expected: say('An object { mean, covariance } is expected.', '應該回傳物件 { mean, covariance }。') });
  }
  const middle = asList(given.mean, `${what}.mean`, size), right = momentsOf(rows);
  for (const [i, entry] of middle.entries()) {
    equals(entry, right.mean[i]!, `${what}.mean[${i}]`, [{ value: right.mean[i]! * rows.length, hint: say('This is the sum of the column: divide by the number of rows.', '這是整行的和：請除以列數。') }], say('The mean of column i over all rows.', '第 i 行對所有列的平均。'));
  }
  if (given.covariance.length !== size) throw new Finding({ wrong: say(`${what}.covariance has ${given.covariance.length} rows.`, `${what}.covariance 有 ${given.covariance.length} 列。`), expected: say(`${size} × ${size} entries are expected, one for each pair of features.`, `應該有 ${size} × ${size} 項，每對特徵一項。`) });
  const { covariance: biased } = momentsOf(rows, rows.length), { covariance: total } = momentsOf(rows, 1);
  (given.covariance as unknown[]).forEach((line, i) => asList(line, `${what}.covariance[${i}]`, size).forEach((entry, j) => {
    const raw = sum(rows.map((row) => row[i]! * row[j]!)) / (rows.length - 1);
    equals(entry, right.covariance[i]![j]!, `${what}.covariance[${i}][${j}]`, [
      { value: biased[i]![j]!, hint: say('Divide by N − 1, as for a sample.', '請除以 N − 1，如同對樣本的估計。') },
      { value: total[i]![j]!, hint: say('This is the sum of the products: divide by N − 1.', '這是乘積的和：請除以 N − 1。') },
      { value: raw, hint: say('The rows are not centred: subtract the means first.', '各列還沒置中：請先減去平均。') },
      { value: i === j ? right.covariance[i]![j]! : 0, hint: say('The entries beside the diagonal are missing: how features vary together counts.', '少了對角線以外的項：特徵如何一起變化也要算。') },
      { value: Math.sqrt(Math.abs(right.covariance[i]![j]!)), hint: say('No root here: entries of the diagonal are variances.', '這裡不開根號：對角線上是變異數。') },
    ], say('Σᵢⱼ is the sum of (xᵢ − μᵢ)(xⱼ − μⱼ) over the rows, by N − 1.', 'Σᵢⱼ 是各列 (xᵢ − μᵢ)(xⱼ − μⱼ) 的和除以 N − 1。'));
  }));
}

/** Two normal distributions whose distance is known in closed form. */
export interface FrechetCase {
  a: Moments;
  b: Moments;
  distance: number;
  /** Well-known mistakes. */
  diagnoses: readonly Diagnosis[];
}

/**
 * Covariances of 2 × 2 blocks, each turned by an angle of its own: a block's Tr (Σ₁Σ₂)^½ is √(Tr Σ₁Σ₂ + 2 √(det Σ₁Σ₂)). Where the
 * angles of a and b differ, Σ₁Σ₂ is not symmetric.
 * @param first deviations of a along the axes of its blocks, two for each @param angles those of each block of a, and of b
 */
export function blocksCase(shift: readonly number[], first: readonly number[], second: readonly number[], angles: readonly (readonly [number, number])[]): FrechetCase {
  const size = first.length;
  const blocks = (deviations: readonly number[], which: 0 | 1): number[][] => {
    const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    angles.forEach((pair, block) => {
      const [c, s] = [Math.cos(pair[which]), Math.sin(pair[which])], [p, q] = [deviations[2 * block]! ** 2, deviations[2 * block + 1]! ** 2], at = 2 * block;
      matrix[at]![at] = c * c * p + s * s * q;
      matrix[at + 1]![at + 1] = s * s * p + c * c * q;
      matrix[at]![at + 1] = matrix[at + 1]![at] = c * s * (p - q);
    });
    return matrix;
  };
  const [a, b] = [{ mean: new Array<number>(size).fill(0.5), covariance: blocks(first, 0) }, { mean: shift.map((value) => 0.5 + value), covariance: blocks(second, 1) }];
  const way = sum(shift.map((value) => value ** 2)), traces = sum(first.map((sigma) => sigma ** 2)) + sum(second.map((sigma) => sigma ** 2));
  const ofBlocks = angles.map((_, block) => {
    const places = [2 * block, 2 * block + 1];
    return sum(places.flatMap((i) => places.map((j) => a.covariance[i]![j]! * b.covariance[j]![i]!)));
  });
  const cross = sum(ofBlocks.map((product, block) => Math.sqrt(product + 2 * first[2 * block]! * first[2 * block + 1]! * second[2 * block]! * second[2 * block + 1]!)));
  const diagonal = sum(a.covariance.map((row, i) => Math.sqrt(row[i]! * b.covariance[i]![i]!)));
  return {
    a, b, distance: way + traces - 2 * cross,
    diagnoses: [
      { value: traces - 2 * cross, hint: say('The means are missing: |μ₁ − μ₂|².', '少了平均的差：|μ₁ − μ₂|²。') },
      { value: way, hint: say('The covariances are missing.', '少了共變異數。') },
      { value: Math.sqrt(way) + traces - 2 * cross, hint: say('The distance of the means is squared.', '平均之間的距離要平方。') },
      { value: Math.sqrt(way + traces - 2 * cross), hint: say('No root at the end: this distance is used squared.', '最後不開根號：這個距離通常用平方。') },
      { value: way + traces - cross, hint: say('The root counts twice: − 2 Tr(…).', '平方根那一項要乘 2：− 2 Tr(…)。') },
      { value: way + traces - 2 * sum(ofBlocks), hint: say('The root of the product is missing: symmetricRoot of the last matrix as well.', '少了乘積的平方根：最後的矩陣也要做 symmetricRoot。') },
      { value: way + traces - 2 * diagonal, hint: say('This looks at the diagonals alone: a covariance has more than variances.', '這只看了對角線：共變異數不只有變異數。') },
      { value: way + traces + 2 * cross, hint: say('The root is subtracted.', '平方根那一項是用減的。') },
    ],
  };
}

export async function frechets(student: Student, { a, b, distance, diagnoses }: FrechetCase): Promise<void> {
  const given = ({ mean: middle, covariance }: Moments) => ({ mean: [...middle], covariance: copy(covariance) });
  equals(asNumber((await student.call('frechet', given(a), given(b))).value, '`frechet(a, b)`'), distance, '`frechet(a, b)`', diagnoses,
    say('|μ₁ − μ₂|² + Tr Σ₁ + Tr Σ₂ − 2 Tr root(R Σ₂ R), with R = root(Σ₁).', '|μ₁ − μ₂|² + Tr Σ₁ + Tr Σ₂ − 2 Tr root(R Σ₂ R)，其中 R = root(Σ₁)。'));
}

/** The line through the points, by least squares: its value at 0 and its slope. */
function line(x: readonly number[], y: readonly number[]): [atZero: number, slope: number] {
  const [mx, my] = [mean(x), mean(y)];
  const slope = sum(x.map((value, i) => (value - mx) * (y[i]! - my))) / sum(x.map((value) => (value - mx) ** 2));
  return [my - slope * mx, slope];
}

export async function withoutEnds(student: Student, sizes: readonly number[], distances: readonly number[]): Promise<void> {
  const what = `\`withoutEnd([${sizes.join(', ')}], …)\``, x = sizes.map((size) => 1 / size);
  const [atZero, slope] = line(x, distances);
  equals(asNumber((await student.call('withoutEnd', [...sizes], [...distances])).value, what), atZero, what, [
    { value: slope, hint: say('This is the slope, C; wanted is the value at 1/N = 0.', '這是斜率 C；要的是 1/N = 0 的值。') },
    { value: line(sizes, distances)[0], hint: say('The line is over 1/N, not over N.', '直線的橫軸是 1/N，不是 N。') },
    { value: distances.at(-1)!, hint: say('This is the distance at the largest N, which is still too large.', '這是最大 N 的距離，仍然偏大。') },
    { value: mean(distances), hint: say('This is the mean of the distances.', '這是各個距離的平均。') },
    { value: mean(distances) + slope * mean(x), hint: say('The line goes down towards 0: subtract slope times the middle.', '直線往 0 的方向下降：要減去斜率乘上中點。') },
    { value: 2 * distances.at(-1)! - distances.at(-2)!, hint: say('This uses the last two points alone; least squares uses all of them.', '這只用了最後兩個點；最小平方法會用上全部。') },
  ], say('x = 1/N; slope = Σ(x − x̄)(d − d̄) / Σ(x − x̄)²; then d̄ − slope · x̄.', 'x = 1/N；斜率 = Σ(x − x̄)(d − d̄) / Σ(x − x̄)²；再算 d̄ − 斜率 · x̄。'));
}

const squared = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => (value - b[i]!) ** 2));

function covered(points: readonly number[][], centres: readonly number[][], k: number, { itself = false, strict = false, asWords = false } = {}): number {
  const radii = centres.map((centre, i) => {
    const all = centres.filter((_, j) => itself || j !== i).map((other) => squared(centre, other));
    return (asWords ? all.sort() : all.sort((a, b) => a - b))[k - 1]!;
  });
  return points.filter((point) => centres.some((centre, i) => (strict ? squared(point, centre) < radii[i]! : squared(point, centre) <= radii[i]!))).length / points.length;
}

export interface CoverageCase {
  points: number[][];
  centres: number[][];
  k: number;
}

export async function coverages(student: Student, { points, centres, k }: CoverageCase): Promise<void> {
  const what = `\`coverage(points, centres, ${k})\``;
  const actual = asNumber((await student.call('coverage', copy(points), copy(centres), k)).value, what), expected = covered(points, centres, k);
  const wrong: Diagnosis[] = [
    { value: covered(points, centres, k, { strict: true }), hint: say('A point on the border is inside: ≤.', '在邊界上也算在裡面：≤。') },
    { value: covered(points, centres, k, { itself: true }), hint: say('A centre is no neighbour of its own: leave it out before you take place k − 1.', '中心不是自己的鄰居：取位置 k − 1 之前要先排除它。') },
    { value: covered(points, centres, k + 1), hint: say('Counted from 0, the k-th nearest is at place k − 1.', '從 0 算起，第 k 近的在位置 k − 1。') },
    { value: covered(points, centres, k, { asWords: true }), hint: say('sort() without a function sorts numbers as words: sort((a, b) => a - b).', '不帶函式的 sort() 會把數字當文字排：請用 sort((a, b) => a - b)。') },
    { value: covered(centres, points, k), hint: say('Points and centres are swapped.', 'points 和 centres 對調了。') },
    { value: 1 - expected, hint: say('This is the share outside.', '這是在外面的比例。') },
    { value: expected * points.length, hint: say('This is how many; divide by the number of points.', '這是個數；請除以點數。') },
    { value: covered(points, centres, 1), hint: say('k is not used: these are the balls of k = 1.', '沒有用到 k：這是 k = 1 的球。') },
  ];
  equals(actual, expected, what, wrong, say('For each centre the k-th smallest distance to the others; a point is inside when any centre is within its own radius.', '每個中心取到其他中心第 k 小的距離；只要有任何一個中心的半徑包含這個點，就算在裡面。'));
}

/** Points and centres in a plane for which the well-known mistakes give other shares than the right one. */
export function coverageCase(draw: Draw, k: number): CoverageCase {
  const cloud = (count: number, spread: number): number[][] => Array.from({ length: count }, () => [draw.integer(-200, 200) * spread, draw.integer(-200, 200) * spread]);
  for (let tries = 0; tries < 200; tries++) {
    const given = { points: cloud(31, 0.3), centres: cloud(17, 0.25), k }, right = covered(given.points, given.centres, k);
    const others = [covered(given.points, given.centres, k, { itself: true }), covered(given.points, given.centres, k + 1), covered(given.points, given.centres, k, { asWords: true }), covered(given.centres, given.points, k), covered(given.points, given.centres, 1), 1 - right];
    if (right > 0 && right < 1 && others.every((other, i) => (i === 4 && k === 1) || Math.abs(other - right) > 1e-3)) return given;
  }
  throw new Error('no case found');
}

export async function copies(student: Student, samples: readonly number[], unseen: readonly number[]): Promise<void> {
  const what = '`copied(samples, unseen)`';
  const share = (tie: number, sign = 1): number => mean(samples.flatMap((a) => unseen.map((b) => (a === b ? tie : Number(sign * (b - a) > 0)))));
  equals(asNumber((await student.call('copied', [...samples], [...unseen])).value, what), share(0.5), what, [
    { value: share(0.5, -1), hint: say('The other way round: this is how often the sample is farther.', '方向反了：這是樣本比較遠的比例。') },
    { value: share(0), hint: say('Where both are equal, the pair counts half, not 0.', '相等的組合算一半，不是 0。') },
    { value: share(1), hint: say('Where both are equal, the pair counts half, not 1.', '相等的組合算一半，不是 1。') },
    { value: share(0.5) * samples.length * unseen.length, hint: say('Divide by the number of pairs.', '請除以組合數。') },
    { value: share(0.5) * unseen.length, hint: say('Divide by the number of pairs, both lists.', '請除以組合數，兩個陣列都要算。') },
    { value: mean(samples.map((a, i) => (a === unseen[i] ? 0.5 : Number(a < (unseen[i] ?? -1))))), hint: say('Each sample is compared with one picture alone; all pairs count.', '每個樣本只和一張圖片比；所有組合都要算。') },
    { value: Number(mean(samples) < mean(unseen)), hint: say('This compares the means; how often is asked.', '這是比較平均；要的是比例。') },
  ], say('1 for each pair with a nearer sample, ½ where equal, by the number of all pairs.', '樣本比較近的組合算 1，相等算 ½，再除以全部組合數。'));
}

