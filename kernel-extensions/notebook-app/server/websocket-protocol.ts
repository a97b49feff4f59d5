/**
 * Kernel messages as WebSocket frames, in the two protocols front ends speak:
 * https://jupyter-server.readthedocs.io/en/stable/developers/websocket-protocols.html
 * The default one is JSON, with buffers packed behind it; `v1` frames every part by offsets.
 */
import type { Message } from '../../kernel/client/index.js';

export const v1Protocol = 'v1.kernel.websocket.jupyter.org';

export interface ChannelMessage<C extends string = string> {
  channel: C;
  message: Message<object>;
}

export interface WebSocketProtocol {
  encode(message: ChannelMessage): string | Buffer;
  /** @throws Error when the frame is not a message. */
  decode(frame: Buffer, isBinary: boolean): ChannelMessage;
}

export const protocolOf = (subprotocol: string): WebSocketProtocol => (subprotocol === v1Protocol ? v1 : json);

/** `{…, channel}` as text; with buffers: uint32 count, uint32 offsets (big-endian), the JSON, the buffers. */
const json: WebSocketProtocol = {
  encode({ channel, message: { buffers, ...parts } }) {
    const text = JSON.stringify({ ...parts, channel, buffers: [] });
    if (buffers.length === 0) return text;
    const body = [Buffer.from(text), ...buffers];
    const head = Buffer.alloc(4 * (1 + body.length));
    head.writeUInt32BE(body.length, 0);
    let offset = head.length;
    body.forEach((part, index) => {
      head.writeUInt32BE(offset, 4 * (1 + index));
      offset += part.byteLength;
    });
    return Buffer.concat([head, ...body]);
  },
  decode(frame, isBinary) {
    if (!isBinary) return fromParts(JSON.parse(frame.toString('utf8')), []);
    const count = frame.readUInt32BE(0);
    if (count < 1 || count > frame.length / 4) throw new Error('the frame names no parts');
    const starts = Array.from({ length: count }, (_, index) => frame.readUInt32BE(4 * (1 + index)));
    const [text, ...buffers] = slices(frame, [...starts, frame.length]);
    return fromParts(JSON.parse(text.toString('utf8')), buffers);
  },
};

/** uint64 count, uint64 offsets (little-endian), then channel, header, parent header, metadata, content and buffers. */
const v1: WebSocketProtocol = {
  encode({ channel, message }) {
    const { header, parent_header, metadata, content, buffers } = message;
    const body = [Buffer.from(channel), ...[header, parent_header, metadata, content].map((part) => Buffer.from(JSON.stringify(part))), ...buffers];
    const head = Buffer.alloc(8 * (2 + body.length));
    head.writeBigUInt64LE(BigInt(body.length + 1), 0);
    let offset = head.length;
    for (let index = 0; index <= body.length; index++) {
      head.writeBigUInt64LE(BigInt(offset), 8 * (1 + index));
      offset += body[index]?.byteLength ?? 0;
    }
    return Buffer.concat([head, ...body]);
  },
  decode(frame) {
    const count = Number(frame.readBigUInt64LE(0));
    if (count < 6 || count > frame.length / 8) throw new Error('the frame names no parts');
    const offsets = Array.from({ length: count }, (_, index) => Number(frame.readBigUInt64LE(8 * (1 + index))));
    const [channel, header, parent_header, metadata, content, ...buffers] = slices(frame, offsets);
    const parse = (part: Buffer) => JSON.parse(part.toString('utf8'));
    return fromParts({
      channel: channel.toString('utf8'),
      header: parse(header), parent_header: parse(parent_header), metadata: parse(metadata), content: parse(content),
    }, buffers);
  },
};

function slices(frame: Buffer, offsets: number[]): Buffer[] {
  return offsets.slice(1).map((end, index) => {
    const start = offsets[index];
    if (start > end || end > frame.length) throw new Error('the parts of the frame overlap or reach beyond its end');
    return frame.subarray(start, end);
  });
}

function fromParts(parts: unknown, buffers: Buffer[]): ChannelMessage {
  const { channel, header, parent_header, metadata, content } = (parts ?? {}) as Record<string, unknown>;
  if (typeof channel !== 'string' || !isObject(header) || !isObject(content)) throw new Error('the message has no channel, header or content');
  for (const field of ['msg_id', 'msg_type', 'session']) if (typeof header[field] !== 'string') throw new Error(`the header has no ${field}`);
  const message = { header, parent_header: parent_header ?? {}, metadata: metadata ?? {}, content, buffers } as unknown as Message<object>;
  return { channel, message };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
