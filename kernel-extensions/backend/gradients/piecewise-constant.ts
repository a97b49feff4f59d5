/** Operations without a slope: comparisons, tests and logic. tfjs throws where one lies between a loss and its variables. */
import { register, zeros } from './shared.js';

const ofTwo = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'LogicalAnd', 'LogicalOr'];
const ofOne = ['LogicalNot', 'IsFinite', 'IsInf', 'IsNan', 'ArgMax', 'ArgMin', 'Any', 'All'];

export function registerPiecewiseConstant(): void {
  for (const kernelName of ofTwo) {
    register(kernelName, ['a', 'b'], (_, [a, b]) => ({ a: () => zeros(a), b: () => zeros(b) }));
  }
  for (const kernelName of ofOne) register(kernelName, ['x'], (_, [x]) => ({ x: () => zeros(x) }));
}
