/**
 * From message type to handler, and what all requests have in common: `busy` before, the reply,
 * `idle` after, and an error reply when the handler throws. Knows nothing of what a request does.
 */
import type { FrontEnd, Request } from './front-end.js';
import type { ErrorReply } from './messages.js';

/** Returns the content of the reply, or nothing for a message that has no reply. */
export type Handler = (request: Request) => object | void | Promise<object | void>;

/** The client sent something that the protocol does not allow; the message goes to the client. */
export class BadRequest extends Error {
  override name = 'BadRequest';
}

export class Router {
  readonly #handlers = new Map<string, Handler>();

  constructor(private readonly frontEnd: FrontEnd, private readonly log: (line: string) => void) {}

  on(type: string, handler: Handler): this {
    this.#handlers.set(type, handler);
    return this;
  }

  /** Never rejects. */
  async dispatch(request: Request): Promise<void> {
    const type = request.message.header.msg_type;
    const handler = this.#handlers.get(type);
    if (handler) await answer(this.frontEnd, request, handler);
    else this.log(`ignored a message of unknown type ${JSON.stringify(type.slice(0, 80))}`);
  }
}

/** Runs a handler between `busy` and `idle` and sends its reply. Never rejects. */
export async function answer(frontEnd: FrontEnd, request: Request, handler: Handler): Promise<void> {
  const { header } = request.message;
  frontEnd.publish('status', { execution_state: 'busy' }, header);
  let reply: object | void;
  try {
    reply = await handler(request);
  } catch (error) {
    reply = errorReply(error);
  }
  // A message that is no request, such as `comm_msg`, gets no reply, not even an error.
  if (reply && header.msg_type.endsWith('_request')) frontEnd.reply(request, reply);
  frontEnd.publish('status', { execution_state: 'idle' }, header);
}

export function errorReply(error: unknown): ErrorReply {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { status: 'error', ename: name, evalue: message, traceback: error instanceof BadRequest ? [message] : (stack ?? message).split('\n') };
}
