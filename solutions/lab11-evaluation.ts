/*
 * Lab11, how to judge a generator; source of both languages' notebooks. Row R24 of the course map, deeper than in Lab05.
 * Inception Score: Salimans et al., arXiv 1606.03498. Fréchet distance: Heusel et al., arXiv 1706.08500. Precision and
 * recall: Kynkäänniemi et al., arXiv 1904.06991. Copying: Meehan et al., arXiv 2004.05675.
 */
// %% [markdown] en
/*
# Lab 11 · Evaluation

**Goal.** You build the metrics by which generators are compared, break samples on purpose, and find out what each metric sees, what it is blind to, and when it lies.
**Time.** About 35 minutes, 3 of them computing.

In Lab 05 you chose by scores. Here you put the scores themselves to the test: a metric is worth as much as the failures that it notices. **No number without its floor**: beside each stands what other real pictures
get.
*/
// %% [markdown] zh-TW
/*
# Lab 11 · 評估

**目標。** 做出用來比較生成器的各種指標，故意弄壞樣本，查明每個指標看得見什麼、看不見什麼、什麼時候會騙人。
**時間。** 大約 35 分鐘，其中 3 分鐘是電腦在計算。

在 Lab 05 你用分數做選擇。這裡換成檢驗分數本身：一個指標有多少價值，就看它注意得到多少種失敗。**沒有底線的數字不算數**：每個數字旁邊都放著另一批真實圖片的結果。
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, lineChart, loadDataset, describeData, sliceData, firstImages, compactGenerator, compactDiscriminator, dcganMoves, train,
  trainClassifier, quality, makeFailure, failureNames, failureTitle, failureTable, matrixProduct, symmetricRoot, nearestDistances, RandomSource, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab11-evaluation', { language: 'en' });

// %% [markdown] en
/*
## 1 · Failures, made on purpose

Six sets of pictures, each wrong in a way of its own. All but the noise come from real digits:

- **one class**: 500 different sevens; **half the classes**: 0 to 4 alone;
- **one picture each**: ten pictures, fifty times each;
- **blurred**: every digit averaged over 5×5 pixels; **noise**;
- **copies**: the training pictures themselves, as a $G$ draws that has learned them by heart.
*/
// %% [markdown] zh-TW
/*
## 1 · 故意製造的失敗

六組圖片，各有各的毛病。除了雜訊，都來自真實的數字：

- **只有一個類別**：500 個不同的 7；**只有一半的類別**：只有 0 到 4；
- **每類只有一張**：十張圖片，每張重複五十次；
- **模糊**：每個數字都取 5×5 像素的平均；**雜訊**；
- **抄襲**：就是訓練圖片本身，一個把它們背下來的 $G$ 畫的就是這樣。
*/
// %%
// en: Pictures in each set.
// zh-TW: 每一組的圖片數。
const size = 500;
const digits = await loadDataset('mnist', { limit: 9_000 });
// en: The training pictures are what can be copied; all other failures are made of pictures that nobody has trained on.
// zh-TW: 訓練圖片是可以抄的對象；其他失敗都用沒有人訓練過的圖片製成。
const [training, others] = [sliceData(digits, 0, 4000), sliceData(digits, 4000, digits.count)];
const test = await loadDataset('mnist', { split: 'test', limit: 1000 });
console.log(describeData(training));
// en: What samples are compared with, and other real pictures, which have to get the floor.
// zh-TW: 樣本比較的對象，以及用來得到底線的另一批真實圖片。
const [reference, unseen] = [firstImages(test, size), firstImages(sliceData(test, test.count - size, test.count), size)];
const failures = Object.fromEntries(failureNames.map((name) => [name, makeFailure(name, name === 'copies' ? training : others, size)]));
show(imageGrid(failureNames.map((name) => failures[name].slice([0, 0, 0, 0], [20, -1, -1, -1])), { columns: 20, rowLabels: failureNames.map(failureTitle), range: [-1, 1] }));

// %% [markdown] en
/*
**Before you go on:** which metric will see which failure? Write the names into the lists; the table in section 6 compares. The metrics: **Inception score** and **balance** ask the judge for classes, the **Fréchet
distance** compares clouds of features, **precision** asks for samples that are no real ones, **recall** for real ones that are missing, **copied** for copies.
*/
// %% [markdown] zh-TW
/*
**往下之前：** 哪個指標看得見哪種失敗？把名稱寫進陣列裡；第 6 節的表格會比對。指標有：**Inception 分數**和**均衡**看評審認出的類別，**Fréchet 距離**比較兩團特徵，**精確率**找不像真的樣本，**召回率**找少掉的真實圖片，**抄襲比例**找
抄來的。
*/
// %%
const metrics = ['Inception score', 'balance', 'Fréchet distance', 'precision', 'recall', 'copied'];
// en: For example 'noise': ['precision', 'recall'].
// zh-TW: 例如 'noise': ['precision', 'recall']。
const predictions: Record<string, string[]> = {
  'one class': [],
  'half the classes': [],
  'one picture each': [],
  'blurred': [],
  'noise': [],
  'copies': [],
};

