// Completion and inspection with the values of the running notebook, where its types say little.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('the values of a running notebook', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => {
    notebook = await TestNotebook.open();
    await notebook.value(`
      const data = JSON.parse('{ "name": "mnist", "shape": [28, 28], "two words": 1, "nested": { "deeper": { "deepest": true } } }');
      const record: Record<string, unknown> = { alpha: 1, beta: "two", gamma() {} };
      let anything: any = new (class Model { layers = [1, 2]; fit(x: number) { return x } get loss() { console.log("a getter ran"); return 1 } })();
      let performance: any = { accuracy: 0.9 };
      const typed = { known: 1 };
      const trap: any = new Proxy({}, { ownKeys() { console.log("a trap ran"); return [] }, get() { console.log("a trap ran") }, getOwnPropertyDescriptor() { console.log("a trap ran"); return undefined } });
      const tricky: any = Object.assign(Object.create({ get [Symbol.toStringTag]() { console.log("a getter ran"); return "T" } }), { get inner() { console.log("a getter ran"); return {} } , plain: 1 });
      Object.defineProperty(tricky, "inner", { get() { console.log("a getter ran"); return {} } });
      /** The rate. */ let rate: any = 0.1; function train(n: number) { return n * rate }`);
  });
  after(() => notebook.close());
  const complete = (code: string) => notebook.engine.complete(code.replace('|', ''), code.indexOf('|'));
  const texts = async (code: string) => (await complete(code)).matches.map(({ text }) => text);
  const inspect = async (code: string, level: 0 | 1 = 0) => String((await notebook.engine.inspect(code.replace('|', ''), code.indexOf('|'), level)).data['text/plain']);

  describe('complete', () => {
    it('what is any or unknown, with kind and value', async () => {
      const { matches, start, end } = await complete('data.na|');
      expect([start, end]).to.eql([5, 7]);
      expect(matches[0]).to.eql({ text: 'name', kind: 'property', signature: "name: 'mnist'" });
      expect(await texts('data.|')).to.include.members(['name', 'shape', 'nested']).and.not.include('two words');
      expect((await complete('anything.f|')).matches[0]).to.include({ text: 'fit', kind: 'method' });
      expect(await texts('anything.|')).to.include.members(['layers', 'loss', 'fit']);
    });
    it('what has an index signature', async () => expect(await texts('record.|')).to.include.members(['alpha', 'beta', 'gamma']));
    it('along a path of names and literal keys', async () => {
      expect(await texts('data.nested.deeper.|')).to.eql(['deepest']);
      expect(await texts('(data as any)!["nested"]?.deeper.d|')).to.eql(['deepest']);
      expect(await texts('console.log(data.nested.|')).to.eql(['deeper']);
    });
    it('a key in quotes, which may be any text', async () => {
      const { matches, start, end } = await complete('data["two|"]');
      expect(matches.map(({ text }) => text)).to.eql(['two words']);
      expect([start, end]).to.eql([6, 9]);
      expect(await texts('record["|')).to.include.members(['alpha', 'beta']);
    });
    it('variables that are renamed inside', async () => expect(await texts('performance.acc|')).to.eql(['accuracy']));
    it('nothing of a local variable of the same name', async () => expect(await texts('function f(data: any) { return data.|')).not.to.include('nested'));
    it('what is typed from its type', async () => expect((await complete('typed.kn|')).matches[0].signature).to.contain('known: number'));
    it('without running a getter or a trap', async () => {
      const from = notebook.outputs.length;
      expect(await texts('tricky.|')).to.include.members(['inner', 'plain']);
      expect(await texts('tricky.inner.|')).to.eql([]);
      expect(await texts('anything.loss.|')).to.eql([]);
      expect(await texts('trap.|')).to.eql([]);
      await inspect('trap|');
      await inspect('tricky|');
      await notebook.value('1');
      expect(notebook.printed(undefined, from)).to.equal('');
    });
    it('and answer from types while a cell keeps the process busy', async () => {
      const running = notebook.error('console.log("running"); for (;;);');
      await notebook.until(() => notebook.printed(notebook.cell).includes('running'));
      expect(await texts('data.|')).to.eql([]);
      expect(await texts('typed.|')).to.include('known');
      expect(await inspect('typed|')).to.contain('known: number').and.not.contain('= {');
      await notebook.engine.interrupt();
      await running;
      expect(await texts('data.|')).to.include('name');
    });
  });

  describe('inspect', () => {
    it('shows the value below the type', async () => {
      expect(await inspect('ra|te')).to.contain('let rate: any\n\n= 0.1').and.contain('The rate.');
      expect(await inspect('data.sha|pe')).to.contain('= Array(2) [28, 28]');
      expect(await inspect('dat|a')).to.contain("= { name: 'mnist', shape: Array(2), two words: 1, nested: Object }");
      expect(await inspect('anything|')).to.contain('= Model { layers: Array(2) }');
    });
    it('shows the latest value', async () => {
      await notebook.value('rate = 0.7');
      expect(await inspect('rate|', 1)).to.contain('= 0.7');
    });
    it('says nothing about values that do not exist, and of functions what their type says', async () => {
      expect(await inspect('const fresh = 1; fre|sh')).not.to.contain('= ');
      expect(await inspect('train|')).not.to.contain('[Function');
    });
    it('shows the source of what a cell declares, at the second level', async () => {
      expect(await inspect('tra|in', 1)).to.contain('Cell [1]:\nfunction train(n: number) { return n * rate }');
      expect(await inspect('tra|in', 0)).not.to.contain('return n * rate');
    });
  });
});
