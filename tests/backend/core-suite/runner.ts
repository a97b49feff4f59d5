/**
 * The child process that runs a bundled tfjs-core suite under jasmine and writes its outcome as JSON:
 *
 *   node runner.js BUNDLE RESULT
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The full names of the specs that ran, by outcome. */
export interface SuiteResult {
  passed: string[];
  pending: string[];
  failed: { name: string; message: string }[];
}

/** What this file uses of jasmine-core 3, which has no types of its own. */
interface Jasmine {
  core(jasmineRequire: Jasmine): { getEnv(): JasmineEnv; DEFAULT_TIMEOUT_INTERVAL: number };
  interface(jasmine: object, env: JasmineEnv): object;
}
interface JasmineEnv {
  configure(options: object): void;
  addReporter(reporter: object): void;
  execute(): void;
}
interface Spec {
  fullName: string;
  status: 'passed' | 'failed' | 'pending' | 'excluded';
  failedExpectations: { message: string }[];
}

const [bundle, resultFile] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const jasmineRequire = require('jasmine-core/lib/jasmine-core/jasmine.js') as Jasmine;
const jasmine = jasmineRequire.core(jasmineRequire);
const env = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, env));
env.configure({ random: false });

const result: SuiteResult = { passed: [], pending: [], failed: [] };
const failure = ({ message }: { message: string }) => message.slice(0, 500);
env.addReporter({
  specDone({ fullName, status, failedExpectations }: Spec) {
    if (status === 'passed') result.passed.push(fullName);
    if (status === 'pending') result.pending.push(fullName);
    if (status === 'failed') result.failed.push({ name: fullName, message: failedExpectations.map(failure).join(' | ') });
  },
  suiteDone({ fullName, failedExpectations }: Spec) {
    if (failedExpectations.length > 0) result.failed.push({ name: fullName, message: failedExpectations.map(failure).join(' | ') });
  },
  jasmineDone() {
    writeFileSync(resultFile, JSON.stringify(result, null, 1));
    process.exit(0);
  },
});
require(bundle);
env.execute();
