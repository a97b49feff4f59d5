/**
 * Runs checks with mocha, in whatever process this is: it prints nothing, leaves no globals behind,
 * never ends the process, and can run again and again.
 */
import Mocha from 'mocha';
import type { Check } from './check.js';
import { Draw } from './draw.js';
import { Finding, type Message } from './findings.js';
import { say, type Text } from './language.js';
import type { Student } from './student.js';

export interface CheckResult {
  task: string;
  name: Text;
  points: number;
  /** `error`: the check itself is broken, which is never the student's fault. */
  status: 'passed' | 'failed' | 'error';
  message?: Message;
  /** For `error`: what the author of the check has to know. */
  details?: string;
}

/** Collects what mocha reports instead of printing it. */
class Silent {
  constructor(runner: Mocha.Runner) {
    // Mocha counts on the runner having a listener for failures.
    runner.on('fail', () => undefined);
  }
}

const running = new Set<Mocha.Runner>();

/** A run whose cell was interrupted never comes to take its listeners off the process: call this where no run can be under way. */
export function forgetInterruptedRuns(): void {
  for (const runner of running) runner.dispose();
  running.clear();
}

/**
 * One result a check, in their order.
 * @param student each check's functions; what it occupies is freed by the caller.
 * @param keyOf the key of a check's inputs.
 */
export async function runChecks(checks: readonly Check[], student: Student, keyOf: (check: Check) => string): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  // `timeout: 0`: how long a call may take is the transport's business.
  const mocha = new Mocha({ reporter: Silent as never, timeout: 0 });
  for (const check of checks) {
    mocha.suite.addTest(new Mocha.Test(check.name.en, async () => {
      const result = await runCheck(check, student, keyOf(check));
      results.push(result);
      if (result.status !== 'passed') throw new Error(result.status);
    }));
  }
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      runner.dispose();
      running.delete(runner);
      resolve();
    });
    running.add(runner);
  });
  return results;
}

async function runCheck(check: Check, student: Student, key: string): Promise<CheckResult> {
  const result = { task: check.task, name: check.name, points: check.points ?? 1 };
  try {
    await check.test(student, new Draw(key));
    return { ...result, status: 'passed' };
  } catch (error) {
    if (error instanceof Finding) return { ...result, status: 'failed', message: error.text };
    return {
      ...result,
      status: 'error',
      message: {
        wrong: say('This check cannot judge what came back.', '這項檢查無法判讀回傳的內容。'),
        hint: say('Keep to the signature that the task gives. If your code does, please tell your instructor.', '請依照題目給的函式簽名撰寫。如果你的程式已經符合，請告知授課老師。'),
      },
      details: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
