/** G minimises log(1 − D), as in the minimax formula: its pull is D(G(z)), and fades just where G is worst. */
import { sigmoid } from '../../minimax/logistic.js';
import { numberOf, say, type Cause } from '../cause.js';
import { meanOf } from '../statistics.js';

export const saturatingLoss: Cause = {
  id: 'saturating-loss',
  name: say('a saturating loss of G', 'G 的飽和損失'),
  healthy: say('G is pulled hardest where D rejects its pictures', 'D 愈是拒絕，G 受到的拉力愈大'),
  // The sign of the weight decides: −D is a cross-entropy with a negative weight, −(1 − D) one with a positive weight.
  find({ pulls: { generator }, towardsReal, moves }) {
    if (generator.shape !== 'cross-entropy' || !(generator.weight < 0) || generator.direction !== towardsReal) return undefined;
    const logits = moves.generator.flatMap(({ views }) => views.flatMap((view) => view.logits.made));
    const answer = meanOf(logits.map((logit) => sigmoid(towardsReal === 'up' ? logit : -logit)));
    return {
      evidence: say(
        `At D(G(z)) = ${numberOf(answer)}, its mean, G is pulled with ${numberOf(generator.size)}; −log D would pull with ${numberOf(1 - answer)}. The surer D rejects a picture, the less G learns from it.`,
        `D(G(z)) 平均是 ${numberOf(answer)}，G 受到的拉力只有 ${numberOf(generator.size)}；−log D 的拉力會是 ${numberOf(1 - answer)}。D 愈肯定地拒絕一張圖片，G 從它學到的就愈少。`,
      ),
      lookAt: say('The loss in generatorStep: minimise −log D(G(z)), not log(1 − D(G(z))).', 'generatorStep 的損失：應該最小化 −log D(G(z))，而不是 log(1 − D(G(z)))。'),
    };
  },
};
