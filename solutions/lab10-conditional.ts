/*
 * Lab10, a GAN that draws what it is asked for; source of both languages' notebooks. Row R23 of the course map. Conditional
 * GANs are Mirza and Osindero, arXiv 1411.1784; wrong pairs as negatives Reed et al., arXiv 1605.05396.
 */
// %% [markdown] en
/*
# Lab 10 · The conditional GAN

**Goal.** You build a GAN that draws the digit you ask for, find out what makes it listen, and measure how often it does.
**Time.** About 25 minutes, 6 of them computing. You choose how long to train; 2 minutes are set.

The GANs so far draw what they like. A **conditional** GAN gets a wish $y$, here the class of a digit, beside its noise $z$: $G(z, y)$. The lecture gives the wish to
$D$ as well, "so that the model does not simply ignore it". You will see both: what it does with the wish when $D$ sees it, and when $D$ does not.
*/
// %% [markdown] zh-TW
/*
# Lab 10 · 條件式 GAN

**目標。** 做出一個你要哪個數字、它就畫哪個數字的 GAN，查明它為什麼會聽話，並量出它有多常聽話。
**時間。** 大約 25 分鐘，其中 6 分鐘是電腦在計算。訓練多久由你決定，預設 2 分鐘。

到目前為止的 GAN 愛畫什麼就畫什麼。**條件式** GAN 除了雜訊 $z$，還會拿到一個要求 $y$，在這裡是數字的類別：$G(z, y)$。課程把要求也給 $D$ 看，「以免模型直接忽略它」。這兩種情形你都會看到：
$D$ 看得見要求時，以及 $D$ 看不見時，$G$ 怎麼對待這個要求。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, loadDataset, describeData, firstImages, imagesAt, variablesOf, compactGenerator, compactDiscriminator,
  labelledBatch, blindfolded, styleShare, traitsOf, learn, trainClassifier, evaluate, confusionTable, informationOf, RandomSource, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab10-conditional', { language: 'en' });

// %% [markdown] en
/*
## 1 · Pictures with a class

A class is a name, not a size: 8 is not twice 4. So a network gets it as a **one-hot** vector, a place for each class, 1 at its own and 0 elsewhere.

**Task.** Return the one-hot vectors of the labels, a float32 tensor of shape [labels, classes].

<details><summary>Hint 1</summary>

`tf.oneHot(indices, depth)` makes them of a tensor of whole numbers: `tf.tensor1d(labels, 'int32')`.

</details>

<details><summary>Hint 2</summary>

Its result holds whole numbers as well, and a network computes with float32: `.toFloat()`.

</details>
*/
// %% [markdown] zh-TW
/*
## 1 · 帶著類別的圖片

類別是名稱，不是大小：8 並不是 4 的兩倍。所以網路拿到的是 **one-hot** 向量：每個類別一個位置，自己的位置是 1，其他都是 0。

**任務。** 回傳這些標籤的 one-hot 向量：形狀 [標籤數, 類別數] 的 float32 張量。

<details><summary>提示 1</summary>

`tf.oneHot(indices, depth)` 可以從整數的張量算出來：`tf.tensor1d(labels, 'int32')`。

</details>

<details><summary>提示 2</summary>

它的結果也是整數，而網路用 float32 計算：`.toFloat()`。

</details>
*/
// %% task=one-hot
function oneHot(labels: number[], classes: number): tf.Tensor2D {
  // BEGIN SOLUTION
  return tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), classes).toFloat() as tf.Tensor2D);
  // END SOLUTION
}

// %% check=one-hot points=1
await lab.check('one-hot', { oneHot: oneHot });

// %%
const training = await loadDataset('mnist');
const test = await loadDataset('mnist', { split: 'test', limit: 1000 });
const classes = training.classNames.length;
console.log(describeData(training));
show(imageGrid(firstImages(training, 20), { columns: 10, captions: [...training.labels.slice(0, 20)] }));

