/**
 * The wire format: a message as signed frames
 *   [identities…] <IDS|MSG> signature header parent_header metadata content [buffers…]
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Header, JsonObject, Message } from './messages.js';

const delimiter = Buffer.from('<IDS|MSG>');

/** Frames that are not a message, or not one of somebody who knows the key. */
export class WireError extends Error {
  override name = 'WireError';
}

/** Signs frames. An empty key means that messages are not signed. */
export class Signer {
  readonly #algorithm: string;

  /** Throws an Error for a scheme that is not `hmac-<hash>` with a hash this Node knows. */
  constructor(readonly key: string, scheme = 'hmac-sha256') {
    this.#algorithm = scheme.replace(/^hmac-/, '');
    if (!scheme.startsWith('hmac-')) throw new Error(`Unknown signature scheme "${scheme}": expected "hmac-sha256".`);
    try {
      createHmac(this.#algorithm, 'key');
    } catch {
      throw new Error(`Unknown signature scheme "${scheme}": expected "hmac-sha256".`);
    }
  }

  /** The signature in hexadecimal digits, or '' with an empty key. */
  sign(frames: readonly Uint8Array[]): string {
    if (this.key === '') return '';
    const hmac = createHmac(this.#algorithm, this.key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest('hex');
  }

  verify(signature: Uint8Array, frames: readonly Uint8Array[]): boolean {
    if (this.key === '') return true;
    const expected = Buffer.from(this.sign(frames));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  }
}

/** What goes in front of the frames of a message: the address of one client, or the topic of a publication. */
export type Identities = readonly Uint8Array[];

/** Throws a TypeError when the content cannot be JSON (a cycle, a BigInt). */
export function encode(message: Message<object>, signer: Signer, identities: Identities = []): Uint8Array[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) => Buffer.from(toJson(part)));
  return [...identities, delimiter, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

/** JSON without lone surrogates: clients in Python cannot pass them on as UTF-8, and would lose the whole message. */
function toJson(part: object): string {
  const json = JSON.stringify(part);
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(part, (_key, value: unknown) => (typeof value === 'string' ? value.replace(loneSurrogate, '\ufffd') : value));
}

const loneSurrogate = /\p{Surrogate}/gu;

/** Throws a WireError that never contains the expected signature. */
export function decode(frames: readonly Buffer[], signer: Signer): { identities: Buffer[]; message: Message } {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  if (start < 0) throw new WireError('there is no <IDS|MSG> delimiter');
  const [signature, ...rest] = frames.slice(start + 1);
  if (rest.length < 4) throw new WireError(`${rest.length + (signature ? 1 : 0)} frames after the delimiter, expected at least 5`);
  const signed = rest.slice(0, 4);
  if (!signer.verify(signature, signed)) throw new WireError('the signature does not match: the sender has another key');
  const [header, parent_header, metadata, content] = signed.map(parseObject);
  for (const field of ['msg_id', 'msg_type', 'session']) {
    if (typeof header[field] !== 'string') throw new WireError(`the header has no ${field}`);
  }
  return {
    identities: frames.slice(0, start),
    message: {
      header: header as unknown as Header,
      parent_header: parent_header as unknown as Header,
      metadata,
      content,
      buffers: rest.slice(4),
    },
  };
}

function parseObject(frame: Buffer, index: number): JsonObject {
  const name = ['header', 'parent header', 'metadata', 'content'][index];
  let value: unknown;
  try {
    value = JSON.parse(frame.toString());
  } catch {
    throw new WireError(`the ${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WireError(`the ${name} is not a JSON object`);
  return value as JsonObject;
}
