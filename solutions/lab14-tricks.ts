/*
 * Lab14: the 17 tricks of ganhacks, measured. What follows is the source of both languages' notebooks. Row R16 of the course
 * map. The runs that it shows were made by bench/tricks.ts.
 */
// %% [markdown] en
/*
# Lab 14 · Seventeen tricks

**Goal.** You take the best-known list of advice on GANs apart: write four of its tricks, say of each what it will do, and find out by intervals which of them does anything here.
**Time.** About 30 minutes, 3 of them computing.

A slide on training tricks ends with a link: [ganhacks](https://github.com/soumith/ganhacks), seventeen pieces of advice that four people with experience
collected in 2016. Much of it went round the world without a number beside it. So here each became **one setting** of a small training, which was run with it
and without, from the same seeds. The list itself says that it is no longer maintained, and doubts whether it still matters: all the better a subject.
*/
// %% [markdown] zh-TW
/*
# Lab 14 · 十七個技巧

**目標。** 你要拆解最有名的一份 GAN 建議清單：寫出其中四個技巧，預測每一個會帶來什麼，再用區間查明哪些在這裡真的有作用。
**時間。** 大約 30 分鐘，其中 3 分鐘是電腦在計算。

有一張談訓練技巧的投影片，最後是一個連結：[ganhacks](https://github.com/soumith/ganhacks)，四位有經驗的人在 2016 年收集的十七條建議。其中許多條傳遍世界，旁邊卻沒有任何數字。
所以在這裡，每一條都變成一個小訓練的**一個設定**，有它和沒有它各訓練一次，用同樣的種子。清單自己也說已經不再維護，懷疑是否還重要：這樣的題目正好。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, lineChart, histogram, loadDataset, firstImages, RandomSource, trainClassifier, studentQuantile,
  trickCards, trickDistances, trickEffects, comparePredictions, effectsChart, earlyWarningChart, measureTrick, type Prediction,
} from 'minimax-labs';

const lab = await openLab('lab14-tricks', { language: 'en' });
const training = await loadDataset('mnist', { limit: 10_000 });
const test = await loadDataset('mnist', { split: 'test' });

// %% [markdown] en
/*
## 1 · The cards

Read them. Each says what the list advises, what was switched here, and where it is discussed. **Don't unfold yet.**
*/
// %% [markdown] zh-TW
/*
## 1 · 卡片

請讀一遍。每張卡片寫著清單的建議、這裡切換的是什麼，以及哪裡有討論。**先不要展開。**
*/
// %%
trickCards()

// %% [markdown] en
/*
**Predict.** What will following the advice do to the pictures: `'better'`, `'worse'`, or `'none'`, no effect that can be measured? The training is a DCGAN on handwritten digits, a few hundred rounds
long. Change the words below; nobody but you sees them. Number 10 is missing: it changes nothing.
*/
// %% [markdown] zh-TW
/*
**預測。** 照建議去做，圖片會變得如何：`'better'`（較好）、`'worse'`（較差），還是 `'none'`（沒有可測量的效果）？這個訓練是手寫數字上的 DCGAN，幾百個回合。請修改下面的字，只有你看得到。
少了第 10 個：它什麼也不改。
*/
// %%
const predictions: Record<number, Prediction> = {
  1: 'better', 2: 'better', 3: 'better', 4: 'better', 5: 'better', 6: 'better', 7: 'better', 8: 'better',
  9: 'better', 11: 'better', 12: 'better', 13: 'better', 14: 'better', 15: 'better', 16: 'better', 17: 'better',
};

