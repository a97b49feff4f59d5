/** What has to hold for the tasks of Lab13, whatever the inputs: walks, means and differences of noise, and an interval. `walks` on the arc is in lab05-mnist.ts. */
import { expect } from 'chai';
import type { Draw } from '../draw.js';
import { asNumber, asTensor, describe, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';
import { NdArray } from '../values.js';
import { mean, round } from './losses.js';
import { equals } from './numbers.js';

type Vector = readonly number[];

const sum = (...vectors: readonly Vector[]): number[] => vectors[0]!.map((_, i) => vectors.reduce((total, vector) => total + vector[i]!, 0));
const times = (factor: number, vector: Vector): number[] => vector.map((value) => factor * value);
const meanOf = (vectors: readonly Vector[]): number[] => times(1 / vectors.length, sum(...vectors));
const norm = (vector: Vector): number => Math.sqrt(vector.reduce((total, value) => total + value * value, 0));

const shown = (vector: Vector): string => `[${vector.map(round).join(', ')}]`;
const near = (a: Vector, b: Vector): boolean => a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= 1e-4 * Math.max(1, Math.abs(b[i]!)));

/** A vector that names its mistake. */
interface Mistake {
  value: Vector;
  hint: Text;
}

/** `value` is the vector `right`; a vector that a mistake knows gets its hint. */
function vectorEquals(value: unknown, right: Vector, what: string, mistakes: readonly Mistake[], hint: Text): void {
  const numbers = Array.isArray(value) && value.every((part) => typeof part === 'number') ? value as number[] : undefined;
  verify(() => expect(numbers?.length).to.equal(right.length), {
    wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`),
    expected: say(`An array of ${right.length} numbers is expected.`, `應該回傳 ${right.length} 個數字的陣列。`),
  });
  verify(() => expect(near(numbers!, right)).to.equal(true), {
    wrong: say(`${what} is ${shown(numbers!)}.`, `${what} 是 ${shown(numbers!)}。`),
    expected: say(`It should be ${shown(right)}.`, `應該是 ${shown(right)}。`),
    hint: mistakes.find((mistake) => near(numbers!, mistake.value) && !near(right, mistake.value))?.hint ?? hint,
  });
}

export type Walk = readonly [from: Vector, to: Vector, t: number];

export async function straightWalks(student: Student, cases: readonly Walk[]): Promise<void> {
  for (const [from, to, t] of cases) {
    const right = sum(times(1 - t, from), times(t, to));
    const middle = norm(right) === 0 ? 0 : (1 - t) * norm(from) + t * norm(to);
    vectorEquals((await student.call('lerp', [...from], [...to], t)).value, right, `\`lerp(${shown(from)}, ${shown(to)}, ${round(t)})\``, [
      { value: sum(times(t, from), times(1 - t, to)), hint: say('It walks the other way: t = 0 is at the first.', '方向反了：t = 0 應該在第一個點。') },
      { value: sum(from, times(t, to)), hint: say('The first counts 1 − t, not 1.', '第一個點的權重是 1 − t，不是 1。') },
      { value: meanOf([from, to]), hint: say('This is the middle, whatever t is.', '不管 t 是多少，這都是中點。') },
      { value: times(t, sum(to, times(-1, from))), hint: say('This is the way from the first; the first itself is missing.', '這是從第一個點走了多遠；還要加上第一個點本身。') },
      ...(norm(right) > 0 ? [{ value: times(middle / norm(right), right), hint: say('The straight line is not pulled anywhere: its length may shrink on the way.', '直線不用再拉到別處：途中長度可以變短。') }] : []),
    ], say('(1 − t) times the first plus t times the second, number by number.', '第一個乘以 1 − t，加上第二個乘以 t，逐個數字計算。'));
  }
}

type Attribute = 'smile' | 'longHair' | 'glasses';
export type Wanted = Readonly<Partial<Record<Attribute, boolean>>>;

export interface LabelledFace {
  z: number[];
  has: Record<Attribute, number>;
}

const attributes: readonly Attribute[] = ['smile', 'longHair', 'glasses'];

/** z and has from rows of [smile, longHair, glasses]. */
export const facesOf = (rows: readonly (readonly [number, number, number])[], zs: readonly Vector[] = rows.map((row) => row)): LabelledFace[] =>
  rows.map(([smile, longHair, glasses], i) => ({ z: [...zs[i]!], has: { smile, longHair, glasses } }));

