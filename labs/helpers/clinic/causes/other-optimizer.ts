/** A network is changed by an optimizer that is not its own: the other one's, or a new one in each move, which remembers nothing. */
import { letterOf, say, stepOf, type Cause } from '../cause.js';
import { players } from '../vital-signs.js';

export const otherOptimizer: Cause = {
  id: 'other-optimizer',
  name: say('not its own optimizer', '不是自己的最佳化器'),
  healthy: say('each network is changed by its own optimizer', '每個網路由自己的最佳化器更新'),
  // An optimizer either made an update or did not.
  find({ recording: { weights }, moves }) {
    for (const player of players) {
      const foreign = moves[player].filter(({ ownOptimizer, changes }) => !ownOptimizer && changes.some((change, i) => change > 0 && weights[i]!.player === player));
      if (foreign.length === 0) continue;
      return {
        evidence: say(
          `In ${foreign.length} of ${moves[player].length} moves, ${letterOf[player]}'s weights changed while gan.${player}Optimizer made no update.`,
          `${moves[player].length} 步之中有 ${foreign.length} 步，${letterOf[player]} 的權重變了，gan.${player}Optimizer 卻沒有更新過。`,
        ),
        lookAt: say(
          `Whose minimize ${stepOf[player]} calls. A tf.train.adam(…) made inside of the move forgets its means each time.`,
          `${stepOf[player]} 呼叫的是誰的 minimize。如果在這一步裡才建立 tf.train.adam(…)，它每次都會忘掉累積的平均值。`,
        ),
      };
    }
    return undefined;
  },
};
