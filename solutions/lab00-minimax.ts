/*
 * Lab00, the objective: source of both languages' notebooks (labs/authoring/percent.ts describes the
 * format). Rows R3–R6, R8, R9, R20 and R21 of the course map; arXiv 1406.2661.
 */
// %% [markdown] en
/*
# Lab 00 · The minimax objective

**Goal.** You take the objective $\min_G \max_D V(D, G)$ apart until every term is code, and see what the best $D$ knows, and what it means for $G$.
**Time.** About 15 minutes, and 5 more if you go further (section 8). Only tiny networks are trained.

A forger makes cheques, an expert judges them. Each learns from the other, until the expert can do no better than
guess. In formulas:

$$\min_G \max_D\; V(D, G) = \mathbb{E}_{x \sim p_{data}} \log D(x) + \mathbb{E}_{z \sim p_z} \log\bigl(1 - D(G(z))\bigr) \tag{000.2}$$

$D(x)$ is the probability, in the expert's eyes, that $x$ is real. $G(z)$ is what the forger makes of noise $z$; the
distribution of what it makes is $p_G$. The game is won when $p_G = p_{data}$. (The number beside a formula is its place in
the lecture notes.)
*/
// %% [markdown] zh-TW
/*
# Lab 00 · 極小極大目標函數

**目標。** 把目標函數 $\min_G \max_D V(D, G)$ 拆開，讓每一項都成為程式，並且看看最佳的 $D$ 知道什麼、這對 $G$ 又代表什麼。
**時間。** 大約 15 分鐘；想更深入的話（第 8 節）再加 5 分鐘。只訓練很小的網路。

偽造者製作支票，鑑定專家判斷真假。兩者互相學習，直到專家只能用猜的。寫成式子：

$$\min_G \max_D\; V(D, G) = \mathbb{E}_{x \sim p_{data}} \log D(x) + \mathbb{E}_{z \sim p_z} \log\bigl(1 - D(G(z))\bigr) \tag{000.2}$$

$D(x)$ 是專家認為 $x$ 為真的機率。$G(z)$ 是偽造者由雜訊 $z$ 做出來的東西；它的分布是 $p_G$。當
$p_G = p_{data}$ 時，偽造者就贏得這場賽局。（公式旁的編號是它在講義中的位置。）
*/
// %%
import {
  tf, openLab, todo, show, lineChart, surface, forgerStory, minimaxExplorer,
  bestScores, densityFrom, gameValue, LineGame, normal, objectives, objectiveValue, optimalDiscriminator, quantile, RandomSource, sigmoid, wasserstein,
} from 'minimax-labs';

// en: The lab knows the checks; it also chooses the fastest backend that this computer has.
// zh-TW: lab 負責檢查你的答案，也會選擇這台電腦上最快的運算後端。
const lab = await openLab('lab00-minimax', { language: 'en' });

// %% [markdown] en
/*
First the story, as a game that is really played. A cheque is one number, how dark its ink is. The expert is a small network, the forger
a hundred cheques. Let them move in turns, and read what a move changes and what stays:

1. The expert's first move: which scores rise, which fall? (One slide lets only the forged ones fall.)
2. The forger's move leaves $D$ as it is. Why does the expert's loss rise?
3. Press Play. What do the forged cheques come close to, and what does the expert say of them then?
*/
// %% [markdown] zh-TW
/*
先看這個故事，它是真正在進行的賽局。支票只是一個數：墨水的深淺。專家是一個小網路，偽造者是一百張支票。讓他們輪流走，看看
每一步改變了什麼、什麼沒有變：

1. 專家的第一步：哪些分數上升，哪些下降？（有一張投影片只讓假支票的分數下降。）
2. 偽造者走一步時 $D$ 沒有變。專家的損失為什麼會上升？
3. 按「播放」。假支票最後接近什麼？那時專家怎麼說？
*/
// %%
forgerStory()

