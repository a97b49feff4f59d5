/*
 * Lab12: a CycleGAN trained on real digits within minutes, and held against the true translation. Source of both languages'
 * notebooks. Row R17 of the course map; CycleGAN is arXiv 1703.10593, the image pool 1612.07828, hidden messages 1712.02950.
 */
// %% [markdown] en
/*
# Lab 12 · CycleGAN: the training

**Goal.** You train two generators to translate between two sets of pictures that have no pair in common, and measure what a CycleGAN usually keeps to itself: whether the
translation is **true**.
**Time.** About 45 minutes, 11 of them computing. You choose how long to train; 5 minutes are set.

Lab 04 wrote the losses. Here they get their networks, their schedule, and a judge. For photographs of horses and zebras nobody knows the true translation of a horse. So the
domains here are made from digits: *this 3, black on white* is the truth for *this 3, white on black*. The training never sees such a pair. The judge does.
*/
// %% [markdown] zh-TW
/*
# Lab 12 · CycleGAN：訓練

**目標。** 訓練兩個生成器，在兩組沒有任何配對的圖片之間互相轉換，並測量 CycleGAN 通常不會告訴你的事：轉換究竟**對不對**。
**時間。** 大約 45 分鐘，其中 11 分鐘是電腦在計算。訓練多久由你決定，預設 5 分鐘。

Lab 04 寫好了損失函數。這一課為它們配上網路、訓練的順序，以及一位評審。對馬和斑馬的照片來說，沒有人知道一匹馬的正確轉換是什麼。所以這裡的領域都由數字做成：*白底黑字的這個 3*，
就是*黑底白字的這個 3* 的正確答案。訓練時從來看不到這樣的配對，評審才看得到。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, lineChart, loadDataset, loadImageFolder, sliceData, firstImages, randomBatch, describeData, inDomain, learn,
  createCycleGan, resnetGenerator, patchDiscriminator, patchLayers, generatorObjective, lsganDiscriminatorLoss, applyTo, descend, instanceNormalize as reference,
  ImagePool, optimizeParameters, fourPartRound, judgeTranslation, translationRows, RandomSource,
  type CycleGanModels, type DomainName, type Weights,
} from 'minimax-labs';

const lab = await openLab('lab12-cyclegan-training', { language: 'en' });

// %% [markdown] en
/*
## 1 · Two domains without a pair

The first half of the digits goes into domain $X$, the second half into domain $Y$: no digit is in both. The test digits go into both. They are the **hidden pairs**: $G$ and $F$ are judged
by them, and never learn from them.

Try other domains later, and run the cells below it again: `'plain'`, `'inverted'`, `'edges'`, `'slanted'`, `'coloured'`.
*/
// %% [markdown] zh-TW
/*
## 1 · 兩個沒有配對的領域

前一半的數字放進領域 $X$，後一半放進領域 $Y$：沒有任何一個數字同時在兩邊。測試用的數字則兩邊都放，這就是**隱藏的配對**：只用來評審 $G$ 和 $F$，不用來學習。

之後可以換成其他領域，再執行一次下面的各格：`'plain'`（原樣）、`'inverted'`（黑白反轉）、`'edges'`（輪廓）、`'slanted'`（傾斜）、`'coloured'`（上色）。
*/
// %% tags=skip-in-grading
const digits = await loadDataset('mnist', { limit: 9000 });
const unseen = await loadDataset('mnist', { split: 'test', limit: 500 });
const half = Math.floor(digits.count / 2);

function domains(x: DomainName, y: DomainName) {
  return {
    x: inDomain(sliceData(digits, 0, half), x), y: inDomain(sliceData(digits, half, digits.count), y),
    hidden: { x: inDomain(unseen, x), y: inDomain(unseen, y) },
  };
}

const [nameX, nameY]: [DomainName, DomainName] = ['plain', 'inverted'];
const data = domains(nameX, nameY);
console.log(describeData(digits));
show(imageGrid(firstImages(data.x, 20), { columns: 20, range: [-1, 1], title: 'X' }));
show(imageGrid(firstImages(data.y, 20), { columns: 20, range: [-1, 1], title: 'Y' }));