// %% [markdown] en
/*
The judge, a classifier of real digits. It gives probabilities of ten classes, and 64 features, what it sees before its answer.
*/
// %% [markdown] zh-TW
/*
評審是真實數字的分類器。它給出十個類別的機率，以及 64 個特徵，也就是它作答之前看到的東西。
*/
// %% tags=skip-in-grading
const judge = await trainClassifier(training, test);
const rowsOf = (rows: readonly Float32Array[]): number[][] => rows.map((row) => [...row]);

// %% [markdown] en
/*
## 2 · Quality times diversity

In Lab 05, confidence told the quality and balance the diversity. The **Inception score** is their product. With $H$ for the entropy and $\bar p$ for the mean answer:

$$IS = \exp\Bigl( H(\bar p) - \mathbb{E}_x H\bigl(p(\cdot \mid x)\bigr) \Bigr)$$

The first entropy should be large (all classes), the second small (each picture is clearly something). It lies between 1 and the number of classes.

**Task.** Write it. `probabilities` has a row for each picture.

<details><summary>Hint 1</summary>

A function for $H(p) = -\sum p \ln p$ is needed twice; a $p$ of 0 counts 0.

</details>

<details><summary>Hint 2</summary>

$H(\bar p)$: average the rows first, then the entropy. $\mathbb{E} H$: the entropies first, then their average.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 品質乘上多樣性

在 Lab 05，信心說明品質，均衡說明多樣性。**Inception 分數**是兩者的乘積。用 $H$ 表示熵、$\bar p$ 表示平均的回答：

$$IS = \exp\Bigl( H(\bar p) - \mathbb{E}_x H\bigl(p(\cdot \mid x)\bigr) \Bigr)$$

第一個熵應該大（什麼類別都有），第二個應該小（每張圖片都清楚是某個東西）。它介於 1 和類別數之間。

**任務。** 把它寫出來。`probabilities` 的每一列是一張圖片。

<details><summary>提示 1</summary>

$H(p) = -\sum p \ln p$ 會用到兩次，先寫成函式；$p = 0$ 時算 0。

</details>

<details><summary>提示 2</summary>

$H(\bar p)$：先把各列平均，再算熵。$\mathbb{E} H$：先算各列的熵，再平均。

</details>
*/
// %% task=inception-score
function inceptionScore(probabilities: number[][]): number {
  // BEGIN SOLUTION
  const entropy = (p: number[]): number => p.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0);
  const count = probabilities.length;
  const meanAnswer = probabilities[0].map((_, k) => probabilities.reduce((sum, row) => sum + row[k], 0) / count);
  const meanEntropy = probabilities.reduce((sum, row) => sum + entropy(row), 0) / count;
  return Math.exp(entropy(meanAnswer) - meanEntropy);
  // END SOLUTION
}

// %% check=inception-score points=2
await lab.check('inception-score', { inceptionScore: inceptionScore });

// %% [markdown] en
/*
### Find the bug in the slide

The lecture measures diversity by a classifier: the more even the classes, the better. Lab 05 put right **which** evenness. But there is a deeper bug: a class can be even and **empty of variety**.

**Task.** Cheat. From real pictures, whose `probabilities` you get, choose one for each class: the one of which the judge is surest that it is of that class. Return their places, class by class. A "generator" that knows
nothing but these ten will beat real digits. They then stand for **one picture each** in the table of section 6.

<details><summary>Hint 1</summary>

For class $k$ look down column $k$: the row with the largest value wins.

</details>

<details><summary>Hint 2</summary>

`probabilities.map((row) => row[k])` is the column; `indexOf(Math.max(...column))` the place.

</details>
*/
// %% [markdown] zh-TW
/*
### 找出投影片的錯誤

課程用分類器衡量多樣性：類別越平均越好。Lab 05 已經更正了應該和**誰**一樣平均。但還有一個更深的錯誤：類別可以很平均，裡面卻**沒有任何變化**。

**任務。** 來作弊。你拿到真實圖片的 `probabilities`，請為每個類別選一張：評審最確定是那個類別的那一張。依類別順序回傳它們的位置。一個只會這十張的「生成器」會贏過真實數字。在第 6 節的表格裡，它們就代表**每類只有一張**。

<details><summary>提示 1</summary>

對類別 $k$，順著第 $k$ 行往下看：值最大的那一列獲勝。

</details>

<details><summary>提示 2</summary>

`probabilities.map((row) => row[k])` 就是那一行；`indexOf(Math.max(...column))` 是位置。

</details>
*/
// %% task=cheat
function surestOfEachClass(probabilities: number[][]): number[] {
  // BEGIN SOLUTION
  return probabilities[0].map((_, k) => {
    const column = probabilities.map((row) => row[k]);
    return column.indexOf(Math.max(...column));
  });
  // END SOLUTION
}

// %% check=cheat points=1
await lab.check('cheat', { surestOfEachClass: surestOfEachClass });

