/*
 * Lab01, the generator: source of both languages' notebooks (labs/authoring/percent.ts describes the
 * format). Rows R12, R13 and R18 of the course map; DCGAN is arXiv 1511.06434.
 */
// %% [markdown] en
/*
# Lab 01 · Build the generator

**Goal.** You write the network that turns noise into pictures: the generator $G$ of a DCGAN for 28×28 digits.
**Time.** About 6 minutes, and 12 more if you go further (section 6). **You need** nothing but this notebook: run each
cell with Shift+Enter.

A GAN is a game of two networks. The generator makes pictures, the discriminator tells made ones from real ones:

$$\min_{\theta_g} \max_{\theta_d}\; \mathbb{E}_{x \sim p_{data}} \log D_{\theta_d}(x) + \mathbb{E}_{z \sim p(z)} \log\bigl(1 - D_{\theta_d}(G_{\theta_g}(z))\bigr) \tag{002.1}$$

$G$ is good when the distribution of its pictures, $p_G$, equals the distribution of the data, $p_{data}$. In this lab
you build $G$; Lab 02 builds $D$, and Lab 03 lets them play.
*/
// %% [markdown] zh-TW
/*
# Lab 01 · 建立生成器

**目標。** 寫出把雜訊變成圖片的網路：用來產生 28×28 手寫數字的 DCGAN 生成器 $G$。
**時間。** 大約 6 分鐘；想更深入的話（第 6 節）再加 12 分鐘。**準備。** 只需要這本筆記本：用 Shift+Enter 執行每一格。

GAN 是兩個網路之間的賽局。生成器負責畫圖，判別器負責分辨圖片是畫的還是真的：

$$\min_{\theta_g} \max_{\theta_d}\; \mathbb{E}_{x \sim p_{data}} \log D_{\theta_d}(x) + \mathbb{E}_{z \sim p(z)} \log\bigl(1 - D_{\theta_d}(G_{\theta_g}(z))\bigr) \tag{002.1}$$

當 $G$ 產生的圖片分布 $p_G$ 等於資料的分布 $p_{data}$ 時，$G$ 就成功了。這一課建立 $G$，Lab 02 建立 $D$，
Lab 03 讓兩者開始對抗。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, shapeWalk, convolutionFilm, lintDCGAN, variablesOf,
} from 'minimax-labs';

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

<details><summary>Hint 1</summary>

Two calls, one for each prior: `prior === 'normal' ? … : …`. The first argument of both is the shape, as an array.

</details>

<details><summary>Hint 2</summary>

`tf.randomUniform` takes the shape, then the smallest and the largest value. `tf.randomNormal` needs the shape alone.

</details>
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

<details><summary>提示 1</summary>

兩種先驗各呼叫一個函式：`prior === 'normal' ? … : …`。兩者的第一個參數都是形狀（陣列）。

</details>

<details><summary>提示 2</summary>

`tf.randomUniform` 接著要最小值和最大值；`tf.randomNormal` 只要形狀。

</details>
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
bias, `tf.layers.batchNormalization`, `tf.layers.reLU`. The weights of the convolution start from $\mathcal{N}(0, 0.02^2)$
— `tf.initializers.randomNormal({ mean: 0, stddev: 0.02 })`.

<details><summary>Why no bias?</summary>

Batch normalisation subtracts the mean of each channel, and with it any constant that was added. It brings a learned
constant of its own, $\beta$.

</details>

<details><summary>Hint 1</summary>

The function returns an array of three layers. Each `tf.layers.…({ … })` takes one object of options.

</details>

<details><summary>Hint 2</summary>

The arguments have the names of the options: `{ filters, kernelSize, strides, padding: 'same', … }`. Two more are missing: one for the bias, one for the first weights.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 基本區塊

DCGAN 論文提出五項讓訓練穩定的準則，其中三項決定了生成器的樣子：

1. 用轉置卷積放大圖片，不用池化，也不用固定的上取樣（upsampling）；
2. 每一層之後接批次正規化（輸出層除外）；
3. 活化函數使用 ReLU（輸出層使用 tanh）。

**任務。** 依序回傳一個區塊的三層：`tf.layers.conv2dTranspose`（padding 為 `'same'`，不含偏置（bias））、
`tf.layers.batchNormalization`、`tf.layers.reLU`。卷積的權重由 $\mathcal{N}(0, 0.02^2)$ 開始：
`tf.initializers.randomNormal({ mean: 0, stddev: 0.02 })`。

<details><summary>為什麼不需要偏置？</summary>

批次正規化會減去每個通道的平均值，加上去的常數也跟著被減掉；它自己另有一個可學習的常數 $\beta$。

</details>

<details><summary>提示 1</summary>

這個函式回傳三層組成的陣列。每個 `tf.layers.…({ … })` 都接受一個選項物件。

</details>

<details><summary>提示 2</summary>

參數和選項同名：`{ filters, kernelSize, strides, padding: 'same', … }`。還缺兩個：一個關於偏置，一個關於初始權重。

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

**Task.** Build it, as a `tf.sequential` or a functional model. All weights start from $\mathcal{N}(0, 0.02^2)$. With 100
noise values it has 2,305,472 trainable parameters. The output layer has no batch normalisation: it would force the same
mean brightness and contrast on every batch.

<details><summary>Hint 1</summary>

`tf.sequential({ layers: [ … ] })` takes all layers in their order. Only the first one needs `inputShape: [latentDim]`.

</details>

<details><summary>Hint 2</summary>

`...upBlock(128, 5, 1)` puts the three layers of a block into the list. The last layer is a single `tf.layers.conv2dTranspose` with an `activation`.

</details>
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

**任務。** 用 `tf.sequential` 或函數式模型把它建立起來。所有權重都由 $\mathcal{N}(0, 0.02^2)$ 開始。雜訊長度為 100 時，
可訓練的參數共有 2,305,472 個。輸出層不做批次正規化，否則每個批次的平均亮度和對比都會被迫相同。

<details><summary>提示 1</summary>

`tf.sequential({ layers: [ … ] })` 依序接受所有的層。只有第一層需要 `inputShape: [latentDim]`。

</details>

<details><summary>提示 2</summary>

`...upBlock(128, 5, 1)` 會把一個區塊的三層放進清單。最後一層是單獨一個帶有 `activation` 的 `tf.layers.conv2dTranspose`。

</details>
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
Does it keep the guidelines? The linter reads the layers and says where they depart from the paper.
*/
// %% [markdown] zh-TW
/*
它符合準則嗎？檢查工具會讀取各層，指出和論文不同的地方。
*/
// %%
lintDCGAN({ generator: generator })

