/*
 * Lab01, the generator: source of both languages' notebooks (labs/authoring/percent.ts describes the
 * format). Rows R12, R13 and R18 of the course map; DCGAN is arXiv 1511.06434.
 */
// %% [markdown] en
/*
# Lab 01 · Build the generator

**Goal.** You write the network that turns noise into pictures: the generator $G$ of a DCGAN for 28×28 digits.
**Time.** About 6 minutes. **You need** nothing but this notebook: run each cell with Shift+Enter.

A GAN is a game of two networks. The generator makes pictures, the discriminator tells made ones from real ones:

$$\min_{\theta_g} \max_{\theta_d}\; \mathbb{E}_{x \sim p_{data}} \log D_{\theta_d}(x) + \mathbb{E}_{z \sim p(z)} \log\bigl(1 - D_{\theta_d}(G_{\theta_g}(z))\bigr)$$

$G$ is good when the distribution of its pictures, $p_G$, equals the distribution of the data, $p_{data}$. In this lab
you build $G$; Lab 02 builds $D$, and Lab 03 lets them play.
*/
// %% [markdown] zh-TW
/*
# Lab 01 · 建立生成器

**目標。** 寫出把雜訊變成圖片的網路：用來產生 28×28 手寫數字的 DCGAN 生成器 $G$。
**時間。** 大約 6 分鐘。**準備。** 只需要這本筆記本：用 Shift+Enter 執行每一格。

GAN 是兩個網路之間的對局。生成器負責畫圖，判別器負責分辨圖片是畫的還是真的：

$$\min_{\theta_g} \max_{\theta_d}\; \mathbb{E}_{x \sim p_{data}} \log D_{\theta_d}(x) + \mathbb{E}_{z \sim p(z)} \log\bigl(1 - D_{\theta_d}(G_{\theta_g}(z))\bigr)$$

當 $G$ 產生的圖片分布 $p_G$ 等於資料的分布 $p_{data}$ 時，$G$ 就成功了。這一課建立 $G$，Lab 02 建立 $D$，
Lab 03 讓兩者開始對局。
*/
// %%
import { tf, openLab, todo, show, imageGrid, shapeWalk } from 'minimax-labs';

// en: The lab knows the checks; it also chooses the fastest backend that this computer has.
// zh-TW: lab 負責檢查你的答案，也會選擇這台電腦上最快的運算後端。
const lab = await openLab('lab01-generator', { language: 'en' });

// %% [markdown] en
/*
## 1 · How a transposed convolution enlarges a picture

A convolution with stride 2 halves the sides of a picture. The generator needs the way back: small to large. A
**transposed convolution** (also *fractionally-strided convolution*) with stride $s$ puts $s-1$ zeros between the
pixels of its input and then runs an ordinary convolution of stride 1 over the result. It gives back the **shape** a
convolution started from, not its values: it is the adjoint of the convolution, not its inverse.

With input side $i$, kernel side $k$ and stride $s$, TensorFlow's output side is

$$o_{same} = i \cdot s \qquad\qquad o_{valid} = i \cdot s + \max(k - s,\, 0)$$

**Task.** Write this as a function.
*/
// %% [markdown] zh-TW
/*
## 1 · 轉置卷積怎麼把圖片放大

步幅為 2 的卷積會把圖片的邊長減半，生成器需要的是反方向：由小到大。步幅為 $s$ 的**轉置卷積**（又稱
*fractionally-strided convolution*，微步幅卷積）先在輸入的像素之間插入 $s-1$ 個零，再做一次步幅為 1 的普通卷積。
它還原的是卷積之前的**形狀**，而不是數值：它是卷積的伴隨（轉置）運算，不是反函數。

輸入邊長為 $i$、卷積核邊長為 $k$、步幅為 $s$ 時，TensorFlow 的輸出邊長是

$$o_{same} = i \cdot s \qquad\qquad o_{valid} = i \cdot s + \max(k - s,\, 0)$$

**任務。** 把它寫成函式。
*/
// %% task=transposed-size
function transposedConvSize(input: number, kernel: number, stride: number, padding: 'same' | 'valid'): number {
  // BEGIN SOLUTION
  return padding === 'same' ? input * stride : input * stride + Math.max(kernel - stride, 0);
  // END SOLUTION
}

// %% check=transposed-size points=1
await lab.check('transposed-size', { transposedConvSize: transposedConvSize });