// %% [markdown] en
/*
## 1 · From cross-entropy to $V$

$D$ is a classifier with two classes: real ($y = 1$) and made ($y = 0$). A classifier is trained with the cross-entropy

$$H(y, p) = -\,y \ln p \;-\; (1 - y) \ln (1 - p) \tag{000.1}$$

where $p = D(x)$. For each label only one term counts.

**Task.** Write it for one picture. A sure and right answer costs 0: mind that `0 * Math.log(0)` is `NaN`.
*/
// %% [markdown] zh-TW
/*
## 1 · 從交叉熵到 $V$

$D$ 是一個兩類的分類器：真（$y = 1$）與假（$y = 0$）。訓練分類器用的是交叉熵

$$H(y, p) = -\,y \ln p \;-\; (1 - y) \ln (1 - p) \tag{000.1}$$

其中 $p = D(x)$。對每個標籤，只有一項算數。

**任務。** 寫出一張圖片的交叉熵。確定而且正確的回答代價是 0：請注意 `0 * Math.log(0)` 是 `NaN`。
*/
// %% task=cross-entropy
function crossEntropy(label: 0 | 1, probability: number): number {
  // BEGIN SOLUTION
  return label === 1 ? -Math.log(probability) : -Math.log(1 - probability);
  // END SOLUTION
}

// %% check=cross-entropy points=1
await lab.check('cross-entropy', { crossEntropy: crossEntropy });

// %% [markdown] en
/*
A classifier usually has one output a class, and a softmax. With logits $a$ for "real" and $b$ for "made":

$$p = \frac{e^a}{e^a + e^b} = \frac{1}{1 + e^{-(a - b)}} = \sigma(a - b)$$

So one output is enough: the difference. It is the **logit** $\ell$ that $D$ will have in Labs 02 and 03, and $D = \sigma(\ell)$.

**Task.** Write $p$ so that it is right for $a = 1000$, too.
*/
// %% [markdown] zh-TW
/*
分類器通常每一類有一個輸出，再做 softmax。「真」的 logit 是 $a$，「假」的是 $b$：

$$p = \frac{e^a}{e^a + e^b} = \frac{1}{1 + e^{-(a - b)}} = \sigma(a - b)$$

所以一個輸出就夠了：兩者的差。這就是 Lab 02 和 Lab 03 裡 $D$ 的 **logit** $\ell$，而 $D = \sigma(\ell)$。

**任務。** 寫出 $p$，而且 $a = 1000$ 時也要正確。
*/
// %% task=softmax
function realProbability(real: number, made: number): number {
  // BEGIN SOLUTION
  return 1 / (1 + Math.exp(made - real));
  // END SOLUTION
}

// %% check=softmax points=1
await lab.check('softmax', { realProbability: realProbability });

// %% [markdown] en
/*
## 2 · $V$ from samples

The mean cross-entropy over real and made pictures is what $D$ minimises. Turn the sign, and the minus is gone:
$D$ **maximises**

$$V \approx \frac1n \sum_i \ln D(x_i) + \frac1m \sum_j \ln\bigl(1 - D(G(z_j))\bigr) \tag{004.1}$$

**Task.** Given what $D$ answers for real and for made pictures, return the estimate of $V$ as a scalar tensor.
*/
// %% [markdown] zh-TW
/*
## 2 · 由樣本估計 $V$

$D$ 要最小化真假圖片的平均交叉熵。把正負號反過來，負號就不見了：$D$ 要**最大化**

$$V \approx \frac1n \sum_i \ln D(x_i) + \frac1m \sum_j \ln\bigl(1 - D(G(z_j))\bigr) \tag{004.1}$$

**任務。** 已知 $D$ 對真圖片和假圖片的回答，回傳 $V$ 的估計值（純量張量）。
*/
// %% task=value
function estimateValue(real: tf.Tensor1D, made: tf.Tensor1D): tf.Tensor {
  // BEGIN SOLUTION
  // E ln D(x) + E ln(1 − D(G(z)))
  return tf.log(real).mean().add(tf.log(tf.sub(1, made)).mean());
  // END SOLUTION
}

// %% check=value points=2
await lab.check('value', { estimateValue: estimateValue });

