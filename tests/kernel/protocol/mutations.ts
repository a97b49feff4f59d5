/** Frames that no honest client sends, made from honest ones by chance; the same for the same seed. */
import { createHmac } from 'node:crypto';

/** Numbers in [0, 1) (mulberry32). */
export function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Json = Record<string, unknown>;

/** Every request a front end may send, but for the one that ends the kernel. */
const requests: Record<string, Json> = {
  execute_request: { code: 'value 1', silent: false, store_history: true, user_expressions: { a: 'value 2' }, allow_stdin: true, stop_on_error: true },
  complete_request: { code: 'abc', cursor_pos: 2 },
  inspect_request: { code: 'abc', cursor_pos: 2, detail_level: 0 },
  is_complete_request: { code: 'abc' },
  history_request: { hist_access_type: 'search', output: true, raw: true, session: 0, start: 1, stop: 5, n: 3, pattern: '*a*', unique: true },
  kernel_info_request: {},
  connect_request: {},
  comm_info_request: { target_name: 'echo' },
  comm_open: { comm_id: 'c1', target_name: 'echo', data: { a: 1 } },
  comm_msg: { comm_id: 'c1', data: { print: 'x' } },
  comm_close: { comm_id: 'c1', data: {} },
  interrupt_request: {},
  create_subshell_request: {},
  delete_subshell_request: { subshell_id: 's1' },
  list_subshell_request: {},
  debug_request: { type: 'request', seq: 1, command: 'debugInfo', arguments: {} },
  input_reply: { value: 'x', status: 'ok' },
};

const headerOf = (type: string, id: string): Json => ({ msg_id: id, msg_type: type, session: 'fuzz', username: 'u', date: '2026-01-01T00:00:00Z', version: '5.5' });

export class FrameFuzzer {
  readonly #random: () => number;
  #count = 0;

  constructor(seed: number, private readonly key: string) {
    this.#random = randomNumbers(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** One message: noise, an honest message with damaged frames, or a signed one whose contents are wrong. */
  next(): Buffer[] {
    const kind = this.#random();
    if (kind < 0.2) return this.#noise();
    return kind < 0.6 ? this.#damaged(this.#message(false)) : this.#message(true);
  }

  /** A right message. */
  honest(type: string, id: string): Buffer[] {
    return this.#signed([headerOf(type, id), {}, {}, requests[type]]);
  }

  #noise(): Buffer[] {
    return Array.from({ length: 1 + this.below(8) }, () => this.bytes(this.below(60)));
  }

  #message(areValuesWrong: boolean): Buffer[] {
    const [type, content] = this.pick(Object.entries(requests));
    const parts: Json[] = [headerOf(type, `m${++this.#count}`), {}, {}, structuredClone(content)];
    if (areValuesWrong) {
      for (let change = 0; change <= this.below(3); change++) {
        // Mostly the content: a message without an honest header gets no further.
        const part = this.#random() < 0.7 ? parts[3] : this.pick(parts);
        part[this.pick([...Object.keys(part), 'subshell_id', 'extra', '__proto__'])] = this.#wrongValue();
      }
    }
    const buffers = this.#random() < 0.1 ? [this.bytes(this.below(100)), this.bytes(0)] : [];
    return [...this.#signed(parts), ...buffers];
  }

  #signed(parts: Json[]): Buffer[] {
    const frames = parts.map((part) => JSON.stringify(part));
    const signature = createHmac('sha256', this.key).update(frames.join('')).digest('hex');
    return ['<IDS|MSG>', signature, ...frames].map((frame) => Buffer.from(frame));
  }

  #wrongValue(): unknown {
    switch (this.below(12)) {
      case 0: return null;
      case 1: return this.#random() < 0.5;
      case 2: return this.pick([-1, 0, 0.5, 1e300, -1e300, 2 ** 53, 4294967296]);
      case 3: return '';
      case 4: return String.fromCharCode(...Array.from({ length: this.below(20) }, () => this.below(65536)));
      case 5: return 'x'.repeat(10 ** this.below(5));
      case 6: return [];
      case 7: return [null, 'a', { b: [] }];
      case 8: return {};
      case 9: return { toString: 1, length: -1, then: 'x', constructor: null };
      case 10: return this.#deep();
      default: return this.pick(['ok', 'error', 'range', 'tail', 'search', 'echo', 'c1', 's1', '***[[((', '%s%n', '../../etc/passwd', '\u0000']);
    }
  }

  #deep(): unknown {
    let value: unknown = 'deep';
    for (let depth = this.pick([10, 1000, 3000]); depth > 0; depth--) value = depth % 2 ? [value] : { value };
    return value;
  }

  #damaged(frames: Buffer[]): Buffer[] {
    for (let change = 0; change <= this.below(3); change++) {
      const at = this.below(frames.length);
      const frame = frames[at];
      switch (this.below(6)) {
        case 0: frames.splice(at, 1); break;
        case 1: frames.splice(at, 0, this.bytes(this.below(30))); break;
        case 2: if (frame.length > 0) frame[this.below(frame.length)] ^= 1 << this.below(8); break;
        case 3: frames[at] = frame.subarray(0, this.below(frame.length)); break;
        case 4: frames.splice(at); break;
        case 5: [frames[0], frames[at]] = [frame, frames[0]]; break;
      }
      if (frames.length === 0) frames.push(Buffer.alloc(0));
    }
    return frames;
  }
}