// %% [markdown] en
/*
<details><summary>Hint</summary>

Two cases, one formula each. `Math.max` gives the larger of two numbers. Try it on paper first: a 7×7 input, a 5×5
kernel, stride 2.

</details>

## 2 · Where a picture begins: the noise $z$

$G$ draws a different picture for each noise vector $z$. Two priors are common: the normal distribution
$z \sim \mathcal{N}(0, I)$ and the uniform distribution on $[-1, 1]$, which the DCGAN paper uses.

**Task.** Return a tensor of shape `[count, latentDim]` drawn from the prior asked for. `tf.randomNormal` and
`tf.randomUniform` do the drawing.
*/
// %% [markdown] zh-TW
/*
<details><summary>提示</summary>

兩種情況，各用一個公式。`Math.max` 會回傳兩個數中較大的一個。先在紙上試試：7×7 的輸入、5×5 的卷積核、步幅 2。

</details>

## 2 · 圖片的起點：雜訊 $z$

每一個雜訊向量 $z$ 都會讓 $G$ 畫出不同的圖片。常用的先驗分布有兩種：常態分布 $z \sim \mathcal{N}(0, I)$，
以及 DCGAN 論文採用的 $[-1, 1]$ 均勻分布。

**任務。** 依照指定的先驗分布，回傳形狀為 `[count, latentDim]` 的張量。可以使用 `tf.randomNormal` 和
`tf.randomUniform`。
*/
// %% task=sample-latent
function sampleLatent(count: number, latentDim: number, prior: 'normal' | 'uniform'): tf.Tensor2D {
  // BEGIN SOLUTION
  return prior === 'normal' ? tf.randomNormal([count, latentDim]) : tf.randomUniform([count, latentDim], -1, 1);
  // END SOLUTION
}

// %% check=sample-latent points=1
await lab.check('sample-latent', { sampleLatent: sampleLatent });

// %% [markdown] en
/*
## 3 · The building block

The DCGAN paper gives five guidelines that make training stable. Three of them shape the generator:

1. fractionally-strided convolutions enlarge the picture, never pooling or a fixed upsampling;
2. batch normalisation follows each of them (but not the output layer);
3. ReLU is the activation (but tanh at the output).

**Task.** Return the three layers of one block, in this order: `tf.layers.conv2dTranspose` with padding `'same'` and no
bias, `tf.layers.batchNormalization`, `tf.layers.reLU`. The weights of the convolution start from $\mathcal{N}(0, 0.02)$
— `tf.initializers.randomNormal({ mean: 0, stddev: 0.02 })`.

<details><summary>Why no bias?</summary>

Batch normalisation subtracts the mean of each channel, and with it any constant that was added. It brings a learned
constant of its own, $\beta$.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 基本區塊

DCGAN 論文提出五項讓訓練穩定的準則，其中三項決定了生成器的樣子：

1. 用轉置卷積放大圖片，不用池化，也不用固定的上採樣；
2. 每一層之後接批次正規化（輸出層除外）；
3. 活化函數使用 ReLU（輸出層使用 tanh）。

**任務。** 依序回傳一個區塊的三層：`tf.layers.conv2dTranspose`（padding 為 `'same'`，不含偏置）、
`tf.layers.batchNormalization`、`tf.layers.reLU`。卷積的權重由 $\mathcal{N}(0, 0.02)$ 開始：
`tf.initializers.randomNormal({ mean: 0, stddev: 0.02 })`。

<details><summary>為什麼不需要偏置？</summary>

批次正規化會減去每個通道的平均值，加上去的常數也跟著被減掉；它自己另有一個可學習的常數 $\beta$。

</details>
*/
// %% task=up-block
function upBlock(filters: number, kernelSize: number, strides: number): tf.layers.Layer[] {
  // BEGIN SOLUTION
  return [
    tf.layers.conv2dTranspose({
      filters, kernelSize, strides, padding: 'same', useBias: false,
      kernelInitializer: tf.initializers.randomNormal({ mean: 0, stddev: 0.02 }),
    }),
    tf.layers.batchNormalization({}),
    tf.layers.reLU({}),
  ];
  // END SOLUTION
}

// %% check=up-block points=2
await lab.check('up-block', { upBlock: upBlock });

// %% [markdown] en
/*
## 4 · The whole generator

| layer | output shape |
|---|---|
| noise $z$ | `[N, latentDim]` |
| dense to 7·7·256, no bias → batch normalisation → ReLU | `[N, 12544]` |
| reshape | `[N, 7, 7, 256]` |
| block: 128 filters, kernel 5, stride 1 | `[N, 7, 7, 128]` |
| block: 64 filters, kernel 5, stride 2 | `[N, 14, 14, 64]` |
| transposed convolution: 1 filter, kernel 5, stride 2, no bias, tanh | `[N, 28, 28, 1]` |

**Task.** Build it, as a `tf.sequential` or a functional model. All weights start from $\mathcal{N}(0, 0.02)$. With 100
noise values it has 2,305,472 trainable parameters. The output layer has no batch normalisation: it would force every
picture to the same mean brightness.
*/
// %% [markdown] zh-TW
/*
## 4 · 完整的生成器

| 層 | 輸出形狀 |
|---|---|
| 雜訊 $z$ | `[N, latentDim]` |
| 全連接到 7·7·256，不含偏置 → 批次正規化 → ReLU | `[N, 12544]` |
| 重塑（reshape） | `[N, 7, 7, 256]` |
| 區塊：128 個濾波器、卷積核 5、步幅 1 | `[N, 7, 7, 128]` |
| 區塊：64 個濾波器、卷積核 5、步幅 2 | `[N, 14, 14, 64]` |
| 轉置卷積：1 個濾波器、卷積核 5、步幅 2，不含偏置，tanh | `[N, 28, 28, 1]` |

**任務。** 用 `tf.sequential` 或函數式模型把它建立起來。所有權重都由 $\mathcal{N}(0, 0.02)$ 開始。雜訊長度為 100 時，
可訓練的參數共有 2,305,472 個。輸出層不做批次正規化，否則每張圖片的平均亮度都會被迫相同。
*/
// %% task=generator
function buildGenerator(latentDim: number): tf.LayersModel {
  // BEGIN SOLUTION
  const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [latentDim], units: 7 * 7 * 256, useBias: false, kernelInitializer }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU({}),
      tf.layers.reshape({ targetShape: [7, 7, 256] }), // [N, 7, 7, 256]
      ...upBlock(128, 5, 1), // [N, 7, 7, 128]
      ...upBlock(64, 5, 2), // [N, 14, 14, 64]
      tf.layers.conv2dTranspose({
        filters: 1, kernelSize: 5, strides: 2, padding: 'same', useBias: false, activation: 'tanh', kernelInitializer,
      }), // [N, 28, 28, 1]
    ],
  });
  // END SOLUTION
}

