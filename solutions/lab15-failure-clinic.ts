/*
 * Lab15, the failure clinic: trainings broken on purpose, diagnosed from their plots, by small tests, and by a doctor that names the
 * cause. Source of both languages' notebooks. Section 5 of the course map; the losses are those of R9, the moves those of R10.
 */
// %% [markdown] en
/*
# Lab 15 · The failure clinic

**Goal.** You find out why a training fails: you read its vital signs, write small tests that decide between causes, mend broken moves, and ask a doctor about a training
of your own.
**Time.** About 35 minutes, 2 of them computing.

A GAN that fails seldom throws an error. It trains, the losses move, and the pictures are bad, for any of twenty reasons. Guessing costs an evening. Reading costs a minute, if one knows
which number decides.

Fifteen patients wait. Each is the DCGAN of Lab 03, eight channels wide, trained for 60 rounds on digits; all but two of them have **one** mistake in their code. Decide first, unfold the answer then.
*/
// %% [markdown] zh-TW
/*
# Lab 15 · 失敗診所

**目標。** 找出訓練為什麼失敗：你會讀它的生命徵象、寫出能分辨原因的小測試、修好壞掉的一步，並請醫生看看你自己的訓練。
**時間。** 大約 35 分鐘，其中 2 分鐘是電腦在計算。

失敗的 GAN 很少會丟出錯誤訊息。它照樣訓練，損失照樣起伏，圖片卻不好看，而原因可能有二十種。用猜的，要花一個晚上；用讀的，只要一分鐘，前提是知道哪個數字才是關鍵。

十五位病人在等著。每一位都是 Lab 03 的 DCGAN，寬度 8，用手寫數字訓練 60 回合；除了兩位之外，程式裡都有**一個**錯誤。請先自己判斷，再展開答案。
*/
// %%
import {
  tf, openLab, todo, show, loadDataset, describeData, variablesOf, compactGenerator, compactDiscriminator,
  admit, record, vitalSigns, chartOf, diagnose, type Gan, type Recording, type PatientName,
} from 'minimax-labs';

const lab = await openLab('lab15-failure-clinic', { language: 'en' });

// %% [markdown] en
/*
## 1 · A healthy training, and how to read it

`record` plays some rounds of a training and writes down its **vital signs**. It only watches: the training makes the same bits as without it. `vitalSigns` puts them on a sheet.

| sign | what it tells |
|---|---|
| losses | who is ahead; no more than that |
| what D answers | $D(x)$ and $D(G(z))$ as probabilities, in $D$'s move and in $G$'s |
| pull of the loss | its slope at each of $D$'s logits: **what the loss wants** of each answer, and how much |
| change of the weights | who is moved by which move; nothing is drawn where no bit changes |
| gradients, layer by layer | whether they reach the first layer, and whether any explodes |
| least and greatest value | whether real and made pictures live in one range |
| how much pictures differ | the variety in a batch of made pictures, beside that of real ones |
| tensors in memory | should be a level line |

Here is Ada, who is well.
*/
// %% [markdown] zh-TW
/*
## 1 · 健康的訓練，以及怎麼讀它

`record` 會讓訓練走幾個回合，並記下它的**生命徵象**。它只是旁觀：訓練的每一個位元都和沒有它時相同。`vitalSigns` 把這些徵象放在同一張表上。

| 徵象 | 說明什麼 |
|---|---|
| 損失 | 誰領先；僅此而已 |
| D 的回答 | $D(x)$ 和 $D(G(z))$ 的機率，分別在 $D$ 的一步和 $G$ 的一步 |
| 損失的拉力 | 損失在 $D$ 的每個 logit 上的斜率：**損失想要**每個回答變成什麼、要得多用力 |
| 權重的變化 | 哪一步動了誰；一個位元都沒變時就不畫 |
| 各層的梯度 | 梯度有沒有傳到第一層，有沒有爆炸 |
| 最小與最大值 | 真圖片和生成的圖片是否在同一個範圍 |
| 圖片彼此的差異 | 一批生成圖片有多少變化，旁邊是真圖片的 |
| 記憶體裡的張量 | 應該是一條水平線 |

這是 Ada，她很健康。
*/
// %% tags=skip-in-grading
const ROUNDS = 60;
const digits = await loadDataset('mnist', { limit: 2000 });
console.log(describeData(digits));
const recordings = new Map<PatientName, Recording>();
async function examine(name: PatientName): Promise<Recording> {
  const recording = await record({ ...admit(name, digits), rounds: ROUNDS });
  recordings.set(name, recording);
  show(vitalSigns(recording, name));
  return recording;
}
const ada = await examine('Ada');

