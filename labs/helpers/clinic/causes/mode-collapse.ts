/** G draws the same picture whatever z is: because every z is the same, or because one picture fools D for the moment. */
import { numberOf, percent, say, type Cause } from '../cause.js';
import { from, varieties } from '../readings.js';
import { medianOf } from '../statistics.js';

/**
 * Of the variety of the real pictures, below which G's are called the same. A G that has just begun, grey all over, has a
 * tenth already: batch normalisation spreads what differs at all.
 */
const same = 0.04;

export const modeCollapse: Cause = {
  id: 'mode-collapse',
  name: say('mode collapse', '模式崩潰'),
  healthy: say('G\'s pictures differ from each other', 'G 的圖片彼此不同'),
  find({ recording, moves }) {
    const last = from(varieties(recording), 0.75);
    const parts = last.map(({ made, real }) => made / real);
    if (!(medianOf(parts) < same)) return undefined;
    const noise = medianOf(from(moves.generator, 0.75).flatMap(({ drawings }) => drawings.map((drawing) => drawing.noise.variety)));
    const pictures = say(
      `In the last quarter G's pictures differ from each other by ${percent(medianOf(parts))} of what real ones do (${numberOf(medianOf(last.map(({ made }) => made)))} against ${numberOf(medianOf(last.map(({ real }) => real)))} per pixel)`,
      `最後四分之一裡，G 的圖片彼此的差異只有真圖片的 ${percent(medianOf(parts))}（每個像素 ${numberOf(medianOf(last.map(({ made }) => made)))}，真圖片是 ${numberOf(medianOf(last.map(({ real }) => real)))}）`,
    );
    // N(0, 1) has 1, U[−1, 1] 0.58.
    return noise < 0.1
      ? {
        evidence: say(`${pictures.en}, and its noise vectors by ${numberOf(noise)}, where N(0, 1) has 1: G gets the same z again and again.`, `${pictures['zh-TW']}；它的雜訊向量彼此只差 ${numberOf(noise)}，而 N(0, 1) 是 1：G 拿到的 z 幾乎都一樣。`),
        lookAt: say('The z that reaches gan.generator.apply: one vector for each picture, drawn anew.', '傳給 gan.generator.apply 的 z：每張圖片要有自己的、重新抽取的向量。'),
      }
      : {
        evidence: say(`${pictures.en}, although its noise vectors differ (${numberOf(noise)}): it answers every z with one picture.`, `${pictures['zh-TW']}，雖然雜訊向量不同（${numberOf(noise)}）：不管 z 是什麼，它都畫同一張。`),
        lookAt: say('The balance of the moves: too many moves of G for one of D, or too high a rate of G. D has to see each trick often enough to learn it.', '雙方步數的平衡：D 走一步時 G 走得太多，或 G 的學習率太高。D 要看夠多次，才學得會識破同一招。'),
      };
  },
};
