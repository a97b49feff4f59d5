/*
 * Lab02, the discriminator and the GAN losses: source of both languages' notebooks. Rows R5, R9, R12
 * and R18 of the course map; DCGAN is arXiv 1511.06434, the losses are those of arXiv 1406.2661.
 */
// %% [markdown] en
/*
# Lab 02 · Build the discriminator

**Goal.** You write the network that tells real pictures from made ones, the discriminator $D$, and the losses that
drive both players. **Time.** About 7 minutes, and 8 more if you go further (section 7).

$D(x)$ is the probability that $x$ is real. Inside, $D$ is an ordinary convolutional classifier with one output, the
**logit** $\ell(x)$, and $D(x) = \sigma(\ell(x)) = 1 / (1 + e^{-\ell(x)})$. We keep the logit and leave the sigmoid to the
loss: this is exact for every logit, while $\log(1 - \sigma(\ell))$ computed in two steps is `NaN` or infinite from
about 17 on.
*/
// %% [markdown] zh-TW
/*
# Lab 02 · 建立判別器

**目標。** 寫出分辨真假圖片的網路，也就是判別器 $D$，以及推動雙方的損失函數。**時間。** 大約 7 分鐘；想更深入的話（第 7 節）再加 8 分鐘。

$D(x)$ 是 $x$ 為真的機率。$D$ 的內部是一個普通的卷積分類器，只有一個輸出：**logit** $\ell(x)$，而
$D(x) = \sigma(\ell(x)) = 1 / (1 + e^{-\ell(x)})$。我們保留 logit，把 sigmoid 留給損失函數處理：這樣對任何 logit 都精確；
若分兩步計算 $\log(1 - \sigma(\ell))$，logit 大約從 17 開始就會得到 `NaN` 或無限大。
*/
// %%
import { tf, openLab, todo, show, imageGrid, shapeWalk, lineChart, loadDataset, firstImages, lintDCGAN, measuredVariations } from 'minimax-labs';

const lab = await openLab('lab02-discriminator', { language: 'en' });

