/**
 * tfjs's differentiable operations on small odd shapes, each in the variants whose gradients take
 * different paths: the table that gradients.test.ts goes through.
 */
import * as tf from '@tensorflow/tfjs';
import { instanceNormalize } from '../../../labs/helpers/cyclegan/instance-normalization.js';
import { between, distinct } from './numerical.js';
import type { Computation } from './numerical.js';

type T = tf.Tensor;
type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;

const smooth = (...shape: number[]) => between(-1, 1, ...shape);
const positive = (...shape: number[]) => between(0.5, 2, ...shape);

const elementwise: Record<string, Computation> = Object.fromEntries(Object.entries({
  acosh: { f: tf.acosh, x: between(1.5, 3, 7) }, acos: { f: tf.acos, x: between(-0.7, 0.7, 7) },
  asin: { f: tf.asin, x: between(-0.7, 0.7, 7) }, asinh: { f: tf.asinh }, atan: { f: tf.atan }, atanh: { f: tf.atanh, x: between(-0.7, 0.7, 7) },
  cos: { f: tf.cos }, cosh: { f: tf.cosh }, sin: { f: tf.sin }, sinh: { f: tf.sinh }, tan: { f: tf.tan }, tanh: { f: tf.tanh },
  erf: { f: tf.erf }, exp: { f: tf.exp }, expm1: { f: tf.expm1 }, log: { f: tf.log, x: positive(7) }, log1p: { f: tf.log1p, x: positive(7) },
  sqrt: { f: tf.sqrt, x: positive(7) }, rsqrt: { f: tf.rsqrt, x: positive(7) }, reciprocal: { f: tf.reciprocal, x: positive(7) },
  square: { f: tf.square }, neg: { f: tf.neg }, clone: { f: (x: T) => tf.clone(x) }, cast: { f: (x: T) => x.cast('float32') },
  sigmoid: { f: tf.sigmoid }, logSigmoid: { f: tf.logSigmoid }, softplus: { f: tf.softplus },
  abs: { f: tf.abs, x: distinct(7) }, relu: { f: tf.relu, x: distinct(7) }, elu: { f: tf.elu, x: distinct(7) }, selu: { f: tf.selu, x: distinct(7) },
  leakyRelu: { f: (x: T) => tf.leakyRelu(x, 0.2), x: distinct(7) },
  relu6: { f: (x: T) => tf.relu6(x.mul(7.68)), x: distinct(7) }, clipByValue: { f: (x: T) => tf.clipByValue(x, -0.15625, 0.3125), x: distinct(7) },
  'operations with steps': { f: (x: T) => tf.addN([tf.sign(x), tf.step(x, 0.3), tf.floor(x.mul(3)), tf.ceil(x.mul(3)), tf.round(x), tf.zerosLike(x), tf.onesLike(x)]).mul(x), x: between(0.15, 0.25, 7) },
  'tests for numbers': { f: (x: T) => tf.where(tf.isFinite(x).logicalAnd(tf.isNaN(x).logicalNot()).logicalAnd(tf.isInf(x).logicalNot()), x.square(), x) },
} as Record<string, { f: (x: T) => T; x?: Computation['inputs'][0] }>).map(([name, { f, x }]) => [name, { f, inputs: [x ?? smooth(7)] }]));

const softmaxes: Record<string, Computation> = {
  'instance normalisation': { f: (x) => instanceNormalize(x as T4, 0.3), inputs: [smooth(2, 2, 3, 5)] },
  'softmax': { f: (x) => tf.softmax(x), inputs: [smooth(2, 3)] },
  'logSoftmax': { f: (x) => tf.logSoftmax(x), inputs: [smooth(2, 3)] },
  'logSumExp': { f: (x) => tf.logSumExp(x, 1), inputs: [smooth(2, 3)] },
};

/** a and b of different rank, with an axis of length 1 in each. */
const broadcasting = (f: (a: T, b: T) => T, a = smooth(2, 1, 3), b = positive(4, 1)): Computation => ({ f, inputs: [a, b] });

