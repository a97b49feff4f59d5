// Everything exported here can be called from JavaScript by its name: see thread-pool.ts, `run`.
export * from './activation-gradient';
export * from './adam';
export * from './batch-norm';
export * from './binary';
export * from './convolution';
export * from './cumulate';
export * from './depthwise';
export * from './gather';
export * from './gemm';
export * from './instance-norm';
export * from './layout';
export * from './lstm';
export * from './pooling';
export {
  MaxColumns, MaxRows, MinColumns, MinRows, SumColumns, SumRows, columnBlock,
} from './reduce';
export * from './resize';
export * from './select';
export * from './softmax';
export * from './unary';
export * from './winograd';
export { multiplyBlock, scratchBytes, setScratch } from './micro-kernel';

/** First byte that the compiler has not claimed for constants. */
export function heapBase(): usize {
  return __heap_base;
}
