/**
 * The 27 conditions, against our kernel; and, as a check that they are fair and that they can fail,
 * against two kernels that are not ours, where these are installed.
 */
import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jupyterPython } from '../../cli/minimax.js';
import { all } from './conditions.js';
import { KernelUnderTest, type Kernel, type Snippets } from './kernel-under-test.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const tslab = path('../../../../node_modules/tslab/bin/tslab');

const typescript: Snippets = {
  printHello: 'console.log("hello")',
  printError: 'console.error("error")',
  statement: 'const x = 1;',
  expression: '1 + 1',
  incomplete: 'const x = {',
  invalid: 'function function',
  declaration: 'const variableToComplete = 42',
  name: 'variableToComplete',
  prefix: 'variableTo',
  askForInput: 'const answer = prompt("Enter: ")',
  display: 'import { display } from "tslab"; display.html("<b>bold</b>")',
  displayAndUpdate: 'import { newDisplay } from "tslab"; const shown = newDisplay(); shown.html("first"); shown.html("second")',
  richExpression: '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>bold</b>", "text/plain": "bold" }) })',
};

const python: Snippets = {
  printHello: 'print("hello")',
  printError: 'import sys; print("error", file=sys.stderr)',
  statement: 'x = 1',
  expression: '1 + 1',
  incomplete: 'def f(',
  invalid: 'def class',
  declaration: 'variable_to_complete = 42',
  name: 'variable_to_complete',
  prefix: 'variable_to_',
  askForInput: 'answer = input("Enter: ")',
  display: 'from IPython.display import display, HTML; display(HTML("<b>bold</b>"));',
  displayAndUpdate: 'from IPython.display import display, HTML; shown = display(HTML("first"), display_id=True); shown.update(HTML("second"))',
  richExpression: 'from IPython.display import HTML; HTML("<b>bold</b>")',
};

/** The names of the conditions that do not hold, each tried on the same kernel. */
async function failuresOf(kernel: Kernel): Promise<string[]> {
  const tested = await KernelUnderTest.start(kernel);
  const failures: string[] = [];
  for (const { name, holds } of all) if (!(await holds(tested))) failures.push(name);
  await tested.end();
  return failures;
}

describe('the 27 conditions of a conforming kernel', function () {
  this.timeout(180_000);

  it('are 27, each with a name of its own', () => {
    expect(new Set(all.map(({ name }) => name)).size).to.equal(27);
  });

  describe('minimax', () => {
    let kernel: KernelUnderTest;
    before(async () => {
      kernel = await KernelUnderTest.start({ argv: (file) => [process.execPath, path('../../../kernel-extensions/kernel/main.js'), file], snippets: typescript, patience: 30_000 });
    });
    after(() => kernel.end());

    for (const { tier, name, asks, holds } of all) it(`${tier}: ${asks} (${name})`, async () => expect(await holds(kernel)).to.equal(true));
  });

  it('ipykernel holds 26, or 27: it welcomes subscribers from its version 7 on @full', async function () {
    const command = jupyterPython('ipykernel');
    if (!command) this.skip(); // python3-ipykernel is not installed
    const failures = await failuresOf({ argv: (file) => [command, '-m', 'ipykernel_launcher', '-f', file], snippets: python, patience: 5000 });
    expect(failures.filter((name) => name !== 'iopub_welcome')).to.deep.equal([]);
  });

  it('plain tslab 1.0.22 holds 17 @full', async function () {
    if (!existsSync(tslab)) this.skip();
    const failures = await failuresOf({ argv: (file) => [process.execPath, tslab, 'kernel', `--config-path=${file}`], snippets: typescript, patience: 2500 });
    expect(failures).to.deep.equal([
      'iopub_welcome', 'execute_input_broadcast', 'history_request', 'comm_info_request', 'display_data', 'update_display_data',
      'execute_result', 'rich_execute_result', 'stdin_input_request', 'interrupt_request',
    ]);
  });
});
