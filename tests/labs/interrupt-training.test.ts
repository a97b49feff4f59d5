/**
 * A training that is interrupted in the notebook goes on where it stopped when its cell is run again.
 */
import { expect } from 'chai';
import { join } from 'node:path';
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
});