// %% [markdown] en
/*
<details><summary>The loss of D is near 0 for a while, and that of G above 4. Is she really well?</summary>

Yes. In the first rounds $D$ learns faster than $G$: telling grey noise from digits is easy. What matters is that $G$'s weights go on moving, that its pictures become more varied, and that
$D(G(z))$ comes up again. Losses near 1.386 and 0.693 are the end of a long training, not its beginning.

</details>

<details><summary>Which line should lie exactly at a level, and which are missing on purpose?</summary>

The number of tensors is level. In the panel of weight changes the lines "D, in G's move" and "G, in D's move" are missing: the changes there are 0, not small.

</details>

A panel can be looked at closely. The pull says which loss it is: $\sigma(s) - 1$ for real pictures and $\sigma(s)$ for made ones in $D$'s move, and $\sigma(s) - 1$ in $G$'s. Where the pull is negative, the answer is pulled **up**,
since training goes down the slope.
*/
// %% [markdown] zh-TW
/*
<details><summary>D 的損失有一陣子接近 0，G 的損失超過 4。她真的健康嗎？</summary>

是的。前幾個回合 $D$ 學得比 $G$ 快：分辨灰色的雜訊和數字很容易。重要的是 $G$ 的權重一直在動、它的圖片愈來愈有變化，而且 $D(G(z))$ 會再升上來。損失接近 1.386 和 0.693，是長時間訓練的終點，不是起點。

</details>

<details><summary>哪一條線應該完全水平？哪些線是故意沒有畫出來的？</summary>

張量的數目是水平的。在權重變化那一格，「D，在 G 的一步」和「G，在 D 的一步」沒有線：那裡的變化是 0，不是很小。

</details>

每一格都可以放大來看。拉力會說出這是哪一種損失：在 $D$ 的一步，對真圖片是 $\sigma(s) - 1$，對生成的圖片是 $\sigma(s)$；在 $G$ 的一步是 $\sigma(s) - 1$。拉力是負的，回答就被往**上**拉，因為訓練是沿著斜率往下走。
*/
// %% tags=skip-in-grading
chartOf(ada, 'pulls')

// %% [markdown] en
/*
## 2 · Who moved?

Each move may change **one** network. That is a fact, not a tendency: a single bit decides.

**Task.** Return, for each of the weight tensors, whether it changed. `before` and `after` are lists of tensors in the same order.

<details><summary>Hint 1</summary>

`tensor.dataSync()` gives the numbers of a tensor. Compare them one by one: a sum or a mean can stay the same while its numbers change.

</details>

<details><summary>Hint 2</summary>

`before.map((tensor, i) => …)`, and inside of it `values.some((value, k) => value !== others[k])`.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 誰動了？

每一步只能改變**一個**網路。這是事實，不是程度問題：一個位元就能決定。

**任務。** 對每個權重張量，回傳它有沒有改變。`before` 和 `after` 是順序相同的張量清單。

<details><summary>提示 1</summary>

`tensor.dataSync()` 會給出張量裡的數字。要一個一個比較：總和或平均可能不變，裡面的數字卻變了。

</details>

<details><summary>提示 2</summary>

`before.map((tensor, i) => …)`，裡面用 `values.some((value, k) => value !== others[k])`。

</details>
*/
// %% task=changed
function changed(before: tf.Tensor[], after: tf.Tensor[]): boolean[] {
  // BEGIN SOLUTION
  return before.map((tensor, i) => {
    const others = after[i]!.dataSync();
    return tensor.dataSync().some((value, k) => value !== others[k]);
  });
  // END SOLUTION
}

// %% check=changed points=2
await lab.check('changed', { changed: changed });

// %% [markdown] en
/*
Ben and Cai. Look at the panels of weight changes and gradients first; then your test says which tensors a move of theirs has changed: ● for changed, ○ for not a bit.
*/
// %% [markdown] zh-TW
/*
Ben 和 Cai。先看權重變化和梯度那幾格；再用你的測試看看，他們的一步改變了哪些張量：● 是有變，○ 是一個位元都沒變。
*/
// %% tags=skip-in-grading
await examine('Ben');
await examine('Cai');
for (const name of ['Ada', 'Ben', 'Cai'] as const) {
  const { gan, discriminatorStep, generatorStep } = admit(name, digits);
  const weights = (): tf.Tensor[] => [...variablesOf(gan.generator), ...variablesOf(gan.discriminator)].map((variable) => variable.clone());
  const real = tf.randomNormal([8, 28, 28, 1]) as tf.Tensor4D;
  const start = weights();
  discriminatorStep(gan, real, tf.randomNormal([8, 16])).dispose();
  const middle = weights();
  generatorStep(gan, tf.randomNormal([8, 16])).dispose();
  const dots = (answers: boolean[]): string => answers.map((is, i) => `${i === variablesOf(gan.generator).length ? '  D ' : ''}${is ? '●' : '○'}`).join('');
  console.log(`${name}   D's move: G ${dots(changed(start, middle))}   G's move: G ${dots(changed(middle, weights()))}`);
}

