/*
 * Lab06, the second Corelab: generator and discriminator for CIFAR-10. Source of both languages' notebooks.
 * Row R19 of the course map, with R12's rule at 32×32 and the notes' guideline on batch normalisation; DCGAN is
 * arXiv 1511.06434, CIFAR-10 is Krizhevsky's of 2009.
 */
// %% [markdown] en
/*
# Lab 06 · CIFAR-10: both networks

**Goal.** You carry the rule of DCGAN over from grey digits to colour photographs of 32×32 pixels, write both networks, and
test them before any training. **Time.** About 16 minutes, and 6 more if you go further (section 6).

This is the second Corelab of the lecture: *given CIFAR-10, complete a DCGAN generator and discriminator*. Lab 07 trains them.
What changes from Lab 03?

| | digits | CIFAR-10 |
|---|---|---|
| numbers in a picture | 28·28·1 = 784 | 32·32·3 = 3,072 |
| the way of $G$ | 7 → 14 → 28 | 4 → 8 → 16 → 32 |
| what the ten classes share | white strokes on black | almost nothing: colour, place, size and background differ |
| multiplications for a picture, $G$ and $D$ together | 3.6 million (Lab 03) | 36 million at the paper's width |
*/
// %% [markdown] zh-TW
/*
# Lab 06 · CIFAR-10：兩個網路

**目標。** 把 DCGAN 的規則從灰階數字搬到 32×32 的彩色照片，寫出兩個網路，並在訓練之前先測試它們。
**時間。** 大約 16 分鐘；想更深入的話（第 6 節）再加 6 分鐘。

這是課程的第二個 Corelab：*給予 CIFAR-10 資料，完成 DCGAN 的生成器與判別器*；Lab 07 會訓練它們。和 Lab 03 相比，哪些地方變了？

| | 手寫數字 | CIFAR-10 |
|---|---|---|
| 一張圖片有幾個數 | 28·28·1 = 784 | 32·32·3 = 3,072 |
| $G$ 的路徑 | 7 → 14 → 28 | 4 → 8 → 16 → 32 |
| 十個類別的共同點 | 黑底白色筆畫 | 幾乎沒有：顏色、位置、大小、背景都不同 |
| 一張圖片的乘法次數，$G$ 和 $D$ 合計 | 360 萬（Lab 03） | 依論文的寬度是 3,600 萬 |
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, histogram, shapeWalk, loadDataset, describeData, titleOf, imagesAt, lintDCGAN, variablesOf,
} from 'minimax-labs';

const lab = await openLab('lab06-cifar-networks', { language: 'en' });

// %% [markdown] en
/*
## 1 · The data, in colour

CIFAR-10 holds 60,000 small photographs of ten kinds. It is 170 MB, so it is not fetched unasked: `minimax data get cifar10` in a
terminal does it, or `download: true` below. Without it this lab goes on with **drawn shapes** of the same size, and says so above
every picture of them.
*/
// %% [markdown] zh-TW
/*
## 1 · 彩色的資料

CIFAR-10 有 60,000 張小照片，共十類。它有 170 MB，所以不會自動下載：在終端機執行 `minimax data get cifar10`，或把下面改成
`download: true`。沒有它的話，這一課會改用同樣大小、**由程式畫出的圖形**，而且每次顯示時都會註明。
*/
// %%
const data = await loadDataset('cifar10', { limit: 2000, download: false });
console.log(describeData(data));
const first = Array.from({ length: 20 }, (_, i) => i);
const captions = first.map((i) => data.classNames[data.labels[i]]);
show(imageGrid(imagesAt(data, first), { columns: 10, captions, title: titleOf(data) }));