// %% [markdown] en
/*
## 2 · Soft and noisy labels (number 6)

$D$'s loss asks for 1 on real pictures and 0 on made ones. The advice: ask for a **random number** instead, from 0.7 to 1.2 on a real picture and from 0 to 0.3 on a made one, and now and then
**swap** the two.

**Task.** Return the target of one picture. `kind` is `'real'` or `'made'`; `u` and `v` are uniform in [0, 1). `u` chooses the number within its range; where `v` is below 0.05 the
label is swapped: a real picture gets the target of a made one, and the other way round.

<details><summary>Hint 1</summary>

`low + (high - low) * u` is uniform from `low` to `high`.

</details>

<details><summary>Hint 2</summary>

First find out as what the picture is to be treated, then choose the number.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 柔和而有雜訊的標籤（第 6 個）

$D$ 的損失要求真圖片回答 1，生成圖片回答 0。建議是：改要求一個**隨機數**，真圖片是 0.7 到 1.2，生成圖片是 0 到 0.3，偶爾再把兩者**對調**。

**任務。** 回傳一張圖片的目標。`kind` 是 `'real'` 或 `'made'`；`u` 和 `v` 均勻分布於 [0, 1)。`u` 決定範圍裡的哪個數；`v` 小於 0.05 時標籤對調：真圖片得到生成圖片的目標，反過來也一樣。

<details><summary>提示 1</summary>

`low + (high - low) * u` 均勻分布於 `low` 到 `high`。

</details>

<details><summary>提示 2</summary>

先決定這張圖片要當成哪一種，再選數字。

</details>
*/
// %% task=soft-labels
function softTarget(kind: 'real' | 'made', u: number, v: number): number {
  // BEGIN SOLUTION
  const isReal = (kind === 'real') !== (v < 0.05);
  return isReal ? 0.7 + 0.5 * u : 0.3 * u;
  // END SOLUTION
}

// %% check=soft-labels points=2
await lab.check('soft-labels', { softTarget: softTarget });

// %% [markdown] en
/*
### What does randomness add? And a bug in the advice

With a target $t$ the loss of a logit $\ell$ is $-t \log D - (1 - t) \log(1 - D) = \text{softplus}(\ell) - t\,\ell$: **linear in $t$**. On average over the targets it is the loss of the *average* target. So the
randomness only makes the gradient noisier; what changes the game are the averages, $a = 0.95$ for real pictures and $b = 0.15$ for made ones.

Where real pictures have the density $p$ and made ones $q$, $D$ minimises $p \cdot (\text{softplus}(\ell) - a\,\ell) + q \cdot (\text{softplus}(\ell) - b\,\ell)$.

**Task.** Return the best answer $D^*$, a probability, for given $p$, $q$, $a$ and $b$. For $a = 1$, $b = 0$ it is the $p / (p + q)$ of Lab 00.

<details><summary>Hint 1</summary>

The derivative of $\text{softplus}(\ell)$ is $\sigma(\ell) = D$. Set the derivative of the whole to 0.

</details>

<details><summary>Hint 2</summary>

$p\,(D - a) + q\,(D - b) = 0$: solve for $D$.

</details>
*/
// %% [markdown] zh-TW
/*
### 隨機帶來什麼？以及建議裡的一個錯誤

目標是 $t$ 時，logit $\ell$ 的損失是 $-t \log D - (1 - t) \log(1 - D) = \text{softplus}(\ell) - t\,\ell$：對 $t$ 是**線性**的。對目標取平均，就是*平均*目標的損失。所以隨機只讓梯度更吵；真正改變賽局的是平均值，
真圖片 $a = 0.95$，生成圖片 $b = 0.15$。

在真圖片的密度是 $p$、生成圖片的密度是 $q$ 的地方，$D$ 最小化 $p \cdot (\text{softplus}(\ell) - a\,\ell) + q \cdot (\text{softplus}(\ell) - b\,\ell)$。

**任務。** 對給定的 $p$、$q$、$a$、$b$，回傳最佳的回答 $D^*$，是一個機率。當 $a = 1$、$b = 0$ 時，就是 Lab 00 的 $p / (p + q)$。

<details><summary>提示 1</summary>

$\text{softplus}(\ell)$ 的導數是 $\sigma(\ell) = D$。令整個式子的導數為 0。

</details>

<details><summary>提示 2</summary>

$p\,(D - a) + q\,(D - b) = 0$：解出 $D$。

</details>
*/
// %% task=best-answer
function bestAnswer(p: number, q: number, a: number, b: number): number {
  // BEGIN SOLUTION
  return (a * p + b * q) / (p + q);
  // END SOLUTION
}

// %% check=best-answer points=2
await lab.check('best-answer', { bestAnswer: bestAnswer });

