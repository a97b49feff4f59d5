/** Lab12 solved: the reference, honest variants of it, and mutants that the checks have to reject. */
import * as tf from '@tensorflow/tfjs';
import { generatorObjective, type Weights } from '../../labs/helpers/cyclegan/joint-round.js';
import { lsganDiscriminatorLoss, lsganGeneratorLoss } from '../../labs/helpers/cyclegan/losses.js';
import { applyTo, descend, type CycleGanModels, type Role } from '../../labs/helpers/cyclegan/model.js';
import type { Solutions } from './solutions.js';

type Pictures = tf.Tensor4D;

const normalizedOver = (axes: number[], scale: (variance: tf.Tensor, epsilon: number) => tf.Tensor = (variance, epsilon) => tf.rsqrt(variance.add(epsilon))) => ({
  instanceNormalize: (x: Pictures, epsilon: number) => tf.tidy(() => {
    const { mean, variance } = tf.moments(x, axes, true);
    return x.sub(mean).mul(scale(variance, epsilon));
  }),
});

interface Layer { kernel: number; stride: number; padding: number }
const window = (order: (layers: Layer[]) => Layer[], first: (at: number, layer: Layer) => number, last: (at: number, layer: Layer) => number) => ({
  patchWindow: (index: number, layers: Layer[]) => order([...layers]).reduce(([a, b], layer) => [first(a!, layer), last(b!, layer)], [index, index]),
});
const backwards = (layers: Layer[]) => layers.reverse();
const firstOf = (at: number, { stride, padding }: Layer) => stride * at - padding;
const lastOf = (at: number, { stride, padding, kernel }: Layer) => stride * at - padding + kernel - 1;
const patchWindow = window(backwards, firstOf, lastOf).patchWindow;

const pool = (full: <T>(pool: T[], fresh: T, size: number, coin: number, place: number) => T, fill: <T>(pool: T[], fresh: T) => T = (pool, fresh) => { pool.push(fresh); return fresh; }) => ({
  throughPool: <T>(pictures: T[], fresh: T, size: number, coin: number, place: number): T => (pictures.length < size ? fill(pictures, fresh) : full(pictures, fresh, size, coin, place)),
});
const swap = <T>(pictures: T[], fresh: T, place: number): T => pictures.splice(place, 1, fresh)[0]!;

interface Moves {
  generators?: readonly Role[];
  discriminators?: readonly Role[];
  objective?: (gan: CycleGanModels, x: Pictures, y: Pictures, weights: Weights) => tf.Scalar;
  judges?: (gan: CycleGanModels, x: Pictures, y: Pictures, shownX: Pictures, shownY: Pictures) => tf.Tensor;
  after?: (loss: tf.Scalar) => tf.Scalar;
  step?: typeof descend;
}

const total = (gan: CycleGanModels, x: Pictures, y: Pictures, weights: Weights): tf.Scalar => generatorObjective(gan, x, y, weights).total;
const judge = (D: tf.LayersModel, real: Pictures, made: Pictures): tf.Scalar => lsganDiscriminatorLoss(applyTo(D, real), applyTo(D, made));
const bothJudges: NonNullable<Moves['judges']> = (gan, x, y, shownX, shownY) => judge(gan.DX, x, shownX).add(judge(gan.DY, y, shownY));

const moves = ({ generators = ['G', 'F'], discriminators = ['DX', 'DY'], objective = total, judges = bothJudges, after = (loss) => loss, step = descend }: Moves = {}) => ({
  generatorsMove: (gan: CycleGanModels, x: Pictures, y: Pictures, weights: Weights) => after(step(gan, generators, () => objective(gan, x, y, weights))),
  discriminatorsMove: (gan: CycleGanModels, x: Pictures, y: Pictures, shownX: Pictures, shownY: Pictures) => after(step(gan, discriminators, () => judges(gan, x, y, shownX, shownY) as tf.Scalar)),
});