// %% [markdown] en
/*
In the file of CIFAR-10 a picture is a row of 3,072 bytes: first all its **red** values, line by line, then all the green, then
all the blue ones. TensorFlow.js wants the three colours of a pixel beside each other, `[N, 32, 32, 3]`, and the generator's
tanh wants them in $[-1, 1]$: 0 becomes −1, 255 becomes 1.

**Task.** Turn rows of bytes into pictures.

<details><summary>Hint 1</summary>

Three steps: `reshape` to what the row really is, three planes of 32×32; `transpose` moves the planes to the end; then the scale.

</details>

<details><summary>Hint 2</summary>

`rows.reshape([-1, 3, 32, 32])` has the axes picture, colour, line, column, numbered from 0. `transpose([0, …])` lists them in
the order you want. 127.5 is half of 255.

</details>
*/
// %% [markdown] zh-TW
/*
在 CIFAR-10 的檔案裡，一張圖片是一列 3,072 個位元組：先是所有的**紅色**值，一行接一行，然後是所有的綠色，最後是所有的藍色。
TensorFlow.js 需要每個像素的三個顏色排在一起，`[N, 32, 32, 3]`；生成器的 tanh 則需要數值在 $[-1, 1]$：0 變成 −1，255 變成 1。

**任務。** 把位元組的列變成圖片。

<details><summary>提示 1</summary>

三個步驟：用 `reshape` 還原成它真正的樣子，也就是三個 32×32 的平面；用 `transpose` 把平面移到最後；再調整數值範圍。

</details>

<details><summary>提示 2</summary>

`rows.reshape([-1, 3, 32, 32])` 的軸依序是圖片、顏色、列、行，從 0 開始編號。`transpose([0, …])` 依你要的順序列出它們。
127.5 是 255 的一半。

</details>
*/
// %% task=pictures
function toPictures(rows: tf.Tensor2D): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => rows.reshape([-1, 3, 32, 32]).transpose([0, 2, 3, 1]).div(127.5).sub(1) as tf.Tensor4D);
  // END SOLUTION
}

// %% check=pictures points=2
await lab.check('pictures', { toPictures: toPictures });

// %% [markdown] en
/*
Above your pictures, below what comes out where one only reshapes to `[N, 32, 32, 3]`: three neighbouring **reds** are taken for the three
colours of a pixel, so each picture falls apart into small grey copies, a row of them for each colour. No error, no wrong shape: only
looking helps.
*/
// %% [markdown] zh-TW
/*
上排是你的圖片；下排是只用 reshape 變成 `[N, 32, 32, 3]` 的結果：相鄰的三個**紅色**值被當成一個像素的三個顏色，圖片就碎成許多灰色的
小複本，每個顏色一排。沒有錯誤訊息，形狀也沒有錯：只有用眼睛看才會發現。
*/
// %%
const bytes = tf.tensor4d(Array.from(data.images.subarray(0, 10 * 3072)), [10, 32, 32, 3]);
const rows = bytes.transpose([0, 3, 1, 2]).reshape([10, 3072]) as tf.Tensor2D; // as in the file
const pictures = toPictures(rows);
show(imageGrid(pictures, { columns: 10, range: [-1, 1], title: titleOf(data) }));
show(imageGrid(rows.reshape([10, 32, 32, 3]) as tf.Tensor4D, { columns: 10, range: [0, 255], title: 'reshape([10, 32, 32, 3])' }));

// %% [markdown] en
/*
How are the colours spread? Photographs have every brightness, with a heap at the white end: skies, bare backgrounds. A
generator has to learn all that; for the digits, black and white were nearly enough.
*/
// %% [markdown] zh-TW
/*
顏色是怎麼分布的？照片裡各種亮度都有，最亮的一端還有一堆：天空、空白的背景。生成器得把這些都學會；對數字來說，黑和白幾乎就夠了。
*/
// %%
const sample = imagesAt(data, Array.from({ length: 200 }, (_, i) => i));
const [red, green, blue] = tf.split(sample, 3, 3).map((channel) => Array.from(channel.dataSync()));
histogram({ blue, red, green }, { title: titleOf(data), bins: 32 })

// %% [markdown] en
/*
## 2 · How much of the picture does a number see?

In $D$ a convolution looks at 4×4 numbers, each of which looked at 4×4 numbers before. The **receptive field** of a layer is the side of
the square of pixels that one of its numbers depends on. With kernel sides $k$ and strides $s$,

$$r_0 = 1 \qquad\qquad r_n = r_{n-1} + (k_n - 1) \prod_{m < n} s_m$$

The product is the distance, in pixels, between two neighbours of the layer before.

**Task.** Write this as a function of the layers, from the picture on. (What lies beyond the picture's edge counts as well.)

<details><summary>Hint 1</summary>

Keep two numbers while you go through the layers: the field so far, and the distance between neighbours. Both begin at 1.

</details>

<details><summary>Hint 2</summary>

For each layer: first the field grows by `(kernel - 1) * distance`, then the distance is multiplied by `stride`.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 一個數看得到多少圖片？

$D$ 裡的一個卷積看 4×4 個數，而這些數各自又看了前一層的 4×4 個數。一層的**感受野**（receptive field），就是它的一個數所依賴的
那塊正方形像素的邊長。卷積核邊長為 $k$、步幅為 $s$ 時，

$$r_0 = 1 \qquad\qquad r_n = r_{n-1} + (k_n - 1) \prod_{m < n} s_m$$

連乘的部分，就是前一層相鄰兩個數之間相隔的像素數。

**任務。** 把它寫成函式，參數是從圖片開始的各層。（超出圖片邊緣的部分也算。）

<details><summary>提示 1</summary>

走過各層時記住兩個數：目前的感受野，以及相鄰兩數的距離。兩者都從 1 開始。

</details>

<details><summary>提示 2</summary>

對每一層：先讓感受野增加 `(kernel - 1) * distance`，再把距離乘上 `stride`。

</details>
*/
// %% task=receptive-field
function receptiveField(layers: { kernel: number; stride: number }[]): number {
  // BEGIN SOLUTION
  let [field, distance] = [1, 1];
  for (const { kernel, stride } of layers) {
    field += (kernel - 1) * distance;
    distance *= stride;
  }
  return field;
  // END SOLUTION
}

