/**
 * A sigmoid's answer, taken for a logit by the loss. Then the loss wants answers that a sigmoid never gives, and pulls least
 * where D is surest, also where it is surely wrong: its pull at the logit s is weight · (σ(s) − target) σ′(s), target about 2 or −1.
 */
import { numberOf, say, type Cause } from '../cause.js';
import type { Pull } from '../pull.js';

/**
 * How far outside of [0, 1] the target has to be: softplus of a probability wants 2 or more for real and −1 or less for made; with labels
 * smoothed to 0.8 still 1.2. LSGAN behind a sigmoid wants 1 and 0, which is within reach.
 */
const outside = 0.15;

const isDouble = ({ shape, target }: Pull): boolean => shape === 'squashed' && (target > 1 + outside || target < -outside);

export const doubleSigmoid: Cause = {
  id: 'double-sigmoid',
  name: say('a sigmoid twice', '兩次 sigmoid'),
  healthy: say('the loss reads D\'s answers as what they are', '損失正確解讀 D 的回答'),
  find({ pulls, recording }) {
    const found = (['real', 'made', 'generator'] as const).filter((which) => isDouble(pulls[which]));
    if (found.length === 0) return undefined;
    const inNetwork = recording.networks.discriminator.output === 'sigmoid';
    const names = { real: 'D(x)', made: 'D(G(z))', generator: 'D(G(z))' };
    const { target } = pulls[found[0]!];
    // ln(1 + 1/e) + ln 2 is the least that softplus(−p) + softplus(p) comes to for two probabilities.
    const isWhole = Math.abs(pulls.real.target - 2) < 0.1 && Math.abs(pulls.made.target + 1) < 0.1 && found.includes('real') && found.includes('made');
    const where = found.every((which) => which === 'generator') ? 'generatorStep' : found.includes('generator') ? 'discriminatorStep, generatorStep' : 'discriminatorStep';
    return {
      evidence: say(
        `The pull at ${names[found[0]!]} is that of a loss which sees σ(s) in place of the logit s: it fades where D is sure, right or wrong, and wants the answer ${numberOf(target)}, which a sigmoid never gives.${isWhole ? ' D\'s loss cannot fall below 1.006.' : ''}`,
        `對 ${names[found[0]!]} 的拉力，是把 σ(s) 當成 logit s 的損失所產生的：D 愈有把握（不論對錯）拉力愈弱，而且它想要的回答是 ${numberOf(target)}，sigmoid 永遠給不出來。${isWhole ? 'D 的損失降不到 1.006 以下。' : ''}`,
      ),
      lookAt: inNetwork
        ? say('D ends in a sigmoid, and the loss puts another one on it. Drop the activation of D\'s last layer, or take a loss of probabilities.', 'D 的最後一層是 sigmoid，損失又加上一個。拿掉 D 最後一層的激活函數，或改用機率的損失。')
        : say(`A tf.sigmoid between D and the loss in ${where}: softplus and sigmoidCrossEntropy take logits.`, `${where} 裡 D 和損失之間的 tf.sigmoid：softplus 與 sigmoidCrossEntropy 要的是 logit。`),
    };
  },
};
