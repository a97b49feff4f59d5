/*
 * Lab07, the third Corelab: a DCGAN trained on CIFAR-10 within minutes, and judged honestly. Source of both languages'
 * notebooks. Row R19 of the course map, with parts of R24; the augmentation is Zhao et al., arXiv 2006.10738.
 */
// %% [markdown] en
/*
# Lab 07 · CIFAR-10: generation

**Goal.** You train the networks of Lab 06 within a budget of minutes, make few pictures go further, and find out by numbers what came of it: how good,
how varied, and whether it was learned or copied.
**Time.** About 30 minutes, 10 of them computing. You choose how long to train; 8 minutes are set.

This is the third Corelab of the lecture: *given CIFAR-10, generate new pictures with a DCGAN*. First the truth: published DCGANs train on a GPU for **hours**. Two
cores of a laptop, in minutes, reach colours, skies, grounds and blots where an animal should be; no cat. That makes this lab a good place to learn how
to measure a model that is **not** good yet, and to see which of two bad models is the better one.
*/
// %% [markdown] zh-TW
/*
# Lab 07 · CIFAR-10：生成圖片

**目標。** 在幾分鐘的預算內訓練 Lab 06 的網路，讓為數不多的圖片發揮更大的作用，並用數字查明結果：有多好、有多少變化，是學會的還是抄來的。
**時間。** 大約 30 分鐘，其中 10 分鐘是電腦在計算。訓練多久由你決定，預設 8 分鐘。

這是課程的第三個 Corelab：*給予 CIFAR-10 資料，用 DCGAN 產生新的照片*。先說實話：論文裡的 DCGAN 要在 GPU 上訓練好幾個**小時**。筆電的兩個核心在幾分鐘內，只畫得出
色彩、天空、地面，以及該有動物的地方的一團色塊，畫不出一隻貓。所以這一課很適合用來學習：怎麼衡量一個**還不夠好**的模型，怎麼看出兩個不好的模型中哪一個比較好。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, loadDataset, describeData, titleOf, firstImages, imagesAt, variablesOf, RandomSource,
  colourGenerator, colourDiscriminator, planTraining, train, loadPretrained, trainClassifier, evaluate, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab07-cifar', { language: 'en' });

// %% [markdown] en
/*
## 1 · The data

As in Lab 06: the real photographs where you have them (`minimax data get cifar10` in a terminal, 170 MB, or `download: true` below), otherwise **drawn shapes**, and
every picture of them says so. The test pictures are for the judges only: $G$ and $D$ never see them.
*/
// %% [markdown] zh-TW
/*
## 1 · 資料

和 Lab 06 相同：有真實照片就用真的（在終端機執行 `minimax data get cifar10`，170 MB，或把下面改成 `download: true`），否則用**程式畫出的圖形**，每次顯示時都會註明。
測試圖片只給評審用：$G$ 和 $D$ 從來看不到。
*/
// %%
const training = await loadDataset('cifar10', { limit: 10_000, download: false });
const test = await loadDataset('cifar10', { split: 'test', limit: 1000, download: false });
console.log(describeData(training));
show(imageGrid(firstImages(training, 30), { columns: 10, title: titleOf(training) }));

