/** A class for the tests: one folder a student, with what each handed in for Lab04. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize } from '../../labs/authoring/notebook.js';

const signatures = {
  lsganDiscriminatorLoss: 'realScores: tf.Tensor, fakeScores: tf.Tensor',
  lsganGeneratorLoss: 'fakeScores: tf.Tensor',
  cycleLoss: `original: tf.Tensor4D, reconstructed: tf.Tensor4D, norm: 'l1' | 'l2'`,
  identityLoss: 'image: tf.Tensor4D, translated: tf.Tensor4D',
  cycleGanGeneratorLoss: '{ G, F, DX, DY }: any, x: tf.Tensor4D, y: tf.Tensor4D, weights: any',
} as const;

type Name = keyof typeof signatures;

/** Each function of Lab04 by itself, so that one that is wrong leaves the others right. */
export const right: Readonly<Record<Name, string>> = {
  lsganDiscriminatorLoss: 'return realScores.sub(1).square().mean().add(fakeScores.square().mean()).mul(0.5);',
  lsganGeneratorLoss: 'return fakeScores.sub(1).square().mean();',
  cycleLoss: `const difference = reconstructed.sub(original);
  return (norm === 'l1' ? difference.abs() : difference.square()).mean();`,
  identityLoss: 'return translated.sub(image).abs().mean();',
  cycleGanGeneratorLoss: `const lsgan = (scores: tf.Tensor) => scores.sub(1).square().mean();
  const l1 = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().mean();
  const distance = weights.norm === 'l1' ? l1 : (a: tf.Tensor, b: tf.Tensor) => a.sub(b).square().mean();
  const adversarial = lsgan(DY(G(x))).add(lsgan(DX(F(y))));
  const cycle = distance(F(G(x)), x).add(distance(G(F(y)), y));
  const identity = l1(G(y), y).add(l1(F(x), x));
  return { adversarial, cycle, identity, total: adversarial.add(cycle.mul(weights.lambda)).add(identity.mul(weights.lambda * weights.identity)) };`,
};

export interface Changes {
  /** Other bodies for some of the functions. */
  bodies?: Partial<Record<Name, string>>;
  /** Cells after the first, before the tasks. */
  cells?: readonly string[];
  language?: string;
  lab?: string;
}

/** A solved Lab04 without its prose and pictures, but for the changes. */
export function lab04({ bodies = {}, cells = [], language = 'en', lab = 'lab04-cyclegan' }: Changes = {}): string {
  const tasks = (Object.keys(signatures) as Name[]).map((name) => `function ${name}(${signatures[name]}): any {\n  ${bodies[name] ?? right[name]}\n}`);
  return JSON.stringify({
    nbformat: 4, nbformat_minor: 5,
    metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript', language: 'typescript' }, minimax: { lab, language } },
    cells: [`import * as tf from '@tensorflow/tfjs';`, ...cells, ...tasks].map((source, i) => (
      { cell_type: 'code', id: `c${i}`, metadata: {}, source, outputs: [], execution_count: null })),
  });
}

/** A cell that defines `seen()`: what the code saw or did that no submission may see or do. */
export const spying = `import * as fs from 'node:fs';
import * as os from 'node:os';
const grader = ${JSON.stringify(new URL('../../grader/index.js', import.meta.url).href)};
const attempts: Record<string, () => unknown> = {
  'hidden checks': () => fs.readdirSync(new URL('../tests/checks/hidden/', grader)).length,
  'compiled solutions': () => fs.readdirSync(new URL('../tests/checks-spec/', grader)).length,
  'solutions': () => fs.readdirSync(new URL('../../solutions/', grader)).length,
  'passwords': () => fs.readFileSync('/etc/passwd', 'utf8').length,
  'other submissions': () => fs.existsSync('../right'),
  'the secret': () => JSON.stringify(process.env).includes('course-secret-of-the-tests'),
  'writing beside the notebook': () => { fs.writeFileSync('notes.txt', 'x'); return true; },
  'other processes': () => fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length > 8,
  'a network': () => Object.keys(os.networkInterfaces()).some((name) => name !== 'lo'),
};
const seen = () => Object.entries(attempts).filter(([, attempt]) => { try { return attempt(); } catch { return false; } }).map(([name]) => name);`;

