/*
 * Lab04, the CycleGAN losses: source of both languages' notebooks. Row R17 of the course map;
 * CycleGAN is arXiv 1703.10593, LSGAN arXiv 1611.04076.
 */
// %% [markdown] en
/*
# Lab 04 · The CycleGAN losses

**Goal.** You write the losses that let two generators translate between two sets of pictures without a single matching
pair. **Time.** About 10 minutes. The number beside a formula is its place in the lecture notes.

There are two domains, $X$ and $Y$ (horses and zebras, say), and four networks:

- $G : X \to Y$ and its judge $D_Y$, which tells real pictures of $Y$ from $G(x)$;
- $F : Y \to X$ and its judge $D_X$.

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F) \tag{002.7}$$
*/
// %% [markdown] zh-TW
/*
# Lab 04 · CycleGAN 的損失函數

**目標。** 寫出 CycleGAN 的損失函數：它讓兩個生成器不靠任何一對配對的圖片，就能在兩組圖片之間互相轉換。
**時間。** 大約 10 分鐘。公式旁的編號是它在講義中的位置。

有兩個領域 $X$ 和 $Y$（例如馬和斑馬），以及四個網路：

- $G : X \to Y$，由 $D_Y$ 評分；$D_Y$ 分辨真正的 $Y$ 圖片和 $G(x)$；
- $F : Y \to X$，由 $D_X$ 評分。

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F) \tag{002.7}$$
*/
// %%
import { tf, openLab, todo, show, imageGrid, lineChart, loadDataset, firstImages, type CycleGan } from 'minimax-labs';

const lab = await openLab('lab04-cyclegan', { language: 'en' });

// %% [markdown] en
/*
## 1 · The adversarial loss: least squares

CycleGAN replaces the logarithms by squares (LSGAN). The discriminator gives a plain **score**, without a sigmoid; real
pictures should score 1, made ones 0. With the factor ½ of the CycleGAN code:

$$L_{D_Y} = \tfrac12 \Bigl( \mathbb{E}_{y}\bigl[(D_Y(y) - 1)^2\bigr] + \mathbb{E}_{x}\bigl[D_Y(G(x))^2\bigr] \Bigr) \tag{002.8}$$

A score may be a single number for each picture or a map of them, one for each patch: the mean goes over all.

**Task.** Write it. Where all scores are 0.5 it is 0.25.
*/
// %% [markdown] zh-TW
/*
## 1 · 對抗損失：最小平方

CycleGAN 用平方取代對數（LSGAN）。判別器直接輸出**分數**，不經過 sigmoid；真圖片應得 1 分，生成的圖片應得 0 分。
依照 CycleGAN 的程式乘上 ½：

$$L_{D_Y} = \tfrac12 \Bigl( \mathbb{E}_{y}\bigl[(D_Y(y) - 1)^2\bigr] + \mathbb{E}_{x}\bigl[D_Y(G(x))^2\bigr] \Bigr) \tag{002.8}$$

分數可以是每張圖片一個數，也可以是一張分數圖，每個小區塊（patch）一個數；平均值對全部的數計算。

**任務。** 把它寫出來。所有分數都是 0.5 時，它等於 0.25。
*/
// %% task=lsgan-discriminator-loss
function lsganDiscriminatorLoss(realScores: tf.Tensor, fakeScores: tf.Tensor): tf.Tensor {
  // BEGIN SOLUTION
  // ½·(E (D(y) − 1)² + E D(G(x))²)
  return realScores.sub(1).square().mean().add(fakeScores.square().mean()).mul(0.5);
  // END SOLUTION
}

// %% check=lsgan-discriminator-loss points=2
await lab.check('lsgan-discriminator-loss', { lsganDiscriminatorLoss: lsganDiscriminatorLoss });