// %% [markdown] en
/*
<details><summary>What is wrong with Ben?</summary>

**Leaked gradients.** $G$'s move changes $D$ as well: `minimize` got no list of variables, so it changes every network that the loss touches, and $G$'s loss teaches $D$ to take made pictures for real. The line "D, in G's move"
should not be there. Mend it with `variablesOf(gan.generator)`.

</details>

<details><summary>What is wrong with Cai?</summary>

**A frozen head.** The weights and the bias of $D$'s last layer never change: they are missing from the list. There is no curve of its gradient, since none was ever asked for. The layers before it learn, so the losses look almost
healthy, and nobody would suspect it from them. `layer.trainable = false`, set once and forgotten, looks the same.

</details>
*/
// %% [markdown] zh-TW
/*
<details><summary>Ben 有什麼問題？</summary>

**梯度外洩。** $G$ 的一步也改變了 $D$：`minimize` 沒有拿到變數清單，損失碰得到的每個網路都會被改動，於是 $G$ 的損失教 $D$ 把生成的圖片當成真的。「D，在 G 的一步」那條線不該存在。加上 `variablesOf(gan.generator)` 就好了。

</details>

<details><summary>Cai 有什麼問題？</summary>

**凍結的輸出層。** $D$ 最後一層的權重矩陣和偏差從來沒變過：清單裡漏了它們。那一層也沒有梯度的曲線，因為從來沒有計算過。前面的層仍在學，所以損失看起來幾乎是健康的，光看損失不會有人懷疑。設了 `layer.trainable = false` 之後忘記改回來，看起來也一樣。

</details>
*/
// %% [markdown] en
/*
## 3 · What does the loss want?

$D$ and $G$ need not agree on what is called 1. But $D$ has to pull its answers for real and for made pictures **apart**, and $G$ has to pull those for made pictures to the side of the **real** ones.

**Task.** Return whether that holds. You get the pulls (slopes of the loss at the answers) of $D$'s loss at answers to real pictures, at answers to made ones, and those of $G$'s loss. Their means decide. A positive pull
wants the answer lower.

<details><summary>Hint 1</summary>

Three means, three signs. Which of them have to be equal, and which have to differ?

</details>

<details><summary>Hint 2</summary>

Real and made differ in sign; real and $G$ have the same sign. Nothing says which of them is the positive one: a $D$ that calls real pictures 0 is as good.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 損失想要什麼？

$D$ 和 $G$ 不一定要把同一邊叫做 1。但是 $D$ 必須把對真圖片和對生成圖片的回答往**兩邊**拉開，而 $G$ 必須把對生成圖片的回答往**真圖片**那一邊拉。

**任務。** 回傳這是否成立。你會拿到拉力（損失在各個回答上的斜率）：$D$ 的損失對真圖片的回答、對生成圖片的回答，以及 $G$ 的損失。由平均來決定。拉力是正的，代表希望回答變小。

<details><summary>提示 1</summary>

三個平均，三個正負號。哪些必須相同，哪些必須不同？

</details>

<details><summary>提示 2</summary>

真和假的正負號不同；真和 $G$ 的正負號相同。沒有規定誰是正的：把真圖片叫做 0 的 $D$ 也一樣好。

</details>
*/
// %% task=fair-game
function fairGame(real: number[], made: number[], generator: number[]): boolean {
  // BEGIN SOLUTION
  const sign = (pulls: number[]): number => Math.sign(pulls.reduce((sum, pull) => sum + pull, 0));
  return sign(real) === -sign(made) && sign(generator) === sign(real);
  // END SOLUTION
}

// %% check=fair-game points=2
await lab.check('fair-game', { fairGame: fairGame });

// %% tags=skip-in-grading
for (const name of ['Dora', 'Emil', 'Fay', 'Jun'] as const) {
  const moves = (await examine(name)).rounds.flatMap((round) => round.moves);
  const pulls = (player: string, source: 'real' | 'made'): number[] => moves.filter((move) => move.player === player).flatMap((move) => move.views.flatMap((view) => view.pulls[source]));
  console.log(`${name}: ${fairGame(pulls('discriminator', 'real'), pulls('discriminator', 'made'), pulls('generator', 'made'))}`);
}