// %% [markdown] en
/*
An expectation is an integral: $\mathbb{E}_{x \sim p} f(x) = \int p(x) f(x)\,dx$. On the line we can compute it exactly. Here
$p_{data} = N(0, 1)$, $p_G = N(1.5, 1)$, and some $D$: your estimate from more and more samples walks towards the integral.
Its error falls like $1/\sqrt n$.
*/
// %% [markdown] zh-TW
/*
期望值就是積分：$\mathbb{E}_{x \sim p} f(x) = \int p(x) f(x)\,dx$。在一條線上可以精確計算。這裡 $p_{data} = N(0, 1)$、
$p_G = N(1.5, 1)$，以及某個 $D$：樣本越多，你的估計值就越接近積分，誤差大約以 $1/\sqrt n$ 變小。
*/
// %%
const grid = { from: -6, to: 8, count: 1401 };
const pData = densityFrom(normal(0, 1), grid), pG = densityFrom(normal(1.5, 1), grid);
const someD = (x: number): number => sigmoid(0.8 - x);
const exact = gameValue(pData.values.map((_, i) => someD(grid.from + i * pData.step)), pData, pG);

const random = new RandomSource(1);
const answers = (density: typeof pData, count: number) =>
  tf.tensor1d(Array.from({ length: count }, () => someD(quantile(density, random.uniform()))));
const counts = [10, 30, 100, 300, 1000, 3000, 10000];
const estimates = counts.map((count) => estimateValue(answers(pData, count), answers(pG, count)).dataSync()[0]);
console.log(`∫ = ${exact.toFixed(5)}`);
lineChart({ 'V (n)': { x: counts.map(Math.log10), y: estimates }, '∫': { x: [1, 4], y: [exact, exact] } }, { xTitle: 'log₁₀ n', yTitle: 'V', mode: 'lines+markers' });

// %% [markdown] en
/*
## 3 · The best discriminator

For fixed $G$, what should $D$ answer at one point $x$? There, $V$ gets $p \ln d + q \ln(1 - d)$, with
$p = p_{data}(x)$, $q = p_G(x)$, $d = D(x)$.

**Task.** Find the $d$ with the largest value, for tensors of heights $p$ and $q$.
*/
// %% [markdown] zh-TW
/*
## 3 · 最佳的判別器

固定 $G$，$D$ 在某一點 $x$ 應該回答什麼？在那一點，$V$ 的貢獻是 $p \ln d + q \ln(1 - d)$，其中
$p = p_{data}(x)$、$q = p_G(x)$、$d = D(x)$。

**任務。** 已知 $p$ 和 $q$ 在各點的值（張量），求出使它最大的 $d$。
*/
// %% task=best-discriminator
function bestDiscriminator(p: tf.Tensor1D, q: tf.Tensor1D): tf.Tensor1D {
  // BEGIN SOLUTION
  // p / d − q / (1 − d) = 0
  return p.div(p.add(q));
  // END SOLUTION
}

// %% check=best-discriminator points=2
await lab.check('best-discriminator', { bestDiscriminator: bestDiscriminator });

// %% [markdown] en
/*
$V$ is a function of $D$. Take all $D(x) = \sigma(a x + b)$: the surface below is $V$ over $a$ and $b$, exact. It has one
top. For two normal distributions with the same width the best $D$ is one of these, with $a = -\mu$ and $b = \mu^2/2$:
here $a = -1.5$, $b = 1.125$.
*/
// %% [markdown] zh-TW
/*
$V$ 是 $D$ 的函數。考慮所有 $D(x) = \sigma(a x + b)$：下面的曲面就是 $V$ 對 $a$ 和 $b$ 的精確值，只有一個頂點。兩個寬度
相同的常態分布，最佳的 $D$ 就是其中之一：$a = -\mu$、$b = \mu^2/2$，這裡是 $a = -1.5$、$b = 1.125$。
*/
// %%
const points = Array.from(pData.values, (_, i) => grid.from + i * pData.step);
const valueOf = (a: number, b: number): number => gameValue(points.map((x) => Math.min(1 - 1e-9, Math.max(1e-9, sigmoid(a * x + b)))), pData, pG);
show(surface(valueOf, { xRange: [-3, 0.5], yRange: [-1, 3], steps: 31, xTitle: 'a', yTitle: 'b', zTitle: 'V' }));
console.log(`V(−1.5, 1.125) = ${valueOf(-1.5, 1.125).toFixed(6)}   max V = ${gameValue(optimalDiscriminator(pData, pG), pData, pG).toFixed(6)}`);