// %% [markdown] en
/*
## 6 · Going further: the numbers behind it

A convolution of a 5×5 picture with a 3×3 kernel, stride 2, no padding, number by number. The small orange digits are the
kernel. Move the slider, by mouse or with ← and →.
*/
// %% [markdown] zh-TW
/*
## 6 · 更深入：背後的數字

5×5 的圖片、3×3 的卷積核、步幅 2、不填補的卷積，一個數一個數地算。橘色小字是卷積核。請移動滑桿，用滑鼠或 ← 和 → 都可以。
*/
// %%
convolutionFilm({ input: 5, kernel: 3, stride: 2 })

// %% [markdown] en
/*
And its transpose, from 2×2 back to 5×5: the input gets zeros between its numbers and around them, and the kernel, turned
by half a turn, moves over it one step at a time.
*/
// %% [markdown] zh-TW
/*
這是它的轉置，由 2×2 回到 5×5：輸入的數字之間和外圍都補上零，卷積核轉半圈之後，一次移動一格。
*/
// %%
convolutionFilm({ transposed: true, input: 2, kernel: 3, stride: 2 })

// %% [markdown] en
/*
### Find the bug in the slide

A slide compares the two and says: "convolution: 5×5 input, stride 2, kernel 3, no padding; fractionally-strided convolution:
**3×3 input**, stride 1, kernel 3, padding 2". Compare with the film: which input is 3×3?

**Task.** A transposed convolution without padding equals a convolution of stride 1 over a larger picture. Return the side of
the input with its zeros `inserted`, and the `padding` around it.
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

有一張投影片比較兩者：「convolution：5×5 input、stride 2、kernel 3、沒有 padding；fractionally-strided convolution：
**3×3 input**、stride 1、kernel 3、padding 2」。對照上面的影片：3×3 的是哪一個輸入？

**任務。** 沒有填補的轉置卷積，等於在較大的圖片上做步幅為 1 的卷積。請回傳插入零之後的輸入邊長 `inserted`，以及外圍的
`padding`。
*/
// %% task=slide-arithmetic
function equivalentConvolution(input: number, kernel: number, stride: number): { inserted: number; padding: number } {
  // BEGIN SOLUTION
  return { inserted: (input - 1) * stride + 1, padding: kernel - 1 };
  // END SOLUTION
}