// %% check=receptive-field points=2
await lab.check('receptive-field', { receptiveField: receptiveField });

// %% [markdown] en
/*
Is it true? A gradient knows: the pixels that one number of a layer depends on are those where its gradient is not 0. Below, for one,
two and three convolutions of $D$, each 4×4 with stride 2.
*/
// %% [markdown] zh-TW
/*
真的是這樣嗎？梯度最清楚：某一層的一個數所依賴的像素，就是梯度不為 0 的那些。下面是 $D$ 的一個、兩個、三個卷積，都是 4×4、步幅 2。
*/
// %%
const halving = { kernel: 4, stride: 2 };
const seenBy = (depth: number): tf.Tensor => tf.grad((x) => {
  let y = x as tf.Tensor4D;
  for (let i = 0; i < depth; i++) y = tf.conv2d(y, tf.ones([4, 4, 1, 1]) as tf.Tensor4D, 2, 'same');
  const middle = y.shape[1] / 2;
  return y.slice([0, middle, middle, 0], [1, 1, 1, 1]);
})(tf.zeros([1, 32, 32, 1])).greater(0).toFloat();
const fields = [1, 2, 3].map((depth) => receptiveField(new Array<typeof halving>(depth).fill(halving)));
console.log(`D: ${fields.join(' → ')} → ${receptiveField([halving, halving, halving, { kernel: 4, stride: 1 }])}`);
show(imageGrid(tf.concat([1, 2, 3].map(seenBy)) as tf.Tensor4D, { captions: fields.map((side) => `${side} × ${side}`), range: [0, 1] }));