const binary: Record<string, Computation> = {
  'add': broadcasting(tf.add), 'sub': broadcasting(tf.sub), 'mul': broadcasting(tf.mul), 'div': broadcasting(tf.div),
  'atan2': broadcasting(tf.atan2), 'squaredDifference': broadcasting(tf.squaredDifference), 'pow': broadcasting(tf.pow, positive(2, 1, 3), smooth(4, 1)),
  'pow with a fixed exponent': { f: (x) => tf.addN([x.pow(2), x.pow(3), x.pow(1), x.pow(0)]), inputs: [distinct(7)] },
  'pow of zero': { f: (x) => tf.addN([x.pow(2), x.pow(3), x.pow(1), x.pow(0)]), inputs: [{ shape: [2], values: [0, 0] }] },
  'maximum': broadcasting(tf.maximum, distinct(2, 1, 3), { shape: [4, 1], values: [0, 0, 0, 0] }), 'minimum': broadcasting(tf.minimum, distinct(2, 1, 3), { shape: [4, 1], values: [0, 0, 0, 0] }),
  'mod': broadcasting(tf.mod, between(1.45, 1.5, 2, 1, 3), between(0.58, 0.62, 4, 1)),
  'addN': { f: (a, b) => tf.addN([a, b, a]), inputs: [smooth(3), smooth(3)] },
  'prelu': { f: (x, slope) => tf.prelu(x, slope), inputs: [distinct(2, 2, 3), between(0.1, 0.3, 3)] },
  'where': { f: (a, b) => tf.where(a.greater(0), a.square(), b), inputs: [distinct(2, 3), smooth(2, 3)] },
  'where, with conditions of every kind': {
    f: (a) => tf.where(a.less(0).logicalOr(a.equal(3)), a.square(), tf.where(a.lessEqual(0.3125).logicalXor(a.notEqual(5)), a.pow(3), a.mul(7))), inputs: [distinct(7)],
  },
};

const products: Record<string, Computation> = {
  'matMul': { f: (a, b) => tf.matMul(a, b), inputs: [smooth(2, 3), smooth(3, 4)] },
  'matMul, a transposed': { f: (a, b) => tf.matMul(a, b, true), inputs: [smooth(3, 2), smooth(3, 4)] },
  'matMul, b transposed': { f: (a, b) => tf.matMul(a, b, false, true), inputs: [smooth(2, 3), smooth(4, 3)] },
  'matMul, both transposed': { f: (a, b) => tf.matMul(a, b, true, true), inputs: [smooth(3, 2), smooth(4, 3)] },
  'matMul of batches': { f: (a, b) => tf.matMul(a, b), inputs: [smooth(2, 2, 3), smooth(2, 3, 2)] },
  'matMul of a batch with one matrix': { f: (a, b) => tf.matMul(a, b), inputs: [smooth(2, 2, 3), smooth(3, 2)] },
  'dot': { f: (a, b) => tf.dot(a, b), inputs: [smooth(4), smooth(4)] },
  'outerProduct': { f: (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D), inputs: [smooth(3), smooth(2)] },
  'einsum': { f: (a, b) => tf.einsum('bij,bjk->bik', a, b), inputs: [smooth(2, 2, 3), smooth(2, 3, 2)] },
  'einsum to a number': { f: (a, b) => tf.einsum('ij,ji->', a, b), inputs: [smooth(2, 3), smooth(3, 2)] },
  'einsum, transposed': { f: (a, b) => [tf.einsum('ij,kj->ki', a, b), tf.einsum('i,j->ji', a.sum(1), b.sum(1))], inputs: [smooth(2, 3), smooth(4, 3)] },
  'einsum of one tensor': { f: (a) => tf.einsum('ij->j', a), inputs: [smooth(2, 3)] },
  'fused.matMul': {
    f: (a, b, bias) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, transposeA: false, transposeB: false, bias, activation: 'sigmoid' }),
    inputs: [smooth(2, 3), smooth(3, 4), smooth(4)],
  },
  'fused.matMul, linear': {
    f: (a, b, bias) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, transposeA: true, transposeB: false, bias }),
    inputs: [smooth(3, 2), smooth(3, 4), smooth(4)],
  },
};