// %% [markdown] en
/*
One of the four fails your test. The pulls of the others have the right signs, and the wrong size or shape. Compare them with Ada's.

**Task.** One of them has a $D$ loss that does not fall below about 1, however good $D$ becomes. Which loss is the lowest that $D$ can reach, if all that the loss ever sees lies between `lowest` and `highest`? The loss is
that of Lab 03, of logits: $\mathrm{softplus}(-s)$ for a real picture, $\mathrm{softplus}(s)$ for a made one, means added.

<details><summary>Hint 1</summary>

The best $D$ answers `highest` to every real picture and `lowest` to every made one.

</details>

<details><summary>Hint 2</summary>

$\mathrm{softplus}(x) = \log(1 + e^x)$. For large $x$ write it as $\max(x, 0) + \log(1 + e^{-|x|})$: `Math.log1p`.

</details>
*/
// %% [markdown] zh-TW
/*
四位之中有一位沒通過你的測試。其他三位的拉力正負號都對，但是大小或形狀不對。和 Ada 的比比看。

**任務。** 其中一位，不管 $D$ 變得多好，$D$ 的損失都降不到大約 1 以下。如果損失看到的所有數都介於 `lowest` 和 `highest` 之間，$D$ 最低能達到多少損失？損失就是 Lab 03 的那個，輸入是 logit：真圖片是 $\mathrm{softplus}(-s)$，生成的是 $\mathrm{softplus}(s)$，
兩邊的平均相加。

<details><summary>提示 1</summary>

最好的 $D$ 對每張真圖片回答 `highest`，對每張生成的圖片回答 `lowest`。

</details>

<details><summary>提示 2</summary>

$\mathrm{softplus}(x) = \log(1 + e^x)$。$x$ 很大時寫成 $\max(x, 0) + \log(1 + e^{-|x|})$：用 `Math.log1p`。

</details>
*/
// %% task=lowest-loss
function lowestLoss(lowest: number, highest: number): number {
  // BEGIN SOLUTION
  const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  return softplus(-highest) + softplus(lowest);
  // END SOLUTION
}

// %% check=lowest-loss points=1
await lab.check('lowest-loss', { lowestLoss: lowestLoss });

// %% tags=skip-in-grading
console.log(`logits: ${lowestLoss(-30, 30).toFixed(3)}   probabilities: ${lowestLoss(0, 1).toFixed(3)}`);

// %% [markdown] en
/*
<details><summary>What is wrong with Dora?</summary>

**A sigmoid twice.** Her $D$ loss stays above 1.006, the lowest that answers in $[0, 1]$ can reach: she passes $D$'s logits through a sigmoid, and the loss takes the probabilities for logits. The pull fades at **both** ends: a $D$ that is
surely wrong is hardly pulled.

</details>

<details><summary>What is wrong with Emil?</summary>

**A saturating loss.** $G$ minimises $\log(1 - D)$. The pull at $D(G(z))$ in $G$'s move is $-\sigma(s)$: where $D$ rejects a picture it is almost 0, and $G$ learns least where it is worst (Lab 02, `pull-ratio`).

</details>

<details><summary>What is wrong with Fay?</summary>

**Swapped labels.** $D$ pulls its answers to real pictures down and those to made ones up; $G$ pulls the latter up as well. Both want the same, so nobody wants made pictures to look real. The losses are **excellent**, both of them.
A $D$ that calls real pictures 0 would be fine, if $G$ knew.

</details>

<details><summary>What is wrong with Jun?</summary>

**A loss that is not averaged.** The made half of $D$'s loss is a sum over the batch, the real half a mean. One made picture weighs 32 times as much: look at the size of the pulls. $D$ rather rejects everything.

</details>
*/
// %% [markdown] zh-TW
/*
<details><summary>Dora 有什麼問題？</summary>

**兩次 sigmoid。** 她的 $D$ 損失一直高於 1.006，也就是回答在 $[0, 1]$ 時能達到的最低值：她讓 $D$ 的 logit 先通過 sigmoid，損失又把這些機率當成 logit。拉力在**兩端**都變弱：錯得很篤定的 $D$ 幾乎不會被拉動。

</details>

<details><summary>Emil 有什麼問題？</summary>

**飽和損失。** $G$ 最小化的是 $\log(1 - D)$。在 $G$ 的一步，對 $D(G(z))$ 的拉力是 $-\sigma(s)$：$D$ 拒絕一張圖片時幾乎是 0，$G$ 在最差的地方反而學得最少（Lab 02 的 `pull-ratio`）。

</details>

<details><summary>Fay 有什麼問題？</summary>

**標籤對調。** $D$ 把對真圖片的回答往下拉，對生成圖片的往上拉；$G$ 也把後者往上拉。雙方要的一樣，沒有人要生成的圖片看起來像真的。而兩個損失都**非常漂亮**。如果 $G$ 也知道，$D$ 把真圖片叫做 0 並沒有問題。

</details>

<details><summary>Jun 有什麼問題？</summary>

**沒有取平均的損失。** $D$ 的損失裡，生成圖片那一半是整批的總和，真圖片那一半是平均。一張生成圖片的分量是 32 倍：看拉力的大小就知道。$D$ 寧可全部拒絕。

</details>
*/
// %% [markdown] en
/*
## 4 · What does D see?

Three patients whose losses and labels are right. Look at the values that $D$ gets, at what it answers in its own move and in $G$'s, and at the pictures below the panels.
*/
// %% [markdown] zh-TW
/*
## 4 · D 看到什麼？

這三位病人的損失和標籤都對。請看 $D$ 拿到的數值、它在自己的一步和 $G$ 的一步各回答什麼，以及下方的圖片。
*/
// %% tags=skip-in-grading
await examine('Gus');
await examine('Hua');
await examine('Ivo');

