/** One side of a conversation: gives every message it makes a header with its own session id. */
import { randomUUID } from 'node:crypto';
import { protocolVersion } from './messages.js';
import type { Header, Message } from './messages.js';

export class Session {
  readonly id = randomUUID();
  #count = 0;

  constructor(readonly username: string) {}

  /** A new message of this session, as the answer to `parent` where there is one. */
  message<C extends object>(type: string, content: C, parent?: Header, metadata: Message['metadata'] = {}, buffers: Message['buffers'] = []): Message<C> {
    return {
      header: {
        msg_id: `${this.id}_${++this.#count}`,
        msg_type: type,
        session: this.id,
        username: this.username,
        date: new Date().toISOString(),
        version: protocolVersion,
      },
      parent_header: parent ?? {},
      metadata,
      content,
      buffers,
    };
  }
}