// %% [markdown] en
/*
The third convolution sees 22 of 32 pixels, and the last one, which answers, sees everything. In Lab 02, two convolutions of 5×5 saw 13 of
28 pixels, and a dense layer had to put them together.

## 3 · The generator

The slides' rule, one doubling shorter: channels halve while the sides double. `width` is the number of channels next to the picture; the
paper takes 64, and Lab 07 fewer, so that a laptop can train it.

| layer | output shape |
|---|---|
| noise $z$, reshaped | `[N, 1, 1, latentDim]` |
| transposed convolution: 4·width filters, kernel 4, stride 1, padding `'valid'` → batch normalisation → ReLU | `[N, 4, 4, 4·width]` |
| transposed convolution: 2·width filters, kernel 4, stride 2, padding `'same'` → batch normalisation → ReLU | `[N, 8, 8, 2·width]` |
| transposed convolution: width filters, kernel 4, stride 2, padding `'same'` → batch normalisation → ReLU | `[N, 16, 16, width]` |
| transposed convolution: 3 filters, kernel 4, stride 2, padding `'same'`, tanh | `[N, 32, 32, 3]` |

**Task.** Build it. No layer has a bias; all weights start from $\mathcal{N}(0, 0.02^2)$. With 100 noise values and width 64 it has
1,068,928 trainable parameters. Give batch normalisation `epsilon: 1e-5`: why, a question at the end asks.

<details><summary>Hint 1</summary>

The first layer is `tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] })`. Four transposed convolutions follow.

</details>

<details><summary>Hint 2</summary>

The three blocks differ in filters, strides and padding only: a small function of your own, or `upBlock` of Lab 01 with one argument more,
saves writing. The last layer has neither batch normalisation nor a block: only `activation: 'tanh'`.

</details>
*/
// %% [markdown] zh-TW
/*
第三個卷積看得到 32 個像素中的 22 個，最後給出答案的那一個則看得到全部。在 Lab 02，兩個 5×5 的卷積只看得到 28 個像素中的 13 個，
還要靠全連接層把它們合起來。

## 3 · 生成器

投影片上的規則，少一次加倍：邊長加倍，通道數就減半。`width` 是最靠近圖片的通道數；論文用 64，Lab 07 用得比較少，筆電才訓練得動。

| 層 | 輸出形狀 |
|---|---|
| 雜訊 $z$，改變形狀 | `[N, 1, 1, latentDim]` |
| 轉置卷積：4·width 個濾波器、卷積核 4、步幅 1、填補 `'valid'` → 批次正規化 → ReLU | `[N, 4, 4, 4·width]` |
| 轉置卷積：2·width 個濾波器、卷積核 4、步幅 2、填補 `'same'` → 批次正規化 → ReLU | `[N, 8, 8, 2·width]` |
| 轉置卷積：width 個濾波器、卷積核 4、步幅 2、填補 `'same'` → 批次正規化 → ReLU | `[N, 16, 16, width]` |
| 轉置卷積：3 個濾波器、卷積核 4、步幅 2、填補 `'same'`，tanh | `[N, 32, 32, 3]` |

**任務。** 把它建立起來。每一層都沒有偏置（bias）；所有權重都由 $\mathcal{N}(0, 0.02^2)$ 開始。雜訊長度為 100、width 為 64 時，可訓練的
參數共有 1,068,928 個。批次正規化請設定 `epsilon: 1e-5`：原因見最後的問題。

<details><summary>提示 1</summary>

第一層是 `tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] })`，後面接四個轉置卷積。

</details>

<details><summary>提示 2</summary>

三個區塊只有濾波器數量、步幅和填補不同：自己寫一個小函式，或是把 Lab 01 的 `upBlock` 加一個參數，就不用重複寫。最後一層既沒有批次
正規化，也不是區塊：只有 `activation: 'tanh'`。

</details>
*/
// %% task=generator
function buildGenerator(latentDim: number, width: number): tf.LayersModel {
  // BEGIN SOLUTION
  const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
  const up = (filters: number, strides: number, padding: 'same' | 'valid') => [
    tf.layers.conv2dTranspose({ filters, kernelSize: 4, strides, padding, useBias: false, kernelInitializer }),
    tf.layers.batchNormalization({ epsilon: 1e-5 }),
    tf.layers.reLU({}),
  ];
  return tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, 1, latentDim] }), // [N, 1, 1, latentDim]
      ...up(4 * width, 1, 'valid'), // [N, 4, 4, 4·width]
      ...up(2 * width, 2, 'same'), // [N, 8, 8, 2·width]
      ...up(width, 2, 'same'), // [N, 16, 16, width]
      tf.layers.conv2dTranspose({
        filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false, activation: 'tanh', kernelInitializer,
      }), // [N, 32, 32, 3]
    ],
  });
  // END SOLUTION
}

// %% check=generator points=4
await lab.check('generator', { buildGenerator: buildGenerator });

// %% [markdown] en
/*
The walk, and what it draws before any training: a faint cloud of colours for each noise vector.
*/
// %% [markdown] zh-TW
/*
形狀圖，以及訓練之前畫出的東西：每個雜訊向量都是一片淡淡的彩色雲。
*/
// %%
const generator = buildGenerator(100, 64);
const count = (model: tf.LayersModel): string => variablesOf(model).reduce((sum, { size }) => sum + size, 0).toLocaleString('en');
console.log(`G: ${count(generator)}`);
show(shapeWalk(generator));
const z = tf.randomNormal([10, 100]) as tf.Tensor2D;
const drawn = generator.apply(z, { training: true }) as tf.Tensor4D;
show(imageGrid(drawn.clipByValue(-0.5, 0.5) as tf.Tensor4D, { columns: 10, range: [-0.5, 0.5] }));