// %% [markdown] en
/*
## 2 · The generator, and its normalisation

$G$ halves the picture twice, changes it in a few **residual blocks**, $x + f(x)$, and enlarges it again. A block that does nothing passes its input on: a good place to start a *translation*, which
leaves most of a picture as it is.

Batch normalisation would mix the pictures of a batch: the brightness of one picture's translation would depend on the others. CycleGAN normalises each picture by itself,
**each channel over its height and width** (instance normalisation):

$$y_{nhwc} = \frac{x_{nhwc} - \mu_{nc}}{\sqrt{\sigma^2_{nc} + \varepsilon}}, \qquad \mu_{nc} = \frac{1}{HW}\sum_{h,w} x_{nhwc}, \qquad \sigma^2_{nc} = \frac{1}{HW}\sum_{h,w} (x_{nhwc} - \mu_{nc})^2$$

**Task.** Write it for $x$ of shape $[N, H, W, C]$.

<details><summary>Hint 1</summary>

`tf.moments(x, axes, true)` gives `mean` and `variance` over the axes; `true` keeps them as axes of length 1, so that they fit `x`.

</details>

<details><summary>Hint 2</summary>

Height and width are axes 1 and 2. `tf.rsqrt` is one over the root.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 生成器，以及它的正規化

$G$ 先把圖片縮小一半兩次，在幾個**殘差區塊** $x + f(x)$ 裡改變它，再放大回來。什麼都不做的區塊會把輸入原封不動地傳下去：對*轉換*來說是很好的起點，因為圖片的大部分本來就不該改。

批次正規化會把同一批次的圖片混在一起：一張圖片轉換後的亮度會取決於其他圖片。CycleGAN 讓每張圖片各自正規化，**每個通道對自己的高和寬計算**（instance normalization）：

$$y_{nhwc} = \frac{x_{nhwc} - \mu_{nc}}{\sqrt{\sigma^2_{nc} + \varepsilon}}, \qquad \mu_{nc} = \frac{1}{HW}\sum_{h,w} x_{nhwc}, \qquad \sigma^2_{nc} = \frac{1}{HW}\sum_{h,w} (x_{nhwc} - \mu_{nc})^2$$

**任務。** 對形狀 $[N, H, W, C]$ 的 $x$ 寫出它。

<details><summary>提示 1</summary>

`tf.moments(x, axes, true)` 對指定的軸計算 `mean` 和 `variance`；`true` 會保留長度為 1 的軸，才能和 `x` 對齊。

</details>

<details><summary>提示 2</summary>

高和寬是軸 1 和軸 2。`tf.rsqrt` 是平方根的倒數。

</details>
*/
// %% task=instance-norm
function instanceNormalize(x: tf.Tensor4D, epsilon: number): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, [1, 2], true);
    return x.sub(mean).mul(tf.rsqrt(variance.add(epsilon))) as tf.Tensor4D;
  });
  // END SOLUTION
}

// %% check=instance-norm points=2
await lab.check('instance-norm', { instanceNormalize: instanceNormalize });

// %% [markdown] en
/*
A picture and the same picture with half the contrast: after the normalisation they are the same. (The network uses `reference`, the same formula as one kernel of this machine's backend.)
Below, the generator of the paper and the one that fits into minutes. Both come from one rule: width, blocks.
*/
// %% [markdown] zh-TW
/*
一張圖片，和對比減半的同一張圖片：正規化之後完全相同。（網路用的是 `reference`：同一個公式，但在這台電腦的後端裡合成一個運算。）下面是論文的生成器，和幾分鐘內訓練得完的生成器。兩者出自同一條規則：
寬度與區塊數。
*/
// %% tags=skip-in-grading
const bright = firstImages(data.x, 6), faint = bright.mul(0.5) as tf.Tensor4D;
console.log(`difference ${instanceNormalize(bright, 1e-5).sub(reference(faint)).abs().max().dataSync()[0].toFixed(3)}`);
console.log(`ResNet-6  ${resnetGenerator({ channels: 3, width: 64, blocks: 6, border: 'mirror' }).countParams().toLocaleString('en')}`);
console.log(`here      ${resnetGenerator().countParams().toLocaleString('en')}`);

// %% [markdown] en
/*
## 3 · The discriminator judges patches

A PatchGAN gives no single verdict. It gives a map of scores, and each score sees a window of the picture only. Lab 06 asked how *large* such a window is. Here: **where** is it?

A convolution with padding $p$, kernel $k$ and stride $s$ computes number $i$ from the numbers $s\,i - p$ to $s\,i - p + k - 1$ of the layer before. So go **backwards**, from the score to the
picture: at each layer, the first and the last number that are needed.

**Task.** Return `[first, last]`: the pixels (along one axis) that decide score number `index`. They may lie outside of the picture, in the padding.

<details><summary>Hint 1</summary>

Begin with `[index, index]` and go through the layers from the last to the first.

</details>

<details><summary>Hint 2</summary>

The first one becomes `stride * first - padding`, the last one `stride * last - padding + kernel - 1`.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 判別器只評判小區塊

PatchGAN 不會給出一個總評，而是給出一張分數圖，每個分數只看得到圖片的一個視窗。Lab 06 問的是這個視窗有多*大*。這裡要問：它在**哪裡**？

填補 $p$、卷積核大小 $k$、步幅 $s$ 的卷積，用前一層的第 $s\,i - p$ 到第 $s\,i - p + k - 1$ 個數算出第 $i$ 個數。所以要**倒著走**，從分數走回圖片：每經過一層，算出所需的第一個和最後一個數。

**任務。** 回傳 `[first, last]`：（沿著一個軸）決定第 `index` 個分數的像素。它們可以落在圖片外面，也就是填補的部分。

<details><summary>提示 1</summary>

從 `[index, index]` 開始，由最後一層走到第一層。

</details>

<details><summary>提示 2</summary>

第一個變成 `stride * first - padding`，最後一個變成 `stride * last - padding + kernel - 1`。

</details>
*/
// %% task=patch-window
function patchWindow(index: number, layers: { kernel: number; stride: number; padding: number }[]): [number, number] {
  // BEGIN SOLUTION
  let [first, last] = [index, index];
  for (const { kernel, stride, padding } of [...layers].reverse()) {
    first = stride * first - padding;
    last = stride * last - padding + kernel - 1;
  }
  return [first, last];
  // END SOLUTION
}

// %% check=patch-window points=2
await lab.check('patch-window', { patchWindow: patchWindow });