// %% check=slide-arithmetic points=0
await lab.check('slide-arithmetic', { equivalentConvolution: equivalentConvolution });

// %% [markdown] en
/*
So the slide's 3×3 is the 2×2 input with its zeros inserted, and the notes (001) are right to speak of zeros, but they go
into the **input**; a dilated convolution puts them into the kernel.

### Stamps

There is a shorter way to see it. Each number of the input **stamps** the whole kernel, multiplied by itself; neighbouring
stamps are a stride apart; where they overlap, they add.

**Task.** Write it on a line, without padding. The output has $(n - 1) \cdot s + k$ numbers.
*/
// %% [markdown] zh-TW
/*
所以投影片上的 3×3 其實是插入零之後的 2×2 輸入。講義 001 提到零是對的，但零是放進**輸入**；擴張（dilated）卷積才是把零放進卷積核。

### 蓋印章

還有更簡短的看法。輸入的每個數都**蓋**一次乘上自己的卷積核；相鄰的印記相隔一個步幅；重疊的地方會相加。

**任務。** 在一條線上寫出來，不填補。輸出有 $(n - 1) \cdot s + k$ 個數。
*/
// %% task=transposed-line
function transposedLine(input: number[], kernel: number[], stride: number): number[] {
  // BEGIN SOLUTION
  const output = new Array<number>((input.length - 1) * stride + kernel.length).fill(0);
  input.forEach((value, i) => kernel.forEach((weight, k) => { output[i * stride + k] += value * weight; }));
  return output;
  // END SOLUTION
}

// %% check=transposed-line points=0
await lab.check('transposed-line', { transposedLine: transposedLine });

// %% [markdown] en
/*
### The checkerboard

Stamp a row of ones with a kernel of ones, and you count how many stamps cover each place: with stride 2, a kernel of 3
covers 1, 2, 1, 2, …, a kernel of 5 covers 2, 3, 2, 3, …, and a kernel of 4 covers 2 everywhere. Uneven cover shows as a
checkerboard, until training has learned to undo it.
*/
// %% [markdown] zh-TW
/*
### 棋盤格紋

用全是 1 的卷積核去蓋一列 1，就數出每個位置被幾個印記覆蓋：步幅為 2 時，卷積核 3 覆蓋 1、2、1、2……，卷積核 5 覆蓋
2、3、2、3……，卷積核 4 則處處都是 2。覆蓋不均勻就會出現棋盤格紋，直到訓練學會把它抵銷為止。
*/
// %%
const ones = (count: number): number[] => new Array<number>(count).fill(1);
const cover = (kernel: number): number[] => transposedLine(ones(12), ones(kernel), 2).slice(5, 21);
for (const kernel of [3, 4, 5]) console.log(`k = ${kernel}: ${cover(kernel).join(' ')}`);

// en: The same in the plane: a grey picture through a transposed convolution with random positive kernels of 3, 4 and 5.
// zh-TW: 平面上也一樣：一張灰色圖片經過卷積核為 3、4、5 的轉置卷積，權重是隨機的正數。
const grey = tf.ones([1, 12, 12, 8]) as tf.Tensor4D;
const enlarged = [3, 4, 5].map((k) => {
  const kernels = tf.randomUniform([k, k, 1, 8], 0.5, 1) as tf.Tensor4D;
  const picture = tf.conv2dTranspose(grey, kernels, [1, 24, 24, 1], 2, 'same');
  return picture.div(picture.max());
});
imageGrid(tf.concat(enlarged), { captions: ['k = 3', 'k = 4', 'k = 5'], scale: 6, range: [0, 1] });