// %% [markdown] en
/*
## 4 · The discriminator

The mirror image of $G$: convolutions with stride 2 in place of transposed ones.

| layer | output shape |
|---|---|
| picture | `[N, 32, 32, 3]` |
| convolution: width filters, kernel 4, stride 2, padding `'same'` → LeakyReLU 0.2 | `[N, 16, 16, width]` |
| convolution: 2·width filters, kernel 4, stride 2, padding `'same'` → batch normalisation → LeakyReLU 0.2 | `[N, 8, 8, 2·width]` |
| convolution: 4·width filters, kernel 4, stride 2, padding `'same'` → batch normalisation → LeakyReLU 0.2 | `[N, 4, 4, 4·width]` |
| convolution: 1 filter, kernel 4, padding `'valid'` | `[N, 1, 1, 1]` |
| flatten: the logit | `[N, 1]` |

**Task.** Build it. Again no bias, and $\mathcal{N}(0, 0.02^2)$. At width 64 it has 663,296 trainable parameters.

<details><summary>Hint 1</summary>

Begin with `tf.layers.inputLayer({ inputShape: [32, 32, 3] })`; end with `tf.layers.flatten()`.

</details>

<details><summary>Hint 2</summary>

A small function with an argument `batchNorm`, like `downBlock` of Lab 02, gives three blocks. The last convolution covers the 4×4 picture just
once: that is why its output is 1×1.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 判別器

$G$ 的鏡像：轉置卷積換成步幅為 2 的卷積。

| 層 | 輸出形狀 |
|---|---|
| 圖片 | `[N, 32, 32, 3]` |
| 卷積：width 個濾波器、卷積核 4、步幅 2、填補 `'same'` → LeakyReLU 0.2 | `[N, 16, 16, width]` |
| 卷積：2·width 個濾波器、卷積核 4、步幅 2、填補 `'same'` → 批次正規化 → LeakyReLU 0.2 | `[N, 8, 8, 2·width]` |
| 卷積：4·width 個濾波器、卷積核 4、步幅 2、填補 `'same'` → 批次正規化 → LeakyReLU 0.2 | `[N, 4, 4, 4·width]` |
| 卷積：1 個濾波器、卷積核 4、填補 `'valid'` | `[N, 1, 1, 1]` |
| 攤平（flatten）：logit | `[N, 1]` |

**任務。** 把它建立起來。同樣沒有偏置，權重由 $\mathcal{N}(0, 0.02^2)$ 開始。width 為 64 時，可訓練的參數共有 663,296 個。

<details><summary>提示 1</summary>

第一層是 `tf.layers.inputLayer({ inputShape: [32, 32, 3] })`，最後一層是 `tf.layers.flatten()`。

</details>

<details><summary>提示 2</summary>

寫一個帶有 `batchNorm` 參數的小函式，就像 Lab 02 的 `downBlock`，就有了三個區塊。最後一個卷積剛好蓋住 4×4 的圖片一次，所以輸出是 1×1。

</details>
*/
// %% task=discriminator
function buildDiscriminator(width: number): tf.LayersModel {
  // BEGIN SOLUTION
  const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
  const down = (filters: number, batchNorm: boolean) => [
    tf.layers.conv2d({ filters, kernelSize: 4, strides: 2, padding: 'same', useBias: false, kernelInitializer }),
    ...(batchNorm ? [tf.layers.batchNormalization({ epsilon: 1e-5 })] : []),
    tf.layers.leakyReLU({ alpha: 0.2 }),
  ];
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [32, 32, 3] }),
      ...down(width, false), // [N, 16, 16, width]
      ...down(2 * width, true), // [N, 8, 8, 2·width]
      ...down(4 * width, true), // [N, 4, 4, 4·width]
      tf.layers.conv2d({ filters: 1, kernelSize: 4, useBias: false, kernelInitializer }), // [N, 1, 1, 1]
      tf.layers.flatten(), // [N, 1]
    ],
  });
  // END SOLUTION
}

// %% check=discriminator points=4
await lab.check('discriminator', { buildDiscriminator: buildDiscriminator });

// %%
const discriminator = buildDiscriminator(64);
console.log(`D: ${count(discriminator)}`);
show(shapeWalk(discriminator));
show(lintDCGAN({ generator: generator, discriminator: discriminator }));