// %% [markdown] en
/*
## 2 · More out of few pictures

Where pictures are few, $D$ soon knows each of them by heart: it says "real" to those and "made" to all else, and $G$ learns nothing more. What helps is to
show $D$ each picture a little differently every time. A cat that looks to the left is a cat, and so is one four pixels further up.

**Task.** Mirror some pictures: number $i$ of the batch is turned left to right where `which[i]` is true, and stays as it is where it is false. Gradients have to flow
through it, so compute with TensorFlow.js alone.

<details><summary>Hint 1</summary>

`pictures.reverse(axis)` mirrors all. The axes are picture, line, column, colour, numbered from 0.

</details>

<details><summary>Hint 2</summary>

`tf.where(condition, a, b)` takes `a` where the condition holds. The condition needs the rank of the pictures: `tf.tensor1d(which, 'bool').reshape([-1, 1, 1, 1])`.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 讓不多的圖片發揮更大的作用

圖片不多時，$D$ 很快就把每一張都背下來：對它們說「真」，對其他的一律說「假」，$G$ 就再也學不到東西。有效的辦法是每次讓 $D$ 看到的圖片都有點不同。
朝左看的貓是貓，往上移四個像素的貓也是貓。

**任務。** 把一部分圖片左右翻轉：`which[i]` 為 true 時，批次裡的第 $i$ 張左右翻轉；為 false 時維持原樣。梯度必須能穿過它，所以只用 TensorFlow.js 計算。

<details><summary>提示 1</summary>

`pictures.reverse(axis)` 會翻轉全部。軸依序是圖片、列、行、顏色，從 0 開始編號。

</details>

<details><summary>提示 2</summary>

`tf.where(condition, a, b)` 在條件成立的地方取 `a`。條件的階數要和圖片相同：`tf.tensor1d(which, 'bool').reshape([-1, 1, 1, 1])`。

</details>
*/
// %% task=mirrored
function mirrored(pictures: tf.Tensor4D, which: boolean[]): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const condition = tf.tensor1d(which, 'bool').reshape([-1, 1, 1, 1]).tile([1, ...pictures.shape.slice(1)]);
    return tf.where(condition, pictures.reverse(2), pictures) as tf.Tensor4D;
  });
  // END SOLUTION
}

// %% check=mirrored points=2
await lab.check('mirrored', { mirrored: mirrored });

// %% [markdown] en
/*
**Task.** Shift a batch by whole pixels: `right` and `down` may be negative, then it goes to the left or up. What leaves is lost; what enters is 0, a medium grey. The
shape stays.

<details><summary>Hint 1</summary>

Put zeros on the side that enters (`tf.pad`), then cut the same number off on the other side (`slice`).

</details>

<details><summary>Hint 2</summary>

With zeros on **both** sides of both axes, as many as the shift is long, one `slice` does it for every sign: it begins at
`Math.abs(down) - down` lines and `Math.abs(right) - right` columns.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 把整個批次平移整數個像素：`right` 和 `down` 可以是負的，代表向左、向上。移出去的部分捨棄，移進來的部分是 0，也就是中間的灰色。形狀不變。

<details><summary>提示 1</summary>

在移進來的一側補零（`tf.pad`），再從另一側切掉同樣多的像素（`slice`）。

</details>

<details><summary>提示 2</summary>

在兩個軸的**兩側**都補上和位移一樣多的零，用一個 `slice` 就能處理所有的正負號：從第 `Math.abs(down) - down` 列、第 `Math.abs(right) - right` 行開始。

</details>
*/
// %% task=shifted
function shifted(pictures: tf.Tensor4D, right: number, down: number): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const [x, y] = [Math.abs(right), Math.abs(down)];
    return tf.pad(pictures, [[0, 0], [y, y], [x, x], [0, 0]]).slice([0, y - down, x - right, 0], pictures.shape) as tf.Tensor4D;
  });
  // END SOLUTION
}

// %% check=shifted points=2
await lab.check('shifted', { shifted: shifted });

// %% [markdown] en
/*
Put together: every picture is mirrored by the toss of a coin, and the batch is shifted by up to three pixels. The coin is not `Math.random`: its numbers follow from the
noise $z$ of the move, so a training that is taken up again meets the same ones, and goes on bit for bit.
*/
// %% [markdown] zh-TW
/*
合起來：每張圖片擲一次硬幣決定要不要翻轉，整個批次再平移最多三個像素。硬幣不用 `Math.random`：它的數字由這一步的雜訊 $z$ 決定，所以接續的訓練會遇到同樣的數字，
每一個位元都接得上。
*/
// %%
type Augment = (pictures: tf.Tensor4D) => tf.Tensor4D;

