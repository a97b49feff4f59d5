/*
 * Lab05, the first Corelab: a DCGAN on MNIST from the data to the choice of the best network; source of both languages'
 * notebooks. Row R19 of the course map, with R10, R14 and parts of R24.
 */
// %% [markdown] en
/*
# Lab 05 · Corelab: MNIST

**Goal.** You make digits the way one works in earnest: data in batches, a budget of minutes, a training that survives a power cut, numbers that say how good the pictures are, and a choice that the numbers support.
**Time.** About 35 minutes, 8 of them computing. You choose how long to train; 4 minutes are set.

What is given in Labs 01 to 03 you write yourself here, without a skeleton. What is new: **budget**, **checkpoints**, **evaluation**,
**choice**. Whoever cannot wait finds a pre-trained network in section 5.
*/
// %% [markdown] zh-TW
/*
# Lab 05 · Corelab：MNIST

**目標。** 用認真做研究的方式生成手寫數字：把資料分成批次、給定幾分鐘的預算、停電也不會白費的訓練、說得出圖片有多好的數字，以及數字支持得了的選擇。
**時間。** 大約 35 分鐘，其中 8 分鐘是電腦在計算。訓練多久由你決定，預設 4 分鐘。

Lab 01 到 03 給好的東西，這裡都由你自己寫，而且沒有骨架。新的內容是**預算**、**檢查點**、**評估**和**選擇**。等不及的話，第 5 節有
預先訓練好的網路。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, loadDataset, describeData, sliceData, shuffled, firstImages, variablesOf,
  planTraining, train, hasCheckpoint, loadCheckpoint, loadPretrained, trainClassifier, evaluate, frechetDistance, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab05-mnist', { language: 'en' });

// %% [markdown] en
/*
## 1 · The data, in three parts

- **Training** pictures are for $G$ and $D$.
- **Validation** pictures are for choosing: how long to train, which setting.
- **Test** pictures are looked at once, at the end. A number by which you have chosen is too good: the choice has fitted it.
*/
// %% [markdown] zh-TW
/*
## 1 · 資料分成三份

- **訓練**圖片給 $G$ 和 $D$ 用。
- **驗證**圖片用來做選擇：訓練多久、用哪個設定。
- **測試**圖片只在最後看一次。用來做過選擇的數字會好得不真實：選擇已經遷就了它。
*/
// %%
const digits = await loadDataset('mnist');
const training = sliceData(digits, 0, digits.count - 1000);
const validation = sliceData(digits, digits.count - 1000, digits.count);
const test = await loadDataset('mnist', { split: 'test', limit: 1000 });
console.log(describeData(digits));
show(imageGrid(firstImages(training, 40), { columns: 10 }));

// %% [markdown] en
/*
### Batches

Lab 03 drew each batch at random, so some pictures came twice and others late. Here an **epoch** shows each picture at most once, in an
order that changes from epoch to epoch. Batch number 0 is the first of the training; the pictures that are left over at the end of an epoch are dropped.

**Task.** Return the places of the pictures of batch number `batch`. `shuffled(count, seed)` gives the numbers 0 … count − 1 in an order
that depends on `seed` alone. The answer has to depend on the three arguments alone: then a training that is taken up after a restart needs to know
nothing but its round to go on with the same pictures.

<details><summary>Hint 1</summary>

`Math.floor(count / batchSize)` batches fit into an epoch. In which epoch is this batch, and at which place in it?

</details>

<details><summary>Hint 2</summary>

Shuffle with a seed made from the epoch, and `slice` the batch out.

</details>
*/
// %% [markdown] zh-TW
/*
### 批次

Lab 03 的每個批次都是隨機抽的，所以有些圖片會出現兩次，有些很晚才出現。在這裡，每個 **epoch** 最多看每張圖片一次，順序每個 epoch 都不同。
第 0 批是整個訓練的第一批；一個 epoch 結尾湊不滿一批的圖片就捨棄。

**任務。** 回傳第 `batch` 批的圖片位置。`shuffled(count, seed)` 會回傳 0 … count − 1，順序只由 `seed` 決定。答案只能由這三個參數決定：
這樣，重新啟動之後接續的訓練只要知道自己走到第幾回合，就能用同樣的圖片繼續。

<details><summary>提示 1</summary>

一個 epoch 有 `Math.floor(count / batchSize)` 批。這一批在哪個 epoch？是其中的第幾批？

</details>

<details><summary>提示 2</summary>

用 epoch 算出一個種子來打亂順序，再用 `slice` 取出這一批。

</details>
*/
// %% task=batches
function batchIndices(count: number, batchSize: number, batch: number): number[] {
  // BEGIN SOLUTION
  const perEpoch = Math.floor(count / batchSize);
  const epoch = Math.floor(batch / perEpoch), place = batch % perEpoch;
  return shuffled(count, epoch + 1).slice(place * batchSize, (place + 1) * batchSize);
  // END SOLUTION
}

// %% check=batches points=2
await lab.check('batches', { batchIndices: batchIndices });

