/**
 * Who wants what of D's answers? D pulls those for real and for made pictures apart, and G pulls its own to the real
 * side. Which side is called real is a convention; that G pulls against D is not.
 */
import { numberOf, say, type Cause } from '../cause.js';

const arrow = { up: '↑', down: '↓' };

export const swappedLabels: Cause = {
  id: 'swapped-labels',
  name: say('swapped labels', '標籤對調'),
  healthy: say('D pulls real and made apart, G pulls against D', 'D 把真假往兩邊拉，G 和 D 往相反方向拉'),
  // Directions alone decide; each is a mean over all answers of the recording, of which half or more agree.
  find({ pulls: { real, made, generator } }) {
    if (!real.direction || !made.direction) return undefined;
    const numbers = `D(x) ${arrow[real.direction]} (${numberOf(-real.mean)}), D(G(z)) ${arrow[made.direction]} (${numberOf(-made.mean)})`;
    if (real.direction === made.direction) {
      return {
        evidence: say(`In its own move D pulls its answers to real and to made pictures the same way: ${numbers}.`, `在自己的一步裡，D 把對真圖片和對生成圖片的回答往同一個方向拉：${numbers}。`),
        lookAt: say('The labels in discriminatorStep: real pictures want 1, made ones 0.', 'discriminatorStep 裡的標籤：真圖片是 1，生成的是 0。'),
      };
    }
    if (!generator.direction || generator.direction === real.direction) return undefined;
    const whose = real.direction === 'up' ? 'generatorStep' : 'discriminatorStep';
    return {
      evidence: say(
        `D pulls ${numbers}, and G pulls D(G(z)) ${arrow[generator.direction]} (${numberOf(-generator.mean)}): both want the same of made pictures, so nobody wants them to look real.`,
        `D 這樣拉：${numbers}；G 把 D(G(z)) 拉向 ${arrow[generator.direction]}（${numberOf(-generator.mean)}）：雙方對生成圖片的要求相同，沒有人要它們看起來像真的。`,
      ),
      lookAt: whose === 'generatorStep'
        ? say('The label or the sign in generatorStep: G wants D to say "real" of its pictures.', 'generatorStep 裡的標籤或正負號：G 希望 D 對它的圖片說「真」。')
        : say('The labels or the sign in discriminatorStep: the arguments of the loss may be swapped.', 'discriminatorStep 裡的標籤或正負號：損失的兩個參數可能對調了。'),
    };
  },
};
