/*
 * Lab08: an autoencoder and a GAN on the same digits, and the GAN as a loss of the autoencoder; source of both languages'
 * notebooks. Rows R1, R7 and R11 of the course map.
 */
// %% [markdown] en
/*
# Lab 08 · Autoencoder against GAN

**Goal.** You train an autoencoder and a GAN on the same digits, measure what each is good for, and then put them together: the GAN becomes a loss of the autoencoder.
**Time.** About 25 minutes, 4 of them computing.

| | autoencoder | GAN |
|---|---|---|
| networks | encoder $E$, decoder $G$ | generator $G$, discriminator $D$ |
| what goes in | a picture $x$ | noise $z$ |
| what comes out | $G(E(x))$: the picture again, through a short code | $G(z)$: a new picture |
| who says how good it is | the distance from $x$ | $D$ |

Both learn from pictures without labels, and both end in a network $G$ that turns a few numbers into a picture. So people like to compare how well they generate. Is that a fair comparison?
*/
// %% [markdown] zh-TW
/*
# Lab 08 · 自編碼器與 GAN

**目標。** 用同樣的數字訓練一個自編碼器（autoencoder）和一個 GAN，測量它們各擅長什麼，再把兩者合起來：讓 GAN 成為自編碼器的損失。
**時間。** 大約 25 分鐘，其中 4 分鐘是電腦在計算。

| | 自編碼器 | GAN |
|---|---|---|
| 網路 | 編碼器 $E$、解碼器 $G$ | 生成器 $G$、判別器 $D$ |
| 輸入 | 一張圖片 $x$ | 雜訊 $z$ |
| 輸出 | $G(E(x))$：經過一小段編碼，再變回那張圖片 | $G(z)$：一張新圖片 |
| 由誰評分 | 和 $x$ 的距離 | $D$ |

兩者都從沒有標籤的圖片學習，最後都有一個把幾個數字變成圖片的網路 $G$。所以很多人喜歡比較它們生成圖片的效果。這樣比公平嗎？
*/
// %%
import {
  tf, openLab, todo, show, imageGrid, lineChart, loadDataset, describeData, sliceData, firstImages, imagesAt, randomBatch, variablesOf, RandomSource,
  compactEncoder, compactDecoder, compactGenerator, compactDiscriminator, dcganMoves, learn, train, codeMap, fitNormal, GanLoss, measuredGanLoss, autoencoderDiagram,
  trainClassifier, evaluate, scoreTable, sharpness, type Gan,
} from 'minimax-labs';

const lab = await openLab('lab08-autoencoder', { language: 'en' });
autoencoderDiagram('apart')

// %% [markdown] en
/*
## 1 · Through a short code and back

The encoder turns a picture of 784 pixels into a **code** of 16 numbers, the decoder turns the code into a picture. They learn together, from one question: how far is the picture that comes out from the one that went in?

$$L_{rec} = \mathbb{E}_{x}\Bigl[\tfrac{1}{784} \lVert G(E(x)) - x \rVert^2\Bigr]$$

**Task.** Write it: the mean, over all pixels of all pictures, of the squared difference.
*/
// %% [markdown] zh-TW
/*
## 1 · 經過一小段編碼再回來

編碼器把 784 個像素的圖片變成 16 個數字的**編碼**（code），解碼器再把編碼變成圖片。兩者一起學習，只回答一個問題：出來的圖片和進去的差多遠？

$$L_{rec} = \mathbb{E}_{x}\Bigl[\tfrac{1}{784} \lVert G(E(x)) - x \rVert^2\Bigr]$$

**任務。** 把它寫出來：對所有圖片的所有像素，取差的平方的平均。
*/
// %% task=reconstruction-loss
function reconstructionLoss(original: tf.Tensor4D, reconstructed: tf.Tensor4D): tf.Scalar {
  // BEGIN SOLUTION
  return reconstructed.sub(original).square().mean();
  // END SOLUTION
}

// %% check=reconstruction-loss points=1
await lab.check('reconstruction-loss', { reconstructionLoss: reconstructionLoss });

// %% [markdown] en
/*
The data come in three parts: `training` for the networks, `unseen` to be put through the autoencoder, `test` for the judge. The networks are the compact pair of Lab 03 turned round: convolutions down to the code, transposed ones up again.

One move changes **both** networks, so the list of variables has those of both. `seen` is what goes in, `original` what should come out. Here they are the same.
*/
// %% [markdown] zh-TW
/*
資料分成三份：`training` 用來訓練網路，`unseen` 用來送進自編碼器，`test` 留給評審。網路就是 Lab 03 那一對小網路反過來：用卷積往下走到編碼，再用轉置卷積往上走。

一步會改變**兩個**網路，所以變數清單包含兩者的變數。`seen` 是送進去的，`original` 是應該出來的。在這裡兩者相同。
*/
// %%
const digits = await loadDataset('mnist');
const training = sliceData(digits, 0, digits.count - 1000);
const unseen = sliceData(digits, digits.count - 1000, digits.count);
const test = await loadDataset('mnist', { split: 'test', limit: 1000 });
console.log(describeData(digits));

interface Autoencoder {
  encoder: tf.LayersModel;
  decoder: tf.LayersModel;
  optimizer: tf.Optimizer;
}
const createAutoencoder = (codeSize: number): Autoencoder => ({
  encoder: compactEncoder(codeSize, { seed: 1 }), decoder: compactDecoder(codeSize, { seed: 1 }), optimizer: tf.train.adam(0.002),
});
const reconstruct = ({ encoder, decoder }: Autoencoder, pictures: tf.Tensor4D): tf.Tensor4D =>
  decoder.apply(encoder.apply(pictures, { training: true }), { training: true }) as tf.Tensor4D;

