/*
 * Lab03, the DCGAN assembled and trained: source of both languages' notebooks. Rows R7, R10, R14 and R18
 * of the course map; DCGAN is arXiv 1511.06434.
 */
// %% [markdown] en
/*
# Lab 03 · The DCGAN

**Goal.** You put generator and discriminator together, write one update of each, and watch digits appear out of noise.
**Time.** About 7 minutes, one of them training, and 8 more if you go further (section 7).

One round of the game has two moves:

1. **D moves.** It sees a batch of real pictures and a batch of made ones, and learns to tell them apart. $G$ stands still.
2. **G moves.** It draws new pictures, $D$ judges them, and $G$ learns what would have convinced $D$. $D$ stands still.

"Stands still" is the point of this lab: each update may change the weights of **one** network only.
*/
// %% [markdown] zh-TW
/*
# Lab 03 · DCGAN

**目標。** 把生成器和判別器組合起來，寫出雙方各自的一次更新，然後看著數字從雜訊中浮現。
**時間。** 大約 7 分鐘，其中 1 分鐘是訓練；想更深入的話（第 7 節）再加 8 分鐘。

賽局的一個回合有兩步：

1. **D 走一步。** 它看一批真圖片和一批生成的圖片，學習分辨兩者；$G$ 保持不動。
2. **G 走一步。** 它畫出新的圖片，由 $D$ 評分，$G$ 從中學會怎樣才能說服 $D$；$D$ 保持不動。

「保持不動」正是這一課的重點：每次更新只能改變**一個**網路的權重。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, loadDataset, describeData, firstImages,
  compactGenerator, compactDiscriminator, variablesOf, fingerprint, measuredVariations, train, trainClassifier, type Gan, type GanSettings,
} from 'minimax-labs';

const lab = await openLab('lab03-dcgan', { language: 'en' });

// %% [markdown] en
/*
## 1 · The data

Real MNIST digits, 28×28 pixels, in $[-1, 1]$: the range of the generator's tanh.
*/
// %% [markdown] zh-TW
/*
## 1 · 資料

真實的 MNIST 手寫數字，28×28 像素，數值範圍 $[-1, 1]$，和生成器的 tanh 一致。
*/
// %%
const digits = await loadDataset('mnist');
console.log(describeData(digits));
show(imageGrid(firstImages(digits, 40), { columns: 10 }));

// %% [markdown] en
/*
## 2 · Assemble the GAN

So that digits appear within a minute on a laptop, this lab trains a compact pair of networks with the same shape of
blocks as yours: `compactGenerator(latentDim)` and `compactDiscriminator()`, both ready to use.

**Task.** Return a `Gan`: the two networks, `latentDim`, and **two** Adam optimizers, `tf.train.adam(learningRate, beta1)`.
Adam remembers a mean and a variance for each weight, by its place in the list; one optimizer for both networks would use
$D$'s memory for $G$.

<details><summary>Hint 1</summary>

Return one object with five entries; their names are those of the type `Gan`. Put the mouse over `Gan` to see them.

</details>

<details><summary>Hint 2</summary>

`const { latentDim, learningRate, beta1 } = settings;` and call `tf.train.adam(learningRate, beta1)` **twice**.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 組合 GAN

為了讓筆電在一分鐘之內就能畫出數字，這一課訓練一對精簡的網路，區塊的形式和你寫的相同：
`compactGenerator(latentDim)` 和 `compactDiscriminator()`，可以直接使用。

**任務。** 回傳一個 `Gan`：兩個網路、`latentDim`，以及**兩個** Adam 最佳化器 `tf.train.adam(learningRate, beta1)`。
Adam 依清單中的位置，為每個權重記住平均值和變異數；如果兩個網路共用一個最佳化器，$D$ 的記憶就會被用在 $G$ 上。

<details><summary>提示 1</summary>

回傳一個有五個項目的物件，名稱就是型別 `Gan` 的那些。把滑鼠移到 `Gan` 上就能看到。

</details>

<details><summary>提示 2</summary>

`const { latentDim, learningRate, beta1 } = settings;`，然後呼叫 `tf.train.adam(learningRate, beta1)` **兩次**。

</details>
*/
// %% task=assemble
function createGan(settings: GanSettings): Gan {
  // BEGIN SOLUTION
  const { latentDim, learningRate, beta1 } = settings;
  return {
    latentDim,
    generator: compactGenerator(latentDim),
    discriminator: compactDiscriminator(),
    generatorOptimizer: tf.train.adam(learningRate, beta1),
    discriminatorOptimizer: tf.train.adam(learningRate, beta1),
  };
  // END SOLUTION
}