function augmentFrom(z: tf.Tensor2D): Augment {
  const dice = new RandomSource(Math.round(1e6 * z.dataSync()[0]));
  return (pictures) => tf.tidy(() => {
    const coins = Array.from({ length: pictures.shape[0] }, () => dice.uniform() < 0.5);
    return shifted(mirrored(pictures, coins), dice.integer(7) - 3, dice.integer(7) - 3);
  });
}

const some = firstImages(training, 10);
const again = [1, 2, 3].map((seed) => augmentFrom(tf.fill([1, 1], seed) as tf.Tensor2D)(some));
show(imageGrid(tf.concat([some, ...again]), { columns: 10, range: [-1, 1], title: titleOf(training) }));

// %% [markdown] en
/*
## 3 · Where does it belong in the game?

If only the **real** pictures are shifted, $D$ learns that real ones have grey margins, and $G$ learns to draw them: the augmentation **leaks** into the samples. If
only $D$'s move has it, $G$ plays against a $D$ that it never meets. The way out: $D$ sees **nothing** without it, neither real nor made, neither in its own move nor in that of
$G$. Then $G$'s pictures have to agree with the data behind the augmentation, and for mirrors and shifts that means: agree.

$$L_D = -\,\mathbb{E}_{x} \log D(T(x)) - \mathbb{E}_{z} \log\bigl(1 - D(T(G(z)))\bigr) \tag{001.3}$$

$$L_G = -\,\mathbb{E}_{z} \log D(T(G(z))) \tag{001.5}$$

**Task.** Write both moves with an `augment` $T$. Everything else is as in Lab 03: training mode, one's own optimizer, one's own variables, the loss from before the update, no tensor
left behind.

<details><summary>Hint 1</summary>

Wherever Lab 03 wrote `gan.discriminator.apply(pictures, …)`, write `gan.discriminator.apply(augment(pictures), …)`: three places.

</details>

<details><summary>Hint 2</summary>

In $G$'s move `augment(fake)` has to be **inside** the function that `minimize` gets: the gradient comes back through it.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 它該放在賽局的哪裡？

如果只平移**真**圖片，$D$ 會學到真圖片有灰色的邊，$G$ 就學著畫出灰邊：擴增**滲漏**到樣本裡了。如果只有 $D$ 的那一步使用，$G$ 面對的就是一個它從來沒遇過的 $D$。
解決的辦法是：不管真的還是生成的，不管是 $D$ 還是 $G$ 的一步，$D$ 看到的**一律**經過擴增。這樣 $G$ 的圖片必須在擴增之後和資料一致；對翻轉和平移來說，也就是一致。

$$L_D = -\,\mathbb{E}_{x} \log D(T(x)) - \mathbb{E}_{z} \log\bigl(1 - D(T(G(z)))\bigr) \tag{001.3}$$

$$L_G = -\,\mathbb{E}_{z} \log D(T(G(z))) \tag{001.5}$$

**任務。** 用擴增 `augment` $T$ 寫出雙方的一步。其他都和 Lab 03 相同：訓練模式、自己的最佳化器、自己的變數、回傳更新之前的損失、不留下張量。

<details><summary>提示 1</summary>

Lab 03 裡寫 `gan.discriminator.apply(pictures, …)` 的地方，都改成 `gan.discriminator.apply(augment(pictures), …)`：共三處。

</details>

<details><summary>提示 2</summary>

在 $G$ 的一步裡，`augment(fake)` 必須放在傳給 `minimize` 的函式**裡面**：梯度要穿過它傳回來。

</details>
*/
// %%
// −E log D(x) − E log(1 − D(G(z)))
const discriminatorLoss = (realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean()) as tf.Scalar;

// −E log D(G(z))
const generatorLoss = (fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(fakeLogits)).mean() as tf.Scalar;