// %% [markdown] en
/*
## 4 · What $G$ minimises against the best $D$

Put $D^* = p / (p + q)$ into $V$:

$$\max_D V(D, G) = -2 \ln 2 + 2\, \mathrm{JSD}(p_{data} \,\|\, p_G) \tag{004.2}$$

with the Jensen–Shannon divergence, where $m = (p + q) / 2$:

$$\mathrm{JSD}(p \,\|\, q) = \tfrac12 \int p \ln\frac{p}{m}\,dx + \tfrac12 \int q \ln\frac{q}{m}\,dx$$

**Task.** Write it for heights on points that are `step` apart: an integral is a sum times the step. Where a density is 0,
its term is 0.
*/
// %% [markdown] zh-TW
/*
## 4 · 面對最佳的 $D$，$G$ 在最小化什麼

把 $D^* = p / (p + q)$ 代入 $V$：

$$\max_D V(D, G) = -2 \ln 2 + 2\, \mathrm{JSD}(p_{data} \,\|\, p_G) \tag{004.2}$$

其中 Jensen–Shannon 散度為（$m = (p + q) / 2$）

$$\mathrm{JSD}(p \,\|\, q) = \tfrac12 \int p \ln\frac{p}{m}\,dx + \tfrac12 \int q \ln\frac{q}{m}\,dx$$

**任務。** 已知各點的高度，點與點相距 `step`，寫出這個散度：積分是總和乘以間距。密度為 0 的地方，那一項是 0。
*/
// %% task=jensen-shannon
function jsd(p: tf.Tensor1D, q: tf.Tensor1D, step: number): tf.Tensor {
  // BEGIN SOLUTION
  const m = p.add(q).div(2);
  // a ln(a / m); 0 where a is 0
  const term = (a: tf.Tensor1D) => tf.where(a.greater(0), a.mul(tf.log(tf.maximum(a, 1e-30).div(tf.maximum(m, 1e-30)))), tf.zerosLike(a));
  return term(p).add(term(q)).sum().mul(step / 2);
  // END SOLUTION
}

// %% check=jensen-shannon points=2
await lab.check('jensen-shannon', { jsd: jsd });

// %% [markdown] en
/*
### Find the bug in the slide

A slide says: *"a small $\max_D V$ means that the classes are hard to tell apart, so the divergence is large."* One half of it is right.

**Task.** Solve (004.2) for the divergence: what is it where $\max_D V$ is `best`? Then the plot below tells which half.

<details><summary>Hint</summary>

When $G$ has won, `best` is $-2 \ln 2$. What is the divergence then?

</details>
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

有一張投影片說：*「$\max_D V$ 小，代表兩類不容易分辨，所以散度大。」*其中一半是對的。

**任務。** 由 (004.2) 解出散度：$\max_D V$ 是 `best` 時，散度是多少？下面的圖會告訴你對的是哪一半。

<details><summary>提示</summary>

$G$ 成功時，`best` 是 $-2 \ln 2$。這時散度是多少？

</details>
*/
// %% task=slide-value
function divergenceFrom(best: number): number {
  // BEGIN SOLUTION
  return best / 2 + Math.LN2;
  // END SOLUTION
}

// %% check=slide-value points=1
await lab.check('slide-value', { divergenceFrom: divergenceFrom });

// %%
const values = Array.from({ length: 29 }, (_, i) => -2 * Math.LN2 * (1 - i / 28));
lineChart({ 'JSD': { x: values, y: values.map(divergenceFrom) } }, { xTitle: 'max V' });

// %% [markdown] en
/*
Now the trouble. Two blocks move apart: as soon as they do not meet, the divergence is $\ln 2$, and stays there.
A generator that minimises it gets no hint where to go. The **Wasserstein distance** $W_1$, how far the mass has to be
moved, keeps growing. The Wasserstein GAN (further reading) trains with it.
*/
// %% [markdown] zh-TW
/*
麻煩來了。兩個方塊逐漸分開：一旦不再重疊，散度就是 $\ln 2$，之後不再改變。最小化它的生成器得不到任何該往哪裡走的
提示。**Wasserstein 距離** $W_1$ 是質量需要搬動的距離，它會一直增加；Wasserstein GAN（見延伸閱讀）就用它來訓練。
*/
// %%
const block = (from: number) => densityFrom((x) => (x >= from && x < from + 1 ? 1 : 0), grid);
const separations = Array.from({ length: 25 }, (_, i) => i / 4);
const here = block(0);
const there = separations.map(block);
const heights = (density: typeof here) => tf.tensor1d([...density.values]);
lineChart({
  'JSD': { x: separations, y: there.map((density) => jsd(heights(here), heights(density), here.step).dataSync()[0]) },
  'W₁': { x: separations, y: there.map((density) => wasserstein(here, density)) },
}, { xTitle: '→', mode: 'lines+markers' });