// %% check=assemble points=2
await lab.check('assemble', { createGan: createGan });

// %% [markdown] en
/*
## 3 · The discriminator's move

The losses are those of Lab 02, given here so that this notebook stands alone.
*/
// %% [markdown] zh-TW
/*
## 3 · 判別器的一步

損失函數就是 Lab 02 的那些；這裡直接提供，讓這本筆記本可以單獨使用。
*/
// %%
// −E log D(x) − E log(1 − D(G(z)))
const discriminatorLoss = (realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean()) as tf.Scalar;

// −E log D(G(z))
const generatorLoss = (fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(fakeLogits)).mean() as tf.Scalar;

// %% [markdown] en
/*
**Task.** Write one update of $D$:

1. Draw made pictures: `gan.generator.apply(z, { training: true })`.
2. Call `minimize` of the **discriminator's** optimizer with a function that applies $D$ to the real and to the made
   pictures (`{ training: true }` again, so that batch normalisation uses the batch) and returns the loss.
3. Hand `minimize` the list of variables it may change: `variablesOf(gan.discriminator)`. Without the list it would
   change every network that the loss touches.

`tf.tidy(() => …)` around everything frees the intermediate tensors. Two words for TypeScript: `apply` may return several
tensors in general, so say which you get, `… as tf.Tensor4D`; and `minimize(f, true, variables)` returns the loss because
of the `true`, which a `!` behind the call confirms.

<details><summary>Hint 1</summary>

The skeleton: `return tf.tidy(() => { const fake = …; return gan.discriminatorOptimizer.minimize(() => …, true, …)!; });`

</details>

<details><summary>Hint 2</summary>

The function returns `discriminatorLoss(…, …)`: what $D$ says of `real`, then of `fake`. $D$ is applied as $G$ is in step 1.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 寫出 $D$ 的一次更新：

1. 先生成圖片：`gan.generator.apply(z, { training: true })`。
2. 呼叫**判別器的**最佳化器的 `minimize`，傳入一個函式：把 $D$ 分別用在真圖片和生成的圖片上
   （同樣加上 `{ training: true }`，批次正規化才會使用這個批次），然後回傳損失。
3. 把允許改變的變數清單交給 `minimize`：`variablesOf(gan.discriminator)`。沒有這份清單，損失碰得到的每個網路都會被改動。

外面包一層 `tf.tidy(() => …)`，中間的張量就會自動釋放。另外，TypeScript 需要兩個提示：`apply` 一般來說可能回傳多個張量，
所以要寫明得到的是什麼，`… as tf.Tensor4D`；`minimize(f, true, variables)` 因為有 `true` 才會回傳損失，在呼叫後面加上
`!` 就能確認這一點。

<details><summary>提示 1</summary>

骨架：`return tf.tidy(() => { const fake = …; return gan.discriminatorOptimizer.minimize(() => …, true, …)!; });`

</details>

<details><summary>提示 2</summary>

這個函式回傳 `discriminatorLoss(…, …)`：先是 $D$ 對 `real` 的回答，再是對 `fake` 的。$D$ 的用法和第 1 點的 $G$ 相同。

</details>
*/
// %% task=discriminator-step
function discriminatorStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
    const loss = () => discriminatorLoss(
      gan.discriminator.apply(real, { training: true }) as tf.Tensor2D,
      gan.discriminator.apply(fake, { training: true }) as tf.Tensor2D,
    );
    return gan.discriminatorOptimizer.minimize(loss, true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

// %% check=discriminator-step points=4
await lab.check('discriminator-step', { discriminatorStep: discriminatorStep });

// %% [markdown] en
/*
## 4 · The generator's move

**Task.** Write one update of $G$. The pictures are drawn **inside** the function that `minimize` gets, since the gradient
has to flow through $D$ into $G$; only the generator's variables may change.

<details><summary>Hint 1</summary>

The same skeleton, with three differences: the other optimizer, the other list of variables, and `fake` is made inside the function.

</details>

<details><summary>Hint 2</summary>

There are no real pictures here: the loss is the `generatorLoss(…)` of what $D$ says of `fake`.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 生成器的一步

**任務。** 寫出 $G$ 的一次更新。這次圖片要在傳給 `minimize` 的函式**裡面**生成，因為梯度必須穿過 $D$ 流到 $G$；
而且只有生成器的變數可以改變。

<details><summary>提示 1</summary>

骨架相同，有三個不同之處：另一個最佳化器、另一份變數清單，而且 `fake` 要在函式裡面生成。

</details>

<details><summary>提示 2</summary>

這裡沒有真圖片：損失是 `generatorLoss(…)`，括號裡是 $D$ 對 `fake` 的回答。

</details>
*/
// %% task=generator-step
function generatorStep(gan: Gan, z: tf.Tensor2D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = () => {
      const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      return generatorLoss(gan.discriminator.apply(fake, { training: true }) as tf.Tensor2D);
    };
    return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=generator-step points=4
await lab.check('generator-step', { generatorStep: generatorStep });

// %% [markdown] en
/*
"Stands still" can be seen: a fingerprint changes with a single bit of a single weight. After $D$'s move, $G$'s is the same, and
the other way round.
*/
// %% [markdown] zh-TW
/*
「保持不動」是看得見的：任何一個權重只要改了一個位元，指紋就會不同。$D$ 走一步之後，$G$ 的指紋不變；反過來也一樣。
*/
// %% tags=skip-in-grading
const trial = createGan({ latentDim: 16, learningRate: 0.002, beta1: 0.5 });
const printOf = (model: tf.LayersModel): string => fingerprint(variablesOf(model));
const prints = (): string => `G ${printOf(trial.generator)}   D ${printOf(trial.discriminator)}`;
const atFirst = prints();
discriminatorStep(trial, firstImages(digits, 16), tf.randomNormal([16, 16])).dispose();
const afterD = prints();
generatorStep(trial, tf.randomNormal([16, 16])).dispose();
console.log(`         ${atFirst}\n→ D      ${afterD}\n→ G      ${prints()}`);

// %% [markdown] en
/*
## 5 · Train

The paper's learning rate is 0.0002 for hours on a GPU; for one minute on a laptop, 0.002 learns faster and still
stays stable. `train` alternates your two functions, draws the losses and a grid of samples while it runs, and says how
long it will take.

**Interrupt it (■) whenever you like.** Run the cell again and it goes on where it stopped. To train longer, raise
`seconds`; to start over, run the cell that makes `gan` again.
*/
// %% [markdown] zh-TW
/*
## 5 · 訓練

論文的學習率是 0.0002，適合在 GPU 上訓練幾個小時；在筆電上只有一分鐘時，0.002 學得更快，而且仍然穩定。`train`
會輪流呼叫你的兩個函式，一邊訓練一邊畫出損失曲線和樣本，並告訴你還需要多久。

**隨時可以中斷（■）。** 再執行一次這一格，就會從停下的地方繼續。想訓練久一點，把 `seconds` 調大；想重新開始，
再執行一次建立 `gan` 的那一格。
*/
// %% tags=skip-in-grading
const gan = createGan({ latentDim: 64, learningRate: 0.002, beta1: 0.5 });

// %% tags=skip-in-grading
const run = await train({
  gan: gan, data: digits, discriminatorStep: discriminatorStep, generatorStep: generatorStep,
  batchSize: 64, seconds: 60,
});

// %% [markdown] en
/*
## 6 · What it learned

Forty digits that nobody ever wrote. The samples come from a running average of the generator's weights, which is
steadier than the weights of any single step.
*/
// %% [markdown] zh-TW
/*
## 6 · 它學到了什麼

四十個從來沒有人寫過的數字。這些樣本來自生成器權重的移動平均，比任何單一步的權重都穩定。
*/
// %% tags=skip-in-grading
show(imageGrid(run.sample(40), { columns: 10 }));

// %% [markdown] en
/*
How did it get there? The same thirty noise vectors, from before the first round to the last: move the slider, by mouse
or with ← and →.
*/
// %% [markdown] zh-TW
/*
它是怎麼走到這裡的？同樣的三十個雜訊向量，從第一回合之前到最後：請移動滑桿，用滑鼠或 ← 和 → 都可以。
*/
// %% tags=skip-in-grading
run.film()

// %% [markdown] en
/*
A walk in a straight line from one noise vector to another: the digits change smoothly. The generator has learned a map,
not a list of pictures.
*/
// %% [markdown] zh-TW
/*
沿著直線從一個雜訊向量走到另一個：數字平滑地變化。生成器學到的是一個映射，而不是一疊圖片。
*/
// %% tags=skip-in-grading
show(imageGrid(run.interpolate(4, 10), { columns: 10 }));

// %% [markdown] en
/*
## 7 · Going further: one thing at a time

What if $D$ moves twice for one move of $G$? If the noise is uniform? If the learning rate is the paper's? Each row below
changes one thing and keeps the rest, for three seeds. Look at the spread of the seeds first.

Two rows stand out. With $\beta_1 = 0.9$, Adam's usual value, the updates carry on in a direction that the other player has made
wrong by then: the paper's 0.5 forgets faster. And the paper's learning rate of 0.0002 is too slow for 200 rounds. Two moves of $G$
for one of $D$, and a learning rate of 0.02, help a little here; the prior and more moves of $D$ make no
difference beyond the spread.

Now read the confidence of the two bad rows. The classifier is **surer** of their blots than of what any other $G$ in the table made: it
has to name one of ten digits, whatever it sees. One number can always be fooled; the balance and the distance give the blots away.
*/
// %% [markdown] zh-TW
/*
## 7 · 更深入：一次只改一件事

如果 $G$ 走一步時 $D$ 走兩步呢？如果雜訊是均勻分布？如果用論文的學習率？下面每一列只改一件事，其餘不變，各用三個種子。請先看
不同種子之間的分散程度。

有兩列特別不同。$\beta_1 = 0.9$ 是 Adam 的常用值，但更新會繼續朝著對手已經讓它失效的方向走：論文的 0.5 忘得比較快。論文的學習率
0.0002 對 200 回合來說則太慢。$D$ 走一步時 $G$ 走兩步，以及學習率 0.02，在這裡都略有幫助；先驗分布和讓 $D$ 多走幾步，都沒有超出
分散程度的差別。

再看這兩列的信心：分類器對這些污漬，比對表中其他任何 $G$ 的作品都**更有把握**，因為不管看到什麼，它都得說出十個數字之一。單獨一個數字總是可以
被騙過；均衡和距離才看得出來。
*/
// %%
measuredVariations('training')

// %% [markdown] en
/*
Try one yourself: `train` takes `discriminatorMoves`, `generatorMoves` and `prior: 'uniform'`, and `createGan` the learning rate and
`beta1`. Make a new `gan` first, or it goes on with the old one.

### Who needs the labels?

A classifier is told what each picture shows: **supervised** learning. A GAN is told nothing. Its data are pictures alone, and the only
labels of the game, "real" and "made", come for free: **unsupervised** learning. Below, the labels of the digits are mixed up. What
becomes of a classifier, and what of $G$?
*/
// %% [markdown] zh-TW
/*
自己試一個：`train` 接受 `discriminatorMoves`、`generatorMoves` 和 `prior: 'uniform'`，`createGan` 接受學習率和 `beta1`。記得先建立新的
`gan`，否則會接著訓練舊的。

### 誰需要標籤？

分類器會被告知每張圖片是什麼：這是**監督式**學習。GAN 什麼都不會被告知：它的資料只有圖片，賽局中僅有的標籤「真」和「假」
不用人來標，這是**非監督式**學習。下面把數字的標籤弄亂。分類器會怎麼樣？$G$ 呢？
*/
// %% tags=skip-in-grading
const unseen = await loadDataset('mnist', { split: 'test' });
const mixedUp = { ...digits, labels: digits.labels.map((_, i) => digits.labels[(7919 * i + 1) % digits.count]) };
for (const data of [digits, mixedUp]) {
  const classifier = await trainClassifier(data, unseen, { steps: 60, quiet: true });
  // en: The same first weights each time, so that nothing but the labels differs.
  // zh-TW: 每次都用相同的初始權重，唯一的差別只有標籤。
  const twin = { ...createGan({ latentDim: 16, learningRate: 0.002, beta1: 0.5 }), generator: compactGenerator(16, { seed: 1 }), discriminator: compactDiscriminator({ seed: 1 }) };
  await train({ gan: twin, data: data, discriminatorStep: discriminatorStep, generatorStep: generatorStep, steps: 3, seed: 1, quiet: true });
  console.log(`${data === digits ? 'labels' : 'mixed up'}:   ${Math.round(100 * classifier.accuracy)} %   G ${printOf(twin.generator)}`);
  classifier.dispose();
}

// %% [markdown] en
/*
The classifier has learned nothing: one in ten is right by chance. $G$ is the same to the last bit, for `train` never looks at a label.
(So it cannot be asked for a seven, either. A conditional GAN can, and needs labels again.)

### Find the bug in the slide

A slide describes $D$'s move: "fix $G$; update $D$ so that the **score of the made pictures goes down**". A $D$ that does only that
needs not even look. Below, it learns from made pictures alone: what does it then say of real ones?
*/
// %% [markdown] zh-TW
/*
分類器什麼也沒學到：十個裡碰巧對一個。$G$ 連一個位元都沒變，因為 `train` 從來不看標籤。（所以也不能要它畫一個 7。條件式 GAN 可以，
但那就又需要標籤了。）

### 找出投影片的錯誤

有一張投影片這樣描述 $D$ 的一步：「固定 $G$，更新 $D$，讓**生成圖片的分數越低越好**」。只做這件事的 $D$ 根本不需要看圖片。
下面讓它只從生成的圖片學習：它會怎麼判斷真圖片？
*/
// %% tags=skip-in-grading
const sceptic = createGan({ latentDim: 16, learningRate: 0.002, beta1: 0.5 });
const reals = firstImages(digits, 64);
const fakes = sceptic.generator.predict(tf.randomNormal([64, 16])) as tf.Tensor4D;
const opinion = (pictures: tf.Tensor4D): string =>
  tf.sigmoid(sceptic.discriminator.predict(pictures) as tf.Tensor).mean().dataSync()[0].toFixed(3);
const halfLoss = (): tf.Scalar => tf.softplus(sceptic.discriminator.apply(fakes) as tf.Tensor).mean() as tf.Scalar;
for (let round = 0; round <= 60; round++) {
  if (round % 20 === 0) console.log(`${round}:   D(x) ${opinion(reals)}   D(G(z)) ${opinion(fakes)}`);
  sceptic.discriminatorOptimizer.minimize(halfLoss, false, variablesOf(sceptic.discriminator));
}

// %% [markdown] en
/*
The score of the made pictures falls, and that is all $D$ was asked for. What it says of real ones is left to chance, to its first
weights: mostly "made", too. Run the cell again and see. Its move needs both halves of the loss, and the real scores have to **rise**.

## Questions

<details><summary>The fingerprints are of the trained weights. G's batch normalisation also keeps running statistics: do they stand still while D moves?</summary>

No: made pictures are drawn with `{ training: true }`, and every call in training mode moves the running mean and variance. They
are no part of what the optimizer changes, and here they are not used when pictures are drawn.

</details>

<details><summary>A slide says that DCGAN is used for classification. Is it?</summary>

It generates pictures. Its discriminator is built like a classifier, and the paper also uses its features for one; that is a
by-product.

</details>

<details><summary>Why must the made pictures of D's move not carry a gradient into G?</summary>

In its own move $D$ lowers its loss. A gradient of that loss, applied to $G$, would make the pictures **easier** to
recognise. The list of variables prevents it.

</details>

<details><summary>The loss of D goes down and the loss of G goes up. Is the training failing?</summary>

Not by that alone. The two losses measure the players against each other, not the pictures against the data. Look at
the samples. Trouble is when $D$'s loss sinks to 0 and stays there: then $D$ rejects all that $G$ makes alike,
and $G$ learns little from it.

</details>

<details><summary>Where do the losses go if both players are perfect?</summary>

$D = \tfrac12$ everywhere: $L_D = 2 \ln 2 = 1.386$ and $L_G = \ln 2 = 0.693$.

</details>

**Further reading.** Radford, Metz, Chintala, arXiv 1511.06434, sections 4 and 6. Chintala et al.: *How to train a GAN?*,
github.com/soumith/ganhacks.

Next: **Lab 04 · The CycleGAN losses**.
*/
// %% [markdown] zh-TW
/*
生成圖片的分數下降了，對 $D$ 的要求也就只有這樣。它怎麼判斷真圖片，全憑運氣，由初始權重決定：多半也判為假。再執行一次看看。
它的一步需要損失的兩半，真圖片的分數必須**上升**。

## 問題

<details><summary>指紋只看訓練的權重。G 的批次正規化還保存著移動統計量：D 走的時候，它們也保持不動嗎？</summary>

不會：生成圖片時用了 `{ training: true }`，而訓練模式的每次呼叫都會更新移動平均與變異數。它們不屬於最佳化器改變的東西，這裡畫圖
時也用不到。

</details>

<details><summary>有一張投影片說 DCGAN 用於分類。對嗎？</summary>

它是用來生成圖片的。它的判別器長得像分類器，論文也拿它的特徵來分類，但那是副產品。

</details>

<details><summary>在 D 的一步裡，為什麼不能讓梯度經過生成的圖片流到 G？</summary>

在自己的這一步裡，$D$ 要降低自己的損失。如果把這個損失的梯度用在 $G$ 上，圖片會變得**更容易**被識破。變數清單避免了這件事。

</details>

<details><summary>D 的損失下降，G 的損失上升。訓練失敗了嗎？</summary>

單憑這一點還不能這麼說。兩個損失衡量的是雙方彼此的高下，不是圖片和資料的差距。要看樣本。真正的麻煩是 $D$ 的損失降到 0
就不再回來：這時 $D$ 把 $G$ 的圖片一律判為假，$G$ 從中學不到什麼。

</details>

<details><summary>如果雙方都完美，損失會是多少？</summary>

處處 $D = \tfrac12$：$L_D = 2 \ln 2 = 1.386$，$L_G = \ln 2 = 0.693$。

</details>

**延伸閱讀。** Radford、Metz、Chintala，arXiv 1511.06434，第 4 節和第 6 節。Chintala 等人：*How to train a GAN?*，
github.com/soumith/ganhacks。

下一課：**Lab 04 · CycleGAN 的損失函數**。
*/