/** Probabilities of which each is surely yes, surely no, or undecided. */
export const someFaces = (draw: Draw, count: number, dimensions = 3): LabelledFace[] => Array.from({ length: count }, () => {
  const [smile, longHair, glasses] = [0, 0, 0].map(() => draw.pick([draw.integer(91, 99), draw.integer(1, 9), draw.integer(55, 85), draw.integer(15, 45)]) / 100) as [number, number, number];
  return { z: Array.from({ length: dimensions }, () => draw.integer(-300, 300) / 100), has: { smile, longHair, glasses } };
});

const placesWhere = (faces: readonly LabelledFace[], fits: (face: LabelledFace) => boolean): number[] => faces.flatMap((face, place) => (fits(face) ? [place] : []));

export async function findsCandidates(student: Student, faces: readonly LabelledFace[], wanted: Wanted, sure: number): Promise<void> {
  const given = Object.entries(wanted) as [Attribute, boolean][];
  const what = `\`candidates(faces, { ${given.map(([name, yes]) => `${name}: ${yes}`).join(', ')} }, ${sure})\``;
  const is = ({ has }: LabelledFace, attribute: Attribute, yes: boolean, limit = sure): boolean => (yes ? has[attribute] >= limit : has[attribute] <= 1 - limit);
  const right = placesWhere(faces, (face) => given.every(([attribute, yes]) => is(face, attribute, yes)));
  const { value } = await student.call('candidates', structuredClone(faces), { ...wanted }, sure);
  const places = Array.isArray(value) && value.every((part) => Number.isInteger(part)) ? value as number[] : undefined;
  verify(() => expect(places).to.not.equal(undefined), {
    wrong: say(`${what} is ${describe(value).en}${Array.isArray(value) ? ', not all of them whole numbers' : ''}.`, `${what} 是${describe(value)['zh-TW']}${Array.isArray(value) ? '，其中有的不是整數' : ''}。`),
    expected: say('An array of places in `faces` is expected: whole numbers, counted from 0.', '這裡應該回傳 `faces` 裡位置的陣列：從 0 算起的整數。'),
  });
  const same = (others: readonly number[]): boolean => String([...places!].sort((a, b) => a - b)) === String(others);
  const mistakes: readonly (readonly [number[], Text])[] = [
    [placesWhere(faces, (face) => given.some(([attribute, yes]) => is(face, attribute, yes))), say('All that is wanted has to be there, not only one of it.', '必須符合全部條件，而不是只符合其中一個。')],
    [placesWhere(faces, (face) => attributes.every((attribute) => is(face, attribute, wanted[attribute] ?? false))), say('What is not mentioned may be either: go through the entries of `wanted` alone.', '沒有提到的屬性兩者都可以：只看 `wanted` 裡的項目。')],
    [placesWhere(faces, (face) => given.every(([attribute, yes]) => !yes || is(face, attribute, true))), say('`false` is a wish, too: such a face must surely not have the attribute.', '`false` 也是條件：這樣的臉必須確定沒有該屬性。')],
    [placesWhere(faces, (face) => given.every(([attribute, yes]) => is(face, attribute, yes, 0.5))), say('More likely than not is not enough: the judge has to be `sure`.', '只是比較可能還不夠：評審要有 `sure` 那麼確定。')],
    [placesWhere(faces, (face) => given.every(([attribute, yes]) => (yes ? face.has[attribute] >= sure : face.has[attribute] < sure))), say('Not surely yes is not surely no: for `false` the probability is at most 1 − `sure`.', '不確定有，不等於確定沒有：條件是 `false` 時，機率最多是 1 − `sure`。')],
    [right.map((place) => place + 1), say('Places are counted from 0.', '位置從 0 算起。')],
  ];
  const missing = right.find((place) => !places!.includes(place)), extra = places!.find((place) => !right.includes(place));
  verify(() => expect(same(right)).to.equal(true), {
    wrong: missing !== undefined
      ? say(`${what} misses the face at place ${missing}: ${JSON.stringify(faces[missing]!.has)}.`, `${what} 漏了位置 ${missing} 的臉：${JSON.stringify(faces[missing]!.has)}。`)
      : extra !== undefined && faces[extra] !== undefined
        ? say(`${what} has the face at place ${extra}: ${JSON.stringify(faces[extra]!.has)}.`, `${what} 裡有位置 ${extra} 的臉：${JSON.stringify(faces[extra]!.has)}。`)
        : say(`${what} is [${places!.join(', ')}].`, `${what} 是 [${places!.join(', ')}]。`),
    expected: say(`The places are [${right.join(', ')}].`, `位置應該是 [${right.join(', ')}]。`),
    hint: mistakes.find(([others]) => same(others))?.[1] ?? say('`every` asks all entries of `wanted`; a face’s probability is `face.has[name]`.', '`every` 會逐一詢問 `wanted` 的每個項目；臉的機率是 `face.has[name]`。'),
  });
}