// %% [markdown] en
/*
<details><summary>What is wrong with Gus?</summary>

**Unscaled data.** His real pictures lie in $[0, 1]$, $G$'s tanh draws in $[-1, 1]$. $D$ needs no eye for digits: anything below 0 is made, and half of what $G$ can draw is lost to it. Bytes from 0 to 255 are the same mistake, only louder.

</details>

<details><summary>What is wrong with Hua?</summary>

**Batch normalisation in inference mode.** $D$ is applied without `{ training: true }` in its own move, so it normalises by its running averages, which only $G$'s move updates. Its answers to the same kind of pictures differ from one
move to the other: compare the two curves of $D(G(z))$.

</details>

<details><summary>What is wrong with Ivo?</summary>

**Real and made pictures in one batch.** `tf.concat` before $D$, and batch normalisation inside of it: each made picture is seen beside real ones, in $D$'s own move. In $G$'s move made pictures come alone, and $D$ is another function. $G$ learns against a
$D$ that does not exist. (It is no mistake without batch normalisation. With it, some trainings survive.)

</details>
*/
// %% [markdown] zh-TW
/*
<details><summary>Gus 有什麼問題？</summary>

**資料沒有縮放。** 他的真圖片在 $[0, 1]$，而 $G$ 的 tanh 畫在 $[-1, 1]$。$D$ 不必看得懂數字：只要有小於 0 的值就是生成的，$G$ 畫得出的範圍等於少了一半。用 0 到 255 的位元組是同樣的錯，只是更明顯。

</details>

<details><summary>Hua 有什麼問題？</summary>

**批次正規化處於推論模式。** 在 $D$ 自己的一步，套用 $D$ 時少了 `{ training: true }`，於是它用移動平均來正規化，而移動平均只有 $G$ 的一步會更新。對同樣的圖片，兩步的回答不同：比較 $D(G(z))$ 的兩條曲線。

</details>

<details><summary>Ivo 有什麼問題？</summary>

**真假圖片混在同一個批次。** 在 $D$ 之前用了 `tf.concat`，而 $D$ 裡面有批次正規化：在 $D$ 自己的一步，每張生成的圖片旁邊都有真圖片。在 $G$ 的一步卻只有生成的圖片，$D$ 就成了另一個函數。$G$ 學著對付一個不存在的 $D$。（沒有批次正規化就不算錯；有的時候，也有訓練撐得過去。）

</details>
*/
// %% [markdown] en
/*
## 5 · Out of balance

The code of the next four is right, every line of it, or almost. What is wrong is a **setting**, and one of them is well. Such failures are tendencies: no bit decides, and each needs a threshold, which needs a reason.

**Task.** How different are pictures from each other? Return the root of the mean over all pixels of the variance within the batch,

$$\sqrt{\frac{1}{P} \sum_{p} \frac{1}{N} \sum_{n} \bigl(x_{np} - \bar{x}_{p}\bigr)^2}$$

with $\bar{x}_{p}$ the mean of pixel $p$ over the $N$ pictures. It is 0 where all pictures are the same, however colourful each is.

<details><summary>Hint 1</summary>

`tf.moments(pictures, 0).variance` is the variance over the batch, pixel by pixel.

</details>

<details><summary>Hint 2</summary>

`.mean().sqrt().dataSync()[0]`, and `tf.tidy` around it all, so that nothing is left in memory.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 失去平衡

接下來四位的程式每一行都對，或者幾乎都對。有問題的是**設定**，而其中一位是健康的。這類失敗是程度問題：沒有一個位元能決定，每一種都需要門檻，門檻需要理由。

**任務。** 圖片彼此有多不同？回傳批次內變異數對所有像素平均之後的平方根：

$$\sqrt{\frac{1}{P} \sum_{p} \frac{1}{N} \sum_{n} \bigl(x_{np} - \bar{x}_{p}\bigr)^2}$$

其中 $\bar{x}_{p}$ 是像素 $p$ 對 $N$ 張圖片的平均。所有圖片都相同時是 0，不管每一張有多豐富。

<details><summary>提示 1</summary>

`tf.moments(pictures, 0).variance` 就是逐像素、對批次計算的變異數。

</details>

<details><summary>提示 2</summary>

`.mean().sqrt().dataSync()[0]`，外面包一層 `tf.tidy`，記憶體裡就不會留下東西。

</details>
*/
// %% task=diversity
function diversity(pictures: tf.Tensor4D): number {
  // BEGIN SOLUTION
  return tf.tidy(() => tf.moments(pictures, 0).variance.mean().sqrt().dataSync()[0]!);
  // END SOLUTION
}

// %% check=diversity points=2
await lab.check('diversity', { diversity: diversity });

