/** Real pictures in another range than G's last activation can draw in: D tells them by their brightness, and G can do nothing about it. */
import { numberOf, percent, say, type Cause } from '../cause.js';
import type { Readings } from '../readings.js';

/** What the last activation can reach; of others nothing is known. */
const reaches: Record<string, readonly [low: number, high: number]> = { tanh: [-1, 1], sigmoid: [0, 1] };

/** As a part of G's range. Noise of a deviation of 0.1 on the pictures, a trick of the trade, stays below; data in 0…255 are far beyond. */
const mostBeyond = 0.4;
/** As a part of G's range: pictures in [0, 1] or [−0.5, 0.5] use half of tanh's; scaled ones of any kind have black and white somewhere among hundreds. */
const leastUsed = 0.6;

export const unscaledData: Cause = {
  id: 'unscaled-data',
  name: say('data and G\'s output in different ranges', '資料和 G 的輸出範圍不同'),
  healthy: say('the data have the range of G\'s output', '資料的範圍和 G 的輸出一致'),
  find(readings) {
    const { recording: { networks }, moves } = readings;
    const reach = reaches[networks.generator.output], real = moves.discriminator.flatMap(({ views }) => views.flatMap(({ pictures }) => pictures.real ?? []));
    if (!reach || real.length === 0) return undefined;
    const [low, high] = seenByD(reach, readings), width = high - low;
    const [min, max] = [Math.min(...real.map((each) => each.min)), Math.max(...real.map((each) => each.max))];
    const beyond = Math.max(low - min, max - high) / width, used = (Math.min(max, high) - Math.max(min, low)) / width;
    if (!(beyond > mostBeyond) && !(used < leastUsed)) return undefined;
    const unused = percent(1 - Math.max(0, used));
    const range = (a: number, b: number): string => `[${numberOf(a)}, ${numberOf(b)}]`;
    return {
      evidence: say(
        `D gets real pictures in ${range(min, max)}; what G draws with its ${networks.generator.output} lies in ${range(low, high)} by then. ${beyond > mostBeyond ? 'G can never draw the brightest or darkest of them.' : `${unused} of the range that G can draw is never real.`}`,
        `D 看到的真圖片在 ${range(min, max)}，而 G 用 ${networks.generator.output} 畫出的圖片到 D 那裡是在 ${range(low, high)}。${beyond > mostBeyond ? '其中最亮或最暗的部分，G 永遠畫不出來。' : `G 畫得出的範圍有 ${unused} 永遠不會是真的。`}`,
      ),
      lookAt: say('Where pixels become numbers: byte / 127.5 − 1 for a tanh. What the step does to real pictures it has to do to made ones as well.', '像素變成數字的地方：tanh 要用 byte / 127.5 − 1。這一步對真圖片做的處理，對生成的圖片也要做。'),
    };
  },
};

/** G's range behind what the move does to made pictures before D sees them, a scaling say, as their least and greatest values show it. */
function seenByD([low, high]: readonly [number, number], { moves }: Readings): readonly [number, number] {
  const pairs = moves.discriminator.flatMap(({ drawings, views }) => {
    const drawn = drawings.at(-1)?.pictures, seen = views.findLast(({ pictures }) => pictures.made)?.pictures.made;
    return drawn && seen && drawn.max > drawn.min ? [{ drawn, seen }] : [];
  });
  // The widest range drawn tells it best.
  const best = pairs.reduce<(typeof pairs)[number] | undefined>((a, b) => (!a || b.drawn.max - b.drawn.min > a.drawn.max - a.drawn.min ? b : a), undefined);
  if (!best) return [low, high];
  const slope = (best.seen.max - best.seen.min) / (best.drawn.max - best.drawn.min), at = (value: number): number => best.seen.min + slope * (value - best.drawn.min);
  // A mirrored scale or a crop leaves the range as it is.
  return Number.isFinite(slope) && slope > 0 ? [at(low), at(high)] : [low, high];
}
