/** A sink that keeps what is published while `body` runs, as the kernel would receive it. */
import { sinkSymbol, type DisplayEvent, type DisplaySink } from '../../kernel-extensions/display/sink.js';

const holder = globalThis as { [sinkSymbol]?: DisplaySink | undefined };

export function installSink(): { events: DisplayEvent[]; remove(): void } {
  const before = holder[sinkSymbol];
  const events: DisplayEvent[] = [];
  holder[sinkSymbol] = { publish: (event) => events.push(structuredClone(event)) };
  return { events, remove: () => { holder[sinkSymbol] = before; } };
}

export async function collect(body: () => void | Promise<void>): Promise<DisplayEvent[]> {
  const { events, remove } = installSink();
  try {
    await body();
  } finally {
    remove();
  }
  return events;
}
