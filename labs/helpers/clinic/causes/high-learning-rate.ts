/** Steps longer than the weights: the networks jump about, and the losses with them. */
import { letterOf, numberOf, say, type Cause } from '../cause.js';
import { from, relativeChange } from '../readings.js';
import { medianOf } from '../statistics.js';
import { players } from '../vital-signs.js';

/**
 * The longest step beside the weights before it. First weights of N(0, 0.02) and Adam's step of the learning rate make 0.1 at the lab's 0.002,
 * 1 at 0.02, which still trains (Lab 03, section 7), and 10 at 0.2.
 */
const tooLong = 2;
/** Wider first weights make the same step shorter beside them. It is called too long as well where D is worse than a coin for it, whose loss is 2 ln 2. */
const longish = 0.4, coin = 2 * Math.log(2);

export const highLearningRate: Cause = {
  id: 'high-learning-rate',
  name: say('too high a learning rate', '學習率太高'),
  healthy: say('each step is shorter than the weights', '每一步都比權重短'),
  find({ recording, moves }) {
    const steps = players.map((player) => ({ player, longest: Math.max(0, ...moves[player].map((move) => relativeChange(recording, move)).filter(Number.isFinite)) }));
    const worst = steps.reduce((a, b) => (b.longest > a.longest ? b : a));
    const [generator, discriminator] = players.map((player) => medianOf(from(moves[player], 0.5).map(({ loss }) => loss))) as [number, number];
    if (!(worst.longest > tooLong) && !(worst.longest > longish && discriminator > 1.2 * coin)) return undefined;
    const losses = [numberOf(generator), numberOf(discriminator)];
    const letter = letterOf[worst.player];
    return {
      evidence: say(
        `One step of ${letter} was ${numberOf(worst.longest)} times as long as all its kernels together; about a tenth is usual at the beginning, less later. In the second half the loss of G is ${losses[0]} and that of D ${losses[1]} (medians).`,
        `${letter} 有一步的長度是它所有卷積核長度的 ${numberOf(worst.longest)} 倍；通常一開始大約是十分之一，之後更小。後半段 G 的損失是 ${losses[0]}，D 的損失是 ${losses[1]}（中位數）。`,
      ),
      lookAt: say(`The learning rate of gan.${worst.player}Optimizer: try a tenth of it.`, `gan.${worst.player}Optimizer 的學習率：試試十分之一。`),
    };
  },
};