// %% [markdown] en
/*
## 5 · A game, not a minimum

Take the smallest game there is: $V(x, y) = x\,y$. $x$ minimises, $y$ maximises; the only fair point is $(0, 0)$. Each
player moves along its own slope, $\mathrm{d}V/\mathrm{d}x = y$ and $\mathrm{d}V/\mathrm{d}y = x$, by `rate` times the slope.

**Task.** Write one round in which both move **at once**, from the old point, and one in which they move **in turns**, $x$
first. Return `[x, y]`.
*/
// %% [markdown] zh-TW
/*
## 5 · 這是賽局，不是求最小值

最小的賽局是 $V(x, y) = x\,y$。$x$ 要最小化，$y$ 要最大化；唯一公平的點是 $(0, 0)$。每個玩家沿著自己的斜率移動，
$\mathrm{d}V/\mathrm{d}x = y$、$\mathrm{d}V/\mathrm{d}y = x$，移動的量是 `rate` 乘以斜率。

**任務。** 寫出兩種回合：兩者由舊的點**同時**移動；以及**輪流**移動，$x$ 先走。回傳 `[x, y]`。
*/
// %% task=xy-game
function simultaneousStep(x: number, y: number, rate: number): [number, number] {
  // BEGIN SOLUTION
  return [x - rate * y, y + rate * x];
  // END SOLUTION
}

function alternatingStep(x: number, y: number, rate: number): [number, number] {
  // BEGIN SOLUTION
  const newX = x - rate * y;
  return [newX, y + rate * newX];
  // END SOLUTION
}

// %% check=xy-game points=2
await lab.check('xy-game', { simultaneousStep: simultaneousStep, alternatingStep: alternatingStep });

// %% [markdown] en
/*
At once, the players spiral away from the solution, for every rate: each round multiplies the distance by
$\sqrt{1 + rate^2}$. In turns, they run around it for ever. This is one reason to train GANs in turns, and one why
their losses never settle like those of a classifier.
*/
// %% [markdown] zh-TW
/*
同時移動時，不論步伐多小，玩家都會螺旋遠離解：每一回合距離都乘以 $\sqrt{1 + rate^2}$。輪流移動時，則會一直繞著它轉。
這是 GAN 輪流訓練的一個原因，也是損失不會像分類器那樣收斂到一個定值的一個原因。
*/
// %%
const walk = (step: typeof simultaneousStep): { x: number[]; y: number[] } => {
  let [x, y] = [1, 0];
  const path = { x: [x], y: [y] };
  for (let round = 0; round < 100; round++) {
    [x, y] = step(x, y, 0.15);
    path.x.push(x);
    path.y.push(y);
  }
  return path;
};
lineChart({ simultaneousStep: walk(simultaneousStep), alternatingStep: walk(alternatingStep) }, { xTitle: 'x', yTitle: 'y' });

// %% [markdown] en
/*
## 6 · Who moves first

$\min_G \max_D$ means: $G$ chooses first, and $D$ answers. $\max_D \min_G$ is the other order, and another game. Let a table
hold $V$: $G$ chooses the row, $D$ the column.

**Task.** Write both.
*/
// %% [markdown] zh-TW
/*
## 6 · 誰先走

$\min_G \max_D$ 的意思是：$G$ 先選，$D$ 再回應。$\max_D \min_G$ 的順序相反，是另一場賽局。設有一張 $V$ 的表：$G$ 選列（row），
$D$ 選行（column）。

**任務。** 寫出兩者。
*/
// %% task=order
function minMax(table: number[][]): number {
  // BEGIN SOLUTION
  return Math.min(...table.map((row) => Math.max(...row)));
  // END SOLUTION
}

function maxMin(table: number[][]): number {
  // BEGIN SOLUTION
  const columns = table[0].map((_, column) => table.map((row) => row[column]));
  return Math.max(...columns.map((column) => Math.min(...column)));
  // END SOLUTION
}

// %% check=order points=2
await lab.check('order', { minMax: minMax, maxMin: maxMin });

