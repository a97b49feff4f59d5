/** Empties the output of the running cell. */
import { publish } from './publish.js';

/**
 * Takes away all that the running cell has shown. With `wait`, only when the next output comes, so that
 * a display drawn again and again does not flicker. Outside of a notebook nothing happens.
 */
export function clearOutput({ wait = false }: { wait?: boolean } = {}): void {
  publish({ type: 'clear_output', wait });
}
