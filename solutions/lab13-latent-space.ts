/*
 * Lab13, the latent space: walks, arithmetic and directions among the z of a DCGAN that draws faces whose attributes a judge can tell.
 * Source of both languages' notebooks. Row R15 of the course map; DCGAN is arXiv 1511.06434, section 6.
 */
// %% [markdown] en
/*
# Lab 13 · The latent space

**Goal.** You walk between noise vectors, compute with them, *smile − no smile + somebody else*, and find out by counting how often that works.
**Time.** About 30 minutes, 5 of them computing.

A generator is a map from $z$ to pictures. Nobody told it what a smile is, and none of the 100 numbers in $z$ is called so. Yet the lecture shows a famous picture of the
DCGAN paper: *smiling woman − neutral woman + neutral man = smiling man*. One picture proves little. Here the faces are **drawn by a program**, so a judge can be trained that knows a
smile when it sees one, and every claim of this lab is a count with an interval.
*/
// %% [markdown] zh-TW
/*
# Lab 13 · 潛在空間

**目標。** 在雜訊向量之間走動，拿它們做加減法：「微笑 − 沒有微笑 + 另一個人」，再用計數查明這種算法多常成功。
**時間。** 大約 30 分鐘，其中 5 分鐘是電腦在計算。

生成器是從 $z$ 到圖片的映射。沒有人告訴過它什麼是微笑，$z$ 的 100 個數字裡也沒有哪一個叫做微笑。可是課程展示了 DCGAN 論文裡一張有名的圖：
「微笑的女人 − 中性的女人 + 中性的男人 = 微笑的男人」。一張圖證明不了什麼。這裡的臉是**程式畫出來的**，所以可以訓練出一個認得微笑的評審；這一課的每個說法都是帶有信賴區間的計數。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, lineChart, film, interact, loadDataset, describeData, titleOf, firstImages, RandomSource,
  compactGenerator, compactDiscriminator, dcganMoves, train, loadPretrained, trainFaceJudge, precisionRecall, labelNoise, pickSome, ratesTable,
  type FaceAttribute, type Gan, type LabelledNoise, type Rate,
} from 'minimax-labs';

const lab = await openLab('lab13-latent-space', { language: 'en' });

// %% [markdown] en
/*
## 1 · The data

Faces of 32×32 pixels, drawn, so that of each we know whether it **smiles**, has **long hair** and wears **glasses**: three tosses of a coin. Everything else is left to chance: place, size
and tilt of the head, colours, light, how broad a smile is. No two are alike.
*/
// %% [markdown] zh-TW
/*
## 1 · 資料

32×32 像素的臉，由程式畫出，所以每一張我們都知道有沒有**微笑**（smile）、是不是**長髮**（longHair）、有沒有戴**眼鏡**（glasses）：三次擲硬幣。其他的都是隨機的：頭的位置、大小和傾斜，顏色，光線，笑得多開。
沒有兩張是相同的。
*/
// %%
const training = await loadDataset('faces', { limit: 10_000 });
const test = await loadDataset('faces', { split: 'test', limit: 1000 });
console.log(describeData(training));
show(imageGrid(firstImages(training, 30), { columns: 10, title: titleOf(training) }));

// %% [markdown] en
/*
## 2 · A generator of faces

The compact pair of Lab 03 at 32×32 in colour, with the moves of Lab 03 (`dcganMoves`). The labels take no part in it: $G$ and $D$ see pictures alone. $z$ has $d = 100$ numbers from $N(0, 1)$.

The training is kept in `checkpoints/my-faces.safetensors`: interrupt it (■) whenever you like, the same cell goes on. **Can't wait?** Set `PRETRAINED = true`: that network was made by the same
moves, and its label says how: in fewer rounds than your three minutes allow on two free cores.
*/
// %% [markdown] zh-TW
/*
## 2 · 畫臉的生成器

用 Lab 03 那一對精簡的網路，改成 32×32 彩色，配上 Lab 03 的兩個步驟（`dcganMoves`）。標籤完全不參與：$G$ 和 $D$ 只看圖片。$z$ 有 $d = 100$ 個來自 $N(0, 1)$ 的數字。

訓練存放在 `checkpoints/my-faces.safetensors`：隨時可以中斷（■），同一格會接著訓練。**等不及嗎？** 請設定 `PRETRAINED = true`：那個網路是用同樣的步驟訓練的，標籤寫明了做法：回合數比兩個空閒核心三分鐘跑得完的還少。
*/
// %% tags=skip-in-grading
const MINUTES = 3;
const latentDim = 100;
const size = { side: 32, channels: 3, width: 32 };
const gan: Gan = {
  latentDim: latentDim, generator: compactGenerator(latentDim, size), discriminator: compactDiscriminator(size),
  generatorOptimizer: tf.train.adam(0.002, 0.5), discriminatorOptimizer: tf.train.adam(0.002, 0.5),
};

// %% tags=skip-in-grading
const PRETRAINED = false;
const run = PRETRAINED ? loadPretrained('lab13-latent-space', gan)
  : await train({ gan: gan, data: training, ...dcganMoves, seconds: 60 * MINUTES, checkpoint: 'my-faces' });

// %% [markdown] en
/*
From here on $G$ is a **map**: one $z$, one picture, whatever is drawn beside it. In training mode that is not so: there batch normalisation takes mean and variance from the pictures drawn together,
and a face depends on its neighbours. `predict` runs in inference mode; `run.averaged` lends it the running average of the weights, as for all samples.
*/
// %% [markdown] zh-TW
/*
從這裡開始，$G$ 是一個**映射**：一個 $z$ 對應一張圖片，不管旁邊畫了什麼。訓練模式下並不是這樣：批次正規化會用一起畫的圖片的平均和變異數，一張臉會受鄰居影響。
`predict` 以推論模式執行；`run.averaged` 讓它使用權重的移動平均，和所有樣本一樣。
*/
// %% tags=skip-in-grading
const draw = (zs: number[][]): tf.Tensor4D => run.averaged(() => tf.tidy(() => gan.generator.predict(tf.tensor2d(zs)) as tf.Tensor4D));
const grid = (zs: number[][], columns: number, scale = 3) => {
  const pictures = draw(zs);
  const shown = imageGrid(pictures, { columns, scale, range: [-1, 1] });
  pictures.dispose();
  return shown;
};
const noise = new RandomSource(11);
const randomZ = (): number[] => Array.from(noise.normal(latentDim));
show(grid(Array.from({ length: 40 }, randomZ), 10));