const reductions: Record<string, Computation> = {
  'sum': { f: (x) => [tf.sum(x), tf.sum(x, 1), tf.sum(x, [-1, 0], true)], inputs: [smooth(2, 3, 2)] },
  'mean': { f: (x) => [tf.mean(x), tf.mean(x, 1), tf.mean(x, [-1, 0], true)], inputs: [smooth(2, 3, 2)] },
  'max': { f: (x) => [tf.max(x), tf.max(x, 1), tf.max(x, [-1, 0], true)], inputs: [distinct(2, 3, 2)] },
  'min': { f: (x) => [tf.min(x), tf.min(x, 1), tf.min(x, [-1, 0], true)], inputs: [distinct(2, 3, 2)] },
  'prod': { f: (x) => [tf.prod(x), tf.prod(x, 1), tf.prod(x, [0, 2], true)], inputs: [positive(2, 3, 2)] },
  'prod over the last axes, counted from the end': { f: (x) => [tf.prod(x, -1), tf.prod(x, [-1, 0])], inputs: [positive(2, 3, 2)] },
  'prod with a zero': { f: (x) => tf.prod(x), inputs: [{ shape: [3], values: [0, 0.5, 2] }] },
  'norm': { f: (x) => [tf.norm(x), tf.norm(x, 'euclidean', 1), tf.norm(x, 1), tf.norm(x, 2, -1)], inputs: [distinct(2, 3)] },
  'moments': { f: (x) => Object.values(tf.moments(x, 0)), inputs: [smooth(4, 3)] },
  'cumsum': { f: (x) => [tf.cumsum(x, 0), tf.cumsum(x, 1, true), tf.cumsum(x, 2, false, true), tf.cumsum(x, 0, true, true)], inputs: [smooth(2, 3, 4)] },
  'cumprod': { f: (x) => [tf.cumprod(x, 0), tf.cumprod(x, 1, true), tf.cumprod(x, 2, false, true)], inputs: [positive(2, 3, 2)] },
  'oneHot, any and all have no slope': { f: (x) => tf.oneHot(tf.argMax(x, 1), 4).cast('float32').mul(x).add(x.greaterEqual(0).any().cast('float32').add(tf.all(x.less(9)).cast('float32'))), inputs: [distinct(2, 4)] },
  'topk': { f: (x) => tf.topk(x, 2).values, inputs: [distinct(2, 4)] },
  'argMax has no slope': { f: (x) => tf.argMax(x, 1).cast('float32').add(tf.argMin(x, 1).cast('float32')).mul(x.sum(1)), inputs: [distinct(2, 4)] },
};