// %% [markdown] en
/*
## 2 · Two networks of any width

One number, the `width` $w$, decides how large both networks are, and so how long a round takes. Write both from the tables; `'same'` padding
everywhere. The shapes are those behind each line.

| $G$: from $z$ | gives |
|---|---|
| dense without bias, reshape | 7×7×2w |
| batch normalisation, ReLU | |
| transposed convolution 4×4, stride 2, no bias | 14×14×w |
| batch normalisation, ReLU | |
| transposed convolution 4×4, stride 2, with bias, tanh | 28×28×1 |

| $D$: from the picture | gives |
|---|---|
| convolution 4×4, stride 2, with bias, LeakyReLU 0.2 | 14×14×w |
| convolution 4×4, stride 2, no bias | 7×7×2w |
| batch normalisation, LeakyReLU 0.2 | |
| flatten, dense with bias | 1 |

All kernels begin as $N(0, 0.02)$: `firstWeights()` below. `normalise()` is a batch normalisation whose ε is small beside such faint signals.

**Task.** Return the two models.

<details><summary>Hint 1</summary>

Each line of a table is one or two layers: `dense`, `reshape`, `conv2dTranspose`, `conv2d`, `reLU`, `leakyReLU`, `flatten` of `tf.layers`, in a `tf.sequential({ layers: [...] })`.

</details>

<details><summary>Hint 2</summary>

The first layer has an `inputShape`, `[latentDim]` or `[28, 28, 1]`. The dense layer of $G$ has 7 · 7 · 2w units; the reshape comes **before** the batch
normalisation, so that it has one scale for each channel.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 任意寬度的兩個網路

寬度 `width` $w$ 這一個數字決定兩個網路的大小，也就決定一個回合要多久。請照表格寫出兩個網路；填補一律用 `'same'`。每一行右邊是得到的形狀。

| $G$：從 $z$ 開始 | 得到 |
|---|---|
| 沒有偏置的全連接層，改變形狀 | 7×7×2w |
| 批次正規化、ReLU | |
| 4×4 轉置卷積，步幅 2，沒有偏置 | 14×14×w |
| 批次正規化、ReLU | |
| 4×4 轉置卷積，步幅 2，有偏置，tanh | 28×28×1 |

| $D$：從圖片開始 | 得到 |
|---|---|
| 4×4 卷積，步幅 2，有偏置，LeakyReLU 0.2 | 14×14×w |
| 4×4 卷積，步幅 2，沒有偏置 | 7×7×2w |
| 批次正規化、LeakyReLU 0.2 | |
| 攤平，有偏置的全連接層 | 1 |

所有卷積核（kernel）的初始值都是 $N(0, 0.02)$：下面的 `firstWeights()`。`normalise()` 是批次正規化，它的 ε 和這麼微弱的訊號相比夠小。

**任務。** 回傳這兩個模型。

<details><summary>提示 1</summary>

表格的每一行是一到兩層：`tf.layers` 的 `dense`、`reshape`、`conv2dTranspose`、`conv2d`、`reLU`、`leakyReLU`、`flatten`，放進 `tf.sequential({ layers: [...] })`。

</details>

<details><summary>提示 2</summary>

第一層要有 `inputShape`：`[latentDim]` 或 `[28, 28, 1]`。$G$ 的全連接層有 7 · 7 · 2w 個單元；改變形狀要放在批次正規化**之前**，這樣每個通道才各有一個尺度。

</details>
*/
// %%
const firstWeights = () => tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
const normalise = () => tf.layers.batchNormalization({ epsilon: 1e-5 });

// %% task=networks
function buildGenerator(latentDim: number, width: number): tf.LayersModel {
  // BEGIN SOLUTION
  const { dense, reshape, reLU, conv2dTranspose } = tf.layers;
  const up = { kernelSize: 4, strides: 2, padding: 'same' } as const;
  return tf.sequential({ layers: [
    dense({ inputShape: [latentDim], units: 7 * 7 * 2 * width, useBias: false, kernelInitializer: firstWeights() }),
    reshape({ targetShape: [7, 7, 2 * width] }),
    normalise(),
    reLU({}),
    conv2dTranspose({ ...up, filters: width, useBias: false, kernelInitializer: firstWeights() }),
    normalise(),
    reLU({}),
    conv2dTranspose({ ...up, filters: 1, activation: 'tanh', kernelInitializer: firstWeights() }),
  ] });
  // END SOLUTION
}

function buildDiscriminator(width: number): tf.LayersModel {
  // BEGIN SOLUTION
  const { conv2d, dense, flatten, leakyReLU } = tf.layers;
  const down = { kernelSize: 4, strides: 2, padding: 'same' } as const;
  return tf.sequential({ layers: [
    conv2d({ ...down, inputShape: [28, 28, 1], filters: width, kernelInitializer: firstWeights() }),
    leakyReLU({ alpha: 0.2 }),
    conv2d({ ...down, filters: 2 * width, useBias: false, kernelInitializer: firstWeights() }),
    normalise(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1, kernelInitializer: firstWeights() }),
  ] });
  // END SOLUTION
}

// %% check=networks points=3
await lab.check('networks', { buildGenerator: buildGenerator, buildDiscriminator: buildDiscriminator });

