/** What pages whose connection was cut have missed, kept until they connect anew. */
import type { ChannelMessage } from './websocket-protocol.js';

/** Kept for one page; beyond, its oldest messages go. In bytes of JSON, roughly. */
const sizeLimit = 64 * 1024 * 1024;
/** How many pages are waited for; beyond, the oldest are forgotten. */
const awaitedPages = 4;
/** How long a page is waited for, in milliseconds: Jupyter's client gives up connecting anew after about two minutes. */
const patience = 10 * 60_000;

interface Page {
  size: number;
  messages: { message: ChannelMessage; size: number }[];
  forgotten: NodeJS.Timeout;
}

export class MissedMessages {
  /** By what the page calls itself. */
  readonly #pages = new Map<string, Page>();

  constructor(private readonly waitsFor = patience) {}

  /** Begins to keep messages for this page. */
  await(session: string): void {
    this.#pages.set(session, { size: 0, messages: [], forgotten: setTimeout(() => this.take(session), this.waitsFor).unref() });
    for (const oldest of [...this.#pages.keys()].slice(0, -awaitedPages)) this.take(oldest);
  }

  /** A message came. */
  add(message: ChannelMessage): void {
    if (this.#pages.size === 0) return;
    const size = JSON.stringify(message.message.content).length;
    for (const page of this.#pages.values()) {
      page.messages.push({ message, size });
      page.size += size;
      while (page.size > sizeLimit && page.messages.length > 1) page.size -= page.messages.shift()!.size;
    }
  }

  /** What this page missed; nothing more is kept for it. */
  take(session: string): ChannelMessage[] {
    const page = this.#pages.get(session);
    clearTimeout(page?.forgotten);
    this.#pages.delete(session);
    return page?.messages.map(({ message }) => message) ?? [];
  }

  clear(): void {
    for (const session of this.#pages.keys()) this.take(session);
  }
}
