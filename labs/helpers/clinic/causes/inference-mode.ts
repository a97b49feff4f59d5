/** A network with batch normalisation that is trained, or draws for training, in inference mode: by statistics of the past in place of those of the batch. */
import { letterOf, say, stepOf, type Cause } from '../cause.js';
import { players } from '../vital-signs.js';

export const inferenceMode: Cause = {
  id: 'inference-mode',
  name: say('batch normalisation in inference mode', '批次正規化處於推論模式'),
  healthy: say('batch normalisation runs in training mode', '批次正規化以訓練模式執行'),
  // Each call says its mode. Looking on the way, without a gradient, is no mistake; a step that mostly does it is.
  find({ recording: { networks }, moves }) {
    for (const player of players) {
      for (const network of players) {
        if (!networks[network].batchNorm) continue;
        const calls = moves[player].flatMap(({ drawings, views }): { training: boolean }[] => (network === 'generator' ? drawings : views.filter(({ pulls }) => pulls.real.length + pulls.made.length > 0)));
        const wrong = calls.filter(({ training }) => !training).length;
        if (wrong === 0 || wrong < calls.length / 2) continue;
        const letter = letterOf[network];
        return {
          evidence: say(
            `In ${stepOf[player]}, ${letter} was called ${calls.length} times, ${wrong} of them in inference mode: it normalises by running averages, which begin at mean 0 and variance 1, far from its own.`,
            `在 ${stepOf[player]} 裡，${letter} 被呼叫 ${calls.length} 次，其中 ${wrong} 次是推論模式：它用移動平均來做正規化，而移動平均從平均 0、變異數 1 開始，和實際的差很遠。`,
          ),
          lookAt: say(
            `gan.${network}.apply(…, { training: true }) in ${stepOf[player]}: apply without it, and predict always, run in inference mode.`,
            `${stepOf[player]} 裡的 gan.${network}.apply(…, { training: true })：apply 不加這個選項，或者用 predict，都是推論模式。`,
          ),
        };
      }
    }
    return undefined;
  },
};
