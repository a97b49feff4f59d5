/**
 * The labs as students meet them: run from first to last cell in a real kernel.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../kernel-extensions/backend/index.js';
import { loadDataset } from '../../datasets/index.js';
import { trainClassifier } from '../../labs/helpers/metrics/classifier.js';
import { evaluate } from '../../labs/helpers/metrics/evaluate.js';
import { labNames } from '../../labs/authoring/labs.js';
import { languages } from '../../labs/authoring/percent.js';
import { codeCells, hasty, rounds, runLab, samplesOfLab03, textOf } from './run-lab.js';

const inner = /⟨Ax, y⟩ = (\S+) {3}⟨x, Aᵀy⟩ = (\S+)/;

/** What a solved lab shows beside its checks: reference numbers, and what its text claims. */
const claims: Readonly<Record<string, readonly RegExp[]>> = {
  // The width-64 generator's parameters; how many stamps of a kernel cover a place; both inner products of the adjoint test.
  'lab01-generator': [/^3,576,704$/m, /^k = 3: (1 2 ?){8}$/m, /^k = 4: (2 ?){16}$/m, /^k = 5: (2 3 ?){8}$/m, inner],
  // The best scores have the value of the theory; KL of blocks that do not meet has no limit.
  'lab00-minimax': [/^max = (-?[\d.]+) {3}.* = \1$/m, /^KL: Infinity {3}reverse KL: Infinity {3}Pearson: Infinity$/m],
  'lab02-discriminator': [/npm run bench:variations/],
  // D's move leaves G's bits alone, G's move those of D; a D that learns from made pictures alone rejects them, whatever it says of real ones.
  'lab03-dcgan': [/^ +G (\w+) {3}D (\w+)\n→ D +G \1 {3}D (?!\2)(\w+)\n→ G +G (?!\1)\w+ {3}D \3$/m, /^60: {3}D\(x\) [01]\.\d+ {3}D\(G\(z\)\) 0\.[01]/m, /round 0 · round 1 · round 2 · round 3$|回合 0 · 回合 1 · 回合 2 · 回合 3$/m,
    // Mixed-up labels leave a classifier to chance, and G as it is.
    /^labels: {3}[5-9]\d % {3}G (\w+)\nmixed up: {3}[12]?\d % {3}G \1$/m],
  // The cheapest grey: the mean of the squares, the median of the absolute values; a sum that is not constant is no minimax game.
  'lab04-cyclegan': [/^l2: v = 0\.20 {3}l1: v = 1\.00$/m, /L_D \+ L_G 1\.000\n.*L_D \+ L_G 0\.375\n.*L_D \+ L_G 0\.500/],
  // Reference numbers of parameters, the receptive fields; the loss where all logits are 0, with gradients of 0; a difference that batch normalisation hides.
  'lab06-cifar-networks': [/^G: 1,068,928$/m, /^D: 663,296$/m, /^D: 4 → 10 → 22 → 46$/m, /^D: loss 1\.386294 {3}\|gradient\|( +0\.0)+$/m, /^pixels: 0\.[1-9]\d* {3}.*: 0\.00/m],
  // How far samples and unseen pictures are from the nearest training picture; the judge, with drawn shapes in place of CIFAR-10.
  'lab07-cifar': [/^samples 0\.\d+ {3}unseen 0\.\d+$/m, /^Fréchet (distance|距離): \d/m, /(Shapes drawn by a program, not photographs|程式畫出的圖形，不是照片)/],
};

describe('the labs in a kernel', function () {
  this.timeout(400_000);
  // Below this package, whose name the notebooks import: nothing that a lab leaves is found by the next.
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(import.meta.dirname, 'run-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of labNames()) {
    // The Corelabs take longest, and their languages differ in words alone.
    const isCorelab = /^lab0[567]/.test(name);
    for (const language of languages) {
      it(`${name} in ${language}, solved: no cell fails, every check is green${isCorelab && language !== 'en' ? ' @full' : ''}`, async () => {
        const { notebook, failures } = await runLab(name, language, 'solved', { change: hasty, folder });
        expect(failures.map(({ error }) => `${error.ename}: ${error.evalue}`)).to.deep.equal([]);
        const answers = codeCells(notebook).filter((cell) => cell.source.includes('lab.check(')).map(textOf);
        expect(answers.length).to.be.greaterThan(2);
        for (const answer of answers) expect(answer, answer).to.match(language === 'en' ? /all \d+ checks? pass/ : /項檢查全部通過/);
        const shown = codeCells(notebook).map(textOf).join('\n');
        for (const claim of claims[name] ?? []) expect(shown).to.match(claim);
        const [, left, right] = inner.exec(shown) ?? ['', '0', '0'];
        expect(Number(left)).to.be.closeTo(Number(right), 2e-3);
      });
    }

    it(`${name}, unsolved: every check is red and says that the task is not written yet${isCorelab ? ' @full' : ''}`, async () => {
      const { notebook } = await runLab(name, 'en', 'student', { change: hasty, folder, allowErrors: true });
      const answers = codeCells(notebook).filter((cell) => cell.source.includes('lab.check(')).map(textOf);
      expect(answers.length).to.be.greaterThan(2);
      for (const answer of answers) expect(answer, answer).to.include('not written yet').and.not.match(/all \d+ checks? pass/);
    });
  }

  it('Lab03 draws recognisable digits after 500 rounds @full', async () => {
    await useBackend('simd');
    const [train, test] = [await loadDataset('mnist', { limit: 9000 }), await loadDataset('mnist', { split: 'test' })];
    const classifier = await trainClassifier(train, test, { steps: 700, quiet: true });
    expect(classifier.accuracy).to.be.greaterThan(0.95);
    const { pictures } = await samplesOfLab03(200, rounds(500));
    const { samples } = await evaluate(tf.tensor4d(pictures, [200, 28, 28, 1]), test, classifier, { quiet: true });
    // Two seeds got 0.69 and 0.70, all ten digits, 3.4 and 3.3, 0.63 and 0.56; noise gets a distance above 100 and a recall of 0.
    expect(samples.confidence).to.be.at.least(0.55);
    expect(samples.modes).to.be.at.least(8);
    expect(samples.frechet).to.be.below(12);
    expect(samples.recall).to.be.at.least(0.2);
  });
});