// %% [markdown] en
/*
## 3 · The judge

A classifier learns the three attributes from the drawn faces. Below: how often it is right about each on faces it has never seen. No count in this lab can be finer than that.
*/
// %% [markdown] zh-TW
/*
## 3 · 評審

一個分類器從畫出來的臉學會三個屬性。下面是它對沒看過的臉，每個屬性答對的比例。這一課的任何計數都不會比它更準。
*/
// %% tags=skip-in-grading
const judge = await trainFaceJudge(training, test);
console.log(Object.entries(judge.accuracy).map(([name, share]) => `${name}: ${(100 * share).toFixed(1)} %`).join('   '));

// %% [markdown] en
/*
## 4 · Walks

**Task.** The straight way from one point to another: at $t = 0$ the first, at $t = 1$ the second, $(1 - t)\, z_1 + t\, z_2$ in between.

<details><summary>Hint 1</summary>

`from.map((value, i) => …)` makes an array as long as `from`.

</details>

<details><summary>Hint 2</summary>

The other point has `to[i]` at the same place.

</details>
*/
// %% [markdown] zh-TW
/*
## 4 · 散步

**任務。** 從一點到另一點的直線：$t = 0$ 時在第一點，$t = 1$ 時在第二點，中間是 $(1 - t)\, z_1 + t\, z_2$。

<details><summary>提示 1</summary>

`from.map((value, i) => …)` 會得到和 `from` 一樣長的陣列。

</details>

<details><summary>提示 2</summary>

另一個點在同一個位置的數字是 `to[i]`。

</details>
*/
// %% task=lerp
function lerp(from: number[], to: number[], t: number): number[] {
  // BEGIN SOLUTION
  return from.map((value, i) => (1 - t) * value + t * to[i]);
  // END SOLUTION
}

// %% check=lerp points=1
await lab.check('lerp', { lerp: lerp });

// %% [markdown] en
/*
How long is $z$? Each of its $d$ squares has the mean 1, so $|z|^2$ is about $d$ and $|z|$ about $\sqrt{d} = 10$. The more numbers, the less chance has a say: the cloud of all $z$ is a thin **shell** of
radius 10 with nothing inside. The middle of a straight way has the length $\sqrt{d / 2} \approx 7.1$: $G$ has hardly ever been there.

**Task.** The way **on** the shell, as in Lab 05 (if you wrote it there, copy it):

$$z(t) = \frac{\sin((1 - t) \theta)}{\sin \theta} z_1 + \frac{\sin(t \theta)}{\sin \theta} z_2, \qquad \cos \theta = \frac{z_1 \cdot z_2}{|z_1| |z_2|}$$

Where θ is 0, the formula divides 0 by 0: walk straight there.

<details><summary>Hint 1</summary>

A dot product is a `reduce`; θ is `Math.acos` of a number that rounding may take a little beyond 1: `Math.min(1, …)`.

</details>

<details><summary>Hint 2</summary>

Both weights in one function of the share: `share => Math.sin(share * angle) / Math.sin(angle)`, and `share` itself below a tiny sine. Then as in `lerp`.

</details>
*/
// %% [markdown] zh-TW
/*
$z$ 有多長？它的 $d$ 個平方，每個的平均都是 1，所以 $|z|^2$ 大約是 $d$，$|z|$ 大約是 $\sqrt{d} = 10$。數字愈多，偶然的影響愈小：所有 $z$ 組成的雲其實是一層薄薄的**殼**，半徑 10，裡面是空的。
直線的中點長度是 $\sqrt{d / 2} \approx 7.1$：$G$ 幾乎沒有去過那裡。

**任務。** 走在殼**上**的路，和 Lab 05 相同（如果在那裡寫過，可以複製過來）：

$$z(t) = \frac{\sin((1 - t) \theta)}{\sin \theta} z_1 + \frac{\sin(t \theta)}{\sin \theta} z_2, \qquad \cos \theta = \frac{z_1 \cdot z_2}{|z_1| |z_2|}$$

θ 為 0 時公式會變成 0 除以 0：這時走直線。

<details><summary>提示 1</summary>

內積可以用 `reduce`；θ 是一個數的 `Math.acos`，捨入誤差可能讓這個數略大於 1：用 `Math.min(1, …)`。

</details>

<details><summary>提示 2</summary>

兩個權重可以用同一個函式：`share => Math.sin(share * angle) / Math.sin(angle)`；正弦非常小時直接用 `share`。其餘和 `lerp` 相同。

</details>
*/
// %% task=slerp
function slerp(from: number[], to: number[], t: number): number[] {
  // BEGIN SOLUTION
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const weight = (share: number): number => (Math.sin(angle) < 1e-6 ? share : Math.sin(share * angle) / Math.sin(angle));
  return from.map((value, i) => weight(1 - t) * value + weight(t) * to[i]);
  // END SOLUTION
}

// %% check=slerp points=2
await lab.check('slerp', { slerp: slerp });

// %% [markdown] en
/*
First the lengths, measured: of 1,000 random $z$, and on the way between 200 pairs of them.
*/
// %% [markdown] zh-TW
/*
先測量長度：1,000 個隨機的 $z$，以及 200 對 $z$ 之間的路上。
*/
// %% tags=skip-in-grading
const norm = (z: number[]): number => Math.hypot(...z);
const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const lengths = Array.from({ length: 1000 }, () => norm(randomZ()));
console.log(`|z|: ${average(lengths).toFixed(2)}   ${Math.min(...lengths).toFixed(2)} … ${Math.max(...lengths).toFixed(2)}`);

