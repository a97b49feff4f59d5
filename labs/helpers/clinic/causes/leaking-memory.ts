/** Tensors that nobody disposes of: their number grows for as long as the training goes on. */
import { numberOf, say, type Cause } from '../cause.js';

/** Rounds at the beginning in which optimizers and the training make what they keep. */
const settling = 2;

export const leakingMemory: Cause = {
  id: 'leaking-memory',
  name: say('tensors pile up in memory', '張量在記憶體裡堆積'),
  healthy: say('the number of tensors stays as it is', '張量的數目保持不變'),
  // A training that keeps nothing has the same number after each round, exactly; a store that fills up has stopped to grow in the second half.
  find({ recording: { rounds } }) {
    const counts = rounds.slice(settling).map(({ tensors }) => tensors), half = counts.slice(counts.length >> 1);
    if (counts.length < 4) return undefined;
    const growth = counts.at(-1)! - counts[0]!, perRound = growth / (counts.length - 1);
    if (!(growth > 1) || !(half.at(-1)! > half[0]!)) return undefined;
    return {
      evidence: say(
        `From round ${settling + 1} to round ${rounds.length} the number of tensors grew from ${counts[0]} to ${counts.at(-1)}: ${numberOf(perRound)} a round. It should not grow.`,
        `從第 ${settling + 1} 回合到第 ${rounds.length} 回合，張量從 ${counts[0]} 個增加到 ${counts.at(-1)} 個：每回合 ${numberOf(perRound)} 個。應該不會增加。`,
      ),
      lookAt: say('tf.tidy around each move; what variableGrads, apply outside of a tidy, and tf.keep give has to be disposed of.', '每一步外面的 tf.tidy；variableGrads、tidy 之外的 apply，以及 tf.keep 的結果都要釋放。'),
    };
  },
};
