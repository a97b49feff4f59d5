/*
 * Lab09, the Wasserstein distance: source of both languages' notebooks. Row R22 of the course map, with R21's sweep beside it;
 * arXiv 1701.07875 (clipping), 1704.00028 (gradient penalty), 1802.05957 (spectral norm).
 */
// %% [markdown] en
/*
# Lab 09 · Wasserstein: how far the earth has to be moved

**Goal.** You measure how far one heap of earth is from another, turn the discriminator into a critic that measures it for you, keep the critic on a leash in three ways, and train a
Wasserstein GAN whose loss means something.
**Time.** About 40 minutes, 5 of them computing.

Lab 00 ended with a trouble. Where $p_{data}$ and $p_G$ do not meet, the divergence that a GAN minimises is $\ln 2$, however far apart they are. Pictures are points in a space of
thousands of dimensions: there, two clouds hardly ever meet. The lecture's way out is a bulldozer.
*/
// %% [markdown] zh-TW
/*
# Lab 09 · Wasserstein：土要搬多遠

**目標。** 你會量出一堆土離另一堆有多遠，把判別器變成替你測量距離的評論者，用三種方法限制評論者，最後訓練一個損失真正有意義的 Wasserstein GAN。
**時間。** 大約 40 分鐘，其中 5 分鐘是電腦在計算。

Lab 00 最後留下一個麻煩：當 $p_{data}$ 和 $p_G$ 不重疊時，不管相距多遠，GAN 所最小化的散度都是 $\ln 2$。圖片是幾千維空間裡的點：在那裡，兩群點幾乎不會重疊。課程的解決辦法是一台推土機。
*/
// %%
import {
  tf, openLab, todo, show, lineChart, imageGrid, loadDataset, describeData, firstImages, variablesOf, RandomSource,
  densityFrom, jensenShannon, normal, wasserstein, transportFilm, transportPlan, workOf, sampleDistance, pointTransport,
  between, gradientNorms, criticOf, largestGradient, pointCritic, pictureCritic, polylineOf, steepestSlope,
  compactGenerator, train, trainClassifier, evaluate, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab09-wasserstein', { language: 'en' });

// %% [markdown] en
/*
## 1 · Moving earth

Two heaps with as much earth, over the same places. A plan says how much goes from where to where; its **work** is amount times distance, summed up. The film shows two plans that
both turn the filled heap into the dashed one. Play it, and compare the work.
*/
// %% [markdown] zh-TW
/*
## 1 · 搬土

有兩堆一樣多的土，位在同一排位置上。搬運計畫說明從哪裡搬多少到哪裡；它的**功**是數量乘以距離，再全部相加。影片裡的兩種計畫，都把實心的那堆土變成虛線的形狀。請播放影片，比較兩者的功。
*/
// %%
const heap = [0, 3, 4, 2, 0, 0, 0, 1];
const wanted = [0, 0, 0, 1, 2, 3, 3, 1];
transportFilm(heap, wanted)

// %% [markdown] en
/*
The least work of all plans, for heaps of one unit of earth, is the **earth mover's distance**, or Wasserstein distance $W_1$. On a line nobody has to search for the plan. Stand at the
border between place $i$ and the next one: what is too much on your left, $P_i - Q_i$, has to cross it, in one direction or the other, whatever the plan. So

$$W_1(p, q) = \sum_i \lvert P_i - Q_i \rvert, \qquad P_i = p_0 + \dots + p_i$$

**Task.** Write it for two heaps given as arrays, whose places are 1 apart.

<details><summary>Hint</summary>

One loop, and one number that carries $P_i - Q_i$ along.

</details>
*/
// %% [markdown] zh-TW
/*
對一單位的土，所有計畫之中最小的功就是**推土機距離**，也就是 Wasserstein 距離 $W_1$。在一條線上不必尋找最佳計畫。站在位置 $i$ 和下一個位置的邊界上：左邊多出來的土 $P_i - Q_i$，不管什麼計畫都必須跨過這個邊界
（往右或往左）。所以

$$W_1(p, q) = \sum_i \lvert P_i - Q_i \rvert, \qquad P_i = p_0 + \dots + p_i$$

**任務。** 兩堆土以陣列表示，相鄰位置的距離是 1，寫出這個距離。

<details><summary>提示</summary>

一個迴圈，加上一個一路帶著走的數 $P_i - Q_i$。

</details>
*/
// %% task=earth-mover
function earthMover(p: number[], q: number[]): number {
  // BEGIN SOLUTION
  let carried = 0, work = 0;
  p.forEach((height, i) => {
    carried += height - q[i];
    work += Math.abs(carried);
  });
  return work;
  // END SOLUTION
}

// %% check=earth-mover points=1
await lab.check('earth-mover', { earthMover: earthMover });

// %% [markdown] en
/*
Your number against the plans of the film, for its ten shovels:
*/
// %% [markdown] zh-TW
/*
用影片裡的十鏟土，比較你的數字和兩種計畫：
*/
// %%
console.log(`earthMover ${earthMover(heap, wanted)}   in order ${workOf(transportPlan(heap, wanted))}   crossing ${workOf(transportPlan(heap, wanted, 'crossing'))}`);

// %% [markdown] en
/*
## 2 · Far apart

A generator that has to move: the data is a hill at 0, the made samples a hill at distance $d$. The first picture has both distances between them. But $G$ does not see values: it follows **slopes**. So
look at the second picture, by how much each distance changes when $G$ moves a little.
*/
// %% [markdown] zh-TW
/*
## 2 · 相距很遠

有一個必須移動的生成器：資料是位於 0 的一座山，生成的樣本是距離 $d$ 之外的一座山。第一張圖是兩種距離的值。不過 $G$ 看到的不是值：它跟著**斜率**走。所以請看第二張圖：$G$ 移動一點點時，兩種距離各改變多少。
*/
// %%
const line = { from: -4, to: 14, count: 1801 };
const hillAt = (place: number) => densityFrom(normal(place, 0.5), line);
const apart = Array.from({ length: 41 }, (_, i) => i / 5);
const distances = {
  'JSD': (d: number) => jensenShannon(hillAt(0), hillAt(d)),
  'W₁': (d: number) => wasserstein(hillAt(0), hillAt(d)),
};
const slope = (f: (d: number) => number) => (d: number): number => (f(d + 0.01) - f(d - 0.01)) / 0.02;
const curves = (change: (f: (d: number) => number) => (d: number) => number) =>
  Object.fromEntries(Object.entries(distances).map(([name, f]) => [name, { x: apart, y: apart.map(change(f)) }]));
show(lineChart(curves((f) => f), { xTitle: 'd' }));
show(lineChart(curves(slope), { xTitle: 'd', yTitle: 'd/dd' }));
console.log(`d = 6   JSD ${distances.JSD(6).toFixed(4)}, slope ${slope(distances.JSD)(6).toFixed(4)}   W₁ ${distances['W₁'](6).toFixed(4)}, slope ${slope(distances['W₁'])(6).toFixed(4)}`);

// %% [markdown] en
/*
From $d = 4$ on the divergence is flat: a generator that follows it stands still in front of a perfect discriminator. $W_1$ is a straight line, and pulls with the same strength wherever
$G$ is.

## 3 · A critic in place of a discriminator

Who computes $W_1$ for pictures? Nobody can list all plans. But there is a second way to look at the work, the one of a carrier who is paid by prices (Kantorovich and Rubinstein):

$$W_1(p_{data}, p_G) = \max_{D \text{ 1-Lipschitz}} \; \mathbb{E}_{x \sim p_{data}} D(x) - \mathbb{E}_{z \sim p_z} D(G(z)) \tag{004.3}$$

$D$ gives a score to each place, no probability: any number will do, no sigmoid. It is called a **critic**. *1-Lipschitz* says that scores of two places differ by their distance at most, $\lvert D(a) - D(b) \rvert \le \lvert a - b
\rvert$: nowhere steeper than 1. The critic's loss is minus the right hand side; $G$ wants its own scores high.

**Task.** Write both losses. Scores come as $[N, 1]$; the counts of real and made ones may differ.
*/
// %% [markdown] zh-TW
/*
從 $d = 4$ 開始散度就是平的：面對完美的判別器，跟著它走的生成器會停在原地。$W_1$ 則是一條直線，不管 $G$ 在哪裡，拉力都一樣大。

## 3 · 用評論者取代判別器

圖片的 $W_1$ 要由誰來算？沒有人能列出所有的計畫。不過功還有第二種看法，也就是按照價格收費的搬運工的看法（Kantorovich 和 Rubinstein）：

$$W_1(p_{data}, p_G) = \max_{D \text{ 1-Lipschitz}} \; \mathbb{E}_{x \sim p_{data}} D(x) - \mathbb{E}_{z \sim p_z} D(G(z)) \tag{004.3}$$

$D$ 給每個位置一個分數，不是機率：任何數都可以，不用 sigmoid。它叫做**評論者**（critic）。*1-Lipschitz* 的意思是，兩個位置的分數差不超過它們的距離，$\lvert D(a) - D(b) \rvert \le \lvert a - b
\rvert$：任何地方都不比 1 更陡。評論者的損失是右邊的負值；$G$ 則希望自己的分數高。

**任務。** 寫出兩個損失。分數的形狀是 $[N, 1]$，真假的數量可以不同。
*/
// %% task=critic-losses
function criticLoss(real: tf.Tensor2D, made: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return made.mean().sub(real.mean());
  // END SOLUTION
}

function generatorLoss(made: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return made.mean().neg();
  // END SOLUTION
}

// %% check=critic-losses points=2
await lab.check('critic-losses', { criticLoss: criticLoss, generatorLoss: generatorLoss });

// %% [markdown] en
/*
### Find the bug in the slide

The slide shows the formula and says: *D must not be just any function: it has to be **smooth** enough.* Is that the same as 1-Lipschitz? Take real samples at $-1$ and $1$, half of them at each, and all made ones at
$0$: every shovel goes one place, $W_1 = 1$.

**Task.** Refute the slide twice. `smoothCheat` is as smooth as can be, without a kink anywhere, and yet claims a distance of at least 100. `kinkedCritic` has a kink, and yet it is
1-Lipschitz and claims exactly 1. Both get an array of places and return an array of scores.

<details><summary>Hint</summary>

The claim is $\frac12 D(-1) + \frac12 D(1) - D(0)$. A parabola is smooth. What is the simplest function with a kink at 0?

</details>
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

投影片寫出這個式子，並且說：*D 不可以是隨便的函數，要夠**平滑**才可以。*這和 1-Lipschitz 是同一件事嗎？假設真樣本一半在 $-1$、一半在 $1$，生成的樣本全部在 $0$：每一鏟土都搬一格，$W_1 = 1$。

**任務。** 用兩個函數反駁投影片。`smoothCheat` 要多平滑有多平滑，完全沒有折點，卻聲稱距離至少是 100。`kinkedCritic` 有折點，卻是 1-Lipschitz，而且聲稱的正好是 1。兩個函數都接收位置的陣列，回傳分數的陣列。

<details><summary>提示</summary>

聲稱的距離是 $\frac12 D(-1) + \frac12 D(1) - D(0)$。拋物線是平滑的。在 0 有折點的最簡單的函數是什麼？

</details>
*/
// %% task=slide-smooth
function smoothCheat(x: number[]): number[] {
  // BEGIN SOLUTION
  return x.map((place) => 1000 * place ** 2);
  // END SOLUTION
}

function kinkedCritic(x: number[]): number[] {
  // BEGIN SOLUTION
  return x.map((place) => Math.abs(place));
  // END SOLUTION
}

// %% check=slide-smooth points=1
await lab.check('slide-smooth', { smoothCheat: smoothCheat, kinkedCritic: kinkedCritic });

// %% [markdown] en
/*
So the word is *steep*, not *smooth*. Without a limit the critic's claim has no end: score everything a hundred times as high, and the distance is a hundred times as large. How does one keep a network from being
steep? Three leashes follow.

## 4 · The first leash: clipping

The first Wasserstein GAN (arXiv 1701.07875) cut every weight to $[-c, c]$ after each step of the critic. Its authors call it *a clearly terrible way*, but it is one: weights that are bounded
make slopes that are bounded.

**Task.** Write it: all trainable weights of the critic, biases too, in place; nothing may be left in memory.

<details><summary>Hint</summary>

`variablesOf(critic)` lists them. `tf.clipByValue(x, low, high)` makes a tensor, `variable.assign(tensor)` writes it.

</details>
*/
// %% [markdown] zh-TW
/*
所以關鍵字是*陡*，不是*平滑*。沒有限制的話，評論者可以無止境地誇大：所有分數乘以一百，距離就變成一百倍。要怎麼讓一個網路不會太陡？接下來有三種限制的方法。

## 4 · 第一種限制：截斷權重

第一個 Wasserstein GAN（arXiv 1701.07875）在評論者的每一步之後，把所有權重截斷到 $[-c, c]$。作者自己說這是*明顯很糟的辦法*，但它確實有效：權重有界，斜率就有界。

**任務。** 寫出截斷：評論者所有可訓練的權重，包括偏置，直接修改；不能在記憶體裡留下任何東西。

<details><summary>提示</summary>

`variablesOf(critic)` 會列出它們。`tf.clipByValue(x, low, high)` 產生張量，`variable.assign(tensor)` 把它寫回去。

</details>
*/
// %% task=clipping
function clipWeights(critic: tf.LayersModel, limit: number): void {
  // BEGIN SOLUTION
  tf.tidy(() => {
    for (const weight of variablesOf(critic)) weight.assign(tf.clipByValue(weight, -limit, limit));
  });
  // END SOLUTION
}

// %% check=clipping points=2
await lab.check('clipping', { clipWeights: clipWeights });

// %% [markdown] en
/*
## 5 · The second leash: a gradient penalty

The best critic is as steep as it may be wherever earth is carried: $\lVert \nabla D \rVert = 1$ on the straight lines from made to real samples (arXiv 1704.00028, proposition 1). So do not forbid, but make it pay where its gradient
has another length:

$$\lambda \; \mathbb{E}_{\hat x} \bigl( \lVert \nabla_{\hat x} D(\hat x) \rVert - 1 \bigr)^2, \qquad \hat x = t \, x + (1 - t) \, G(z), \quad t \sim U[0, 1]$$

**Task.** Write the points $\hat x$ between pairs, with a $t$ of its own for each pair, and the penalty (without $\lambda$) of a critic at given points. The length is the root of the sum of the squares of **all** partial
derivatives of one point; then the mean over the points. Keep the root's slope finite at 0: add $10^{-12}$ below it.

<details><summary>Hint 1</summary>

`t.reshape([-1, 1, 1, 1])` is spread over pixels and colours.

</details>

<details><summary>Hint 2</summary>

`tf.grad((x) => (critic.apply(x, { training: true }) as tf.Tensor).sum())(points)` has the gradient of each score with respect to its own point, all at once: no score depends on another point. That is why a critic has no batch normalisation.

</details>

<details><summary>Hint 3</summary>

`slopes.reshape([points.shape[0], -1])` makes a row of each point; `square().sum(1)`, then the root.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 第二種限制：梯度懲罰

只要是搬土經過的地方，最佳的評論者都會用到允許的最大坡度：在生成樣本到真樣本的連線上，$\lVert \nabla D \rVert = 1$（arXiv 1704.00028，命題 1）。所以不要禁止，而是在梯度的長度不對的地方讓它付出代價：

$$\lambda \; \mathbb{E}_{\hat x} \bigl( \lVert \nabla_{\hat x} D(\hat x) \rVert - 1 \bigr)^2, \qquad \hat x = t \, x + (1 - t) \, G(z), \quad t \sim U[0, 1]$$

**任務。** 寫出每一對之間的點 $\hat x$，每一對有自己的 $t$；再寫出評論者在給定的點上的懲罰（不含 $\lambda$）。長度是一個點的**所有**偏導數的平方和再開根號；最後對所有點取平均。為了讓根號在 0 的斜率有限，請在根號裡加上 $10^{-12}$。

<details><summary>提示 1</summary>

`t.reshape([-1, 1, 1, 1])` 會展開到所有像素和顏色。

</details>

<details><summary>提示 2</summary>

`tf.grad((x) => (critic.apply(x, { training: true }) as tf.Tensor).sum())(points)` 一次得到每個分數對自己那個點的梯度：每個分數只和自己的點有關。這就是評論者不用批次正規化的原因。

</details>

<details><summary>提示 3</summary>

`slopes.reshape([points.shape[0], -1])` 把每個點變成一列；`square().sum(1)`，再開根號。

</details>
*/
// %% task=penalty
function interpolates(real: tf.Tensor4D, made: tf.Tensor4D, t: tf.Tensor1D): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const share = t.reshape([-1, 1, 1, 1]);
    return real.mul(share).add(made.mul(tf.sub(1, share))) as tf.Tensor4D;
  });
  // END SOLUTION
}