// %% [markdown] en
/*
$G$ climbs on $\log D^*$. To the left lies what is wrong: places where $G$ draws and no real picture is. Follow each curve there.
*/
// %% [markdown] zh-TW
/*
$G$ 沿著 $\log D^*$ 往上爬。左邊是畫錯的地方：$G$ 會畫，真圖片卻沒有。請看每條曲線在那裡的樣子。
*/
// %%
const ratios = Array.from({ length: 81 }, (_, i) => (i - 60) / 10);
const climb = (a: number, b: number) => ({ x: ratios, y: ratios.map((x) => Math.log(bestAnswer(Math.exp(x), 1, a, b))) });
lineChart({ '1, 0': climb(1, 0), '0.9, 0': climb(0.9, 0), '0.95, 0.15': climb(0.95, 0.15) }, { xTitle: 'ln(p / q)', yTitle: 'ln D*' })

// %% [markdown] en
/*
With $b = 0$ the slope stays: $G$ is pulled from its worst pictures the most. With $b = 0.15$ the curve goes **flat**: whatever $G$ draws there, $D$ gives it 0.15, and nothing pulls. That is why the paper on which the advice rests
(Salimans et al., arXiv 1606.03498, section 3.4) smooths **real labels alone**. The list passed on half of it.

## 3 · Noise on a sphere (number 3)

**Task.** A row of `z` is a noise vector of $d$ numbers. Stretch each to the length $\sqrt{d}$ without turning it, with TensorFlow.js.

<details><summary>Hint 1</summary>

The length is the root of the sum of the squares of a row; `sum(1, true)` keeps the axis, so that it can be divided by.

</details>
*/
// %% [markdown] zh-TW
/*
$b = 0$ 時坡度還在：畫得最差的圖片受到的拉力最大。$b = 0.15$ 時曲線變**平**了：$G$ 在那裡不管畫什麼，$D$ 都給 0.15，沒有任何拉力。所以這條建議所依據的論文（Salimans 等人，arXiv 1606.03498，第 3.4 節）
**只平滑真圖片的標籤**。清單只傳了一半。

## 3 · 球面上的雜訊（第 3 個）

**任務。** `z` 的每一列是一個 $d$ 個數的雜訊向量。請用 TensorFlow.js 把每一列伸縮到長度 $\sqrt{d}$，方向不變。

<details><summary>提示 1</summary>

長度是一列的平方和再開根號；`sum(1, true)` 會保留那個軸，才能拿來除。

</details>
*/
// %% task=sphere
function onSphere(z: tf.Tensor2D): tf.Tensor2D {
  // BEGIN SOLUTION
  return tf.tidy(() => z.div(z.square().sum(1, true).sqrt()).mul(Math.sqrt(z.shape[1])) as tf.Tensor2D);
  // END SOLUTION
}

// %% check=sphere points=2
await lab.check('sphere', { onSphere: onSphere });

// %% [markdown] en
/*
How long is noise anyway? A thousand vectors of 64 numbers:
*/
// %% [markdown] zh-TW
/*
雜訊究竟有多長？一千個 64 維的向量：
*/
// %%
const lengths = (z: tf.Tensor2D): number[] => Array.from(tf.norm(z, 'euclidean', 1).dataSync());
const gauss = tf.randomNormal([1000, 64], 0, 1, 'float32', 1) as tf.Tensor2D;
histogram({ 'N(0, 1)': lengths(gauss), 'U[−1, 1]': lengths(tf.randomUniform([1000, 64], -1, 1, 'float32', 1) as tf.Tensor2D), 'onSphere': lengths(onSphere(gauss)) }, { xTitle: '|z|', bins: 60 })

