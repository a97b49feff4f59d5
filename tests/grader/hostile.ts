/**
 * Submissions that attack the grader, break, or only look as if they did: what each does, and what
 * has to come of it. After what every grader meets come attacks on the channel, the rebuilding of
 * models, prototypes, metadata, names, and the grader's own time and memory.
 */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLab } from '../../labs/authoring/labs.js';
import { serialize, type Notebook } from '../../labs/authoring/notebook.js';
import { lab04, right, spying, type Changes } from './submissions.js';

export interface Hostile {
  name: string;
  /** Changes to a small solved Lab04, a notebook's text, or whatever writes the submission into a folder. */
  submission: Changes | string | ((folder: string) => void);
  score: number;
  /** What the student reads, what is warned of, or why nothing was graded. */
  says?: RegExp;
  /** Would do harm where there is no sandbox. */
  needsSandbox?: true;
}

/** Points of Lab04, and what is left of them when `identity-loss`, the task that most of these spoil, is lost. */
const all = 12, rest = 11;

/** What to do with a call of `identityLoss`. */
const inCall = (code: string, cells: readonly string[] = []): Changes => ({ bodies: { identityLoss: code }, cells });
const before = (code: string): Changes => ({ bodies: { identityLoss: `${code}\n  ${right.identityLoss}` } });
const wrong = 'return tf.scalar(0);';

/** A lab as solved by the course, and a cell at its end. */
function solvedWith(lab: string, code: string, change: (notebook: Notebook) => void = () => {}): string {
  const notebook = buildLab(lab, 'en', 'solved');
  if (code) notebook.cells.push({ cell_type: 'code', id: 'more', metadata: {}, source: [code], outputs: [], execution_count: null });
  change(notebook);
  return serialize(notebook);
}

/** A generator of Lab01 whose description is a lie: worth none of its 4 points of 8. */
const generatorWith = (lie: string): string => solvedWith('lab01-generator', `function buildGenerator(latentDim: number): any {
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [latentDim], units: 4 })] });
  ${lie}
  return model;
}`);
const topology = (layers: string): string => `(model as any).toJSON = () => ({ class_name: 'Sequential', config: { name: 'm', layers: ${layers} } });`;

const edited = (change: (cells: Notebook['cells'], find: (id: string) => Notebook['cells'][number]) => void): string =>
  solvedWith('lab04-cyclegan', '', ({ cells }) => change(cells, (id) => cells.find((cell) => cell.id === id)!));

