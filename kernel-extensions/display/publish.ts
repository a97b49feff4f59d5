/**
 * The one place where displays leave this package: to the kernel's sink, or, where there is no
 * kernel, as text to stdout.
 */
import { currentSink, type DisplayEvent } from './sink.js';

export function publish(event: DisplayEvent): void {
  const sink = currentSink();
  if (sink) sink.publish(event);
  else if (event.type !== 'clear_output') {
    const text = event.data['text/plain'];
    if (typeof text === 'string' && text !== '') process.stdout.write(`${text}\n`);
  }
}
