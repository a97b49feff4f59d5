/**
 * A training that is interrupted in the notebook goes on where it stopped when its cell is run again.
 */
import { expect } from 'chai';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildLab } from '../../labs/authoring/labs.js';
import { TestNotebook } from '../kernel/notebook.js';

const root = join(import.meta.dirname, '..', '..', '..');
const train = (steps: number) => `const run = await train({ gan, data: digits, discriminatorStep: counted, generatorStep, batchSize: 16, steps: ${steps} });`;

describe('an interrupted training', function () {
  this.timeout(120_000);
  let notebook: TestNotebook;

  before(async () => {
    notebook = await TestNotebook.open({ cwd: join(root, 'labs', 'en') });
    const cells = buildLab('lab03-dcgan', 'en', 'solved').cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => source.join(''));
    for (const cell of cells.slice(0, cells.findIndex((code) => code.includes('await train(')))) await notebook.value(cell);
    await notebook.value('let moves = 0; const counted: typeof discriminatorStep = (gan, real, z) => { moves++; return discriminatorStep(gan, real, z); }');
  });
  after(() => notebook.close());

  /** The round that the progress of the running cell says last. */
  const round = (): number => {
    const shown = notebook.outputs.filter(({ cell }) => cell === notebook.cell).map(({ event }) => 'data' in event ? String(event.data['text/plain']) : '');
    return Number(shown.flatMap((text) => /round (\d+) ·/.exec(text)?.[1] ?? []).at(-1) ?? 0);
  };

  it('ends with KeyboardInterrupt, goes on from its round, and leaves no tensor behind', async () => {
    const running = notebook.error(train(100_000));
    await notebook.until(() => round() >= 5);
    await notebook.engine.interrupt();
    expect((await running).ename).to.equal('KeyboardInterrupt');
    const stopped = round();

    await notebook.value(train(stopped + 20));
    expect(await notebook.value('run.step')).to.equal(String(stopped + 20));
    expect(await notebook.value('run.losses.discriminator.length')).to.equal(String(stopped + 20));

    // No round was played twice, but for the one that the interrupt cut short.
    expect(Number(await notebook.value('moves'))).to.be.within(stopped + 20, stopped + 21);

    const tensors = await notebook.value('tf.memory().numTensors');
    await notebook.value(train(stopped + 40));
    expect(await notebook.value('tf.memory().numTensors')).to.equal(tensors);
  });

  it('leaves a checkpoint of its last whole round, and makes the bits that it would have made', async () => {
    const tiny = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'tiny-training.js')).href);
    await notebook.value(`import { loadCheckpoint } from 'minimax-labs';\nconst { bytesOf, tinyGan, tinyTraining } = await import(${tiny} as string);\nprocess.chdir(${JSON.stringify(notebook.folder)});`);
    const cell = (steps: number) => `const so = await train(tinyTraining(cut, { steps: ${steps}, checkpoint: 'cut', afterRound: ({ step }) => console.log('at', step) }));`;
    await notebook.value('const cut = tinyGan();');
    const running = notebook.error(cell(100_000));
    await notebook.until(() => /at [5-9]\n/.test(notebook.printed(notebook.cell)));
    await notebook.engine.interrupt();
    expect((await running).ename).to.equal('KeyboardInterrupt');

    const kept = Number(await notebook.value(`loadCheckpoint('cut', tinyGan()).step`));
    expect(kept).to.be.at.least(5);
    const end = kept + 6;
    await notebook.value(cell(end));
    const uncut = 'const whole = tinyGan(), atOnce = await train(tinyTraining(whole, { steps: so.step }));';
    await notebook.value(uncut);
    expect(await notebook.value('[so.step, bytesOf(cut).equals(bytesOf(whole))]')).to.equal(`[ ${end}, true ]`);
  });

  it('goes on in the same way where it is of any networks, with pools and four optimizers', async () => {
    const tiny = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'tiny-learning.js')).href);
    await notebook.value(`import { learn } from 'minimax-labs';\nconst { bitsOf, learnTranslation, tinyTranslation } = await import(${tiny} as string);\nconst parted = tinyTranslation();`);
    const cell = (steps: number) => `const going = await learn(learnTranslation(parted, { steps: ${steps}, checkpoint: 'parted', afterRound: ({ step }: { step: number }) => console.log('at', step) }));`;
    const running = notebook.error(cell(100_000));
    await notebook.until(() => /at [3-9]\n/.test(notebook.printed(notebook.cell)));
    await notebook.engine.interrupt();
    expect((await running).ename).to.equal('KeyboardInterrupt');
    await notebook.value(`import { loadLearned } from 'minimax-labs';`);
    const kept = Number(await notebook.value(`const copy = tinyTranslation(); loadLearned('parted', copy).step`));
    expect(kept).to.be.at.least(3);
    await notebook.value(cell(kept + 4));
    await notebook.value('const once = tinyTranslation(), unparted = await learn(learnTranslation(once, { steps: going.step }));');
    expect(await notebook.value('[going.step, String(bitsOf(parted, going)) === String(bitsOf(once, unparted))]')).to.equal(`[ ${kept + 4}, true ]`);
  });
});
