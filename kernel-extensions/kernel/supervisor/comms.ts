/**
 * The comms between front ends and code of the notebook: which are open, and messages both ways.
 * What they are about – widgets, mostly – is the code's business, see display/comms.ts.
 */
import type { CommMessage, Engine } from '../engine-api.js';
import type { FrontEnd, Request } from '../protocol/front-end.js';
import type { JsonObject, Replies } from '../protocol/messages.js';
import { BadRequest } from '../protocol/router.js';
import type { CellOutputs } from './cell-outputs.js';
import { objectField, stringField } from './content.js';

export class Comms {
  /** Target by the id of an open comm. */
  readonly #open = new Map<string, string>();
  #received = 0;

  constructor(
    /** Resolves to the engine when it has started. */
    private readonly engine: Promise<Engine>,
    private readonly frontEnd: FrontEnd,
    private readonly outputs: CellOutputs,
    private readonly log: (line: string) => void,
  ) {}

  info({ target_name }: JsonObject): Replies['comm_info_request'] {
    const open = [...this.#open].filter(([, target]) => typeof target_name !== 'string' || target_name === target);
    return { status: 'ok', comms: Object.fromEntries(open.map(([id, target]) => [id, { target_name: target }])) };
  }

  /**
   * A front end opens a comm, sends on it or closes it. Resolves when the code's handlers have
   * returned: a front end holds further moves of a slider back until then, and sends the last one.
   * These messages have no reply, so what is wrong with one is only logged.
   */
  async receive(request: Request): Promise<void> {
    try {
      const message = messageOf(request);
      const isOpen = this.#open.has(message.commId);
      if (message.type === 'comm_open') {
        if (isOpen) throw new BadRequest('There is an open comm with this id.');
        this.#open.set(message.commId, message.target);
      } else if (!isOpen) {
        // The comm was closed while this was on its way, or its kernel has been restarted.
        if (message.type === 'comm_msg') this.frontEnd.publish('comm_close', { comm_id: message.commId, data: {} }, request.message.header);
        return;
      } else if (message.type === 'comm_close') {
        this.#open.delete(message.commId);
      }
      const causeId = `comm-${++this.#received}`;
      this.outputs.addComm(causeId, request);
      await (await this.engine).comm(causeId, message);
      this.outputs.flush();
    } catch (error) {
      this.log(`ignored a ${request.message.header.msg_type}: ${(error as Error).message}`);
    }
  }

  /** Code opens a comm, sends on it or closes it. */
  publish(causeId: string, message: CommMessage): void {
    this.outputs.flush();
    const { type, commId: comm_id, data, metadata, buffers } = message;
    const parent = this.outputs.parentOf(causeId);
    if (type === 'comm_open') {
      this.#open.set(comm_id, message.target);
      this.frontEnd.publish(type, { comm_id, target_name: message.target, data }, parent, { metadata, buffers });
    } else {
      if (type === 'comm_close') this.#open.delete(comm_id);
      this.frontEnd.publish(type, { comm_id, data }, parent, { metadata, buffers });
    }
  }

  /** The code behind all comms is gone. */
  closeAll(): void {
    for (const comm_id of this.#open.keys()) this.frontEnd.publish('comm_close', { comm_id, data: {} });
    this.#open.clear();
  }
}

/** Throws a BadRequest for content that the protocol does not allow. */
function messageOf({ message: { header, content, metadata, buffers } }: Request): CommMessage {
  const common = { commId: stringField(content, 'comm_id'), data: objectField(content, 'data'), metadata, buffers };
  const type = header.msg_type as CommMessage['type'];
  return type === 'comm_open' ? { type, target: stringField(content, 'target_name'), ...common } : { type, ...common };
}
