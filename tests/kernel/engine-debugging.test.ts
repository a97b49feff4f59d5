// Debugging of TypeScript cells: what a user of a debugger does, and what they then see. The names
// of requests and events are those of the Debug Adapter Protocol.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { murmur2 } from '@jupyterlab/debugger/lib/hash.js';
import { cellPaths, pathOfCell } from '../../kernel-extensions/kernel/debugger/scripts.js';
import { DebugClient, transcript, valuesOf } from './debug-client.js';
import { complaintsAbout } from './debug-protocol.js';
import { TestNotebook } from './notebook.js';

describe('debugging', function () {
  this.timeout(120_000);
  let notebook: TestNotebook;
  let client: DebugClient;
  before(async () => { notebook = await TestNotebook.open(); });
  after(() => notebook.close());
  beforeEach(async () => { client = await DebugClient.attach(notebook.engine); });
  afterEach(async () => {
    await client.ask('disconnect');
    await notebook.value('0'); // behind the cell that has now gone on
  });

  const lines = (...text: string[]) => text.join('\n');

  describe('a breakpoint', () => {
    const code = lines(
      'interface Point { x: number }',
      'function add(n: number): number {',
      '  const twice: number = n * 2;',
      '  return twice + 1;',
      '}',
      'let sum = 0;',
      'for (let i = 0; i < 5; i++) {',
      '  sum += add(i);',
      '}',
      'sum',
    );

    it('stops the cell at its line, before the line runs; execution goes on to the end', async () => {
      await client.breakAt(code, 4);
      const result = notebook.value(code);
      expect(await client.stopped()).to.include({ reason: 'breakpoint', threadId: 1, allThreadsStopped: true });
      const [, outer] = await client.frames();
      expect(outer.name).to.equal(`Cell [${notebook.executionCount}]`);
      expect(outer.source).to.deep.equal({ name: outer.name, path: (await client.ask<{ sourcePath: string }>('dumpCell', { code })).sourcePath });
      expect(await client.stack()).to.equal('add:4 Cell:8');
      expect((await client.values()).Locals).to.deep.equal({ n: '0', twice: '0' });
      await client.breakAt(code);
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('25');
    });

    it('is verified once its cell runs, at the line where code begins', async () => {
      const fresh = `${code} // fresh`;
      const [typeLine, statement] = await client.breakAt(fresh, 1, 6);
      expect(typeLine).to.include({ verified: false, line: 1 });
      expect(statement).to.include({ verified: false, line: 6 });
      const result = notebook.value(fresh);
      const bound = [await client.event<DebugProtocol.BreakpointEvent['body']>('breakpoint'), await client.event<DebugProtocol.BreakpointEvent['body']>('breakpoint')];
      expect(bound.map(({ breakpoint: { id, verified, line } }) => ({ id, verified, line }))).to.have.deep.members([
        { id: typeLine.id, verified: true, line: 3 }, { id: statement.id, verified: true, line: 6 },
      ]);
      await client.stopped();
      await client.ask('disconnect');
      expect(await result).to.equal('25');
    });

    it('is verified at once in a cell that has run, also one from before the debugger was attached', async () => {
      await client.ask('disconnect');
      await notebook.value(code);
      await client.ask('attach');
      const [inFunction, afterTheEnd] = await client.breakAt(code, 3, 11);
      expect(inFunction).to.include({ verified: true, line: 3 });
      expect(afterTheEnd).to.include({ verified: false, line: 11 });
      const later = notebook.value('add(20)');
      await client.stopped();
      expect(await client.stack()).to.equal('add:3 Cell:1');
      await client.ask('continue', { threadId: 1 });
      expect(await later).to.equal('41');
    });

    it('stays when its cell runs again', async () => {
      await client.breakAt(code, 10);
      for (let run = 0; run < 2; run++) {
        const result = notebook.value(code);
        await client.stopped();
        expect(await client.stack()).to.equal('Cell:10');
        await client.ask('continue', { threadId: 1 });
        expect(await result).to.equal('25');
      }
    });

    it('stops only where its condition holds', async () => {
      await client.breakAt(code, { line: 4, condition: 'n > 2 && sum < 100' });
      const result = notebook.value(code);
      for (const n of ['3', '4']) {
        await client.stopped();
        expect(await client.evaluate('n')).to.equal(n);
        await client.ask('continue', { threadId: 1 });
      }
      expect(await result).to.equal('25');
    });

    for (const [hitCondition, expected] of Object.entries({ '2': ['1'], '>= 4': ['3', '4'], '% 2': ['1', '3'] })) {
      it(`with the hit count ${hitCondition} stops at these times only`, async () => {
        await client.breakAt(code, { line: 4, hitCondition });
        const result = notebook.value(code);
        for (const n of expected) {
          await client.stopped();
          expect(await client.evaluate('n')).to.equal(n);
          await client.ask('continue', { threadId: 1 });
        }
        expect(await result).to.equal('25');
      });
    }

    it('with a hit count that is none is refused with a sentence', async () => {
      const [breakpoint] = await client.breakAt(code, { line: 4, hitCondition: 'often' });
      expect(breakpoint.verified).to.equal(false);
      expect(breakpoint.message).to.match(/"often" is none of: 5, /);
    });

    it('with a log message prints it and does not stop', async () => {
      await client.breakAt(code, { line: 4, logMessage: 'n is {n}, {[twice]}' });
      expect(await notebook.value(code)).to.equal('25');
      expect(notebook.printed(notebook.cell)).to.equal('n is 0, [ 0 ]\nn is 1, [ 2 ]\nn is 2, [ 4 ]\nn is 3, [ 6 ]\nn is 4, [ 8 ]\n');
    });

    it('stops in a timer and in a promise, and shows who waits for them', async () => {
      const waiting = lines('async function later() {', '  await new Promise((next) => setTimeout(next, 1));', '  return 7;', '}', 'await later()');
      await client.breakAt(waiting, 3);
      const result = notebook.value(waiting);
      await client.stopped();
      expect(await client.stack()).to.equal('later:3 Cell:5');
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('7');
    });

    it('may be a debugger statement', async () => {
      const result = notebook.value('let x = 1;\ndebugger;\nx');
      expect((await client.stopped()).reason).to.equal('breakpoint');
      expect(await client.stack()).to.equal('Cell:2');
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('1');
    });
  });

  describe('stepping', () => {
    it('goes from line to line, over calls and awaits, into functions and out of them', async () => {
      const code = lines(
        'async function step(n: number) {',
        '  await new Promise((next) => setTimeout(next, 1));',
        '  return n + 1;',
        '}',
        'let at = 0;',
        'at = await step(at);',
        'at = [1, 2].map((x) => x + at).length;',
        'console.log(at);',
        'at',
      );
      await client.breakAt(code, 5);
      const result = notebook.value(code);
      await client.stopped();
      expect(await client.stack()).to.equal('Cell:5');
      expect(await client.step('next')).to.equal('Cell:6');
      expect(await client.step('stepIn')).to.equal('step:2 Cell:6');
      expect(await client.step('next')).to.match(/^step:3/);
      expect(await client.step('stepOut')).to.match(/^Cell:[67]/);
      while ((await client.stack()) !== 'Cell:8') await client.step('next');
      expect(await client.step('stepIn')).to.equal('Cell:9'); // console.log is no code of the learner's
      await client.ask('next', { threadId: 1 });
      while ((await Promise.race([result.then(() => 'done'), client.stopped()])) !== 'done') await client.ask('next', { threadId: 1 });
      expect(await result).to.equal('2');
      expect(await notebook.value('at + 1')).to.equal('3'); // the next cell does not stop
    });

    it('goes into a module of the notebook, whose breakpoints stop too', async () => {
      notebook.write('model.ts', lines('interface Unused { a: number }', '', 'export function twice(n: number): number {', '  const result: number = n * 2;', '  return result;', '}'));
      const code = lines('import { twice } from "./model.js"', 'twice(4)');
      await client.breakAt(code, 2);
      const result = notebook.value(code);
      await client.stopped();
      expect(await client.step('stepIn')).to.equal('twice:4 Cell:2');
      const [{ source }] = await client.frames();
      expect(source?.path).to.equal(`${notebook.folder}/model.ts`);
      expect((await client.ask<DebugProtocol.SourceResponse['body']>('source', { source, sourceReference: 0 })).content).to.match(/^interface Unused/);
      expect((await client.ask<DebugProtocol.ModulesResponse['body']>('modules')).modules.map(({ path }) => path)).to.include(source!.path);
      expect((await client.breakAtPath(source!.path!, 5))[0]).to.include({ verified: true, line: 5 });
      await client.ask('continue', { threadId: 1 });
      await client.stopped();
      expect(await client.stack()).to.equal('twice:5 Cell:2');
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('8');
    });

    it('begins with a pause, in the middle of a loop', async () => {
      const result = notebook.error('let n = 0;\nconsole.log("running");\nwhile (true) n++;');
      await notebook.until(() => notebook.printed().includes('running'));
      await client.ask('pause', { threadId: 1 });
      expect((await client.stopped()).reason).to.equal('pause');
      expect(await client.stack()).to.match(/^Cell:[23]$/);
      await client.ask('continue', { threadId: 1 });
      await notebook.engine.interrupt();
      expect((await result).ename).to.equal('KeyboardInterrupt');
    });
  });

  describe('an exception', () => {
    const caught = 'try { throw new RangeError("caught") } catch {}';
    const uncaught: Record<string, string> = {
      'in the cell': `${caught}\nthrow new TypeError("uncaught")`,
      'in a function': `${caught}\nfunction f() { throw new TypeError("uncaught") }\nf()`,
      'in an async function that is awaited': `${caught}\nasync function f() { await null; throw new TypeError("uncaught") }\nawait f()`,
    };
    for (const [where, code] of Object.entries(uncaught)) {
      it(`that nobody catches stops the cell where it is thrown: ${where}`, async () => {
        await client.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
        const result = notebook.error(code);
        expect(await client.stopped()).to.include({ reason: 'exception', text: 'TypeError: uncaught' });
        expect((await client.frames())[0].line).to.equal(2);
        expect(await client.ask('exceptionInfo', { threadId: 1 })).to.deep.include({ exceptionId: 'TypeError', description: 'uncaught', breakMode: 'unhandled' });
        await client.ask('continue', { threadId: 1 });
        expect(await result).to.include({ ename: 'TypeError', evalue: 'uncaught' });
      });
    }

    it('that is caught stops the cell where that is asked for', async () => {
      await client.ask('setExceptionBreakpoints', { filters: ['caught'] });
      const result = notebook.value(`${caught}\n5`);
      expect(await client.stopped()).to.include({ reason: 'exception', text: 'RangeError: caught' });
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('5');
    });

    it('is an ordinary error otherwise, also while the debugger looks for uncaught ones', async () => {
      await client.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
      const kept = notebook.error('let kept = 1;\nkept = 2; throw new Error("half-way")');
      await client.stopped();
      await client.ask('continue', { threadId: 1 });
      expect((await kept).text).to.match(/Cell \[\d+\], line 2/);
      await client.ask('setExceptionBreakpoints', { filters: [] });
      expect(await notebook.value('kept')).to.equal('2');
      expect((await notebook.error('JSON.parse("{")')).ename).to.equal('SyntaxError');
    });

    it('does not keep an interrupt from ending the cell', async () => {
      await client.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
      const code = 'console.log("running"); while (true) { try { await new Promise((next) => setTimeout(next, 1)) } catch {} }';
      for (let time = 0; time < 8; time++) expect((await notebook.interrupted(code)).ename).to.equal('KeyboardInterrupt');
      expect(await notebook.value('1 + 1')).to.equal('2');
    });
  });

  describe('variables', () => {
    /** Stops behind the code, so that its variables are there. */
    async function stopAfter(...text: string[]): Promise<Promise<string | undefined>[]> {
      const result = notebook.value(lines(...text, 'debugger;'));
      await client.stopped();
      return [result];
    }

    it('are those of the function, of the functions around it, and of the notebook', async () => {
      await notebook.value('let rate = 0.5; const location = "here"; import { readFileSync } from "node:fs"');
      await stopAfter('function outer(a: number) { const b = a + 1;', '  return (c: number) => { for (const d of [c]) { let c = a * b;', '    debugger; } } }', 'outer(1)(3)');
      const values = await client.values();
      expect(Object.keys(values)).to.deep.equal(['Locals', 'Closure of outer', 'Notebook']);
      expect(values.Locals).to.deep.equal({ c: '2', d: '3' });
      expect(values['Closure of outer']).to.deep.equal({ a: '1', b: '2' });
      expect(values.Notebook).to.include({ rate: '0.5', location: '"here"', readFileSync: '[Function: readFileSync]' });
      expect((await client.values(1))).to.have.all.keys('Notebook');
    });

    it('show each value in one line', async () => {
      await notebook.value('import * as tf from "@tensorflow/tfjs"');
      await stopAfter(
        'class Counter { #n = 1; label = "c"; get double() { return this.#n * 2 } }',
        'const values = { text: "a\\nb", big: 10n, none: null, list: [1, [2]], map: new Map([["k", { v: 1 }]]), set: new Set([1]),',
        '  counter: new Counter(), when: new Date(0), bytes: new Uint8Array(2), tensor: tf.zeros([2, 3]), arrow: (x: number) => x, nan: NaN }',
      );
      const { variablesReference } = await client.variable('values');
      const values = valuesOf(await client.variables(variablesReference));
      expect(values).to.include({ text: '"a\\nb"', big: '10n', none: 'null', list: '[ 1, [ 2 ] ]', set: 'Set(1) { 1 }', when: '1970-01-01T00:00:00.000Z', arrow: '[Function: arrow]', nan: 'NaN' });
      expect(values.map).to.equal("Map(1) { 'k' => { v: 1 } }");
      expect(values.tensor).to.match(/^Tensor .*\[2, 3\]/).and.not.contain('\n');
    });

    it('open into what they consist of', async () => {
      await stopAfter(
        'class Base { get inherited() { return 5 } }',
        'class Counter extends Base { #n = 1; label = "c"; get double() { return this.#n * 2 } }',
        'const counter = new Counter(), map = new Map<unknown, unknown>([["k", { v: 1 }], [{ o: 1 }, 2]]), list = [1, { a: 2 }] , done = Promise.resolve(3);',
        'const object = { get lazy() { return "now" }, plain: 1 };',
      );
      const open = async (name: string) => client.variables((await client.variable(name)).variablesReference);
      expect(valuesOf(await open('counter'))).to.deep.equal({ label: '"c"', '#n': '1', double: '(…)', inherited: '(…)' });
      expect(valuesOf(await open('map'))).to.deep.equal({ '"k"': '{ v: 1 }', '{ o: 1 }': '2' });
      expect(valuesOf(await open('list'))).to.deep.equal({ 0: '1', 1: '{ a: 2 }' });
      expect(valuesOf(await open('done'))).to.deep.equal({ '[[PromiseState]]': '"fulfilled"', '[[PromiseResult]]': '3' });
      const lazy = (await open('object')).find(({ name }) => name === 'lazy')!;
      expect(lazy).to.deep.include({ value: '(…)', presentationHint: { lazy: true } });
      expect((await client.variables(lazy.variablesReference)).map(({ value }) => value)).to.deep.equal(['"now"']);
      const [, second] = await open('list');
      expect(valuesOf(await client.variables(second.variablesReference))).to.deep.equal({ a: '2' });
    });

    it('of a long list come in parts', async () => {
      await stopAfter('const long = Float32Array.from({ length: 25_000 }, (_, i) => i);');
      const long = await client.variable('long');
      expect(long.indexedVariables).to.equal(25_000);
      expect(valuesOf(await client.variables(long.variablesReference, { filter: 'indexed', start: 24_998, count: 2 }))).to.deep.equal({ 24998: '24998', 24999: '24999' });
      const parts = await client.variables(long.variablesReference);
      expect(parts.map(({ name }) => name).slice(0, 3)).to.deep.equal(['[0 … 9999]', '[10000 … 19999]', '[20000 … 24999]']);
      const [, , last] = await client.variables(parts[2].variablesReference);
      expect(last.name).to.equal('[20200 … 20299]');
      expect(valuesOf(await client.variables(last.variablesReference))).to.include({ 20200: '20200', 20299: '20299' });
    });

    it('can be set', async () => {
      const code = lines('let name = "a"; const location = { deep: [1] };', 'function f(n: number) {', '  for (const x of [n]) { let inner = x;', '    debugger;', '    return [n, inner, location.deep[0], name]; } }', 'f(1)');
      const result = notebook.value(code);
      await client.stopped();
      const [locals, shared] = await client.scopes();
      expect(shared.name).to.equal('Notebook');
      const set = (variablesReference: number, name: string, value: string) => client.ask<{ value: string }>('setVariable', { variablesReference, name, value });
      expect((await set(locals.variablesReference, 'n', 'n + 10')).value).to.equal('11');
      expect((await set(locals.variablesReference, 'inner', 'location.deep[0] + 20')).value).to.equal('21');
      expect((await set(shared.variablesReference, 'name', '"b"')).value).to.equal('"b"');
      const [deep] = await client.variables((await client.variable('location')).variablesReference);
      expect((await set(deep.variablesReference, '0', '31')).value).to.equal('31');
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal("[ 11, 21, 31, 'b' ]");
    });

    it('are gone with their stop', async () => {
      const [result] = await stopAfter('const object = { a: 1 };');
      const { variablesReference } = await client.variable('object');
      await client.ask('continue', { threadId: 1 });
      await result;
      expect(await client.variables(variablesReference)).to.deep.equal([]);
      expect(await client.frames()).to.deep.equal([]);
    });

    it('are gone as soon as execution is told to go on, and so are the frames, whenever V8 says that it does', async () => {
      const [result] = await stopAfter('const object = { a: 1 };');
      const { variablesReference } = await client.variable('object');
      const [, variables, frames] = await Promise.all([client.ask('continue', { threadId: 1 }), client.variables(variablesReference), client.frames()]);
      expect({ variables, frames }).to.deep.equal({ variables: [], frames: [] });
      await result;
    });

    it('asked for just before the code goes on are there or gone, and no fault', async () => {
      for (let time = 0; time < 20; time++) {
        const [result] = await stopAfter(`const object = { time: '${time}' };`);
        const { variablesReference } = await client.variable('object');
        const [variables] = await Promise.all([client.variables(variablesReference), client.ask('continue', { threadId: 1 })]);
        expect(variables.map(({ name }) => name).join()).to.be.oneOf(['time', '']);
        await result;
      }
    });
  });

  describe('an expression', () => {
    it('is evaluated in a frame, or else in the notebook', async () => {
      const result = notebook.value('let location = 2;\nfunction f(n: number) {\n  debugger;\n  return n;\n}\nf(5)');
      await client.stopped();
      expect(await client.evaluate('n * location')).to.equal('10');
      expect(await client.evaluate('({ n })')).to.equal('{ n: 5 }');
      expect(await client.ask('evaluate', { expression: 'location = 7' })).to.include({ result: '7', type: 'number' });
      expect(await client.reply('evaluate', { expression: 'missing' })).to.include({ success: false, message: 'ReferenceError: missing is not defined' });
      expect(await client.ask('setExpression', { expression: 'n', value: '8', frameId: (await client.frames())[0].id })).to.include({ value: '8' });
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('8');
      expect(await notebook.value('location')).to.equal('7');
    });

    it('that never ends is broken off', async () => {
      const result = notebook.value('debugger;\n1');
      await client.stopped();
      for (const frameId of [undefined, (await client.frames())[0].id]) {
        expect((await client.reply('evaluate', { expression: 'for (;;);', frameId })).message).to.match(/timed out/);
      }
      expect(await client.evaluate('1 + 1')).to.equal('2');
      await client.ask('continue', { threadId: 1 });
      expect(await result).to.equal('1');
    });
  });

  describe('the notebook’s variables', () => {
    it('are listed without a stop, also while a cell runs', async () => {
      await notebook.value('let rate = 0.5; const self = [1, 2]');
      const list = async () => (await client.ask<{ variables: DebugProtocol.Variable[] }>('inspectVariables')).variables;
      const variables = await list();
      expect(valuesOf(variables)).to.include({ rate: '0.5', self: '[ 1, 2 ]' });
      expect(valuesOf(await client.variables(variables.find(({ name }) => name === 'self')!.variablesReference))).to.deep.equal({ 0: '1', 1: '2' });
      const result = notebook.error('console.log("running"); rate = 0.25; while (true) {}');
      await notebook.until(() => notebook.printed().includes('running'));
      expect(valuesOf(await list())).to.include({ self: '[ 1, 2 ]' }).and.to.have.property('rate').that.is.oneOf(['0.5', '0.25']);
      await notebook.engine.interrupt();
      await result;
    });

    type Listed = DebugProtocol.VariablesResponse['body'];
    const moments = [0, 1, 2, 3, 4, 6, 8, 12];

    it('are all there for each who asks while others do', async () => {
      await notebook.value('const many = [1, 2, 3]');
      const lists = await Promise.all(moments.map((ms) => delay(ms).then(() => client.ask<Listed>('inspectVariables'))));
      for (const { variables } of lists) expect(valuesOf(variables)).to.include({ many: '[ 1, 2, 3 ]' });
    });

    it('asked for while the debugger is switched off are there or gone, and no fault', async () => {
      for (const ms of moments) {
        const [{ variables }] = await Promise.all([client.ask<Listed>('inspectVariables'), delay(ms).then(() => client.ask('disconnect'))]);
        expect(valuesOf(variables).many).to.be.oneOf(['[ 1, 2, 3 ]', 'Array(3)', undefined]);
        await client.ask('attach');
      }
    });

    it('are shown as a cell would show them', async () => {
      await notebook.value('import * as tf from "@tensorflow/tfjs"; const pixels = tf.zeros([8, 8]); const n = 3');
      const rich = await client.ask<{ data: Record<string, string> }>('richInspectVariables', { variableName: 'pixels' });
      expect(rich.data['text/plain']).to.contain('8');
      expect(Object.keys(rich.data)).to.include('text/html');
      expect(await client.ask('richInspectVariables', { variableName: 'n' })).to.deep.equal({ data: { 'text/plain': '3' }, metadata: {} });
    });
  });

  describe('while a cell stands at a breakpoint', () => {
    const code = lines('let before = 1;', 'let after = 0;', 'debugger;', 'after = 1;');

    it('an interrupt ends it, its variables stay, and the debugger stays attached', async () => {
      const result = notebook.error(code);
      await client.stopped();
      await notebook.engine.interrupt();
      const error = await result;
      expect(error.ename).to.equal('KeyboardInterrupt');
      expect(error.text).to.match(/Cell \[\d+\], line 3/);
      await client.event('continued');
      expect(await notebook.value('[before, after]')).to.equal('[ 1, 0 ]');
      const again = notebook.value('debugger; 5');
      await client.stopped();
      await client.ask('continue', { threadId: 1 });
      expect(await again).to.equal('5');
    });

    it('completion answers, and the next cell waits', async () => {
      const first = notebook.value(code);
      await client.stopped();
      let isDone = false;
      const second = notebook.value('before + 1').finally(() => { isDone = true; });
      const { matches } = await notebook.engine.complete('Math.ma', 7);
      expect(matches.map(({ text }) => text)).to.include('max');
      expect(isDone).to.equal(false);
      await client.ask('continue', { threadId: 1 });
      await first;
      expect(await second).to.equal('2');
    });

    it('a front end that comes back learns where it stands', async () => {
      await client.breakAt(code, 4);
      const result = notebook.value(code);
      await client.stopped();
      const info = await client.ask<{ isStarted: boolean; breakpoints: object[]; stoppedThreads: number[] }>('debugInfo');
      expect(info).to.deep.include({ isStarted: true, stoppedThreads: [1] });
      expect(info.breakpoints).to.have.nested.property('[0].breakpoints').that.deep.equals([{ line: 4 }]);
      await client.ask('disconnect');
      await result;
      expect(await client.ask('debugInfo')).to.deep.include({ isStarted: false, stoppedThreads: [], breakpoints: [] });
    });

    it('detaching lets it go on', async () => {
      const result = notebook.value(`${code}\nafter`);
      await client.stopped();
      await client.ask('disconnect', { restart: false, terminateDebuggee: false });
      expect(await result).to.equal('1');
    });

    it('terminating ends it', async () => {
      const result = notebook.error(code);
      await client.stopped();
      await client.ask('terminate');
      expect((await result).ename).to.equal('KeyboardInterrupt');
      await client.event('terminated');
      expect(await notebook.value('[before, after]')).to.equal('[ 1, 0 ]');
    });

    it('a restart gives a fresh process, in which breakpoints still stop', async () => {
      await client.breakAt(code, 4);
      const result = notebook.execute(code);
      await client.stopped();
      await notebook.engine.restart();
      await result;
      await client.event('continued');
      await client.event('terminated');
      const fresh = notebook.value(code);
      await client.stopped();
      await client.ask('continue', { threadId: 1 });
      await client.stopped();
      expect(await client.stack()).to.match(/:4$/);
      await client.ask('continue', { threadId: 1 });
      await fresh;
    });
  });

  it('survives the end of the process: the front end is told, breakpoints stop in the next one', async () => {
    const code = lines('let n = 1;', 'n++;', 'n');
    await client.breakAt(code, 2);
    await notebook.execute('process.exit(3)');
    await client.event('terminated');
    expect(notebook.printed()).not.to.contain('debugger');
    const result = notebook.value(code);
    await client.stopped();
    expect((await client.values()).Notebook).to.include({ n: '1' });
    await client.ask('continue', { threadId: 1 });
    expect(await result).to.equal('2');
  });

  it('answers a request that it does not know with a sentence', async () => {
    expect(await client.reply('reverseContinue')).to.include({ success: false, message: 'The debugger does not know the request "reverseContinue".' });
    expect((await client.reply('scopes', { frameId: 'x' })).success).to.equal(true);
    expect((await client.reply('setBreakpoints', {})).success).to.equal(false);
  });
});