// %% [markdown] en
/*
Normal noise lies almost on the sphere already: in many dimensions a sum of squares hardly varies. And the cube's vectors are all about equally long, too, only shorter. What is left of "use a spherical z"
is the advice for **walks**: halfway on a straight line between two z the length falls to 0.7 of what $G$ knows.

## 4 · Noise that fades (number 13)

**Task.** Add noise to what $D$ sees: `pictures + σ · noise`, where σ falls evenly from 0.3 at the beginning (`done` = 0) to 0 at the end (`done` = 1). Nothing is cut off.

<details><summary>Hint 1</summary>

At half time σ is 0.15. A product gives it.

</details>
*/
// %% [markdown] zh-TW
/*
常態雜訊幾乎已經在球面上：維度高時，平方和幾乎不變。立方體的向量也都差不多長，只是短一些。「使用球形的 z」還剩下的，是對**行走**的建議：在兩個 z 之間的直線中點，長度只剩 $G$ 所熟悉的 0.7 倍。

## 4 · 漸弱的雜訊（第 13 個）

**任務。** 在 $D$ 看到的圖片上加雜訊：`pictures + σ · noise`，σ 從開始（`done` = 0）的 0.3 均勻減到結束（`done` = 1）的 0。什麼都不截斷。

<details><summary>提示 1</summary>

走到一半時 σ 是 0.15。用一個乘積就得到。

</details>
*/
// %% task=fading-noise
function fadingNoise(pictures: tf.Tensor4D, noise: tf.Tensor4D, done: number): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => pictures.add(noise.mul(0.3 * (1 - done))) as tf.Tensor4D);
  // END SOLUTION
}

// %% check=fading-noise points=2
await lab.check('fading-noise', { fadingNoise: fadingNoise });

// %%
const digits = firstImages(training, 10), grains = tf.randomNormal([10, 28, 28, 1], 0, 1, 'float32', 1) as tf.Tensor4D;
show(imageGrid(tf.concat([0, 0.5, 1].map((done) => fadingNoise(digits, grains, done))), { columns: 10, range: [-1, 1] }));

// %% [markdown] en
/*
## 5 · Was it the trick?

Two trainings that differ in their seed alone differ in the end as well. So a single comparison says nothing. What helps:

- **several seeds**, and
- **pairs**: with the trick and without from the *same* seed, same first weights, same pictures, same noise. What the seed does to both falls out of the difference.

Distances are compared as a ratio: the difference of their logarithms. Of $n$ differences $d_i$ with mean $\bar d$ and standard deviation $s$ (with $n - 1$), the true mean lies with 95 % confidence in

$$\bar d \pm t_{n-1} \frac{s}{\sqrt{n}}$$

where $t_{n-1}$ is Student's: `studentQuantile(0.95, n - 1)`, 2.776 for five seeds and not 1.96, because $s$ itself is known from five numbers only.

**Task.** Return mean, lower and upper end for two lists, seed by seed.

<details><summary>Hint 1</summary>

First make one list of differences, with − without; from there on nothing but that list matters.

</details>

<details><summary>Hint 2</summary>

`s` is the root of the sum of the squared deviations from their mean, divided by n − 1.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 是技巧的功勞嗎？

兩次訓練就算只有種子不同，結果也不同。所以只比一次說明不了什麼。有幫助的是：

- **好幾個種子**，以及
- **配對**：有技巧和沒有技巧用*同一個*種子，同樣的初始權重、同樣的圖片、同樣的雜訊。種子對兩者的影響會在相減時消掉。

距離用比值來比較，也就是對數的差。$n$ 個差 $d_i$ 的平均是 $\bar d$，標準差（除以 $n - 1$）是 $s$，真正的平均以 95 % 的信心落在

$$\bar d \pm t_{n-1} \frac{s}{\sqrt{n}}$$

其中 $t_{n-1}$ 是 Student 的 t：`studentQuantile(0.95, n - 1)`，五個種子時是 2.776，而不是 1.96，因為 $s$ 本身只是由五個數估計的。

**任務。** 對兩個逐個種子對應的陣列，回傳平均、下端與上端。

<details><summary>提示 1</summary>

先做出一個差的陣列，有減沒有；之後就只需要這個陣列。

</details>

<details><summary>提示 2</summary>

`s` 是離差平方和除以 n − 1 再開根號。

</details>
*/
// %% task=paired
function pairedInterval(withIt: number[], without: number[]): { mean: number; low: number; high: number } {
  // BEGIN SOLUTION
  const n = withIt.length;
  const differences = withIt.map((value, i) => value - without[i]);
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const s = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const reach = studentQuantile(0.95, n - 1) * s / Math.sqrt(n);
  return { mean, low: mean - reach, high: mean + reach };
  // END SOLUTION
}

