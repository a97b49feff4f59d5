// Mocha's "spec" report, closed by the one line that tools read: `N passed, N failed[, N skipped]`.
import Mocha from 'mocha';

export default class Reporter extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ''}`);
  }
}