// %% task=moves
function discriminatorStep(gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D, augment: Augment): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
    const judge = (pictures: tf.Tensor4D): tf.Tensor => gan.discriminator.apply(augment(pictures), { training: true }) as tf.Tensor;
    const loss = (): tf.Scalar => discriminatorLoss(judge(real), judge(fake));
    return gan.discriminatorOptimizer.minimize(loss, true, variablesOf(gan.discriminator))!;
  });
  // END SOLUTION
}

function generatorStep(gan: Gan, z: tf.Tensor2D, augment: Augment): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = (): tf.Scalar => {
      const fake = gan.generator.apply(z, { training: true }) as tf.Tensor4D;
      return generatorLoss(gan.discriminator.apply(augment(fake), { training: true }) as tf.Tensor);
    };
    return gan.generatorOptimizer.minimize(loss, true, variablesOf(gan.generator))!;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { discriminatorStep: discriminatorStep, generatorStep: generatorStep });

// %% [markdown] en
/*
## 4 · A budget, and the training

`colourGenerator` and `colourDiscriminator` are the networks of Lab 06, ready made; yours fit here as well. **Choose your minutes.** `planTraining` plays a few rounds on this
machine and takes the widest pair that gets through 1,500 rounds in that time; with the paper's width of 64 a round takes about three times as long as with 32.

The training is kept in `checkpoints/my-cifar.safetensors` beside this notebook. Interrupt it (■), restart the kernel, come back tomorrow: the same cell goes on where it stopped, bit for bit.
To start over, add `startOver: true`.

**Can't wait?** Set `PRETRAINED = true`. That network was made by the solved version of this notebook from real photographs, and draws such even where your data are shapes; its
label says how long it took, and what it is worth.
*/
// %% [markdown] zh-TW
/*
## 4 · 預算與訓練

`colourGenerator` 和 `colourDiscriminator` 就是 Lab 06 的網路，可以直接使用；換成你自己的也行。**請選擇你的分鐘數。** `planTraining` 會在這台電腦上先走幾個回合，選出在這段時間內
走得完 1,500 回合的最寬的一對；論文的寬度 64，一個回合大約要 32 的三倍時間。

訓練存放在筆記本旁邊的 `checkpoints/my-cifar.safetensors`。中斷（■）、重新啟動 kernel、明天再來都可以：同一格會從停下的地方繼續，每一個位元都相同。想重新開始，請加上
`startOver: true`。

**等不及嗎？** 請設定 `PRETRAINED = true`。那個網路是由這本筆記本的解答版用真實照片訓練的，即使你的資料是畫出來的圖形，它畫的仍是照片的樣子；它的標籤寫明花了多久、表現如何。
*/
// %% tags=skip-in-grading
const MINUTES = 8;
const latentDim = 100;
const batchSize = 64;
// en: Between the paper's 0.0002, for hours, and the 0.002 that digits stand in Lab 03.
// zh-TW: 介於論文的 0.0002（訓練幾個小時用）和 Lab 03 的數字承受得了的 0.002 之間。
const learningRate = 0.0005;

const createGan = (width: number): Gan => ({
  latentDim, generator: colourGenerator(latentDim, { width }), discriminator: colourDiscriminator({ width }),
  generatorOptimizer: tf.train.adam(learningRate, 0.5), discriminatorOptimizer: tf.train.adam(learningRate, 0.5),
});
const moves = {
  data: training, batchSize,
  discriminatorStep: (gan: Gan, real: tf.Tensor4D, z: tf.Tensor2D) => discriminatorStep(gan, real, z, augmentFrom(z)),
  generatorStep: (gan: Gan, z: tf.Tensor2D) => generatorStep(gan, z, augmentFrom(z)),
};

const plan = await planTraining({ ...moves, minutes: MINUTES, makeGan: createGan, widths: [64, 32, 16], enoughRounds: 1500, like: 'lab07-cifar' });
plan

// %% tags=skip-in-grading
const PRETRAINED = false;
const run = PRETRAINED ? loadPretrained('lab07-cifar', createGan(32))
  : await train({ ...moves, gan: createGan(plan.width), steps: plan.steps, checkpoint: 'my-cifar' });

