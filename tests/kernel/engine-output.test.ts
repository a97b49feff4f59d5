// What cells print arrives whole, in order, and under the cell that caused it.
import { expect } from 'chai';
import { TestNotebook } from './notebook.js';

describe('output', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());
  const printed = async (code: string) => {
    await notebook.value(code);
    return notebook.printed(notebook.cell);
  };

  it('of console and process streams keeps its order', async () => {
    await notebook.value('console.log("a", { b: 1 }); console.error("c"); process.stdout.write("d"); process.stderr.write("e"); console.table([[1]]); console.warn("f")');
    const events = notebook.outputs.filter(({ cell }) => cell === notebook.cell).map(({ event }) => (event.type === 'stream' ? `${event.name} ${event.text}` : ''));
    expect(events[0]).to.equal('stdout a { b: 1 }\n');
    expect(events.slice(1, 4)).to.eql(['stderr c\n', 'stdout d', 'stderr e']);
    expect(events.at(-1)).to.equal('stderr f\n');
  });

  it('of a loop of 20,000 lines arrives whole and before the cell ends', async () => {
    const lines = (await printed('for (let i = 0; i < 20_000; i++) console.log("line " + i)')).split('\n');
    expect(lines.slice(0, -1)).to.eql(Array.from({ length: 20_000 }, (_, i) => `line ${i}`));
  });

  it('of one line of 20 MB arrives whole', async () => {
    expect((await printed('process.stdout.write("x".repeat(20e6)); undefined')).length).to.equal(20e6);
  });

  it('of a million lines, and of one line of 200 MB, arrives whole @full', async () => {
    const seen = notebook.outputs.length;
    await notebook.value('for (let i = 0; i < 1_000_000; i++) console.log("line " + i)');
    let expected = 0;
    for (const line of notebook.printed(notebook.cell).split('\n')) if (line === `line ${expected}`) expected++;
    expect(expected).to.equal(1_000_000);
    await notebook.value('console.log("x".repeat(200 * 2 ** 20))');
    let characters = 0;
    for (const { cell, event } of notebook.outputs) if (cell === notebook.cell && event.type === 'stream') characters += event.text.length;
    expect(characters).to.equal(200 * 2 ** 20 + 1);
    notebook.outputs.length = seen;
  });

  it('keeps characters that are cut by a write', async () => {
    expect(await printed('const bytes = Buffer.from("生成器 😀"); for (const byte of bytes) process.stdout.write(Uint8Array.of(byte)); undefined')).to.equal('生成器 😀');
    expect(await printed('console.log("😀".repeat(40_000))')).to.equal('😀'.repeat(40_000) + '\n');
  });

  it('of child processes and native code that write to stdout falls in between', async () => {
    expect(await printed(`
      import { execSync } from 'node:child_process'; import { writeSync } from 'node:fs';
      for (let i = 0; i < 5; i++) { console.log('js', i); execSync('echo shell ' + i, { stdio: 'inherit' }); writeSync(1, 'raw ' + i + '\\n') }`))
      .to.equal(Array.from({ length: 5 }, (_, i) => `js ${i}\nshell ${i}\nraw ${i}\n`).join(''));
  });

  it('on the raw stderr arrives before the cell ends', async () => {
    await notebook.value('import { writeSync as write } from "node:fs"; write(2, "raw error")');
    expect(notebook.printed(notebook.cell, 0, 'stderr')).to.equal('raw error');
  });

  it('may hold any bytes, even those of a message', async () => {
    const text = await printed('import { writeSync as raw } from "node:fs"; raw(1, Buffer.from("\\x00\\x1b\\x00mini", "latin1")); console.log("after"); raw(1, Buffer.from([0x00, 0x1b])); console.log("end")');
    expect(text).to.equal('\x00\x1b\x00miniafter\n\x00\x1bend\n');
  });

  it('that comes late goes to the cell that caused it', async () => {
    await notebook.value('setTimeout(() => console.log("late timer"), 20); Promise.resolve().then(() => new Promise((next) => setImmediate(next))).then(() => console.log("late promise")); 0');
    const first = notebook.cell;
    await notebook.value('await new Promise((done) => setTimeout(done, 60)); console.log("second")');
    expect(notebook.printed(first)).to.contain('late timer').and.contain('late promise');
    expect(notebook.printed(notebook.cell)).to.equal('second\n');
  });

  it('of worker threads arrives', async () => {
    await notebook.value('import { Worker } from "node:worker_threads"; await new Promise((done) => new Worker("console.log(\'from a worker\')", { eval: true }).on("exit", done)); await new Promise((done) => setTimeout(done, 50))');
    expect(notebook.printed()).to.contain('from a worker\n');
  });

  it('through the display sink carries its data and its id', async () => {
    await notebook.value(`
      const sink = (globalThis as any)[Symbol.for('minimax.display.sink')];
      sink.publish({ type: 'display_data', data: { 'text/html': '<b>1</b>' }, metadata: {}, displayId: 'd' });
      sink.publish({ type: 'update_display_data', data: { 'text/html': '<b>2</b>'.repeat(50_000) }, metadata: {}, displayId: 'd' });
      sink.publish({ type: 'clear_output', wait: true });`);
    const events = notebook.outputs.filter(({ cell }) => cell === notebook.cell).map(({ event }) => event);
    expect(events[0]).to.eql({ type: 'display_data', data: { 'text/html': '<b>1</b>' }, metadata: {}, displayId: 'd' });
    expect(events[1]).to.deep.include({ type: 'update_display_data', data: { 'text/html': '<b>2</b>'.repeat(50_000) } });
    expect(events[2]).to.eql({ type: 'clear_output', wait: true });
  });

  it('of a cell stopped while it prints leaves later output intact', async () => {
    for (let i = 0; i < 5; i++) {
      await notebook.interrupted('console.log("running"); for (let i = 0; ; i++) console.log("x".repeat(10_000))');
      expect(await printed('console.log("intact")')).to.equal('intact\n');
    }
  });
});