// %% check=paired points=3
await lab.check('paired', { pairedInterval: pairedInterval });

// %% [markdown] en
/*
Try it on stored runs: the Fréchet distances of soft labels (number 6) and of fading noise (number 13), each line a seed on both sides.
*/
// %% [markdown] zh-TW
/*
用存好的訓練試試：柔和標籤（第 6 個）與漸弱雜訊（第 13 個）的 Fréchet 距離，兩邊依種子對應。
*/
// %%
for (const number of [6, 13]) {
  const runs = trickDistances(number);
  const { mean, low, high } = pairedInterval(runs.with.map(Math.log), runs.without.map(Math.log));
  console.log(`${number}: ${runs.with.map((d) => d.toFixed(1)).join(' ')} ÷ ${runs.without.map((d) => d.toFixed(1)).join(' ')}  →  × ${Math.exp(mean).toFixed(2)}  [${Math.exp(low).toFixed(2)}, ${Math.exp(high).toFixed(2)}]`);
}

// %% [markdown] en
/*
## 6 · What to believe of sixteen

An interval of 95 % misses in one of twenty cases. Of sixteen tricks that do **nothing**, about one shows an "effect" nevertheless, and whoever tries long enough always finds a trick. Holm's method keeps the chance of
even **one** false alarm below α:

1. Sort the p values, the smallest first.
2. Compare the smallest with α / m, the next with α / (m − 1), and so on to the last with α.
3. The first that is **not** below ends it: that one and all after it are not believed, however small they are.

**Task.** Return for each p value, in its own place, whether it may be believed.

<details><summary>Hint 1</summary>

Sort the *places*: `pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b])`.

</details>

<details><summary>Hint 2</summary>

Begin with a list of `false`. Walk through the sorted places, with `rank` from 0, and stop at the first with `p >= alpha / (m - rank)`.

</details>
*/
// %% [markdown] zh-TW
/*
## 6 · 十六個之中該相信什麼

95 % 的區間，二十次裡會錯一次。十六個**毫無作用**的技巧，平均也有大約一個顯得「有效果」；只要試得夠久，總會找到一個技巧。Holm 的方法讓出現**任何一次**假警報的機率低於 α：

1. 把 p 值排序，最小的在前。
2. 最小的和 α / m 比，下一個和 α / (m − 1) 比，依此類推，最後一個和 α 比。
3. 第一個**沒有**低於界線的就結束：它和它之後的全都不相信，不管多小。

**任務。** 對每個 p 值，在它原來的位置，回傳可不可以相信。

<details><summary>提示 1</summary>

把*位置*排序：`pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b])`。

</details>

<details><summary>提示 2</summary>

先準備全是 `false` 的陣列。依排好的位置走，`rank` 從 0 開始，遇到第一個 `p >= alpha / (m - rank)` 就停。

</details>
*/
// %% task=believe
function believed(pValues: number[], alpha: number): boolean[] {
  // BEGIN SOLUTION
  const places = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const answers = pValues.map(() => false);
  for (const [rank, place] of places.entries()) {
    if (pValues[place] >= alpha / (pValues.length - rank)) break;
    answers[place] = true;
  }
  return answers;
  // END SOLUTION
}

// %% check=believe points=3
await lab.check('believe', { believed: believed });

// %%
const effects = trickEffects();
const pValues = effects.map(({ frechet }) => frechet.p);
const list = (numbers: boolean[]): string => effects.filter((_, i) => numbers[i]).map(({ trick }) => trick.number).join(', ');
console.log(`p < 0.05: ${list(pValues.map((p) => p < 0.05))}\nHolm:     ${list(believed(pValues, 0.05))}`);

// %% [markdown] en
/*
And the whole picture. A row for each trick; the dashed line is "no effect", to its left the pictures became better. Thick: the interval of 95 % of that row alone. Thin: an interval that holds
for all rows at once.
*/
// %% [markdown] zh-TW
/*
全貌如下。每個技巧一列；虛線是「沒有效果」，在它左邊表示圖片變好。粗線：這一列自己的 95 % 區間。細線：同時對所有列都成立的區間。
*/
// %%
effectsChart()