// %% check=generator points=4
await lab.check('generator', { buildGenerator: buildGenerator });

// %% [markdown] en
/*
## 5 · Look at what you built

The shape walk shows how the picture grows while its channels shrink; the table counts the parameters. Most of them sit
in two places: can you say why before you look?
*/
// %% [markdown] zh-TW
/*
## 5 · 看看你建立的網路

形狀圖顯示圖片如何變大、通道如何變少；表格列出參數的數量。大部分參數集中在兩個地方：看答案之前，你能說出原因嗎？
*/
// %%
const generator = buildGenerator(100);
shapeWalk(generator);

// %%
show(generator);

// %% [markdown] en
/*
And this is what an untrained generator draws: sixteen noise vectors, sixteen grey clouds. Lab 03 turns them into digits.
*/
// %% [markdown] zh-TW
/*
這是尚未訓練的生成器畫出的圖：十六個雜訊向量，十六團灰色的雲。Lab 03 會把它們變成數字。
*/
// %%
const noise = sampleLatent(16, 100, 'normal');
const firstPictures = generator.predict(noise) as tf.Tensor4D; // [16, 28, 28, 1]
imageGrid(firstPictures, { columns: 8, range: [-0.1, 0.1] });

// %% [markdown] en
/*
## Questions

<details><summary>Which two layers hold most of the parameters, and why?</summary>

The dense layer has 100 · 12,544 = 1,254,400 weights: every noise value reaches every one of the 7·7·256 numbers. The
first block has 5 · 5 · 256 · 128 = 819,200: a kernel for each pair of input and output channel. The output layer, which
makes the whole picture, has only 5 · 5 · 64 = 1,600.

</details>

<details><summary>The lecture calls convolution and fractionally-strided convolution "opposite operations". What is right about it, and what is wrong?</summary>

The shapes reverse: 5×5 → 2×2 → 5×5 for kernel 3, stride 2, no padding. The values do not: the transposed convolution
multiplies by the transpose of the convolution's matrix, not by its inverse, and the picture that went in does not come
back.

</details>

<details><summary>Why does a kernel of 5 with stride 2 leave a checkerboard pattern?</summary>

Along a line, an output pixel is covered by 2 or by 3 positions of the kernel, in turn. With a kernel of 4 it is always
2: the kernel side should be a multiple of the stride.

</details>

**Further reading.** Radford, Metz, Chintala: *Unsupervised Representation Learning with Deep Convolutional GANs*,
arXiv 1511.06434, section 3. Dumoulin, Visin: *A guide to convolution arithmetic for deep learning*, arXiv 1603.07285.

Next: **Lab 02 · Build the discriminator**.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>哪兩層擁有最多參數？為什麼？</summary>

全連接層有 100 · 12,544 = 1,254,400 個權重：每個雜訊值都連到 7·7·256 個數。第一個區塊有
5 · 5 · 256 · 128 = 819,200 個：每一對輸入、輸出通道都有一個卷積核。畫出整張圖的輸出層只有 5 · 5 · 64 = 1,600 個。

</details>

<details><summary>講義說卷積和 fractionally-strided convolution 是「相反的運算」。哪裡對？哪裡錯？</summary>

形狀確實反過來：卷積核 3、步幅 2、沒有填補時，5×5 → 2×2 → 5×5。數值則不會：轉置卷積乘的是卷積矩陣的轉置，
不是反矩陣，所以原來的圖片不會回來。

</details>

<details><summary>為什麼卷積核 5、步幅 2 會留下棋盤格紋？</summary>

沿著一條線看，輸出像素輪流被卷積核的 2 個或 3 個位置覆蓋。卷積核為 4 時永遠是 2 個：卷積核的邊長應該是步幅的倍數。

</details>

**延伸閱讀。** Radford、Metz、Chintala：*Unsupervised Representation Learning with Deep Convolutional GANs*，
arXiv 1511.06434，第 3 節。Dumoulin、Visin：*A guide to convolution arithmetic for deep learning*，arXiv 1603.07285。

下一課：**Lab 02 · 建立判別器**。
*/
