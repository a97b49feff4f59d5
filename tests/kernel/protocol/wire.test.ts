import { expect } from 'chai';
import { Signer, WireError, decode, encode } from '../../../kernel-extensions/kernel/protocol/wire.js';
import { Session } from '../../../kernel-extensions/kernel/protocol/session.js';

const session = new Session('tester');
const frames = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const header = '{"msg_id":"1","msg_type":"kernel_info_request","session":"s"}';

describe('wire format', () => {
  it('signs with the HMAC-SHA256 of RFC 4231, test case 2, whatever way the text is cut into frames', () => {
    const signature = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(new Signer('Jefe').sign(frames('what do ya want ', 'for nothing?'))).to.equal(signature);
    expect(new Signer('Jefe').sign(frames('what do ya want for nothing?'))).to.equal(signature);
  });

  it('knows other hashes, and names a scheme that it does not know', () => {
    // RFC 4231, test case 2, HMAC-SHA-512 (its first 16 digits).
    expect(new Signer('Jefe', 'hmac-sha512').sign(frames('what do ya want for nothing?'))).to.match(/^164b7a7bfcf819e2/);
    for (const scheme of ['hmac-sha257', 'sha256', '']) {
      expect(() => new Signer('key', scheme)).to.throw(`Unknown signature scheme "${scheme}"`);
    }
  });

  it('reads what it wrote, with identities, buffers and any text', () => {
    const signer = new Signer('0a1b');
    const message = session.message('execute_request', { code: '"𝛼 \u2028 \0 ü"' }, undefined, { a: [1] });
    message.buffers.push(Buffer.from([0, 255, 10]), Buffer.alloc(0));
    const decoded = decode(encode(message, signer, frames('client', '')).map((frame) => Buffer.from(frame)), signer);
    expect(decoded.identities.map(String)).to.deep.equal(['client', '']);
    expect(decoded.message).to.deep.equal(message);
  });

  it('replaces halves of surrogate pairs, which are no text, and keeps everything else', () => {
    const content = { text: 'a\ud83d b\ude00 😀 \\ud83d', list: ['\udfff', 1, null], whole: '😀' };
    const { message } = decode(encode(session.message('stream', content), new Signer('')).map((frame) => Buffer.from(frame)), new Signer(''));
    expect(message.content).to.deep.equal({ text: 'a\ufffd b\ufffd 😀 \\ud83d', list: ['\ufffd', 1, null], whole: '😀' });
  });

  it('takes unsigned messages, and any signature, when the key is empty', () => {
    const open = new Signer('');
    for (const signature of ['', 'beef']) {
      expect(decode(frames('<IDS|MSG>', signature, header, '{}', '{}', '{}'), open).message.header.msg_id).to.equal('1');
    }
    expect(String(encode(session.message('x', {}), open)[1])).to.equal('');
  });

  it('refuses another key, no signature, and a signature of another length, without giving the right one away', () => {
    const signer = new Signer('right');
    const parts = [header, '{}', '{}', '{}'];
    const right = signer.sign(frames(...parts));
    for (const wrong of [new Signer('wrong').sign(frames(...parts)), '', right.slice(1), `${right}00`, right.toUpperCase()]) {
      expect(() => decode(frames('<IDS|MSG>', wrong, ...parts), signer)).to.throw(WireError, 'signature').with.property('message').not.includes(right);
    }
  });

  it('covers header, parent header, metadata and content by the signature', () => {
    const signer = new Signer('right');
    const parts = [header, '{}', '{}', '{}'];
    for (let changed = 0; changed < 4; changed++) {
      const tampered = parts.map((part, index) => (index === changed ? part.replace(/}$/, ' }') : part));
      expect(() => decode(frames('<IDS|MSG>', signer.sign(frames(...parts)), ...tampered), signer)).to.throw(WireError, 'signature');
    }
  });

  const malformed: Record<string, string[]> = {
    'nothing': [],
    'no delimiter': ['a', 'b', 'c', 'd', 'e', 'f'],
    'too few frames': ['<IDS|MSG>', '', header, '{}', '{}'],
    'only a delimiter': ['<IDS|MSG>'],
    'a header that is not JSON': ['<IDS|MSG>', '', '{', '{}', '{}', '{}'],
    'a header that is a list': ['<IDS|MSG>', '', '[]', '{}', '{}', '{}'],
    'content that is null': ['<IDS|MSG>', '', header, '{}', '{}', 'null'],
    'metadata that is a number': ['<IDS|MSG>', '', header, '{}', '1', '{}'],
    'a header without a message id': ['<IDS|MSG>', '', '{"msg_type":"x","session":"s"}', '{}', '{}', '{}'],
    'a header with a type that is no string': ['<IDS|MSG>', '', '{"msg_id":"1","msg_type":{},"session":"s"}', '{}', '{}', '{}'],
    'bytes that are not UTF-8': ['<IDS|MSG>', '', '\xff\xfe', '{}', '{}', '{}'],
  };
  for (const [name, texts] of Object.entries(malformed)) {
    it(`refuses ${name}`, () => {
      expect(() => decode(texts.map((text) => Buffer.from(text, 'latin1')), new Signer(''))).to.throw(WireError);
    });
  }
});