// %% [markdown] en
/*
The paper's window is 70 pixels wide, on photographs of 256. On digits of 28 pixels one halving is enough: 12 × 12 scores with windows of 16. (Beside its window, a score knows of the whole only the means and variances of the normalisation.) Such a $D$ cannot know whether the whole is an 8. It knows
whether strokes, edges and background look like those of its domain; keeping the digit a digit is the business of the cycle. The picture shows the windows of three scores.
*/
// %% [markdown] zh-TW
/*
論文的視窗寬 70 個像素，用在 256 像素的照片上。對 28 像素的數字，縮小一次就夠了：12 × 12 個分數，視窗寬 16。（除了自己的視窗，一個分數對整張圖只知道正規化用到的平均與變異數。）這樣的 $D$ 不可能知道整張圖是不是 8。它只知道筆畫、邊緣和背景像不像自己領域的；讓數字仍然是那個數字，
是循環的工作。下圖是三個分數的視窗。
*/
// %% tags=skip-in-grading
const padded = (halvings: number) => patchLayers(halvings).map((layer) => ({ ...layer, padding: 1 }));
for (const halvings of [1, 2, 3]) {
  const [first, last] = patchWindow(0, padded(halvings));
  console.log(`${halvings}: ${last - first + 1} pixels`);
}
console.log(`PatchGAN-70  ${patchDiscriminator({ channels: 3, width: 64, halvings: 3, size: 256 }).countParams().toLocaleString('en')}`);
const windows = [0, 5, 11].map((index) => {
  const [first, last] = patchWindow(index, padded(1));
  const inside = tf.range(0, 28).greaterEqual(first).logicalAnd(tf.range(0, 28).lessEqual(last)).cast('float32');
  return firstImages(data.x, 1).add(1).mul(tf.outerProduct(inside as tf.Tensor1D, inside as tf.Tensor1D).reshape([1, 28, 28, 1]).mul(0.75).add(0.25));
});
show(imageGrid(tf.concat(windows) as tf.Tensor4D, { captions: ['0, 0', '5, 5', '11, 11'], range: [0, 2], scale: 4 }));

// %% [markdown] en
/*
## 4 · The image pool

$G$ finds a way to fool $D$; $D$ learns to see through it and forgets the one before; $G$ goes back to the one before. To break the circle, $D$ is also shown pictures that $G$ made **earlier**, out of
a pool of 50:

- The pool is not full yet: the fresh picture is kept, and shown.
- It is full: with probability ½ an old picture is shown and the fresh one takes its place; otherwise the fresh one is shown, and not kept.

**Task.** Return what is shown, and change `pool`. What a picture is does not matter: it is any value `T`. The dice have been thrown: `coin` is uniform in [0, 1), below ½ means "an
old one"; `place` says which.

<details><summary>Hint 1</summary>

`pool.push(fresh)` keeps a picture. Mind the order in a full pool: first take the old one out, then put the fresh one in.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 圖片池

$G$ 找到一種騙過 $D$ 的方法；$D$ 學會看穿它，同時忘了上一種；$G$ 又回到上一種。為了打破這個循環，也要讓 $D$ 看看 $G$ **以前**畫的圖片，取自一個容量 50 的圖片池：

- 池子還沒滿：留下新圖片，並讓 D 看它。
- 已經滿了：有 ½ 的機率讓 D 看一張舊圖片，新圖片取代它的位置；否則讓 D 看新圖片，不留下。

**任務。** 回傳要給 D 看的圖片，並更新 `pool`。圖片是什麼並不重要，可以是任何值 `T`。骰子已經擲好：`coin` 在 [0, 1) 均勻分布，小於 ½ 表示「看舊的」；`place` 指出是哪一張。

<details><summary>提示 1</summary>

`pool.push(fresh)` 會留下一張圖片。池子滿的時候要注意順序：先取出舊的，再放進新的。

</details>
*/
// %% task=pool
function throughPool<T>(pool: T[], fresh: T, size: number, coin: number, place: number): T {
  // BEGIN SOLUTION
  if (pool.length < size) {
    pool.push(fresh);
    return fresh;
  }
  if (coin >= 0.5) return fresh;
  const old = pool[place];
  pool[place] = fresh;
  return old;
  // END SOLUTION
}

// %% check=pool points=2
await lab.check('pool', { throughPool: throughPool });

