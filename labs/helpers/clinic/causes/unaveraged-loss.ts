/** A loss that is summed over the batch where it should be averaged: the whole of it, or one half of D's, which then drowns the other. */
import { numberOf, say, type Cause } from '../cause.js';

/** Times a mean. A factor of 2 is common (a mean of both halves, LSGAN's ½); the smallest sensible batch of 8 gives 8. */
const tooHeavy = 4;

export const unaveragedLoss: Cause = {
  id: 'unaveraged-loss',
  name: say('a loss that is not averaged', '沒有取平均的損失'),
  healthy: say('each loss is a mean over the pictures', '每個損失都是對圖片取平均'),
  find({ pulls }) {
    const weights = (['real', 'made', 'generator'] as const).flatMap((which) => (pulls[which].shape === 'unknown' ? [] : [{ which, weight: Math.abs(pulls[which].weight) }]));
    const real = weights.find(({ which }) => which === 'real')?.weight, made = weights.find(({ which }) => which === 'made')?.weight;
    if (real !== undefined && made !== undefined && Math.max(real / made, made / real) > tooHeavy) {
      const heavy = real > made ? 'D(x)' : 'D(G(z))';
      return {
        evidence: say(
          `In D's move one real picture weighs ${numberOf(real)} and one made picture ${numberOf(made)} times what it does in a mean: D listens to ${heavy} alone.`,
          `在 D 的一步裡，一張真圖片的分量是取平均時的 ${numberOf(real)} 倍，一張生成圖片是 ${numberOf(made)} 倍：D 幾乎只聽 ${heavy} 的。`,
        ),
        lookAt: say('The two halves of the loss in discriminatorStep: mean of both, not sum of one.', 'discriminatorStep 裡損失的兩半：兩邊都要取平均（mean），不能一邊用 sum。'),
      };
    }
    const summed = weights.find(({ weight }) => weight > tooHeavy);
    if (!summed) return undefined;
    const step = summed.which === 'generator' ? 'generatorStep' : 'discriminatorStep';
    return {
      evidence: say(
        `In ${step} one picture weighs ${numberOf(summed.weight)} times what it does in a mean. The losses cannot be compared between batch sizes, and without Adam the step would be as many times too long.`,
        `在 ${step} 裡，一張圖片的分量是取平均時的 ${numberOf(summed.weight)} 倍。不同批次大小的損失無法比較；如果不是用 Adam，步伐也會長這麼多倍。`,
      ),
      lookAt: say(`sum() in the loss of ${step}: it should be mean().`, `${step} 損失裡的 sum()：應該是 mean()。`),
    };
  },
};