// %%
comparePredictions(predictions)

// %% [markdown] en
/*
Now unfold the cards of section 1: each has the numbers, with recall, confidence and the number of digits that are drawn, and what to bear in mind.

And number 10, which switches nothing? "$D$'s loss goes to 0: failure." A point for each kind of training: what $D$'s loss was early, and how good the pictures were in the end.
*/
// %% [markdown] zh-TW
/*
接著展開第 1 節的卡片：每張都有數字，包含召回率、信心與畫出的數字種類，以及該記得的事。

什麼都不切換的第 10 個呢？「$D$ 的損失趨近 0：失敗。」每個點是一種訓練：$D$ 早期的損失，以及最後圖片有多好。
*/
// %%
show(trickCards(10));
earlyWarningChart()

// %% [markdown] en
/*
## 7 · Your own trick

The same training, shorter and on fewer seeds: change **one** setting. Below stands smoothing of real labels alone, as the paper has it. Others to try:

| setting | for example |
|---|---|
| `targets` | your `softTarget`: `(kind, count, random) => Array.from({ length: count }, () => softTarget(kind, random.uniform(), random.uniform()))` |
| `noise` | your `onSphere`: `(count, size, random) => onSphere(tf.tensor2d(random.normal(count * size), [count, size])).dataSync()` |
| `seen` | your `fadingNoise`, or the mirrors and shifts of Lab 07: `(pictures, done, random) => …` |
| `dropout`, `replay` | a share, from 0 to below 1 |
| `discriminatorMoves` | 3 |
| `generatorLoss`, `batches`, `networks`, `turns`, `labels` | their other values: the editor offers them |

Predict first. Three seeds make a wide interval: how large would an effect have to be, so that you could see it?
*/
// %% [markdown] zh-TW
/*
## 7 · 你自己的技巧

同樣的訓練，但較短、種子較少：請改變**一個**設定。下面是只平滑真圖片標籤，如論文所寫。還可以試：

| 設定 | 例如 |
|---|---|
| `targets` | 你的 `softTarget`：`(kind, count, random) => Array.from({ length: count }, () => softTarget(kind, random.uniform(), random.uniform()))` |
| `noise` | 你的 `onSphere`：`(count, size, random) => onSphere(tf.tensor2d(random.normal(count * size), [count, size])).dataSync()` |
| `seen` | 你的 `fadingNoise`，或 Lab 07 的翻轉與平移：`(pictures, done, random) => …` |
| `dropout`、`replay` | 一個比例，0 到小於 1 |
| `discriminatorMoves` | 3 |
| `generatorLoss`、`batches`、`networks`、`turns`、`labels` | 它們的其他值：編輯器會列出來 |

先預測。三個種子的區間很寬：效果要多大，你才看得出來？
*/
// %% tags=skip-in-grading
const SEEDS = 3;
const ROUNDS = 100;
const classifier = await trainClassifier(training, test);

// %% tags=skip-in-grading
const own = await measureTrick({
  targets: (kind, count) => new Array(count).fill(kind === 'real' ? 0.9 : 0),
}, { data: training, test: test, classifier: classifier, seeds: SEEDS, rounds: ROUNDS });
own