function gradientPenalty(critic: tf.LayersModel, points: tf.Tensor): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const scores = (x: tf.Tensor): tf.Tensor => critic.apply(x, { training: true }) as tf.Tensor;
    const slopes = tf.grad((x: tf.Tensor) => scores(x).sum())(points);
    const lengths = slopes.reshape([points.shape[0], -1]).square().sum(1).add(1e-12).sqrt();
    return lengths.sub(1).square().mean();
  });
  // END SOLUTION
}

// %% check=penalty points=4
await lab.check('penalty', { interpolates: interpolates, gradientPenalty: gradientPenalty });

// %% [markdown] en
/*
One of the checks is worth a thought: a gradient flows **through** your gradient. The critic is trained on the penalty, and the penalty is made of a derivative, so training takes a second derivative. TensorFlow.js by itself gets
many of these wrong, silently; the backend of this notebook corrects them.

## 6 · The third leash: the spectral norm

A layer $x \mapsto W x$ makes a vector longer by at most $\sigma(W)$, the **spectral norm**. Divide every layer by its $\sigma$ (arXiv 1802.05957), and no layer makes anything longer; ReLU and LeakyReLU don't either; so the whole network is 1-Lipschitz. To find $\sigma$:
multiply a vector by $W$, then by $W^\top$, again and again. What is stretched most takes over, and $\lVert W v \rVert$ comes to $\sigma$.

$$v \leftarrow \frac{W^\top W v}{\lVert W^\top W v \rVert}, \qquad \sigma = \lVert W v \rVert$$

**Task.** Write this power iteration. Start from a vector that is not at right angles to the direction that is stretched most: ones will do for the matrices here, random numbers almost always.
*/
// %% [markdown] zh-TW
/*
有一項檢查值得想一想：梯度要能**穿過**你的梯度。評論者用懲罰項來訓練，而懲罰項本身由導數組成，所以訓練時需要二階導數。TensorFlow.js 本身有許多二階導數會默默地算錯；這本筆記本的運算後端已經修正它們。

## 6 · 第三種限制：譜範數

一層 $x \mapsto W x$ 最多把向量拉長 $\sigma(W)$ 倍，這就是**譜範數**（spectral norm）。把每一層除以自己的 $\sigma$（arXiv 1802.05957），就沒有任何一層會拉長向量；ReLU 和 LeakyReLU 也不會；所以整個網路是 1-Lipschitz。要找出 $\sigma$：把一個向量乘以 $W$，
再乘以 $W^\top$，一次又一次。被拉得最長的方向會勝出，而 $\lVert W v \rVert$ 會趨近 $\sigma$。

$$v \leftarrow \frac{W^\top W v}{\lVert W^\top W v \rVert}, \qquad \sigma = \lVert W v \rVert$$

**任務。** 寫出這個冪迭代法（power iteration）。起始向量不能和被拉得最長的方向垂直：這裡的矩陣用全部是 1 就可以，用亂數則幾乎一定可以。
*/
// %% task=power-iteration
function spectralNorm(W: tf.Tensor2D, rounds: number): number {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    let v: tf.Tensor2D = tf.ones([W.shape[1], 1]);
    for (let i = 0; i < rounds; i++) {
      const next = tf.matMul(W, tf.matMul(W, v), true);
      v = next.div(next.norm());
    }
    return tf.matMul(W, v).norm().dataSync()[0];
  });
  // END SOLUTION
}