// %% [markdown] en
/*
The generator wants a score of 1 for its pictures:

$$L_{G} = \mathbb{E}_{x}\bigl[(D_Y(G(x)) - 1)^2\bigr] \tag{002.8}$$

**Task.** Write it (no factor ½ here).
*/
// %% [markdown] zh-TW
/*
生成器希望自己的圖片得到 1 分：

$$L_{G} = \mathbb{E}_{x}\bigl[(D_Y(G(x)) - 1)^2\bigr] \tag{002.8}$$

**任務。** 把它寫出來（這裡沒有 ½）。
*/
// %% task=lsgan-generator-loss
function lsganGeneratorLoss(fakeScores: tf.Tensor): tf.Tensor {
  // BEGIN SOLUTION
  // E (D(G(x)) − 1)²
  return fakeScores.sub(1).square().mean();
  // END SOLUTION
}

// %% check=lsgan-generator-loss points=2
await lab.check('lsgan-generator-loss', { lsganGeneratorLoss: lsganGeneratorLoss });

// %% [markdown] en
/*
## 2 · The cycle loss

Fooling $D_Y$ is easy: $G$ could draw the same convincing zebra for every horse. What ties the translation to its input
is the way back: from $X$ to $Y$ and back to $X$, the picture should be restored.

$$\mathcal{L}_{cyc} = \mathbb{E}_{x}\bigl[\lVert F(G(x)) - x \rVert_1\bigr] + \mathbb{E}_{y}\bigl[\lVert G(F(y)) - y \rVert_1\bigr] \tag{002.9}$$

The paper and its code use **L1**, as the mean over pixels. You write the squares as well: section 6 compares them.

**Task.** One direction: `'l1'` is the mean absolute difference, `'l2'` the mean squared one.
*/
// %% [markdown] zh-TW
/*
## 2 · 循環一致損失

騙過 $D_Y$ 很容易：$G$ 可以對每一匹馬都畫出同一匹逼真的斑馬。真正讓轉換和輸入有關的是回程：從 $X$ 到 $Y$ 再回到 $X$，
圖片應該還原。

$$\mathcal{L}_{cyc} = \mathbb{E}_{x}\bigl[\lVert F(G(x)) - x \rVert_1\bigr] + \mathbb{E}_{y}\bigl[\lVert G(F(y)) - y \rVert_1\bigr] \tag{002.9}$$

論文和它的程式用的是 **L1**，對所有像素取平均。平方的版本你也要寫：第 6 節會比較兩者。

**任務。** 寫出一個方向：`'l1'` 是差的絕對值的平均，`'l2'` 是差的平方的平均。
*/
// %% task=cycle-loss
function cycleLoss(original: tf.Tensor4D, reconstructed: tf.Tensor4D, norm: 'l1' | 'l2'): tf.Tensor {
  // BEGIN SOLUTION
  const difference = reconstructed.sub(original);
  return (norm === 'l1' ? difference.abs() : difference.square()).mean();
  // END SOLUTION
}

// %% check=cycle-loss points=2
await lab.check('cycle-loss', { cycleLoss: cycleLoss });

// %% [markdown] en
/*
## 3 · The identity loss

A picture that already belongs to $Y$ needs no translation: $G(y)$ should be $y$. This keeps colours where they are.

**Task.** The mean absolute difference (L1) of the picture and its translation.
*/
// %% [markdown] zh-TW
/*
## 3 · 恆等損失

已經屬於 $Y$ 的圖片不需要轉換：$G(y)$ 應該等於 $y$。這能讓顏色維持原樣。

**任務。** 圖片和轉換結果之差的絕對值的平均（L1）。
*/
// %% task=identity-loss
function identityLoss(image: tf.Tensor4D, translated: tf.Tensor4D): tf.Tensor {
  // BEGIN SOLUTION
  return translated.sub(image).abs().mean();
  // END SOLUTION
}

// %% check=identity-loss points=1
await lab.check('identity-loss', { identityLoss: identityLoss });