// %% [markdown] en
/*
## Questions

<details><summary>Most tricks have no measurable effect here. Does that show that they are useless?</summary>

No. It shows that in this training an effect, if there is one, lies within the interval. A narrow interval around 1 is a statement; a wide one only says that more seeds are needed. And many tricks are against failures that a small DCGAN on digits does
not have: nobody notices an umbrella in sunshine.

</details>

<details><summary>With Adam (number 9) the distance was a fifth of that with plain descent, and p = 0.005. Why is that only a hint?</summary>

Because it is one of sixteen tests: when its turn comes, Holm asks for less than 0.05 / 12 = 0.0042. It is no proof of the contrary either. The interval of that row alone lies far from 1; a few more seeds would decide.

</details>

<details><summary>The targets of number 6 go up to 1.2. What does D do with a target above 1?</summary>

$\text{softplus}(\ell) - 1.2\,\ell$ falls without end: $D$ would drive the logit to infinity. Only because the same picture meets lower targets as well, with 0.95 on average, there is a best answer.

</details>

<details><summary>Number 14 gave D two moves for one of G and made the training half as long again. What would a fair comparison be?</summary>

That depends on the question. At equal rounds of $G$: what a stronger $D$ is good for. At equal time: whether one should spend it so; then the other side gets more rounds. A paper that does not say which it means has not said what it found.

</details>

<details><summary>Why was the choice to compare Fréchet distances made before the measurement, and one measure alone?</summary>

With five measures and sixteen tricks there are eighty tests, and four "effects" by chance. Whoever picks the measure afterwards always finds one. Recall and confidence stand beside it to understand what happened, not to decide.

</details>

<details><summary>"With Adam it works, with gradient descent it doesn't." What has to be asked?</summary>

How the learning rate of each was chosen. A tuned method beats an untuned one; which of them carries the new name decides the paper.

</details>

**Further reading.** The list: https://github.com/soumith/ganhacks. Salimans et al.: *Improved Techniques for Training GANs*, arXiv 1606.03498. Lučić et al.: *Are GANs Created Equal?*, arXiv 1711.10337, a comparison in which most differences go away with
tuning and seeds. Henderson et al.: *Deep Reinforcement Learning that Matters*, arXiv 1709.06560, the same for another field. Holm: *A Simple Sequentially Rejective Multiple Test Procedure*, Scandinavian Journal of Statistics 6 (1979).
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>大多數技巧在這裡沒有可測量的效果。這表示它們沒有用嗎？</summary>

不。這表示在這個訓練裡，效果如果存在，就落在區間之內。貼近 1 的窄區間是一個結論；寬的區間只說明需要更多種子。而且許多技巧針對的失敗，數字上的小 DCGAN 根本沒有：晴天裡沒有人注意到雨傘。

</details>

<details><summary>用 Adam（第 9 個）時，距離只有一般梯度下降的五分之一，p = 0.005。為什麼只是跡象？</summary>

因為它是十六次檢定之一：輪到它時，Holm 要求小於 0.05 / 12 = 0.0042。這也不是相反的證明。那一列自己的區間離 1 很遠；再多幾個種子就能決定。

</details>

<details><summary>第 6 個的目標最高到 1.2。目標大於 1 時，D 會怎麼做？</summary>

$\text{softplus}(\ell) - 1.2\,\ell$ 會無止境地下降：$D$ 會把 logit 推向無限大。只因為同一張圖片也會遇到較低的目標，平均是 0.95，才有最佳的回答。

</details>

<details><summary>第 14 個讓 D 走兩步、G 走一步，訓練時間變成一倍半。公平的比較應該是什麼？</summary>

取決於問題。$G$ 的回合數相同：較強的 $D$ 有什麼好處。時間相同：時間該不該這樣花；那麼另一邊就該多走一些回合。論文不說是哪一種，就等於沒有說發現了什麼。

</details>

<details><summary>為什麼在測量之前就決定比較 Fréchet 距離，而且只用一種指標？</summary>

五種指標、十六個技巧，就是八十次檢定，平均有四個「效果」來自巧合。事後才挑指標的人總會找到一個。召回率與信心放在旁邊，是為了理解發生了什麼，不是用來決定。

</details>

<details><summary>「用 Adam 就行，用梯度下降就不行。」該問什麼？</summary>

兩邊的學習率是怎麼選的。調過的方法勝過沒調的；新名字掛在哪一邊，就決定了論文的結論。

</details>

**延伸閱讀。** 清單：https://github.com/soumith/ganhacks。Salimans 等人：*Improved Techniques for Training GANs*，arXiv 1606.03498。Lučić 等人：*Are GANs Created Equal?*，arXiv 1711.10337，在這個比較裡，大多數差異隨著調整與種子而消失。
Henderson 等人：*Deep Reinforcement Learning that Matters*，arXiv 1709.06560，另一個領域的同樣問題。Holm：*A Simple Sequentially Rejective Multiple Test Procedure*，Scandinavian Journal of Statistics 6（1979）。
*/
