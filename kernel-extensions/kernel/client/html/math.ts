/** TeX formulas as MathML, which browsers draw without fonts or scripts. */
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { STATE } from 'mathjax-full/js/core/MathItem.js';
import type { MmlNode } from 'mathjax-full/js/core/MmlTree/MmlNode.js';
import { SerializedMmlVisitor } from 'mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { AllPackages } from 'mathjax-full/js/input/tex/AllPackages.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';

RegisterHTMLHandler(liteAdaptor());
// `bussproofs` needs the metrics of drawn output, which there is not here.
const tex = mathjax.document('', { InputJax: new TeX({ packages: AllPackages.filter((name) => name !== 'bussproofs') }) });
const visitor = new SerializedMmlVisitor();

/** An error in the formula is shown in its place. */
export function texToMathMl(formula: string, display: boolean): string {
  const mathMl = visitor.visitTree(tex.convert(formula, { display, end: STATE.CONVERT }) as MmlNode);
  return labelsAtTheEnd(mathMl).replace(/(<m[in][^>]*?) mathvariant="(bold|script|fraktur|double-struck)"([^>]*>)([A-Za-z0-9])(?=<)/g,
    (_all, start: string, variant: Variant, end: string, letter: string) => `${start}${end}${inVariant(letter, variant)}`);
}

/** Browsers know no labelled rows (MathML Core): the number of a formula becomes the last cell of a plain row. */
function labelsAtTheEnd(mathMl: string): string {
  return mathMl.replace(/<mlabeledtr([^>]*)>\s*<mtd([^>]*)>([\s\S]*?)<\/mtd>([\s\S]*?)<\/mlabeledtr>/g,
    (_all, row: string, cell: string, label: string, formula: string) => `<mtr${row}>${formula}<mtd${cell} style="padding-left:3em">${label}</mtd></mtr>`);
}

type Variant = keyof typeof alphabets;

// Browsers know no other mathvariant than "normal" (MathML Core), but Unicode has the letters:
// where each alphabet has its A and a, and the letters that were in Unicode before it.
const alphabets = {
  'bold': { A: 0x1d400, a: 0x1d41a, 0: 0x1d7ce, earlier: {} },
  'script': { A: 0x1d49c, a: 0x1d4b6, 0: undefined, earlier: { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ', e: 'ℯ', g: 'ℊ', o: 'ℴ' } },
  'fraktur': { A: 0x1d504, a: 0x1d51e, 0: undefined, earlier: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' } },
  'double-struck': { A: 0x1d538, a: 0x1d552, 0: 0x1d7d8, earlier: { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' } },
};

function inVariant(letter: string, variant: Variant): string {
  const alphabet = alphabets[variant];
  const earlier = (alphabet.earlier as Record<string, string>)[letter];
  const first = letter >= 'a' ? 'a' : letter >= 'A' ? 'A' : '0';
  const start = alphabet[first];
  return earlier ?? (start === undefined ? letter : String.fromCodePoint(start + letter.charCodeAt(0) - first.charCodeAt(0)));
}
