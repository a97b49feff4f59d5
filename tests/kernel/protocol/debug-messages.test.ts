/** Debug requests as Jupyter messages: the reply on control, events for everybody. */
import { expect } from 'chai';
import { KernelChannels } from '../../../kernel-extensions/kernel/client/index.js';
import type { Message } from '../../../kernel-extensions/kernel/client/index.js';
import { kernelOnSockets, typeOf } from './kernel-on-sockets.js';

describe('debug_request', () => {
  it('is announced, answered on control, and its events are published', async () => {
    const kernel = await kernelOnSockets();
    expect(await kernel.client.request('kernel_info_request')).to.deep.include({ debugger: true }).and.to.have.property('supported_features').that.includes('debugger');
    const published: Message[] = [];
    const channels = new KernelChannels(kernel.connection, { onMessage: (channel, message) => { if (channel === 'iopub') published.push(message); } });
    while (published.length === 0) await kernel.client.request('kernel_info_request');
    expect(await kernel.client.request('debug_request', { type: 'request', seq: 3, command: 'threads', arguments: { a: 1 } }, 'control'))
      .to.deep.equal({ seq: 5, type: 'response', request_seq: 3, success: true, command: 'threads', body: { a: 1 } });
    // What other requests caused may still be on its way.
    const caused = () => {
      const event = published.find((message) => typeOf(message) === 'debug_event');
      return published.filter(({ parent_header }) => parent_header.msg_id === event?.parent_header.msg_id);
    };
    while (caused().length < 3) await kernel.client.request('kernel_info_request', {}, 'control');
    const [busy, event, idle] = caused();
    expect([busy, event, idle].map(typeOf)).to.deep.equal(['status: busy', 'debug_event', 'status: idle']);
    expect(event.content).to.deep.equal({ seq: 4, type: 'event', event: 'threads' });
    channels.close();
    await kernel.close();
  });

  // JupyterLab asks for the variables at each message of a running cell; were that answered with one more, it would ask for ever.
  it('causes no message of the running cell', async () => {
    const kernel = await kernelOnSockets();
    const ofCell: string[] = [];
    const running = kernel.client.execute('forever', { onOutput: (message) => ofCell.push(typeOf(message)) });
    while (!ofCell.includes('execute_input')) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let i = 0; i < 3; i++) await kernel.client.request('debug_request', { type: 'request', seq: i, command: 'inspectVariables' }, 'control');
    await kernel.client.interrupt();
    await running;
    // Its own, and the reminder after the interrupt.
    expect(ofCell.filter((type) => type === 'status: busy').length).to.be.within(1, 2);
    await kernel.close();
  });

  it('without a command is refused with a sentence', async () => {
    const kernel = await kernelOnSockets();
    expect(await kernel.client.request('debug_request', {}, 'control')).to.include({ status: 'error', evalue: 'The request needs a string "command".' });
    await kernel.close();
  });
});