// %% tags=skip-in-grading
show(imageGrid(run.sample(60), { columns: 12, range: [-1, 1] }));
run.film()

// %% [markdown] en
/*
## 5 · Learned or copied?

A model that copies its training pictures makes perfect ones, and has learned nothing. So look for the nearest training picture of each sample.

**Task.** Return, for each sample, the place of the `real` picture with the smallest Euclidean distance, over all pixels and colours. Forty samples and
thousands of pictures: one matrix product is enough,

$$|a - b|^2 = |a|^2 - 2\, a \cdot b + |b|^2$$

<details><summary>Hint 1</summary>

`reshape([count, -1])` makes a row of each picture. `tf.matMul(a, b, false, true)` has all products $a \cdot b$: a row for each sample.

</details>

<details><summary>Hint 2</summary>

$|a|^2$ is the same for all pictures that one sample is compared with, so it decides nothing. `argMin(1)` gives the place of the smallest of each row, `Array.from(….dataSync())`
the numbers.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 學會的，還是抄來的？

抄襲訓練圖片的模型畫得完美，卻什麼也沒學到。所以要為每個樣本找出最接近的訓練圖片。

**任務。** 對每個樣本，回傳 `real` 之中歐幾里得距離最小的圖片的位置，所有像素和顏色都算。四十個樣本、幾千張圖片：一次矩陣乘法就夠了，

$$|a - b|^2 = |a|^2 - 2\, a \cdot b + |b|^2$$

<details><summary>提示 1</summary>

`reshape([count, -1])` 把每張圖片變成一列。`tf.matMul(a, b, false, true)` 就是所有的乘積 $a \cdot b$：每個樣本一列。

</details>

<details><summary>提示 2</summary>

同一個樣本和所有圖片比較時，$|a|^2$ 都相同，所以不影響結果。`argMin(1)` 給出每一列最小值的位置，`Array.from(….dataSync())` 取出數字。

</details>
*/
// %% task=nearest
function nearest(samples: tf.Tensor4D, real: tf.Tensor4D): number[] {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const a = samples.reshape([samples.shape[0], -1]);
    const b = real.reshape([real.shape[0], -1]);
    const distances = b.square().sum(1).sub(tf.matMul(a, b, false, true).mul(2));
    return Array.from(distances.argMin(1).dataSync());
  });
  // END SOLUTION
}

// %% check=nearest points=3
await lab.check('nearest', { nearest: nearest });

// %% [markdown] en
/*
Above the samples, below the nearest training picture of each. And a number: how far it is on average, beside what **unseen real** pictures get. A copyist's samples would lie much
nearer than unseen pictures do. (Blurred samples lie a little nearer as well: a grey blot is near to everything.)
*/
// %% [markdown] zh-TW
/*
上排是樣本，下排是各自最接近的訓練圖片。再加上一個數字：平均距離，旁邊是**沒看過的真實**圖片的距離。抄襲者的樣本會比沒看過的圖片近得多。（模糊的樣本也會近一些：一團灰色離什麼都近。）
*/
// %% tags=skip-in-grading
const known = firstImages(training, 2000);
const distance = (pictures: tf.Tensor4D): string => tf.tidy(() => {
  const closest = tf.gather(known, nearest(pictures, known)) as tf.Tensor4D;
  return pictures.sub(closest).square().mean([1, 2, 3]).sqrt().mean().dataSync()[0].toFixed(3);
});
const samples = run.sample(10);
show(imageGrid(tf.concat([samples, imagesAt(training, nearest(samples, known))]), { columns: 10, range: [-1, 1], title: titleOf(training) }));
console.log(`samples ${distance(run.sample(100))}   unseen ${distance(firstImages(test, 100))}`);

