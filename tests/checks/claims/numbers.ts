/** Claims about a number: what it is, and what it is when a well-known mistake was made. */
import { expect } from 'chai';
import { verify } from '../findings.js';
import { say, type Text } from '../language.js';
import { closeEnough, round } from './losses.js';

/** A wrong value that names its mistake. */
export interface Diagnosis {
  value: number;
  hint: Text;
}

/** `what` is `expected`; a value that a diagnosis knows gets its hint. */
export function equals(actual: number, expected: number, what: string, diagnoses: readonly Diagnosis[], hint: Text): void {
  verify(() => expect(closeEnough(actual, expected)).to.equal(true), () => ({
    wrong: say(`${what} is ${round(actual)}.`, `${what} 是 ${round(actual)}。`),
    expected: say(`It should be ${round(expected)}.`, `應該是 ${round(expected)}。`),
    hint: diagnoses.find(({ value }) => closeEnough(actual, value) && !closeEnough(expected, value))?.hint ?? hint,
  }));
}