type Translator = (pictures: Pictures) => Pictures;
const l1 = (a: tf.Tensor, b: tf.Tensor): number => tf.tidy(() => a.sub(b).abs().mean().dataSync()[0]!);
const l2 = (a: tf.Tensor, b: tf.Tensor): number => tf.tidy(() => a.sub(b).square().mean().dataSync()[0]!);
const errorsBy = (cycle: (G: Translator, F: Translator, x: Pictures, y: Pictures) => number, translation: (G: Translator, F: Translator, x: Pictures, y: Pictures) => number) => ({
  errors: (G: Translator, F: Translator, x: Pictures, y: Pictures) => tf.tidy(() => ({ cycle: cycle(G, F, x, y), translation: translation(G, F, x, y) })),
});
const cycleOf = (G: Translator, F: Translator, x: Pictures) => l1(F(G(x)), x);
const translationOf = (G: Translator, _F: Translator, x: Pictures, y: Pictures) => l1(G(x), y);
const noisy = (cycle: (G: Translator, F: Translator, x: Pictures, noise: Pictures) => number) => ({
  cycleUnderNoise: (G: Translator, F: Translator, x: Pictures, noise: Pictures) => tf.tidy(() => cycle(G, F, x, noise)),
});
const plus = (a: Pictures, b: Pictures) => a.add(b) as Pictures;