// %% [markdown] en
/*
## 3 · A loss that keeps D modest, and both moves

A $D$ that is entirely sure teaches $G$ little. **One-sided label smoothing** asks for $t = 0.9$ on real pictures in place of 1; made pictures stay at 0:

$$L_D = -\mathbb{E}\left[t \log D(x) + (1 - t) \log(1 - D(x))\right] - \mathbb{E} \log(1 - D(G(z))) \tag{001.3}$$

With $t = 1$ this is the loss of Lab 02. Where both densities are equal, the best $D$ says $t / 2 = 0.45$, and the loss is 1.376278.

**Task.** Write it on logits. Beware: the `labelSmoothing` of `tf.losses.sigmoidCrossEntropy` smooths **both** sides.

<details><summary>Hint 1</summary>

On logits, −log D is softplus(−ℓ) and −log(1 − D) is softplus(ℓ).

</details>

<details><summary>Hint 2</summary>

Three means: softplus(−real) times t, softplus(real) times 1 − t, softplus(fake).

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 讓 D 保持謙虛的損失，以及雙方的一步

完全確定的 $D$ 教不了 $G$ 什麼。**單邊標籤平滑**把真圖片的目標從 1 改成 $t = 0.9$；生成的圖片仍然是 0：

$$L_D = -\mathbb{E}\left[t \log D(x) + (1 - t) \log(1 - D(x))\right] - \mathbb{E} \log(1 - D(G(z))) \tag{001.3}$$

$t = 1$ 就是 Lab 02 的損失。兩個密度相等的地方，最佳的 $D$ 回答 $t / 2 = 0.45$，損失是 1.376278。

**任務。** 用 logit 寫出它。小心：`tf.losses.sigmoidCrossEntropy` 的 `labelSmoothing` 會把**兩邊**都平滑。

<details><summary>提示 1</summary>

用 logit 表示時，−log D 是 softplus(−ℓ)，−log(1 − D) 是 softplus(ℓ)。

</details>

<details><summary>提示 2</summary>

三個平均值：softplus(−real) 乘上 t、softplus(real) 乘上 1 − t、softplus(fake)。

</details>
*/
// %% task=smooth-loss
function discriminatorLoss(realLogits: tf.Tensor, fakeLogits: tf.Tensor, target: number): tf.Scalar {
  // BEGIN SOLUTION
  const real = tf.softplus(realLogits.neg()).mul(target).add(tf.softplus(realLogits).mul(1 - target)).mean();
  return real.add(tf.softplus(fakeLogits).mean()) as tf.Scalar;
  // END SOLUTION
}

// %% check=smooth-loss points=2
await lab.check('smooth-loss', { discriminatorLoss: discriminatorLoss });

// %% [markdown] en
/*
**Task.** Write both moves as in Lab 03, now without a skeleton: $D$ with your loss and the target `realTarget`, $G$ with

$$L_G = -\mathbb{E} \log D(G(z)) \tag{001.5}$$

Each changes its own network alone, runs both in training mode, leaves no tensor behind, and returns the loss from before the update.

<details><summary>Hint 1</summary>

`tf.tidy` around everything; `minimize(loss, true, variablesOf(…))!` of the network's **own** optimizer.

</details>

<details><summary>Hint 2</summary>

$D$'s made pictures may be drawn outside of the function that `minimize` gets; $G$'s have to be drawn inside.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 像 Lab 03 一樣寫出雙方的一步，這次沒有骨架：$D$ 用你的損失和目標 `realTarget`，$G$ 用

$$L_G = -\mathbb{E} \log D(G(z)) \tag{001.5}$$

每一步只改變自己的網路，兩個網路都以訓練模式執行，不留下任何張量，並回傳更新之前的損失。

<details><summary>提示 1</summary>

外面包一層 `tf.tidy`；呼叫網路**自己的**最佳化器的 `minimize(loss, true, variablesOf(…))!`。

</details>

<details><summary>提示 2</summary>

$D$ 的一步裡，生成的圖片可以在傳給 `minimize` 的函式外面畫；$G$ 的一步裡則必須在裡面畫。

</details>
*/
// %%
const realTarget = 0.9;