const layout: Record<string, Computation> = {
  'reshape': { f: (x) => x.reshape([3, 2]), inputs: [smooth(2, 3)] },
  'expandDims and squeeze': { f: (x) => [x.expandDims(1), x.expandDims(-1).squeeze([0])], inputs: [smooth(1, 3)] },
  'transpose': { f: (x) => [x.transpose([2, 0, 1]), x.transpose()], inputs: [smooth(2, 3, 2)] },
  'reverse': { f: (x) => [x.reverse(0), x.reverse([-1])], inputs: [smooth(2, 3)] },
  'tile': { f: (x) => [x.tile([2, 3]), x.reshape([6]).tile([2]), x.reshape([1, 1, 2, 1, 3]).tile([2, 1, 1, 2, 2])], inputs: [smooth(2, 3)] },
  'broadcastTo': { f: (x) => tf.broadcastTo(x, [4, 2, 3]), inputs: [smooth(1, 3)] },
  'concat': { f: (a, b) => [tf.concat([a, b, a], 1), tf.concat([a], 0)], inputs: [smooth(2, 3), smooth(2, 2)] },
  'stack': { f: (a, b) => [tf.stack([a, b], 1), tf.stack([a])], inputs: [smooth(2, 3), smooth(2, 3)] },
  'unstack': { f: (x) => [...tf.unstack(x, 1), ...tf.unstack(x.reshape([1, 6]))], inputs: [smooth(2, 3)] },
  'split': { f: (x) => [...tf.split(x, [1, 2], 1), tf.split(x, 2)[1], ...tf.split(x, 1)], inputs: [smooth(2, 3)] },
  'slice': { f: (x) => x.slice([1, 0], [1, 2]), inputs: [smooth(2, 3)] },
  'stridedSlice': { f: (x) => [tf.stridedSlice(x, [0, 4], [3, 0], [2, -2]), tf.stridedSlice(x, [1, 0], [2, 5], [1, 3], 0, 2, 0, 0, 1)], inputs: [smooth(3, 5)] },
  'pad': { f: (x) => tf.pad(x, [[1, 0], [0, 2]], 3), inputs: [smooth(2, 3)] },
  'mirrorPad, reflect': { f: (x) => tf.mirrorPad(x, [[1, 1], [2, 1]], 'reflect'), inputs: [smooth(2, 3)] },
  'mirrorPad, symmetric': { f: (x) => tf.mirrorPad(x, [[2, 1], [0, 3], [0, 0]], 'symmetric'), inputs: [smooth(2, 3, 2)] },
  'gather': { f: (x) => [0, 1, -1].map((axis) => tf.gather(x, tf.tensor1d([1, 0, 1], 'int32'), axis)), inputs: [smooth(2, 3, 2)] },
  'gather with a matrix of indices': { f: (x) => tf.gather(x, tf.tensor2d([[1, 0, 1], [2, 2, 1]], [2, 3], 'int32'), 1), inputs: [smooth(2, 3, 2)] },
  'gather within a batch': { f: (x) => [1, 2].map((axis) => tf.gather(x, tf.tensor2d([[1, 0, 1], [0, 1, 1]], [2, 3], 'int32'), axis, 1)), inputs: [smooth(2, 3, 2)] },
  'gather within a batch of batches': { f: (x) => tf.gather(x, tf.tensor3d([[[1], [0]], [[0], [1]]], [2, 2, 1], 'int32'), 2, 2), inputs: [smooth(2, 2, 2, 2)] },
  'gatherND': { f: (x) => tf.gatherND(x, tf.tensor2d([[1, 0], [0, 2], [1, 0]], [3, 2], 'int32')), inputs: [smooth(2, 3, 2)] },
  'scatterND': { f: (x) => tf.scatterND(tf.tensor2d([[3], [1], [3]], [3, 1], 'int32'), x, [5, 2]), inputs: [smooth(3, 2)] },
  'tensorScatterUpdate': { f: (x, updates) => tf.tensorScatterUpdate(x.neg(), tf.tensor2d([[3], [1]], [2, 1], 'int32'), updates), inputs: [smooth(5, 2), smooth(2, 2)] },
  'unsortedSegmentSum': { f: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, -1, 2], 'int32'), 3), inputs: [smooth(4, 2)] },
  'batchToSpaceND': { f: (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]]), inputs: [smooth(4, 2, 1, 2)] },
  'spaceToBatchND': { f: (x) => tf.spaceToBatchND(x, [2, 2], [[0, 1], [1, 0]]), inputs: [smooth(1, 3, 3, 2)] },
  'depthToSpace': { f: (x) => tf.depthToSpace(x as T4, 2, 'NHWC'), inputs: [smooth(2, 2, 3, 8)] },
  'diag': { f: (x) => tf.diag(x), inputs: [smooth(3)] },
  'flipLeftRight': { f: (x) => tf.image.flipLeftRight(x as T4), inputs: [smooth(1, 2, 3, 2)] },
};

