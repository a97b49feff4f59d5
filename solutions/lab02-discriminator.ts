/*
 * Lab02, the discriminator and the GAN losses: source of both languages' notebooks. Rows R5, R9, R12
 * and R18 of the course map; DCGAN is arXiv 1511.06434, the losses are those of arXiv 1406.2661.
 */
// %% [markdown] en
/*
# Lab 02 · Build the discriminator

**Goal.** You write the network that tells real pictures from made ones, the discriminator $D$, and the losses that
drive both players. **Time.** About 7 minutes.

$D(x)$ is the probability that $x$ is real. Inside, $D$ is an ordinary convolutional classifier with one output, the
**logit** $\ell(x)$, and $D(x) = \sigma(\ell(x)) = 1 / (1 + e^{-\ell(x)})$. We keep the logit and leave the sigmoid to the
loss: this is exact for every logit, while $\log(1 - \sigma(\ell))$ computed in two steps is `NaN` or infinite from
about 17 on.
*/
// %% [markdown] zh-TW
/*
# Lab 02 · 建立判別器

**目標。** 寫出分辨真假圖片的網路，也就是判別器 $D$，以及推動雙方的損失函數。**時間。** 大約 7 分鐘。

$D(x)$ 是 $x$ 為真的機率。$D$ 的內部是一個普通的卷積分類器，只有一個輸出：**logit** $\ell(x)$，而
$D(x) = \sigma(\ell(x)) = 1 / (1 + e^{-\ell(x)})$。我們保留 logit，把 sigmoid 留給損失函數處理：這樣對任何 logit 都精確；
若分兩步計算 $\log(1 - \sigma(\ell))$，logit 大約從 17 開始就會得到 `NaN` 或無限大。
*/
// %%
import { tf, openLab, todo, show, imageGrid, shapeWalk, lineChart, loadDataset, firstImages } from 'minimax-labs';

const lab = await openLab('lab02-discriminator', { language: 'en' });

// %% [markdown] en
/*
## 1 · How a strided convolution shrinks a picture

DCGAN has no pooling: a convolution with stride 2 halves the picture and learns how. With input side $i$, kernel side $k$
and stride $s$:

$$o_{same} = \left\lceil \frac{i}{s} \right\rceil \qquad\qquad o_{valid} = \left\lfloor \frac{i - k}{s} \right\rfloor + 1$$

**Task.** Write this as a function.
*/
// %% [markdown] zh-TW
/*
## 1 · 有步幅的卷積怎麼縮小圖片

DCGAN 沒有池化層：步幅為 2 的卷積會把圖片減半，而且自己學習怎麼減。輸入邊長為 $i$、卷積核邊長為 $k$、步幅為 $s$ 時：

$$o_{same} = \left\lceil \frac{i}{s} \right\rceil \qquad\qquad o_{valid} = \left\lfloor \frac{i - k}{s} \right\rfloor + 1$$

**任務。** 把它寫成函式。
*/
// %% task=conv-size
function convSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {
  // BEGIN SOLUTION
  return padding === 'same' ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
  // END SOLUTION
}

// %% check=conv-size points=1
await lab.check('conv-size', { convSize: convSize });

// %% [markdown] en
/*
## 2 · The building block

Two guidelines of the DCGAN paper shape the discriminator: batch normalisation after the convolutions, except for the
one that sees the picture itself, and **LeakyReLU** with slope 0.2, so that a gradient reaches the generator even where
an activation is negative.

**Task.** Return the layers of one block, in this order: `tf.layers.conv2d` (padding `'same'`, with bias), then
`tf.layers.batchNormalization` if `batchNorm` is true, then `tf.layers.leakyReLU({ alpha: 0.2 })`.
*/
// %% [markdown] zh-TW
/*
## 2 · 基本區塊

DCGAN 論文有兩項準則決定判別器的樣子：卷積之後接批次正規化，但直接看圖片的那一層除外；活化函數用斜率 0.2 的
**LeakyReLU**，這樣即使數值為負，梯度仍然能傳到生成器。

**任務。** 依序回傳一個區塊的各層：`tf.layers.conv2d`（padding 為 `'same'`，含偏置）；`batchNorm` 為 true 時接
`tf.layers.batchNormalization`；最後是 `tf.layers.leakyReLU({ alpha: 0.2 })`。
*/
// %% task=down-block
function downBlock(filters: number, kernelSize: number, strides: number, batchNorm: boolean): tf.layers.Layer[] {
  // BEGIN SOLUTION
  return [
    tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same' }),
    ...(batchNorm ? [tf.layers.batchNormalization({})] : []),
    tf.layers.leakyReLU({ alpha: 0.2 }),
  ];
  // END SOLUTION
}

// %% check=down-block points=2
await lab.check('down-block', { downBlock: downBlock });