const plainMove = (model: Autoencoder, seen: tf.Tensor4D, original: tf.Tensor4D): tf.Tensor => tf.tidy(() => {
  const variables = [...variablesOf(model.encoder), ...variablesOf(model.decoder)];
  return model.optimizer.minimize(() => reconstructionLoss(original, reconstruct(model, seen)), true, variables)!;
});

// %% tags=skip-in-grading
const watched = firstImages(unseen, 20);
const squares = createAutoencoder(16);
const squaresRun = await learn({
  networks: { encoder: squares.encoder, decoder: squares.decoder },
  optimizers: { optimizer: squares.optimizer },
  round: ({ random }) => tf.tidy(() => {
    const pictures = randomBatch(training, 64, random);
    return { reconstruction: plainMove(squares, pictures, pictures) };
  }),
  samples: () => reconstruct(squares, watched),
  seconds: 40,
});

// %% [markdown] en
/*
Digits that it has never seen, each above what comes out of 16 numbers: the right digit in the right hand, a little soft. A GAN cannot do this at all. It has no encoder: which $z$ belongs to your picture, nobody knows.
*/
// %% [markdown] zh-TW
/*
它從沒看過的數字，下面是從 16 個數字變回來的樣子：數字對、筆跡也對，只是有點軟。GAN 完全做不到這件事：它沒有編碼器，沒有人知道你的圖片對應哪一個 $z$。
*/
// %% tags=skip-in-grading
const ten = firstImages(unseen, 10);
show(imageGrid(tf.concat([ten, reconstruct(squares, ten)]), { columns: 10, range: [-1, 1] }));

// %% [markdown] en
/*
## 2 · Removing noise

What goes in need not be what should come out. Show the encoder a picture **with noise** and ask for the clean one: what all digits have in common is learned, noise is not, for no code has room for it.

**Task.** Add `sigma` times the noise, and cut off what leaves $[-1, 1]$: no pixel is whiter than white.

<details><summary>Hint</summary>

`add`, `mul`, and `clipByValue(low, high)`.

</details>
*/
// %% [markdown] zh-TW
/*
## 2 · 去除雜訊

送進去的不必等於應該出來的。讓編碼器看**有雜訊**的圖片，要求它給出乾淨的：數字之間共通的東西學得會，雜訊學不會，因為編碼裡沒有放它的空間。

**任務。** 加上 `sigma` 乘以雜訊，再把超出 $[-1, 1]$ 的部分截斷：沒有比白更白的像素。

<details><summary>提示</summary>

`add`、`mul`，以及 `clipByValue(low, high)`。

</details>
*/
// %% task=corrupted
function corrupted(pictures: tf.Tensor4D, noise: tf.Tensor4D, sigma: number): tf.Tensor4D {
  // BEGIN SOLUTION
  return pictures.add(noise.mul(sigma)).clipByValue(-1, 1) as tf.Tensor4D;
  // END SOLUTION
}

// %% check=corrupted points=2
await lab.check('corrupted', { corrupted: corrupted });

// %% tags=skip-in-grading
const sigma = 1;
const withNoise = (pictures: tf.Tensor4D, random: RandomSource): tf.Tensor4D =>
  corrupted(pictures, tf.tensor4d(random.normal(pictures.size), pictures.shape), sigma);

const denoiser = createAutoencoder(32);
const spoiled = withNoise(ten, new RandomSource(1));
const denoiserRun = await learn({
  networks: { encoder: denoiser.encoder, decoder: denoiser.decoder },
  optimizers: { optimizer: denoiser.optimizer },
  round: ({ random }) => tf.tidy(() => {
    const pictures = randomBatch(training, 64, random);
    return { reconstruction: plainMove(denoiser, withNoise(pictures, random), pictures) };
  }),
  samples: () => reconstruct(denoiser, spoiled),
  seconds: 20,
});

// %% [markdown] en
/*
Top: the originals. Middle: what the network sees. Below: what it makes of that. The numbers are mean squares over pictures that it has never seen, also for the autoencoder of section 1, which was never told of noise.
*/
// %% [markdown] zh-TW
/*
最上面是原圖，中間是網路看到的，下面是它還原的結果。數字是平方的平均，取自它從沒看過的圖片；第 1 節的自編碼器也列出來，它從來不知道有雜訊這回事。
*/
// %% tags=skip-in-grading
show(imageGrid(tf.concat([ten, spoiled, reconstruct(denoiser, spoiled)]), { columns: 10, range: [-1, 1] }));
const fresh = firstImages(unseen, 200), freshSpoiled = withNoise(fresh, new RandomSource(2));
const error = (pictures: tf.Tensor4D): string => reconstructionLoss(fresh, pictures).dataSync()[0].toFixed(3);
console.log(`noisy ${error(freshSpoiled)}   denoiser ${error(reconstruct(denoiser, freshSpoiled))}   section 1 ${error(reconstruct(squares, freshSpoiled))}`);

