/**
 * Stands in for tfjs-node's native binding to TensorFlow's C library where that library cannot be had. Its calls are
 * those of tfjs-node 4.22's dist/tfjs_binding.d.ts; it computes with the `cpu` kernels of tfjs, the few operations
 * that the test needs.
 */
const tf = require('@tensorflow/tfjs');

const types = { TF_FLOAT: 1, TF_INT32: 3, TF_UINT8: 4, TF_STRING: 7, TF_COMPLEX64: 8, TF_INT64: 9, TF_BOOL: 10, TF_RESOURCE: 20 };
const attributes = { TF_ATTR_STRING: 0, TF_ATTR_INT: 1, TF_ATTR_FLOAT: 2, TF_ATTR_BOOL: 3, TF_ATTR_TYPE: 4, TF_ATTR_SHAPE: 5, TF_ATTR_RESOURCE: 6 };
const dtypeOf = { [types.TF_FLOAT]: 'float32', [types.TF_INT32]: 'int32', [types.TF_BOOL]: 'bool' };
const typeOf = { float32: types.TF_FLOAT, int32: types.TF_INT32, bool: types.TF_BOOL };

const tensors = new Map();
let nextId = 0;
const keep = (tensor) => { tensors.set(nextId, tensor); return nextId++; };

/** A kernel of `cpu` on tensors of its own. */
function cpu(kernelName, inputs, attrs = {}) {
  const backend = tf.findBackend('cpu');
  const infos = Object.fromEntries(Object.entries(inputs).map(([name, { shape, dtype, values }]) => [name, backend.makeTensorInfo(shape, dtype, values)]));
  const outputs = [tf.getKernel(kernelName, 'cpu').kernelFunc({ inputs: infos, attrs, backend })].flat();
  return outputs.map(({ dataId, shape, dtype }) => ({ shape, dtype, values: backend.readSync(dataId) }));
}

/** Element-wise operations have the same names in TensorFlow and in tfjs, but for these. */
const otherNames = { AddV2: 'Add', Mul: 'Multiply', Div: 'RealDiv' };
const elementWise = (name) => ([a, b]) => cpu(otherNames[name] ?? name, b ? { a, b } : { x: a });
const reduction = (name) => ([x, axes], { keep_dims }) => {
  const axis = tf.util.parseAxisParam(Array.from(axes.values), x.shape);
  const { shape } = x;
  const [reduced] = cpu(name, { x }, { axis, keepDims: false });
  return [{ ...reduced, shape: keep_dims ? shape.map((size, index) => (axis.includes(index) ? 1 : size)) : reduced.shape }];
};

const operations = {
  Sum: reduction('Sum'), Mean: reduction('Mean'),
  AddN: (inputs) => inputs.slice(1).reduce(([sum], next) => cpu('Add', { a: sum, b: next }), [inputs[0]]),
  BatchMatMulV2: ([a, b], { adj_x, adj_y }) => cpu('BatchMatMul', { a, b }, { transposeA: adj_x, transposeB: adj_y }),
  Cast: ([x], { DstT }) => cpu('Cast', { x }, { dtype: dtypeOf[DstT] }),
  Fill: ([shape, value]) => [{ shape: Array.from(shape.values), dtype: value.dtype, values: new Float32Array(tf.util.sizeFromShape(shape.values)).fill(value.values[0]) }],
  ReluGrad: ([dy, x]) => [{ ...dy, values: dy.values.map((slope, index) => (x.values[index] > 0 ? slope : 0)) }],
  Reshape: ([x, shape]) => [{ ...x, shape: Array.from(shape.values) }],
  Tile: ([x, reps]) => cpu('Tile', { x }, { reps: Array.from(reps.values) }),
  TopKV2: ([x, k], { sorted }) => cpu('TopK', { x }, { k: k.values[0], sorted }),
  Select: ([condition, t, e]) => cpu('Select', { condition, t, e }),
};

module.exports = {
  ...types, ...attributes,
  TF_Version: 'stand-in',
  isUsingGpuDevice: () => false,
  createTensor: (shape, type, values) => keep({ shape, dtype: dtypeOf[type], values }),
  deleteTensor: (id) => { tensors.delete(id); },
  tensorDataSync: (id) => tensors.get(id).values,
  getNumOfTensors: () => tensors.size,
  getNumOfSavedModels: () => 0,
  executeOp(name, list, ids, outputs) {
    const operation = operations[name] ?? elementWise(name);
    const results = operation(ids.map((id) => tensors.get(id)), Object.fromEntries(list.map((each) => [each.name, each.value])));
    return results.slice(0, outputs).map((tensor) => ({ id: keep(tensor), shape: tensor.shape, dtype: typeOf[tensor.dtype] }));
  },
};