// %% [markdown] en
/*
## 3 · The whole discriminator

| layer | output shape |
|---|---|
| picture | `[N, 28, 28, 1]` |
| block: 64 filters, kernel 5, stride 2, no batch normalisation | `[N, 14, 14, 64]` |
| block: 128 filters, kernel 5, stride 2, batch normalisation | `[N, 7, 7, 128]` |
| flatten | `[N, 6272]` |
| dense to 1, no activation: the logit | `[N, 1]` |

**Task.** Build it. It has 213,121 trainable parameters.

A Sequential model wants the shape of its input from its first layer. Blocks come without one, so begin with
`tf.layers.inputLayer({ inputShape: [28, 28, 1] })`.
*/
// %% [markdown] zh-TW
/*
## 3 · 完整的判別器

| 層 | 輸出形狀 |
|---|---|
| 圖片 | `[N, 28, 28, 1]` |
| 區塊：64 個濾波器、卷積核 5、步幅 2，不做批次正規化 | `[N, 14, 14, 64]` |
| 區塊：128 個濾波器、卷積核 5、步幅 2，批次正規化 | `[N, 7, 7, 128]` |
| 攤平（flatten） | `[N, 6272]` |
| 全連接到 1，沒有活化函數：logit | `[N, 1]` |

**任務。** 把它建立起來。可訓練的參數共有 213,121 個。

Sequential 模型要由第一層得知輸入的形狀，而區塊沒有帶這項資訊，所以請先放
`tf.layers.inputLayer({ inputShape: [28, 28, 1] })`。
*/
// %% task=discriminator
function buildDiscriminator(): tf.LayersModel {
  // BEGIN SOLUTION
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [28, 28, 1] }),
      ...downBlock(64, 5, 2, false), // [N, 14, 14, 64]
      ...downBlock(128, 5, 2, true), // [N, 7, 7, 128]
      tf.layers.flatten(), // [N, 6272]
      tf.layers.dense({ units: 1 }), // [N, 1]
    ],
  });
  // END SOLUTION
}

// %% check=discriminator points=4
await lab.check('discriminator', { buildDiscriminator: buildDiscriminator });

// %%
const discriminator = buildDiscriminator();
shapeWalk(discriminator);

// %% [markdown] en
/*
Before any training $D$ knows nothing: for real digits and for plain noise alike its logits lie around 0, that is,
$D \approx \tfrac12$.
*/
// %% [markdown] zh-TW
/*
訓練之前，$D$ 什麼也不知道：不論是真的數字還是純雜訊，它的 logit 都在 0 附近，也就是 $D \approx \tfrac12$。
*/
// %%
const digits = await loadDataset('mnist');
const real = firstImages(digits, 8); // [8, 28, 28, 1]
show(imageGrid(real, { columns: 8 }));
const probabilities = tf.sigmoid(discriminator.predict(real) as tf.Tensor2D);
show(probabilities);

// %% [markdown] en
/*
## 4 · The discriminator's loss

$D$ maximises the objective. As a loss to be minimised, over a batch of real and a batch of made pictures:

$$L_D = -\,\mathbb{E}_{x} \log D(x) \;-\; \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr)$$

With logits, $-\log\sigma(\ell) = \mathrm{softplus}(-\ell)$ and $-\log(1-\sigma(\ell)) = \mathrm{softplus}(\ell)$, where
$\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ is safe for every $\ell$.

**Task.** Write the loss: two means, added. Where all logits are 0 it is $2 \ln 2 = 1.386294$.
*/
// %% [markdown] zh-TW
/*
## 4 · 判別器的損失函數

$D$ 要把目標函數最大化。改寫成要最小化的損失，分別對一批真圖片和一批生成的圖片計算：

$$L_D = -\,\mathbb{E}_{x} \log D(x) \;-\; \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr)$$

用 logit 表示時，$-\log\sigma(\ell) = \mathrm{softplus}(-\ell)$，$-\log(1-\sigma(\ell)) = \mathrm{softplus}(\ell)$，其中
$\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ 對任何 $\ell$ 都是安全的。

**任務。** 寫出這個損失：兩個平均值相加。所有 logit 都是 0 時，它等於 $2 \ln 2 = 1.386294$。
*/
// %% task=discriminator-loss
function discriminatorLoss(realLogits: tf.Tensor2D, fakeLogits: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  // −E log D(x) − E log(1 − D(G(z)))
  return tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean());
  // END SOLUTION
}

// %% check=discriminator-loss points=3
await lab.check('discriminator-loss', { discriminatorLoss: discriminatorLoss });

// %% [markdown] en
/*
## 5 · The generator's loss

The generator wants its pictures taken for real. In practice it minimises the **non-saturating** loss

$$L_G = -\,\mathbb{E}_{z} \log D(G(z))$$

**Task.** Write it with logits. Where all logits are 0 it is $\ln 2 = 0.693147$.
*/
// %% [markdown] zh-TW
/*
## 5 · 生成器的損失函數

生成器希望它的圖片被當成真的。實務上它最小化的是**不飽和**（non-saturating）損失

$$L_G = -\,\mathbb{E}_{z} \log D(G(z))$$

**任務。** 用 logit 寫出來。所有 logit 都是 0 時，它等於 $\ln 2 = 0.693147$。
*/
// %% task=generator-loss
function generatorLoss(fakeLogits: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  // −E log D(G(z))
  return tf.softplus(tf.neg(fakeLogits)).mean();
  // END SOLUTION
}