// %% tags=skip-in-grading
for (const name of ['Kim', 'Lea', 'Mia', 'Nils'] as const) {
  const { real, made } = await examine(name);
  const of = ({ shape, values }: NonNullable<Recording['made']>): string => tf.tidy(() => diversity(tf.tensor4d(values, shape)).toFixed(3));
  console.log(`${name}: real ${real && of(real)}   made ${made && of(made)}`);
}

// %% [markdown] en
/*
<details><summary>What is wrong with Kim?</summary>

**Too strong a D.** It moves eight times for one move of $G$, at five times the learning rate. $D(G(z))$ goes to almost nothing at once and stays there. Ada's $D$ is ahead too, but $G$ comes back.

</details>

<details><summary>What is wrong with Lea?</summary>

**Mode collapse.** All her pictures are one picture: the variety is 0 from the beginning. It is the simplest kind: every $z$ of a batch is the same, by a `tile` that should not be there. With different $z$ it happens as well, when $G$
moves so much that one picture pays at a time.

</details>

<details><summary>What is wrong with Mia?</summary>

Nothing. She is Ada with other noise and other batches. Did you find something? Every doctor does, sometimes: that is why thresholds are tried on healthy trainings first.

</details>

<details><summary>What is wrong with Nils?</summary>

**Too high a learning rate**, 0.2. The first steps are ten times as long as the weights, so what was learned before is gone, and the losses jump: $D$'s above 7 at times, where a coin has 1.386.

</details>
*/
// %% [markdown] zh-TW
/*
<details><summary>Kim 有什麼問題？</summary>

**D 太強。** $G$ 走一步時 $D$ 走八步，學習率還是五倍。$D(G(z))$ 一下子就降到幾乎是零，再也不上來。Ada 的 $D$ 也會領先，但是 $G$ 追得回來。

</details>

<details><summary>Lea 有什麼問題？</summary>

**模式崩潰。** 她的圖片全都是同一張：差異從一開始就是 0。這是最簡單的一種：一批裡的 $z$ 全都相同，因為多了一個不該有的 `tile`。$z$ 不同時也可能發生：$G$ 走得太多，一次只靠一張圖片得分。

</details>

<details><summary>Mia 有什麼問題？</summary>

沒有問題。她就是換了雜訊和批次的 Ada。你找出什麼毛病了嗎？每個醫生都有這種時候，所以門檻要先在健康的訓練上試過。

</details>

<details><summary>Nils 有什麼問題？</summary>

**學習率太高**：0.2。頭幾步的長度是權重的十倍，之前學到的都不見了，損失也跳來跳去：$D$ 的有時超過 7，而擲硬幣是 1.386。

</details>
*/
// %% [markdown] en
/*
## 6 · Memory

**Task.** A patient's tensors are counted after each round. Return how many more there are per round, on average, from the count after round `settling` to the last one (in the first rounds the optimizers make what they keep).

<details><summary>Hint 1</summary>

The count after round 1 is `tensors[0]`. From the count after round `settling` to the last one, how many rounds are there?

</details>

<details><summary>Hint 2</summary>

Last count minus `tensors[settling - 1]`, divided by `tensors.length - settling`.

</details>
*/
// %% [markdown] zh-TW
/*
## 6 · 記憶體

**任務。** 每一回合結束後會數一次病人的張量。回傳從第 `settling` 回合之後的數目到最後一次，平均每回合多了幾個（前幾個回合，最佳化器會建立它要保存的東西）。

<details><summary>提示 1</summary>

第 1 回合之後的數目是 `tensors[0]`。從第 `settling` 回合之後到最後一次，經過了幾個回合？

</details>

<details><summary>提示 2</summary>

最後的數目減去 `tensors[settling - 1]`，再除以 `tensors.length - settling`。

</details>
*/
// %% task=leak-per-round
function leakPerRound(tensors: number[], settling: number): number {
  // BEGIN SOLUTION
  return (tensors.at(-1)! - tensors[settling - 1]!) / (tensors.length - settling);
  // END SOLUTION
}

// %% check=leak-per-round points=1
await lab.check('leak-per-round', { leakPerRound: leakPerRound });

// %% tags=skip-in-grading
const ona = await examine('Ona');
for (const [name, { rounds }] of [['Ada', ada], ['Ona', ona]] as const) console.log(`${name}: ${leakPerRound(rounds.map(({ tensors }) => tensors), 2)}`);

// %% [markdown] en
/*
<details><summary>What is wrong with Ona?</summary>

**A memory leak.** In each round the pictures that $G$ has drawn are kept, for a list that nobody reads. Nothing else is wrong: the pictures, the losses, all of it is as good as Ada's. A training of 60 rounds never notices; one of 60,000 ends in the night.

</details>

## 7 · The doctor

`diagnose` reads a recording as you did. Each cause has one test: facts by a bit, a sign, or the shape of the pull; tendencies by a threshold with a reason. It says what it measured, where to look, and what else it found.
*/
// %% [markdown] zh-TW
/*
<details><summary>Ona 有什麼問題？</summary>

**記憶體洩漏。** 每一回合都把 $G$ 畫的圖片留在一個沒有人讀的清單裡。其他都沒有問題：圖片、損失，全都和 Ada 一樣好。60 回合的訓練不會察覺；60,000 回合的會在半夜停掉。

</details>

## 7 · 醫生

`diagnose` 和你一樣讀紀錄。每種原因有一個測試：事實看位元、正負號或拉力的形狀；程度問題看門檻，門檻有理由。它會說量到了什麼、該檢查哪裡，以及還看到什麼。
*/
// %% tags=skip-in-grading
for (const [name, recording] of recordings) console.log(`${name.padEnd(6)}${diagnose(recording).verdict}`);
show(diagnose(recordings.get('Emil')!));

