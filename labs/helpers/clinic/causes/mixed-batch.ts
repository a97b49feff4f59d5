/** Real and made pictures in one batch of a D with batch normalisation: in its own move it sees the contrast between them, in G's move it has made ones alone. */
import { numberOf, say, type Cause } from '../cause.js';
import { meanAnswer } from '../readings.js';
import { meanOf } from '../statistics.js';

export const mixedBatch: Cause = {
  id: 'mixed-batch',
  name: say('real and made pictures in one batch', '真假圖片混在同一個批次'),
  healthy: say('D gets real and made pictures in batches of their own', 'D 分批看真圖片和生成圖片'),
  // Without batch normalisation it makes no difference, and is no mistake.
  find({ recording: { networks }, moves, towardsReal }) {
    if (!networks.discriminator.batchNorm) return undefined;
    const mixed = moves.discriminator.filter(({ views }) => views.some(({ logits, training, pulls }) => training && logits.real.length > 0 && logits.made.length > 0 && pulls.made.length > 0));
    if (mixed.length === 0 || mixed.length < moves.discriminator.length / 2) return undefined;
    const [own, other] = [mixed, moves.generator].map((list) => numberOf(meanOf(list.map((move) => meanAnswer(move, 'made', towardsReal)).filter(Number.isFinite))));
    return {
      evidence: say(
        `In ${mixed.length} of ${moves.discriminator.length} moves D normalised real and made pictures together. Of made ones it says ${own} on average in its own move, and ${other} in G's, where they come alone: G plays against another D.`,
        `D 的 ${moves.discriminator.length} 步之中有 ${mixed.length} 步，把真假圖片放在一起做正規化。對生成的圖片，它在自己的一步平均回答 ${own}，在 G 的一步（只有生成的圖片）是 ${other}：G 面對的是另一個 D。`,
      ),
      lookAt: say('tf.concat in discriminatorStep: apply D twice, once to the real and once to the made pictures.', 'discriminatorStep 裡的 tf.concat：要分兩次套用 D，一次給真圖片，一次給生成的圖片。'),
    };
  },
};