// %% tags=skip-in-grading
const ofReference = await judge.judge(reference);
const ofUnseen = await judge.judge(unseen);
const some = firstImages(others, size);
const ofSome = await judge.judge(some);
const ten = surestOfEachClass(rowsOf(ofSome.probabilities));
const cheat = tf.gather(some, ten) as tf.Tensor4D;
show(imageGrid(cheat, { columns: 10, range: [-1, 1] }));
const ofTen = ten.map((place) => [...ofSome.probabilities[place]]);
failures['one picture each'] = tf.tile(cheat, [size / ten.length, 1, 1, 1]);
console.log(`Inception score   ten pictures: ${inceptionScore(ofTen).toFixed(2)}   ${size} real digits: ${inceptionScore(rowsOf(ofUnseen.probabilities)).toFixed(2)}`);

// %% [markdown] en
/*
## 3 · The Fréchet distance, step by step

In Lab 05 you wrote it for one feature. With 64 it compares two clouds by their means $\mu$ and covariances $\Sigma$, as if both were normal:

$$d^2 = |\mu_1 - \mu_2|^2 + \operatorname{Tr}\bigl(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2}\bigr)$$

The root is the hard part: $\Sigma_1 \Sigma_2$ is not symmetric. But $S = \Sigma_1^{1/2}\, \Sigma_2\, \Sigma_1^{1/2}$ is, and has the same eigenvalues, so the trace of its root is the one we need.

**Task.** Write the moments, and the distance from them. `symmetricRoot(A)` and `matrixProduct(A, B)` are given; matrices are arrays of rows.

$$\Sigma_{ij} = \frac{1}{N - 1} \sum_n (x_{ni} - \mu_i)(x_{nj} - \mu_j)$$

<details><summary>Hint 1</summary>

Centre the rows first: `rows.map((row) => row.map((value, i) => value - mean[i]))`. Then an entry of Σ is a sum of products over the rows.

</details>

<details><summary>Hint 2</summary>

With `R = symmetricRoot(a.covariance)` the matrix is `matrixProduct(matrixProduct(R, b.covariance), R)`. A trace is the sum of the diagonal.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 一步一步算 Fréchet 距離

在 Lab 05 你寫過一個特徵的版本。有 64 個特徵時，它用平均 $\mu$ 和共變異數 $\Sigma$ 比較兩團點，把兩者都當作常態分布：

$$d^2 = |\mu_1 - \mu_2|^2 + \operatorname{Tr}\bigl(\Sigma_1 + \Sigma_2 - 2 (\Sigma_1 \Sigma_2)^{1/2}\bigr)$$

難的是平方根：$\Sigma_1 \Sigma_2$ 不是對稱的。但 $S = \Sigma_1^{1/2}\, \Sigma_2\, \Sigma_1^{1/2}$ 是對稱的，而且特徵值相同，所以它的平方根的跡就是我們要的。

**任務。** 寫出動差（平均和共變異數），再由它們算出距離。`symmetricRoot(A)` 和 `matrixProduct(A, B)` 是給好的；矩陣是由列組成的陣列。

$$\Sigma_{ij} = \frac{1}{N - 1} \sum_n (x_{ni} - \mu_i)(x_{nj} - \mu_j)$$

<details><summary>提示 1</summary>

先把各列置中：`rows.map((row) => row.map((value, i) => value - mean[i]))`。接著 Σ 的每一項就是對各列的乘積求和。

</details>

<details><summary>提示 2</summary>

令 `R = symmetricRoot(a.covariance)`，那個矩陣就是 `matrixProduct(matrixProduct(R, b.covariance), R)`。跡是對角線的和。

</details>
*/
// %%
interface Moments { mean: number[]; covariance: number[][] }

// %% task=frechet
function moments(rows: number[][]): Moments {
  // BEGIN SOLUTION
  const mean = rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const centred = rows.map((row) => row.map((value, i) => value - mean[i]));
  const covariance = mean.map((_, i) => mean.map((_, j) => centred.reduce((sum, row) => sum + row[i] * row[j], 0) / (rows.length - 1)));
  return { mean, covariance };
  // END SOLUTION
}

function frechet(a: Moments, b: Moments): number {
  // BEGIN SOLUTION
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const trace = (matrix: number[][]): number => matrix.reduce((sum, row, i) => sum + row[i], 0);
  const root = symmetricRoot(a.covariance);
  const product = matrixProduct(matrixProduct(root, b.covariance), root);
  return shift + trace(a.covariance) + trace(b.covariance) - 2 * trace(symmetricRoot(product));
  // END SOLUTION
}

// %% check=frechet points=4
await lab.check('frechet', { moments: moments, frechet: frechet });

// %% [markdown] en
/*
## 4 · It is too large, and by how much

Two samples from **the same** distribution have a distance of 0 in truth. Draw $N$ points twice from $N(0, I)$ in 64 dimensions and see:
*/
// %% [markdown] zh-TW
/*
## 4 · 它偏大，偏大多少？

來自**同一個**分布的兩組樣本，真正的距離是 0。在 64 維的 $N(0, I)$ 裡各抽 $N$ 個點兩次，看看會得到什麼：
*/
// %%
const cloud = (count: number, seed: number): number[][] => {
  const random = new RandomSource(seed);
  return Array.from({ length: count }, () => [...random.normal(64)]);
};
const sizes = [125, 250, 500, 1000];
const ofSame = sizes.map((count) => frechet(moments(cloud(count, 1)), moments(cloud(count, 2))));
console.log(sizes.map((count, i) => `N = ${count}: ${ofSame[i].toFixed(1)}`).join('   '));