// %% [markdown] en
/*
What happens in the other order? $D$ is fixed, and $G$ answers. Its best answer is to put everything where $D$ is
highest: **mode collapse**. Below, $D$ learns for a while against a crowd of points, then only $G$ moves. The points gather
on a few tops of $D$, wherever the data is.
*/
// %% [markdown] zh-TW
/*
順序相反會怎麼樣？$D$ 固定不動，由 $G$ 回應。它最好的回應是把一切放到 $D$ 最高的地方：**模式崩潰**（mode collapse）。
下面先讓 $D$ 對著一群點學一陣子，然後只有 $G$ 移動。這些點會聚集在 $D$ 的少數幾個頂點上，不管資料在哪裡。
*/
// %%
const line = { from: -5, to: 5, count: 201 };
const twoHills = densityFrom((x) => normal(-2, 0.5)(x) + normal(1.8, 0.7)(x), line);
const game = new LineGame(twoHills, densityFrom(normal(0, 1), line), { grid: line });
for (let move = 0; move < 300; move++) game.moveDiscriminator();
for (let move = 0; move < 1500; move++) game.moveGenerator();
const at = Array.from(twoHills.values, (_, i) => line.from + i * twoHills.step);
lineChart({ 'p_data': { x: at, y: [...twoHills.values] }, 'p_G': { x: at, y: [...game.generated.values] }, 'D': { x: at, y: [...game.learned] } }, { xTitle: 'x' });

// %% [markdown] en
/*
## 7 · The explorer

Now play. Choose or draw $p_{data}$ and $p_G$, let $D$ and $G$ move one at a time, or press Play. The dashed line is what is
true at this moment, $D^*$ and $\max V$; the other one is what $D$ has learned. Try this:

1. Let only $D$ move. How close does its value come to the true one? Does it ever pass it?
2. Let $D$ make ten moves for one of $G$, then one. What changes?
3. Choose "far away" for the made data, and $\min \log(1 - D)$ as $G$'s objective. Let $D$ learn well first. Does $G$ still move?
*/
// %% [markdown] zh-TW
/*
## 7 · 探索器

現在來玩。選擇或畫出 $p_{data}$ 和 $p_G$，讓 $D$ 和 $G$ 一步一步走，或者按「播放」。虛線是此刻的真值 $D^*$ 和 $\max V$；另一條線
是 $D$ 學到的。試試看：

1. 只讓 $D$ 走。它的值能多接近真值？會超過嗎？
2. 讓 $G$ 走一步時 $D$ 走十步，然後改成一步。有什麼不同？
3. 生成資料選「在遠處」，$G$ 的目標選 $\min \log(1 - D)$，先讓 $D$ 學好。$G$ 還會動嗎？
*/
// %%
minimaxExplorer({ language: 'en' })

// %% [markdown] en
/*
The same game in the plane. Blue is where $D$ says "real", orange where it says "made"; the green line is $D^* = \tfrac12$, the
purple one is what $D$ has learned. $W_1$ has no formula here: 100 points of each density are assigned to each other in the
cheapest way, and "show how $W_1$ moves the mass" draws that plan. Try this:

1. Let $G$ find the ring. Then choose nine hills as real data. Do all nine get points? Give $D$ ten moves for one of $G$.
2. Choose "block" as real and "far away" as made data: $\mathrm{JSD}$ is $\ln 2$, and hardly moves at first. What does $W_1$ do?
3. Set *Draw* to p_data, and draw your initials in two strokes.
*/
// %% [markdown] zh-TW
/*
同一場賽局，換到平面上。藍色是 $D$ 判為真的地方，橘色是判為假的地方；綠線是 $D^* = \tfrac12$，紫線是 $D$ 學到的。在這裡
$W_1$ 沒有公式：從兩個密度各取 100 個點，用最省的方式兩兩配對；「顯示 $W_1$ 怎麼搬動質量」會畫出這個搬運計畫。試試看：

1. 讓 $G$ 找到圓環。然後真實資料改選九座山：九座都分得到點嗎？讓 $G$ 走一步時 $D$ 走十步。
2. 真實資料選「方塊」，生成資料選「在遠處」：$\mathrm{JSD}$ 是 $\ln 2$，而且一開始幾乎不動。$W_1$ 呢？
3. 把「繪製」設為 p_data，再用兩筆畫出你名字的縮寫。
*/
// %%
minimaxExplorer({ language: 'en', dimensions: 2 })

