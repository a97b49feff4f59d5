/** Claims about output sizes of convolutions (Labs 01 and 02). */
import { expect } from 'chai';
import { asNumber, verify } from '../findings.js';
import { say, type Text } from '../language.js';
import type { Student } from '../student.js';

export type Padding = 'same' | 'valid';
/** Side of the input, side of the kernel, stride. */
export type SizeCase = readonly [input: number, kernel: number, stride: number];

/** `name(input, kernel, stride, padding)` gives what `oracle` gives, for each case. */
export async function givesSizes(student: Student, name: string, cases: readonly SizeCase[], padding: Padding, oracle: (...size: SizeCase) => number, hint: Text): Promise<void> {
  for (const [input, kernel, stride] of cases) {
    const what = `\`${name}(${input}, ${kernel}, ${stride}, '${padding}')\``;
    const size = asNumber((await student.call(name, input, kernel, stride, padding)).value, what);
    const expected = oracle(input, kernel, stride);
    verify(() => expect(size).to.equal(expected), {
      wrong: say(`${what} gives ${size}.`, `${what} 得到 ${size}。`),
      expected: say(`The side is ${expected}.`, `邊長應該是 ${expected}。`),
      hint,
    });
  }
}
