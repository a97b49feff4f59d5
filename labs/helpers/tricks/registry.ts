/**
 * The list "How to train a GAN?" (https://github.com/soumith/ganhacks, 2016), entry by entry, as one setting of the small
 * training that has it and lacks it. What came of it is in measured-tricks.ts; how it looks is in cards.ts.
 */
import type { Language } from '../../../kernel-extensions/display/index.js';
import * as tf from '@tensorflow/tfjs';
import { baseline, type TrickSettings } from './settings.js';

export type Text = Readonly<Record<Language, string>>;

export interface Trick {
  /** Its place in the list, from 1. */
  number: number;
  title: Text;
  /** What the list advises, in our words. */
  advice: Text;
  /** What is changed, seen from the training that follows the advice. */
  change: Text;
  /** What has to be known to read its result. */
  caution: Text;
  /** The training that follows the advice, and the one that does not: each as what differs from `baseline`, and from each other in one setting. Neither where there is nothing to switch. */
  toggle?: { with: Partial<TrickSettings>; without: Partial<TrickSettings> };
  /** Where it is discussed. */
  sources: readonly string[];
}

const text = (en: string, zhTW: string): Text => ({ en, 'zh-TW': zhTW });
const paper = (id: string): string => `https://arxiv.org/abs/${id}`;

