/*
 * Lab04, the CycleGAN losses: source of both languages' notebooks. Row R17 of the course map;
 * CycleGAN is arXiv 1703.10593, LSGAN arXiv 1611.04076.
 */
// %% [markdown] en
/*
# Lab 04 · The CycleGAN losses

**Goal.** You write the losses that let two generators translate between two sets of pictures without a single matching
pair. **Time.** About 8 minutes.

There are two domains, $X$ and $Y$ (horses and zebras, say), and four networks:

- $G : X \to Y$ and its judge $D_Y$, which tells real pictures of $Y$ from $G(x)$;
- $F : Y \to X$ and its judge $D_X$.

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F)$$
*/
// %% [markdown] zh-TW
/*
# Lab 04 · CycleGAN 的損失函數

**目標。** 寫出 CycleGAN 的損失函數：它讓兩個生成器不靠任何一對配對的圖片，就能在兩組圖片之間互相轉換。
**時間。** 大約 8 分鐘。

有兩個領域 $X$ 和 $Y$（例如馬和斑馬），以及四個網路：

- $G : X \to Y$，由 $D_Y$ 評分；$D_Y$ 分辨真正的 $Y$ 圖片和 $G(x)$；
- $F : Y \to X$，由 $D_X$ 評分。

$$\mathcal{L}(G, F, D_X, D_Y) = \mathcal{L}_{GAN}(G, D_Y) + \mathcal{L}_{GAN}(F, D_X) + \lambda\,\mathcal{L}_{cyc}(G, F)$$
*/
// %%
import { tf, openLab, todo, show, imageGrid, lineChart, loadDataset, firstImages, type CycleGan } from 'minimax-labs';

const lab = await openLab('lab04-cyclegan', { language: 'en' });

// %% [markdown] en
/*
## 1 · The adversarial loss: least squares

CycleGAN replaces the logarithms by squares (LSGAN). The discriminator gives a plain **score**, without a sigmoid; real
pictures should score 1, made ones 0. With the factor ½ of the CycleGAN code:

$$L_{D_Y} = \tfrac12 \Bigl( \mathbb{E}_{y}\bigl[(D_Y(y) - 1)^2\bigr] + \mathbb{E}_{x}\bigl[D_Y(G(x))^2\bigr] \Bigr)$$

A score may be a single number for each picture or a map of them, one for each patch: the mean goes over all.

**Task.** Write it. Where all scores are 0.5 it is 0.25.
*/
// %% [markdown] zh-TW
/*
## 1 · 對抗損失：最小平方

CycleGAN 用平方取代對數（LSGAN）。判別器直接輸出**分數**，不經過 sigmoid；真圖片應得 1 分，生成的圖片應得 0 分。
依照 CycleGAN 的程式乘上 ½：

$$L_{D_Y} = \tfrac12 \Bigl( \mathbb{E}_{y}\bigl[(D_Y(y) - 1)^2\bigr] + \mathbb{E}_{x}\bigl[D_Y(G(x))^2\bigr] \Bigr)$$

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

$$L_{G} = \mathbb{E}_{x}\bigl[(D_Y(G(x)) - 1)^2\bigr]$$

**Task.** Write it (no factor ½ here).
*/
// %% [markdown] zh-TW
/*
生成器希望自己的圖片得到 1 分：

$$L_{G} = \mathbb{E}_{x}\bigl[(D_Y(G(x)) - 1)^2\bigr]$$

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

$$\mathcal{L}_{cyc} = \mathbb{E}_{x}\bigl[\lVert F(G(x)) - x \rVert_1\bigr] + \mathbb{E}_{y}\bigl[\lVert G(F(y)) - y \rVert_1\bigr]$$

The lecture's text speaks of MSE while its formula says L1. The paper and its code use **L1**, as the mean over pixels; you
write both.

**Task.** One direction: `'l1'` is the mean absolute difference, `'l2'` the mean squared one.
*/
// %% [markdown] zh-TW
/*
## 2 · 循環一致損失

騙過 $D_Y$ 很容易：$G$ 可以對每一匹馬都畫出同一匹逼真的斑馬。真正讓轉換和輸入有關的是回程：從 $X$ 到 $Y$ 再回到 $X$，
圖片應該還原。

$$\mathcal{L}_{cyc} = \mathbb{E}_{x}\bigl[\lVert F(G(x)) - x \rVert_1\bigr] + \mathbb{E}_{y}\bigl[\lVert G(F(y)) - y \rVert_1\bigr]$$

講義的文字說的是 MSE，公式寫的卻是 L1。論文和它的程式用的是 **L1**，對所有像素取平均；兩種你都要寫。

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

## Questions

<details><summary>A slide writes the total as min over G, F and max over D_X, D_Y, beside least-squares losses. What is wrong?</summary>

In a minimax game one player's loss is the negative of the other's. With squares it is not: $D$ pulls scores to 0 and 1,
$G$ pulls to 1, and the two do not add up to zero. (Nor do they with the non-saturating loss of Lab 02.) LSGAN is a game
with two separate losses.

</details>

<details><summary>Can the cycle loss be 0 while the translation is wrong?</summary>

Yes: with $G$ the identity, as in the plot, or when $G$ hides the original in noise too faint to see, for $F$ to read
back. The cycle error alone does not measure a translation.

</details>

<details><summary>L1 or MSE for the cycle?</summary>

The square punishes a few large errors and forgives many small ones, so the restored picture tends to blur; the absolute
value keeps edges. The paper chose L1.

</details>

**Further reading.** Zhu, Park, Isola, Efros: *Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks*, arXiv 1703.10593, section 3. Mao et al.: *Least Squares Generative Adversarial Networks*, arXiv 1611.04076.
*/
// %% [markdown] zh-TW
/*
循環損失在兩端都很滿意：連續兩次什麼都不做，和連續反轉兩次，都能還原圖片。只有對抗損失知道 $Y$ 看起來不一樣；只有恆等損失
反對改動本來就正確的圖片。這就是它們必須一起使用、而 $\lambda$ 很重要的原因。

## 問題

<details><summary>有一張投影片把總損失寫成對 G、F 取 min、對 D_X、D_Y 取 max，用的卻是最小平方損失。哪裡錯了？</summary>

在 minimax 賽局中，一方的損失是另一方損失的負值。換成平方之後就不是了：$D$ 把分數拉向 0 和 1，$G$ 把分數拉向 1，兩者相加
並不等於零（Lab 02 的不飽和損失也一樣）。LSGAN 是雙方各有自己損失的賽局。

</details>

<details><summary>循環損失可以是 0，而轉換卻是錯的嗎？</summary>

可以。例如上圖中 $G$ 什麼都不做的時候；或者 $G$ 把原圖藏在微弱到看不見的雜訊裡，再由 $F$ 讀回來。單看循環誤差，無法衡量轉換的好壞。

</details>

<details><summary>循環損失該用 L1 還是 MSE？</summary>

平方會嚴懲少數的大誤差、放過許多小誤差，還原的圖片容易模糊；絕對值則能保住邊緣。論文選擇了 L1。

</details>

**延伸閱讀。** Zhu、Park、Isola、Efros：*Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
Networks*，arXiv 1703.10593，第 3 節。Mao 等人：*Least Squares Generative Adversarial Networks*，arXiv 1611.04076。
*/