const pairs = Array.from({ length: 200 }, () => [randomZ(), randomZ()]);
const steps = Array.from({ length: 15 }, (_, i) => i / 14);
const lengthsOn = (way: typeof lerp) => ({ x: steps, y: steps.map((t) => average(pairs.map(([from, to]) => norm(way(from, to, t))))) });
lineChart({ lerp: lengthsOn(lerp), slerp: lengthsOn(slerp) }, { xTitle: 't', yTitle: '|z|', yRange: [0, 11] })

// %% [markdown] en
/*
Then the faces, as a film: six walks, above straight, below on the shell. Move the slider with the mouse or with ← and →, or play it.
*/
// %% [markdown] zh-TW
/*
然後看臉，做成影片：六段路，上排走直線，下排走殼上。用滑鼠或 ← → 移動滑桿，也可以播放。
*/
// %% tags=skip-in-grading
film(steps.map((t) => {
  const [straight, round] = [lerp, slerp].map((way) => pairs.slice(0, 6).map(([from, to]) => way(from, to, t)));
  return { picture: grid([...straight, ...round], 6).png(), caption: `t = ${t.toFixed(2)}   |z| = ${average(straight.map(norm)).toFixed(1)} · ${average(round.map(norm)).toFixed(1)}` };
}), 'lerp · slerp', { from: 'start', secondsEach: 0.2 })

// %% [markdown] en
/*
Which way draws better faces? The middles of 400 walks against 400 unseen drawn faces, by the metrics of Lab 05: **precision**, the share that could pass for one of the data, and **recall**, the share of the data's
variety that is covered. The first row, random $z$, is what this generator can do at all.
*/
// %% [markdown] zh-TW
/*
哪一種走法畫出的臉比較好？拿 400 段路的中點和 400 張沒看過的臉比較，用 Lab 05 的指標：**精確率**（precision，可以冒充資料的比例）和**召回率**（recall，涵蓋了資料多少變化）。第一列是隨機的 $z$，也就是這個生成器本來的水準。
*/
// %% tags=skip-in-grading
const PLACES = 400;
const featuresOf = async (pictures: tf.Tensor4D) => {
  const { features } = await judge.classifier.judge(pictures);
  pictures.dispose();
  return features;
};
const realFeatures = await featuresOf(firstImages(test, PLACES));
const scores = async (zs: number[][]) => {
  const { precision, recall } = await precisionRecall(await featuresOf(draw(zs)), realFeatures);
  return { '|z|': Number(average(zs.map(norm)).toFixed(2)), precision: Number(precision.toFixed(2)), recall: Number(recall.toFixed(2)) };
};
const middles = (way: typeof lerp): number[][] => Array.from({ length: PLACES }, () => way(randomZ(), randomZ(), 0.5));
const walkScores = [
  { z: 'N(0, 1)', ...await scores(Array.from({ length: PLACES }, randomZ)) },
  { z: 'lerp ½', ...await scores(middles(lerp)) },
  { z: 'slerp ½', ...await scores(middles(slerp)) },
];
walkScores

// %% [markdown] en
/*
The lengths are as predicted: 10 at both ends and all along the arc, 7 in the middle of the straight way. The faces are a surprise to those who have read that one must walk on the shell: with the pre-trained network precision and recall were
0.38 and 0.96 for random $z$, 0.43 and 0.95 in the middle of straight ways, 0.38 and 0.91 on the shell. A small $G$ whose first layer is linear draws a face that is a bit nearer to the mean one where $|z|$ is small, and nothing worse.
**Both ways are fine here.** What the shell is good for shows in section 7.
*/
// %% [markdown] zh-TW
/*
長度和預測的一樣：兩端和整段弧上都是 10，直線的中點是 7。至於臉，讀過「一定要走在殼上」的人會很意外：用預先訓練的網路，隨機 $z$ 的精確率和召回率是 0.38 和 0.96，直線的中點是 0.43 和 0.95，
殼上的中點是 0.38 和 0.91。一個第一層是線性的小 $G$，在 $|z|$ 小的地方只會畫得比較接近平均的臉，並不會更糟。**在這裡兩種走法都可以。** 殼有什麼用處，第 7 節會看到。
*/
// %% [markdown] en
/*
## 5 · Which z smiles?

There is no network here that leads from a picture back to its $z$. So do as the authors of the paper did, only with a judge in place of their eyes: draw many, look at each, keep those that show what you want.
*/
// %% [markdown] zh-TW
/*
## 5 · 哪個 z 在微笑？

這裡沒有從圖片回到 $z$ 的網路。所以就像論文的作者那樣，只是用評審代替他們的眼睛：畫很多張，一張一張看，留下符合條件的。
*/
// %% tags=skip-in-grading
const NOISES = 3000;
const faces = await labelNoise(draw, judge, { latentDim: latentDim, count: NOISES });
const attributes: FaceAttribute[] = ['smile', 'longHair', 'glasses'];
console.log(attributes.map((name) => `${name}: ${(100 * average(faces.map(({ has }) => Number(has[name] > 0.5)))).toFixed(0)} %`).join('   '));
console.log(faces[0].has);