// %% check=generator-loss points=2
await lab.check('generator-loss', { generatorLoss: generatorLoss });

// %% [markdown] en
/*
The objective itself says something else: $G$ minimises $\mathbb{E}_z \log(1 - D(G(z)))$, the **saturating** loss. Both
point the same way, with very different force.

**Task.** Write the saturating loss with logits, for the comparison below. Where all logits are 0 it is $-0.693147$.
*/
// %% [markdown] zh-TW
/*
目標函數本身寫的卻是另一個式子：$G$ 要最小化 $\mathbb{E}_z \log(1 - D(G(z)))$，也就是**飽和**（saturating）損失。
兩者的方向相同，力道卻相差很多。

**任務。** 用 logit 寫出飽和損失，好在下面做比較。所有 logit 都是 0 時，它等於 $-0.693147$。
*/
// %% task=saturating-loss
function saturatingGeneratorLoss(fakeLogits: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  // E log(1 − D(G(z)))
  return tf.neg(tf.softplus(fakeLogits).mean());
  // END SOLUTION
}

// %% check=saturating-loss points=1
await lab.check('saturating-loss', { saturatingGeneratorLoss: saturatingGeneratorLoss });

// %% [markdown] en
/*
## 6 · Which loss trains better at the start?

At the start of training $D$ rejects the made pictures easily: $D(G(z))$ is near 0, the logit far below 0. The plot shows
how strongly each loss then pulls on the logit: $\mathrm{d}L/\mathrm{d}\ell = -D$ for the saturating loss and $-(1 - D)$
for the non-saturating one. The curves are computed by TensorFlow.js from **your** functions.
*/
// %% [markdown] zh-TW
/*
## 6 · 剛開始訓練時，哪個損失比較好？

剛開始訓練時，$D$ 很容易識破生成的圖片：$D(G(z))$ 接近 0，logit 遠小於 0。下圖畫出這時候每個損失對 logit 的拉力：
飽和損失是 $\mathrm{d}L/\mathrm{d}\ell = -D$，不飽和損失是 $-(1 - D)$。曲線是 TensorFlow.js 由**你的**函式算出來的。
*/
// %%
const logits = tf.linspace(-8, 8, 81);
const pull = (loss: (l: tf.Tensor2D) => tf.Tensor): number[] => {
  // en: The gradient of the sum over 81 one-picture batches is the gradient of each of them.
  // zh-TW: 對 81 個「一張圖的批次」求和後的梯度，就是每一個的梯度。
  const total = (l: tf.Tensor) => tf.addN(tf.split(l.reshape([81, 1]), 81).map((one) => loss(one as tf.Tensor2D)));
  return Array.from(tf.grad(total)(logits).dataSync());
};
const ell = Array.from(logits.dataSync());
lineChart(
  { 'log(1 − D)': { x: ell, y: pull(saturatingGeneratorLoss) }, '−log D': { x: ell, y: pull(generatorLoss) } },
  { title: 'dL/dℓ', xTitle: 'ℓ', yTitle: 'dL/dℓ' },
);

// %% [markdown] en
/*
## Questions

<details><summary>At D(G(z)) = 0.01, how many times stronger is the non-saturating gradient?</summary>

$(1 - D) / D = 0.99 / 0.01 = 99$ times.

</details>

<details><summary>One slide writes "⇒" between max log D(G(z)) and min log(1 − D(G(z))), as if they were the same. Are they?</summary>

They have the same best answer, D(G(z)) = 1, and gradients of the same sign; their sizes differ, and so does the training.

</details>

<details><summary>What is the discriminator's loss when it can no longer tell the two apart?</summary>

D = ½ everywhere, so the loss is $2 \ln 2 \approx 1.386$. In Lab 03, watch whether the curve gets there.

</details>

**Further reading.** Goodfellow et al.: *Generative Adversarial Networks*, arXiv 1406.2661, section 3.

Next: **Lab 03 · The DCGAN**.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>當 D(G(z)) = 0.01 時，不飽和損失的梯度是飽和損失的幾倍？</summary>

$(1 - D) / D = 0.99 / 0.01 = 99$ 倍。

</details>

<details><summary>有一張投影片在 max log D(G(z)) 和 min log(1 − D(G(z))) 之間寫了「⇒」，好像兩者相同。真的嗎？</summary>

兩者的最佳解相同，都是 D(G(z)) = 1，梯度的正負號也相同；但梯度的大小不同，訓練的過程也就不同。

</details>

<details><summary>當判別器再也分不出真假時，它的損失是多少？</summary>

處處 D = ½，損失是 $2 \ln 2 \approx 1.386$。在 Lab 03 裡，看看曲線會不會走到那裡。

</details>

**延伸閱讀。** Goodfellow 等人：*Generative Adversarial Networks*，arXiv 1406.2661，第 3 節。

下一課：**Lab 03 · DCGAN**。
*/