// %% [markdown] en
/*
Twice the points, half the error: $d(N) \approx d_\infty + C / N$. So whoever reports 5,000 samples against 10,000 has lied without meaning to. The way out: measure at several $N$, draw a line through the points $(1/N, d)$, and
read off where $1/N$ is 0.

**Task.** Fit the line by least squares and return its value at $1/N = 0$.

<details><summary>Hint 1</summary>

With $x = 1/N$: slope $= \sum (x - \bar x)(d - \bar d) \big/ \sum (x - \bar x)^2$.

</details>

<details><summary>Hint 2</summary>

The line goes through the middle $(\bar x, \bar d)$: its value at 0 is $\bar d - \text{slope} \cdot \bar x$.

</details>
*/
// %% [markdown] zh-TW
/*
點數加倍，誤差減半：$d(N) \approx d_\infty + C / N$。所以拿 5,000 個樣本的結果和 10,000 個樣本的比，就是無心地騙了人。解決的辦法：在幾個不同的 $N$ 測量，畫一條穿過 $(1/N, d)$ 各點的直線，讀出 $1/N$ 為 0 的地方。

**任務。** 用最小平方法擬合這條直線，回傳它在 $1/N = 0$ 的值。

<details><summary>提示 1</summary>

令 $x = 1/N$：斜率 $= \sum (x - \bar x)(d - \bar d) \big/ \sum (x - \bar x)^2$。

</details>

<details><summary>提示 2</summary>

直線通過中心點 $(\bar x, \bar d)$：它在 0 的值是 $\bar d - \text{slope} \cdot \bar x$。

</details>
*/
// %% task=endless
function withoutEnd(sizes: number[], distances: number[]): number {
  // BEGIN SOLUTION
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = sizes.map((count) => 1 / count);
  const [middle, level] = [mean(x), mean(distances)];
  const slope = x.reduce((sum, value, i) => sum + (value - middle) * (distances[i] - level), 0) / x.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return level - slope * middle;
  // END SOLUTION
}

// %% check=endless points=2
await lab.check('endless', { withoutEnd: withoutEnd });

// %%
console.log(`same distribution, without end: ${withoutEnd(sizes, ofSame).toFixed(2)}`);
show(lineChart({ 'd(N)': { x: sizes.map((count) => 1 / count), y: ofSame } }, { mode: 'lines+markers', xTitle: '1 / N', yTitle: 'd²', xRange: [0, 0.0085], yRange: [0, 25], height: 280 }));

// %% [markdown] en
/*
The same for real digits against other real digits, and for blurred ones: which part of each distance is the failure, and which is the number of pictures?
*/
// %% [markdown] zh-TW
/*
再對真實數字和另一批真實數字、以及模糊的數字做同樣的事：每個距離裡有多少是因為失敗，有多少只是因為圖片的張數？
*/
// %% tags=skip-in-grading
const features = rowsOf(ofReference.features);
const judged = Object.fromEntries(await Promise.all(failureNames.map(async (name) => [name, await judge.judge(failures[name])] as const)));
const parts = [size / 4, size / 2, size];
for (const [name, rows] of [['real', rowsOf(ofUnseen.features)], ['blurred', rowsOf(judged.blurred.features)]] as const) {
  const distances = parts.map((count) => frechet(moments(rows.slice(0, count)), moments(features.slice(0, count))));
  console.log(`${name}: ${distances.map((d) => d.toFixed(2)).join('   ')}   → ${withoutEnd(parts, distances).toFixed(2)}`);
}

// %% [markdown] en
/*
## 5 · Two numbers in place of one

A distance does not say **what** is wrong. Precision and recall do: each set stands for the region that its points cover, a **ball** around each that reaches to its $k$-th nearest other one.

- **precision**: the share of samples inside the region of the real ones;
- **recall**: the share of real ones inside the region of the samples.

**Task.** Write the one function that both need: the share of `points` that lie in the ball of at least one of `centres`. A point on the border is inside.

<details><summary>Hint 1</summary>

For each centre: the distances to all **other** centres, sorted; the one at place `k - 1` is its radius.

</details>

<details><summary>Hint 2</summary>

Compare squared distances and save the roots. Beware of `sort()` without a function: it sorts numbers as words.

</details>
*/
// %% [markdown] zh-TW
/*
## 5 · 用兩個數字代替一個

距離不會說**哪裡**出了問題，精確率和召回率會。每一組圖片代表它的點所涵蓋的區域：每個點周圍有一個**球**，半徑到它的第 $k$ 近的另一個點。

- **精確率**（precision）：落在真實圖片區域裡的樣本比例；
- **召回率**（recall）：落在樣本區域裡的真實圖片比例。

**任務。** 寫出兩者都需要的那個函式：`points` 之中，落在至少一個 `centres` 的球裡的比例。剛好在邊界上也算在裡面。

<details><summary>提示 1</summary>

對每個中心：算出到所有**其他**中心的距離並排序；位置 `k - 1` 的那個就是它的半徑。

</details>

<details><summary>提示 2</summary>

比較距離的平方，省下開根號。小心不帶函式的 `sort()`：它會把數字當成文字來排。

</details>
*/
// %% task=coverage
function coverage(points: number[][], centres: number[][], k: number): number {
  // BEGIN SOLUTION
  const squared = (a: number[], b: number[]): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
    return sum;
  };
  const radii = centres.map((centre, i) => centres.filter((_, j) => j !== i).map((other) => squared(centre, other)).sort((a, b) => a - b)[k - 1]);
  return points.filter((point) => centres.some((centre, i) => squared(point, centre) <= radii[i])).length / points.length;
  // END SOLUTION
}