/** The middle one of each place. */
const medianOf = (vectors: readonly Vector[]): number[] => vectors[0]!.map((_, i) => {
  const sorted = vectors.map((vector) => vector[i]!).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
});

export async function means(student: Student, cases: readonly (readonly Vector[])[]): Promise<void> {
  for (const vectors of cases) {
    const right = meanOf(vectors);
    vectorEquals((await student.call('meanVector', vectors.map((vector) => [...vector]))).value, right, `\`meanVector([${vectors.map(shown).join(', ')}])\``, [
      { value: sum(...vectors), hint: say('This is the sum; divide by how many vectors there are.', '這是總和；還要除以向量的個數。') },
      { value: times(1 / right.length, sum(...vectors)), hint: say('Divide by how many vectors there are, not by how many numbers each has.', '要除以向量的個數，而不是每個向量的數字個數。') },
      { value: times(1 / Math.sqrt(vectors.length), sum(...vectors)), hint: say('Divide by the number of vectors, not by its root.', '要除以向量的個數，而不是它的平方根。') },
      { value: medianOf(vectors), hint: say('This is the median.', '這是中位數。') },
      { value: vectors[0]!, hint: say('This is the first one alone.', '這只是第一個向量。') },
      { value: vectors.map((vector) => mean(vector)), hint: say('The mean is taken across the vectors, place by place, not within each.', '要跨向量、逐個位置取平均，而不是在每個向量裡面取平均。') },
      ...(norm(right) > 0 ? [{ value: times(1 / norm(right), right), hint: say('The mean keeps its length: nothing is normalised.', '平均就是平均，長度不用再正規化。') }] : []),
    ], say('One number for each place: the mean of what the vectors have there.', '每個位置一個數字：各向量在那裡的平均。'));
  }
}

export type Analogy = readonly [a: readonly Vector[], b: readonly Vector[], c: readonly Vector[]];

export async function analogies(student: Student, cases: readonly Analogy[]): Promise<void> {
  for (const [a, b, c] of cases) {
    const list = (vectors: readonly Vector[]) => `[${vectors.map(shown).join(', ')}]`;
    const total = (x: number[], y: number[], z: number[]): number[] => sum(x, times(-1, y), z);
    const right = total(meanOf(a), meanOf(b), meanOf(c));
    vectorEquals((await student.call('analogy', ...[a, b, c].map((vectors) => vectors.map((vector) => [...vector])))).value, right, `\`analogy(${list(a)}, ${list(b)}, ${list(c)})\``, [
      { value: total(sum(...a), sum(...b), sum(...c)), hint: say('Sums are taken for means.', '這裡用了總和而不是平均。') },
      { value: total([...a[0]!], [...b[0]!], [...c[0]!]), hint: say('Only the first vector of each concept is used: take their means.', '每個概念只用了第一個向量：請取平均。') },
      { value: sum(meanOf(a), meanOf(b), times(-1, meanOf(c))), hint: say('The second is taken away and the third is added.', '減去的是第二個，加上的是第三個。') },
      { value: sum(times(-1, meanOf(a)), meanOf(b), meanOf(c)), hint: say('The first is added and the second taken away.', '加上的是第一個，減去的是第二個。') },
      { value: sum(meanOf(a), times(-1, meanOf(b)), times(-1, meanOf(c))), hint: say('The third is added, not taken away.', '第三個要加上，不是減去。') },
      { value: sum(meanOf(a), times(-1, meanOf(b))), hint: say('This is the difference alone: add it to the third.', '這只是差；還要加到第三個上面。') },
      ...(norm(right) > 0 ? [{ value: times(1 / norm(right), right), hint: say('Nothing is normalised: a z of length 1 draws almost nothing.', '不用正規化：長度 1 的 z 幾乎什麼都畫不出來。') }] : []),
    ], say('The mean of the first, minus the mean of the second, plus the mean of the third.', '第一個的平均，減去第二個的平均，加上第三個的平均。'));
  }
}