// %% [markdown] en
/*
## 3 · Why it is blurred

A code of 16 numbers does not tell everything: whether the 4 is open at the top, say. Then the decoder knows only that either may be right, and has to draw **one** picture. Which one costs least, if the squares decide?

**Task.** `pictures[i]` is the right one in a share `shares[i]` of all cases; the shares add up to 1. Return the picture with the smallest mean square distance from the right one.

<details><summary>Hint 1</summary>

The pixels do not depend on each other. For one pixel: where is $\sum_i \text{share}_i\,(x_i - v)^2$ smallest? Set its derivative by $v$ to 0.

</details>

<details><summary>Hint 2</summary>

$v$ is the mean, with the shares as weights. `tf.tensor(shares, [shares.length, 1, 1, 1])` has the rank of the pictures; `sum(0)` adds up over the pictures.

</details>
*/
// %% [markdown] zh-TW
/*
## 3 · 為什麼會模糊

16 個數字的編碼說不完所有的事：例如這個 4 上面有沒有開口。這時解碼器只知道兩種都有可能，卻必須畫出**一張**圖片。如果由平方來決定，哪一張的代價最小？

**任務。** 在全部情況中，`pictures[i]` 是正確答案的比例是 `shares[i]`，比例加起來是 1。回傳和正確答案的平方距離平均最小的圖片。

<details><summary>提示 1</summary>

各個像素互不影響。對一個像素來說：$\sum_i \text{share}_i\,(x_i - v)^2$ 在哪裡最小？令它對 $v$ 的導數等於 0。

</details>

<details><summary>提示 2</summary>

$v$ 就是以比例為權重的平均。`tf.tensor(shares, [shares.length, 1, 1, 1])` 的階數和圖片相同；`sum(0)` 把圖片加起來。

</details>
*/
// %% task=best-guess
function bestGuess(pictures: tf.Tensor4D, shares: number[]): tf.Tensor3D {
  // BEGIN SOLUTION
  return pictures.mul(tf.tensor(shares, [shares.length, 1, 1, 1])).sum(0);
  // END SOLUTION
}

// %% check=best-guess points=1
await lab.check('best-guess', { bestGuess: bestGuess });

// %% [markdown] en
/*
A bar stands on the left or on the right, equally often, and nobody says which. Left, right, and your best guess, each with its cost:
*/
// %% [markdown] zh-TW
/*
一根直條在左邊或右邊，機會各半，沒有人說是哪一邊。左邊、右邊，以及你的最佳猜測，各附上代價：
*/
// %%
const bar = (column: number): tf.Tensor3D => tf.tidy(() => tf.oneHot([column, column, column, column, column], 5).mul(2).sub(1).expandDims(2)); // [5, 5, 1]
const bars = tf.stack([bar(1), bar(3)]) as tf.Tensor4D;
const guesses = [bar(1), bar(3), bestGuess(bars, [0.5, 0.5])];
const costs = guesses.map((guess) => reconstructionLoss(bars, tf.stack([guess, guess]) as tf.Tensor4D).dataSync()[0].toFixed(2));
console.log(costs.join('   '));
// en: A wider range than [−1, 1], so that white stands out from the page.
// zh-TW: 範圍比 [−1, 1] 寬一點，白色才不會和頁面混在一起。
show(imageGrid(tf.stack(guesses), { columns: 3, range: [-1.7, 1.7], captions: costs }));

// %% [markdown] en
/*
Two grey bars, which never occur, cost half as much as a guess that is right every other time. **The squares want the mean of all possible answers, and the mean is no possible answer.** Whatever the code leaves open comes out grey: that is the blur.

The same with digits. If the code told the digit and nothing else, these would be the best decoder's pictures:
*/
// %% [markdown] zh-TW
/*
兩根從未出現過的灰色直條，代價只有「猜對一半」的一半。**平方要的是所有可能答案的平均，而平均並不是一個可能的答案。**凡是編碼沒說清楚的地方，畫出來都是灰的：這就是模糊。

數字也一樣。如果編碼只說出是哪個數字，其他什麼都不說，最好的解碼器會畫出這些：
*/
// %%
const ofDigit = (digit: number): tf.Tensor3D => tf.tidy(() => {
  const places = Array.from(unseen.labels.keys()).filter((place) => unseen.labels[place] === digit);
  return bestGuess(imagesAt(unseen, places), places.map(() => 1 / places.length));
});
show(imageGrid(tf.stack(unseen.classNames.map((_, digit) => ofDigit(digit))), { columns: 10, range: [-1, 1] }));

// %% [markdown] en
/*
## 4 · The decoder, fed with random numbers

The decoder turns a code into a digit. So draw 16 random numbers, and there is your generator? First with a code of **two** numbers, which can be looked at. Each point is a picture, its colour the digit. (Nobody told the network the digits.) The crosses are what a GAN's $z$ would be: $N(0, 1)$.
*/
// %% [markdown] zh-TW
/*
## 4 · 把隨機數送進解碼器

解碼器把編碼變成數字。那麼抽 16 個隨機數，不就有生成器了嗎？先用**兩個**數字的編碼，這樣看得見。每一點是一張圖片，顏色是它的數字。（沒有人告訴網路是哪個數字。）叉號是 GAN 的 $z$ 會落在的地方：$N(0, 1)$。
*/
// %% tags=skip-in-grading
const flat = createAutoencoder(2);
const flatRun = await learn({
  networks: { encoder: flat.encoder, decoder: flat.decoder },
  optimizers: { optimizer: flat.optimizer },
  round: ({ random }) => tf.tidy(() => {
    const pictures = randomBatch(training, 64, random);
    return { reconstruction: plainMove(flat, pictures, pictures) };
  }),
  samples: () => reconstruct(flat, watched),
  seconds: 20,
});

// %% tags=skip-in-grading
const flatCodes = flat.encoder.predict(firstImages(unseen, 600)) as tf.Tensor2D;
const normals = (count: number, size: number, seed: number): tf.Tensor2D => tf.tensor2d(new RandomSource(seed).normal(count * size), [count, size]);
codeMap(flatCodes, unseen.labels.slice(0, 600), { classNames: unseen.classNames, drawn: { 'z ~ N(0, 1)': normals(100, 2, 1) } })