// %% [markdown] en
/*
## 6 · How good are they?

The judge is a classifier of the data's ten classes. Three convolutions trained for a minute are a weak judge of photographs: the line below the table says how often it is right, and
with a judge that is right half of the time, no number should be read to its second digit. The column **real pictures** is the floor: what other real pictures get in place of the samples.
*/
// %% [markdown] zh-TW
/*
## 6 · 它們有多好？

評審是資料十個類別的分類器。三個卷積訓練一分鐘，對照片來說是個不太行的評審：表格下方寫著它答對的比例；如果評審只答對一半，就不該細看任何數字的第二位。「真實圖片」那一欄是底線：用另一批
真實圖片代替樣本所得到的數字。
*/
// %% tags=skip-in-grading
const classifier = await trainClassifier(training, test);

// %% tags=skip-in-grading
const size = 500;
const evaluation = await evaluate(run.sample(size), test, classifier);
evaluation

// %% [markdown] en
/*
Read it from the top. For comparison: after 2,400 rounds on 2,000 real photographs the solved notebook got a Fréchet distance of 1.1 beside a floor of 0.4, **precision** 0.89
(the share of samples that could pass for real ones) and **recall** 0.71 (the share of the real variety that the samples cover). Yet anybody can tell those samples from photographs. This judge hardly can: it
names 46 % of unseen pictures rightly, by colours and textures, and those are what $G$ has learned. **A metric sees no more than its judge.** That recall is lower than precision is the rule: part of the real variety is
left out first.

What would more time bring? Set `MINUTES` higher and run its cell and the training cell again: the training goes on from where it is.

A walk between noise vectors changes colours and masses smoothly, also where no object can be made out: what is learned is a map, if of an abstract world.
*/
// %% [markdown] zh-TW
/*
從上往下讀。作為比較：用 2,000 張真實照片訓練 2,400 回合之後，解答版得到的 Fréchet 距離是 1.1，底線是 0.4；**精確率**（precision，可以冒充真圖片的樣本比例）是 0.89，**召回率**（recall，樣本涵蓋的真實變化）是
0.71。可是任何人都分得出那些樣本和照片。這個評審卻幾乎分不出來：沒看過的圖片它只答對 46 %，靠的是顏色和紋理，而 $G$ 學會的也正是這些。**指標看得見的，不會比它的評審更多。**召回率比精確率低是常態：最先遺漏的總是一部分真實的變化。

更多時間會帶來什麼？把 `MINUTES` 調大，再執行一次它那一格和訓練的那一格：訓練會從目前的地方繼續。

在雜訊向量之間走一段，顏色和色塊會平滑地變化，即使認不出任何物體：學到的是一個映射，只是映射到一個抽象的世界。
*/
// %% tags=skip-in-grading
show(imageGrid(run.interpolate(4, 10), { columns: 10, range: [-1, 1] }));