// %% [markdown] en
/*
How far can it be believed? It was tried on 38 trainings that it had never seen, 30 broken and 8 healthy ones, with other networks, data, settings, and other ways to make the same mistakes: `npm run bench:clinic` does it again. The result is in `docs/course.md`.

## 8 · Mend it

A friend's moves. The training runs, and draws nothing but grey.

```ts
function discriminatorStep(gan, real, z) {
  const fake = gan.generator.predict(z);
  const loss = () => tf.add(
    tf.softplus(tf.neg(gan.discriminator.apply(fake))).mean(),
    tf.softplus(gan.discriminator.apply(real)).mean());
  return gan.discriminatorOptimizer.minimize(loss, true);
}

function generatorStep(gan, z) {
  const fake = gan.generator.apply(z, { training: true });
  const loss = () => tf.neg(tf.softplus(gan.discriminator.apply(gan.generator.apply(z, { training: true }), { training: true })).mean());
  return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator));
}
```

**Task.** Write both moves right. How many mistakes do you find? (The losses are those of Lab 03.)

<details><summary>Hint 1</summary>

In $D$'s move: modes, labels, list of variables, memory. In $G$'s move: which loss is that, and what is the first line good for?

</details>

<details><summary>Hint 2</summary>

Seven: `predict` and two calls of `apply` run in inference mode (one mistake, three places), the labels are swapped, there is no list of variables, and no `tf.tidy`; $G$'s loss saturates, its first line draws pictures for nothing, and leaves them in memory.

</details>
*/
// %% [markdown] zh-TW
/*
它有多可信？我們用 38 個它從沒看過的訓練試過（30 個壞的、8 個健康的），網路、資料、設定都不同，犯同樣錯誤的寫法也不同：`npm run bench:clinic` 可以重做一次。結果在 `docs/course.md`。

## 8 · 修好它

這是朋友寫的兩步。訓練跑得動，畫出來的卻只有灰色。

```ts
function discriminatorStep(gan, real, z) {
  const fake = gan.generator.predict(z);
  const loss = () => tf.add(
    tf.softplus(tf.neg(gan.discriminator.apply(fake))).mean(),
    tf.softplus(gan.discriminator.apply(real)).mean());
  return gan.discriminatorOptimizer.minimize(loss, true);
}

function generatorStep(gan, z) {
  const fake = gan.generator.apply(z, { training: true });
  const loss = () => tf.neg(tf.softplus(gan.discriminator.apply(gan.generator.apply(z, { training: true }), { training: true })).mean());
  return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator));
}
```

**任務。** 把兩步都寫對。你找到幾個錯誤？（損失就是 Lab 03 的那些。）

<details><summary>提示 1</summary>

在 $D$ 的一步：模式、標籤、變數清單、記憶體。在 $G$ 的一步：那是哪一種損失？第一行有什麼用？

</details>

<details><summary>提示 2</summary>

七個：`predict` 和兩次 `apply` 都是推論模式（一個錯誤，三個地方）、標籤對調、沒有變數清單、沒有 `tf.tidy`；$G$ 的損失會飽和，它的第一行白畫了圖片，還把它們留在記憶體裡。

</details>
*/
// %%
// −E log D(x) − E log(1 − D(G(z)))
const discriminatorLoss = (realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean()) as tf.Scalar;

// −E log D(G(z))
const generatorLoss = (fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(fakeLogits)).mean() as tf.Scalar;