// %% [markdown] en
/*
## 8 · Going further: other objectives

$V$ is not the only thing that $D$ can maximise. Let it give any score $v$, and let a real sample be worth $a(v)$, a made one $b(v)$:
$D$ maximises $\mathbb{E}\,a + \mathbb{E}\,b$, at each point $p\,a(v) + q\,b(v)$.

| | $a(v)$ | $b(v)$ | best $v$ | $\max$ |
|---|---|---|---|---|
| original | $\ln \sigma(v)$ | $\ln(1 - \sigma(v))$ | $\ln \frac pq$ | $-2 \ln 2 + 2\,\mathrm{JSD}$ |
| least squares (LSGAN) | $-\frac12 (v - 1)^2$ | $-\frac12 v^2$ | $\frac p{p+q}$ | $-\frac14 + \frac18 \int \frac{(p - q)^2}{p + q}$ |
| hinge | $\min(0, v - 1)$ | $\min(0, -1 - v)$ | $\mathrm{sign}(p - q)$ | $-2 + \int \lvert p - q \rvert$ |
| KL | $v$ | $-e^{v - 1}$ | $1 + \ln \frac pq$ | $\mathrm{KL}(p \,\|\, q)$ |
| reverse KL | $-e^{-v}$ | $1 - v$ | $\ln \frac pq$ | $\mathrm{KL}(q \,\|\, p)$ |
| Pearson | $v$ | $-\frac14 v^2 - v$ | $2 \frac pq - 2$ | $\int \frac{(p - q)^2}{q}$ |
| Hellinger | $1 - e^{-v}$ | $1 - e^v$ | $\frac12 \ln \frac pq$ | $\int (\sqrt p - \sqrt q)^2$ |

The last four are f-GANs: their maximum **is** a divergence, and $D$ measures it. All but the hinge learn the same of each point, the
ratio $p / q$, each in its own words. Change the name in the first line. $D^*$ is the best score, and $D$ one that has learned from
samples, both as a probability of "real".
*/
// %% [markdown] zh-TW
/*
## 8 · 更深入：其他的目標函數

$V$ 不是 $D$ 唯一能最大化的東西。讓它給出任意的分數 $v$，真樣本值 $a(v)$，假樣本值 $b(v)$：$D$ 最大化 $\mathbb{E}\,a + \mathbb{E}\,b$，
在每一點就是 $p\,a(v) + q\,b(v)$。

| | $a(v)$ | $b(v)$ | 最佳的 $v$ | $\max$ |
|---|---|---|---|---|
| 原本的 | $\ln \sigma(v)$ | $\ln(1 - \sigma(v))$ | $\ln \frac pq$ | $-2 \ln 2 + 2\,\mathrm{JSD}$ |
| 最小平方 (LSGAN) | $-\frac12 (v - 1)^2$ | $-\frac12 v^2$ | $\frac p{p+q}$ | $-\frac14 + \frac18 \int \frac{(p - q)^2}{p + q}$ |
| hinge | $\min(0, v - 1)$ | $\min(0, -1 - v)$ | $\mathrm{sign}(p - q)$ | $-2 + \int \lvert p - q \rvert$ |
| KL | $v$ | $-e^{v - 1}$ | $1 + \ln \frac pq$ | $\mathrm{KL}(p \,\|\, q)$ |
| 反向 KL | $-e^{-v}$ | $1 - v$ | $\ln \frac pq$ | $\mathrm{KL}(q \,\|\, p)$ |
| Pearson | $v$ | $-\frac14 v^2 - v$ | $2 \frac pq - 2$ | $\int \frac{(p - q)^2}{q}$ |
| Hellinger | $1 - e^{-v}$ | $1 - e^v$ | $\frac12 \ln \frac pq$ | $\int (\sqrt p - \sqrt q)^2$ |

最後四個是 f-GAN：它們的最大值**就是**一種散度，由 $D$ 來測量。除了 hinge，大家在每一點學到的都是同一件事，也就是比值 $p / q$，
只是說法不同。請改變第一行的名字。$D^*$ 是最佳的分數，$D$ 則是由樣本學來的，兩者都畫成「真」的機率。
*/
// %%
const chosen = objectives['least squares'];
console.log(`max = ${objectiveValue(chosen, bestScores(chosen, pData, pG), pData, pG).toFixed(6)}   ${chosen.formula} = ${chosen.bestValue(chosen.divergence(pData, pG)).toFixed(6)}`);
const other = new LineGame(twoHills, densityFrom(normal(0, 1), line), { grid: line });
other.objective = chosen;
for (let move = 0; move < 500; move++) other.moveDiscriminator();
lineChart({ 'D*': { x: at, y: [...other.optimal] }, 'D': { x: at, y: [...other.learned] } }, { xTitle: 'x' });