// %% [markdown] en
/*
The codes lie wherever they like: **no loss ever asked them to be $N(0, 1)$**. A random $z$ falls on one small spot, where few codes are, or none. Below, the decoder's whole map: a grid over the region of the codes, a picture for each place. Between two digits it draws something between them.
*/
// %% [markdown] zh-TW
/*
編碼想落在哪裡就落在哪裡：**沒有任何損失要求它們是 $N(0, 1)$**。隨機的 $z$ 只落在一小塊，那裡的編碼很少，甚至一個也沒有。下面是解碼器的整張地圖：在編碼所在的範圍上取格點，每個位置畫一張。在兩個數字之間，它畫的是介於兩者之間的東西。
*/
// %% tags=skip-in-grading
const [lowest, highest] = [flatCodes.min(0).dataSync(), flatCodes.max(0).dataSync()];
const places = Array.from({ length: 12 * 12 }, (_, i) => [i % 12, 11 - Math.floor(i / 12)].map((step, axis) => lowest[axis] + (step / 11) * (highest[axis] - lowest[axis])));
show(imageGrid(flat.decoder.predict(tf.tensor2d(places)) as tf.Tensor4D, { columns: 12, range: [-1, 1], scale: 2, gap: 1 }));

// %% [markdown] en
/*
So ask the codes where they are. The simplest answer: each number of the code has a mean and a spread; draw it from the normal distribution that has them.

**Task.** Turn `noise` [M, size], drawn from $N(0, 1)$, into codes: number $j$ of each becomes $\mu_j + \sigma_j\,z_j$, with mean and standard deviation of the numbers $j$ of `codes` [N, size].

<details><summary>Hint</summary>

`tf.moments(codes, 0)` gives `mean` and `variance` over the pictures, [size] each. They are stretched over the lines of `noise` by themselves.

</details>
*/
// %% [markdown] zh-TW
/*
所以要問問編碼它們在哪裡。最簡單的答案：編碼的每個數各有平均值和分散程度，就從有這兩個值的常態分布抽。

**任務。** 把抽自 $N(0, 1)$ 的 `noise` [M, size] 變成編碼：每一個的第 $j$ 個數變成 $\mu_j + \sigma_j\,z_j$，其中的平均值和標準差取自 `codes` [N, size] 的第 $j$ 個數。

<details><summary>提示</summary>

`tf.moments(codes, 0)` 給出對圖片計算的 `mean` 和 `variance`，各是 [size]。它們會自動延伸到 `noise` 的每一列。

</details>
*/
// %% task=fitted-codes
function fittedCodes(codes: tf.Tensor2D, noise: tf.Tensor2D): tf.Tensor2D {
  // BEGIN SOLUTION
  const { mean, variance } = tf.moments(codes, 0);
  return noise.mul(variance.sqrt()).add(mean);
  // END SOLUTION
}

// %% check=fitted-codes points=2
await lab.check('fitted-codes', { fittedCodes: fittedCodes });

// %% [markdown] en
/*
Now with 16 numbers, where the digits are sharp. And the rival: a GAN whose generator has the same layers as the decoder (and batch normalisation between them), trained for as many seconds. Both moves are those of Lab 03 (`dcganMoves`).
*/
// %% [markdown] zh-TW
/*
接著用 16 個數字的編碼，那裡的數字比較清楚。還有對手：一個 GAN，生成器的層和解碼器相同（中間多了批次正規化），訓練的秒數也相同。雙方的一步都和 Lab 03 一樣（`dcganMoves`）。
*/
// %% tags=skip-in-grading
const gan: Gan = {
  latentDim: 16, generator: compactGenerator(16, { seed: 1 }), discriminator: compactDiscriminator({ seed: 1 }),
  generatorOptimizer: tf.train.adam(0.002, 0.5), discriminatorOptimizer: tf.train.adam(0.002, 0.5),
};
const ganRun = await train({ gan, data: training, ...dcganMoves, seconds: 40 });

// %% tags=skip-in-grading
const size = 500;
const codes = squares.encoder.predict(firstImages(training, 2000)) as tf.Tensor2D;
const noise = normals(size, 16, 7);
const decode = (code: tf.Tensor2D): tf.Tensor4D => squares.decoder.predict(code) as tf.Tensor4D;
const sets = {
  // en: Each a way to get pictures out of a network.
  // zh-TW: 每一個都是從網路得到圖片的方法。
  'G(E(x))': reconstruct(squares, firstImages(unseen, size)),
  'z ~ N(0, 1)': decode(noise),
  'z ~ N(μ, σ)': decode(fittedCodes(codes, noise)),
  'z ~ N(μ, Σ)': decode(fitNormal(codes).sample(size)),
  'GAN': ganRun.sample(size),
};
show(imageGrid(tf.concat(Object.values(sets).map((pictures) => pictures.slice(0, 12))), { columns: 12, range: [-1, 1], rowLabels: Object.keys(sets) }));

// %% [markdown] en
/*
From the top: reconstructions of unseen digits; the decoder on $N(0, 1)$; on your fitted codes; on a normal distribution that also knows which numbers of the code move together (`fitNormal`); the GAN. Numbers, beside what real digits get:
*/
// %% [markdown] zh-TW
/*
由上而下：沒看過的數字的重建；解碼器配上 $N(0, 1)$；配上你擬合的編碼；配上一個還知道編碼中哪些數會一起變動的常態分布（`fitNormal`）；最後是 GAN。以下是數字，旁邊是真實數字得到的結果：
*/
// %% tags=skip-in-grading
const classifier = await trainClassifier(training, test);

// %% tags=skip-in-grading
const evaluations = Object.fromEntries(await Promise.all(Object.entries(sets).map(async ([name, pictures]) => [name, await evaluate(pictures, test, classifier, { quiet: true })] as const)));
scoreTable(evaluations)