// %% [markdown] en
/*
## 1 · How a strided convolution shrinks a picture

DCGAN has no pooling: a convolution with stride 2 halves the picture and learns how. With input side $i$, kernel side $k$
and stride $s$:

$$o_{same} = \left\lceil \frac{i}{s} \right\rceil \qquad\qquad o_{valid} = \left\lfloor \frac{i - k}{s} \right\rfloor + 1$$

**Task.** Write this as a function.

<details><summary>Hint 1</summary>

Two cases, one formula each. `Math.ceil` rounds up, `Math.floor` rounds down.

</details>

<details><summary>Hint 2</summary>

Try it on paper: a line of 28 with kernel 5 and stride 2 has 14 places with `'same'`, 12 with `'valid'`.

</details>
*/
// %% [markdown] zh-TW
/*
## 1 · 有步幅的卷積怎麼縮小圖片

DCGAN 沒有池化層：步幅為 2 的卷積會把圖片減半，而且自己學習怎麼減。輸入邊長為 $i$、卷積核邊長為 $k$、步幅為 $s$ 時：

$$o_{same} = \left\lceil \frac{i}{s} \right\rceil \qquad\qquad o_{valid} = \left\lfloor \frac{i - k}{s} \right\rfloor + 1$$

**任務。** 把它寫成函式。

<details><summary>提示 1</summary>

兩種情況，各用一個公式。`Math.ceil` 無條件進位，`Math.floor` 無條件捨去。

</details>

<details><summary>提示 2</summary>

在紙上試試：長度 28、卷積核 5、步幅 2，`'same'` 有 14 個位置，`'valid'` 有 12 個。

</details>
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

<details><summary>Hint 1</summary>

An array of two or three layers. `...(batchNorm ? [layer] : [])` puts a layer into it only when `batchNorm` is true.

</details>

<details><summary>Hint 2</summary>

The options of the convolution are `filters`, `kernelSize`, `strides` and `padding`. A bias is there by default.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 基本區塊

DCGAN 論文有兩項準則決定判別器的樣子：卷積之後接批次正規化，但直接看圖片的那一層除外；活化函數用斜率 0.2 的
**LeakyReLU**，這樣即使數值為負，梯度仍然能傳到生成器。

**任務。** 依序回傳一個區塊的各層：`tf.layers.conv2d`（padding 為 `'same'`，含偏置（bias））；`batchNorm` 為 true 時接
`tf.layers.batchNormalization`；最後是 `tf.layers.leakyReLU({ alpha: 0.2 })`。

<details><summary>提示 1</summary>

兩層或三層組成的陣列。`...(batchNorm ? [layer] : [])` 只在 `batchNorm` 為 true 時放進一層。

</details>

<details><summary>提示 2</summary>

卷積的選項是 `filters`、`kernelSize`、`strides` 和 `padding`。偏置預設就有。

</details>
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

<details><summary>Hint 1</summary>

`tf.sequential({ layers: [ … ] })`: the input layer, the layers of two blocks, `tf.layers.flatten()`, one `tf.layers.dense`.

</details>

<details><summary>Hint 2</summary>

`...downBlock(64, 5, 2, false)` puts a block into the list. The dense layer has one unit and no `activation`.

</details>
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

<details><summary>提示 1</summary>

`tf.sequential({ layers: [ … ] })`：輸入層、兩個區塊的各層、`tf.layers.flatten()`、一個 `tf.layers.dense`。

</details>

<details><summary>提示 2</summary>

`...downBlock(64, 5, 2, false)` 會把一個區塊放進清單。全連接層只有一個單元，沒有 `activation`。

</details>
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
Before any training $D$ knows nothing: for real digits, too, its logits lie around 0, that is, $D \approx \tfrac12$.
*/
// %% [markdown] zh-TW
/*
訓練之前，$D$ 什麼也不知道：即使是真的數字，它的 logit 也在 0 附近，也就是 $D \approx \tfrac12$。
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

$$L_D = -\,\mathbb{E}_{x} \log D(x) \;-\; \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr) \tag{001.3}$$

With logits, $-\log\sigma(\ell) = \mathrm{softplus}(-\ell)$ and $-\log(1-\sigma(\ell)) = \mathrm{softplus}(\ell)$, where
$\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ is safe for every $\ell$.

**Task.** Write the loss: two means, added. Where all logits are 0 it is $2 \ln 2 = 1.386294$.

<details><summary>Hint 1</summary>

Which sign goes where? For real pictures a large logit is good, so the loss is $\mathrm{softplus}(-\ell)$; for made ones it is the other way round.

</details>

<details><summary>Hint 2</summary>

`tf.softplus(…)`, `tf.neg(…)`, `.mean()` without an axis, and `.add(…)` are all you need.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 判別器的損失函數

$D$ 要把目標函數最大化。改寫成要最小化的損失，分別對一批真圖片和一批生成的圖片計算：

$$L_D = -\,\mathbb{E}_{x} \log D(x) \;-\; \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr) \tag{001.3}$$

用 logit 表示時，$-\log\sigma(\ell) = \mathrm{softplus}(-\ell)$，$-\log(1-\sigma(\ell)) = \mathrm{softplus}(\ell)$，其中
$\mathrm{softplus}(\ell) = \log(1 + e^{\ell})$ 對任何 $\ell$ 都是安全的。

**任務。** 寫出這個損失：兩個平均值相加。所有 logit 都是 0 時，它等於 $2 \ln 2 = 1.386294$。

<details><summary>提示 1</summary>

哪裡要加負號？真圖片的 logit 越大越好，所以損失是 $\mathrm{softplus}(-\ell)$；生成的圖片則相反。

</details>

<details><summary>提示 2</summary>

只需要 `tf.softplus(…)`、`tf.neg(…)`、不指定軸的 `.mean()`，以及 `.add(…)`。

</details>
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

$$L_G = -\,\mathbb{E}_{z} \log D(G(z)) \tag{001.5}$$

**Task.** Write it with logits. Where all logits are 0 it is $\ln 2 = 0.693147$.

<details><summary>Hint 1</summary>

It is the first half of $L_D$, with the made pictures in the place of the real ones.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 生成器的損失函數

生成器希望它的圖片被當成真的。實務上它最小化的是**不飽和**（non-saturating）損失

$$L_G = -\,\mathbb{E}_{z} \log D(G(z)) \tag{001.5}$$

**任務。** 用 logit 寫出來。所有 logit 都是 0 時，它等於 $\ln 2 = 0.693147$。

<details><summary>提示 1</summary>

它就是 $L_D$ 的前半，把真圖片換成生成的圖片。

</details>
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

<details><summary>Hint 1</summary>

You have $\log(1 - \sigma)$ from section 4, with the other sign.

</details>
*/
// %% [markdown] zh-TW
/*
目標函數本身寫的卻是另一個式子：$G$ 要最小化 $\mathbb{E}_z \log(1 - D(G(z)))$，也就是**飽和**（saturating）損失。
兩者的方向相同，力道卻相差很多。

**任務。** 用 logit 寫出飽和損失，好在下面做比較。所有 logit 都是 0 時，它等於 $-0.693147$。

<details><summary>提示 1</summary>

第 4 節已經有 $\log(1 - \sigma)$，只差一個負號。

</details>
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
### Find the bug in the slide

A slide goes from $\max_G \mathbb{E} \log D(G(z))$ to $\min_G \mathbb{E} \log(1 - D(G(z)))$ with an arrow "⇒", as if they were equal.
They pull the same way. How much harder does the first one pull?

**Task.** Return the pull of the non-saturating loss divided by that of the saturating one, where $D$ answers `probability`.

<details><summary>Hint 1</summary>

The plot above shows both pulls: $-(1 - D)$ and $-D$.

</details>
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

有一張投影片用箭頭「⇒」由 $\max_G \mathbb{E} \log D(G(z))$ 得到 $\min_G \mathbb{E} \log(1 - D(G(z)))$，好像兩者相等。它們的方向相同。
前者的拉力大多少？

**任務。** 當 $D$ 的回答是 `probability` 時，回傳不飽和損失的拉力除以飽和損失的拉力。

<details><summary>提示 1</summary>

上圖畫出了兩者的拉力：$-(1 - D)$ 和 $-D$。

</details>
*/
// %% task=pull-ratio
function pullRatio(probability: number): number {
  // BEGIN SOLUTION
  return (1 - probability) / probability;
  // END SOLUTION
}

