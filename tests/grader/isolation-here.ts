/** The tests grade with the best isolation that works on this machine. */
import { chooseIsolation, type IsolationName } from '../../grader/sandbox/isolation.js';

export function isolationHere(): IsolationName {
  try {
    chooseIsolation('auto');
    return 'auto';
  } catch {
    return 'none';
  }
}