/** Lines that come thick and fast are gathered before they are written (text-output.ts). */
describe('output in a burst', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());
  const burst = 'for (let i = 0; i < 5000; i++) console.log(i);';
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}\n`).join('');

  it('is seen while the cell goes on without printing', async () => {
    const error = notebook.error(`${burst} for (;;);`);
    await notebook.until(() => notebook.printed(notebook.cell) === numbers(5000));
    await notebook.engine.interrupt();
    expect((await error).ename).to.equal('KeyboardInterrupt');
  });

  it('keeps its order with the other stream, displays, child processes and raw writes', async () => {
    await notebook.value(`
      import { execSync } from 'node:child_process'; import { writeSync } from 'node:fs';
      const sink = (globalThis as any)[Symbol.for('minimax.display.sink')];
      ${burst} console.error('error'); ${burst} execSync('echo shell', { stdio: 'inherit' }); ${burst} writeSync(1, 'raw\\n'); ${burst}
      sink.publish({ type: 'display_data', data: { 'text/plain': 'display\\n' }, metadata: {} }); ${burst}`);
    const seen = notebook.outputs.filter(({ cell }) => cell === notebook.cell)
      .map(({ event }) => (event.type === 'stream' ? event.text : event.type === 'display_data' ? event.data['text/plain'] : '')).join('');
    expect(seen).to.equal(['', 'error\n', 'shell\n', 'raw\n', 'display\n'].map((before) => before + numbers(5000)).join(''));
  });

  it('of two cells at once goes to the one and to the other', async () => {
    await notebook.value(`
      let later = () => {}, begin = () => {};
      new Promise<void>((resolve) => { begin = resolve; }).then(() => { for (let i = 0; i < 1000; i++) { console.log('first'); later(); } }); 0`);
    const first = notebook.cell;
    await notebook.value(`
      import { AsyncResource } from 'node:async_hooks';
      later = AsyncResource.bind(() => console.log('second')); begin(); await new Promise((done) => setTimeout(done))`);
    expect(notebook.printed(first)).to.equal('first\n'.repeat(1000));
    expect(notebook.printed(notebook.cell)).to.equal('second\n'.repeat(1000));
  });

  it('that is stopped anywhere is neither lost nor repeated', async () => {
    await notebook.value('let count = 0');
    for (let time = 0; time < 5; time++) {
      await notebook.interrupted('count = 0; console.log("running"); for (;; count++) console.log(count)');
      const stopped = notebook.cell;
      const reached = Number(await notebook.value('count'));
      const printed = notebook.printed(stopped).split('\n').slice(1, -1);
      expect(printed.length).to.be.within(reached, reached + 1);
      expect(printed).to.eql(Array.from(printed, (_, i) => String(i)));
    }
  });

  it('keeps characters that two writes cut apart', async () => {
    await notebook.value(`for (let i = 0; i < 200; i++) { process.stdout.write('\\ud83d'); process.stdout.write('\\ude00'); } undefined`);
    expect(notebook.printed(notebook.cell)).to.equal('😀'.repeat(200));
  });

  it('is there up to a crash a moment later, and a few lines up to the very crash', async () => {
    await notebook.error(`${burst} const until = process.cpuUsage().user + 200e3; while (process.cpuUsage().user < until); process.abort()`);
    expect(notebook.printed(notebook.cell, 0, 'stdout')).to.contain(numbers(5000));
    await notebook.error('for (let i = 0; i < 20; i++) console.log(i); process.abort()');
    expect(notebook.printed(notebook.cell, 0, 'stdout')).to.contain(numbers(20));
    await notebook.error(`${burst} process.exit(3)`);
    expect(notebook.printed(notebook.cell, 0, 'stdout')).to.contain(numbers(5000));
  });
});

describe('input', function () {
  this.timeout(60_000);
  let notebook: TestNotebook;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());

  it('from prompt and promptPassword comes from the user', async () => {
    const asked: unknown[] = [];
    notebook.engine.onInput = async (cell, prompt, password) => { asked.push([cell, prompt, password]); return password ? 'secret' : '名字'; };
    expect(await notebook.value('console.log("hello"); const who = prompt("Name?"); const key = promptPassword("Key?"); [who, key]')).to.equal("[ '名字', 'secret' ]");
    expect(asked).to.eql([[notebook.cell, 'Name?', false], [notebook.cell, 'Key?', true]]);
  });

  it('that never comes can be interrupted, and a late answer does not go to the next prompt', async () => {
    let answerLate = (_: string) => {};
    notebook.engine.onInput = () => new Promise((resolve) => { answerLate = resolve; });
    expect((await notebook.interrupted('console.log("running"); prompt("?")')).ename).to.equal('KeyboardInterrupt');
    answerLate('late');
    notebook.engine.onInput = async () => 'right';
    expect(await notebook.value('prompt("!")')).to.equal("'right'");
  });
});