// %% check=power-iteration points=2
await lab.check('power-iteration', { spectralNorm: spectralNorm });

// %% [markdown] en
/*
## 7 · Three leashes, measured

Now where the truth is known: $N(0, 1)$ against $N(\mu, 1)$, and $W_1 = \mu$. A critic with two hidden layers learns under each leash, with your losses. (A layer with a spectral norm goes on with its vector $v$ from
step to step, two rounds a step: the weights hardly change in between.)
*/
// %% [markdown] zh-TW
/*
## 7 · 三種限制的實測

現在用已知答案的例子：$N(0, 1)$ 對 $N(\mu, 1)$，而 $W_1 = \mu$。有兩個隱藏層的評論者，分別在每一種限制下用你的損失學習。（使用譜範數的層，每一步都接著上一步的向量 $v$ 再走兩輪：權重在這之間幾乎沒有改變。）
*/
// %%
const leashes = ['clipping 0.1', 'clipping 0.01', 'penalty', 'spectral norm'] as const;
const rounds = 300;

function trainedCritic(leash: (typeof leashes)[number], real: tf.Tensor2D, made: tf.Tensor2D): tf.LayersModel {
  const critic = pointCritic({ dimensions: real.shape[1], spectralNorm: leash === 'spectral norm' });
  const optimizer = tf.train.adam(0.005, 0.5, 0.9), dice = new RandomSource(1);
  const scores = (points: tf.Tensor): tf.Tensor2D => critic.apply(points, { training: true }) as tf.Tensor2D;
  const loss = (): tf.Scalar => {
    const plain = criticLoss(scores(real), scores(made)) as tf.Scalar;
    if (leash !== 'penalty') return plain;
    const t = tf.tensor1d(Array.from({ length: real.shape[0] }, () => dice.uniform()));
    return plain.add(gradientPenalty(critic, between(real, made, t)).mul(10));
  };
  for (let round = 0; round < rounds; round++) {
    tf.tidy(() => { optimizer.minimize(loss, false, variablesOf(critic)); });
    if (leash.startsWith('clipping')) clipWeights(critic, Number(leash.split(' ')[1]));
  }
  return critic;
}

