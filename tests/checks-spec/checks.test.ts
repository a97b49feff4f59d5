/** Every lab's checks accept what is right, however it is written, and reject what is wrong with the right words. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Check, Visibility } from '../checks/check.js';
import { hiddenKey } from '../checks/draw.js';
import type { Language } from '../checks/language.js';
import { labs, loadChecks, type Lab } from '../checks/registry.js';
import { runChecks, type CheckResult } from '../checks/run.js';
import { sentences } from '../checks/card.js';
import { localStudent } from '../checks/student.js';
import type { Solutions } from './solutions.js';

async function judge(checks: readonly Check[], functions: Readonly<Record<string, unknown>>, submission = 'submission'): Promise<CheckResult[]> {
  const student = localStudent(functions);
  try {
    return await runChecks(checks, student, (check) => hiddenKey('secret', submission, check.task));
  } finally {
    await student.dispose();
  }
}

const words = (results: readonly CheckResult[], language: Language): string =>
  results.flatMap(({ message, details }) => [...(message ? sentences(message, language) : []), ...(details ? [details] : [])]).join(' ');

async function solutionsOf(lab: Lab): Promise<Solutions> {
  return ((await import(`./${lab}.solutions.js`)) as { solutions: Solutions }).solutions;
}

for (const lab of labs) {
  const solutions = await solutionsOf(lab);
  for (const visibility of ['public', 'hidden'] satisfies Visibility[]) {
    const all = await loadChecks(lab, visibility);
    describe(`${visibility} checks of ${lab}`, () => {
      it('cover every task', () => {
        expect(new Set(all.map(({ task }) => task))).to.deep.equal(new Set(Object.keys(solutions)));
      });

      for (const [task, { reference, variants, mutants }] of Object.entries(solutions)) {
        const checks = all.filter((check) => check.task === task);
        describe(task, () => {
          for (const [name, functions] of Object.entries({ 'the reference solution': reference, ...variants })) {
            it(`accept ${name}`, async () => {
              const results = await judge(checks, functions);
              expect(words(results, 'en')).to.equal('');
              expect(results.map(({ status }) => status)).to.deep.equal(checks.map(() => 'passed'));
            });
          }

          it('are tried on at least three other right solutions and five wrong ones', () => {
            expect(Object.keys(variants)).to.have.length.of.at.least(3);
            expect(Object.keys(mutants)).to.have.length.of.at.least(5);
          });

          for (const [name, [functions, about]] of Object.entries(mutants)) {
            it(`reject: ${name}`, async () => {
              const results = await judge(checks, functions);
              expect(results.map(({ status }) => status)).to.include('failed').and.not.include('error', words(results, 'en'));
              if (visibility === 'public') expect(words(results, 'en')).to.match(about);
              expect(words(results, 'en')).to.not.match(/\.js:\d|undefined|\[object/);
              for (const { message, status } of results) {
                if (status === 'failed') expect(message?.hint ?? message?.expected, 'where to look').to.not.equal(undefined);
              }
              expect(words(results, 'zh-TW')).to.match(/[\u4e00-\u9fff]/);
            });
          }

          if (visibility === 'hidden') {
            // How often chance decides is counted with more draws by fairness.ts.
            it('accept the right one and reject the wrong ones, whatever is drawn @full', async () => {
              const unfair: string[] = [];
              const passes = async (functions: Readonly<Record<string, unknown>>, submission: string) => (await judge(checks, functions, submission)).every(({ status }) => status === 'passed');
              for (let i = 0; i < 10; i++) {
                if (!(await passes(reference, `${i}`))) unfair.push(`the reference, draw ${i}`);
                for (const [name, [functions]] of Object.entries(mutants)) if (await passes(functions, `${i}`)) unfair.push(`${name}, draw ${i}`);
              }
              expect(unfair).to.deep.equal([]);
            }).timeout(200_000);
          }

          it('reject a task that is not written yet, in words', async () => {
            class TodoError extends Error {
              override name = 'TodoError';
            }
            const unwritten = Object.fromEntries(Object.keys(reference).map((name) => [name, () => { throw new TodoError(); }]));
            const results = await judge(checks, unwritten);
            expect(results.every(({ status }) => status === 'failed')).to.equal(true);
            expect(words(results, 'en')).to.match(/is not written yet/);
            expect(words(results, 'zh-TW')).to.match(/還沒寫好/);
          });

          it('give no point to functions that do nothing', async () => {
            const results = await judge(checks, Object.fromEntries(Object.keys(reference).map((name) => [name, () => undefined])));
            expect(results.filter(({ status }) => status !== 'failed').map(({ name }) => name.en)).to.deep.equal([]);
          });

          it('leave no tensor behind', async () => {
            await judge(checks, reference);
            const before = tf.memory().numTensors;
            await judge(checks, reference);
            expect(tf.memory().numTensors).to.equal(before);
          });
        });
      }
    });
  }
}