// %% [markdown] en
/*
## 4 · What the generators minimise

All together, for a batch $x$ of domain $X$ and a batch $y$ of domain $Y$:

| part | formula |
|---|---|
| `adversarial` | $\mathbb{E}\bigl[(D_Y(G(x)) - 1)^2\bigr] + \mathbb{E}\bigl[(D_X(F(y)) - 1)^2\bigr]$ |
| `cycle` | $\lVert F(G(x)) - x \rVert + \lVert G(F(y)) - y \rVert$ |
| `identity` | $\lVert G(y) - y \rVert_1 + \lVert F(x) - x \rVert_1$ |
| `total` | `adversarial` $+\ \lambda\,\cdot$ `cycle` $+\ \lambda \cdot w_{id}\,\cdot$ `identity` |

The paper takes $\lambda = 10$, and $w_{id} = 0.5$ where it uses the identity loss. They are `weights.lambda` and
`weights.identity`; `weights.norm` is the norm of the cycle loss. Return the parts beside the total: a training that goes
wrong shows in one of them first. The four networks come as functions: `networks.G(x)`, `networks.DY(…)`, and so on.
*/
// %% [markdown] zh-TW
/*
## 4 · 生成器要最小化的目標

全部合在一起，對領域 $X$ 的一批圖片 $x$ 和領域 $Y$ 的一批圖片 $y$：

| 部分 | 公式 |
|---|---|
| `adversarial` | $\mathbb{E}\bigl[(D_Y(G(x)) - 1)^2\bigr] + \mathbb{E}\bigl[(D_X(F(y)) - 1)^2\bigr]$ |
| `cycle` | $\lVert F(G(x)) - x \rVert + \lVert G(F(y)) - y \rVert$ |
| `identity` | $\lVert G(y) - y \rVert_1 + \lVert F(x) - x \rVert_1$ |
| `total` | `adversarial` $+\ \lambda\,\cdot$ `cycle` $+\ \lambda \cdot w_{id}\,\cdot$ `identity` |

論文採用 $\lambda = 10$，用到恆等損失時 $w_{id} = 0.5$。它們是 `weights.lambda` 和 `weights.identity`；`weights.norm` 則是循環損失的
範數。除了總和，也要回傳各個部分：訓練出問題時，總會先反映在其中一項。四個網路以函式的形式傳入：`networks.G(x)`、`networks.DY(…)` 等等。
*/
// %% task=generator-objective
function cycleGanGeneratorLoss(
  networks: CycleGan, x: tf.Tensor4D, y: tf.Tensor4D,
  weights: { lambda: number; identity: number; norm: 'l1' | 'l2' },
): { total: tf.Tensor; adversarial: tf.Tensor; cycle: tf.Tensor; identity: tf.Tensor } {
  // BEGIN SOLUTION
  const { G, F, DX, DY } = networks;
  const fakeY = G(x);
  const fakeX = F(y);
  const adversarial = lsganGeneratorLoss(DY(fakeY)).add(lsganGeneratorLoss(DX(fakeX)));
  const cycle = cycleLoss(x, F(fakeY), weights.norm).add(cycleLoss(y, G(fakeX), weights.norm));
  const identity = identityLoss(y, G(y)).add(identityLoss(x, F(x)));
  // total = adversarial + λ·cycle + λ·w_id·identity
  const total = adversarial.add(cycle.mul(weights.lambda)).add(identity.mul(weights.lambda * weights.identity));
  return { total, adversarial, cycle, identity };
  // END SOLUTION
}

// %% check=generator-objective points=5
await lab.check('generator-objective', { cycleGanGeneratorLoss: cycleGanGeneratorLoss });

// %% [markdown] en
/*
## 5 · See the losses at work

Domain $X$: digits, white on black. Domain $Y$: the same kind of digits, black on white. The perfect translation is
$G(x) = -x$, and we need no training to write it down. Here it is from left to right: $x$, $G(x)$, $F(G(x))$.
*/
// %% [markdown] zh-TW
/*
## 5 · 看損失函數怎麼運作

領域 $X$：黑底白字的數字；領域 $Y$：白底黑字的數字。完美的轉換是 $G(x) = -x$，不用訓練就能直接寫出來。下面由左到右是
$x$、$G(x)$、$F(G(x))$。
*/
// %%
const digits = await loadDataset('mnist');
const x = firstImages(digits, 8); // [8, 28, 28, 1]
// en: Other digits than those of x.
// zh-TW: 另外的數字，和 x 的不同。
const y = tf.neg(firstImages(digits, 16)).slice(8) as tf.Tensor4D; // [8, 28, 28, 1]
const invert = (image: tf.Tensor4D) => tf.neg(image);
const threeSteps = tf.stack([x, invert(x), invert(invert(x))], 1).slice(0, 4).reshape([12, 28, 28, 1]) as tf.Tensor4D;
show(imageGrid(threeSteps, { columns: 3 }));