const convolutions: Record<string, Computation> = {
  'conv1d': { f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'same'), inputs: [smooth(2, 5, 2), smooth(3, 2, 2)] },
  'fused conv2d, dilated, as a layer calls it whose activation cannot be fused': {
    f: (x, filter) => tf.fused.conv2d({ x: x as T4, filter: filter as T4, strides: 1, pad: 'same', dilations: 2, activation: null as never }), inputs: [smooth(2, 5, 4, 2), smooth(2, 2, 2, 3)],
  },
  'conv1d, dilated': { f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same', 'NWC', 2), inputs: [smooth(2, 5, 2), smooth(3, 2, 2)] },
  ...Object.fromEntries(([
    ['valid', 1, 1], ['same', 2, 1], ['same', [1, 2], 1], [1, 2, 1], [[[0, 0], [1, 0], [0, 2], [0, 0]], 1, 1],
    ['valid', 1, 2], ['same', 1, 2], ['same', 1, [1, 3]], [2, 1, 2], [[[0, 0], [1, 0], [0, 2], [0, 0]], 1, 2],
  ] as ['same' | 'valid', number, number][]).flatMap(([pad, strides, dilations]) => {
    const variant = `pad ${JSON.stringify(pad)}, stride ${JSON.stringify(strides)}, dilation ${JSON.stringify(dilations)}`;
    const filter = dilations === 1 ? [3, 2] : [2, 2];
    return [
      [`conv2d, ${variant}`, { f: (x: T, w: T) => tf.conv2d(x as T4, w as T4, strides, pad, 'NHWC', dilations), inputs: [smooth(2, 5, 4, 2), smooth(...filter, 2, 3)] }],
      // Strides that differ between the axes are an error of tfjs.
      ...(typeof strides === 'number' ? [
        [`depthwiseConv2d, ${variant}`, { f: (x: T, w: T) => tf.depthwiseConv2d(x as T4, w as T4, strides, pad, 'NHWC', dilations), inputs: [smooth(2, 5, 4, 2), smooth(...filter, 2, 1)] }],
      ] : []),
    ] as [string, Computation][];
  })),
  'conv2d, channels first': { f: (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same', 'NCHW'), inputs: [smooth(1, 2, 4, 3), smooth(2, 2, 2, 2)] },
  'depthwiseConv2d, two filters a channel': { f: (x, w) => tf.depthwiseConv2d(x as T4, w as T4, 2, 'same'), inputs: [smooth(1, 5, 4, 2), smooth(3, 2, 2, 2)] },
  'depthwiseConv2d, two filters a channel, dilated': { f: (x, w) => tf.depthwiseConv2d(x as T4, w as T4, 1, 'same', 'NHWC', 2), inputs: [smooth(1, 5, 4, 2), smooth(2, 2, 2, 2)] },
  'separableConv2d': { f: (x, d, p) => tf.separableConv2d(x as T4, d as T4, p as T4, 1, 'same'), inputs: [smooth(1, 4, 3, 2), smooth(3, 2, 2, 1), smooth(1, 1, 2, 3)] },
  'conv2dTranspose': { f: (x, w) => tf.conv2dTranspose(x as T4, w as T4, [2, 6, 5, 2], 2, 'same'), inputs: [smooth(2, 3, 3, 2), smooth(3, 2, 2, 2)] },
  'conv2dTranspose, valid': { f: (x, w) => tf.conv2dTranspose(x as T4, w as T4, [1, 4, 3, 2], 1, 'valid'), inputs: [smooth(1, 2, 2, 2), smooth(3, 2, 2, 2)] },
  'conv3d': { f: (x, w) => tf.conv3d(x as T5, w as T5, [1, 2, 1], 'same'), inputs: [smooth(1, 3, 3, 2, 2), smooth(2, 3, 2, 2, 2)] },
  'conv3dTranspose': { f: (x, w) => tf.conv3dTranspose(x as T5, w as T5, [1, 3, 4, 2, 2], [1, 2, 1], 'same'), inputs: [smooth(1, 3, 2, 2, 2), smooth(2, 3, 2, 2, 2)] },
  'fused.conv2d': {
    f: (x, w, bias) => tf.fused.conv2d({ x: x as T4, filter: w as T4, strides: 2, pad: 'same', bias, activation: 'elu' }),
    inputs: [smooth(1, 5, 4, 2), smooth(3, 2, 2, 3), smooth(3)],
  },
  'fused.conv2d, linear': {
    f: (x, w, bias) => tf.fused.conv2d({ x: x as T4, filter: w as T4, strides: 2, pad: 'same', bias }),
    inputs: [smooth(1, 5, 4, 2), smooth(3, 2, 2, 3), smooth(3)],
  },
  'fused.conv2d, dilated': {
    f: (x, w, bias) => tf.fused.conv2d({ x: x as T4, filter: w as T4, strides: 1, pad: 'same', dilations: 2, bias }),
    inputs: [smooth(1, 5, 4, 2), smooth(3, 2, 2, 3), smooth(3)],
  },
  'fused.depthwiseConv2d': {
    f: (x, w, bias) => tf.fused.depthwiseConv2d({ x: x as T4, filter: w as T4, strides: 1, pad: 'same', bias, activation: 'sigmoid' }),
    inputs: [smooth(1, 4, 3, 2), smooth(3, 2, 2, 1), smooth(2)],
  },
};

const pooling: Record<string, Computation> = {
  ...Object.fromEntries((['valid', 'same', 1] as ('same' | 'valid')[]).flatMap((pad) => [1, 2].map((strides) => [`avgPool, pad ${pad}, stride ${strides}`,
    { f: (x: T) => tf.avgPool(x as T4, [2, 3], strides, pad), inputs: [smooth(2, 5, 4, 2)] }]))),
  ...Object.fromEntries((['valid', 'same', 1] as ('same' | 'valid')[]).flatMap((pad) => [1, 2].map((strides) => [`maxPool, pad ${pad}, stride ${strides}`,
    { f: (x: T) => tf.maxPool(x as T4, [2, 3], strides, pad), inputs: [distinct(2, 5, 4, 2)] }]))),
  'pool, dilated': { f: (x) => [tf.pool(x as T4, 2, 'avg', 'valid', 2), tf.pool(x as T4, 2, 'max', 'valid', 2)], inputs: [distinct(1, 4, 5, 2)] },
  'dilation2d': { f: (x, w) => tf.dilation2d(x as T4, w as tf.Tensor3D, 1, 'same'), inputs: [distinct(1, 4, 3, 2), { shape: [2, 2, 2], values: Array<number>(8).fill(0) }], once: true },
  'avgPool3d': { f: (x) => tf.avgPool3d(x as T5, 2, 1, 'same'), inputs: [smooth(1, 3, 3, 2, 2)] },
  'maxPool3d': { f: (x) => tf.maxPool3d(x as T5, 2, 1, 'same'), inputs: [distinct(1, 3, 3, 2, 2)] },
};

const perChannel = [smooth(3), positive(3), smooth(3), positive(3)];

const normalisations: Record<string, Computation> = {
  'batchNorm': { f: (x, mean, variance, offset, scale) => tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.1), inputs: [smooth(2, 2, 1, 3), ...perChannel] },
  'batchNorm of a matrix': { f: (x, mean, variance) => tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D), inputs: [smooth(4, 3), smooth(3), positive(3)] },
  'batchNorm with statistics of the shape of x': { f: (x, mean, variance) => tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor2D, variance as tf.Tensor2D), inputs: [smooth(2, 3), smooth(2, 3), positive(2, 3)] },
  'localResponseNormalization': { f: (x) => tf.localResponseNormalization(x as T4, 1, 1, 0.7, 0.6), inputs: [smooth(1, 2, 2, 4)] },
  'layer normalisation by hand': { f: (x) => { const { mean, variance } = tf.moments(x, -1, true); return x.sub(mean).div(variance.add(0.1).sqrt()); }, inputs: [smooth(3, 4)] },
};