// %% [markdown] en
/*
Each entry of `faces` has a `z`, and in `has` the probability of each attribute.

**Task.** Return the places of all faces that have what is `wanted`, such as `{ smile: true, longHair: false }`, for sure: a probability of at least `sure` where it says true, of at most `1 - sure` where it
says false. Attributes that are not mentioned may be anything.

<details><summary>Hint 1</summary>

`Object.entries(wanted)` is a list of `[name, yes]`. Is there an array method that asks whether **every** entry holds?

</details>

<details><summary>Hint 2</summary>

Places that pass a test: `faces.map((_, place) => place).filter((place) => …)`. The probability is `faces[place].has[name as FaceAttribute]`.

</details>
*/
// %% [markdown] zh-TW
/*
`faces` 的每一項都有一個 `z`，`has` 裡是每個屬性的機率。

**任務。** 回傳所有確定符合 `wanted`（例如 `{ smile: true, longHair: false }`）的臉的位置：條件是 true 時機率至少是 `sure`，是 false 時機率最多是 `1 - sure`。沒有提到的屬性怎樣都可以。

<details><summary>提示 1</summary>

`Object.entries(wanted)` 是一串 `[name, yes]`。有沒有哪個陣列方法可以問**每一項**是不是都成立？

</details>

<details><summary>提示 2</summary>

通過測試的位置：`faces.map((_, place) => place).filter((place) => …)`。機率是 `faces[place].has[name as FaceAttribute]`。

</details>
*/
// %% task=candidates
type Wanted = Partial<Record<FaceAttribute, boolean>>;

function candidates(faces: LabelledNoise[], wanted: Wanted, sure: number): number[] {
  // BEGIN SOLUTION
  const fits = ({ has }: LabelledNoise): boolean =>
    Object.entries(wanted).every(([name, yes]) => (yes ? has[name as FaceAttribute] >= sure : has[name as FaceAttribute] <= 1 - sure));
  return faces.map((_, place) => place).filter((place) => fits(faces[place]));
  // END SOLUTION
}

// %% check=candidates points=2
await lab.check('candidates', { candidates: candidates });

// %% [markdown] en
/*
Four concepts, in place of the paper's women and men: **A** smiles and has long hair, **B** has long hair and a straight mouth, **C** short hair and a straight mouth. **D**, smile and short hair, is
what the arithmetic is to reach.
*/
// %% [markdown] zh-TW
/*
四個概念，代替論文裡的女人和男人：**A** 微笑而且長髮，**B** 長髮、嘴巴平直，**C** 短髮、嘴巴平直。**D** 微笑而且短髮，是加減法要得到的結果。
*/
// %% tags=skip-in-grading
const SURE = 0.9;
const dice = new RandomSource(5);
const concepts: Record<'A' | 'B' | 'C' | 'D', Wanted> = {
  A: { smile: true, longHair: true }, B: { smile: false, longHair: true }, C: { smile: false, longHair: false }, D: { smile: true, longHair: false },
};
const pools = Object.fromEntries(Object.entries(concepts).map(([name, wanted]) => [name, candidates(faces, wanted, SURE)])) as Record<'A' | 'B' | 'C' | 'D', number[]>;
const some = (concept: 'A' | 'B' | 'C' | 'D', count: number): number[][] => pickSome(pools[concept], count, dice).map((place) => faces[place].z);
console.log(Object.entries(pools).map(([name, places]) => `${name}: ${places.length}`).join('   '));
show(imageGrid(draw((['A', 'B', 'C', 'D'] as const).flatMap((concept) => some(concept, 10))), { columns: 10, range: [-1, 1], rowLabels: ['A', 'B', 'C', 'D'] }));

// %% [markdown] en
/*
## 6 · Arithmetic

**Task.** The mean of several vectors, place by place.

<details><summary>Hint 1</summary>

`vectors[0].map((_, i) => …)` goes through the places; `vectors.reduce((sum, vector) => sum + vector[i], 0)` adds up what they have there.

</details>
*/
// %% [markdown] zh-TW
/*
## 6 · 加減法

**任務。** 幾個向量的平均，逐個位置計算。

<details><summary>提示 1</summary>

`vectors[0].map((_, i) => …)` 走過每個位置；`vectors.reduce((sum, vector) => sum + vector[i], 0)` 把它們在那裡的數字加起來。

</details>
*/
// %% task=mean-vector
function meanVector(vectors: number[][]): number[] {
  // BEGIN SOLUTION
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0) / vectors.length);
  // END SOLUTION
}

// %% check=mean-vector points=1
await lab.check('mean-vector', { meanVector: meanVector });

// %% [markdown] en
/*
**Task.** The arithmetic of the paper: the mean of the first concept, minus that of the second, plus that of the third.

<details><summary>Hint 1</summary>

Take the three means first; then one `map` over the places.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 論文的加減法：第一個概念的平均，減去第二個的平均，加上第三個的平均。

<details><summary>提示 1</summary>

先算出三個平均，再用一次 `map` 走過每個位置。

</details>
*/
// %% task=analogy
function analogy(a: number[][], b: number[][], c: number[][]): number[] {
  // BEGIN SOLUTION
  const [plus, minus, start] = [a, b, c].map(meanVector);
  return start.map((value, i) => value + plus[i] - minus[i]);
  // END SOLUTION
}

// %% check=analogy points=3
await lab.check('analogy', { analogy: analogy });

// %% [markdown] en
/*
As in the paper: a row for each of A, B and C, three faces and then the picture of their **mean** $z$. Below, the result, and eight neighbours of it, with up to 0.25 added to or taken from each number.
*/
// %% [markdown] zh-TW
/*
和論文一樣：A、B、C 各一列，先是三張臉，再是它們的**平均** $z$ 的圖片。下面是結果，以及它的八個鄰居：每個數字最多加減 0.25。
*/
// %% tags=skip-in-grading
const chosen = (['A', 'B', 'C'] as const).map((concept) => some(concept, 3));
show(grid(chosen.flatMap((zs) => [...zs, meanVector(zs)]), 4));
const result = analogy(chosen[0], chosen[1], chosen[2]);
const around = Array.from({ length: 8 }, () => result.map((value) => value + 0.25 * (2 * dice.uniform() - 1)));
show(grid([result, ...around], 9));