describe('what the debugger says', function () {
  this.timeout(120_000);

  it('is of the types that the Debug Adapter Protocol and JupyterLab declare', async () => {
    const notebook = await TestNotebook.open();
    const client = await DebugClient.attach(notebook.engine);
    const code = 'let list = [1, { a: 2 }];\nfunction f(n: number) {\n  return n + 1;\n}\nf(1);\nthrow new Error("end")';
    await client.breakAt(code, 3, { line: 20 });
    await client.ask('setExceptionBreakpoints', { filters: ['uncaught', 'caught'] });
    await client.ask('configurationDone');
    const result = notebook.error(code);
    await client.stopped();
    await client.values();
    const { variablesReference } = await client.variable('list');
    await client.variables(variablesReference);
    await client.ask('setVariable', { variablesReference, name: '0', value: '5' });
    await client.ask('setExpression', { expression: 'n', value: '5', frameId: (await client.frames())[0].id });
    await client.evaluate('list');
    await client.reply('evaluate', { expression: 'missing' });
    for (const command of ['threads', 'modules', 'debugInfo', 'inspectVariables']) await client.ask(command);
    await client.ask('richInspectVariables', { variableName: 'list' });
    await client.ask('source', { source: (await client.frames())[0].source });
    for (const command of ['next', 'stepIn'] as const) await client.step(command);
    await client.ask('stepOut', { threadId: 1 });
    expect((await client.stopped()).reason).to.equal('exception');
    await client.ask('exceptionInfo', { threadId: 1 });
    await client.ask('pause', { threadId: 1 });
    await client.ask('terminate');
    await result;
    await client.reply('attach');
    await client.reply('unheardOf');
    await notebook.execute('process.exit()');
    await client.event('terminated');
    await client.ask('disconnect');
    await notebook.close();
    expect(new Set(transcript.map((message) => (message.type === 'event' ? message.event : message.command)))).to.include.all.keys('stopped', 'continued', 'breakpoint', 'initialized', 'terminated', 'variables', 'debugInfo');
    expect(complaintsAbout(transcript)).to.deep.equal([]);
    // The oracle sees what is wrong.
    expect(complaintsAbout([{ seq: 1, type: 'event', event: 'stopped', body: { reason: 'step', threadId: '1' } }])).to.have.length(1);
  });

  it('names cells by the hash of their text, as JupyterLab does', () => {
    for (const code of ['', 'a', 'ab', 'abc', 'let x = 1;\nx', '生成對抗網路 🙂 é', 'x'.repeat(10_007)]) {
      expect(pathOfCell(code)).to.equal(`${cellPaths.prefix}${murmur2(code, cellPaths.hashSeed)}${cellPaths.suffix}`);
    }
  });
});

describe('without a debugger', function () {
  this.timeout(60_000);
  it('nothing of it is loaded', async () => {
    const notebook = await TestNotebook.open();
    expect(await notebook.value('Symbol.for("minimax.runtime.debuggee") in globalThis')).to.equal('false');
    await notebook.engine.debug({ seq: 1, type: 'request', command: 'debugInfo' });
    expect(await notebook.value('Symbol.for("minimax.runtime.debuggee") in globalThis')).to.equal('false');
    await notebook.close();
  });
});