// %% [markdown] en
/*
Fed with $N(0, 1)$ the decoder draws nothing that would pass for a digit: precision 0. Ask the codes where they are, and it comes surprisingly far; let it know which numbers move together, and it comes further. In one run of 40 seconds each the Fréchet distances were 51, 3.9 and 3.3, and that of the GAN 2.6; precision 0, 0.67 and 0.72 against 0.74, recall 0, 0.60 and 0.69 against 0.73. What is left of the difference? The codes are not normal: there are gaps between the digits, and a random code falls into them. The GAN was **trained** on random $z$, and every one of them has to give a digit.

So the comparison of the two as generators is not fair: the autoencoder was never asked to generate. Put the other way round it is unfair as well: of a GAN nobody gets back **this** picture.

## 5 · Who needs labels?

Neither of the two has looked at a label: both are **unsupervised**, the autoencoder because its target is its own input. Naming a digit needs somebody who names it: **supervised** learning. But few names may do, once a network knows what the pictures have in common.

Below, a handful of digits gets a label. An unseen digit is called what the nearest labelled one is called: nearest in pixels, or nearest in codes. The encoder has seen all training pictures, without a label.
*/
// %% [markdown] zh-TW
/*
用 $N(0, 1)$ 時，解碼器畫不出任何能冒充數字的東西：精確率是 0。問過編碼在哪裡之後，它的表現出乎意料地好；再知道哪些數會一起變動，又更好一點。有一次各訓練 40 秒，Fréchet 距離依序是 51、3.9 和 3.3，GAN 是 2.6；精確率是 0、0.67、0.72，GAN 是 0.74；召回率是 0、0.60、0.69，GAN 是 0.73。剩下的差別從哪裡來？編碼並不是常態分布：數字之間有空隙，隨機的編碼會掉進去。GAN 則是**用**隨機的 $z$ 訓練的，每一個 $z$ 都必須給出一個數字。

所以把兩者當成生成器來比較並不公平：自編碼器從來沒被要求生成。反過來比也不公平：沒有人能從 GAN 拿回**這一張**圖片。

## 5 · 誰需要標籤？

兩者都沒看過標籤：都是**非監督式**學習，自編碼器的目標就是它自己的輸入。要說出數字的名字，就得有人告訴它名字：這是**監督式**學習。不過，一旦網路知道圖片之間有什麼共通之處，少數幾個名字也許就夠了。

下面只有一小部分數字有標籤。沒看過的數字就用最接近的那個有標籤的數字來命名：以像素來說最接近，或以編碼來說最接近。編碼器看過所有的訓練圖片，但沒有看過標籤。
*/
// %% tags=skip-in-grading
const asPixels = (pictures: tf.Tensor4D): tf.Tensor2D => pictures.reshape([pictures.shape[0], -1]);
const asCodes = (pictures: tf.Tensor4D): tf.Tensor2D => squares.encoder.predict(pictures) as tf.Tensor2D;