// %% check=coverage points=3
await lab.check('coverage', { coverage: coverage });

// %% [markdown] en
/*
### Learned or copied?

All metrics so far compare samples with real pictures, and copies **are** real pictures: they get perfect scores. So ask another question: are samples nearer to the **training** pictures than unseen real ones are?

**Task.** `samples` and `unseen` are distances to the nearest training picture. Return how often a sample is nearer than an unseen picture, over all pairs of one of each; where both are equal, the pair counts half. One half means: no
difference. Near 1 means: copied.

<details><summary>Hint 1</summary>

Two loops, one in the other: 1 for nearer, ½ for equal, 0 for farther. Divide by the number of pairs.

</details>

<details><summary>Hint 2</summary>

`Math.sign(unseen - sample)` is 1, 0 or −1; half of it plus a half is what is wanted.

</details>
*/
// %% [markdown] zh-TW
/*
### 學會的，還是抄來的？

到目前為止的指標都拿樣本和真實圖片比，而抄來的圖片**就是**真實圖片：分數完美。所以要問另一個問題：樣本是不是比沒看過的真實圖片更接近**訓練**圖片？

**任務。** `samples` 和 `unseen` 是到最接近的訓練圖片的距離。對所有「一個樣本、一張沒看過的圖片」的組合，回傳樣本比較近的比例；相等時這一組算一半。二分之一表示沒有差別，接近 1 表示是抄來的。

<details><summary>提示 1</summary>

兩層迴圈：比較近算 1，相等算 ½，比較遠算 0。最後除以組合數。

</details>

<details><summary>提示 2</summary>

`Math.sign(unseen - sample)` 是 1、0 或 −1；它的一半再加一半就是要的數。

</details>
*/
// %% task=copied
function copied(samples: number[], unseen: number[]): number {
  // BEGIN SOLUTION
  const sum = samples.reduce((total, a) => total + unseen.reduce((part, b) => part + (1 + Math.sign(b - a)) / 2, 0), 0);
  return sum / (samples.length * unseen.length);
  // END SOLUTION
}

// %% check=copied points=2
await lab.check('copied', { copied: copied });

// %% [markdown] en
/*
## 6 · Who sees what?

All metrics, all failures, your functions. A metric **sees** a failure where its value is clearly worse than the floor; the line `sees` says what "clearly" means, and you may change it.
*/
// %% [markdown] zh-TW
/*
## 6 · 誰看得見什麼？

所有指標、所有失敗，用的是你的函式。數值明顯比底線差，就算這個指標**看得見**那種失敗；`sees` 那一行說明什麼叫「明顯」，你可以改。
*/
// %% tags=skip-in-grading
const toTraining = await nearestDistances(reference, training);
const momentsOfReference = moments(features);

async function scores(pictures: tf.Tensor4D, judgement: Awaited<ReturnType<typeof judge.judge>>): Promise<Record<string, number>> {
  const [probabilities, rows] = [rowsOf(judgement.probabilities), rowsOf(judgement.features)];
  return {
    'Inception score': inceptionScore(probabilities),
    'balance': quality(judgement.probabilities).balance,
    'Fréchet distance': frechet(moments(rows), momentsOfReference),
    'precision': coverage(rows, features, 3),
    'recall': coverage(features, rows, 3),
    'copied': copied(await nearestDistances(pictures, training), toTraining),
  };
}

const floor = await scores(unseen, ofUnseen);
const found: Record<string, Record<string, number>> = {};
for (const name of failureNames) found[name] = await scores(failures[name], judged[name]);
const sees = (metric: string, value: number, floor: number): boolean =>
  metric === 'Fréchet distance' ? value > 3 * floor : metric === 'copied' ? value > floor + 0.2 : value < 0.9 * floor;
failureTable({ metrics: metrics, floor, failures: found, sees, predictions: predictions })

