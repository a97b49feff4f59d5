/**
 * The five guidelines of the DCGAN paper (arXiv 1511.06434, section 3) as rules about the layers of a
 * network: what departs from them, in words. Nothing is computed with the network.
 */
import type * as tf from '@tensorflow/tfjs';
import { say, type Text } from './language.js';
import { operationsOf, type Operation } from './operations.js';

export interface Departure {
  /** 1 to 5 as in the paper; 0: sound advice that the paper does not give. */
  guideline: 0 | 1 | 2 | 3 | 4 | 5;
  network: 'G' | 'D';
  text: Text;
}

export const guidelines: readonly Text[] = [
  say('Strided convolutions in D and transposed ones in G, no pooling', 'D 用有步幅的卷積、G 用轉置卷積，不用池化'),
  say('Batch normalisation in both, but not on the output of G nor on the input of D', '兩者都用批次正規化，但 G 的輸出和 D 的輸入除外'),
  say('No fully connected hidden layers', '不用全連接的隱藏層'),
  say('ReLU in G, tanh at its output', 'G 用 ReLU，輸出用 tanh'),
  say('LeakyReLU in D', 'D 用 LeakyReLU'),
];

/** Where the networks depart from the guidelines; either may be left out. */
export function departuresOf({ generator, discriminator }: { generator?: tf.LayersModel; discriminator?: tf.LayersModel }): Departure[] {
  const departures: Departure[] = [];
  const reader = (network: 'G' | 'D'): Say => (guideline, en, zhTW) => { departures.push({ guideline, network, text: say(en, zhTW) }); };
  if (generator) readGenerator(operationsOf(generator), reader('G'));
  if (discriminator) readDiscriminator(operationsOf(discriminator), reader('D'));
  return departures;
}

type Say = (guideline: Departure['guideline'], en: string, zhTW: string) => void;

const isWeighted = ({ kind }: Operation): boolean => ['dense', 'conv2d', 'conv2dTranspose'].includes(kind);
/** What pools, or enlarges without weights. */
const isPooling = ({ kind }: Operation): boolean => /Pooling|UpSampling/.test(kind);
/** Everything that is neither weights, normalisation nor pooling is taken for an activation. */
const isActivation = (operation: Operation): boolean => !isWeighted(operation) && !isPooling(operation) && operation.kind !== 'batchNorm';

/** A layer as the reader knows it: its name and what it puts out. */
const nameOf = ({ layer, outputShape }: Operation): string => `${layer.name} (${outputShape.join('×') || '?'})`;

function readGenerator(operations: Operation[], put: Say): void {
  const weighted = operations.filter(isWeighted);
  const last = weighted.at(-1);
  for (const operation of operations.filter(isPooling)) put(1, `${nameOf(operation)} changes the size without learning how: use tf.layers.conv2dTranspose with strides: 2.`, `${nameOf(operation)} 改變大小卻學不到怎麼改：請用 strides: 2 的 tf.layers.conv2dTranspose。`);
  for (const operation of weighted.slice(0, -1)) {
    if (followers(operations, operation).every(({ kind }) => kind !== 'batchNorm')) put(2, `No batch normalisation follows ${nameOf(operation)}.`, `${nameOf(operation)} 後面沒有批次正規化。`);
  }
  if (last && followers(operations, last).some(({ kind }) => kind === 'batchNorm')) put(2, `Batch normalisation follows the output, ${nameOf(last)}: it would force every batch to the same brightness.`, `輸出 ${nameOf(last)} 後面有批次正規化：每個批次的亮度都會被迫相同。`);
  for (const operation of weighted.slice(1).filter(({ kind }) => kind === 'dense')) put(3, `${nameOf(operation)} is fully connected: after the first projection of z, only transposed convolutions.`, `${nameOf(operation)} 是全連接層：投影 z 之後，只用轉置卷積。`);
  for (const operation of weighted.slice(0, -1)) {
    const activation = followers(operations, operation).find(isActivation);
    if (activation?.kind !== 'relu') put(4, `After ${nameOf(operation)} comes ${activation ? `${activation.kind}` : 'no activation'}; G takes ReLU.`, `${nameOf(operation)} 之後是 ${activation ? activation.kind : '沒有活化函數'}；G 用 ReLU。`);
  }
  const output = last && followers(operations, last).find(isActivation);
  if (last && output?.kind !== 'tanh') put(4, `The output, ${nameOf(last)}, has ${output ? output.kind : 'no activation'}; the data lies in [−1, 1], the range of tanh.`, `輸出 ${nameOf(last)} 的活化函數是 ${output ? output.kind : '（沒有）'}；資料在 [−1, 1] 之間，正是 tanh 的值域。`);
  for (const operation of weighted.filter(({ kind }) => kind === 'conv2dTranspose')) {
    const [kernel, stride] = [sideOf(operation, 'kernelSize'), sideOf(operation, 'strides')];
    if (stride > 1 && kernel % stride !== 0) put(0, `${nameOf(operation)}: the kernel's side ${kernel} is no multiple of the stride ${stride}, which favours a checkerboard; ${kernel - kernel % stride + stride} is one.`, `${nameOf(operation)}：卷積核邊長 ${kernel} 不是步幅 ${stride} 的倍數，容易出現棋盤格紋；可改用 ${kernel - kernel % stride + stride}。`);
  }
}

function readDiscriminator(operations: Operation[], put: Say): void {
  const weighted = operations.filter(isWeighted);
  for (const operation of operations.filter(isPooling)) put(1, `${nameOf(operation)} pools: use a convolution with strides: 2.`, `${nameOf(operation)} 是池化：請改用 strides: 2 的卷積。`);
  weighted.slice(0, -1).forEach((operation, i) => {
    const isNormalized = followers(operations, operation).some(({ kind }) => kind === 'batchNorm');
    if (i === 0 && isNormalized) put(2, `Batch normalisation follows ${nameOf(operation)}, which sees the picture itself: the first layer goes without.`, `${nameOf(operation)} 直接看圖片，後面卻有批次正規化：第一層不要做。`);
    if (i > 0 && !isNormalized) put(2, `No batch normalisation follows ${nameOf(operation)}.`, `${nameOf(operation)} 後面沒有批次正規化。`);
  });
  for (const operation of weighted.slice(0, -1).filter(({ kind }) => kind === 'dense')) put(3, `${nameOf(operation)} is fully connected and hidden: only the last layer may be.`, `${nameOf(operation)} 是全連接的隱藏層：只有最後一層可以全連接。`);
  for (const operation of weighted.slice(0, -1)) {
    const activation = followers(operations, operation).find(isActivation);
    if (activation?.kind !== 'leakyRelu') put(5, `After ${nameOf(operation)} comes ${activation ? activation.kind : 'no activation'}; D takes LeakyReLU.`, `${nameOf(operation)} 之後是 ${activation ? activation.kind : '沒有活化函數'}；D 用 LeakyReLU。`);
  }
}

/** The operations between this one and the next that has weights. */
function followers(operations: Operation[], operation: Operation): Operation[] {
  const rest = operations.slice(operations.indexOf(operation) + 1);
  const end = rest.findIndex(isWeighted);
  return end < 0 ? rest : rest.slice(0, end);
}

const sideOf = ({ config }: Operation, setting: string): number => Number([config[setting]].flat()[0]);