// %% [markdown] en
/*
Between "does nothing" ($a = 0$) and "inverts" ($a = 1$) lies a family of translations, $G_a(x) = F_a(x) = (1 - 2a)\,x$.
The judges here know the right mean brightness of their domain. Which part of **your** loss wants what?
*/
// %% [markdown] zh-TW
/*
從「什麼都不做」（$a = 0$）到「完全反轉」（$a = 1$）之間有一整族轉換：$G_a(x) = F_a(x) = (1 - 2a)\,x$。這裡的判別器知道
自己領域的正確平均亮度。**你的**損失函數裡，每個部分各想要什麼？
*/
// %%
const amounts = Array.from({ length: 41 }, (_, i) => i / 40);
const brightness = (image: tf.Tensor4D) => image.mean([1, 2, 3]); // [N]
// en: A score of 1 for the domain's own mean brightness, falling with the distance from it.
// zh-TW: 亮度等於該領域的平均亮度時得 1 分，離得越遠分數越低。
const judge = (mean: number) => (image: tf.Tensor4D) => tf.sub(1, brightness(image).sub(mean).abs());
const meanX = x.mean().dataSync()[0];
const parts = amounts.map((a) => tf.tidy(() => {
  const translate = (image: tf.Tensor4D) => image.mul(1 - 2 * a) as tf.Tensor4D;
  const loss = cycleGanGeneratorLoss(
    { G: translate, F: translate, DX: judge(meanX), DY: judge(-meanX) }, x, y,
    { lambda: 10, identity: 0.5, norm: 'l1' },
  );
  return [loss.adversarial, loss.cycle, loss.identity].map((part) => part.dataSync()[0]);
}));
const curve = (part: number) => ({ x: amounts, y: parts.map((values) => values[part]) });
lineChart({ adversarial: curve(0), cycle: curve(1), identity: curve(2) }, { xTitle: 'a', yTitle: 'L' });

// %% [markdown] en
/*
The cycle loss is content at both ends: doing nothing twice restores the picture as well as inverting it twice. Only the
adversarial loss knows that $Y$ looks different; only the identity loss objects to changing what is already right. This
is why they come together, and why $\lambda$ matters.

## 6 · Find the bug in the slide

A slide tells the way back in words: "compare the original with the picture that returns, by the **MSE**". Its own formula, 002.9,
takes the absolute value. Does it matter? Say a pixel is white (1) in six pictures out of ten and black (−1) in four, and the
generators cannot know which. Which value $v$ costs least?
*/
// %% [markdown] zh-TW
/*
循環損失在兩端都很滿意：連續兩次什麼都不做，和連續反轉兩次，都能還原圖片。只有對抗損失知道 $Y$ 看起來不一樣；只有恆等損失
反對改動本來就正確的圖片。這就是它們必須一起使用、而 $\lambda$ 很重要的原因。

## 6 · 找出投影片的錯誤

有一張投影片用文字描述回程：「把原圖和轉回來的圖做 **MSE**」。可是它自己的公式 002.9 用的是絕對值。有差別嗎？假設某個像素在十張
圖片中有六張是白的（1）、四張是黑的（−1），而生成器無從得知是哪一種。哪一個值 $v$ 的代價最小？
*/
// %%
const seen = tf.tensor4d([1, 1, 1, 1, 1, 1, -1, -1, -1, -1], [10, 1, 1, 1]);
const guesses = Array.from({ length: 41 }, (_, i) => i / 20 - 1);
const costs = (norm: 'l1' | 'l2') => guesses.map((v) => tf.tidy(() => cycleLoss(seen, tf.fill([10, 1, 1, 1], v), norm).dataSync()[0]));
const cheapest = (norm: 'l1' | 'l2') => guesses[costs(norm).indexOf(Math.min(...costs(norm)))].toFixed(2);
console.log(`l2: v = ${cheapest('l2')}   l1: v = ${cheapest('l1')}`);
lineChart({ l1: { x: guesses, y: costs('l1') }, l2: { x: guesses, y: costs('l2') } }, { xTitle: 'v', yTitle: 'L' });