export const solutions: Solutions = {
  'instance-norm': {
    reference: normalizedOver([1, 2]),
    variants: {
      'division by the root': normalizedOver([1, 2], (variance, epsilon) => tf.div(1, tf.sqrt(variance.add(epsilon)))),
      'axes counted from the end': normalizedOver([-3, -2]),
      'by means': { instanceNormalize: (x: Pictures, epsilon: number) => tf.tidy(() => { const centred = x.sub(x.mean([1, 2], true)); return centred.div(centred.square().mean([1, 2], true).add(epsilon).sqrt()); }) },
      'without a tidy, picture by picture': { instanceNormalize: (x: Pictures, epsilon: number) => tf.concat(tf.split(x, x.shape[0]).map((picture) => { const { mean, variance } = tf.moments(picture, [0, 1, 2], true); return picture.sub(mean).mul(tf.rsqrt(variance.add(epsilon))); })) },
    },
    mutants: {
      'batch normalisation': [normalizedOver([0, 1, 2]), /that is batch normalisation/],
      'layer normalisation': [normalizedOver([1, 2, 3]), /channels are averaged over/],
      'over the channels': [normalizedOver([3]), /axes 1 and 2/],
      'by the variance': [normalizedOver([1, 2], (variance, epsilon) => tf.div(1, variance.add(epsilon))), /root of the variance/],
      'without ε': [normalizedOver([1, 2], (variance) => tf.rsqrt(variance)), /ε is missing/],
      'an ε of its own': [normalizedOver([1, 2], (variance) => tf.rsqrt(variance.add(1e-5))), /second argument/],
      'ε outside of the root': [normalizedOver([1, 2], (variance, epsilon) => tf.div(1, variance.sqrt().add(epsilon))), /under the root/],
      'multiplied': [normalizedOver([1, 2], (variance, epsilon) => variance.add(epsilon).sqrt()), /divide by it/],
      'only centred': [normalizedOver([1, 2], () => tf.scalar(1)), /contrast is still there/],
      'numbers alone': [{ instanceNormalize: (x: Pictures, epsilon: number) => tf.tidy(() => tf.tensor(normalizedOver([1, 2]).instanceNormalize(x, epsilon).dataSync(), x.shape)) }, /No gradient flows/],
      'statistics as numbers': [{ instanceNormalize: (x: Pictures, epsilon: number) => tf.tidy(() => {
        const { mean, variance } = tf.moments(x, [1, 2], true);
        return x.sub(tf.tensor(mean.dataSync(), mean.shape)).mul(tf.tensor(tf.rsqrt(variance.add(epsilon)).dataSync(), mean.shape));
      }) }, /functions of the picture/],
    },
  },
  'patch-window': {
    reference: { patchWindow },
    variants: {
      'with a loop': { patchWindow(index: number, layers: Layer[]) {
        let [first, last] = [index, index];
        for (let i = layers.length - 1; i >= 0; i--) [first, last] = [firstOf(first, layers[i]!), lastOf(last, layers[i]!)];
        return [first, last];
      } },
      'by recursion': { patchWindow: function ends(index: number, layers: Layer[], last = index): number[] {
        const layer = layers.at(-1);
        return layer ? ends(firstOf(index, layer), layers.slice(0, -1), lastOf(last, layer)) : [index, last];
      } },
      'first and width': { patchWindow(index: number, layers: Layer[]) {
        let [first, width] = [index, 1];
        for (const layer of layers.toReversed()) [first, width] = [firstOf(first, layer), (width - 1) * layer.stride + layer.kernel];
        return [first, first + width - 1];
      } },
    },
    mutants: {
      'forwards': [window((layers) => layers, firstOf, lastOf), /Go backwards/],
      'no padding': [window(backwards, (at, layer) => layer.stride * at, (at, layer) => layer.stride * at + layer.kernel - 1), /padding is missing/],
      'one too far': [window(backwards, firstOf, (at, layer) => lastOf(at, layer) + 1), /first \+ kernel − 1/],
      'cut off at 0': [{ patchWindow: (index: number, layers: Layer[]) => patchWindow(index, layers).map((end) => Math.max(0, end)) }, /cut nothing off/],
      'the width in place of the end': [{ patchWindow(index: number, layers: Layer[]) { const [first, last] = patchWindow(index, layers) as [number, number]; return [first, last - first + 1]; } }, /not the width/],
      'the width alone': [{ patchWindow(index: number, layers: Layer[]) { const [first, last] = patchWindow(index, layers) as [number, number]; return last - first + 1; } }, /Two numbers are expected/],
      'no stride': [window(backwards, (at, layer) => at - layer.padding, (at, layer) => at - layer.padding + layer.kernel - 1), /stride · first/],
    },
  },
  pool: {
    reference: pool((pictures, fresh, _size, coin, place) => (coin < 0.5 ? swap(pictures, fresh, place) : fresh)),
    variants: {
      'one condition after the other': { throughPool<T>(pictures: T[], fresh: T, size: number, coin: number, place: number): T {
        if (pictures.length >= size) {
          if (coin >= 0.5) return fresh;
          const old = pictures[place]!;
          pictures[place] = fresh;
          return old;
        }
        pictures.push(fresh);
        return fresh;
      } },
      'with a swap': pool((pictures, fresh, _size, coin, place) => {
        if (!(coin < 0.5)) return fresh;
        let shown = fresh;
        [shown, pictures[place]] = [pictures[place]!, shown];
        return shown;
      }),
      'filled by place': pool((pictures, fresh, _size, coin, place) => (coin < 0.5 ? swap(pictures, fresh, place) : fresh), (pictures, fresh) => (pictures[pictures.length] = fresh)),
    },
    mutants: {
      'never kept': [{ throughPool: <T>(_pool: T[], fresh: T) => fresh }, /pool\.push\(fresh\)/],
      'always the fresh one': [pool((_pictures, fresh) => fresh), /show the old picture at `place`/],
      'the coin turned around': [pool((pictures, fresh, _size, coin, place) => (coin < 0.5 ? fresh : swap(pictures, fresh, place))), /show the (old|fresh) picture/],
      'not put in its place': [pool((pictures, fresh, _size, coin, place) => (coin < 0.5 ? pictures[place]! : fresh)), /takes the place of the old one/],
      'overwritten first': [pool((pictures, fresh, _size, coin, place) => {
        if (coin < 0.5) pictures[place] = fresh;
        return coin < 0.5 ? pictures[place]! : fresh;
      }), /overwritten the old one/],
      'grows for ever': [pool((pictures, fresh, _size, coin, place) => { pictures.push(fresh); return coin < 0.5 ? pictures[place]! : fresh; }), /room for \d+ pictures/],
      'keeps the shown fresh one': [pool((pictures, fresh, _size, coin, place) => (coin < 0.5 ? swap(pictures, fresh, place) : (pictures[place] = fresh))), /is not kept/],
      'always the first': [pool((pictures, fresh, _size, coin) => (coin < 0.5 ? swap(pictures, fresh, 0) : fresh)), /one at `place`/],
      '½ counts as old': [pool((pictures, fresh, _size, coin, place) => (coin <= 0.5 ? swap(pictures, fresh, place) : fresh)), /show the fresh picture/],
    },
  },
  moves: {
    reference: moves(),
    variants: {
      'inside of a tidy': {
        generatorsMove: (...args: Parameters<ReturnType<typeof moves>['generatorsMove']>) => tf.tidy(() => moves().generatorsMove(...args)),
        discriminatorsMove: (...args: Parameters<ReturnType<typeof moves>['discriminatorsMove']>) => tf.tidy(() => moves().discriminatorsMove(...args)),
      },
      'names in the other order': moves({ generators: ['F', 'G'], discriminators: ['DY', 'DX'] }),
      'the squares written out': moves({ judges: (gan, x, y, shownX, shownY) => tf.addN(([['DX', x, shownX], ['DY', y, shownY]] as const).flatMap(([name, real, made]) => [applyTo(gan[name], real).sub(1).square().mean().mul(0.5), applyTo(gan[name], made).square().mean().div(2)])) }),
      'without descend': moves({ step: (gan, names, loss) => tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss, names.flatMap((name) => gan[name].trainableWeights.map((weight) => weight.read() as tf.Variable)));
        for (const name of names) gan.optimizers[name].applyGradients(Object.fromEntries(gan[name].trainableWeights.map((weight) => { const { name: variable } = weight.read() as tf.Variable; return [variable, grads[variable]!]; })));
        return value;
      }) }),
    },
    mutants: {
      'everybody learns': [moves({ generators: ['G', 'F', 'DX', 'DY'], discriminators: ['G', 'F', 'DX', 'DY'] }), /changes DX and DY as well/],
      'G alone': [moves({ generators: ['G'] }), /leaves F as before/],
      'one judge alone': [moves({ discriminators: ['DY'] }), /leaves DX as before/],
      'the others move': [moves({ generators: ['DX', 'DY'] }), /leaves G and F as before/],
      'pictures swapped': [moves({ judges: (gan, x, y, shownX, shownY) => bothJudges(gan, x, y, shownY, shownX) }), /shown pictures are swapped/],
      'fresh translations': [moves({ judges: (gan, x, y) => bothJudges(gan, x, y, applyTo(gan.F, y), applyTo(gan.G, x)) }), /out of the pool/],
      'the loss of G for the judges': [moves({ judges: (gan, x, y, shownX, shownY) => lsganGeneratorLoss(applyTo(gan.DX, shownX)).add(lsganGeneratorLoss(applyTo(gan.DY, shownY))) }), /lsganDiscriminatorLoss of D_X/],
      'adversarial part alone': [moves({ objective: (gan, x, y, weights) => generatorObjective(gan, x, y, weights).adversarial }), /generatorObjective\(gan, x, y, weights\)\.total/],
      'x and y swapped': [moves({ objective: (gan, x, y, weights) => total(gan, y, x, weights) }), /generatorObjective\(gan, x, y, weights\)\.total/],
      'the mean of both judges': [moves({ judges: (...args) => bothJudges(...args).div(2) }), /added, not averaged/],
      'twice': [moves({ step: (gan, names, loss) => { const first = descend(gan, names, loss); descend(gan, names, loss).dispose(); return first; } }), /one step only/],
      'leaks': [moves({ after: (loss) => { tf.keep(tf.ones([2])); return loss; } }), /leaves tensors in memory/],
      'returns nothing': [{ generatorsMove: (...args: Parameters<ReturnType<typeof moves>['generatorsMove']>) => { moves().generatorsMove(...args); }, discriminatorsMove: moves().discriminatorsMove }, /returns nothing/],
    },
  },
  errors: {
    reference: errorsBy(cycleOf, translationOf),
    variants: {
      'tf.losses': errorsBy((G, F, x) => tf.losses.absoluteDifference(x, F(G(x))).dataSync()[0]!, (G, _F, x, y) => tf.losses.absoluteDifference(y, G(x)).dataSync()[0]!),
      'summed by hand': errorsBy((G, F, x) => { const [a, b] = [F(G(x)), x].map((pictures) => [...pictures.dataSync()]) as [number[], number[]]; return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length; }, translationOf),
      'asynchronous': { async errors(G: Translator, F: Translator, x: Pictures, y: Pictures) {
        const [cycle, translation] = tf.tidy(() => { const made = G(x); return [F(made).sub(x).abs().mean(), made.sub(y).abs().mean()]; }) as [tf.Tensor, tf.Tensor];
        const numbers = { cycle: (await cycle.data())[0]!, translation: (await translation.data())[0]! };
        tf.dispose([cycle, translation]);
        return numbers;
      } },
    },
    mutants: {
      'swapped': [errorsBy(translationOf, (G, F, x) => cycleOf(G, F, x)), /are swapped/],
      'squares': [errorsBy((G, F, x) => l2(F(G(x)), x), (G, _F, x, y) => l2(G(x), y)), /mean square/],
      'the same generator twice': [errorsBy((G, _F, x) => l1(G(G(x)), x), translationOf), /other generator/],
      'held against x': [errorsBy(cycleOf, (G, _F, x) => l1(G(x), x)), /hidden partner of x/],
      'the other direction': [errorsBy(cycleOf, (_G, F, x, y) => l1(F(y), x)), /from Y to X/],
      'the cycle against y': [errorsBy((G, F, x, y) => l1(F(G(x)), y), translationOf), /comes back to x/],
      'tensors in place of numbers': [{ errors: (G: Translator, F: Translator, x: Pictures, y: Pictures) => ({ cycle: F(G(x)).sub(x).abs().mean(), translation: G(x).sub(y).abs().mean() }) }, /plain, finite number/],
      'leaks': [{ errors: (G: Translator, F: Translator, x: Pictures, y: Pictures) => { const made = tf.keep(G(x)); return { cycle: l1(tf.keep(F(made)), x), translation: l1(made, y) }; } }, /leaves tensors in memory/],
    },
  },
  'under-noise': {
    reference: noisy((G, F, x, noise) => l1(F(plus(G(x), noise)), x)),
    variants: {
      'tf.losses': noisy((G, F, x, noise) => tf.losses.absoluteDifference(x, F(tf.add(noise, G(x)) as Pictures)).dataSync()[0]!),
      'the noise taken away from below 0': noisy((G, F, x, noise) => l1(F(G(x).sub(noise.neg()) as Pictures), x)),
      'without a tidy': { cycleUnderNoise: (G: Translator, F: Translator, x: Pictures, noise: Pictures) => F(plus(G(x), noise)).sub(x).abs().mean().arraySync() },
    },
    mutants: {
      'no noise': [noisy((G, F, x) => l1(F(G(x)), x)), /noise is missing/],
      'noise on x': [noisy((G, F, x, noise) => l1(F(G(plus(x, noise))), x)), /should lie on G\(x\)/],
      'noise on what comes back': [noisy((G, F, x, noise) => l1(plus(F(G(x)), noise), x)), /what F is given/],
      'held against G(x)': [noisy((G, F, x, noise) => l1(F(plus(G(x), noise)), plus(G(x), x.mul(0) as Pictures))), /with x|\|F\(G\(x\) \+ noise\) − x\|/],
      'squares': [noisy((G, F, x, noise) => l2(F(plus(G(x), noise)), x)), /mean square/],
      'a tensor': [{ cycleUnderNoise: (G: Translator, F: Translator, x: Pictures, noise: Pictures) => F(plus(G(x), noise)).sub(x).abs().mean() }, /plain, finite number/],
    },
  },
};