// %% [markdown] en
/*
## 7 · Does it work?

One result that looks right is an anecdote. Try it hundreds of times and count. But a count is not the truth either: 45 of 50 may be luck. The **Wilson interval** holds all shares $p$ for which the observed
$\hat p = k / n$ would be no surprise, that is, lies within $z = 1.96$ standard deviations $\sqrt{p (1 - p) / n}$ of it. Solved for $p$ that gives

$$\frac{1}{1 + z^2 / n} \left( \hat p + \frac{z^2}{2 n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}} \right)$$

(This $z$ is a number of standard deviations, no noise.)

**Task.** Return both ends of the 95 % interval, the lower one first.

<details><summary>Hint 1</summary>

Name the parts: `share`, `shrink = 1 + z ** 2 / trials`, the middle, half the width.

</details>

<details><summary>Hint 2</summary>

Check yourself: for 0 of 20 the interval goes from 0 to 0.161.

</details>
*/
// %% [markdown] zh-TW
/*
## 7 · 真的有用嗎？

一個看起來對的結果只是個例子。試幾百次，再數一數。但計數也不等於真相：50 次中成功 45 次也可能是運氣。**Wilson 區間**包含所有這樣的比例 $p$：觀察到的 $\hat p = k / n$ 對它來說並不意外，
也就是落在 $z = 1.96$ 個標準差 $\sqrt{p (1 - p) / n}$ 之內。對 $p$ 求解得到

$$\frac{1}{1 + z^2 / n} \left( \hat p + \frac{z^2}{2 n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}} \right)$$

（這裡的 $z$ 是標準差的個數，不是雜訊。）

**任務。** 回傳 95 % 區間的兩端，下限在前。

<details><summary>提示 1</summary>

替各個部分取名字：`share`、`shrink = 1 + z ** 2 / trials`、中心、寬度的一半。

</details>

<details><summary>提示 2</summary>

自我檢查：20 次中成功 0 次時，區間是 0 到 0.161。

</details>
*/
// %% task=wilson
function wilson(successes: number, trials: number): [low: number, high: number] {
  // BEGIN SOLUTION
  const z = 1.96;
  const share = successes / trials;
  const shrink = 1 + z ** 2 / trials;
  const middle = (share + z ** 2 / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return [middle - half, middle + half];
  // END SOLUTION
}

// %% check=wilson points=2
await lab.check('wilson', { wilson: wilson });

// %% [markdown] en
/*
How often does the judge see **D**, a smile and short hair? Each row draws 400 faces:

- $z$: random ones. This is chance, and the line across all rows.
- $C$: faces of C alone, to which nothing is done. The floor.
- $A - B + C$ with **one** $z$ for each concept, with the means of **three** as in the paper, and of **ten**.
- The same, pulled back onto the shell: divided by its length, times 10.
*/
// %% [markdown] zh-TW
/*
評審多常看到 **D**，也就是微笑而且短髮？每一列畫 400 張臉：

- $z$：隨機的。這是碰運氣的水準，也就是貫穿各列的那條線。
- $C$：只有 C 的臉，什麼都不做。這是底線。
- $A - B + C$：每個概念用**一個** $z$、像論文那樣用**三個**的平均、用**十個**的平均。
- 同樣的結果，再拉回殼上：除以長度，乘以 10。
*/
// %% tags=skip-in-grading
const TRIALS = 400;
const isRight = (has: Record<FaceAttribute, number>, wanted: Wanted): boolean => Object.entries(wanted).every(([name, yes]) => has[name as FaceAttribute] > 0.5 === yes);
async function count(name: string, pictures: tf.Tensor4D, wanted: Wanted): Promise<Rate> {
  const seen = await judge.look(pictures);
  pictures.dispose();
  const successes = seen.filter((has) => isRight(has, wanted)).length;
  return { name, successes, trials: seen.length, interval: wilson(successes, seen.length) };
}
const often = (make: () => number[]): number[][] => Array.from({ length: TRIALS }, make);
const onShell = (z: number[]): number[] => z.map((value) => (Math.sqrt(latentDim) * value) / norm(z));
const trial = (each: number) => () => analogy(some('A', each), some('B', each), some('C', each));

const ways: [string, number[][]][] = [
  ['z', often(randomZ)], ['C', often(() => some('C', 1)[0])],
  ['A − B + C, 1 z', often(trial(1))], ['A − B + C, 3 z', often(trial(3))], ['A − B + C, 10 z', often(trial(10))],
  ['1 z → |z| = 10', often(() => onShell(trial(1)()))], ['3 z → |z| = 10', often(() => onShell(trial(3)()))], ['10 z → |z| = 10', often(() => onShell(trial(10)()))],
];
const rates: Rate[] = [];
for (const [name, zs] of ways) rates.push(await count(`${name}   (|z| ${average(zs.map(norm)).toFixed(1)})`, draw(zs), concepts.D));
ratesTable(rates, { chance: rates[0].successes / TRIALS })

// %% [markdown] en
/*
The pre-trained network got these, of 400 each:

| | right | 95 % interval |
|---|---|---|
| chance | 34 % | 30 – 39 % |
| C alone | 0 % | 0 – 1 % |
| one $z$ | 71 % | 66 – 75 % |
| one $z$, on the shell | 65 % | 60 – 69 % |
| means of three | 76 % | 72 – 80 % |
| means of ten | 55 % | 50 – 60 % |
| means of ten, on the shell | 85 % | 81 – 88 % |

So the arithmetic works, and it is no magic: one time in three or four it fails, which the one picture of the paper does not tell. Do means of three beat a single $z$? The two intervals overlap, so this count does not say; raise `TRIALS` and count again. What helps is that each mean has less of single persons in it, not its length: on the shell a single $z$
is no better.

More is not simply better: the mean of ten is so **short** (5.7) that everything in it is faint, the smile too. Pulled back onto the shell it is the best of all. Three means of three happen to be
$\sqrt{3 \cdot 100 / 3} = 10$ long: the paper's recipe lands on the shell by itself.
*/
// %% [markdown] zh-TW
/*
預先訓練的網路得到這些結果，各 400 次：

| | 成功 | 95 % 信賴區間 |
|---|---|---|
| 碰運氣 | 34 % | 30 – 39 % |
| 只有 C | 0 % | 0 – 1 % |
| 一個 $z$ | 71 % | 66 – 75 % |
| 一個 $z$，拉回殼上 | 65 % | 60 – 69 % |
| 三個的平均 | 76 % | 72 – 80 % |
| 十個的平均 | 55 % | 50 – 60 % |
| 十個的平均，拉回殼上 | 85 % | 81 – 88 % |

所以加減法是有用的，但不是魔法：每三四次就會失敗一次，論文那一張圖並沒有說。三個的平均勝過單獨一個 $z$ 嗎？兩個區間重疊，這一次看不出來；把 `TRIALS` 調大再數一次。有幫助的是每個平均裡屬於個人的部分變少了，而不是長度：單獨一個 $z$ 拉回殼上並沒有比較好。

並不是愈多愈好：十個的平均太**短**了（5.7），裡面的一切都變淡，微笑也是。拉回殼上之後，它是最好的。三個「三個的平均」剛好長
$\sqrt{3 \cdot 100 / 3} = 10$：論文的做法自己就落在殼上。
*/
// %% [markdown] en
/*
## 8 · A direction, and sliders

If $A - B$ is "smile", the mean over **all** smiling faces minus the mean over all others should be a better one: what else they are cancels out.

**Task.** Return that difference of means for an `attribute`: of the $z$ whose face has it with a probability above 0.5, minus all others.

<details><summary>Hint 1</summary>

Two `filter`s, two calls of `meanVector`, one `map`.

</details>
*/
// %% [markdown] zh-TW
/*
## 8 · 方向與滑桿

如果 $A - B$ 是「微笑」，那麼**所有**微笑的臉的平均減去所有其他臉的平均應該更好：其他的特徵會互相抵消。

**任務。** 對一個屬性 `attribute` 回傳這個平均之差：機率大於 0.5 的臉的 $z$，減去其他所有的。

<details><summary>提示 1</summary>

兩次 `filter`、兩次 `meanVector`、一次 `map`。

</details>
*/
// %% task=direction
function attributeDirection(faces: LabelledNoise[], attribute: FaceAttribute): number[] {
  // BEGIN SOLUTION
  const has = meanVector(faces.filter((face) => face.has[attribute] > 0.5).map(({ z }) => z));
  const hasNot = meanVector(faces.filter((face) => !(face.has[attribute] > 0.5)).map(({ z }) => z));
  return has.map((value, i) => value - hasNot[i]);
  // END SOLUTION
}

// %% check=direction points=2
await lab.check('direction', { attributeDirection: attributeDirection });

// %% [markdown] en
/*
Ten faces of C on their way: at 0 as they are, at 1 one whole difference of means further. Negative: away from the smile.
*/
// %% [markdown] zh-TW
/*
C 的十張臉上路了：0 是原來的樣子，1 是往前走了一整個平均之差，負數則是遠離微笑。
*/
// %% tags=skip-in-grading
const directions = Object.fromEntries(attributes.map((name) => [name, attributeDirection(faces, name)])) as Record<FaceAttribute, number[]>;
const moved = (z: number[], amounts: Partial<Record<FaceAttribute, number>>): number[] =>
  z.map((value, i) => attributes.reduce((sum, name) => sum + (amounts[name] ?? 0) * directions[name][i], value));
const travellers = some('C', 10);
film(Array.from({ length: 17 }, (_, i) => (i - 4) / 6).map((amount) => ({
  picture: grid(travellers.map((z) => moved(z, { smile: amount })), 10).png(), caption: `smile ${amount.toFixed(2).replace('-', '−')}`,
})), 'smile', { from: 'start', secondsEach: 0.2 })

// %% [markdown] en
/*
Sliders for all three, live: `face` chooses one, the others move it. (They need the kernel: on a saved page they stand still.)
*/
// %% [markdown] zh-TW
/*
三個屬性都有滑桿，即時反應：`face` 選一張臉，其他的移動它。（滑桿需要 kernel：在存下來的網頁上不會動。）
*/
// %% tags=skip-in-grading
interact(({ face, smile, longHair, glasses }) => grid([faces[face].z, moved(faces[face].z, { smile, longHair, glasses })], 2, 6), {
  face: [0, 50, 1], smile: [-2, 2, 0.25], longHair: [-2, 2, 0.25], glasses: [-2, 2, 0.25],
})

// %% [markdown] en
/*
Does a step towards the smile change the smile **alone**? Below, faces of C without glasses walk along each direction in turn. `smile` is the share that smiles by now; `smile: =` the share whose two **other**
attributes are still what they were.
*/
// %% [markdown] zh-TW
/*
往微笑走一步，是不是**只**改變微笑？下面讓沒戴眼鏡的 C 的臉分別沿著每個方向走。`smile` 是已經在微笑的比例，`smile: =` 是**另外**兩個屬性都沒變的比例。
*/
// %% tags=skip-in-grading
const walkers = faces.filter(({ has }) => isRight(has, { smile: false, longHair: false, glasses: false })).slice(0, 200).map(({ z }) => z);
const amounts = [0, 0.5, 1, 1.5, 2];
const along: Record<string, { x: number[]; y: number[] }> = {};
for (const name of attributes) {
  const others = attributes.filter((other) => other !== name);
  const [reached, kept]: number[][] = [[], []];
  for (const amount of amounts) {
    const pictures = draw(walkers.map((z) => moved(z, { [name]: amount })));
    const seen = await judge.look(pictures);
    pictures.dispose();
    reached.push(average(seen.map((has) => Number(has[name] > 0.5))));
    kept.push(average(seen.map((has) => Number(others.every((other) => has[other] <= 0.5)))));
  }
  along[name] = { x: amounts, y: reached };
  along[`${name}: =`] = { x: amounts, y: kept };
  console.log(`${name}   ${amounts.map((amount, i) => `${amount}: ${(100 * reached[i]).toFixed(0)} %, = ${(100 * kept[i]).toFixed(0)} %`).join('   ')}`);
}
lineChart(along, { mode: 'lines+markers', yRange: [0, 1.02] })

// %% [markdown] en
/*
With the pre-trained network one step of a smile made 66 % of the faces smile, two steps 92 %, and hair and glasses stayed as they were in 97 % and more: the smile is almost alone. Long hair is not: after one step 79 % have it, but only 73 % have kept both mouth and glasses as
they were. In the data the three are independent; it is $G$ that has tied them together.
*/
// %% [markdown] zh-TW
/*
用預先訓練的網路，往微笑走一步，66 % 的臉笑了，兩步是 92 %，而頭髮和眼鏡在 97 % 以上的情形都沒變：微笑幾乎是獨立的。長髮就不是了：走一步之後 79 % 變成長髮，但只有 73 % 的嘴巴和眼鏡都維持原樣。
在資料裡這三個屬性互相獨立；是 $G$ 把它們綁在一起的。
*/
// %% [markdown] en
/*
## 9 · Going further: find the bug in the slide

The slide says: "the photo of a smiling woman − the photo of a neutral woman + the photo of a neutral man can make the photo of a smiling man". **Photos?**

**Task.** Do what the slide says: pictures in, `a − b + c` pixel by pixel, cut off at −1 and 1.

<details><summary>Hint 1</summary>

`sub`, `add`, `clipByValue`.

</details>
*/
// %% [markdown] zh-TW
/*
## 9 · 更深入：找出投影片的錯

投影片說：「微笑女人照片 − 中性女人照片 + 中性男人照片可以產生微笑男人的照片」。**照片？**

**任務。** 照投影片說的做：輸入圖片，逐個像素計算 `a − b + c`，並截斷到 −1 和 1 之間。

<details><summary>提示 1</summary>

`sub`、`add`、`clipByValue`。

</details>
*/
// %% task=slide-photos
function photoAnalogy(a: tf.Tensor4D, b: tf.Tensor4D, c: tf.Tensor4D): tf.Tensor4D {
  // BEGIN SOLUTION
  return tf.tidy(() => a.sub(b).add(c).clipByValue(-1, 1) as tf.Tensor4D);
  // END SOLUTION
}

// %% check=slide-photos points=0
await lab.check('slide-photos', { photoAnalogy: photoAnalogy });

// %% [markdown] en
/*
Above the pictures of $A - B + C$ in pixels, of one picture each; below the arithmetic with three $z$. Then the counts, and the precision: the share that could pass for a face.
*/
// %% [markdown] zh-TW
/*
上排是在像素裡算的 $A - B + C$，每個概念一張圖片；下排是用三個 $z$ 做的加減法。接著是計數，以及精確率：可以冒充臉的比例。
*/
// %% tags=skip-in-grading
const photos = (count: number): tf.Tensor4D => tf.tidy(() => {
  const [a, b, c] = (['A', 'B', 'C'] as const).map((concept) => draw(Array.from({ length: count }, () => some(concept, 1)[0])));
  return photoAnalogy(a, b, c);
});
show(imageGrid(tf.concat([photos(10), draw(Array.from({ length: 10 }, trial(3)))]), { columns: 10, range: [-1, 1] }));
show(ratesTable([await count('A − B + C, photos', photos(TRIALS), concepts.D), await count('A − B + C, 3 z', draw(often(trial(3))), concepts.D)], { chance: rates[0].successes / TRIALS }));
for (const [name, pictures] of [['photos', photos(PLACES)], ['3 z', draw(Array.from({ length: PLACES }, trial(3)))]] as const) {
  const { precision } = await precisionRecall(await featuresOf(pictures), realFeatures);
  console.log(`${name}: precision ${precision.toFixed(2)}`);
}

// %% [markdown] en
/*
With the pre-trained network 28 % of the pixel pictures pass (23 – 32 %), no more than of random faces, and 74 % of the others (70 – 78 %); about 0.1 of them could pass for a face, 0.5 of the others. Look why: two faces shine through each other, with outlines
where they did not lie upon one another and colours beyond all measure. The slide's "photos" are vectors $z$: the arithmetic happens before $G$, and $G$ makes **one** face of it.

## Questions

<details><summary>Why is the mean of three z about 5.8 long, and A − B + C of three such means 10 again?</summary>

Each number of a mean of three has the variance 1/3, so its length is $\sqrt{100 / 3} = 5.8$. Adding or subtracting three such means adds their variances: $3 \cdot 1/3 = 1$, and the length is $\sqrt{100} = 10$. With one $z$
each it is $\sqrt{300} = 17.3$; with ten each $\sqrt{30} = 5.5$.

</details>

<details><summary>In A − B + C with one z each, what is left of C?</summary>

A third of the variance. The result is as much A and (turned around) B as it is C: it keeps an attribute of C only where it is strong, and the person is lost. Averages of A and B have less of a person in them, and a direction over all faces hardly any:
there C is kept as it is.

</details>

<details><summary>Suppose that in the data everybody with long hair smiles, and nobody else does. What would the direction of the smile be?</summary>

That of hair and smile together. A difference of means cannot tell apart what always comes together, and $G$ has never seen one without the other. What a direction is called says nothing about what else is in it:
measure, as in section 8.

</details>

<details><summary>How would you get the z of a given picture, of a friend's face, say?</summary>

Not by this GAN: it has no way back. One can search for the $z$ whose picture is nearest, by descending along the gradient through $G$; or train an encoder along with it, as in an autoencoder. Drawing many and choosing works for an attribute, never
for one person: 3,000 draws of 100 numbers are next to nothing.

</details>

<details><summary>Would it work with the digits of Lab 03? There is no smile, but bold and thin, upright and slanted.</summary>

Yes, and the judge needs no network: what can be measured in a picture can be counted. In Lab 03, after the training:

```ts
const draw = (zs: number[][]) => run.averaged(() => tf.tidy(() => gan.generator.predict(tf.tensor2d(zs)) as tf.Tensor4D));
const ink = async (pictures: tf.Tensor4D) => Array.from(tf.tidy(() => pictures.mean([1, 2, 3]).add(1).div(2)).dataSync());
const look = async (pictures: tf.Tensor4D) => (await ink(pictures)).map((share) => ({ bold: Number(share > 0.13) }));
const digits = await labelNoise(draw, { look }, { latentDim: 64, count: 2000 });
```

`attributeDirection` over `bold` then moves a digit from thin to bold. For "which digit", `trainClassifier` is the judge. Expect less there: from a 3 to a 7 there is no straight way, and in between lies no digit.

</details>

<details><summary>A friend gets 97 % for the arithmetic, with a judge that is right about 90 % of unseen faces. What do you say?</summary>

The judge's mistakes are part of the count: it may call a face a smile that is none, and $G$'s faces are not quite those it was trained on. State its accuracy beside the rate, as in section 3, and look at some of the pictures that it passed.

</details>

**Further reading.** Radford, Metz, Chintala, arXiv 1511.06434, section 6. White: *Sampling Generative Networks*, arXiv 1609.04468 (walks on the shell, directions). Wilson: *Probable Inference, the Law of Succession, and
Statistical Inference*, 1927. Brown, Cai, DasGupta: *Interval Estimation for a Binomial Proportion*, 2001. Shen et al., arXiv 1907.10786 (directions of attributes in faces, and what hangs together with them).
*/
// %% [markdown] zh-TW
/*
用預先訓練的網路，像素圖片有 28 % 過關（23 – 32 %），並不比隨機的臉多，另一種是 74 %（70 – 78 %）；可以冒充臉的大約是 0.1，另一種是 0.5。看看原因：兩張臉互相透出來，沒對齊的地方留下輪廓，顏色也超出了範圍。
投影片說的「照片」其實是向量 $z$：加減法發生在 $G$ 之前，再由 $G$ 畫成**一張**臉。

## 問題

<details><summary>為什麼三個 z 的平均長度約 5.8，而三個這樣的平均做 A − B + C 又回到 10？</summary>

三個的平均，每個數字的變異數是 1/3，所以長度是 $\sqrt{100 / 3} = 5.8$。三個這樣的平均相加減，變異數也相加：$3 \cdot 1/3 = 1$，長度是 $\sqrt{100} = 10$。各用一個 $z$ 時是 $\sqrt{300} = 17.3$；
各用十個時是 $\sqrt{30} = 5.5$。

</details>

<details><summary>各用一個 z 做 A − B + C，C 還剩下多少？</summary>

變異數的三分之一。結果像 A 和（反過來的）B 的程度與像 C 一樣多：只有很明顯的屬性才保得住，人已經認不出來了。A 和 B 取平均之後，屬於個人的部分變少；對所有臉取平均的方向則幾乎沒有：
C 會保持原來的樣子。

</details>

<details><summary>假設資料裡長髮的人都在微笑，其他人都不笑。微笑的方向會是什麼？</summary>

頭髮和微笑合在一起的方向。平均之差分不開總是一起出現的東西，$G$ 也從來沒看過只有其中一個的臉。一個方向叫什麼名字，並不說明裡面還有什麼：要像第 8 節那樣測量。

</details>

<details><summary>要怎麼得到某一張圖片（例如朋友的臉）的 z？</summary>

這個 GAN 做不到：它沒有回頭路。可以尋找圖片最接近的 $z$，讓梯度穿過 $G$ 一步步下降；或是同時訓練一個編碼器，就像自編碼器。畫很多張再挑選，對屬性有效，對某一個人無效：100 個數字只抽 3,000 次，幾乎等於沒有。

</details>

<details><summary>用 Lab 03 的數字也行得通嗎？那裡沒有微笑，但有粗細、直斜之分。</summary>

行得通，而且評審不需要網路：在圖片裡量得出來的，就數得出來。在 Lab 03 訓練之後：

```ts
const draw = (zs: number[][]) => run.averaged(() => tf.tidy(() => gan.generator.predict(tf.tensor2d(zs)) as tf.Tensor4D));
const ink = async (pictures: tf.Tensor4D) => Array.from(tf.tidy(() => pictures.mean([1, 2, 3]).add(1).div(2)).dataSync());
const look = async (pictures: tf.Tensor4D) => (await ink(pictures)).map((share) => ({ bold: Number(share > 0.13) }));
const digits = await labelNoise(draw, { look }, { latentDim: 64, count: 2000 });
```

接著用 `attributeDirection` 對 `bold` 求方向，就能把數字從細變粗。至於「是哪個數字」，評審就是 `trainClassifier`。那方面別期望太高：從 3 到 7 沒有直路，中間不是任何數字。

</details>

<details><summary>朋友的加減法成功率是 97 %，他的評審對沒看過的臉答對 90 %。你怎麼說？</summary>

評審的錯誤也算在計數裡：它可能把不是微笑的說成微笑，而且 $G$ 畫的臉和訓練它的臉並不完全相同。成功率旁邊要寫出評審的準確度，像第 3 節那樣，並親眼看看一些通過的圖片。

</details>

**延伸閱讀。** Radford、Metz、Chintala，arXiv 1511.06434，第 6 節。White：*Sampling Generative Networks*，arXiv 1609.04468（走在殼上、屬性的方向）。Wilson：*Probable Inference, the Law of Succession, and
Statistical Inference*，1927。Brown、Cai、DasGupta：*Interval Estimation for a Binomial Proportion*，2001。Shen 等人，arXiv 1907.10786（臉的屬性方向，以及和它連在一起的東西）。
*/