export const hostiles: readonly Hostile[] = [
  { name: 'ends the process inside a call', submission: inCall('process.exit(0);'), score: rest, says: /ended before answering/ },
  { name: 'ends the process at load', submission: { cells: ['process.exit(0);'] }, score: all, says: /failed while loading/ },
  { name: 'synchronous loop', submission: inCall('while (true);'), score: rest, says: /time limit/ },
  { name: 'microtask loop', submission: inCall('const again = (): any => Promise.resolve().then(again); return again();'), score: rest, says: /time limit/ },
  { name: 'promise that never settles', submission: inCall('return new Promise(() => {});'), score: rest, says: /time limit/ },
  { name: 'heap bomb', submission: inCall('const hoard: unknown[] = []; for (;;) hoard.push(new Array(4_000_000).fill({}));'), score: rest, says: /memory|time limit/ },
  { name: 'typed array bomb', submission: inCall('const hoard: Float32Array[] = []; for (;;) hoard.push(new Float32Array(25_000_000));'), score: rest, says: /memory limit/ },
  { name: 'fork bomb', submission: inCall(`const { spawn } = process.getBuiltinModule('node:child_process'); for (let i = 0; i < 300; i++) spawn('sleep', ['1000']); return new Promise(() => {});`), score: rest, says: /process limit/, needsSandbox: true },
  { name: 'detached grandchild that holds stdout', submission: before(`process.getBuiltinModule('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'inherit' }).unref();`), score: all, needsSandbox: true },
  { name: 'a gigabyte of output', submission: { cells: [`for (let i = 0; i < 1000; i++) console.log('x'.repeat(1_000_000));`] }, score: all, says: /printed \d+ MB/ },
  { name: 'prints a verdict and writes a results file', submission: inCall(`console.log('10/10'); try { process.getBuiltinModule('node:fs').writeFileSync('results.json', '{"score":12}'); } catch {} ${wrong}`), score: rest },
  { name: 'forged frames on the channel', submission: inCall(`const fs = process.getBuiltinModule('node:fs');
    for (let fd = 0; fd < 30; fd++) for (const pid of [process.ppid, 'self']) try { fs.writeFileSync(\`/proc/\${pid}/fd/\${fd}\`, '{"id":1,"kind":"reply","reply":{}}\\n'); } catch {}
    ${wrong}`), score: rest, says: /protocol violation|should be|ended before/ },
  { name: 'patched Math and globals', submission: inCall(`Math.abs = () => 0; Array.prototype.every = () => true; Object.is = () => true; ${wrong}`), score: rest },
  { name: 'patched tensors and losses', submission: inCall(`(tf.Tensor.prototype as any).sub = function () { return this; }; (tf.losses as any).meanSquaredError = () => tf.scalar(0); ${wrong}`), score: rest },
  { name: 'a Proxy and valueOf instead of a tensor', submission: inCall('return new Proxy({}, { get: (_, key) => (key === "shape" ? [] : key === "valueOf" ? () => 0.25 : undefined) });'), score: rest, says: /not a tensor|has the shape|cannot be read/ },
  { name: 'NaN', submission: inCall('return tf.scalar(NaN);'), score: rest, says: /non-finite/ },
  { name: 'a shape of 10⁹ elements with 4 bytes', submission: inCall(`const lie = tf.scalar(1); Object.defineProperty(lie, 'shape', { value: [1_000_000_000] }); return lie;`), score: rest, says: /too large|has the shape|cannot be read/ },
  { name: '__proto__ in a reply', submission: { bodies: { cycleGanGeneratorLoss: `return JSON.parse('{"__proto__":{"total":1,"adversarial":1,"cycle":1,"identity":1}}');` } }, score: 7 },
  { name: 'looks for tests, /proc, the environment', submission: { cells: [spying], bodies: { identityLoss: `const list = seen(); if (list.length) throw new Error(list.join(', ')); ${right.identityLoss}` } }, score: all, needsSandbox: true },
  { name: 'kills its parent and everything else', submission: inCall(`try { process.kill(process.ppid, 'SIGKILL'); } catch {} try { process.kill(-1, 'SIGKILL'); } catch {} ${wrong}`), score: rest, says: /ended before|should be/, needsSandbox: true },
  { name: 'asks a server for the answer', submission: inCall(`return (async () => tf.scalar(Number(await (await fetch('http://1.1.1.1/')).text())))();`), score: rest, says: /fetch failed/, needsSandbox: true },
  { name: 'writes outside of scratch and fills it', submission: before(`const fs = process.getBuiltinModule('node:fs'), os = process.getBuiltinModule('node:os');
    for (const path of ['/usr/x', '/tmp/submission/x', '/x']) try { fs.writeFileSync(path, 'x'); throw new Error('wrote ' + path); } catch (error: any) { if (/^wrote/.test(error.message)) throw error; }
    try { for (let i = 0; i < 40; i++) fs.writeFileSync(os.tmpdir() + '/fill' + i, Buffer.alloc(10_000_000)); throw new Error('wrote 400 MB'); } catch (error: any) { if (/^wrote/.test(error.message)) throw error; }`), score: all, needsSandbox: true },
  { name: 'a link instead of a notebook', submission: (folder) => symlinkSync('/etc/passwd', join(folder, 'lab04-cyclegan.ipynb')), score: 0, says: /not a regular file/ },
  { name: 'check cells edited, a task retagged', submission: edited((_cells, find) => {
    find('check-identity-loss').source = ['console.log("all right");'];
    find('identity-loss').metadata.nbgrader = { ...find('identity-loss').metadata.nbgrader!, grade: true, solution: false, points: 1000 };
  }), score: all, says: /check-identity-loss\) is not as it was handed out/ },
  { name: 'a check cell doubled, a task deleted', submission: edited((cells, find) => {
    cells.push(find('check-cycle-loss'));
    cells.splice(cells.indexOf(find('identity-loss')), 1);
  }), score: rest - 5, says: /check-cycle-loss is there 2 times/ },
  { name: 'no JSON', submission: '{"cells": [', score: 0, says: /not JSON/ },
  { name: 'syntax error in one task', submission: { bodies: { identityLoss: 'const = ;' } }, score: rest, says: /SyntaxError/ },
  { name: 'answers to the public checks written down', submission: { bodies: { cycleLoss: 'return tf.scalar(norm === "l1" ? 0.375 : 0.25);' } }, score: all - 2, says: /should be/ },
  { name: 'behaves well only where it sees a grader', submission: inCall(`const seesGrader = Object.keys(process.env).some((name) => /GRAD|SECRET|TOKEN/i.test(name)) || process.getBuiltinModule('node:fs').existsSync('/autograder'); if (seesGrader) { ${right.identityLoss} } ${wrong}`), score: rest },
  { name: 'a falling loss that nobody trained', submission: solvedWith('lab03-dcgan', 'let step = 0; function trainGenerator(): number { return 3 / ++step; }\nfunction generatorStep(): number { return 3 / ++step; }'), score: 6, says: /leaves the weights of the generator as they were/ },
  { name: 'Math.random replaced', submission: { cells: ['Math.random = () => 0.5;'] }, score: all },
  { name: 'one task spoils the library for the others', submission: { bodies: { lsganDiscriminatorLoss: `(tf.Tensor.prototype as any).mean = () => tf.scalar(7); ${right.lsganDiscriminatorLoss}` } }, score: all - 2 },
  { name: 'right, but warns on stderr', submission: before(`console.error('warning: deprecated'); process.stderr.write('noise');`), score: all },
  { name: 'markup in an error', submission: inCall('throw new Error("<script>alert(1)</script>");'), score: rest, says: /<script>/ },

  { name: 'an answer that comes too late', submission: { bodies: { lsganGeneratorLoss: 'return new Promise((resolve) => setTimeout(() => resolve(tf.scalar(0)), 7000));', identityLoss: right.identityLoss } }, score: all - 2, says: /time limit/ },
  { name: 'closes its pipes', submission: inCall(`for (let fd = 0; fd < 20; fd++) try { process.getBuiltinModule('node:fs').closeSync(fd); } catch {} return new Promise(() => {});`), score: rest, says: /ended before answering|time limit/ },
  { name: 'JSON.stringify replaced', submission: inCall(`JSON.stringify = () => '{"kind":"returned","value":{"kind":"number","value":"0"}}'; ${wrong}`), score: rest },
  { name: 'a reply of deeply nested arrays', submission: inCall('let nest: unknown = []; for (let i = 0; i < 50_000; i++) nest = [nest]; return nest;'), score: rest, says: /not a tensor/ },
  { name: 'a reply of 40 million numbers', submission: inCall('return tf.zeros([40_000_000]);'), score: rest, says: /40000000 values, too large|time limit/ },
  { name: 'a reply of 200 million letters', submission: inCall(`return 'x'.repeat(200_000_000);`), score: rest, says: /a line of more than 150000000 bytes|time limit/ },
  { name: 'a getter that answers differently each time', submission: { bodies: { cycleGanGeneratorLoss: 'let n = 0; return { get total() { return tf.scalar(n++); }, get adversarial() { return tf.scalar(n++); }, get cycle() { return tf.scalar(n++); }, get identity() { return tf.scalar(n++); } };' } }, score: 7 },
  { name: 'blocks in Atomics.wait', submission: inCall('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return tf.scalar(0);'), score: rest, says: /time limit/ },
  { name: 'a regular expression without end', submission: inCall(`return /^(a+)+$/.test('a'.repeat(60) + 'b');`), score: rest, says: /time limit/ },
  { name: 'slow but right', submission: before('const until = Date.now() + 300; while (Date.now() < until);'), score: all },
  { name: 'promises that fail and that nobody waits for', submission: before('for (let i = 0; i < 100; i++) void Promise.reject(new Error("late"));'), score: all },
  { name: 'an error thrown by a timer', submission: inCall(`return new Promise(() => setTimeout(() => { throw new Error('late'); }));`), score: rest, says: /ended before answering.*late/ },
  { name: 'prototypes of the notebook polluted', submission: { cells: ['for (const [name, value] of Object.entries({ score: 12, status: "passed", points: 1000, kind: "returned" })) Object.defineProperty(Object.prototype, name, { value, writable: true });'], bodies: { identityLoss: wrong } }, score: rest },

  { name: 'a model of a billion units', submission: generatorWith(topology(`[{ class_name: 'Dense', config: { units: 1e9, batch_input_shape: [null, 100] } }]`)), score: 4, says: /more weights than it shipped|cannot be rebuilt|too large/ },
  { name: 'a model of an unknown class', submission: generatorWith(topology(`[{ class_name: 'Backdoor', config: {} }]`)), score: 4, says: /class Backdoor/ },
  { name: 'a model nested ten thousand deep', submission: generatorWith(`let nest: any = {}; for (let i = 0; i < 10_000; i++) nest = { config: nest, class_name: 'Sequential' }; (model as any).toJSON = () => nest;`), score: 4, says: /model that|not a model/ },
  { name: 'a model whose weights lie about their shape', submission: generatorWith(`Object.defineProperty(model.weights[0], 'shape', { value: [1e6, 1e6] }); Object.defineProperty(model, 'weights', { value: model.weights });`), score: 4, says: /too large|cannot be read|should/ },
  { name: 'a model that takes an age to compute', submission: solvedWith('lab01-generator', `function buildGenerator(latentDim: number): any {
  const model = tf.sequential();
  model.add(tf.layers.reshape({ inputShape: [latentDim], targetShape: [1, latentDim, 1] }));
  model.add(tf.layers.upSampling2d({ size: [700, 28] }));
  model.add(tf.layers.averagePooling2d({ poolSize: [600, 600], strides: [1, 1], padding: 'same' }));
  model.add(tf.layers.averagePooling2d({ poolSize: [25, latentDim], strides: [25, latentDim], padding: 'same' }));
  return model;
}`), score: 4, says: /kept the grader busy/ },
  { name: 'a model with __proto__ among its settings', submission: generatorWith(`(model as any).toJSON = () => JSON.parse('{"class_name":"Sequential","config":{"__proto__":{"layers":[]},"layers":[]}}');`), score: 4 },

  { name: 'metadata that name another file', submission: lab04({ lab: '../../../../etc/passwd' }), score: all },
  { name: 'metadata nested ten thousand deep', submission: lab04().replace('"metadata":{"kernelspec"', `"metadata":{"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"kernelspec"`), score: all },
  { name: 'metadata of other types', submission: lab04().replaceAll('"metadata":{}', '"metadata":["nbgrader"]'), score: all },
  { name: 'a notebook for Python', submission: lab04().replace('"language":"typescript"', '"language":"python"'), score: 0, says: /notebook for python/ },
  { name: 'a notebook of 60 MB', submission: (folder) => { writeFileSync(join(folder, 'lab04-cyclegan.ipynb'), ''); truncateSync(join(folder, 'lab04-cyclegan.ipynb'), 60_000_000); }, score: 0, says: /more than 50000000 are not read/ },
  { name: 'five thousand cells', submission: { cells: Array.from({ length: 5000 }, () => '1;') }, score: 0, says: /only the first 1000 are run/ },
  { name: 'a name with a letter of another alphabet', submission: lab04().replaceAll('identityLoss', 'identitуLoss'), score: rest, says: /There is no function `identityLoss`/ },
  { name: 'code nested thirty thousand deep', submission: { cells: ['('.repeat(30_000) + ')'.repeat(30_000)] }, score: all, says: /CompilerError|SyntaxError/ },
  { name: 'a type without end', submission: { cells: ['type Deep<N extends unknown[] = []> = N["length"] extends 9999 ? N : Deep<[...N, 0]>; const deep: Deep = null!;'] }, score: all },
  { name: 'a folder named like a notebook', submission: (folder) => { mkdirSync(join(folder, 'x.ipynb')); writeFileSync(join(folder, 'lab04-cyclegan.ipynb'), lab04()); }, score: all },
  { name: 'links beside the notebook', submission: (folder) => {
    symlinkSync('/etc/passwd', join(folder, 'passwd'));
    writeFileSync(join(folder, 'lab04-cyclegan.ipynb'), lab04({ bodies: { identityLoss: `if (process.getBuiltinModule('node:fs').existsSync('passwd')) throw new Error('saw it'); ${right.identityLoss}` } }));
  }, score: all, needsSandbox: true },
  { name: 'an archive', submission: (folder) => { writeFileSync(join(folder, 'bomb.zip'), 'PK\x03\x04'); writeFileSync(join(folder, 'lab04-cyclegan.ipynb'), lab04()); }, score: all },
];

/** Writes the submissions as a class: one folder each, named by its place in the list. */
export function writeHostiles(folder: string, list: readonly Hostile[]): void {
  for (const entry of list) {
    const own = join(folder, folderOf(entry));
    mkdirSync(own, { recursive: true });
    const { submission } = entry;
    if (typeof submission === 'function') submission(own);
    else writeFileSync(join(own, nameOf(submission)), typeof submission === 'string' ? submission : lab04(submission));
  }
}

/** The name of the student who hands it in. */
export const folderOf = (entry: Hostile): string => `${String(hostiles.indexOf(entry) + 1).padStart(2, '0')} ${entry.name.replaceAll('/', ' ')}`;

const nameOf = (submission: Changes | string): string => (typeof submission === 'string' ? /"lab": ?"(lab0[1-3][a-z-]*)"/.exec(submission)?.[1] ?? 'lab04-cyclegan' : 'lab04-cyclegan') + '.ipynb';
