/** A move changes weights of the other network: its optimizer got no list of variables, or the wrong one. */
import { letterOf, otherOf, percent, say, stepOf, type Cause } from '../cause.js';
import { players } from '../vital-signs.js';

export const leakedGradients: Cause = {
  id: 'leaked-gradients',
  name: say('a move changes the other network', '一步更動了對方的網路'),
  healthy: say('each move changes its own network alone', '每一步只改變自己的網路'),
  // A single bit decides: a network that stands still does so exactly.
  find({ recording: { weights }, moves }) {
    for (const player of players) {
      const other = otherOf[player];
      const theirs = weights.flatMap((weight, i) => (weight.player === other ? [i] : []));
      const touched = moves[player].filter(({ changes }) => theirs.some((i) => changes[i]! > 0));
      if (touched.length === 0) continue;
      const count = theirs.filter((i) => touched.some(({ changes }) => changes[i]! > 0)).length;
      const most = Math.max(...touched.flatMap(({ changes, lengths }) => theirs.filter((i) => lengths[i]! > 0).map((i) => changes[i]! / lengths[i]!)));
      return {
        evidence: say(
          `In ${touched.length} of ${moves[player].length} moves of ${letterOf[player]}, ${count} of the ${theirs.length} weight tensors of ${letterOf[other]} changed, by up to ${percent(most)} of their length in one move; none should.`,
          `${letterOf[player]} 的 ${moves[player].length} 步之中有 ${touched.length} 步，${letterOf[other]} 的 ${theirs.length} 個權重張量有 ${count} 個變了，一步最多變動長度的 ${percent(most)}；應該一個都不變。`,
        ),
        lookAt: say(
          `The list of variables that ${stepOf[player]} hands to minimize: variablesOf(gan.${player}). Without a list every network that the loss touches is changed.`,
          `${stepOf[player]} 交給 minimize 的變數清單：應該是 variablesOf(gan.${player})。沒有清單的話，損失碰得到的每個網路都會被改動。`,
        ),
      };
    }
    return undefined;
  },
};