// %% [markdown] en
/*
Does one of them cure the trouble of section 4? The blocks again, as they move apart.
*/
// %% [markdown] zh-TW
/*
它們之中有哪一個能解決第 4 節的麻煩嗎？再看一次逐漸分開的方塊。
*/
// %%
const apart = (name: keyof typeof objectives) => there.map((density) => objectives[name].divergence(here, density));
console.log(`KL: ${apart('KL').at(-1)}   reverse KL: ${apart('reverse KL').at(-1)}   Pearson: ${apart('Pearson').at(-1)}`);
lineChart(Object.fromEntries((['minimax', 'least squares', 'hinge', 'Hellinger'] as const).map((name) => [name, { x: separations, y: apart(name) }])), { xTitle: '→', mode: 'lines+markers' });

// %% [markdown] en
/*
No: once the blocks do not meet, a distance made of the two heights at each point stands still or has no limit at all. $W_1$ is of another
kind: it knows how far apart the points are.
*/
// %% [markdown] zh-TW
/*
沒有：方塊一旦不再重疊，只由每一點的兩個高度算出的距離，不是停住不動，就是變成無限大。$W_1$ 屬於另一類：它知道點與點相距多遠。
*/

// %% [markdown] en
/*
## Questions

<details><summary>What are D* and V when G has won?</summary>

$p_G = p_{data}$, so $D^* = \tfrac12$ everywhere and $V = -2 \ln 2 \approx -1.386$.

</details>

<details><summary>A slide writes min_D max_G of −V. Is that the same game as min_G max_D V?</summary>

No. $\min_D \max_G (-V) = -\max_D \min_G V$: there $D$ chooses first. The table of section 6 shows that the order matters.

</details>

<details><summary>A slide says that G(z) should come close to "the distribution of D". To what should it come close?</summary>

To $p_{data}$. $D$ is not a distribution: it is the probability of one answer.

</details>

**Further reading.** Goodfellow et al.: *Generative Adversarial Networks*, arXiv 1406.2661, section 4. Arjovsky, Chintala,
Bottou: *Wasserstein GAN*, arXiv 1701.07875, section 2. Nowozin, Cseke, Tomioka: *f-GAN*, arXiv 1606.00709. Mao et al.: *Least Squares
Generative Adversarial Networks*, arXiv 1611.04076. Lim, Ye: *Geometric GAN*, arXiv 1705.02894 (the hinge).

Next: **Lab 01 · Build the generator**.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>當 G 成功時，D* 和 V 是多少？</summary>

$p_G = p_{data}$，所以處處 $D^* = \tfrac12$，$V = -2 \ln 2 \approx -1.386$。

</details>

<details><summary>有一張投影片寫 −V 的 min_D max_G。它和 min_G max_D V 是同一場賽局嗎？</summary>

不是。$\min_D \max_G (-V) = -\max_D \min_G V$：那裡是 $D$ 先選。第 6 節的表顯示順序有影響。

</details>

<details><summary>有一張投影片說 G(z) 應該接近「D 的分布」。它應該接近什麼？</summary>

應該接近 $p_{data}$。$D$ 不是分布，而是某個回答的機率。

</details>

**延伸閱讀。** Goodfellow 等人：*Generative Adversarial Networks*，arXiv 1406.2661，第 4 節。Arjovsky、Chintala、
Bottou：*Wasserstein GAN*，arXiv 1701.07875，第 2 節。Nowozin、Cseke、Tomioka：*f-GAN*，arXiv 1606.00709。Mao 等人：*Least Squares
Generative Adversarial Networks*，arXiv 1611.04076。Lim、Ye：*Geometric GAN*，arXiv 1705.02894（hinge）。

下一課：**Lab 01 · 建立生成器**。
*/