// en: The share of right names, over five choices of the labelled pictures.
// zh-TW: 名字正確的比例，取五種有標籤圖片的平均。
function rightNames(perDigit: number, describe: (pictures: tf.Tensor4D) => tf.Tensor2D, asked: tf.Tensor2D): number {
  const shares = [0, 1, 2, 3, 4].map((choice) => tf.tidy(() => {
    const labelled = unseen.classNames.flatMap((_, digit) =>
      Array.from(training.labels.keys()).filter((place) => training.labels[place] === digit).slice(choice * perDigit, (choice + 1) * perDigit));
    const known = describe(imagesAt(training, labelled));
    // |a − b|² = |a|² − 2 a·b + |b|²
    const nearest = known.square().sum(1).sub(tf.matMul(asked, known, false, true).mul(2)).argMin(1).dataSync();
    return nearest.filter((place, i) => training.labels[labelled[place]] === unseen.labels[i]).length / size;
  }));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
const labels = [1, 3, 10, 30];
const [byPixels, byCodes] = [asPixels, asCodes].map((describe) => {
  const asked = describe(firstImages(unseen, size));
  return labels.map((count) => rightNames(count, describe, asked));
});
console.log(labels.map((count, i) => `${count}: ${byPixels[i].toFixed(2)} ${byCodes[i].toFixed(2)}`).join('   '));
lineChart({ 'x': { x: labels, y: byPixels }, 'E(x)': { x: labels, y: byCodes } }, { mode: 'lines+markers' });

// %% [markdown] en
/*
16 numbers in place of 784, and hardly anything of a digit's name is lost: with few labels they do even a little better than the pixels (61 % against 57 % with three labels for each digit, when this was measured). What the digits have in common was learned without labels; the labels bring the names.

## 6 · A GAN as a loss

The grey bars of section 3 are no possible picture, and a discriminator would see that at once. It is a judge of pictures that **learns** what no formula says. So take it as a module: a loss that can be attached to any network which makes pictures. Here to the autoencoder, beside the squares, with a weight $w$:

$$L = L_{rec} + w\,L_{adv}, \qquad L_{adv} = -\,\mathbb{E}_{x} \log D(G(E(x))) \tag{001.5}$$

The squares say **which** picture, $D$ says **what a picture looks like**. Below the diagram are $D$'s loss and $G$'s, of logits.
*/
// %% [markdown] zh-TW
/*
用 16 個數代替 784 個，數字的名字幾乎沒有遺失：標籤少的時候，甚至比像素還好一些（實測每個數字三個標籤時，是 61 % 對 57 %）。數字的共通之處不靠標籤就學會了；標籤帶來的是名字。

## 6 · 把 GAN 當成損失

第 3 節的灰色直條不是可能的圖片，判別器一眼就看得出來。它是圖片的評審，而且**學得會**任何公式都說不出來的事。所以把它當成一個模組：一個可以接到任何會畫圖的網路上的損失。這裡接到自編碼器上，和平方並列，權重是 $w$：

$$L = L_{rec} + w\,L_{adv}, \qquad L_{adv} = -\,\mathbb{E}_{x} \log D(G(E(x))) \tag{001.5}$$

平方說的是**哪一張**圖片，$D$ 說的是**圖片該長什麼樣子**。示意圖下面是 $D$ 和 $G$ 的損失，都以 logit 計算。
*/
// %%
autoencoderDiagram('together')

// %%
// −E log D(x) − E log(1 − D(G(E(x))))
const discriminatorLoss = (realLogits: tf.Tensor, fakeLogits: tf.Tensor): tf.Scalar =>
  tf.softplus(tf.neg(realLogits)).mean().add(tf.softplus(fakeLogits).mean()) as tf.Scalar;
// −E log D(G(E(x)))
const fooling = (fakeLogits: tf.Tensor): tf.Scalar => tf.softplus(tf.neg(fakeLogits)).mean() as tf.Scalar;

const judged = (discriminator: tf.LayersModel, pictures: tf.Tensor): tf.Tensor => discriminator.apply(pictures, { training: true }) as tf.Tensor;

// %% [markdown] en
/*
**Task.** Return the total and both parts. `discriminator` is a function from pictures to logits.

<details><summary>Hint</summary>

The adversarial part is $G$'s loss of Lab 02 on the reconstructions: $-\log D$ of a logit $\ell$ is softplus$(-\ell)$. Above, it is called `fooling`.

</details>
*/
// %% [markdown] zh-TW
/*
**任務。** 回傳總和與兩個部分。`discriminator` 是一個從圖片到 logit 的函式。

<details><summary>提示</summary>

對抗的部分就是 Lab 02 中 $G$ 的損失，用在重建的圖片上：logit $\ell$ 的 $-\log D$ 是 softplus$(-\ell)$。上面把它叫做 `fooling`。

</details>
*/
// %% task=combined-loss
function combinedLoss(
  discriminator: (pictures: tf.Tensor4D) => tf.Tensor, original: tf.Tensor4D, reconstructed: tf.Tensor4D, weight: number,
): { total: tf.Scalar; reconstruction: tf.Scalar; adversarial: tf.Scalar } {
  // BEGIN SOLUTION
  const reconstruction = reconstructionLoss(original, reconstructed);
  const adversarial = fooling(discriminator(reconstructed));
  // L = L_rec + w·L_adv
  return { total: reconstruction.add(adversarial.mul(weight)), reconstruction, adversarial };
  // END SOLUTION
}

// %% check=combined-loss points=3
await lab.check('combined-loss', { combinedLoss: combinedLoss });

// %% [markdown] en
/*
Three networks, two moves, and each move has to leave the other side's weights alone:

- `discriminatorMove` changes $D$: originals are real, reconstructions of `seen` are made.
- `autoencoderMove` changes $E$ **and** $G$: down the total of `combinedLoss` between `original` and the reconstruction of `seen`.

**Task.** Write both. As in Lab 03: all networks in training mode, one update by the side's own optimizer (`model.discriminatorOptimizer`, `model.optimizer`), the loss from before the update returned, no tensor left behind.

<details><summary>Hint 1</summary>

`plainMove` in section 1 has the form. `discriminatorLoss`, `judged` and `reconstruct` are there as well.

</details>

<details><summary>Hint 2</summary>

The discriminator that `combinedLoss` wants: `(pictures) => judged(model.discriminator, pictures)`. The reconstruction has to be made **inside** of the function that `minimize` gets, or no gradient finds its way to $E$ and $G$.

</details>
*/
// %% [markdown] zh-TW
/*
三個網路、兩種步驟，每一步都不能動到另一方的權重：

- `discriminatorMove` 改變 $D$：原圖是真的，由 `seen` 重建的圖片是生成的。
- `autoencoderMove` 改變 $E$ **和** $G$：沿著 `original` 與 `seen` 重建圖片之間 `combinedLoss` 的總和往下走。

**任務。** 寫出這兩步。和 Lab 03 一樣：所有網路都用訓練模式，由自己這一方的最佳化器更新一次（`model.discriminatorOptimizer`、`model.optimizer`），回傳更新之前的損失，不留下張量。

<details><summary>提示 1</summary>

第 1 節的 `plainMove` 就是這個樣子。`discriminatorLoss`、`judged`、`reconstruct` 也都有了。

</details>

<details><summary>提示 2</summary>

`combinedLoss` 要的判別器是 `(pictures) => judged(model.discriminator, pictures)`。重建的圖片必須在傳給 `minimize` 的函式**裡面**產生，否則梯度找不到通往 $E$ 和 $G$ 的路。

</details>
*/
// %%
interface JudgedAutoencoder extends Autoencoder {
  discriminator: tf.LayersModel;
  discriminatorOptimizer: tf.Optimizer;
}

// %% task=moves
function discriminatorMove(model: JudgedAutoencoder, seen: tf.Tensor4D, original: tf.Tensor4D): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const loss = (): tf.Scalar => discriminatorLoss(judged(model.discriminator, original), judged(model.discriminator, reconstruct(model, seen)));
    return model.discriminatorOptimizer.minimize(loss, true, variablesOf(model.discriminator))!;
  });
  // END SOLUTION
}

function autoencoderMove(model: JudgedAutoencoder, seen: tf.Tensor4D, original: tf.Tensor4D, weight: number): tf.Tensor {
  // BEGIN SOLUTION
  return tf.tidy(() => {
    const judge = (pictures: tf.Tensor4D): tf.Tensor => judged(model.discriminator, pictures);
    const loss = (): tf.Scalar => combinedLoss(judge, original, reconstruct(model, seen), weight).total;
    return model.optimizer.minimize(loss, true, [...variablesOf(model.encoder), ...variablesOf(model.decoder)])!;
  });
  // END SOLUTION
}

