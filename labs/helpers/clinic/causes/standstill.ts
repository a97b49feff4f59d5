/** The networks hardly move: the learning rate is orders of magnitude too low. */
import { letterOf, percent, say, type Cause } from '../cause.js';
import { relativeChange } from '../readings.js';
import { medianOf } from '../statistics.js';
import { players } from '../vital-signs.js';

/** Of the weights, in one move. The paper's learning rate of 0.0002 makes 1 %, and hours of training; at a hundredth of it months would pass. */
const hardly = 2e-4;

export const standstill: Cause = {
  id: 'standstill',
  name: say('too low a learning rate', '學習率太低'),
  healthy: say('each step moves the weights', '每一步都讓權重有所移動'),
  find({ recording, moves }) {
    for (const player of players) {
      const rate = medianOf(moves[player].map((move) => relativeChange(recording, move)));
      if (!(rate < hardly)) continue;
      return {
        evidence: say(`A move of ${letterOf[player]} changes its kernels by ${percent(rate)} of their length (median): in ${moves[player].length} moves it stays what it was.`, `${letterOf[player]} 的一步只改變卷積核長度的 ${percent(rate)}（中位數）：走了 ${moves[player].length} 步，幾乎還是原來的樣子。`),
        lookAt: say(`The learning rate of gan.${player}Optimizer.`, `gan.${player}Optimizer 的學習率。`),
      };
    }
    return undefined;
  },
};
