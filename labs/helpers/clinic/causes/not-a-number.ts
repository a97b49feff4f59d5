/** A loss became NaN or infinite, and nothing else that is known explains it. */
import { say, type Cause } from '../cause.js';

export const notANumber: Cause = {
  id: 'not-a-number',
  name: say('a loss that is no number', '損失不是數字'),
  healthy: say('all losses are numbers', '所有損失都是數字'),
  find({ recording: { stopped, rounds } }) {
    if (stopped === undefined) return undefined;
    return {
      evidence: say(`In round ${rounds.length} a loss was NaN or infinite.`, `第 ${rounds.length} 回合的損失是 NaN 或無限大。`),
      lookAt: say('log(0) and exp of a large number: a loss of logits by softplus has neither. Then the learning rate.', 'log(0) 和很大的數的 exp：用 softplus 由 logit 計算的損失兩者都沒有。其次是學習率。'),
    };
  },
};