// %% [markdown] en
/*
Read it column by column.

- **Inception score** and **balance** ask for classes, and see that some are missing, or that the judge no longer tells them apart. Ten pictures, one of each class, are all they want.
- **Precision** sees what no real picture is. To it one class alone is as good as all, for every sample **is** real. (The surest ten are real as well, but so extreme that a few of them may lie outside of all balls.)
- **Recall** sees everything that is missing: classes, and the variety inside of them.
- The **Fréchet distance** sees all of these, and does not say which it was.
- **Copies** pass everywhere but in the last column, which in turn sees nothing else.

So no number alone tells the truth. A report that can be believed has a distance with its $N$, precision and recall, a test for copies, and the floor of each.
*/
// %% [markdown] zh-TW
/*
請一行一行往下讀。

- **Inception 分數**和**均衡**問的是類別，看得出少了幾個，或是評審分不出來了。每類一張、總共十張圖片，就已經讓它們滿意。
- **精確率**看得出不像任何真圖片的東西。對它來說，只有一個類別也和全部都有一樣好，因為每個樣本**都是**真的。（最確定的那十張也是真的，只是太極端，有幾張可能落在所有的球外面。）
- **召回率**看得出所有缺少的東西：類別，以及類別裡面的變化。
- **Fréchet 距離**這些全都看得出來，但不說是哪一種。
- **抄襲**到處都過關，只有最後一行例外；而最後那一行看不見別的。

所以沒有哪個數字能單獨說出真相。可信的報告要有附上 $N$ 的距離、精確率和召回率、抄襲的檢驗，以及每一個的底線。
*/

// %% [markdown] en
/*
## 7 · Another judge, other numbers

The distance lives in the features of **this** judge. Another one, trained from other first weights and for half as long, has another space.
*/
// %% [markdown] zh-TW
/*
## 7 · 換一個評審，數字就不同

這個距離存在於**這個**評審的特徵之中。另一個評審從不同的初始權重開始，訓練時間也只有一半，就有另一個空間。
*/
// %% tags=skip-in-grading
const second = await trainClassifier(training, test, { seed: 2, steps: 200 });
const secondReference = moments(rowsOf((await second.judge(reference)).features));
const bySecond = async (pictures: tf.Tensor4D): Promise<number> => frechet(moments(rowsOf((await second.judge(pictures)).features)), secondReference);
console.log(`accuracy: ${judge.accuracy.toFixed(3)}   ${second.accuracy.toFixed(3)}`);
console.log(`real: ${floor['Fréchet distance'].toFixed(2)}   ${(await bySecond(unseen)).toFixed(2)}`);
for (const name of failureNames) console.log(`${name}: ${found[name]['Fréchet distance'].toFixed(2)}   ${(await bySecond(failures[name])).toFixed(2)}`);

// %% [markdown] en
/*
The numbers differ by factors, and failures that are about as bad as each other may change places. So a distance can be compared with others by the same judge at the same $N$, and with nothing else. (FID is the distance by **Inception**, a judge of photographs, at 50,000 samples.)

## 8 · A training that goes wrong

The failures above were made by hand. Here is one that happens. A GAN learns digits for a while; then $D$ **falls asleep** and only $G$ goes on. Nothing answers $G$ any more: it runs to
whatever this one $D$ likes best. On the line of Lab 00 that was a single place, **mode collapse**. What will it be with pictures?
*/
// %% [markdown] zh-TW
/*
數字相差好幾倍，差不多糟的失敗還可能互換名次。所以一個距離只能和同一個評審、相同 $N$ 的其他距離比較，不能和別的比。（FID 是用 **Inception** 這個看照片的評審、50,000 個樣本算出的距離。）

## 8 · 出錯的訓練

上面的失敗是動手做的，這裡有一個是自己發生的。一個 GAN 先學一陣子數字；然後 $D$ **睡著了**，只有 $G$ 繼續。再也沒有人回應 $G$：它會一路跑向這一個 $D$ 最喜歡的東西。在 Lab 00 的直線上，那是單獨一個點，也就是**模式崩潰**。換成圖片會是什麼？
*/
// %% tags=skip-in-grading
const MINUTES = 1;
const gan: Gan = {
  latentDim: 64, generator: compactGenerator(64), discriminator: compactDiscriminator(),
  generatorOptimizer: tf.train.adam(0.002, 0.5), discriminatorOptimizer: tf.train.adam(0.002, 0.5),
};
const run = await train({ gan, data: training, ...dcganMoves, seconds: 60 * MINUTES });