// %% [markdown] en
/*
## 5 · One round

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F) \tag{002.7}$$

The sum of Lab 04 is there as `generatorObjective(gan, x, y, weights)`: an object with `total`, `adversarial`, `cycle` and the translations. What matters here is **who moves**:

1. Both generators take one step down `total`. Both judges stay as they are, bit for bit.
2. Both discriminators take one step down the sum of their losses, $\tfrac12 (\mathbb{E}(D(\text{real}) - 1)^2 + \mathbb{E}\,D(\text{shown})^2)$. They are shown pictures of the pool. Both generators stay as they are.

`descend(gan, names, loss)` takes one step for the networks named, such as `['DX']`, each by its own optimizer, and returns the loss from before it. `applyTo(gan.DX, x)` gives the scores.

**Task.** Write both moves.

<details><summary>Hint 1</summary>

`descend` wants a function that computes the loss: `() => …`.

</details>

<details><summary>Hint 2</summary>

$D_X$ is shown real pictures `x` and made ones `shownX`, $D_Y$ `y` and `shownY`. Add both `lsganDiscriminatorLoss(realScores, shownScores)`.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 一個回合

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F) \tag{002.7}$$

Lab 04 的總和已經寫成 `generatorObjective(gan, x, y, weights)`：回傳的物件裡有 `total`、`adversarial`、`cycle` 和轉換後的圖片。這裡的重點是**誰動**：

1. 兩個生成器一起沿著 `total` 往下走一步。兩個判別器一個位元都不變。
2. 兩個判別器一起沿著損失的和往下走一步：$\tfrac12 (\mathbb{E}(D(\text{real}) - 1)^2 + \mathbb{E}\,D(\text{shown})^2)$。給它們看的是圖片池的圖片。兩個生成器不變。

`descend(gan, names, loss)` 讓列出的網路（例如 `['DX']`）各用自己的最佳化器走一步，並回傳走之前的損失。`applyTo(gan.DX, x)` 給出分數。

**任務。** 寫出這兩步。

<details><summary>提示 1</summary>

`descend` 需要一個計算損失的函式：`() => …`。

</details>

<details><summary>提示 2</summary>

$D_X$ 看的是真圖片 `x` 和生成的 `shownX`，$D_Y$ 看的是 `y` 和 `shownY`。把兩個 `lsganDiscriminatorLoss(realScores, shownScores)` 相加。

</details>
*/
// %% task=moves
function generatorsMove(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, weights: Weights): tf.Scalar {
  // BEGIN SOLUTION
  return descend(gan, ['G', 'F'], () => generatorObjective(gan, x, y, weights).total);
  // END SOLUTION
}

function discriminatorsMove(gan: CycleGanModels, x: tf.Tensor4D, y: tf.Tensor4D, shownX: tf.Tensor4D, shownY: tf.Tensor4D): tf.Scalar {
  // BEGIN SOLUTION
  return descend(gan, ['DX', 'DY'], () => {
    const lossX = lsganDiscriminatorLoss(applyTo(gan.DX, x), applyTo(gan.DX, shownX));
    const lossY = lsganDiscriminatorLoss(applyTo(gan.DY, y), applyTo(gan.DY, shownY));
    return lossX.add(lossY) as tf.Scalar;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { generatorsMove: generatorsMove, discriminatorsMove: discriminatorsMove });

// %% [markdown] en
/*
## 6 · Train

Watch the rows. From above: $x$, its translation $G(x)$, the **hidden truth**, and what comes back, $F(G(x))$. Below, the same from $Y$: $y$, $F(y)$, the truth, $G(F(y))$. The training does not see the
third row.

It is kept in `checkpoints/my-cyclegan-plain-inverted.safetensors`: the four networks, their optimizers, the dice, and both pools. Interrupted (■) or after a restart, the same cell goes on bit for bit.
*/
// %% [markdown] zh-TW
/*
## 6 · 訓練

請看這幾排圖片。由上而下：$x$、它的轉換 $G(x)$、**隱藏的正確答案**，以及轉回來的 $F(G(x))$。下面是從 $Y$ 出發的同樣四排：$y$、$F(y)$、正確答案、$G(F(y))$。訓練看不到第三排。

訓練存放在 `checkpoints/my-cyclegan-plain-inverted.safetensors`：四個網路、它們的最佳化器、骰子和兩個圖片池。中斷（■）或重新啟動之後，同一格會繼續下去，每一個位元都相同。
*/
// %% tags=skip-in-grading
const MINUTES = 5;
const batchSize = 8;
const weights: Weights = { lambda: 10, identity: 0, norm: 'l1' };

const gan = createCycleGan({ channels: [data.x.channels, data.y.channels] });
const { G, F, DX, DY } = gan;
const pools = { x: new ImagePool(50, throughPool), y: new ImagePool(50, throughPool) };

const round = (random: RandomSource) => tf.tidy(() => {
  const x = randomBatch(data.x, batchSize, random), y = randomBatch(data.y, batchSize, random);
  const generators = generatorsMove(gan, x, y, weights);
  const shownX = pools.x.query(applyTo(F, y), random), shownY = pools.y.query(applyTo(G, x), random);
  const discriminators = discriminatorsMove(gan, x, y, shownX, shownY);
  return { generators, discriminators };
});

const run = await learn({
  networks: { G, F, DX, DY }, optimizers: gan.optimizers, state: { poolX: pools.x, poolY: pools.y }, averaged: ['G', 'F'],
  round: ({ random }) => round(random), samples: () => translationRows(gan, data.hidden),
  seconds: 60 * MINUTES, checkpoint: `my-cyclegan-${nameX}-${nameY}`,
});

// %% tags=skip-in-grading
run.film()

// %% [markdown] en
/*
## 7 · Is it true?

Two numbers, both mean absolute differences of pixels:

- the **cycle error** $\lvert F(G(x)) - x \rvert$: known without any pair, and what the training makes small;
- the **true error** $\lvert G(x) - y \rvert$ with $y$ the hidden partner of $x$: what one really wants to know.

**Task.** Compute both, for generators given as functions.

<details><summary>Hint 1</summary>

`a.sub(b).abs().mean().dataSync()[0]` is a number. Compute $G(x)$ once, inside of `tf.tidy`.

</details>
*/
// %% [markdown] zh-TW
/*
## 7 · 轉換對不對？

兩個數字，都是像素差的絕對值的平均：

- **循環誤差** $\lvert F(G(x)) - x \rvert$：不需要任何配對就能知道，訓練也正是要讓它變小；
- **真正的誤差** $\lvert G(x) - y \rvert$，其中 $y$ 是 $x$ 隱藏的另一半：這才是真正想知道的。

**任務。** 計算這兩個數。生成器以函式的形式傳入。

<details><summary>提示 1</summary>

`a.sub(b).abs().mean().dataSync()[0]` 是一個數字。請在 `tf.tidy` 裡計算，$G(x)$ 只算一次。

</details>
*/
// %% task=errors
type Translator = (pictures: tf.Tensor4D) => tf.Tensor4D;

function errors(G: Translator, F: Translator, x: tf.Tensor4D, y: tf.Tensor4D): { cycle: number; translation: number } {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const made = G(x);
    const difference = (a: tf.Tensor4D, b: tf.Tensor4D): number => a.sub(b).abs().mean().dataSync()[0];
    return { cycle: difference(F(made), x), translation: difference(made, y) };
  });
  // END SOLUTION
}