// %% [markdown] en
/*
## 5 · Before you train: one step, looked at

An hour of training is a slow way to find a mistake. Two questions can be answered in a second.

**Is the loss what it should be?** An untrained $D$ knows nothing: its logits lie around 0, where

$$L_D = -\,\mathbb{E}_{x} \log D(x) - \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr) \tag{001.3}$$

is $2 \ln 2 = 1.386$, and $L_G = -\,\mathbb{E}_{z} \log D(G(z))$ (001.5) is $\ln 2 = 0.693$. A loss of 5 or of 0 at the start is a mistake.

**Does the gradient reach every layer?** A weight whose gradient is 0 learns nothing. $G$'s gradient comes through all of $D$ first.

**Task.** For one player, `'D'` or `'G'`, return the loss of its move, and the length (the Euclidean norm) of the gradient of that loss for each of
its trainable weights, in the order of `variablesOf`. Nothing is changed: no optimizer. Run both networks in training mode.

<details><summary>Hint 1</summary>

`tf.variableGrads(f, variables)` returns `{ value, grads }`: the loss, and an object with a gradient for the name of each variable. `f` takes no
argument and returns the loss.

</details>

<details><summary>Hint 2</summary>

`const variables = variablesOf(player === 'D' ? discriminator : generator);`, then `variables.map(({ name }) => grads[name].norm()…)`. A number comes out of a
tensor with `.dataSync()[0]`. Put everything into `tf.tidy(() => …)`.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 訓練之前：先看一步

訓練一個小時才發現錯誤，實在太慢。有兩個問題一秒鐘就能回答。

**損失是不是該有的值？** 沒訓練過的 $D$ 什麼也不知道：logit 在 0 附近，這時

$$L_D = -\,\mathbb{E}_{x} \log D(x) - \mathbb{E}_{z} \log\bigl(1 - D(G(z))\bigr) \tag{001.3}$$

等於 $2 \ln 2 = 1.386$，而 $L_G = -\,\mathbb{E}_{z} \log D(G(z))$（001.5）等於 $\ln 2 = 0.693$。一開始的損失如果是 5 或 0，就是寫錯了。

**梯度是不是到得了每一層？** 梯度為 0 的權重什麼也學不到。$G$ 的梯度要先穿過整個 $D$。

**任務。** 對其中一方 `'D'` 或 `'G'`，回傳它那一步的損失，以及這個損失對它每一個可訓練權重的梯度長度（歐幾里得範數），順序和
`variablesOf` 相同。不改變任何東西：不用最佳化器。兩個網路都以訓練模式執行。

<details><summary>提示 1</summary>

`tf.variableGrads(f, variables)` 回傳 `{ value, grads }`：損失，以及一個物件，用每個變數的名稱存放它的梯度。`f` 沒有參數，回傳損失。

</details>

<details><summary>提示 2</summary>

`const variables = variablesOf(player === 'D' ? discriminator : generator);`，然後 `variables.map(({ name }) => grads[name].norm()…)`。用
`.dataSync()[0]` 從張量取出數字。全部放進 `tf.tidy(() => …)`。

</details>
*/
// %%
// −E log D(x) − E log(1 − D(G(z)))
const discriminatorLoss = (realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean()) as tf.Scalar;

// −E log D(G(z))
const generatorLoss = (fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(fakeLogits)).mean() as tf.Scalar;

// %% task=first-step
function firstStep(
  player: 'D' | 'G', generator: tf.LayersModel, discriminator: tf.LayersModel, real: tf.Tensor4D, z: tf.Tensor2D,
): { loss: number; norms: number[] } {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const judge = (pictures: tf.Tensor): tf.Tensor => discriminator.apply(pictures, { training: true }) as tf.Tensor;
    const variables = variablesOf(player === 'D' ? discriminator : generator);
    const { value, grads } = tf.variableGrads(() => {
      const fake = generator.apply(z, { training: true }) as tf.Tensor;
      return player === 'D' ? discriminatorLoss(judge(real), judge(fake)) : generatorLoss(judge(fake));
    }, variables);
    return { loss: value.dataSync()[0], norms: variables.map(({ name }) => grads[name].norm().dataSync()[0]) };
  });
  // END SOLUTION
}

// %% check=first-step points=3
await lab.check('first-step', { firstStep: firstStep });

// %% tags=skip-in-grading
const real = imagesAt(data, Array.from({ length: 32 }, (_, i) => i));
const noise = tf.randomNormal([32, 100]) as tf.Tensor2D;
for (const player of ['D', 'G'] as const) {
  const { loss, norms } = firstStep(player, generator, discriminator, real, noise);
  const names = variablesOf(player === 'D' ? discriminator : generator).map(({ name, shape }) => `${name.split('/')[1]} [${shape}]`);
  console.log(`${player}: loss ${loss.toFixed(3)}\n${names.map((name, i) => `   ${name.padEnd(28)} |gradient| ${norms[i].toPrecision(3)}`).join('\n')}`);
}