// %% [markdown] en
/*
The squares choose the mean, a grey that no picture has: where the generators are in doubt, everything blurs. The absolute value
chooses the median, one of the colours that do occur, and keeps edges.

Another slide writes the total as a game, $\min_{G, F} \max_{D_X, D_Y}$, beside the least-squares losses. In such a game one player's
loss is the negative of the other's: whatever the score of a made picture, their sum would stay the same. Does it?
*/
// %% [markdown] zh-TW
/*
平方選擇的是平均值，一種任何圖片裡都沒有的灰色：凡是生成器拿不定主意的地方，都會變模糊。絕對值選擇的是中位數，是真正出現過的
顏色之一，能保住邊緣。

另一張投影片把總損失寫成賽局 $\min_{G, F} \max_{D_X, D_Y}$，用的卻是最小平方損失。在這樣的賽局裡，一方的損失是另一方損失的負值：
不論生成的圖片得幾分，兩者的和都不會變。真的嗎？
*/
// %%
const sums = [0, 0.5, 1].map((score) => tf.tidy(() => {
  const [lossD, lossG] = [lsganDiscriminatorLoss(tf.ones([4, 1]), tf.fill([4, 1], score)), lsganGeneratorLoss(tf.fill([4, 1], score))].map((loss) => loss.dataSync()[0]);
  return `D(G(x)) = ${score}:   L_D ${lossD.toFixed(3)}   L_G ${lossG.toFixed(3)}   L_D + L_G ${(lossD + lossG).toFixed(3)}`;
}));
console.log(sums.join('\n'));

// %% [markdown] en
/*
It does not. $D$ pulls the score of made pictures to 0, $G$ pulls it to 1, each with a square of its own. LSGAN is a game with two
losses, not one value with two signs (nor is the non-saturating loss of Lab 02). In it, each network minimises its own.

## Questions

<details><summary>Can the cycle loss be 0 while the translation is wrong?</summary>

Yes: with $G$ the identity, as in the plot, or when $G$ hides the original in noise too faint to see, for $F$ to read
back. The cycle error alone does not measure a translation.

</details>

<details><summary>What is left with λ = 0?</summary>

Two GANs that know nothing of each other. $G(x)$ looks like a picture of $Y$, but need not have anything to do with $x$.

</details>

<details><summary>Why does D's loss have the factor ½ and G's not?</summary>

It halves the slope of $D$ beside that of $G$, so that $D$ learns more slowly. (With Adam, which divides by the size of the
gradient, hardly anything is left of it.)

</details>

**Further reading.** Zhu, Park, Isola, Efros: *Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks*, arXiv 1703.10593, section 3. Mao et al.: *Least Squares Generative Adversarial Networks*, arXiv 1611.04076.
*/
// %% [markdown] zh-TW
/*
並不會。$D$ 把生成圖片的分數拉向 0，$G$ 把它拉向 1，各有自己的平方。LSGAN 是雙方各有損失的賽局，而不是同一個值取兩種正負號
（Lab 02 的不飽和損失也不是）。在這裡，每個網路只最小化自己的損失。

## 問題

<details><summary>循環損失可以是 0，而轉換卻是錯的嗎？</summary>

可以。例如上圖中 $G$ 什麼都不做的時候；或者 $G$ 把原圖藏在微弱到看不見的雜訊裡，再由 $F$ 讀回來。單看循環誤差，無法衡量轉換的好壞。

</details>

<details><summary>λ = 0 時還剩下什麼？</summary>

兩個互不相干的 GAN。$G(x)$ 看起來像 $Y$ 的圖片，卻不一定和 $x$ 有任何關係。

</details>

<details><summary>為什麼 D 的損失有 ½，G 的沒有？</summary>

它讓 $D$ 的斜率比 $G$ 的小一半，$D$ 就學得慢一些。（Adam 會除以梯度的大小，所以幾乎看不出效果。）

</details>

**延伸閱讀。** Zhu、Park、Isola、Efros：*Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks*，arXiv 1703.10593，第 3 節。Mao 等人：*Least Squares Generative Adversarial Networks*，arXiv 1611.04076。
*/