// %% check=errors points=2
await lab.check('errors', { errors: errors });

// %% tags=skip-in-grading
const asFunction = (network: tf.LayersModel): Translator => (pictures) => applyTo(network, pictures);
const [x100, y100] = [firstImages(data.hidden.x, 100), firstImages(data.hidden.y, 100)];
const [there, back] = run.averaged(() => [errors(asFunction(G), asFunction(F), x100, y100), errors(asFunction(F), asFunction(G), y100, x100)]);
const { strangerY } = judgeTranslation(gan, data.hidden, 100);
console.log(`X → Y: cycle ${there.cycle.toFixed(3)}   true ${there.translation.toFixed(3)}`);
console.log(`Y → X: cycle ${back.cycle.toFixed(3)}   true ${back.translation.toFixed(3)}`);
console.log(`another digit in the place of the truth: ${strangerY.toFixed(3)}`);

// %% [markdown] en
/*
The last line is the yardstick: a translation that has nothing to do with its input gets this. A true error far below it means that the *same digit* was translated. Nothing in formula 002.7 promises
that! A $G$ that turns every 3 into an inverted 8, and an $F$ that turns it back, has a perfect cycle and convinced judges. What speaks against it is only that small convolutional networks find the
simple map first.

Scrub the film back to its beginning. There the right digit often stands a few pixels **beside** its place: $F$ moves it back, so the cycle error is small already, and the true error is still that of a
stranger. One run of the solved notebook's networks had a cycle error of 0.12 and a true error of 0.31 after 100 rounds of 4 pictures, 0.08 and 0.12 after 300: only the edges of the picture tell the judges where a window lies, and they learn it late.

## 8 · What the knobs do

Short trainings from the same first weights, one thing changed at a time:

| | |
|---|---|
| `λ = 0` | two GANs that know nothing of each other |
| `λ = 10` | as above |
| `λ = 10, squares` | the cycle by the mean square: what a slide says in words ("do the MSE"), beside the absolute value in its formula |
| `identity` | with the identity loss, weight 0.5 |
| `four parts` | another slide: first the cycle from $X$ and back, then the first GAN, then the cycle from $Y$ and back, then the second GAN, each with an update of its own |
*/
// %% [markdown] zh-TW
/*
最後一行是尺度：和輸入毫無關係的轉換會得到這個數。真正的誤差遠低於它，表示轉換的是*同一個數字*。公式 002.7 裡沒有任何一項保證這件事！如果 $G$ 把每個 3 都變成反轉的 8，$F$ 再變回來，循環就是完美的，
判別器也會相信。唯一不利於它的，是小型卷積網路會先找到簡單的對應。

把影片拉回開頭看看。那時數字往往是對的，卻**偏離**了原來的位置幾個像素：$F$ 會把它移回來，所以循環誤差已經很小，真正的誤差卻還和毫無關係的數字一樣大。用解答版的網路實測一次：每回合 4 張圖片，100 回合之後循環誤差 0.12、
真正的誤差 0.31，300 回合之後是 0.08 和 0.12。只有圖片的邊緣能告訴判別器視窗在哪裡，而它們很晚才學會。

## 8 · 各個旋鈕的作用

從相同的初始權重出發做幾次短的訓練，一次只改一項：

| | |
|---|---|
| `λ = 0` | 兩個互不相干的 GAN |
| `λ = 10` | 和上面相同 |
| `λ = 10, squares` | 循環用平方的平均：投影片用文字這樣說（「做 MSE」），旁邊的公式卻是絕對值 |
| `identity` | 加上恆等損失，權重 0.5 |
| `four parts` | 另一張投影片：先做從 $X$ 出發再回來的循環，再訓練第一組 GAN，接著從 $Y$ 出發再回來的循環，最後第二組 GAN，各自更新一次 |
*/
// %% tags=skip-in-grading
const SECONDS = 30;
const joint: Weights = { lambda: 10, identity: 0, norm: 'l1' };
const variants = {
  'λ = 0': { ...joint, lambda: 0 }, 'λ = 10': joint, 'λ = 10, squares': { ...joint, norm: 'l2' }, 'identity': { ...joint, identity: 0.5 }, 'four parts': joint,
} satisfies Record<string, Weights>;