// %% [markdown] en
/*
## 2 · Where does the wish enter?

In the simplest way there is: the networks stay those of Lab 03, and only their inputs get wider.

- **$G$** gets noise and wish in one row: $[z \mid y]$, 64 + 10 numbers.
- **$D$** gets the wish as ten more **channels** beside the grey one. The channel of the class is 1 all over, the others 0 all over: every place of the picture that a convolution looks at knows
  what the picture is supposed to be.

**Task.** Write both. `z` is [N, d], `y` is [N, K], pictures are [N, H, W, C]; the results are [N, d + K] and [N, H, W, C + K]. Gradients have to flow through the pictures.

<details><summary>Hint 1</summary>

`tf.concat([a, b], axis)` puts tensors one behind the other along an axis: 1 for rows, 3 for channels.

</details>

<details><summary>Hint 2</summary>

Make `y` a tiny picture, `y.reshape([-1, 1, 1, K])`, and repeat it over all places: `.tile([1, height, width, 1])`.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 要求從哪裡進去？

用最簡單的辦法：網路沿用 Lab 03 的，只是輸入變寬。

- **$G$** 拿到排成一列的雜訊和要求：$[z \mid y]$，64 + 10 個數。
- **$D$** 拿到的要求，是灰階通道之外再加的十個**通道**。那個類別的通道整面是 1，其他整面是 0：卷積看到的每一個位置都知道這張圖片應該是什麼。

**任務。** 寫出這兩個函式。`z` 的形狀是 [N, d]，`y` 是 [N, K]，圖片是 [N, H, W, C]；結果分別是 [N, d + K] 和 [N, H, W, C + K]。梯度必須能穿過圖片。

<details><summary>提示 1</summary>

`tf.concat([a, b], axis)` 沿著一個軸把張量接起來：列是軸 1，通道是軸 3。

</details>

<details><summary>提示 2</summary>

先把 `y` 變成很小的圖片 `y.reshape([-1, 1, 1, K])`，再重複到所有位置：`.tile([1, height, width, 1])`。

</details>
*/
// %% task=join
function joinNoise(z: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  // BEGIN SOLUTION
  return tf.concat([z, y], 1);
  // END SOLUTION
}

function joinPictures(pictures: tf.Tensor4D, y: tf.Tensor2D): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const [, height, width] = pictures.shape;
    const maps = y.reshape([-1, 1, 1, y.shape[1]]).tile([1, height, width, 1]) as tf.Tensor4D;
    return tf.concat([pictures, maps], 3);
  });
  // END SOLUTION
}

// %% check=join points=3
await lab.check('join', { joinNoise: joinNoise, joinPictures: joinPictures });

// %% [markdown] en
/*
## 3 · Three kinds of pairs

$D$ no longer asks "is this a digit?" but "**is this a picture of that?**". It judges pairs of a picture and a class:

| pair | $D$ should say |
|---|---|
| a real picture, its own class | yes |
| a made picture, the class that was asked for | no |
| a real picture, **a wrong class** | no |

The lecture has the first two. With those alone $D$ can win by telling real from made, and need not read the class for a long time. The third pair has nothing made in it: it can only be told by
**reading**.

**Task.** Give each label a wrong class, all wrong ones equally likely. `coins` has a number in [0, 1) for each label, so that chance comes from outside and can be repeated.

<details><summary>Hint 1</summary>

There are `classes - 1` wrong ones. `Math.floor(coin * (classes - 1))` picks a number from 0 to `classes - 2`.

</details>

<details><summary>Hint 2</summary>

Go that many places on from the **next** class, and round the end with `%`.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 三種配對

$D$ 問的不再是「這是數字嗎？」，而是「**這是那個數字的圖片嗎？**」它評斷的是圖片和類別的配對：

| 配對 | $D$ 應該說 |
|---|---|
| 真圖片，自己的類別 | 是 |
| 生成的圖片，所要求的類別 | 否 |
| 真圖片，**錯的類別** | 否 |

課程裡有前兩種。只有這兩種時，$D$ 光憑分辨真假就能贏，很久都不必讀類別。第三種配對裡沒有任何東西是生成的：只有**讀了類別**才分得出來。

**任務。** 給每個標籤一個錯的類別，每個錯的類別機會均等。`coins` 對每個標籤有一個 [0, 1) 之間的數，讓隨機從外面來，可以重現。

<details><summary>提示 1</summary>

錯的類別有 `classes - 1` 個。`Math.floor(coin * (classes - 1))` 會選出 0 到 `classes - 2` 的一個數。

</details>

<details><summary>提示 2</summary>

從**下一個**類別往前走那麼多格，走過尾端時用 `%` 繞回來。

</details>
*/
// %% task=wrong-labels
function wrongLabels(labels: number[], classes: number, coins: number[]): number[] {
  // BEGIN SOLUTION
  return labels.map((label, i) => (label + 1 + Math.floor(coins[i] * (classes - 1))) % classes);
  // END SOLUTION
}

// %% check=wrong-labels points=1
await lab.check('wrong-labels', { wrongLabels: wrongLabels });