// %% tags=skip-in-grading
// en: Moves of G alone after which its pictures are judged.
// zh-TW: 只有 G 走了這麼多步之後，評審它的圖片。
const looks = [0, 20, 40, 80, 160, 320, 640];
const noise = (count: number, random: RandomSource): tf.Tensor2D => tf.tensor2d(random.normal(count * gan.latentDim), [count, gan.latentDim]);
const history: Record<string, number[]> = Object.fromEntries(metrics.map((metric) => [metric, []]));
const kinds: number[][] = [];
const film: tf.Tensor4D[] = [];
const dice = new RandomSource(3);
for (const [i, move] of looks.entries()) {
  for (let done = looks[i - 1] ?? 0; done < move; done++) tf.tidy(() => void dcganMoves.generatorStep(gan, noise(64, dice)));
  const pictures = tf.tidy(() => gan.generator.apply(noise(size, new RandomSource(7)), { training: true }) as tf.Tensor4D);
  const judgement = await judge.judge(pictures), now = await scores(pictures, judgement);
  kinds.push(quality(judgement.probabilities).counts.map((count) => count / size));
  for (const metric of metrics) history[metric].push(now[metric]);
  film.push(pictures.slice([0, 0, 0, 0], [20, -1, -1, -1]));
  pictures.dispose();
  console.log(`${move}: ${metrics.map((metric) => `${metric} ${now[metric].toFixed(2)}`).join('   ')}`);
}
show(imageGrid(film, { columns: 20, rowLabels: looks.map(String), range: [-1, 1] }));

// %% tags=skip-in-grading
const shares = Object.fromEntries(['balance', 'precision', 'recall'].map((metric) => [metric, { x: looks, y: history[metric] }]));
show(lineChart(shares, { mode: 'lines+markers', yRange: [0, 1], height: 300 }));
show(lineChart({ 'd²': { x: looks, y: history['Fréchet distance'] } }, { mode: 'lines+markers', logY: true, height: 260 }));
// en: The share of each digit among the samples, as the judge sees it.
// zh-TW: 評審眼中，每個數字在樣本裡所占的比例。
show(lineChart(Object.fromEntries(training.classNames.map((name, k) => [name, { x: looks, y: kinds.map((shares) => shares[k]) }])), { mode: 'lines+markers', height: 300 }));

