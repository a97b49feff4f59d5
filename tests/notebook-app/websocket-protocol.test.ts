/** Our frames against those of Jupyter's official client, in both directions and both protocols. */
import { expect } from 'chai';
import { deserialize, serialize } from '@jupyterlab/services/lib/kernel/serialize.js';
import { protocolOf, v1Protocol } from '../../kernel-extensions/notebook-app/server/websocket-protocol.js';

const header = { msg_id: 'm1', msg_type: 'comm_msg', session: 's', username: 'u', date: '2026-01-01T00:00:00Z', version: '5.4', subshell_id: null };
const messages = {
  'without buffers': [],
  'with an empty buffer': [Buffer.alloc(0)],
  'with buffers of odd lengths': [Buffer.from([1, 2, 3]), Buffer.alloc(0), Buffer.from('δ'), Buffer.alloc(1025, 255)],
};
const content = { text: 'a "quoted" 試驗 😀 \u0000', nested: { list: [1, 2.5, null, true] } };

/** What the client calls a buffer, as bytes. */
const bytesOf = (buffer: unknown): Buffer => (ArrayBuffer.isView(buffer) ? Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength) : Buffer.from(buffer as ArrayBuffer));
const arrayBufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

for (const name of ['', v1Protocol]) {
  describe(`the WebSocket protocol ${name || 'of old (JSON)'}`, () => {
    const protocol = protocolOf(name);

    for (const [what, buffers] of Object.entries(messages)) {
      it(`writes a message ${what} that the client reads`, () => {
        const frame = protocol.encode({ channel: 'iopub', message: { header, parent_header: {}, metadata: { a: 1 }, content, buffers } });
        const read = deserialize((typeof frame === 'string' ? frame : arrayBufferOf(frame)) as ArrayBuffer, name);
        expect(read).to.deep.include({ channel: 'iopub', header, parent_header: {}, metadata: { a: 1 }, content });
        expect((read.buffers as unknown[]).map(bytesOf)).to.deep.equal(buffers);
      });

      it(`reads a message ${what} that the client wrote`, () => {
        const frame = serialize({ channel: 'shell', header, parent_header: {}, metadata: { a: 1 }, content, buffers: buffers.map(arrayBufferOf) } as never, name);
        const { channel, message } = protocol.decode(typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame), typeof frame !== 'string');
        expect(channel).to.equal('shell');
        expect({ ...message, buffers: message.buffers.map((bytes) => Buffer.from(bytes)) }).to.deep.equal({ header, parent_header: {}, metadata: { a: 1 }, content, buffers });
      });
    }

    it('refuses frames that are no message, without reading beyond them', () => {
      const good = serialize({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [new ArrayBuffer(3)] } as never, name) as ArrayBuffer;
      const frames = [Buffer.alloc(0), Buffer.from('{}'), Buffer.from('null'), Buffer.from('[]'), Buffer.alloc(64), Buffer.alloc(64, 255), Buffer.from(good).subarray(0, 60)];
      for (const frame of frames) for (const isBinary of [true, false]) expect(() => protocol.decode(frame, isBinary), frame.toString('hex')).to.throw();
    });
  });
}