const forging = `try {
    for (const fd of [1, 4, 5, 6, 7, 8, 9, 10, 11, 12]) process.getBuiltinModule('node:fs').writeFileSync(\`/proc/\${process.ppid}/fd/\${fd}\`, '{"id":1,"kind":"reply","reply":{}}\\n');
  } catch {}
  ${right.lsganDiscriminatorLoss}`;

export const students: Readonly<Record<string, Changes>> = {
  right: {},
  endings: {
    bodies: {
      lsganDiscriminatorLoss: 'process.exit(0);',
      lsganGeneratorLoss: `process.kill(process.pid, 'SIGKILL');`,
      cycleLoss: 'while (true);',
      identityLoss: 'return new Promise(() => {});',
    },
  },
  'strange values': {
    bodies: {
      lsganDiscriminatorLoss: 'return tf.scalar(NaN);',
      lsganGeneratorLoss: 'return new Proxy(tf.scalar(1), { get: (target: any, name) => (name === "shape" ? [1e9] : target[name]) });',
      cycleLoss: 'return { valueOf: () => 0.25, shape: [], dtype: "float32" };',
      identityLoss: 'throw new Error("<b>no idea</b>");',
    },
  },
  'wrong answers': {
    bodies: {
      lsganDiscriminatorLoss: 'return realScores.sub(1).square().mean().add(fakeScores.square().mean());',
      lsganGeneratorLoss: 'const again = (): any => Promise.resolve().then(again); return again();',
      cycleLoss: 'return tf.scalar(norm === "l1" ? 0.375 : 0.25);',
      identityLoss: `return tf.scalar(1).cast('int32');`,
    },
  },
  rude: {
    cells: [
      'process.exit(0);',
      'for (;;);',
      'const broken: number = ; let',
      'undefinedFunction();',
      'const text: number = "not a number";',
      'await lab.check("identity-loss", { identityLoss });',
      `console.log('{"id":1,"kind":"reply"}\\n10/10'); console.error('warning: deprecated');`,
    ],
    bodies: { identityLoss: `console.error('warning: deprecated'); console.log('x'.repeat(1_000_000)); ${right.identityLoss}` },
  },
  forger: { bodies: { lsganDiscriminatorLoss: forging } },
  hoarder: { bodies: { lsganGeneratorLoss: 'const hoard: Float32Array[] = []; for (;;) hoard.push(new Float32Array(25_000_000));' } },
  patcher: { bodies: { identityLoss: 'tf.Tensor.prototype.sub = function () { return this; }; Math.abs = () => 0; JSON.stringify = () => "0"; return tf.scalar(0);' } },
  spy: { cells: [spying], bodies: { identityLoss: `const list = seen(); if (list.length) throw new Error(list.join(', ')); ${right.identityLoss}` } },
};

export function writeClass(folder: string): void {
  const hand = (student: string, text: string, name = 'lab04-cyclegan.ipynb'): void => {
    mkdirSync(join(folder, student), { recursive: true });
    writeFileSync(join(folder, student, name), text);
  };
  hand('solution', serialize(buildLab('lab03-dcgan', 'zh-TW', 'solved')), 'lab03-dcgan.ipynb');
  hand('unsolved', serialize(buildLab('lab02-discriminator', 'zh-TW', 'student')), 'lab02-discriminator.ipynb');
  for (const [student, changes] of Object.entries(students)) hand(student, lab04(changes));
  hand('=cmd()', '{ "cells": [');
  hand('old format', JSON.stringify({ nbformat: 3, cells: [] }));
  hand('other course', lab04({ lab: 'lab99' }), 'homework.ipynb');
  mkdirSync(join(folder, 'link'), { recursive: true });
  symlinkSync('/etc/passwd', join(folder, 'link', 'lab04-cyclegan.ipynb'));
  mkdirSync(join(folder, 'nothing handed in'), { recursive: true });
}