// %% [markdown] en
/*
Go through the curves from left to right, and through the rows of pictures from top to bottom. Which metric notices first that something is wrong, and which last? Would you have stopped this training by its loss? $G$'s loss only **falls** here: it
fools the sleeping $D$ better and better.

When this was tried with two seeds (700 rounds before $D$ fell asleep), the judge saw one digit spread: from one sample in ten to seven in ten after 320 moves, a 5 in one and an 8 in the other. After 640, balance had fallen from 0.98 to 0.6 and recall from 0.71 to about 0.1; precision fell less, from 0.78 to 0.48
and 0.34. By these numbers it is a **mode collapse**. Now look at the pictures: the same stripes lie over all of them. Stripes are what this $D$ likes best, $G$ has learned to draw them everywhere, and the judge, which knows nothing but digits, takes them for one. The distance shows it first: after 20 moves, when
little was to be seen yet, it had grown by more than a quarter.

After 90 rounds only, the texture was one of dots, the judge saw no digit spread, and precision **rose** while recall went to 0. So a metric that goes up is no proof of a better $G$, a judge's classes are not what is drawn, and only looking tells what went wrong.

## Questions

<details><summary>The ten pictures of section 2 beat real digits in the Inception score. Which other metric would have caught the cheat, and which not?</summary>

Recall: ten balls of radius 0 cover next to nothing. The Fréchet distance as well, for the cloud has lost its spread inside each class. Precision only by accident: each of the ten is a real digit, but some are so extreme that they lie outside of all balls. Balance is perfect, and that is the bug in the slide:
a classifier counts **kinds**, and knows nothing of the variety within one.

</details>

<details><summary>Noise gets an Inception score of 1, the worst there is. So does the judge know that it is no digit?</summary>

No. The judge was never shown noise and never told to say "I do not know". It has to choose, and chooses the same for all noise; the score is 1 only because all answers are alike. Two kinds of noise that are taken for two digits would get nearly 2. An Inception score says something about pictures that are
near to what the judge has learned, and nothing about others.

</details>

<details><summary>Someone reports d = 2.1 with 10,000 samples, and you got 2.6 with 500. Whose generator is better?</summary>

Nobody knows. At 500 the number is too large by some C/N, which depends on generator and judge. Draw a line through several N, or measure both at the same N, by the same judge.

</details>

<details><summary>Copies get a perfect score nearly everywhere. Could one cheat the last metric too?</summary>

Yes: mirror or shift each copy by a pixel. In pixels it is then as far away as an unseen digit, and it has still learned nothing. A distance in features would notice a shift, and would in turn be blind to what its judge ignores. "Not copied" can never be proved by one distance.

</details>

<details><summary>Why does `copied` compare with unseen pictures and not with 0?</summary>

Because a good sample **is** near to some training picture: digits are alike. How near unseen real ones are is the floor. A value clearly below one half is no good sign either: samples farther from the data than real ones are.

</details>

<details><summary>With larger k the balls grow. What happens to precision and recall?</summary>

Both rise, in the end to 1: everything lies in a large enough ball. One outlier among the centres has the same effect, for its ball is huge. So k and the number of pictures belong to the number, and so does the floor.

</details>

<details><summary>May the metric be the loss of G?</summary>

It was tried, and then it stops being a metric: G finds pictures that the judge's features like. What is optimised cannot measure at the same time (Goodhart). D is such a metric, and is no use for comparing.

</details>

**Further reading.** Salimans et al., arXiv 1606.03498 (Inception score). Barratt and Sharma: *A Note on the Inception Score*, arXiv 1801.01973. Heusel et al., arXiv 1706.08500 (FID). Chong and Forsyth: *Effectively Unbiased FID and Inception
Score*, arXiv 1911.07023. Kynkäänniemi et al., arXiv 1904.06991 (precision and recall). Meehan, Chaudhuri, Dasgupta: *A Non-Parametric Test to Detect Data-Copying in Generative Models*, arXiv 2004.05675.
*/
// %% [markdown] zh-TW
/*
請把曲線從左到右、圖片從上到下看一遍。哪個指標最先注意到不對勁，哪個最後？只看損失，你會停下這次訓練嗎？$G$ 的損失在這裡只會**下降**：它越來越能騙過睡著的 $D$。

用兩個種子試過（$D$ 睡著之前訓練了 700 回合），評審都看到一個數字擴散開來：320 步之後，從十個樣本裡的一個變成七個；一次是 5，一次是 8。640 步之後，均衡從 0.98 降到 0.6 左右，召回率從 0.71 降到 0.1 左右；精確率降得少一些，從 0.78 降到 0.48 和 0.34。照這些數字看，這就是
**模式崩潰**。現在看看圖片：每一張上面都有同樣的條紋。這個 $D$ 最喜歡的就是條紋，$G$ 學會了到處畫它；而評審只認得數字，就把條紋當成其中一個數字。最先看得出來的是距離：20 步之後幾乎還看不出什麼，它已經增加了四分之一以上。

如果只訓練 90 回合，紋理是點狀的，評審看不到哪個數字擴散；召回率掉到 0，精確率卻**上升**了。所以指標變好不代表 $G$ 變好，評審說的類別不等於畫出來的東西，只有用眼睛看才知道出了什麼錯。

## 問題

<details><summary>第 2 節的十張圖片在 Inception 分數上贏過真實數字。其他哪個指標抓得到這種作弊？哪個抓不到？</summary>

召回率抓得到：十個半徑為 0 的球幾乎什麼也沒涵蓋。Fréchet 距離也抓得到，因為每個類別裡的分散不見了。精確率只會碰巧抓到：那十張每一張都是真實數字，只是有些太極端，落在所有的球外面。均衡則是完美的，這正是投影片的錯誤：分類器數的是**種類**，對一個種類裡面的
變化一無所知。

</details>

<details><summary>雜訊的 Inception 分數是 1，最差的分數。所以評審知道它不是數字？</summary>

不知道。評審從來沒看過雜訊，也沒有人教它說「我不知道」。它非選不可，而且對所有雜訊都選同一個答案；分數是 1，只因為答案全都一樣。兩種雜訊如果被當成兩個數字，分數就接近 2。Inception 分數只對接近評審所學的圖片有意義，對其他的什麼也沒說。

</details>

<details><summary>有人用 10,000 個樣本得到 d = 2.1，你用 500 個得到 2.6。誰的生成器比較好？</summary>

沒有人知道。500 個的時候，數字偏大某個 C/N，而 C 取決於生成器和評審。用幾個不同的 N 畫出直線，或是兩者都用相同的 N、相同的評審來量。

</details>

<details><summary>抄襲幾乎在所有地方都得到完美的分數。最後那個指標也騙得過嗎？</summary>

騙得過：把每一張抄來的圖片翻轉或平移一個像素。以像素來說，它就和沒看過的數字一樣遠了，卻還是什麼也沒學到。用特徵算的距離會注意到平移，但又看不見它的評審所忽略的東西。「沒有抄襲」永遠無法用一個距離證明。

</details>

<details><summary>為什麼 `copied` 是和沒看過的圖片比，而不是和 0 比？</summary>

因為好的樣本**本來就**很接近某張訓練圖片：數字彼此相像。沒看過的真實圖片有多接近，就是底線。明顯低於二分之一也不是好現象：樣本離資料比真實圖片還遠。

</details>

<details><summary>k 越大，球就越大。精確率和召回率會怎樣？</summary>

兩者都上升，最後到 1：只要球夠大，什麼都在裡面。中心點裡的一個離群值也有同樣的效果，因為它的球非常大。所以報告數字時要附上 k 和圖片數，還有底線。

</details>

<details><summary>可以拿指標當 G 的損失嗎？</summary>

有人試過，但它就不再是指標了：G 會找出評審的特徵所喜歡的圖片。被最佳化的東西不能同時當尺（Goodhart 定律）。D 就是這樣的指標，所以不能用來比較。

</details>

**延伸閱讀。** Salimans 等人，arXiv 1606.03498（Inception 分數）。Barratt 和 Sharma：*A Note on the Inception Score*，arXiv 1801.01973。Heusel 等人，arXiv 1706.08500（FID）。Chong 和 Forsyth：*Effectively Unbiased FID and Inception
Score*，arXiv 1911.07023。Kynkäänniemi 等人，arXiv 1904.06991（精確率與召回率）。Meehan、Chaudhuri、Dasgupta：*A Non-Parametric Test to Detect Data-Copying in Generative Models*，arXiv 2004.05675。
*/