// %% check=moves points=4
await lab.check('moves', { discriminatorMove: discriminatorMove, autoencoderMove: autoencoderMove });

// %% [markdown] en
/*
The same first weights as in section 1. A round takes longer, since $D$ moves as well, so it gets more seconds.
*/
// %% [markdown] zh-TW
/*
初始權重和第 1 節相同。$D$ 也要走一步，一個回合比較久，所以多給一些秒數。
*/
// %% tags=skip-in-grading
const WEIGHT = 0.003;
const sharp: JudgedAutoencoder = {
  ...createAutoencoder(16), discriminator: compactDiscriminator({ seed: 1 }), discriminatorOptimizer: tf.train.adam(0.001, 0.5),
};
const sharpRun = await learn({
  networks: { encoder: sharp.encoder, decoder: sharp.decoder, discriminator: sharp.discriminator },
  optimizers: { optimizer: sharp.optimizer, discriminatorOptimizer: sharp.discriminatorOptimizer },
  round: ({ random }) => tf.tidy(() => {
    const pictures = randomBatch(training, 64, random);
    return { discriminator: discriminatorMove(sharp, pictures, pictures), total: autoencoderMove(sharp, pictures, pictures, WEIGHT) };
  }),
  samples: () => reconstruct(sharp, watched),
  seconds: 60,
});

// %% [markdown] en
/*
From the top: the original, by squares alone, with $D$. **Sharpness** is the mean difference of neighbouring pixels: blur makes it small.
*/
// %% [markdown] zh-TW
/*
由上而下：原圖、只用平方、加上 $D$。**銳利度**（sharpness）是相鄰像素之差的平均：模糊會讓它變小。
*/
// %% tags=skip-in-grading
show(imageGrid(tf.concat([ten, reconstruct(squares, ten), reconstruct(sharp, ten)]), { columns: 10, range: [-1, 1] }));
const originals = firstImages(unseen, size);
const bySquares = reconstruct(squares, originals), withD = reconstruct(sharp, originals);
for (const [name, pictures] of Object.entries({ 'x': originals, 'L_rec': bySquares, 'L_rec + w L_adv': withD })) {
  console.log(`${name}:   error ${reconstructionLoss(originals, pictures).dataSync()[0].toFixed(3)}   sharpness ${sharpness(pictures).toFixed(3)}`);
}
scoreTable({ 'L_rec': evaluations['G(E(x))'], 'L_rec + w L_adv': await evaluate(withD, test, classifier, { quiet: true }) })

// %% [markdown] en
/*
How much of it? The same training with several weights, three seeds each, measured once and kept: error, sharpness and Fréchet distance of the reconstructions, beside what the originals get.
*/
// %% [markdown] zh-TW
/*
要加多少？同樣的訓練用幾種權重、各三個種子，測量一次後存起來：重建圖片的誤差、銳利度和 Fréchet 距離，旁邊是原圖得到的數字。
*/
// %%
measuredGanLoss()

// %% [markdown] en
/*
With a weight of 0.001 the error grows by 4 % and the Fréchet distance is nearly halved; with more, both go on, until more weight buys nothing. The error has to grow: the squares' blurred picture was the best **for the error**. What is bought with it are pictures that look like digits. Too much weight, and $D$ overrules the squares: at 0.1 no seed gave digits any more.

## 7 · Going further: the module on another network

`GanLoss` is what you wrote, in a box: a discriminator with an optimizer of its own, `of(made)` to be added to a loss, `learn(real, made)` for $D$'s move. It does not ask who made the pictures. Here it is attached to the denoiser of section 2, which is trained already:
*/
// %% [markdown] zh-TW
/*
權重 0.001 時，誤差增加 4 %，Fréchet 距離幾乎減半；權重再大，兩者繼續變化，直到加重也換不到什麼。誤差必然變大：**以誤差來說**，平方的模糊圖片本來就是最好的。用它換來的，是看起來像數字的圖片。權重太大時，$D$ 會壓過平方：權重 0.1 時，沒有一個種子畫得出數字。

## 7 · 更深入：把模組接到別的網路

`GanLoss` 就是你寫的東西裝進一個盒子：一個判別器和它自己的最佳化器，`of(made)` 加到損失上，`learn(real, made)` 是 $D$ 的一步。它不問圖片是誰畫的。這裡把它接到第 2 節已經訓練好的去雜訊網路：
*/
// %% tags=skip-in-grading
const ganLoss = new GanLoss(compactDiscriminator({ seed: 2 }), tf.train.adam(0.001, 0.5));
const before = reconstruct(denoiser, spoiled);
const sharperRun = await learn({
  networks: { encoder: denoiser.encoder, decoder: denoiser.decoder, discriminator: ganLoss.discriminator },
  optimizers: { optimizer: denoiser.optimizer, discriminatorOptimizer: ganLoss.optimizer },
  round: ({ random }) => tf.tidy(() => {
    const pictures = randomBatch(training, 64, random), seen = withNoise(pictures, random);
    const discriminator = ganLoss.learn(pictures, reconstruct(denoiser, seen));
    const total = denoiser.optimizer.minimize(() => {
      const made = reconstruct(denoiser, seen);
      return reconstructionLoss(pictures, made).add(ganLoss.of(made).mul(WEIGHT));
    }, true, [...variablesOf(denoiser.encoder), ...variablesOf(denoiser.decoder)])!;
    return { discriminator, total };
  }),
  samples: () => reconstruct(denoiser, spoiled),
  seconds: 20,
});
show(imageGrid(tf.concat([spoiled, before, reconstruct(denoiser, spoiled)]), { columns: 10, range: [-1, 1] }));

