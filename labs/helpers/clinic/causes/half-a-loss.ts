/** D learns from real pictures alone, or from made ones alone: then it need not look at them at all. */
import { say, type Cause } from '../cause.js';

export const halfALoss: Cause = {
  id: 'half-a-loss',
  name: say('D learns from one kind of pictures alone', 'D 只從一種圖片學習'),
  healthy: say('D learns from real and from made pictures', 'D 從真圖片和生成的圖片學習'),
  find({ moves: { discriminator }, pulls }) {
    // Pictures of unknown origin may be either: nothing can be said then.
    if (discriminator.length === 0 || discriminator.some(({ views }) => views.some(({ origin }) => origin === 'unknown'))) return undefined;
    const missing = (['real', 'made'] as const).filter((source) => pulls[source].count === 0 || pulls[source].size === 0);
    if (missing.length !== 1) return undefined;
    const [en, zh] = missing[0] === 'real' ? ['real', '真'] : ['made', '生成的'];
    return {
      evidence: say(
        `In ${discriminator.length} moves of D its loss never pulled at an answer to a ${en} picture.`,
        `D 的 ${discriminator.length} 步之中，它的損失從來沒有拉動過對${zh}圖片的回答。`,
      ),
      lookAt: say(`Both halves of the loss in discriminatorStep: the ${en} pictures have none.`, `discriminatorStep 裡損失的兩半：少了${zh}圖片的那一半。`),
    };
  },
};