// %% check=pull-ratio points=0
await lab.check('pull-ratio', { pullRatio: pullRatio });

// %% [markdown] en
/*
## 7 · Going further: the five guidelines

The linter reads a network's layers for the paper's five guidelines. Yours keeps those that are about $D$:
*/
// %% [markdown] zh-TW
/*
## 7 · 更深入：五項準則

檢查工具會逐層對照論文的五項準則。你的網路符合和 $D$ 有關的幾項：
*/
// %%
lintDCGAN({ discriminator: discriminator })

// %% [markdown] en
/*
What does each guideline do for the small GAN of Lab 03? Here are runs with **one** guideline broken, everything else
the same. Look at the spread of the seeds before you believe a difference.

At this size, with two convolutions in each network and 200 rounds, three broken guidelines are worse in every seed or
nearly so: a hidden dense layer, no batch normalisation, and a linear output. None of them is a catastrophe, and with a linear output six
or seven pixels in ten leave the range of the data, which a picture hides by cutting them off. ReLU in $D$ and tanh inside $G$
come out a little *better*; but three seeds all on one side of three others happen by chance once in ten times. Pooling
helps here, at a price that the table does not show: its convolutions run over four times as many pixels. The paper's
guidelines were found on deeper networks and larger pictures. That a rule makes little difference in a small experiment is a
result, too.
*/
// %% [markdown] zh-TW
/*
對 Lab 03 的小型 GAN 來說，每項準則有什麼作用？下面每一組只違反**一項**準則，其他都相同。相信差異之前，請先看不同種子之間的
分散程度。

在這個規模（每個網路兩個卷積、200 回合）下，有三項違反之後幾乎每個種子都變差：全連接隱藏層、沒有批次正規化、線性的輸出。沒有
一項是災難；而輸出是線性的時候，十個像素裡有六、七個超出資料的範圍，顯示成圖片時被截掉，所以看不出來。$D$ 用 ReLU、$G$ 內部用
tanh 反而*好*一點；但三個種子全在另外三個的同一側，靠運氣也會十次發生一次。池化在這裡有幫助，但有一個表上看不到的代價：它的卷積
要處理四倍的像素。論文的準則是在更深的網路、更大的圖片上找到的。在小實驗裡差別不大，也是一種結果。
*/
// %%
measuredVariations('guidelines')

// %% [markdown] en
/*
**Task.** Design a discriminator of your own: at least two convolutions, all guidelines kept, from `[N, 28, 28, 1]` to one
logit, and **at most 30,000** trainable parameters. Yours above has seven times as many. There are many answers.

<details><summary>Hint 1</summary>

Where are the parameters? A dense layer behind a 7×7 picture with many channels has many; a block more makes the picture 4×4.

</details>

<details><summary>Hint 2</summary>

Three blocks with few filters are enough.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 自己設計一個判別器：至少兩個卷積，遵守所有準則，由 `[N, 28, 28, 1]` 到一個 logit，而且可訓練的參數**最多 30,000 個**。
上面那個的參數是這個上限的七倍。答案有很多種。

<details><summary>提示 1</summary>

參數在哪裡？接在 7×7、多通道圖片後面的全連接層很多；再加一個區塊，圖片就變成 4×4。

</details>

<details><summary>提示 2</summary>

三個濾波器不多的區塊就夠了。

</details>
*/
// %% task=own-discriminator
function buildSmallDiscriminator(): tf.LayersModel {
  // BEGIN SOLUTION
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [28, 28, 1] }),
      ...downBlock(16, 4, 2, false), // [N, 14, 14, 16]
      ...downBlock(32, 4, 2, true), // [N, 7, 7, 32]
      ...downBlock(32, 4, 2, true), // [N, 4, 4, 32]
      tf.layers.flatten(), // [N, 512]
      tf.layers.dense({ units: 1 }), // [N, 1]
    ],
  });
  // END SOLUTION
}

// %% check=own-discriminator points=0
await lab.check('own-discriminator', { buildSmallDiscriminator: buildSmallDiscriminator });

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