export async function directions(student: Student, faces: readonly LabelledFace[], attribute: Attribute): Promise<void> {
  const zs = (fits: (p: number) => boolean) => faces.filter(({ has }) => fits(has[attribute])).map(({ z }) => z);
  const yes = zs((p) => p > 0.5), no = zs((p) => p <= 0.5);
  const right = sum(meanOf(yes), times(-1, meanOf(no)));
  const { value } = await student.call('attributeDirection', structuredClone(faces), attribute);
  vectorEquals(value, right, `\`attributeDirection(faces, '${attribute}')\``, [
    { value: times(-1, right), hint: say('It points away from the attribute: with minus without.', '方向反了：應該是有的平均減去沒有的平均。') },
    { value: meanOf(yes), hint: say('The mean of those without is still to be taken away: it is not 0.', '還要減去沒有該屬性的平均：它不是 0。') },
    { value: sum(sum(...yes), times(-1, sum(...no))), hint: say('These are sums: the larger group would win. Take means.', '這是總和：人數多的一組會占優勢。請取平均。') },
    { value: sum(meanOf(yes), times(-1, meanOf(faces.map(({ z }) => z)))), hint: say('Compare with those without, not with all.', '要和沒有該屬性的比較，而不是和全部比較。') },
    { value: times(1 / norm(right), right), hint: say('Keep its length: it is as far as from the one mean to the other.', '保留它的長度：那正是從一個平均到另一個平均的距離。') },
    ...attributes.filter((other) => other !== attribute).flatMap((other) => {
      const [with_, without] = [faces.filter(({ has }) => has[other] > 0.5), faces.filter(({ has }) => has[other] <= 0.5)];
      return with_.length > 0 && without.length > 0 ? [{ value: sum(meanOf(with_.map(({ z }) => z)), times(-1, meanOf(without.map(({ z }) => z)))), hint: say('This is the direction of another attribute: use the second argument.', '這是另一個屬性的方向：要用第二個參數。') }] : [];
    }),
  ], say('Split the faces at a probability of 0.5, then subtract the mean z of those without from that of those with.', '以機率 0.5 把臉分成兩組，再用有的平均 z 減去沒有的平均 z。'));
}

const Z = 1.96;

/** Both ends by their definition: the shares p for which the observed one lies z standard deviations away, found by bisection. */
export function wilsonEnds(successes: number, trials: number, z = Z): [number, number] {
  const seen = successes / trials;
  const away = (p: number): number => (seen - p) ** 2 * trials - z * z * p * (1 - p); // ≤ 0 inside
  const border = (inside: number, outside: number): number => {
    for (let i = 0; i < 200; i++) {
      const middle = (inside + outside) / 2;
      if (away(middle) <= 0) inside = middle; else outside = middle;
    }
    return inside;
  };
  return [successes === 0 ? 0 : border(seen, 0), successes === trials ? 1 : border(seen, 1)];
}

export async function intervals(student: Student, cases: readonly (readonly [successes: number, trials: number])[]): Promise<void> {
  for (const [successes, trials] of cases) {
    const what = `\`wilson(${successes}, ${trials})\``;
    const { value } = await student.call('wilson', successes, trials);
    verify(() => expect(Array.isArray(value) && value.length === 2).to.equal(true), {
      wrong: say(`${what} is ${describe(value).en}.`, `${what} 是${describe(value)['zh-TW']}。`),
      expected: say('Two numbers are expected: [low, high].', '應該回傳兩個數：[下限, 上限]。'),
    });
    const p = successes / trials, wald = Z * Math.sqrt((p * (1 - p)) / trials);
    const [low, high] = wilsonEnds(successes, trials), oneSigma = wilsonEnds(successes, trials, 1), centre = (low + high) / 2, half = (high - low) / 2, shrunk = 1 + (Z * Z) / trials;
    const of = (of: (wrong: readonly [number, number]) => number) => [
      { value: of([p - wald, p + wald]), hint: say('This is p ± 1.96 √(p (1 − p) / n). At 0 or n of n it has no width, as if nothing could surprise you.', '這是 p ± 1.96 √(p (1 − p) / n)。成功 0 次或全部成功時它沒有寬度，好像不可能有意外。') },
      { value: of([Math.max(0, p - wald), Math.min(1, p + wald)]), hint: say('This is p ± 1.96 √(p (1 − p) / n), cut off. At 0 or n of n it has no width, as if nothing could surprise you.', '這是截斷的 p ± 1.96 √(p (1 − p) / n)。成功 0 次或全部成功時它沒有寬度，好像不可能有意外。') },
      { value: of(oneSigma), hint: say('One standard deviation covers 68 %; for 95 % it takes 1.96.', '一個標準差只涵蓋 68 %；95 % 需要 1.96 個。') },
      { value: of([p - half, p + half]), hint: say('The middle is not p: it lies a little nearer to ½.', '中心不是 p：它比較靠近 ½ 一點。') },
      { value: of([centre - half * shrunk, centre + half * shrunk]), hint: say('The root, too, is divided by 1 + z²/n.', '根號那一項也要除以 1 + z²/n。') },
      { value: of([centre * shrunk - half, centre * shrunk + half]), hint: say('The middle, too, is divided by 1 + z²/n.', '中心那一項也要除以 1 + z²/n。') },
      { value: of([high, low]), hint: say('The lower end comes first.', '下限在前面。') },
      { value: of([100 * low, 100 * high]), hint: say('Shares lie between 0 and 1.', '比例介於 0 和 1 之間。') },
    ];
    const where = say('z² / 4n² stands inside of the root, z² / 2n outside.', 'z² / 4n² 在根號裡面，z² / 2n 在外面。');
    const ends = value as unknown[];
    equals(asNumber(ends[0], `The low end of ${what}`), low, `The low end of ${what}`, of(([a]) => a), where);
    equals(asNumber(ends[1], `The high end of ${what}`), high, `The high end of ${what}`, of(([, b]) => b), where);
  }
}