// %% [markdown] en
/*
The losses lie **near** 1.386 and 0.693: up to about a half away, another time another half. The logits are not exactly 0: the last convolution adds up 4,096
numbers with weights of spread 0.02, which makes logits of a spread just below 1, and pictures that are alike get logits that are alike.

Every number of the list is above 0. And what does a mistake look like? Below, $D$'s weights all start at **0**, a natural idea. Which of the two
players still learns?
*/
// %% [markdown] zh-TW
/*
兩個損失都在 1.386 和 0.693 **附近**：最多相差大約一半，每次不同。logit 並不剛好是 0：最後一個卷積把 4,096 個數用標準差 0.02 的權重加起來，得到的 logit
標準差略小於 1；而且相似的圖片會得到相似的 logit。

清單裡的每個數都大於 0。那麼寫錯的時候會看到什麼？下面把 $D$ 的權重全部從 **0** 開始，這個想法很自然。兩方之中還有誰能學習？
*/
// %% tags=skip-in-grading
const zero = buildDiscriminator(64);
zero.setWeights(zero.getWeights().map((weight) => (weight.rank === 4 ? tf.zerosLike(weight) : weight)));
for (const player of ['D', 'G'] as const) {
  const { loss, norms } = firstStep(player, generator, zero, real, noise);
  console.log(`${player}: loss ${loss.toFixed(6)}   |gradient| ${norms.map((norm) => norm.toPrecision(2)).join('  ')}`);
}

// %% [markdown] en
/*
Neither. The loss is exactly $2 \ln 2$, which looks right, but every gradient is 0: each layer's gradient is a product with the weights behind it, or with
the values before it, and both are 0. One of the two questions is not enough.

## 6 · Going further: find the bug in the slide

The slide with the five guidelines says: "use batch normalisation in both the generator and the discriminator". The paper makes an
exception that the slide leaves out: **not on $G$'s output, and not on $D$'s input**. Why not on $D$'s input?

Batch normalisation subtracts from each colour its mean over the batch and divides by its standard deviation. So there are
changes that a $D$ with batch normalisation on its input **cannot see**, however visible they are to you. $G$ could paint all its pictures that way and
never be caught.

**Task.** Recolour a batch of pictures so that such a $D$ notices nothing. The pictures stay in $[-1, 1]$, and the pixels change by 0.1 or more on average.
There are many answers.

<details><summary>Hint 1</summary>

What happens to $(x - \text{mean}) / \text{deviation}$ when every $x$ is replaced by $a x + b$ with $a > 0$?

</details>

<details><summary>Hint 2</summary>

The same $a$ and $b$ for all pictures of the batch; each colour may have its own. Clipping is not of that form, so choose them such that
nothing leaves $[-1, 1]$.

</details>
*/
// %% [markdown] zh-TW
/*
誰也不能。損失剛好是 $2 \ln 2$，看起來很正常，但每個梯度都是 0：每一層的梯度都是和後面的權重、或和前面的數值相乘而來，而兩者都是 0。
兩個問題缺一不可。

## 6 · 更深入：找出投影片的錯誤

列出五項準則的投影片寫道：「生成器和判別器都使用批次正規化」。論文其實有一個例外，投影片沒有寫出來：**$G$ 的輸出和 $D$ 的輸入除外**。為什麼 $D$ 的
輸入不行？

批次正規化會讓每個顏色減去整個批次的平均值，再除以標準差。所以有些改變，輸入做了批次正規化的 $D$ **根本看不見**，不管你看起來有多明顯。
$G$ 可以把所有圖片都畫成那樣，永遠不會被抓到。

**任務。** 把一批圖片重新上色，讓這樣的 $D$ 什麼也察覺不到。圖片的數值仍要在 $[-1, 1]$ 之間，像素平均改變 0.1 以上。答案有很多種。

<details><summary>提示 1</summary>

如果每個 $x$ 都換成 $a x + b$（$a > 0$），$(x - \text{mean}) / \text{deviation}$ 會怎麼變？

</details>

<details><summary>提示 2</summary>

整個批次的圖片用同樣的 $a$ 和 $b$；每個顏色可以各有一組。截斷（clip）不是這種形式，所以要選得讓數值不會超出 $[-1, 1]$。

</details>
*/
// %% task=blind-spot
function recolour(pictures: tf.Tensor4D): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => pictures.mul([0.35, 0.5, 0.8]).add([0.6, 0, -0.2]) as tf.Tensor4D);
  // END SOLUTION
}

// %% check=blind-spot points=0
await lab.check('blind-spot', { recolour: recolour });

// %%
const normalise = tf.layers.batchNormalization({ inputShape: [32, 32, 3], epsilon: 1e-5 });
const seen = (batch: tf.Tensor4D): tf.Tensor => normalise.apply(batch, { training: true }) as tf.Tensor;
const recoloured = recolour(pictures);
const difference = (a: tf.Tensor, b: tf.Tensor): string => a.sub(b).abs().mean().dataSync()[0].toFixed(4);
console.log(`pixels: ${difference(pictures, recoloured)}   behind batch normalisation: ${difference(seen(pictures), seen(recoloured))}`);
show(imageGrid(tf.concat([pictures, recoloured]) as tf.Tensor4D, { columns: 10, range: [-1, 1], title: titleOf(data) }));