for (const [name, changed] of Object.entries(variants)) {
  const trial = createCycleGan({ channels: [data.x.channels, data.y.channels] }), trialPools = { x: new ImagePool(), y: new ImagePool() };
  const play = name === 'four parts' ? fourPartRound : optimizeParameters;
  const { step } = await learn({
    networks: { G: trial.G, F: trial.F, DX: trial.DX, DY: trial.DY }, optimizers: trial.optimizers, seconds: SECONDS, quiet: true,
    round: ({ random }) => tf.tidy(() => play(trial, randomBatch(data.x, batchSize, random), randomBatch(data.y, batchSize, random), trialPools, changed, random)),
  });
  const { cycleX, toY, toX } = judgeTranslation(trial, data.hidden);
  console.log(`${name.padEnd(16)} ${String(step).padStart(5)} rounds   cycle ${cycleX.toFixed(3)}   true X → Y ${toY.toFixed(3)}   Y → X ${toX.toFixed(3)}`);
}

// %% [markdown] en
/*
Read the columns against each other. With $\lambda = 0$ nothing asks for a way back. The four parts cost more for a round, since each part runs the generators anew, so fewer rounds fit into the
same seconds; and no update sees the whole of what the generators want: the cycle's step is taken without regard to the judge, and the other way round. Compare rounds *and* errors before you believe
one line: this is one seed, and half a minute.

## 9 · Perfect cycle, wrong translation

Now $X$ is **coloured** and $Y$ is grey. $G$ has to drop the colour. $F$ cannot know it: a grey 3 has no colour. An honest $F$ would have to guess, and the cycle error would stay high. Train, and look at
the second and the fourth row.
*/
// %% [markdown] zh-TW
/*
請把各行對照著看。$\lambda = 0$ 時，沒有任何一項要求回得來。四個部分的做法，一個回合比較貴，因為每一部分都要重新執行生成器，所以同樣的秒數走不了那麼多回合；而且沒有任何一次更新看得到生成器的完整目標：循環的那一步
不管判別器，反過來也一樣。在相信某一行之前，請同時比較回合數*和*誤差：這只是一個種子、半分鐘的結果。

## 9 · 循環完美，轉換卻錯了

現在 $X$ 是**彩色**的，$Y$ 是灰階的。$G$ 必須丟掉顏色。$F$ 不可能知道顏色：灰色的 3 沒有顏色。老實的 $F$ 只能用猜的，循環誤差會一直很高。請訓練，然後看第二排和第四排。
*/
// %% tags=skip-in-grading
const COLOUR_MINUTES = 2;
const colours = domains('coloured', 'plain');
const painter = createCycleGan({ channels: [3, 1] }), painterPools = { x: new ImagePool(), y: new ImagePool() };
const painting = await learn({
  networks: { G: painter.G, F: painter.F, DX: painter.DX, DY: painter.DY }, optimizers: painter.optimizers, state: { poolX: painterPools.x, poolY: painterPools.y },
  round: ({ random }) => tf.tidy(() => optimizeParameters(painter, randomBatch(colours.x, batchSize, random), randomBatch(colours.y, batchSize, random), painterPools, weights, random)),
  samples: () => translationRows(painter, colours.hidden), seconds: 60 * COLOUR_MINUTES, checkpoint: 'my-colours',
});

// %% [markdown] en
/*
At first $F$ paints every digit in the same colour. Then colours begin to come back, out of a picture that has none (if not yet, run the cell again with more minutes). $G$ **hides** them: a stroke a little thicker here, a
faint pattern there, too weak for the judge of patches, strong enough for $F$. Chu et al. call it steganography. Two measurements tell more. $F$ gets a real grey picture, which hides nothing: now it has to guess. And $F$ gets $G(x)$ with a little noise on it: that tells how **loud** the message is written. What can be *seen* survives noise, a whisper does not.

**Task.** Compute the cycle error from $x$ where `noise` is added to $G(x)$ on its way to $F$.

<details><summary>Hint 1</summary>

As in section 7, with `G(x).add(noise)`. The way back is held against `x`.

</details>
*/
// %% [markdown] zh-TW
/*
一開始，$F$ 把每個數字都塗成同一種顏色。接著，顏色開始從一張沒有顏色的圖片裡回來了（如果還沒有，請把分鐘數調大，再執行一次那一格）。$G$ 把它們**藏**了起來：這裡的筆畫粗一點，那裡有個淡淡的花紋，弱到只看小區塊的判別器看不出來，
卻足以讓 $F$ 讀出來。Chu 等人稱之為隱寫術（steganography）。有兩項測量能告訴我們更多。
讓 $F$ 看真正的灰階圖片，裡面什麼都沒藏：這時它只能用猜的。再讓 $F$ 看加上一點雜訊的 $G(x)$：這能看出訊息寫得有多**大聲**。*看得見*的東西在雜訊中還在，悄悄話就聽不見了。

**任務。** 計算在 $G(x)$ 交給 $F$ 之前加上 `noise` 時，從 $x$ 出發的循環誤差。

<details><summary>提示 1</summary>

和第 7 節相同，但改用 `G(x).add(noise)`。轉回來的結果和 `x` 比較。

</details>
*/
// %% task=under-noise
function cycleUnderNoise(G: Translator, F: Translator, x: tf.Tensor4D, noise: tf.Tensor4D): number {
  // BEGIN SOLUTION
  return tf.tidy(() => F(G(x).add(noise) as tf.Tensor4D).sub(x).abs().mean().dataSync()[0]);
  // END SOLUTION
}