const claimOf = (critic: tf.LayersModel, real: tf.Tensor2D, made: tf.Tensor2D): number =>
  tf.tidy(() => -criticLoss(critic.apply(real) as tf.Tensor2D, critic.apply(made) as tf.Tensor2D).dataSync()[0]);

// %%
const pointsAround = (mean: number, seed: number): tf.Tensor2D => tf.tensor2d(new RandomSource(seed).normal(200).map((x) => x + mean), [200, 1]);
const means = [1, 2, 4];
const measured = leashes.map((leash) => ({ leash, critics: means.map((mean) => {
  const [real, made] = [pointsAround(0, 1), pointsAround(mean, 2)];
  const critic = trainedCritic(leash, real, made);
  return { critic, truth: sampleDistance(real.dataSync(), made.dataSync()), claim: claimOf(critic, real, made), steepest: steepestSlope(critic, -3, mean + 3) };
}) }));
for (const { leash, critics } of measured) {
  console.log(`${leash.padEnd(14)} ${critics.map(({ truth, claim, steepest }) => `W₁ ${truth.toFixed(2)}: ${claim.toFixed(3)}, slope ${steepest.toFixed(3)}`).join('   ')}`);
}
show(lineChart(Object.fromEntries([
  ['W₁', { x: means, y: measured[0].critics.map(({ truth }) => truth) }],
  ...measured.map(({ leash, critics }) => [leash, { x: means, y: critics.map(({ claim }) => claim) }]),
]), { xTitle: 'μ', mode: 'lines+markers' }));
lineChart(Object.fromEntries(measured.map(({ leash, critics }) => [leash, polylineOf(critics[1].critic, -3, 5)])), { xTitle: 'x', yTitle: 'D(x), μ = 2' })