// %% [markdown] en
/*
The two kinds of "no" share one weight. With a share $w$ of wrong pairs ($w = \tfrac12$ in the paper of Reed et al.; $w = 0$ is the lecture's loss):

$$L_D = -\,\mathbb{E} \log D(x, y) - (1 - w)\, \mathbb{E} \log\bigl(1 - D(G(z, y), y)\bigr) - w\, \mathbb{E} \log\bigl(1 - D(x, y')\bigr)$$

**Task.** Write it on the logits of the three kinds of pairs.

<details><summary>Hint 1</summary>

On logits, −log D is softplus(−ℓ) and −log(1 − D) is softplus(ℓ).

</details>

<details><summary>Hint 2</summary>

Three means; the second times `1 - share`, the third times `share`.

</details>
*/
// %% [markdown] zh-TW
/*
兩種「否」共用一份權重。錯的配對所佔的比例是 $w$（Reed 等人的論文取 $w = \tfrac12$；$w = 0$ 就是課程裡的損失）：

$$L_D = -\,\mathbb{E} \log D(x, y) - (1 - w)\, \mathbb{E} \log\bigl(1 - D(G(z, y), y)\bigr) - w\, \mathbb{E} \log\bigl(1 - D(x, y')\bigr)$$

**任務。** 用這三種配對的 logit 寫出它。

<details><summary>提示 1</summary>

用 logit 表示時，−log D 是 softplus(−ℓ)，−log(1 − D) 是 softplus(ℓ)。

</details>

<details><summary>提示 2</summary>

三個平均值；第二個乘上 `1 - share`，第三個乘上 `share`。

</details>
*/
// %% task=pair-loss
function pairLoss(right: tf.Tensor, made: tf.Tensor, wrong: tf.Tensor, share: number): tf.Scalar {
  // BEGIN SOLUTION
  const yes = tf.softplus(right.neg()).mean();
  const no = tf.softplus(made).mean().mul(1 - share).add(tf.softplus(wrong).mean().mul(share));
  return yes.add(no) as tf.Scalar;
  // END SOLUTION
}

// %% check=pair-loss points=2
await lab.check('pair-loss', { pairLoss: pairLoss });

