/** Weights that their own network's moves never change: a frozen layer, a list that leaves them out, or no gradient that reaches them. */
import { letterOf, say, stepOf, type Cause } from '../cause.js';
import { players } from '../vital-signs.js';

export const frozenWeights: Cause = {
  id: 'frozen-weights',
  name: say('frozen weights', '凍結的權重'),
  healthy: say('all weights are changed by the moves of their network', '每個權重都被自己網路的一步改變'),
  // Two moves at least: one may leave a weight as it is by chance of rounding.
  find({ recording: { weights }, moves }) {
    for (const player of players) {
      if (moves[player].length < 2) continue;
      const own = weights.flatMap((weight, i) => (weight.player === player ? [i] : []));
      const still = own.filter((i) => moves[player].every(({ changes }) => changes[i] === 0));
      if (still.length === 0) continue;
      const names = still.map((i) => `${weights[i]!.layer} ${weights[i]!.part}`).join(', '), all = still.length === own.length, who = letterOf[player];
      const asked = still.filter((i) => moves[player].some(({ gradients }) => gradients[i] !== null));
      const flows = asked.some((i) => moves[player].some(({ gradients }) => gradients[i]! > 0));
      return {
        evidence: say(
          `${all ? `No weight of ${who}` : `${who}: ${names}`} changed in any of ${moves[player].length} moves of ${who}, not by a bit${asked.length === 0 ? '; no gradient was ever asked for there' : flows ? ', although a gradient was computed' : '; the gradient there is exactly 0'}.`,
          `${who} 走了 ${moves[player].length} 步，${all ? `${who} 的權重` : `${names} `}連一個位元都沒變${asked.length === 0 ? '；從來沒有計算過那裡的梯度' : flows ? '，雖然計算了梯度' : '；那裡的梯度正好是 0'}。`,
        ),
        lookAt: asked.length === 0
          ? say(`The list of variables in ${stepOf[player]}, and layers with \`trainable: false\`: the list has to be variablesOf(gan.${player}), whole.`, `${stepOf[player]} 裡的變數清單，以及設了 \`trainable: false\` 的層：清單應該是完整的 variablesOf(gan.${player})。`)
          : flows
            ? say(`The optimizer in ${stepOf[player]}: is the gradient applied, and is the learning rate above 0?`, `${stepOf[player]} 裡的最佳化器：梯度有沒有套用？學習率是不是大於 0？`)
            : say(`The way from the loss to these weights: dead ReLUs, a saturated activation, or a part of the network that the loss does not see.`, `從損失到這些權重的路徑：死掉的 ReLU、飽和的激活函數，或損失看不到的部分。`),
      };
    }
    return undefined;
  },
};