// %% [markdown] en
/*
## Questions

<details><summary>Where did the dense layer of Lab 01 go? It is one of the guidelines that hidden layers are not fully connected.</summary>

A transposed convolution from 1×1 to 4×4 **is** a fully connected layer: each of the 100 noise values reaches each of the 4·4·256 numbers, with
409,600 weights. The two differ in name only, and the paper allows this one.

</details>

<details><summary>Why is epsilon 1e-5, where TensorFlow.js would take 1e-3?</summary>

Batch normalisation divides by $\sqrt{\mathrm{variance} + \varepsilon}$. Behind weights of $\mathcal{N}(0, 0.02^2)$ the signal is faint: behind the second convolution of
$D$ its variance is about 0.001. With $\varepsilon = 0.001$ it would come out too small by a factor of 1.4, and each layer that follows would
add its own share.

</details>

<details><summary>Why does the kernel have side 4, and not 5 as in Lab 01?</summary>

4 is a multiple of the stride 2: every pixel is covered by two positions of the kernel along each line, so no checkerboard is built in.

</details>

<details><summary>How many weights does the step from one colour to three cost?</summary>

Almost none: $G$'s last kernel grows from 4·4·64·1 = 1,024 to 3,072 weights, and so does $D$'s first. What grows is what has to be learned.

</details>

<details><summary>The receptive field of the third convolution is 22. So can two details at opposite edges of the picture not be compared there?</summary>

Right: their numbers never meet before the last layer, which adds everything up with fixed weights. A network one layer deeper could compare them.
At 64×64, where the rule has one convolution more, the same holds one layer further on.

</details>

**Further reading.** Radford, Metz, Chintala, arXiv 1511.06434, section 3. Ioffe, Szegedy: *Batch Normalization*, arXiv 1502.03167. Araujo, Norris, Sim:
*Computing Receptive Fields of Convolutional Neural Networks*, Distill 2019. Krizhevsky: *Learning Multiple Layers of Features from Tiny Images*, 2009.

Next: **Lab 07 · CIFAR-10: generation**.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>Lab 01 的全連接層到哪裡去了？準則之一就是隱藏層不用全連接。</summary>

由 1×1 到 4×4 的轉置卷積**就是**全連接層：100 個雜訊值各自連到 4·4·256 個數，共 409,600 個權重。兩者只差在名稱，而且論文允許這一個。

</details>

<details><summary>為什麼 epsilon 是 1e-5，而不是 TensorFlow.js 的預設值 1e-3？</summary>

批次正規化除以 $\sqrt{\mathrm{variance} + \varepsilon}$。權重是 $\mathcal{N}(0, 0.02^2)$ 時訊號很微弱：在 $D$ 的第二個卷積之後，變異數大約只有 0.001。
如果 $\varepsilon = 0.001$，結果會小 1.4 倍，後面每一層又會再加上自己的一份。

</details>

<details><summary>為什麼卷積核的邊長是 4，而不是 Lab 01 的 5？</summary>

4 是步幅 2 的倍數：沿著每條線，每個像素都被卷積核的兩個位置覆蓋，所以不會有內建的棋盤格紋。

</details>

<details><summary>由一個顏色變成三個，要多花多少權重？</summary>

幾乎沒有：$G$ 最後的卷積核由 4·4·64·1 = 1,024 個權重變成 3,072 個，$D$ 的第一個也一樣。變多的是要學的東西。

</details>

<details><summary>第三個卷積的感受野是 22。所以圖片兩端的細節在那裡無法互相比較嗎？</summary>

對：它們的數在最後一層之前不會相遇，而最後一層只是用固定的權重把所有東西加起來。再深一層的網路就能比較它們。在 64×64 的圖片上，規則多一個
卷積，同樣的情形會晚一層發生。

</details>

**延伸閱讀。** Radford、Metz、Chintala，arXiv 1511.06434，第 3 節。Ioffe、Szegedy：*Batch Normalization*，arXiv 1502.03167。Araujo、Norris、Sim：
*Computing Receptive Fields of Convolutional Neural Networks*，Distill 2019。Krizhevsky：*Learning Multiple Layers of Features from Tiny Images*，2009。

下一課：**Lab 07 · CIFAR-10：生成圖片**。
*/