// %% [markdown] en
/*
## 4 · Both moves

$G$ wants a yes to its picture **and the class it was asked for**:

$$L_G = -\,\mathbb{E} \log D(G(z, y), y)$$

**Task.** Write both moves as in Lab 03: training mode, one's own optimizer, one's own variables, the loss from before the update, no tensor left behind. `y` are the one-hot
classes of the real pictures, which $G$ is asked for as well; `wrong` are wrong ones for the same pictures.

<details><summary>Hint 1</summary>

$G$ draws with `gan.generator.apply(joinNoise(z, y), { training: true })`, $D$ judges a pair with `gan.discriminator.apply(joinPictures(pictures, y), { training: true })`.

</details>

<details><summary>Hint 2</summary>

In $D$'s move there are three pairs: `real` with `y`, the made pictures with `y`, `real` with `wrong`.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 雙方的一步

$G$ 希望自己的圖片**配上所要求的類別**能得到「是」：

$$L_G = -\,\mathbb{E} \log D(G(z, y), y)$$

**任務。** 像 Lab 03 一樣寫出雙方的一步：訓練模式、自己的最佳化器、自己的變數、回傳更新之前的損失、不留下張量。`y` 是真圖片的 one-hot 類別，也用來要求 $G$；`wrong` 是同一批圖片的
錯的類別。

<details><summary>提示 1</summary>

$G$ 用 `gan.generator.apply(joinNoise(z, y), { training: true })` 畫圖，$D$ 用 `gan.discriminator.apply(joinPictures(pictures, y), { training: true })` 評斷一個配對。

</details>

<details><summary>提示 2</summary>

$D$ 的一步有三種配對：`real` 配 `y`、生成的圖片配 `y`、`real` 配 `wrong`。

</details>
*/
// %% task=moves
function discriminatorStep(gan: Gan, real: tf.Tensor4D, y: tf.Tensor2D, wrong: tf.Tensor2D, z: tf.Tensor2D, share: number): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const made = gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D;
    const judge = (pictures: tf.Tensor4D, about: tf.Tensor2D) => gan.discriminator.apply(joinPictures(pictures, about), { training: true }) as tf.Tensor;
    const loss = (): tf.Scalar => pairLoss(judge(real, y), judge(made, y), judge(real, wrong), share);
    return gan.discriminatorOptimizer.minimize(loss, true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

function generatorStep(gan: Gan, y: tf.Tensor2D, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = (): tf.Scalar => {
      const made = gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D;
      const logits = gan.discriminator.apply(joinPictures(made, y), { training: true }) as tf.Tensor;
      return tf.softplus(logits.neg()).mean() as tf.Scalar;
    };
    return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { discriminatorStep: discriminatorStep, generatorStep: generatorStep });

// %% [markdown] en
/*
## 5 · Train

The networks are those of Lab 03 with wider inputs. A round is one move each. The pictures that you see on the way are ordered: **each row is a digit, each column one noise** $z$, the same
for all ten digits.

**Interrupt it (■) whenever you like**; the training is kept in `checkpoints/my-conditional.safetensors`, and the same cell goes on from there.
*/
// %% [markdown] zh-TW
/*
## 5 · 訓練

網路就是 Lab 03 的，只是輸入變寬。一個回合雙方各走一步。訓練途中看到的圖片是排好的：**每一列是一個數字，每一行是一個雜訊** $z$，十個數字共用。

**隨時可以中斷（■）**；訓練存放在 `checkpoints/my-conditional.safetensors`，再執行同一格就會從那裡繼續。
*/
// %% tags=skip-in-grading
const MINUTES = 2;
const latentDim = 64;
const batchSize = 64;
const learningRate = 0.002;

function createGan(blind = false): Gan {
  const discriminator = blind ? blindfolded(compactDiscriminator({ seed: 1 }), classes) : compactDiscriminator({ channels: 1 + classes, seed: 1 });
  return {
    latentDim, generator: compactGenerator(latentDim + classes, { seed: 1 }), discriminator,
    generatorOptimizer: tf.train.adam(learningRate, 0.5), discriminatorOptimizer: tf.train.adam(learningRate, 0.5),
  };
}

const noise = (count: number, random: RandomSource): tf.Tensor2D => tf.tensor2d(random.normal(count * latentDim), [count, latentDim]);

// en: One picture for each label, from noise that is the same for the same seed.
// zh-TW: 每個標籤一張圖片；種子相同，雜訊就相同。
const draw = (gan: Gan, labels: number[], seed = 7): tf.Tensor4D => tf.tidy(() =>
  gan.generator.apply(joinNoise(noise(labels.length, new RandomSource(seed)), oneHot(labels, classes)), { training: true }) as tf.Tensor4D);

// en: Rows are classes, columns share their noise.
// zh-TW: 列是類別，同一行共用雜訊。
const drawGrid = (gan: Gan, styles = 10, seed = 7): tf.Tensor4D => tf.tidy(() => {
  const z = noise(styles, new RandomSource(seed)).tile([classes, 1]) as tf.Tensor2D;
  const labels = Array.from({ length: classes * styles }, (_, i) => Math.floor(i / styles));
  return gan.generator.apply(joinNoise(z, oneHot(labels, classes)), { training: true }) as tf.Tensor4D;
});

// en: A training of `gan` with a share of wrong pairs; `more` are settings of `learn`.
// zh-TW: 訓練 `gan`，其中錯的配對佔 `share`；`more` 是 `learn` 的其他設定。
function trainConditional(gan: Gan, share: number, minutes: number, more: { checkpoint?: string; quiet?: boolean; seed?: number } = {}) {
  return learn({
    networks: { generator: gan.generator, discriminator: gan.discriminator },
    optimizers: { generator: gan.generatorOptimizer, discriminator: gan.discriminatorOptimizer },
    round: ({ random }) => tf.tidy(() => {
      const { pictures, labels } = labelledBatch(training, batchSize, random);
      const wrong = wrongLabels(labels, classes, labels.map(() => random.uniform()));
      const y = oneHot(labels, classes);
      const D = discriminatorStep(gan, pictures, y, oneHot(wrong, classes), noise(batchSize, random), share);
      const G = generatorStep(gan, y, noise(batchSize, random));
      return { D, G };
    }),
    samples: () => drawGrid(gan), averaged: ['generator'], seconds: 60 * minutes, ...more,
  });
}

// %% tags=skip-in-grading
const gan = createGan();
const run = await trainConditional(gan, 0.5, MINUTES, { checkpoint: 'my-conditional' });

// %% tags=skip-in-grading
run.film()

// %% [markdown] en
/*
Look along the columns: a noise that gives a slanted, thin 1 gives a slanted, thin 7 as well. Nobody told $G$ what slant is. The class is taken care of by $y$, so $z$ is free for all
that digits have in common: **style**. Below the picture a measure of it: the share of the variety of slant and of ink inside the classes that goes with $z$. "By chance" is what real digits get whose columns have nothing in common,
about one tenth.
*/
// %% [markdown] zh-TW
/*
順著行往下看：一個雜訊如果畫出又斜又細的 1，畫出的 7 也又斜又細。沒有人告訴 $G$ 什麼是傾斜。類別已經由 $y$ 決定，$z$ 就可以用來表示所有數字共有的東西：**風格**。圖片下面是它的度量：同一類別裡傾斜和墨量的變化，有多大的比例隨著 $z$ 走。「by chance」是各行毫無共同點的真實數字的結果，大約十分之一。
*/
// %% tags=skip-in-grading
// en: Real digits in rows by class; what stands below each other has nothing to do with each other.
// zh-TW: 依類別排成列的真實數字；上下相鄰的圖片彼此無關。
const sorted = (styles: number): tf.Tensor4D => imagesAt(training, training.classNames.flatMap((_, k) =>
  Array.from(training.labels.keys()).filter((place) => training.labels[place] === k).slice(0, styles)));
show(imageGrid(run.averaged(() => drawGrid(gan, 16, 11)), { columns: 16, rowLabels: training.classNames.map(String), range: [-1, 1] }));
const styled = run.averaged(() => drawGrid(gan, 50, 17));
const mixed = sorted(50);
for (const trait of ['slant', 'ink'] as const) console.log(`${trait}: ${styleShare(traitsOf(styled, trait), classes).toFixed(2)}   by chance: ${styleShare(traitsOf(mixed, trait), classes).toFixed(2)}`);
tf.dispose([styled, mixed]);

// %% [markdown] en
/*
## 6 · Does it do what it is told?

Ask for every digit equally often and let a judge read what was drawn, a classifier that learned from real digits alone. A **confusion matrix** counts: row $a$, column $s$ says how often $s$ was
seen where $a$ was asked for.

**Task.** Write the matrix, and the share of pictures that show what was asked for.

<details><summary>Hint 1</summary>

Begin with rows of zeros, `Array.from({ length: classes }, () => new Array(classes).fill(0))`, and count up: a place for each pair.

</details>

<details><summary>Hint 2</summary>

What is right lies on the diagonal. Divide its sum by the sum of all.

</details>
*/
// %% [markdown] zh-TW
/*
## 6 · 它聽話嗎？

每個數字要求一樣多次，再讓評審來讀畫出的圖片；評審是只用真實數字訓練的分類器。**混淆矩陣**負責計數：第 $a$ 列、第 $s$ 行是要求 $a$ 時看到 $s$ 的次數。

**任務。** 寫出這個矩陣，以及畫的就是所要求的數字的圖片比例。

<details><summary>提示 1</summary>

先做出全是零的各列：`Array.from({ length: classes }, () => new Array(classes).fill(0))`，再逐一累加：每一組（要求, 看到）有一個位置。

</details>

<details><summary>提示 2</summary>

正確的在對角線上。把對角線的和除以全部的和。

</details>
*/
// %% task=confusion
function confusionMatrix(asked: number[], seen: number[], classes: number): number[][] {
  // BEGIN SOLUTION
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  asked.forEach((a, i) => { matrix[a][seen[i]]++; });
  return matrix;
  // END SOLUTION
}

function shareRight(matrix: number[][]): number {
  // BEGIN SOLUTION
  const right = matrix.reduce((sum, row, a) => sum + row[a], 0);
  return right / matrix.flat().reduce((sum, count) => sum + count, 0);
  // END SOLUTION
}

// %% check=confusion points=2
await lab.check('confusion', { confusionMatrix: confusionMatrix, shareRight: shareRight });

// %% tags=skip-in-grading
const classifier = await trainClassifier(training, test);

// %% [markdown] en
/*
Beside it what **real** digits get: the judge errs as well, and nobody can do better than real.
*/
// %% [markdown] zh-TW
/*
旁邊是**真實**數字的結果：評審也會出錯，沒有人能比真的更好。
*/
// %% tags=skip-in-grading
const size = 500;
const asked = Array.from({ length: size }, (_, i) => i % classes);

async function seenBy(pictures: tf.Tensor4D): Promise<number[]> {
  const { probabilities } = await classifier.judge(pictures);
  pictures.dispose();
  return probabilities.map((row) => row.indexOf(Math.max(...row)));
}

const ofReal = confusionMatrix([...test.labels.slice(0, size)], await seenBy(firstImages(test, size)), classes);
const ofMade = confusionMatrix(asked, await seenBy(run.averaged(() => draw(gan, asked))), classes);
console.log(`right: ${(100 * shareRight(ofMade)).toFixed(1)} %   real digits: ${(100 * shareRight(ofReal)).toFixed(1)} %`);
confusionTable({ G: ofMade, 'MNIST': ofReal }, training.classNames)

// %% [markdown] en
/*
To do what one is told is not all: a $G$ with one picture for each digit would be right every time. So the usual scores belong beside it.
*/
// %% [markdown] zh-TW
/*
聽話並不是全部：每個數字只會一張圖片的 $G$，每次都是對的。所以平常的分數也要放在旁邊。
*/
// %% tags=skip-in-grading
await evaluate(run.averaged(() => draw(gan, asked, 13)), test, classifier)

// %% [markdown] en
/*
## 7 · What makes it listen?

Three trainings, each a third of your minutes, from the same first $G$ and with the same batches. In the first, $D$ wears a **blindfold**: it gets the wish and does not look at it. In the second it sees the wish but never meets a
wrong pair ($w = 0$), as in the lecture. The third is yours.

**Before you run it:** what will $G$ do with the wish in the first? What share will be right? And what would you expect of the second?
*/
// %% [markdown] zh-TW
/*
## 7 · 它為什麼會聽話？

三次訓練，每次是你的分鐘數的三分之一，一開始的 $G$ 和抽到的批次都相同。第一次，$D$ 戴著**眼罩**：要求給了它，它卻不看。第二次它看得到要求，但從來不會遇到錯的配對（$w = 0$），和課程裡一樣。第三次就是你的版本。

**執行之前先想想：** 第一次的 $G$ 會怎麼對待要求？答對的比例會是多少？第二次呢？
*/
// %% tags=skip-in-grading
const trials = [
  { name: 'D(x)', blind: true, share: 0 },
  { name: 'D(x, y), w = 0', blind: false, share: 0 },
  { name: 'D(x, y), w = ½', blind: false, share: 0.5 },
];
const confusions: Record<string, number[][]> = {};
for (const { name, blind, share } of trials) {
  const trial = createGan(blind);
  const short = await trainConditional(trial, share, MINUTES / 3, { quiet: true });
  show(imageGrid(short.averaged(() => drawGrid(trial, 16)), { columns: 16, title: name, scale: 1, range: [-1, 1] }));
  confusions[name] = confusionMatrix(asked, await seenBy(short.averaged(() => draw(trial, asked))), classes);
  console.log(`${name}: ${short.step} rounds   right ${(100 * shareRight(confusions[name])).toFixed(1)} %   information ${informationOf(confusions[name]).toFixed(2)} of ${Math.log(classes).toFixed(2)}`);
}
confusionTable(confusions, training.classNames)

// %% [markdown] en
/*
The blindfolded $D$ accepts any digit, so nothing ever tells $G$ what the wish means. It treats $y$ as ten more numbers of noise, and one in ten pictures is right by chance. The rows of its
matrix look alike: what is seen does not depend on what was asked for.

Could $G$ have learned the classes under **other names**, a 7 for each 3? Then the share of right answers would be bad and the matrix would be sharp all the same. That is why **information** stands beside it: how
much, in nats, the answer tells of the question, under whatever names. It is near 0 for the blindfold (not quite 0: 500 pictures pretend $9^2/1000 \approx 0.08$ by chance) and near $\ln 10 = 2.30$ for real digits.

**Seeing the wish is what counts.** A $D$ that reads it teaches $G$ to listen with $w = 0$ as well: sooner or later a made picture of the wrong digit is one more thing by which to tell it. Wrong pairs say it at once. How much sooner that is, your two lower matrices show; a
difference of a few percent may be chance: try another seed.
*/
// %% [markdown] zh-TW
/*
戴眼罩的 $D$ 什麼數字都接受，所以沒有任何東西告訴 $G$ 這個要求是什麼意思。$G$ 把 $y$ 當作多出來的十個雜訊，十張裡有一張碰巧是對的。它的矩陣每一列看起來都一樣：看到什麼，和要求什麼無關。

$G$ 會不會學會了類別，只是**名稱不同**，例如要 3 就畫 7？那樣答對的比例會很差，矩陣卻一樣清楚。所以旁邊放了**資訊量**：不論名稱為何，答案透露了多少關於要求的事，單位是 nat。戴眼罩時接近 0（不完全是 0：500 張圖片
光憑偶然就會假裝有 $9^2/1000 \approx 0.08$），真實數字接近 $\ln 10 = 2.30$。

**重點在於看得見要求。** 讀得到要求的 $D$，即使 $w = 0$ 也會教 $G$ 聽話：生成的圖片畫錯數字，遲早會成為另一個露餡的地方。錯的配對則是一開始就說明白。到底快了多少，請看後兩個矩陣；相差幾個百分點可能只是偶然：換一個種子試試看。
*/

// %% [markdown] en
/*
## 8 · Between two classes

$G$ has only ever been asked for whole classes. But $y$ is ten numbers, and nothing keeps us from asking for half a 3 and half an 8. Each row below has one noise and walks from one class
to another.

**Before you run it:** what will be in the middle? A fade of both, a digit of its own, or a jump?
*/
// %% [markdown] zh-TW
/*
## 8 · 兩個類別之間

$G$ 被要求過的一直都是完整的類別。但 $y$ 就是十個數，沒有什麼能阻止我們要求一半的 3 加一半的 8。下面每一列用同一個雜訊，從一個類別走到另一個類別。

**執行之前先想想：** 中間會是什麼？兩個疊在一起、另一個數字，還是突然跳過去？
*/
// %% tags=skip-in-grading
const pairs = [[3, 8], [1, 7], [4, 9], [0, 6], [2, 5]];
const columns = 12;
const walks = run.averaged(() => tf.tidy(() => {
  const from = oneHot(pairs.flatMap(([a]) => new Array<number>(columns).fill(a)), classes);
  const to = oneHot(pairs.flatMap(([, b]) => new Array<number>(columns).fill(b)), classes);
  const t = tf.linspace(0, 1, columns).tile([pairs.length]).expandDims(1);
  const z = noise(pairs.length, new RandomSource(5)).expandDims(1).tile([1, columns, 1]).reshape([-1, latentDim]) as tf.Tensor2D;
  const y = from.mul(tf.sub(1, t)).add(to.mul(t)) as tf.Tensor2D;
  return gan.generator.apply(joinNoise(z, y), { training: true }) as tf.Tensor4D;
}));
show(imageGrid(walks, { columns, rowLabels: pairs.map(([a, b]) => `${a} → ${b}`), range: [-1, 1] }));

// %% [markdown] en
/*
## Questions

<details><summary>What lies halfway between 3 and 8?</summary>

Mostly something that can be drawn with one pen, a 3 whose open ends close little by little, and at some place the judge changes its mind. No training pair ever was about "half a 3", so $D$ has never judged
the middle, and nobody promises that it is a digit. It looks good as far as $G$ is smooth in $y$: its first layer adds the rows of $y$ to those of $z$, so the walk is a straight line there.

</details>

<details><summary>A slide writes what D maximises as E log D(y) over the data plus E log D(y) over the made pictures. Which D would be best?</summary>

One that says 1 to everything: both terms are then 0, as large as they can be. The second has to be $\mathbb{E} \log(1 - D)$. The same goes for the third kind of pairs.

</details>

<details><summary>Suppose G is perfect. What does the best D say with w = ½, and what is its loss?</summary>

On right pairs the densities of "yes" and "no" are $p$ and $\tfrac12 p$, where no picture fits two classes. So $D = \frac{1}{1 + 1/2} = \tfrac23$ there and 0 on wrong pairs. The loss is
$-\ln \tfrac23 - \tfrac12 \ln \tfrac13 = 0.955$, and not $2 \ln 2 = 1.386$ as without wrong pairs. That is the most that the best $D$ can lose; a weaker $G$ leaves it less. Look at your curve of $D$: where it lies above, $D$ is not the best one yet.

</details>

<details><summary>What do wrong pairs cost?</summary>

Some pictures fit two classes: a 4 that could be a 9. As a wrong pair, such a real picture of a 9 teaches $D$ to say no to that 4, so $G$ draws it less often than it should. The pictures get clearer than the data, at the price of a little
variety. Compare precision and recall of section 6 with their floor.

</details>

<details><summary>Would wrong pairs help a blindfolded D?</summary>

They would harm. It would get the same real picture once as a yes and once as a no, and could not know why: the best it can do is to believe less in all real pictures.

</details>

<details><summary>Would it be enough to give D the wish and G not?</summary>

$D$ would say yes to a made picture only by chance of its class. $G$ could not answer to that: without $y$ its pictures cannot depend on the wish. Both have to know.

</details>

<details><summary>What if the data have twice as many 1s as 8s, and G is asked for all equally often?</summary>

With classes drawn from the batch, as here, $D$ meets pairs in the same proportion from both sides. If $G$ were asked for 8s more often than the data show them, $D$ could say "an 8 is rather a made one" without looking at the picture, and the
gradient of rare classes would be worse. What you ask for **after** the training is up to you.

</details>

<details><summary>Why not give G a loss of the judge, "draw what I read as a 3"?</summary>

That is done (AC-GAN has such a classifier inside $D$). But then the judge of section 6 must be **another** one: $G$ would please the classifier it trains with, also by pictures that no human reads as a 3.

</details>

**Further reading.** Mirza and Osindero: *Conditional Generative Adversarial Nets*, arXiv 1411.1784. Reed et al.: *Generative Adversarial Text to Image Synthesis*, arXiv 1605.05396 (wrong pairs, section 4.2). Odena, Olah, Shlens: *Conditional
Image Synthesis with Auxiliary Classifier GANs*, arXiv 1610.09585. Miyato and Koyama: *cGANs with Projection Discriminator*, arXiv 1802.05637 (a better place for the wish to enter $D$).
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>3 和 8 的正中間是什麼？</summary>

大多是一筆畫得出來的東西：一個 3 的開口慢慢合起來，走到某處評審就改變主意。從來沒有一組訓練的配對是「半個 3」，所以 $D$ 沒有評斷過中間，沒有人保證那是個數字。只要 $G$ 對 $y$ 是平滑的，看起來就不錯：
它的第一層把 $y$ 的那幾列和 $z$ 的加在一起，所以在那裡走的是一條直線。

</details>

<details><summary>有一張投影片把 D 要最大化的式子寫成：資料的 E log D(y) 加上生成圖片的 E log D(y)。哪一個 D 是最好的？</summary>

對一切都說 1 的那一個：兩項都是 0，已經是最大。第二項必須是 $\mathbb{E} \log(1 - D)$。第三種配對也一樣。

</details>

<details><summary>假設 G 是完美的。w = ½ 時最佳的 D 會說什麼？損失是多少？</summary>

在對的配對上，如果沒有任何圖片同時符合兩個類別，「是」和「否」的密度分別是 $p$ 和 $\tfrac12 p$。所以那裡 $D = \frac{1}{1 + 1/2} = \tfrac23$，錯的配對上是 0。損失是
$-\ln \tfrac23 - \tfrac12 \ln \tfrac13 = 0.955$，而不是沒有錯的配對時的 $2 \ln 2 = 1.386$。這是最佳的 $D$ 最多會有的損失；$G$ 差一點，它的損失就小一點。看看你的 $D$ 的曲線：高出這個值的地方，$D$ 還不是最佳的。

</details>

<details><summary>錯的配對要付出什麼代價？</summary>

有些圖片符合兩個類別：像 9 的 4。一張真的 9 作為錯的配對，會教 $D$ 對那樣的 4 說否，於是 $G$ 畫它的次數比應有的少。圖片會比資料更清楚，代價是少了一點變化。請把第 6 節的精確率和召回率與底線比較。

</details>

<details><summary>錯的配對對戴眼罩的 D 有幫助嗎？</summary>

有害。同一張真圖片一次算「是」，一次算「否」，而它無從知道為什麼：它最多只能對所有真圖片都少相信一點。

</details>

<details><summary>只把要求給 D、不給 G，夠嗎？</summary>

$D$ 只有在類別碰巧相符時才會對生成的圖片說是。$G$ 對此無能為力：沒有 $y$，它的圖片就不可能隨要求而變。雙方都必須知道。

</details>

<details><summary>如果資料裡的 1 是 8 的兩倍，卻要求 G 每個數字畫一樣多，會怎樣？</summary>

像這裡一樣從批次取類別，$D$ 從兩邊遇到的配對比例相同。如果要求 $G$ 畫 8 的次數比資料裡出現的多，$D$ 不用看圖片就能說「8 比較可能是生成的」，少見類別的梯度就會變差。**訓練之後**要它畫什麼，則由你決定。

</details>

<details><summary>為什麼不直接給 G 一個評審的損失：「畫一張我會讀成 3 的圖」？</summary>

有人這麼做（AC-GAN 的 $D$ 裡面就有這樣的分類器）。但這樣第 6 節的評審就必須是**另一個**：$G$ 會討好和它一起訓練的分類器，包括用沒有人會讀成 3 的圖片。

</details>

**延伸閱讀。** Mirza 和 Osindero：*Conditional Generative Adversarial Nets*，arXiv 1411.1784。Reed 等人：*Generative Adversarial Text to Image Synthesis*，arXiv 1605.05396（錯的配對，第 4.2 節）。Odena、Olah、Shlens：*Conditional
Image Synthesis with Auxiliary Classifier GANs*，arXiv 1610.09585。Miyato 和 Koyama：*cGANs with Projection Discriminator*，arXiv 1802.05637（讓要求進入判別器 $D$ 的更好的位置）。
*/
