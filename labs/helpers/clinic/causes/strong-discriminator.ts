/**
 * D is ahead and G does not catch up. Every D is ahead for a while in the first rounds; it is too strong where it also spends
 * far more than G does, or where G is hopelessly behind for good.
 */
import { numberOf, percent, say, type Cause } from '../cause.js';
import { from, meanAnswer, type Readings } from '../readings.js';
import { meanOf, medianOf } from '../statistics.js';
import type { Player } from '../vital-signs.js';

/** Of the log-odds by which D rejects G's pictures: e⁻³·⁵ is 3 %, at e⁻⁷·⁵ only one picture in 1,800 is believed. */
const ahead = 3.5, hopeless = 7.5;
/** Times what G spends. Rates that differ by 2 to 4 are in use (two time-scale updates, arXiv 1706.08500). */
const outOfProportion = 4;
/** Times the parameters of G; of Lab 03's pair G has five times those of D. */
const outOfSize = 3;

export const strongDiscriminator: Cause = {
  id: 'strong-discriminator',
  name: say('D is too strong', 'D 太強'),
  healthy: say('D and G keep each other in check', 'D 和 G 勢均力敵'),
  find(readings) {
    const { moves, towardsReal, recording: { networks } } = readings;
    const sign = towardsReal === 'down' ? -1 : 1;
    const rejections = from(moves.generator, 0.5).map(({ views }) => -sign * meanOf(views.flatMap(({ logits }) => logits.made))).filter(Number.isFinite);
    const rejection = medianOf(rejections), answer = medianOf(from(moves.generator, 0.5).map((move) => meanAnswer(move, 'made', towardsReal)).filter(Number.isFinite));
    const ratio = moves.discriminator.length / moves.generator.length;
    const rates = (networks.discriminator.learningRate ?? NaN) / (networks.generator.learningRate ?? NaN);
    const effort = ratio * (Number.isFinite(rates) ? rates : 1), size = parametersOf(readings, 'discriminator') / parametersOf(readings, 'generator');
    if (!(rejection > hopeless) && !(rejection > ahead && (effort > outOfProportion || size > outOfSize))) return undefined;
    return {
      evidence: say(
        `In the second half D believes G's pictures by ${percent(answer)} (median). D moves ${numberOf(ratio)} times for one move of G, ${Number.isFinite(rates) ? `at ${numberOf(rates)} times G's learning rate, ` : ''}with ${numberOf(size)} times G's parameters.`,
        `後半段 D 只相信 G 的圖片 ${percent(answer)}（中位數）。G 走一步時 D 走 ${numberOf(ratio)} 步，${Number.isFinite(rates) ? `學習率是 G 的 ${numberOf(rates)} 倍，` : ''}參數是 G 的 ${numberOf(size)} 倍。`,
      ),
      lookAt: say('The balance: fewer moves of D, a lower rate for D or a higher one for G, a narrower D.', '雙方的平衡：D 少走幾步，D 的學習率低一點或 G 的高一點，或是窄一點的 D。'),
    };
  },
};

const parametersOf = ({ recording: { weights } }: Readings, of: Player): number => weights.reduce((sum, { player, count }) => sum + (player === of ? count : 0), 0);