// %% task=mend
function discriminatorStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
    const judge = (pictures: tf.Tensor4D): tf.Tensor => gan.discriminator.apply(pictures, { training: true }) as tf.Tensor;
    return gan.discriminatorOptimizer.minimize(() => discriminatorLoss(judge(real), judge(fake)), true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

function generatorStep(gan: Gan, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = (): tf.Scalar => {
      const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      return generatorLoss(gan.discriminator.apply(fake, { training: true }) as tf.Tensor);
    };
    return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=mend points=4
await lab.check('mend', { discriminatorStep: discriminatorStep, generatorStep: generatorStep });

// %% [markdown] en
/*
## 9 · Bring your own

`diagnose` takes a training as `train` takes it: GAN, data, both moves, and what else you gave. It watches as many `rounds` as you say, 40 unless told, and answers. Your own moves from Lab 03, 05 or 07 fit here; the training goes on as if nobody had looked, and
`train` with the same `gan` continues it.
*/
// %% [markdown] zh-TW
/*
## 9 · 帶你自己的來

`diagnose` 接受的訓練和 `train` 相同：GAN、資料、雙方的一步，以及你給過的其他設定。它會看你指定的 `rounds` 個回合（沒指定就是 40 個）再回答。你在 Lab 03、05 或 07 寫的都可以放在這裡；訓練就像沒有人看過一樣繼續，之後用同一個 `gan` 呼叫 `train` 會接著走。
*/
// %% tags=skip-in-grading
const mine: Gan = {
  latentDim: 32, generator: compactGenerator(32, { width: 16 }), discriminator: compactDiscriminator({ width: 16 }),
  generatorOptimizer: tf.train.adam(0.002, 0.5), discriminatorOptimizer: tf.train.adam(0.002, 0.5),
};
await diagnose({ gan: mine, data: digits, discriminatorStep: discriminatorStep, generatorStep: generatorStep, rounds: ROUNDS })

// %% [markdown] en
/*
Break it in a way of your own: another loss, another data set, a layer without gradient. When does the doctor see it, and when does it say "healthy" of a training that is not?

## Questions

<details><summary>Fay's losses were the best of all. What do the losses of a GAN say about its pictures?</summary>

Next to nothing. They measure the players against each other. Two players who agree have low losses, and two who fight well have middling ones.

</details>

<details><summary>The doctor puts facts before tendencies. Why?</summary>

One mistake has many consequences: swapped labels also make a $D$ that is ahead and a $G$ that collapses. A fact holds whatever the luck of the training, so it cannot be the consequence of a tendency.

</details>

<details><summary>A sum in place of a mean makes gradients 32 times as long. Why does Adam hardly notice?</summary>

It divides each gradient by the root of its mean square: a factor common to all cancels. Where only **one half** of the loss is summed, the halves are out of proportion, and no optimizer can mend that.

</details>

<details><summary>The pull was measured at the logits. Why there, and not at the weights?</summary>

At the logits a loss has one number for each picture, and its formula can be read from it: $\sigma(s) - 1$, $\sigma(s)$, $s - 1$. At the weights thousands of numbers are mixed up with what the network does.

</details>

<details><summary>Which failures can no recording of 60 rounds show?</summary>

Those that come late: a collapse after an hour, a $D$ that has learned few pictures by heart, a leak outside of the moves. Record again when they have come: `record` goes on from where the training is.

</details>

**Further reading.** Chintala et al.: *How to train a GAN?*, github.com/soumith/ganhacks. Karpathy: *A Recipe for Training Neural Networks*, karpathy.github.io/2019/04/25/recipe. Arjovsky, Bottou: *Towards Principled Methods for Training GANs*, arXiv 1701.04862.
*/
// %% [markdown] zh-TW
/*
用你自己的方式把它弄壞：換一種損失、換一個資料集、放一層沒有梯度的層。醫生什麼時候看得出來？什麼時候會對不健康的訓練說「健康」？

## 問題

<details><summary>Fay 的損失是所有人之中最好的。GAN 的損失能說明圖片的好壞嗎？</summary>

幾乎不能。損失衡量的是雙方彼此的高下。意見一致的雙方損失都低，勢均力敵的雙方損失居中。

</details>

<details><summary>醫生把事實排在程度問題前面。為什麼？</summary>

一個錯誤會有很多後果：標籤對調也會讓 $D$ 領先、讓 $G$ 崩潰。事實不受訓練運氣的影響，所以不會是程度問題的後果。

</details>

<details><summary>用總和代替平均，梯度會長 32 倍。為什麼 Adam 幾乎沒感覺？</summary>

它把每個梯度除以均方根：共同的倍數會消掉。但如果只有**一半**的損失用了總和，兩半的比例就失衡了，哪個最佳化器都救不了。

</details>

<details><summary>拉力是在 logit 上量的。為什麼在那裡，而不是在權重上？</summary>

在 logit 上，損失對每張圖片只有一個數，從中就能讀出它的公式：$\sigma(s) - 1$、$\sigma(s)$、$s - 1$。在權重上有幾千個數，還混進了網路本身的作用。

</details>

<details><summary>哪些失敗是 60 回合的紀錄看不到的？</summary>

來得晚的那些：一個小時後才崩潰、$D$ 把不多的圖片背了下來、在雙方步驟之外的洩漏。等它發生之後再記錄一次：`record` 會從訓練目前的地方繼續。

</details>

**延伸閱讀。** Chintala 等人：*How to train a GAN?*，github.com/soumith/ganhacks。Karpathy：*A Recipe for Training Neural Networks*，karpathy.github.io/2019/04/25/recipe。Arjovsky、Bottou：*Towards Principled Methods for Training GANs*，arXiv 1701.04862。
*/