export const tricks: readonly Trick[] = [
  {
    number: 1, title: text('Pictures from −1 to 1', '圖片的範圍是 −1 到 1'),
    advice: text('Scale the pictures to [−1, 1] and let G end in tanh.', '把圖片縮放到 [−1, 1]，並讓 G 以 tanh 結尾。'),
    change: text('Pictures in [−1, 1] instead of [0, 1]; G ends in tanh in both.', '圖片在 [−1, 1]，而不是 [0, 1]；兩者的 G 都以 tanh 結尾。'),
    caution: text('In [0, 1] the black background lies at the middle of tanh, where G has to hold a value exactly; at −1 it only has to push far enough.', '在 [0, 1] 裡，黑色背景位於 tanh 的正中央，G 必須準確維持一個值；在 −1 則只要推得夠遠就行。'),
    toggle: { with: {}, without: { range: [0, 1] } }, sources: [paper('1511.06434')],
  },
  {
    number: 2, title: text('G maximises log D', 'G 最大化 log D'),
    advice: text('Train G on −log D(G(z)): with log(1 − D(G(z))) its gradient vanishes while D rejects everything.', '用 −log D(G(z)) 訓練 G：若用 log(1 − D(G(z)))，D 全部拒絕時梯度會消失。'),
    change: text('The non-saturating loss of G instead of the saturating one.', 'G 用不飽和損失，而不是飽和損失。'),
    caution: text('Here D, quick to learn, rejects everything within a few rounds, and a saturating G does not get up again. Where D never becomes sure, the two pull about as hard (Lab 02).', '這裡的 D 學得快，幾個回合內就全部拒絕，飽和的 G 再也爬不起來。只要 D 一直沒有把握，兩者的力道差不多（Lab 02）。'),
    toggle: { with: {}, without: { generatorLoss: 'saturating' } }, sources: [paper('1406.2661')],
  },
  {
    number: 3, title: text('Noise from a sphere', '球形的雜訊'),
    advice: text('Draw z from a normal distribution, not from a cube; walk between two z along a great circle.', '從常態分布抽 z，而不是從立方體；在兩個 z 之間沿大圓行走。'),
    change: text('z from N(0, 1) instead of U[−1, 1].', 'z 來自 N(0, 1)，而不是 U[−1, 1]。'),
    caution: text('A vector of 64 normal numbers has nearly always a length of about 8: it lies near a sphere. The cube\'s differ in spread as well, which batch normalisation takes out again.', '64 個常態數組成的向量，長度幾乎總在 8 左右：它位於一個球面附近。立方體的分散程度也不同，但批次正規化會把它抵消。'),
    toggle: { with: {}, without: { noise: (count, size, random) => Float32Array.from({ length: count * size }, () => 2 * random.uniform() - 1) } }, sources: [paper('1609.04468')],
  },
  {
    number: 4, title: text('Real and made pictures in batches of their own', '真圖片與生成圖片分成不同批次'),
    advice: text('Never mix real and made pictures in one batch of D; where batch normalisation is no option, use instance normalisation.', '在 D 的同一批次裡不要混合真圖片與生成圖片；不能用批次正規化時，改用實例正規化。'),
    change: text('D normalises real and made pictures by statistics of their own instead of common ones.', 'D 對真圖片與生成圖片各用自己的統計量正規化，而不是共用。'),
    caution: text('In a common batch the difference of the two halves shows in every feature: D has it easy. And in G\'s move D sees made pictures alone, a batch of a kind that it never learned from.', '共用批次時，兩半的差別在每個特徵上都會顯現：D 很輕鬆。而在 G 的一步裡，D 只看到生成圖片，這種批次它從沒學過。'),
    toggle: { with: {}, without: { batches: 'mixed' } }, sources: [paper('1502.03167')],
  },
  {
    number: 5, title: text('No sparse gradients', '避免稀疏的梯度'),
    advice: text('LeakyReLU instead of ReLU, strides instead of maximum pooling: where a ReLU is 0, nothing flows back to G.', '用 LeakyReLU 取代 ReLU，用步幅取代最大池化：ReLU 為 0 的地方，沒有任何梯度流回 G。'),
    change: text('D has LeakyReLU instead of ReLU. G has ReLU in both, as DCGAN advises.', 'D 用 LeakyReLU，而不是 ReLU。兩者的 G 都用 ReLU，如 DCGAN 所建議。'),
    caution: text('One hidden batch normalisation keeps about half of the units above 0 at any time, with ReLU as well.', '中間有一層批次正規化，即使用 ReLU，隨時也有大約一半的單元大於 0。'),
    toggle: { with: {}, without: { discriminatorActivation: 'relu' } }, sources: [paper('1511.06434')],
  },
  {
    number: 6, title: text('Soft and noisy labels', '柔和而有雜訊的標籤'),
    advice: text('Ask D for a random number from 0.7 to 1.2 on real pictures and from 0 to 0.3 on made ones, and swap them now and then.', '要求 D 對真圖片回答 0.7 到 1.2 之間的隨機數，對生成圖片回答 0 到 0.3，偶爾再對調。'),
    change: text('Those targets instead of 1 and 0; none are swapped.', '用這樣的目標，而不是 1 和 0；不對調。'),
    caution: text('The paper that it goes back to smooths real labels alone, and says why. On average these targets are 0.95 and 0.15.', '它所依據的論文只平滑真圖片的標籤，並說明了理由。這些目標的平均是 0.95 和 0.15。'),
    toggle: { with: { targets: (kind, count, random) => Float32Array.from({ length: count }, () => (kind === 'real' ? 0.7 + 0.5 * random.uniform() : 0.3 * random.uniform())) }, without: {} }, sources: [paper('1606.03498')],
  },
  {
    number: 7, title: text('Use a DCGAN', '使用 DCGAN'),
    advice: text('Take convolutions where you can; otherwise mix the GAN with a model that is easier to train.', '能用卷積就用；不能的話，把 GAN 和較容易訓練的模型混合。'),
    change: text('Convolutions instead of dense layers, which have as many hidden layers and four times as many weights.', '用卷積，而不是全連接層；後者的隱藏層數相同，權重是四倍。'),
    caution: text('First weights and rates are those that suit a DCGAN. Dense layers with settings of their own draw digits as well: this row shows what one change does, not what the best of each can do.', '初始權重和學習率都是適合 DCGAN 的。全連接層換上自己的設定也畫得出數字：這一列說的是一個改變的作用，不是各自最好能做到什麼。'),
    toggle: { with: {}, without: { networks: 'dense' } }, sources: [paper('1511.06434')],
  },
  {
    number: 8, title: text('Experience replay', '經驗重播'),
    advice: text('Show D some of G\'s earlier pictures again, as in reinforcement learning.', '像強化學習那樣，把 G 以前畫的圖片再給 D 看一些。'),
    change: text('A quarter of the made pictures in D\'s move comes from 512 kept earlier ones.', 'D 的一步裡，四分之一的生成圖片取自保存的 512 張舊圖片。'),
    caution: text('It is meant for trainings that go round in circles. A short one that only gets better hardly does.', '它針對的是原地打轉的訓練。只走一小段、一路變好的訓練很少這樣。'),
    toggle: { with: { replay: 0.25 }, without: {} }, sources: [paper('1610.01945'), paper('1612.07828')],
  },
  {
    number: 9, title: text('The optimizer Adam', '最佳化器 Adam'),
    advice: text('Use Adam (or plain descent for D and Adam for G).', '使用 Adam（或 D 用一般的梯度下降，G 用 Adam）。'),
    change: text('Adam with rate 0.002 and β₁ = 0.5 instead of gradient descent with momentum 0.9; rate 0.003, the best of five.', '用學習率 0.002、β₁ = 0.5 的 Adam，而不是動量 0.9 的梯度下降；後者的學習率 0.003 是五個之中最好的。'),
    caution: text('A fair comparison has to tune both sides. Here both rates were chosen by a few runs of one seed, not by a search.', '公平的比較必須調整雙方。這裡兩邊的學習率都只用一個種子的幾次訓練選出，沒有仔細搜尋。'),
    toggle: { with: {}, without: { optimizer: 'descent' } }, sources: [paper('1412.6980')],
  },
  {
    number: 10, title: text('Notice failures early', '及早發現失敗'),
    advice: text('Watch: a loss of D near 0, gradients of a norm above 100, a loss that jumps, a G whose loss only falls.', '注意：D 的損失接近 0、梯度的範數超過 100、損失劇烈跳動、G 的損失一路下降。'),
    change: text('Nothing: it is a way of looking. Measured instead: does D\'s loss in the second quarter of a training tell how good its pictures will be?', '什麼也不改：這是觀察的方法。改為測量：訓練第二個四分之一裡 D 的損失，能不能預告圖片最後有多好？'),
    caution: text('The loss is taken as the plain game has it, so that all trainings compare. What went wrong is the subject of the failure clinic.', '損失一律按原始賽局計算，這樣所有訓練都能比較。哪裡出了問題，是失敗門診的主題。'),
    sources: ['https://github.com/soumith/ganhacks#10-track-failures-early'],
  },
  {
    number: 11, title: text('No balancing by losses', '不用損失來平衡'),
    advice: text('Don\'t let the losses decide who moves how often; everybody tried, and it is hard.', '不要讓損失決定誰走幾步；大家都試過，很難成功。'),
    change: text('D and G move once each instead of whoever is further behind; two moves a round in both.', 'D 和 G 各走一步，而不是由落後較多的一方走；兩者每回合都是兩步。'),
    caution: text('Behind means: a loss larger, in proportion, than in a draw (2 ln 2 for D, ln 2 for G). That is a principle, not a schedule tuned by hand.', '落後是指：和平手時（D 是 2 ln 2，G 是 ln 2）相比，損失的比例較大。這是一條原則，不是手工調整的時間表。'),
    toggle: { with: {}, without: { turns: 'by losses' } }, sources: ['https://github.com/soumith/ganhacks#11-dont-balance-loss-via-statistics-unless-you-have-a-good-reason-to'],
  },
  {
    number: 12, title: text('Use labels', '有標籤就用'),
    advice: text('Let D name the class as well (an auxiliary classifier GAN).', '讓 D 同時判斷類別（輔助分類器 GAN）。'),
    change: text('G is told a class, and D has to name it, of real and of made pictures.', '告訴 G 一個類別，D 必須說出真圖片和生成圖片的類別。'),
    caution: text('It is given more than the others: 9,000 labels, and as many pictures of each class to be drawn.', '它得到的比別人多：9,000 個標籤，以及每類各畫同樣多張。'),
    toggle: { with: { labels: 'classified' }, without: {} }, sources: [paper('1610.09585')],
  },
  {
    number: 13, title: text('Fading noise on what D sees', '給 D 看的圖片加上漸弱的雜訊'),
    advice: text('Add noise to D\'s input, real and made, and let it fade.', '在 D 的輸入（真圖片和生成圖片）加上雜訊，並讓它逐漸減弱。'),
    change: text('Normal noise with a standard deviation from 0.3, falling evenly to 0 at the end, instead of none.', '加上常態雜訊，標準差從 0.3 開始，均勻減到結束時的 0，而不是不加。'),
    caution: text('It is meant for a D that tells everything apart. Where D is not that strong, it only hides what G could learn from.', '它針對的是什麼都分得出來的 D。D 沒有那麼強時，它只是遮住 G 可以學的東西。'),
    toggle: { with: { seen: fadingNoise }, without: {} }, sources: [paper('1701.04862'), paper('1610.04490')],
  },
  {
    number: 14, title: text('Train D more', '多訓練 D'),
    advice: text('Sometimes, above all with noise; the list itself is not sure.', '有時候可以，尤其是有雜訊時；清單自己也不確定。'),
    change: text('D moves twice in a round instead of once. G as often in both, so this one costs more time.', 'D 每回合走兩步，而不是一步。G 的步數相同，所以這一項花的時間較多。'),
    caution: text('Two updates of D for one of G: half as much more to compute, which a fair judge would give the other side as well.', 'G 走一步，D 走兩步：計算多了一半，公平的話也該給另一邊。'),
    toggle: { with: { discriminatorMoves: 2 }, without: {} }, sources: [paper('1406.2661')],
  },
  {
    number: 15, title: text('Batch discrimination', '批次判別'),
    advice: text('Let D compare the pictures of a batch, so that it notices when they are all alike; mixed results, says the list.', '讓 D 比較同一批的圖片，全都一樣時就會發現；清單說效果不一。'),
    change: text('One more feature for D: how much its features spread over the batch. The simplest form of the idea.', 'D 多了一個特徵：它的特徵在整批裡有多分散。這是這個想法最簡單的形式。'),
    caution: text('It is against collapse. Where none is, there is nothing to win.', '它是用來對付崩潰的。沒有崩潰，就沒有可以改善的。'),
    toggle: { with: { batchStatistics: true }, without: {} }, sources: [paper('1606.03498'), paper('1710.10196')],
  },
  {
    number: 16, title: text('A class as an embedding', '以嵌入表示類別'),
    advice: text('In a conditional GAN, turn the class into a few learned numbers and add them to the picture as a channel.', '在條件式 GAN 裡，把類別變成少數幾個學來的數，當作一個通道加進圖片。'),
    change: text('D is told the class on one learned plane instead of on ten planes of 0 and 1. Both sides are conditional GANs: compare this row with no other.', 'D 從一個學來的平面得知類別，而不是從十個 0 與 1 的平面。雙方都是條件式 GAN：這一列不能和別列比較。'),
    caution: text('The scores do not ask whether the right digit was drawn. Labs on conditional GANs do.', '這些分數不管畫的是不是指定的數字。條件式 GAN 的實驗會檢查。'),
    toggle: { with: { labels: 'embedding' }, without: { labels: 'one-hot' } }, sources: [paper('1411.1784')],
  },
  {
    number: 17, title: text('Dropout in G, always', 'G 一律使用 dropout'),
    advice: text('Drop half of the values in several layers of G, in training and in drawing: noise of another kind.', '在 G 的好幾層丟掉一半的值，訓練和畫圖時都一樣：另一種雜訊。'),
    change: text('Half of the values behind both hidden layers of G are dropped, instead of none.', 'G 的兩個隱藏層之後都丟掉一半的值，而不是不丟。'),
    caution: text('It comes from translating pictures, where G gets no noise otherwise. Here it has z.', '它來自圖片翻譯，那裡的 G 沒有別的雜訊。這裡已經有 z。'),
    toggle: { with: { dropout: 0.5 }, without: {} }, sources: [paper('1611.07004')],
  },
];

/** Trick 13: N(0, σ) on every picture, σ from 0.3 to 0. */
function fadingNoise(...[pictures, done, random]: Parameters<TrickSettings['seen']>): tf.Tensor4D {
  const sigma = 0.3 * (1 - done);
  return tf.tidy(() => pictures.add(tf.tensor4d(random.normal(pictures.size), pictures.shape).mul(sigma)) as tf.Tensor4D);
}

/** The settings of one side of a trick. */
export const settingsOf = (trick: Trick, side: 'with' | 'without'): TrickSettings => ({ ...baseline, ...trick.toggle?.[side] });