// %% [markdown] en
/*
*Slope* is the measured **Lipschitz constant**: such a critic is straight between its kinks, so that its steepest piece can be found exactly.

- **Clipping** does limit the slope, but to what? With $c = 0.1$ to 4, and the critic claims about twice the distance; with $c = 0.01$ next to nothing, and $G$ would get gradients of that size. Most weights end at the limits.
- The **penalty** is a price, not a wall. A critic of slope $s$ claims $s\, W_1$ and pays $\lambda (s - 1)^2$: the best is $s = 1 + W_1 / (2 \lambda)$, a little above 1, and more so the further the heaps are apart. That is for one slope everywhere and a training without end; after 300 rounds the steepest piece, which is printed, can be steeper, and the claim still below the truth.
- The **spectral norm** keeps the slope at 1, but for the small error of the power iteration, which finds σ a little too small; so it hardly ever claims too much. On the line it gets to the truth; in more dimensions the layers, each at its limit, seldom work in the same direction, and less comes out.

In the plane: eight hills on a ring against one hill in the middle. The truth comes from the cheapest assignment of all points, found exactly.
*/
// %% [markdown] zh-TW
/*
*slope* 是實測的 **Lipschitz 常數**：這種評論者在折點之間是直線，所以可以精確找出最陡的一段。

- **截斷權重**確實限制了斜率，但限制成多少？$c = 0.1$ 時限制到 4，評論者聲稱的距離大約是實際的兩倍；$c = 0.01$ 時幾乎是零，而 $G$ 得到的梯度也會是這個大小。多數權重最後都停在界限上。
- **懲罰項**是價格，不是牆。斜率為 $s$ 的評論者聲稱 $s\, W_1$，付出 $\lambda (s - 1)^2$：最佳的是 $s = 1 + W_1 / (2 \lambda)$，比 1 大一點，而且兩堆土相距越遠就越大。這是處處同一個斜率、而且訓練到底的結果；300 回合之後，印出的最陡一段可能更陡，聲稱的距離也可能還低於真值。
- **譜範數**讓斜率不超過 1，只差冪迭代法的小誤差（它求出的 σ 略小）；所以幾乎不會誇大。在一條線上它能達到真值；維度更高時，每一層雖然都到極限，方向卻很少一致，結果就比較小。

換到平面上：圓環上的八座山，對上中間的一座山。真值來自所有點的最省配對，是精確求出的。
*/
// %%
const dice = new RandomSource(5);
const hills = Float64Array.from(Array.from({ length: 160 }, (_, i) => {
  const [dx, dy] = dice.normal(2), angle = i * Math.PI / 4;
  return [2 * Math.cos(angle) + 0.2 * dx, 2 * Math.sin(angle) + 0.2 * dy];
}).flat());
const middle = Float64Array.from(dice.normal(320), (x) => 0.5 * x);
const plane = [hills, middle].map((points) => tf.tensor2d([...points], [160, 2]));
const claims = (['penalty', 'spectral norm'] as const).map((leash) => {
  const critic = trainedCritic(leash, plane[0], plane[1]);
  return `${leash} ${claimOf(critic, plane[0], plane[1]).toFixed(2)} (steepest ${largestGradient(critic, tf.concat(plane)).toFixed(2)})`;
});
console.log(`W₁ ${pointTransport(hills, middle).distance.toFixed(2)}   ${claims.join('   ')}`);
const coordinates = (points: Float64Array) => ({ x: points.filter((_, i) => i % 2 === 0), y: points.filter((_, i) => i % 2 === 1) });
lineChart({ 'p_data': coordinates(hills), 'p_G': coordinates(middle) }, { mode: 'markers' })