// %% [markdown] en
/*
## Questions

<details><summary>A slide says that G(z) should approach "the distribution of D". Which distribution is meant, and what would go wrong with the words as they stand?</summary>

That of the data, $p_{data}$. $D$ has no distribution: it is a function that gives a number for a picture. With an augmentation the right sentence is even more careful: $T(G(z))$ approaches the
distribution of $T(x)$.

</details>

<details><summary>Mirroring is safe for CIFAR-10. Would it be safe for the digits of Lab 05?</summary>

No. A mirrored 2 is no digit. Since $D$ only ever sees pictures behind $T$, it cannot object to a $G$ that draws mirrored digits: half of them would come out wrong. Safe is what turns
real pictures into possible real pictures, or what can be told apart afterwards.

</details>

<details><summary>Turn every picture upside down, always, in place of mirroring some. What would G draw?</summary>

Upright pictures. $T$ can be undone, so agreeing behind $T$ means agreeing before it. With a toss of a coin that is fair, $G$ could draw both ways round, and $D$ would never know.

</details>

<details><summary>The loss of D hardly ever goes near 1.386 here, as it did for digits. Why?</summary>

There, $G$ came close to the data. Here $D$ finds differences for as long as you train: at a logit loss of 0.9 it is right about most of the pictures. $G$ still learns, as long as
$D$'s answers differ from picture to picture.

</details>

<details><summary>Your samples get a precision of 0.6 from this judge, a friend's 0.7 from theirs. Who has the better G?</summary>

Nobody knows: another judge, other features, another space to compare in. Also the number of samples and the `k` have to agree. The floor shows how far apart two judges are.

</details>

<details><summary>What would a GPU change?</summary>

The pictures, not the code. At 50 rounds a second in place of 3, an hour shows $G$ 11 million pictures, and with width 64 and all 50,000 photographs frogs and ships can be made out. Fréchet distances in papers use
another network for the features (Inception) and 50,000 samples: they cannot be compared with the table above.

</details>

**Further reading.** Radford, Metz, Chintala, arXiv 1511.06434, section 4. Zhao, Liu, Lin, Zhu, Han: *Differentiable Augmentation for Data-Efficient GAN Training*, arXiv 2006.10738. Heusel et al., arXiv 1706.08500 (Fréchet
distance). Kynkäänniemi et al., arXiv 1904.06991 (precision and recall). Theis, van den Oord, Bethge: *A note on the evaluation of generative models*, arXiv 1511.01844.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>有一張投影片說，G(z) 應該接近「D 的分布」。指的是哪個分布？照字面做會有什麼問題？</summary>

是資料的分布 $p_{data}$。$D$ 沒有分布：它是一個函式，對一張圖片給出一個數。有擴增的時候要說得更小心：$T(G(z))$ 接近 $T(x)$ 的分布。

</details>

<details><summary>對 CIFAR-10 來說，左右翻轉是安全的。對 Lab 05 的數字也安全嗎？</summary>

不安全。翻轉的 2 不是數字。由於 $D$ 只看得到經過 $T$ 的圖片，它無法反對一個會畫翻轉數字的 $G$：會有一半是錯的。安全的擴增，是把真圖片變成另一張可能的真圖片，或是事後還分辨得出來的。

</details>

<details><summary>如果不是翻轉一部分，而是每一張都上下顛倒，G 會畫出什麼？</summary>

正著的圖片。這個 $T$ 可以還原，所以在 $T$ 之後一致，就等於在 $T$ 之前一致。如果改成公平地擲硬幣，$G$ 正著畫、反著畫都可以，$D$ 永遠不會知道。

</details>

<details><summary>這裡 D 的損失幾乎不會像數字那樣接近 1.386。為什麼？</summary>

在那裡，$G$ 很接近資料。在這裡，不管訓練多久 $D$ 都找得到差別：損失是 0.9 的時候，它對大多數圖片都判斷正確。只要 $D$ 對不同圖片的回答不同，$G$ 就還學得到東西。

</details>

<details><summary>你的樣本由這個評審得到的精確率是 0.6，朋友的樣本由他的評審得到 0.7。誰的 G 比較好？</summary>

沒有人知道：評審不同，特徵就不同，比較的空間也不同。樣本數和 `k` 也必須相同。底線會顯示兩個評審相差多少。

</details>

<details><summary>換成 GPU 會有什麼不同？</summary>

圖片不同，程式不變。一秒 50 個回合而不是 3 個，一個小時就讓 $G$ 畫了 1,100 萬張；寬度 64、用上全部 50,000 張照片，就認得出青蛙和船。論文裡的 Fréchet 距離用的是另一個網路（Inception）的特徵和 50,000 個
樣本：不能和上面的表格比較。

</details>

**延伸閱讀。** Radford、Metz、Chintala，arXiv 1511.06434，第 4 節。Zhao、Liu、Lin、Zhu、Han：*Differentiable Augmentation for Data-Efficient GAN Training*，arXiv 2006.10738。Heusel 等人，arXiv 1706.08500（Fréchet
距離）。Kynkäänniemi 等人，arXiv 1904.06991（precision 與 recall）。Theis、van den Oord、Bethge：*A note on the evaluation of generative models*，arXiv 1511.01844。
*/