const images: Record<string, Computation> = Object.fromEntries([[4, 7], [2, 2]].flatMap(([height, width]) => [[false, false], [true, false], [false, true]].flatMap(([corners, centers]) => {
  const variant = `to ${height}×${width}${corners ? ', corners aligned' : ''}${centers ? ', half pixel centers' : ''}`;
  return [
    [`resizeBilinear ${variant}`, { f: (x: T) => tf.image.resizeBilinear(x as T4, [height, width], corners, centers), inputs: [smooth(2, 3, 4, 2)] }],
    [`resizeNearestNeighbor ${variant}`, { f: (x: T) => tf.image.resizeNearestNeighbor(x as T4, [height, width], corners, centers), inputs: [smooth(2, 3, 4, 2)] }],
  ];
})) as [string, Computation][]);

const targets = () => tf.tensor2d([0, 0.5, 0.5, 0.9, 0.1, 0], [2, 3]);

const losses: Record<string, Computation> = {
  'sigmoidCrossEntropy': { f: (x) => tf.losses.sigmoidCrossEntropy(targets(), x), inputs: [distinct(2, 3)] },
  'softmaxCrossEntropy': { f: (x) => tf.losses.softmaxCrossEntropy(targets(), x), inputs: [smooth(2, 3)] },
  'meanSquaredError': { f: (x) => tf.losses.meanSquaredError(targets(), x), inputs: [smooth(2, 3)] },
  'absoluteDifference': { f: (x) => tf.losses.absoluteDifference(tf.zeros([2, 3]), x), inputs: [distinct(2, 3)] },
  'huberLoss': { f: (x) => tf.losses.huberLoss(tf.zeros([2, 3]), x, 0.3125), inputs: [distinct(2, 3)] },
  'hingeLoss': { f: (x) => tf.losses.hingeLoss(tf.ones([2, 3]), x), inputs: [smooth(2, 3)] },
  'logLoss': { f: (x) => tf.losses.logLoss(targets(), x), inputs: [between(0.3, 0.7, 2, 3)] },
  'cosineDistance': { f: (x) => tf.losses.cosineDistance(targets(), x, 1), inputs: [smooth(2, 3)] },
};

export const operations: Record<string, Computation> = {
  ...elementwise, ...softmaxes, ...binary, ...products, ...reductions, ...layout, ...convolutions, ...pooling, ...normalisations, ...images, ...losses,
};