// %% [markdown] en
/*
## 8 · A Wasserstein GAN draws digits

**Task.** Write both moves, with the gradient penalty. `gan.discriminator` is the critic. $t$ and the penalty's `weight` ($\lambda$) are given. As in Lab 03: training mode, one's own optimizer, one's own variables, the loss from before the update, nothing left in memory.

$$L_D = \mathbb{E}\, D(G(z)) - \mathbb{E}\, D(x) + \lambda\, \mathbb{E}\bigl(\lVert \nabla D(\hat x) \rVert - 1\bigr)^2, \qquad L_G = -\,\mathbb{E}\, D(G(z))$$

<details><summary>Hint</summary>

Everything that the loss is made of belongs inside of the function that `minimize` gets, the penalty too: otherwise no gradient comes back through it.

</details>
*/
// %% [markdown] zh-TW
/*
## 8 · Wasserstein GAN 畫數字

**任務。** 用梯度懲罰寫出雙方的一步。`gan.discriminator` 就是評論者。$t$ 和懲罰項的 `weight`（$\lambda$）已經給定。和 Lab 03 一樣：訓練模式、自己的最佳化器、自己的變數、回傳更新之前的損失、不在記憶體裡留下任何東西。

$$L_D = \mathbb{E}\, D(G(z)) - \mathbb{E}\, D(x) + \lambda\, \mathbb{E}\bigl(\lVert \nabla D(\hat x) \rVert - 1\bigr)^2, \qquad L_G = -\,\mathbb{E}\, D(G(z))$$

<details><summary>提示</summary>

組成損失的一切，都要放在傳給 `minimize` 的函式裡面，懲罰項也是：否則沒有梯度會穿過它傳回來。

</details>
*/
// %% task=moves
function criticStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D, t: tf.Tensor1D, weight: number): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const made = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
    const points = interpolates(real, made, t);
    const total = (): tf.Scalar => {
      const scores = gan.discriminator.apply(tf.concat([real, made]), { training: true }) as tf.Tensor2D;
      const [ofReal, ofMade] = tf.split(scores, 2) as [tf.Tensor2D, tf.Tensor2D];
      return criticLoss(ofReal, ofMade).add(gradientPenalty(gan.discriminator, points).mul(weight)) as tf.Scalar;
    };
    return gan.discriminatorOptimizer.minimize(total, true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

function generatorStep(gan: Gan, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const total = (): tf.Scalar => {
      const made = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      return generatorLoss(gan.discriminator.apply(made, { training: true }) as tf.Tensor2D) as tf.Scalar;
    };
    return gan.generatorOptimizer.minimize(total, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { criticStep: criticStep, generatorStep: generatorStep });

// %% [markdown] en
/*
A critic should be near its best before $G$ follows it, and here that is safe: the better the critic, the better the gradient. So it moves three times in a round, on a batch of its own each (the paper: five times, for hours). The network is the compact
discriminator of Lab 03 without batch normalisation. The training is kept in `checkpoints/my-wgan.safetensors`: interrupt it (■), and the same cell goes on. $t$ follows from the noise, so that it goes on bit for bit.
*/
// %% [markdown] zh-TW
/*
在 $G$ 跟著評論者走之前，評論者應該接近最佳；在這裡這麼做很安全：評論者越好，梯度就越好。所以每個回合它走三步，每一步用自己的批次（論文是五步，訓練好幾個小時）。網路是 Lab 03 的小型判別器，但沒有批次正規化。訓練存放在
`checkpoints/my-wgan.safetensors`：中斷（■）之後，同一格會接著訓練。$t$ 由雜訊決定，所以每一個位元都接得上。
*/
// %% tags=skip-in-grading
const MINUTES = 3;
const training = await loadDataset('mnist', { limit: 10_000 });
const test = await loadDataset('mnist', { split: 'test', limit: 1000 });
console.log(describeData(training));

const latentDim = 100;
const adam = () => tf.train.adam(0.001, 0.5, 0.9);
const gan: Gan = {
  latentDim, generator: compactGenerator(latentDim), discriminator: pictureCritic(),
  generatorOptimizer: adam(), discriminatorOptimizer: adam(),
};
const sharesFrom = (z: tf.Tensor2D): tf.Tensor1D => {
  const dice = new RandomSource(Math.round(1e6 * z.dataSync()[0]));
  return tf.tensor1d(Array.from({ length: z.shape[0] }, () => dice.uniform()));
};

const run = await train({
  gan, data: training, batchSize: 32, discriminatorMoves: 3, seconds: 60 * MINUTES, checkpoint: 'my-wgan', generatorStep: generatorStep,
  discriminatorStep: (gan, real, z) => tf.tidy(() => criticStep(gan, real, z, sharesFrom(z), 10)),
});

// %% tags=skip-in-grading
show(imageGrid(run.sample(60), { columns: 12, range: [-1, 1] }));
run.film()

// %% [markdown] en
/*
**A loss that means something.** $-L_D$ is the critic's claim, how far the samples still are from the data, less the penalty. In Lab 03 the losses went up and down whatever the pictures looked like; this curve falls as they get better.
*/
// %% [markdown] zh-TW
/*
**有意義的損失。** $-L_D$ 是評論者聲稱的距離（樣本離資料還有多遠）減去懲罰項。在 Lab 03 裡，不管圖片好不好，損失都上上下下；這條曲線則隨著圖片變好而下降。
*/
// %% tags=skip-in-grading
show(lineChart({ '−L_D': run.losses.discriminator.map((loss) => -loss) }, { yRange: [0, 20] }));

const [realDigits, madeDigits] = [firstImages(test, 100), run.sample(100)];
const middles = between(realDigits, madeDigits, tf.fill([100], 0.5) as tf.Tensor1D);
for (const [name, points] of Object.entries({ real: realDigits, made: madeDigits, between: middles })) {
  console.log(`${name.padEnd(8)} ‖∇D‖: mean ${gradientNorms(criticOf(gan.discriminator), points).mean().dataSync()[0].toFixed(2)}   largest ${largestGradient(gan.discriminator, points).toFixed(2)}`);
}

// %% [markdown] en
/*
How good are they? The judge is the digit classifier of Lab 05, the column **real pictures** the floor.
*/
// %% [markdown] zh-TW
/*
它們有多好？評審是 Lab 05 的數字分類器，「真實圖片」那一欄是底線。
*/
// %% tags=skip-in-grading
const classifier = await trainClassifier(training, test);
const size = 500;
await evaluate(run.sample(size), test, classifier)

// %% [markdown] en
/*
## Questions

<details><summary>D of a GAN ends in a sigmoid, a critic does not. What would a sigmoid do to it?</summary>

Scores would lie between 0 and 1, so the critic could never claim more than 1, however far apart the heaps are; and where it is sure, its gradient would be 0 again.

</details>

<details><summary>The critic's claim on the training samples is larger than on new ones. Why?</summary>

It has learned these samples, not the distributions. Two sets of samples of one and the same distribution are a way apart too: in many dimensions a long one. $W_1$ of samples owes much to their number, as the Fréchet distance does.

</details>

<details><summary>Why no batch normalisation in the critic?</summary>

Then the score of one picture depends on the others in the batch. $\nabla D$ at one point would no longer be the slope of a function of that point, and the penalty would punish something else. Layer normalisation works on each picture alone.

</details>

<details><summary>With a spectral norm on every convolution, is the critic 1-Lipschitz for certain?</summary>

Not quite. The paper takes the kernel as a matrix with a row for each output; a convolution lays it on overlapping windows, and can stretch a whole picture a few times as much. It is a bound, if not the bound 1.

</details>

<details><summary>Is the cheapest plan the only one of its kind?</summary>

No. Two shovels that go from 0 to 2 and from 1 to 3 may as well go from 0 to 3 and from 1 to 2: both plans cost 4. Only moves in opposite directions must not cross. The distance is one number all the same.

</details>

**Further reading.** Arjovsky, Chintala, Bottou: *Wasserstein GAN*, arXiv 1701.07875. Gulrajani et al.: *Improved Training of Wasserstein GANs*, arXiv 1704.00028. Miyato et al.: *Spectral Normalization for Generative Adversarial Networks*, arXiv 1802.05957.
Anil, Lucas, Grosse: *Sorting out Lipschitz function approximation*, arXiv 1811.05381 (why such critics stay below their limit). Peyré, Cuturi: *Computational Optimal Transport*, arXiv 1803.00567.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>GAN 的 D 最後有 sigmoid，評論者沒有。加上 sigmoid 會怎麼樣？</summary>

分數會落在 0 和 1 之間，所以不管兩堆土相距多遠，評論者都不可能聲稱超過 1；而且在它很確定的地方，梯度又會變成 0。

</details>

<details><summary>評論者對訓練樣本聲稱的距離，比對新樣本的大。為什麼？</summary>

它學到的是這些樣本，不是分布。來自同一個分布的兩組樣本之間也有距離；維度高的時候還不小。樣本的 $W_1$ 有很大一部分取決於樣本數，和 Fréchet 距離一樣。

</details>

<details><summary>為什麼評論者不用批次正規化？</summary>

那樣一張圖片的分數就會和同批次的其他圖片有關。某一點的 $\nabla D$ 不再是該點的函數的斜率，懲罰項罰的就是別的東西。層正規化（layer normalisation）只看每一張圖片自己。

</details>

<details><summary>每個卷積都用了譜範數，評論者就一定是 1-Lipschitz 嗎？</summary>

不完全是。論文把卷積核看成一個矩陣，每個輸出一列；卷積卻是把它放在互相重疊的視窗上，對整張圖片的拉伸可能是好幾倍。它是一個界限，只是不一定是 1。

</details>

<details><summary>最省的計畫只有一個嗎？</summary>

不是。從 0 到 2、從 1 到 3 的兩鏟土，也可以改成從 0 到 3、從 1 到 2：兩種計畫的功都是 4。不能交叉的只有方向相反的搬運。不過距離仍然只有一個數。

</details>

**延伸閱讀。** Arjovsky、Chintala、Bottou：*Wasserstein GAN*，arXiv 1701.07875。Gulrajani 等人：*Improved Training of Wasserstein GANs*，arXiv 1704.00028。Miyato 等人：*Spectral Normalization for Generative Adversarial Networks*，arXiv 1802.05957。
Anil、Lucas、Grosse：*Sorting out Lipschitz function approximation*，arXiv 1811.05381（為什麼這種評論者達不到極限）。Peyré、Cuturi：*Computational Optimal Transport*，arXiv 1803.00567。
*/