// %% [markdown] en
/*
### The adjoint

"Transposed" is meant literally. A convolution is a linear map $A$; the transposed convolution with the same kernel is
$A^\top$, the one map for which

$$\langle A x, y \rangle = \langle x, A^\top y \rangle$$

holds for **every** picture $x$ and every $y$. Run the cell again and again: other numbers, always equal. But $A^\top A x$ is not
$x$: a slide calls the two "opposite operations", and that is right for the shapes only.
*/
// %% [markdown] zh-TW
/*
### 伴隨運算

「轉置」就是字面上的意思。卷積是一個線性映射 $A$；使用同一個卷積核的轉置卷積就是 $A^\top$，也就是讓

$$\langle A x, y \rangle = \langle x, A^\top y \rangle$$

對**每一張**圖片 $x$ 和每一個 $y$ 都成立的那個映射。請多執行幾次：數字不同，但永遠相等。不過 $A^\top A x$ 不是 $x$：有一張
投影片說兩者是「相反的運算」，這只有在形狀上才對。
*/
// %%
const K = tf.randomNormal([3, 3, 1, 1]) as tf.Tensor4D;
// [1, 5, 5, 1] → [1, 2, 2, 1]
const A = (x: tf.Tensor4D): tf.Tensor4D => tf.conv2d(x, K, 2, 'valid');
// [1, 2, 2, 1] → [1, 5, 5, 1]
const transposeOfA = (y: tf.Tensor4D): tf.Tensor4D => tf.conv2dTranspose(y, K, [1, 5, 5, 1], 2, 'valid');
const x = tf.randomNormal([1, 5, 5, 1]) as tf.Tensor4D;
const y = tf.randomNormal([1, 2, 2, 1]) as tf.Tensor4D;
const inner = (a: tf.Tensor, b: tf.Tensor): string => a.mul(b).sum().dataSync()[0].toFixed(3);
console.log(`⟨Ax, y⟩ = ${inner(A(x), y)}   ⟨x, Aᵀy⟩ = ${inner(x, transposeOfA(y))}`);
imageGrid(tf.concat([x, transposeOfA(A(x))]), { captions: ['x', '→ 2×2 → 5×5'], scale: 20 });

// %% [markdown] en
/*
### The generator of the slides

The slides' walk goes from 100 numbers over 4×4 to 64×64 in colour: five transposed convolutions with kernel 4, each but
the first doubling the side; the channels go 512, 256, 128, 64, 3. (The paper's begins with 1,024.) It has
3,576,704 trainable parameters.
*/
// %% [markdown] zh-TW
/*
### 投影片的生成器

投影片上的路徑是由 100 個數，經過 4×4，一直到 64×64 的彩色圖片：五個卷積核為 4 的轉置卷積，除了第一個之外，每個都把邊長
加倍；通道數依序是 512、256、128、64、3。（論文的由 1,024 開始。）可訓練的參數共有 3,576,704 個。
*/
// %%
const large = tf.sequential({ name: 'dcgan64' });
large.add(tf.layers.reshape({ inputShape: [100], targetShape: [1, 1, 100] }));
for (const filters of [512, 256, 128, 64]) {
  // en: 1×1 → 4×4, then twice as large each time
  // zh-TW: 1×1 → 4×4，之後每次加倍
  const isFirst = filters === 512;
  large.add(tf.layers.conv2dTranspose({
    filters, kernelSize: 4, strides: isFirst ? 1 : 2, padding: isFirst ? 'valid' : 'same', useBias: false,
  }));
  large.add(tf.layers.batchNormalization({}));
  large.add(tf.layers.reLU({}));
}
large.add(tf.layers.conv2dTranspose({
  filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, activation: 'tanh',
}));
console.log(variablesOf(large).reduce((sum, { size }) => sum + size, 0).toLocaleString('en'));
shapeWalk(large);

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