// %% [markdown] en
/*
## Questions

<details><summary>Many compare an autoencoder and a GAN by the pictures they generate. What is wrong with that?</summary>

An autoencoder learns $x \to G(E(x))$. Its loss says nothing about codes that no picture has, and random codes are mostly such. It could be compared as a generator only together with a distribution of codes; above, the fitted normal was that, and the table says how far it goes.

</details>

<details><summary>How could one make the codes N(0, 1)?</summary>

By asking for it in the loss. The variational autoencoder (arXiv 1312.6114) adds a distance of each code's distribution from $N(0, 1)$. The adversarial autoencoder (arXiv 1511.05644) attaches a `GanLoss` to the **codes**: $D$ tells $E(x)$ from $z \sim N(0, 1)$.

</details>

<details><summary>The denoiser is compared with the clean pictures. What would it learn if it were compared with the noisy ones it gets?</summary>

To give back as much noise as fits into the code. Interestingly, compared with the same picture under **other** noise it would learn the clean picture again: the best answer under squares is the mean, and the noise's mean is 0 (but for what was cut off).

</details>

<details><summary>Would a code of 784 numbers be better?</summary>

For the error, yes: the network could pass everything on, and would have learned nothing. The short code is what makes it find out what digits have in common. With noise on its input, even a long code has to.

</details>

<details><summary>With absolute values in place of squares, would the bars be grey?</summary>

Two bars, equally often: every value between white and black costs the same. At 60 to 40 the absolute value takes the more common one, and stays sharp (Lab 04, section 6). It still has to decide once for all; $D$ lets it draw either.

</details>

<details><summary>Let the weight grow without end. What is left?</summary>

The adversarial part alone: $G(E(x))$ has to look like a digit, any digit. The encoder becomes a source of noise, and the whole a GAN with pictures for $z$.

</details>

<details><summary>Why must the decoder not get D's loss, nor D the autoencoder's?</summary>

$D$'s loss falls when reconstructions are easier to tell. A step of $E$ and $G$ down that loss makes them worse on purpose; a step of $D$ down the autoencoder's loss makes $D$ blind on purpose. The lists of variables keep them apart.

</details>

**Further reading.** Hinton, Salakhutdinov: *Reducing the Dimensionality of Data with Neural Networks*, Science 313 (2006). Vincent et al.: *Extracting and Composing Robust Features with Denoising Autoencoders*, ICML 2008. Kingma, Welling, arXiv 1312.6114. Makhzani et al., arXiv 1511.05644. A GAN as a loss: Larsen et al., arXiv 1512.09300; Pathak et al.: *Context Encoders*, arXiv 1604.07379; Isola et al. (pix2pix), arXiv 1611.07004.
*/
// %% [markdown] zh-TW
/*
## 問題

<details><summary>很多人用生成的圖片來比較自編碼器和 GAN。這樣做有什麼問題？</summary>

自編碼器學的是 $x \to G(E(x))$。它的損失完全不管「沒有任何圖片會用到的編碼」，而隨機的編碼多半就是這一種。要當成生成器來比較，就得連同編碼的分布一起比；上面擬合的常態分布就是這樣的分布，而表格說明了它能走多遠。

</details>

<details><summary>怎樣才能讓編碼變成 N(0, 1)？</summary>

在損失裡提出要求。變分自編碼器（arXiv 1312.6114）加上每個編碼的分布與 $N(0, 1)$ 的距離。對抗自編碼器（arXiv 1511.05644）則把 `GanLoss` 接到**編碼**上：由 $D$ 分辨 $E(x)$ 和 $z \sim N(0, 1)$。

</details>

<details><summary>去雜訊的網路是和乾淨的圖片比較的。如果和它拿到的有雜訊的圖片比較，會學到什麼？</summary>

盡量把雜訊也塞進編碼再還回來。有趣的是，如果和同一張圖片、但是**另一份**雜訊比較，它又會學到乾淨的圖片：平方之下最好的答案是平均，而雜訊的平均是 0（被截斷的部分除外）。

</details>

<details><summary>用 784 個數的編碼會更好嗎？</summary>

以誤差來說會：網路可以把一切原封不動傳過去，但什麼也沒學到。正因為編碼短，它才必須找出數字的共通之處。輸入有雜訊時，就算編碼很長也得這麼做。

</details>

<details><summary>如果用絕對值代替平方，直條還會是灰色的嗎？</summary>

兩根直條各占一半時，從白到黑的每個值代價都相同。60 比 40 時，絕對值會選比較常見的那一個，因而保持清楚（Lab 04 第 6 節）。但它還是得一次決定到底；$D$ 則允許它畫任何一種。

</details>

<details><summary>如果權重無限增大，會剩下什麼？</summary>

只剩對抗的部分：$G(E(x))$ 必須看起來像數字，哪個數字都行。編碼器變成雜訊的來源，整體成了一個以圖片代替 $z$ 的 GAN。

</details>

<details><summary>為什麼不能讓解碼器去最小化 D 的損失，也不能讓 D 去最小化自編碼器的損失？</summary>

重建的圖片愈容易分辨，$D$ 的損失就愈小。如果 $E$ 和 $G$ 沿著它往下走，就是故意畫得更差；如果 $D$ 沿著自編碼器的損失往下走，就是故意變瞎。變數清單把雙方分開。

</details>

**延伸閱讀。** Hinton、Salakhutdinov：*Reducing the Dimensionality of Data with Neural Networks*，Science 313（2006）。Vincent 等人：*Extracting and Composing Robust Features with Denoising Autoencoders*，ICML 2008。Kingma、Welling，arXiv 1312.6114。Makhzani 等人，arXiv 1511.05644。把 GAN 當成損失：Larsen 等人，arXiv 1512.09300；Pathak 等人：*Context Encoders*，arXiv 1604.07379；Isola 等人（pix2pix），arXiv 1611.07004。
*/