// %% check=under-noise points=2
await lab.check('under-noise', { cycleUnderNoise: cycleUnderNoise });

// %% tags=skip-in-grading
const sigmas = [0, 0.02, 0.05, 0.1, 0.2, 0.4];
const coloured100 = firstImages(colours.hidden.x, 100);
const cycleOf = (network: CycleGanModels, pictures: tf.Tensor4D) => sigmas.map((sigma) => tf.tidy(() => {
  const noise = tf.randomNormal([pictures.shape[0], 28, 28, 1], 0, sigma, 'float32', 1) as tf.Tensor4D;
  return cycleUnderNoise(asFunction(network.G), asFunction(network.F), pictures, noise);
}));
const { cycleX, toX, toY } = judgeTranslation(painter, colours.hidden, 100);
console.log(`F(G(x)): ${cycleX.toFixed(3)}   F(y), nothing hidden: ${toX.toFixed(3)}   G(x) from the true grey: ${toY.toFixed(3)}`);
const colour = lab.language === 'en' ? 'coloured → grey' : '彩色 → 灰階';
lineChart({ [colour]: { x: sigmas, y: cycleOf(painter, coloured100) }, [`${nameX} → ${nameY}`]: { x: sigmas, y: cycleOf(gan, x100) } }, { xTitle: 'σ', yTitle: '|F(G(x) + ε) − x|' })

// %% [markdown] en
/*
A cycle error of $F(G(x))$ that is lower than the error of $F(y)$ is a confession: from the same grey digit, $F$ draws the right colour only where $G$ has made it. One run of these networks had 0.095 beside 0.141 after 750
rounds of 4 pictures, while $G(x)$ was 0.081 from the true grey. Noise of $\sigma = 0.3$ changed little there (0.098): the message was still written in the width of the strokes. The longer the judges train, the fainter it has to
become, and in the networks of Chu et al., after days, hardly visible noise was enough to lose it. Which of both does your chart show?

## 10 · Your own pictures

Two folders of PNG or JPEG files, at least ten pictures each: they need not match in any way. Write their names below. Each picture is cut to its middle square and made 28 pixels wide; there is no hidden
truth any more, so only your eyes and the cycle error judge. For another pair of folders add `startOver: true` beside `checkpoint`: the training that is kept there is put aside.
*/
// %% [markdown] zh-TW
/*
如果 $F(G(x))$ 的循環誤差比 $F(y)$ 的誤差還低，就等於招認了：同樣是灰色的數字，只有 $G$ 畫的，$F$ 才塗得出正確的顏色。用這些網路實測一次：每回合 4 張圖片，750 回合之後是 0.095 和 0.141，而 $G(x)$ 和真正的灰階相差 0.081。
$\sigma = 0.3$ 的雜訊幾乎沒有影響（0.098）：這時訊息還寫在筆畫的粗細裡。判別器訓練得越久，訊息就必須越淡；在 Chu 等人訓練了好幾天的網路裡，幾乎看不見的雜訊就足以讓訊息消失。你的圖是哪一種？

## 10 · 你自己的圖片

兩個資料夾，裡面放 PNG 或 JPEG 檔，各至少十張；兩邊完全不需要對應。把資料夾的名稱寫在下面。每張圖片會裁成正中央的正方形，縮成 28 個像素寬；這時已經沒有隱藏的正確答案，只能靠眼睛和循環誤差來判斷。換另一對資料夾時，請在 `checkpoint` 旁邊加上 `startOver: true`：原本存放的訓練會另外保留。
*/
// %% tags=skip-in-grading
const FOLDERS = { x: '', y: '' };
if (FOLDERS.x && FOLDERS.y) {
  const own = { x: await loadImageFolder(FOLDERS.x), y: await loadImageFolder(FOLDERS.y) };
  const translator = createCycleGan({ channels: [3, 3] }), ownPools = { x: new ImagePool(), y: new ImagePool() };
  await learn({
    networks: { G: translator.G, F: translator.F, DX: translator.DX, DY: translator.DY }, optimizers: translator.optimizers, state: { poolX: ownPools.x, poolY: ownPools.y },
    round: ({ random }) => tf.tidy(() => optimizeParameters(translator, randomBatch(own.x, batchSize, random), randomBatch(own.y, batchSize, random), ownPools, { ...weights, identity: 0.5 }, random)),
    samples: () => translationRows(translator, own), seconds: 60 * MINUTES, checkpoint: 'my-pictures', settings: { x: FOLDERS.x, y: FOLDERS.y },
  });
} else {
  console.log(lab.language === 'en' ? 'Write the names of two folders into FOLDERS, and this cell trains on them.' : '在 FOLDERS 寫上兩個資料夾的名稱，這一格就會用它們訓練。');
}