// %% task=moves
function discriminatorStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
    const judge = (pictures: tf.Tensor4D): tf.Tensor => gan.discriminator.apply(pictures, { training: true }) as tf.Tensor;
    return gan.discriminatorOptimizer.minimize(() => discriminatorLoss(judge(real), judge(fake), realTarget), true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

function generatorStep(gan: Gan, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = (): tf.Scalar => {
      const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      return tf.softplus(tf.neg(gan.discriminator.apply(fake, { training: true }) as tf.Tensor)).mean() as tf.Scalar;
    };
    return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { discriminatorStep: discriminatorStep, generatorStep: generatorStep });

// %% [markdown] en
/*
## 4 · A budget in minutes

How long a training takes depends on the machine. So measure a few rounds, then do the sum.

**Task.** Return how many whole rounds fit into `minutes` when a round takes `secondsPerRound`, and how many epochs they are: a round sees
`batchSize` of `count` pictures.

<details><summary>Hint 1</summary>

Rounds are whole: `Math.floor`. Epochs need not be.

</details>

<details><summary>Hint 2</summary>

Epochs = pictures seen / pictures there are.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 以分鐘計的預算

訓練要多久取決於電腦。所以先量幾個回合，再算一算。

**任務。** 一個回合需要 `secondsPerRound` 秒時，`minutes` 分鐘可以走完多少個完整的回合？又等於多少個 epoch？一個回合看 `count` 張圖片中的
`batchSize` 張。

<details><summary>提示 1</summary>

回合數是整數：`Math.floor`。epoch 數不必是整數。

</details>

<details><summary>提示 2</summary>

epoch 數 = 看過的圖片數 / 全部的圖片數。

</details>
*/
// %% task=budget
function roundsAndEpochs(minutes: number, secondsPerRound: number, batchSize: number, count: number): { rounds: number; epochs: number } {
  // BEGIN SOLUTION
  const rounds = Math.floor((60 * minutes) / secondsPerRound);
  return { rounds, epochs: (rounds * batchSize) / count };
  // END SOLUTION
}

// %% check=budget points=1
await lab.check('budget', { roundsAndEpochs: roundsAndEpochs });

// %% [markdown] en
/*
`planTraining` does the measuring: it plays a few rounds with networks that it throws away, from the widest on, and takes the first width that
gets through 400 rounds in your minutes; a training that is kept already has its width. **Choose your minutes.** Settings at the top, each with a reason, are a habit worth having.
*/
// %% [markdown] zh-TW
/*
測量由 `planTraining` 負責：它從最寬的網路開始，用之後就丟掉的網路走幾個回合，取第一個能在你的分鐘數內走完 400 回合的寬度；已經存檔的訓練則沿用它的寬度。**請選擇你的分鐘數。**
把設定寫在最上面，每一個都附上理由，是值得養成的習慣。
*/
// %% tags=skip-in-grading
const MINUTES = 4;
// en: 64 values are enough for ten kinds of digits and their slants.
// zh-TW: 64 個數值足以描述十種數字和它們的傾斜。
const latentDim = 64;
const batchSize = 64;
// en: Ten times the paper's 0.0002, which is meant for hours on a GPU.
// zh-TW: 論文的 0.0002 的十倍；論文的是給 GPU 訓練幾個小時用的。
const learningRate = 0.002;

const createGan = (width: number, rate = learningRate): Gan => ({
  latentDim, generator: buildGenerator(latentDim, width), discriminator: buildDiscriminator(width),
  generatorOptimizer: tf.train.adam(rate, 0.5), discriminatorOptimizer: tf.train.adam(rate, 0.5),
});

const plan = await planTraining({
  minutes: MINUTES, makeGan: createGan, widths: [32, 16], data: training, batchSize: batchSize, batchIndices: batchIndices,
  discriminatorStep: discriminatorStep, generatorStep: generatorStep, checkpoint: 'my-digits', like: 'lab05-mnist',
});
console.log(roundsAndEpochs(MINUTES, plan.secondsPerRound, batchSize, training.count));
plan

// %% [markdown] en
/*
## 5 · Train

The training is kept in `checkpoints/my-digits.safetensors` beside this notebook: every half minute, when you interrupt it (■), and at the end. After a
restart of the kernel the same cell goes on from there, **with the very bits** that it would have had: both networks, both optimizers with
their memory, the random numbers, the order of the pictures. To start over, add `startOver: true`. At each quarter a light copy is put aside: you will choose among
them.

**Can't wait?** Set `PRETRAINED = true`. The network there was made by the solved version of this
notebook; its label says how long it took and what it is worth.
*/
// %% [markdown] zh-TW
/*
## 5 · 訓練

訓練存放在筆記本旁邊的 `checkpoints/my-digits.safetensors`：每半分鐘、中斷（■）時，以及結束時都會存檔。重新啟動 kernel 之後，再執行同一格就會從那裡繼續，
而且**每一個位元**都和不中斷時相同：兩個網路、兩個最佳化器和它們的記憶、隨機數、圖片的順序。想重新開始，請加上 `startOver: true`。每訓練四分之一，會另存一份
輕量的檢查點，之後由你從中選擇。

**等不及嗎？** 請設定 `PRETRAINED = true`。那裡的網路是由這本筆記本的解答版訓練的；它的標籤寫明花了多久、表現如何。
*/
// %% tags=skip-in-grading
const PRETRAINED = false;
const quarter = Math.ceil(plan.steps / 4);
const run = PRETRAINED ? loadPretrained('lab05-mnist', createGan(32)) : await train({
  gan: createGan(plan.width), data: training, batchSize: batchSize, batchIndices: batchIndices, discriminatorStep: discriminatorStep, generatorStep: generatorStep,
  steps: 4 * quarter, checkpoint: 'my-digits',
  afterRound: (so) => { if (so.step % quarter === 0) so.save(`my-digits-quarter-${so.step / quarter}`); },
});

// %% tags=skip-in-grading
show(imageGrid(run.sample(40), { columns: 10 }));
run.film()

// %% [markdown] en
/*
## 6 · How good are they?

"Looks good" cannot be compared. A **classifier** of real digits can say two things of a set of pictures, from its probabilities
$p(\text{class} \mid \text{picture})$:

- **confidence**: the mean of the largest probability. Is each picture clearly **some** digit?
- **balance**: the entropy of the mean answer, divided by $\ln 10$. Are **all** digits there? It is 1 when all are equally common.

A $G$ that draws one perfect seven has the best confidence and balance 0: **mode collapse**. Always look at both.

**Task.** Write both. `probabilities` has a row for each picture.

<details><summary>Hint 1</summary>

`Math.max(...row)` is the largest of a row.

</details>

<details><summary>Hint 2</summary>

For the balance, average the rows first, class by class; then $-\sum p \ln p$, where a $p$ of 0 counts 0; then divide by the logarithm of the number of classes.

</details>
*/
// %% [markdown] zh-TW
/*
## 6 · 它們有多好？

「看起來不錯」無法比較。真實數字的**分類器**可以從機率 $p(\text{class} \mid \text{picture})$ 對一組圖片說出兩件事：

- **信心**（confidence）：最大機率的平均。每張圖片是不是清楚的**某個**數字？
- **均衡**（balance）：平均回答的熵除以 $\ln 10$。**所有**數字都有嗎？各數字一樣常見時是 1。

只會畫一個完美的 7 的 $G$，信心最高，均衡卻是 0：**模式崩潰**。兩個數字一定要一起看。

**任務。** 寫出這兩個函式。`probabilities` 的每一列是一張圖片。

<details><summary>提示 1</summary>

`Math.max(...row)` 是一列中的最大值。

</details>

<details><summary>提示 2</summary>

計算均衡時，先逐類別把各列平均；再算 $-\sum p \ln p$，其中 $p = 0$ 時算 0；最後除以類別數的對數。

</details>
*/
// %% task=scores
function confidence(probabilities: number[][]): number {
  // BEGIN SOLUTION
  return probabilities.reduce((sum, row) => sum + Math.max(...row), 0) / probabilities.length;
  // END SOLUTION
}

function balance(probabilities: number[][]): number {
  // BEGIN SOLUTION
  const classes = probabilities[0].length;
  let entropy = 0;
  for (let k = 0; k < classes; k++) {
    const p = probabilities.reduce((sum, row) => sum + row[k], 0) / probabilities.length;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return entropy / Math.log(classes);
  // END SOLUTION
}

// %% check=scores points=2
await lab.check('scores', { confidence: confidence, balance: balance });

// %% [markdown] en
/*
Both ignore whether the pictures **look like the data**. The **Fréchet distance** compares the features that the classifier computes, for
samples and for real pictures, as if both were normal distributions. For one feature:

$$d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2$$

For many features, the second term becomes $\operatorname{Tr}(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2})$; `evaluate` computes that.

**Task.** Write it for one feature. Divide the squared deviations by N − 1, as for a sample.

<details><summary>Hint 1</summary>

A function for the mean and one for the deviation of a list keep it short.

</details>

<details><summary>Hint 2</summary>

σ is the root of the variance: the term is the difference of the **deviations**, squared, not the difference of the variances.

</details>
*/
// %% [markdown] zh-TW
/*
這兩個數字都不管圖片**像不像資料**。**Fréchet 距離**比較分類器對樣本和真實圖片算出的特徵，把兩者都當作常態分布。只有一個特徵時：

$$d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2$$

特徵很多時，第二項變成 $\operatorname{Tr}(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2})$，由 `evaluate` 計算。

**任務。** 寫出一個特徵的版本。離差平方和請除以 N − 1，如同對樣本的估計。

<details><summary>提示 1</summary>

先各寫一個函式計算一串數字的平均和標準差，會簡短許多。

</details>

<details><summary>提示 2</summary>

σ 是變異數的平方根：第二項是**標準差**之差的平方，不是變異數之差。

</details>
*/
// %% task=frechet
function frechetOfNumbers(a: number[], b: number[]): number {
  // BEGIN SOLUTION
  const mean = (x: number[]) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const deviation = (x: number[]) => Math.sqrt(x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0) / (x.length - 1));
  return (mean(a) - mean(b)) ** 2 + (deviation(a) - deviation(b)) ** 2;
  // END SOLUTION
}

// %% check=frechet points=2
await lab.check('frechet', { frechetOfNumbers: frechetOfNumbers });

// %% [markdown] en
/*
The judge, trained on real digits (it never takes part in the training of $G$ and $D$), and what it says. Beside each number stands the **floor**: what
other real pictures get in place of the samples. Nobody can do better than real, and with few pictures even real ones do not get a distance of 0.
*/
// %% [markdown] zh-TW
/*
評審由真實數字訓練而成，從不參與 $G$ 和 $D$ 的訓練。下面是它的評語。每個數字旁邊都有**底線**：用另一批真實圖片代替樣本所得到的數字。沒有人能比
真的更好；而且圖片不多時，連真實圖片的距離也不是 0。
*/
// %% tags=skip-in-grading
const classifier = await trainClassifier(training, test);

// %% tags=skip-in-grading
// en: Pictures in each set that is compared.
// zh-TW: 拿來比較的每一組圖片數。
const size = 500;
const looked = run.sample(size);
const probabilities = (await classifier.judge(looked)).probabilities.map((row) => [...row]);
console.log('confidence', confidence(probabilities).toFixed(3), ' balance', balance(probabilities).toFixed(3));
await evaluate(looked, validation, classifier)

// %% [markdown] en
/*
## 7 · Choose: how long?

More training is not always better: a GAN can get worse, or collapse. You have a checkpoint from each quarter; the Fréchet distance to
the **validation** pictures decides.

**Task.** Return the `round` of the best entry: the smallest `validation`; NaN (broken down) is never the best; among equals the
earliest, which was the cheapest. `test` is in the table as well. Should you look at it?

<details><summary>Hint 1</summary>

No: chosen by the test, the test's number of the winner would be too good. Go through the entries and keep the best so far.

</details>

<details><summary>Hint 2</summary>

Comparisons with NaN are always false: begin with Infinity as the best so far, and take an entry only where it is **smaller**.

</details>
*/
// %% [markdown] zh-TW
/*
## 7 · 選擇：訓練多久？

訓練越久不一定越好：GAN 可能變差，甚至崩潰。每四分之一都有一個檢查點；由到**驗證**圖片的 Fréchet 距離決定。

**任務。** 回傳最佳項目的 `round`：`validation` 最小的那一個；NaN（訓練崩潰）絕不是最佳；相同時取最早的，因為它花的時間最少。表格裡也有 `test`。該看它嗎？

<details><summary>提示 1</summary>

不該看：如果用測試來選，勝出者的測試數字就會好得不真實。逐項看過去，記住目前最好的。

</details>

<details><summary>提示 2</summary>

和 NaN 的比較永遠是 false：先把目前最好的設為 Infinity，只有**更小**的才取代它。

</details>
*/
// %% task=choose
function bestRound(history: { round: number; validation: number; test: number }[]): number {
  // BEGIN SOLUTION
  let [best, round] = [Infinity, -1];
  for (const entry of history) if (entry.validation < best) [best, round] = [entry.validation, entry.round];
  return round;
  // END SOLUTION
}

// %% check=choose points=2
await lab.check('choose', { bestRound: bestRound });

// %% tags=skip-in-grading
async function featuresOf(pictures: tf.Tensor4D): Promise<readonly Float32Array[]> {
  const { features } = await classifier.judge(pictures);
  pictures.dispose();
  return features;
}
const [ofValidation, ofTest] = [await featuresOf(firstImages(validation, size)), await featuresOf(firstImages(test, size))];

const history: { round: number; validation: number; test: number }[] = [];
const copies = [1, 2, 3, 4].map((number) => `my-digits-quarter-${number}`).filter(hasCheckpoint);
for (const past of PRETRAINED || copies.length === 0 ? [run] : copies.map((name) => loadCheckpoint(name, createGan(plan.width)))) {
  const drawn = await featuresOf(past.sample(size));
  history.push({ round: past.step, validation: frechetDistance(drawn, ofValidation), test: frechetDistance(drawn, ofTest) });
}
console.log(`floor ${frechetDistance(ofTest, ofValidation).toFixed(2)}`);
for (const { round, validation, test } of history) console.log(`${round}:   validation ${validation.toFixed(2)}   test ${test.toFixed(2)}`);
const chosen = bestRound(history);
console.log('→', chosen, ' test', history.find(({ round }) => round === chosen)?.test.toFixed(2));

// %% [markdown] en
/*
## 8 · Choose: which setting?

One run says little: another seed, another number. Train each setting several times and compare the **spreads**.

**Task.** `a` and `b` are Fréchet distances of several runs each (smaller is better). Return `'a'` when every run of `a` is better than every run of
`b`, `'b'` the other way round, else `'undecided'`. It is a strict rule: with three runs each, chance alone satisfies it one time in ten.

<details><summary>Hint 1</summary>

"Every one of a is better than every one of b": compare the worst of one with the best of the other.

</details>

<details><summary>Hint 2</summary>

The worst is the largest. Equal is not better.

</details>
*/
// %% [markdown] zh-TW
/*
## 8 · 選擇：哪個設定？

單獨一次訓練說明不了什麼：換一個種子，數字就不同。每個設定都訓練幾次，比較它們的**分散範圍**。

**任務。** `a` 和 `b` 各是幾次訓練的 Fréchet 距離（越小越好）。如果 `a` 的每一次都比 `b` 的每一次好，回傳 `'a'`；反過來則回傳 `'b'`；否則回傳
`'undecided'`。這是嚴格的規則：各三次訓練時，光憑運氣有十分之一的機會符合。

<details><summary>提示 1</summary>

「a 的每一次都比 b 的每一次好」：拿其中一個的最差和另一個的最好比較。

</details>

<details><summary>提示 2</summary>

最差就是最大。相等不算比較好。

</details>
*/
// %% task=compare
function betterSetting(a: number[], b: number[]): 'a' | 'b' | 'undecided' {
  // BEGIN SOLUTION
  if (Math.max(...a) < Math.min(...b)) return 'a';
  if (Math.max(...b) < Math.min(...a)) return 'b';
  return 'undecided';
  // END SOLUTION
}

// %% check=compare points=2
await lab.check('compare', { betterSetting: betterSetting });

// %% [markdown] en
/*
Your learning rate against the paper's, three short runs each, a sixteenth of your minutes a run. Before you run it: which wins, and will it be
decided? Then try another pair: other widths, or `realTarget` of 1 against 0.9.
*/
// %% [markdown] zh-TW
/*
你的學習率對上論文的學習率，各做三次短訓練，每次是你的分鐘數的十六分之一。執行之前先想想：哪個會贏？分得出勝負嗎？之後再試別的組合：不同的寬度，或
`realTarget` 用 1 對上 0.9。
*/
// %% tags=skip-in-grading
const shortSteps = Math.ceil(plan.steps / 16);
async function distances(rate: number): Promise<number[]> {
  const found: number[] = [];
  for (const seed of [1, 2, 3]) {
    const short = await train({
      gan: createGan(plan.width, rate), data: training, batchSize: batchSize, batchIndices: batchIndices, seed,
      discriminatorStep: discriminatorStep, generatorStep: generatorStep, steps: shortSteps, quiet: true,
    });
    found.push(frechetDistance(await featuresOf(short.sample(size)), ofValidation));
  }
  return found;
}
const [fast, paper] = [await distances(learningRate), await distances(0.0002)];
console.log(`0.002: ${fast.map((d) => d.toFixed(1)).join(' ')}   0.0002: ${paper.map((d) => d.toFixed(1)).join(' ')}   → ${betterSetting(fast, paper)}`);

// %% [markdown] en
/*
## 9 · Going further: a walk that stays where the generator knows its way

$z$ has $d = 64$ values of $N(0, 1)$. Its length is almost always close to $\sqrt{d} = 8$: the cloud is a **shell**. The middle of a straight line between
two of them has length of about 5.7, where $G$ has hardly ever been. The **spherical** walk stays on the shell:

$$z(t) = \frac{\sin((1 - t) \theta)}{\sin \theta} z_1 + \frac{\sin(t \theta)}{\sin \theta} z_2, \qquad \cos \theta = \frac{z_1 \cdot z_2}{|z_1| |z_2|}$$

**Task.** Write it for lists of numbers. Where θ is 0 the formula divides 0 by 0: walk straight there.

<details><summary>Hint 1</summary>

A dot product is a `reduce`; θ comes from `Math.acos` of a number between −1 and 1.

</details>

<details><summary>Hint 2</summary>

Rounding can make the cosine a little larger than 1: `Math.min(1, …)`. Below a tiny θ use 1 − t and t as weights.

</details>
*/
// %% [markdown] zh-TW
/*
## 9 · 更深入：走在生成器熟悉的地方

$z$ 有 $d = 64$ 個 $N(0, 1)$ 的數值。它的長度幾乎總是接近 $\sqrt{d} = 8$：這團雲其實是一層**殼**。兩點之間直線的中點長度大約只有 5.7，$G$ 幾乎沒有到過那裡。
**球面**的走法留在殼上：

$$z(t) = \frac{\sin((1 - t) \theta)}{\sin \theta} z_1 + \frac{\sin(t \theta)}{\sin \theta} z_2, \qquad \cos \theta = \frac{z_1 \cdot z_2}{|z_1| |z_2|}$$

**任務。** 用數字的陣列寫出它。θ 為 0 時公式會變成 0 除以 0：這時走直線。

<details><summary>提示 1</summary>

內積可以用 `reduce`；θ 是一個介於 −1 和 1 之間的數的 `Math.acos`。

</details>

<details><summary>提示 2</summary>

捨入誤差可能讓餘弦略大於 1：用 `Math.min(1, …)`。θ 非常小時，用 1 − t 和 t 當權重。

</details>
*/
// %% task=slerp
function slerp(from: number[], to: number[], t: number): number[] {
  // BEGIN SOLUTION
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const weight = (part: number): number => (Math.sin(angle) < 1e-6 ? part : Math.sin(part * angle) / Math.sin(angle));
  return from.map((value, i) => weight(1 - t) * value + weight(t) * to[i]);
  // END SOLUTION
}

// %% check=slerp points=0
await lab.check('slerp', { slerp: slerp });

// %% [markdown] en
/*
Each row is a walk of your own: its first and last noise are two random ones. Change the numbers after `seed` and keep a walk you like.
*/
// %% [markdown] zh-TW
/*
每一列是你自己的一段路：頭尾是兩個隨機的雜訊。改改 `seed` 後面的數字，留下你喜歡的一段。
*/
// %% tags=skip-in-grading
const ends = (seed: number): number[] => [...tf.randomNormal([latentDim], 0, 1, 'float32', seed).dataSync()];
const walks = [[1, 2], [3, 4], [5, 6], [7, 8]].flatMap(([from, to]) => Array.from({ length: 10 }, (_, i) => slerp(ends(from), ends(to), i / 9)));
show(imageGrid(run.draw(tf.tensor2d(walks)), { columns: 10 }));

// %% [markdown] en
/*
### Find the bug in the slide

A slide on diversity says: classify what was made; "**the more uniform the classes, the better**". Suppose the data are bank notes: mostly tens, few
five-hundreds. Which $G$ would the slide prefer: one that makes what there is, or one that makes each kind equally often?

**Task.** Write what the slide should measure: half the sum of $|p_k - q_k|$ over the classes, where $p$ and $q$ are the **shares** of each class in the made pictures and
in the data. It is 0 when they agree and 1 when they have no class in common.

<details><summary>Hint 1</summary>

The arguments are counts. Divide each list by its own sum.

</details>

<details><summary>Hint 2</summary>

The two lists need not have the same sum: 500 samples against 9,000 pictures.

</details>
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

有一張談多樣性的投影片說：把生成的圖片分類，「**類別分布越平均越好**」。假設資料是鈔票：大多是一百元，很少兩千元。投影片會喜歡哪一個 $G$：照實際比例生成的，
還是每一種都一樣多的？

**任務。** 寫出投影片應該衡量的東西：對所有類別把 $|p_k - q_k|$ 加起來的一半，其中 $p$ 和 $q$ 是每個類別在生成圖片和資料裡所佔的**比例**。兩者一致時是 0，
沒有共同的類別時是 1。

<details><summary>提示 1</summary>

參數是個數。每個陣列要除以自己的總和。

</details>

<details><summary>提示 2</summary>

兩個陣列的總和不一定相同：500 個樣本對上 9,000 張圖片。

</details>
*/
// %% task=slide-diversity
function classMismatch(made: number[], data: number[]): number {
  // BEGIN SOLUTION
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  return made.reduce((total, count, k) => total + Math.abs(count / sum(made) - data[k] / sum(data)), 0) / 2;
  // END SOLUTION
}

// %% check=slide-diversity points=0
await lab.check('slide-diversity', { classMismatch: classMismatch });

// %% [markdown] en
/*
## Questions

<details><summary>Why is the judge not simply the trained D?</summary>

$D$ knows only how to tell real from made, by the faults of **this** $G$, which has learned to please it. It cannot say which digit a picture shows, and another
$G$ meets another $D$: their numbers cannot be compared.

</details>

<details><summary>The Fréchet distance of 500 real digits to 500 others is not 0. Does that mean the classifier is bad?</summary>

No. Two samples of 500 have different means and covariances by chance. The distance is too large for small sets, by an amount that shrinks as
one over their size; so compare it only at the same size, and with the floor beside it.

</details>

<details><summary>A training ends at round 3,000 with a worse distance than at round 2,000. What would you report?</summary>

The network of round 2,000, chosen by the validation pictures, with its distance to the **test** pictures; and that it was chosen among four.

</details>

<details><summary>What would be lost if the checkpoint held the networks but not the optimizers?</summary>

Adam's means and variances of the gradients, and how often it has moved: its first steps after the restart would be those of a beginner, as large as the rate. The
training would go on, but not as it would have, and two runs could no longer be compared bit for bit.

</details>

<details><summary>Would the samples be better with a G twice as wide?</summary>

In the same minutes, not necessarily: it gets through fewer rounds. That is what the plan weighs. With hours to spend the wider one wins.

</details>

**Further reading.** Radford, Metz, Chintala, arXiv 1511.06434 (DCGAN). Salimans et al., arXiv 1606.03498 (one-sided label smoothing, section 3.4). Heusel et al.,
arXiv 1706.08500 (Fréchet distance of features). Kynkäänniemi et al., arXiv 1904.06991 (precision and recall). White, arXiv 1609.04468 (spherical walks).
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>為什麼不直接拿訓練好的 D 當評審？</summary>

$D$ 只知道如何從**這個** $G$ 的破綻分辨真假，而 $G$ 學的正是討好它。它說不出圖片是哪個數字；另一個 $G$ 面對的是另一個 $D$，兩邊的數字無法比較。

</details>

<details><summary>500 張真實數字對另外 500 張的 Fréchet 距離不是 0。這表示分類器不好嗎？</summary>

不是。兩組各 500 張的樣本，平均和共變異數本來就會因為偶然而不同。集合小的時候距離會偏大，偏大的量和集合大小成反比；所以只能在相同大小下比較，並且旁邊要有底線。

</details>

<details><summary>訓練到第 3,000 回合時，距離比第 2,000 回合還差。你會報告什麼？</summary>

報告第 2,000 回合的網路（由驗證圖片選出），附上它到**測試**圖片的距離，並說明是從四個之中選出來的。

</details>

<details><summary>如果檢查點只存網路，不存最佳化器，會失去什麼？</summary>

會失去 Adam 對梯度的平均值與變異數，以及它走過的步數：重新開始後的頭幾步會像新手一樣，和學習率一樣大。訓練還是會繼續，但和原本會走的路不同，兩次訓練就不能
逐位元比較了。

</details>

<details><summary>G 加寬一倍，樣本會更好嗎？</summary>

同樣的分鐘數內不一定：它走的回合比較少。計畫權衡的正是這件事。如果有好幾個小時，比較寬的會贏。

</details>

**延伸閱讀。** Radford、Metz、Chintala，arXiv 1511.06434（DCGAN）。Salimans 等人，arXiv 1606.03498（單邊標籤平滑，第 3.4 節）。Heusel 等人，
arXiv 1706.08500（特徵的 Fréchet 距離）。Kynkäänniemi 等人，arXiv 1904.06991（precision 與 recall）。White，arXiv 1609.04468（球面的走法）。
*/
