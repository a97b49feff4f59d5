// Many cells leave nothing behind but what they declared.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('many cells in a row', function () {
  this.timeout(300_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open({ typeErrors: 'off' }); });
  after(() => notebook.close());

  it('do not keep their results, their errors or what they printed alive', async () => {
    const megabytes = 8;
    for (let i = 0; i < 60; i++) {
      await notebook.value(`new Float32Array(${megabytes} * 2 ** 18)`);
      await notebook.value(`console.log(new Float32Array(${megabytes} * 2 ** 18)); await Promise.resolve(new Float32Array(${megabytes} * 2 ** 18)); undefined`);
      await notebook.error(`throw Object.assign(new Error("large"), { payload: new Float32Array(${megabytes} * 2 ** 18) })`);
    }
    const kept = Number(await notebook.value('import v8 from "node:v8"; import vm from "node:vm"; v8.setFlagsFromString("--expose-gc"); vm.runInNewContext("gc")(); process.memoryUsage().arrayBuffers'));
    expect(kept).to.be.lessThan(10 * megabytes * 2 ** 20);
  });

  it('keep their variables: 200 declarations are all there', async () => {
    for (let i = 0; i < 200; i++) await notebook.value(`const many${i} = ${i}; function read${i}() { return many${i} }`);
    expect(await notebook.value(`[${Array.from({ length: 200 }, (_, i) => `read${i}()`).join(', ')}].reduce((a, b) => a + b)`)).to.equal(String((199 * 200) / 2));
  });
});
