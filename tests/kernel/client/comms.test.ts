/** Comms of the real kernel process, under the load of a slider that is dragged for hours. */
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KernelChannels, KernelClient, KernelProcess } from '../../../kernel-extensions/kernel/client/index.js';
import type { Message } from '../../../kernel-extensions/kernel/client/index.js';

describe('a slider that is moved 10,000 times', function () {
  this.timeout(300_000);

  it('ends where it was left, and leaves no memory behind @full', async () => {
    const kernel = await KernelProcess.start({ cwd: fileURLToPath(new URL('../../../../', import.meta.url)) });
    const client = new KernelClient(kernel.connection);
    let opened: Message | undefined;
    let idle = 0;
    const front = new KernelChannels(kernel.connection, {
      onMessage: (_channel, message) => {
        if (message.header.msg_type === 'comm_open' && (message.content.data as { state?: { _model_name?: string } }).state?._model_name === 'IntSliderModel') opened = message;
        if (message.parent_header.msg_type === 'comm_msg' && message.content.execution_state === 'idle') idle++;
      },
    });
    try {
      await client.waitUntilReady();
      const value = async (code: string): Promise<string> => {
        let text = '';
        const reply = await client.execute(code, { onOutput: ({ header, content }) => { if (header.msg_type === 'stream') text += content.text as string; } });
        expect(reply.status, JSON.stringify(reply)).to.equal('ok');
        return text.trim();
      };
      await value(`import { widgets } from 'minimax-labs'; import v8 from 'node:v8'; import vm from 'node:vm'; v8.setFlagsFromString('--expose-gc'); const collect = vm.runInNewContext('gc') as () => void;
        const slider = widgets.IntSlider({ max: 1e9 }); let moves = 0; slider.onChange(() => moves++);`);
      while (!opened) await delay(5);
      const { comm_id } = opened.content;
      let sent = 0;
      const drag = async (count: number) => {
        for (let i = 0; i < count; i++) front.send('shell', front.session.message('comm_msg', { comm_id, data: { method: 'update', state: { value: ++sent }, buffer_paths: [] } }));
        while (idle < sent) await delay(5);
      };
      const heap = async () => Number(await value('collect(); console.log(process.memoryUsage().heapUsed)'));
      await drag(2_000);
      const before = await heap();
      await drag(10_000);
      expect(await value('console.log(slider.value, moves)')).to.equal(`${sent} ${sent}`);
      expect((await heap()) - before, 'bytes kept of 10,000 moves').to.be.lessThan(2 * 2 ** 20);
    } finally {
      front.close();
      client.close();
      await kernel.shutdown();
    }
  });
});