// %% [markdown] en
/*
Here the third row shows another picture of the other folder, not the truth. For sides of 56 or 112 pixels give `size` to both `loadImageFolder` and `createCycleGan`; a round takes four or
sixteen times as long.

## Questions

<details><summary>The judges see windows of 16 pixels. What would change with a single score for the whole picture?</summary>

The judge could learn that there is no such digit as half an 8, and would know the training pictures by heart sooner. Patches have fewer parameters, work at any size, and leave the large shapes to the cycle: good
where the translation keeps shapes, as here; bad where it should change them (a cat into a dog).

</details>

<details><summary>Why is D's gradient not allowed to flow into G in the second move?</summary>

`descend(gan, ['DX', 'DY'], …)` names who learns. The shown pictures are numbers by then, made before; with them inside of the loss, and G named, G would learn to help its judge.

</details>

<details><summary>With the identity loss, inverting becomes harder to learn. Why?</summary>

It asks $G(y) = y$: leave a white background white. And the translation asks $G(x) = -x$: make a black background white. $G$ must first see which domain it is given. For paintings and photographs,
whose colours are to stay, this is wanted.

</details>

<details><summary>Could noise on G(x) during the training keep G from hiding messages?</summary>

Yes: the message would have to be written larger than the noise, and then $D$ sees it. The price is that fine true details get lost as well. Others compress $G(x)$, or drop the demand that colours return.

</details>

<details><summary>Edges → plain → edges: is information lost on the way?</summary>

Hardly: the outline of a digit tells its inside. Ask for each pair of domains whether the true map has an inverse. Where it has none, a small cycle error is a warning, not a success.

</details>

<details><summary>Plain → slanted: after minutes the digits still stand too upright. Is the network too weak?</summary>

No. Taught with the true pairs, the same $G$ came to an error of 0.05 within 300 rounds; in the game, one run had 0.19 after 500. The digits of $X$ lean by themselves, some more, some less, so the judges have little to say against one
that leans too little, and $F$ undoes whatever $G$ did: nothing says how far. The paper reports the same in its section 6: changes of colour and texture often succeed, changes of shape hardly do.

</details>

**Further reading.** Zhu, Park, Isola, Efros, arXiv 1703.10593. Shrivastava et al.: *Learning from Simulated and Unsupervised Images through Adversarial Training*, arXiv 1612.07828. Chu, Zhmoginov, Sandler: *CycleGAN, a
Master of Steganography*, arXiv 1712.02950. Ulyanov, Vedaldi, Lempitsky: *Instance Normalization*, arXiv 1607.08022. Isola et al.: *Image-to-Image Translation with Conditional Adversarial Networks*, arXiv 1611.07004 (PatchGAN).
*/
// %% [markdown] zh-TW
/*
這裡的第三排是另一個資料夾裡的圖片，不是正確答案。想用 56 或 112 像素的圖片，請把 `size` 同時傳給 `loadImageFolder` 和 `createCycleGan`；一個回合要花四倍或十六倍的時間。

## 問題

<details><summary>判別器看的是 16 像素的視窗。如果改成整張圖片只給一個分數，會有什麼不同？</summary>

判別器就能學到沒有「半個 8」這種數字，也會更快把訓練圖片背起來。小區塊的參數比較少，適用於任何尺寸，並把大的形狀交給循環負責：轉換要保留形狀時（例如這裡）很好；要改變形狀時（例如把貓變成狗）就不好。

</details>

<details><summary>為什麼在第二步裡，D 的梯度不可以流進 G？</summary>

`descend(gan, ['DX', 'DY'], …)` 列出了誰在學習。給 D 看的圖片在這之前就已經算成數字；如果把它們放進損失函式裡計算，又列出 G，G 就會學著幫助它的判別器。

</details>

<details><summary>加上恆等損失，黑白反轉會變得比較難學。為什麼？</summary>

它要求 $G(y) = y$：白色背景要保持白色。而轉換要求 $G(x) = -x$：黑色背景要變成白色。$G$ 必須先看出收到的是哪一個領域的圖片。對畫作和照片來說，顏色本來就該保留，這就是我們要的。

</details>

<details><summary>如果訓練時就在 G(x) 加上雜訊，能不能讓 G 藏不了訊息？</summary>

可以：訊息必須寫得比雜訊更明顯，$D$ 就看得到了。代價是真正的細節也會一起損失。也有人壓縮 $G(x)$，或不再要求顏色必須還原。

</details>

<details><summary>輪廓 → 原樣 → 輪廓：途中有資訊損失嗎？</summary>

幾乎沒有：數字的輪廓就決定了它的內部。對每一對領域，都要問正確的對應有沒有反函數。沒有的時候，很小的循環誤差是警訊，不是成功。

</details>

<details><summary>原樣 → 傾斜：訓練了幾分鐘，數字還是站得太直。是網路太弱嗎？</summary>

不是。如果用真正的配對來教，同樣的 $G$ 在 300 回合內誤差就降到 0.05；在這個賽局裡實測一次，500 回合之後是 0.19。$X$ 的數字本來就有的斜一些、有的直一些，判別器很難挑剔一個斜得不夠的數字；而不管 $G$ 做了什麼，
$F$ 都會還原：沒有任何一項規定要斜多少。論文第 6 節的結論也相同：改變顏色和紋理常常成功，改變形狀則幾乎不行。

</details>

**延伸閱讀。** Zhu、Park、Isola、Efros，arXiv 1703.10593。Shrivastava 等人：*Learning from Simulated and Unsupervised Images through Adversarial Training*，arXiv 1612.07828。Chu、Zhmoginov、Sandler：*CycleGAN, a
Master of Steganography*，arXiv 1712.02950。Ulyanov、Vedaldi、Lempitsky：*Instance Normalization*，arXiv 1607.08022。Isola 等人：*Image-to-Image Translation with Conditional Adversarial Networks*，arXiv 1611.07004（PatchGAN）。
*/