/** Pictures as an analogy of the slide takes them. */
export const somePictures = (draw: Draw, count: number): [NdArray, NdArray, NdArray] => {
  const make = () => draw.tensor([count, 4, 5, 3], -1, 1);
  return [make(), make(), make()];
};

export async function photoAnalogies(student: Student, [a, b, c]: readonly [NdArray, NdArray, NdArray]): Promise<void> {
  const what = '`photoAnalogy`';
  const { values } = asTensor((await student.call('photoAnalogy', a, b, c)).value, what, a.shape);
  const of = (mixed: (a: number, b: number, c: number) => number) => a.values.map((value, i) => mixed(value, b.values[i]!, c.values[i]!));
  const cut = (x: number, low = -1): number => Math.min(1, Math.max(low, x));
  const is = (others: Float32Array) => values.every((value, i) => Math.abs(value - others[i]!) < 1e-5);
  const mistakes: readonly (readonly [Float32Array, Text])[] = [
    [of((x, y, z) => x - y + z), say('Values beyond −1 and 1 are no colours: cut them off.', '超出 −1 和 1 的值不是顏色：請截斷。')],
    [of((x, y, z) => cut(x - y + z, 0)), say('The range of the pictures is [−1, 1], not [0, 1].', '圖片的範圍是 [−1, 1]，不是 [0, 1]。')],
    [of((x, y, z) => cut(cut(x - y) + z)), say('Cut off at the end alone: the difference may go from −2 to 2.', '只在最後截斷：差的範圍可以是 −2 到 2。')],
    [of((x, y, z) => cut(x + y - z)), say('The second is taken away and the third is added.', '減去的是第二個，加上的是第三個。')],
    [of((x, y, z) => cut(x - y - z)), say('The third is added, not taken away.', '第三個要加上，不是減去。')],
    [of((x, y, z) => Math.tanh(x - y + z)), say('A tanh changes all colours; cutting off leaves those that fit as they are.', 'tanh 會改變所有顏色；截斷則保留範圍內的顏色。')],
    [of((x, y, z) => cut((x - y + z) / 3)), say('Nothing is divided here: one is added and one taken away.', '這裡不用除：一個加上，一個減去。')],
  ];
  verify(() => expect(is(of((x, y, z) => cut(x - y + z)))).to.equal(true), () => ({
    wrong: say(`${what} does not give first − second + third, cut off at −1 and 1.`, `${what} 得到的不是截斷到 −1 和 1 之間的「第一張 − 第二張 + 第三張」。`),
    expected: say('Pixel by pixel: a − b + c, and −1 or 1 where that is beyond.', '逐個像素：a − b + c，超出範圍時取 −1 或 1。'),
    hint: mistakes.find(([others]) => is(others))?.[1] ?? say('`sub`, `add` and `clipByValue` do it.', '用 `sub`、`add` 和 `clipByValue` 就可以。'),
  }));
}
