/**
 * Jupyter's official client against our server, on both WebSocket protocols, and against Debian's Jupyter
 * Notebook with the same kernel: where the two differ is what docs/notebook-app.md says.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { noDebianJupyter, startDebianJupyter } from './support/debian-jupyter.js';
import type { JupyterServer } from './support/debian-jupyter.js';
import { Client, steps } from './support/official-client.js';
import { clientSettings, startTestServer } from './support/server.js';

for (const protocol of ['v1', 'of old'] as const) {
  describe(`the official client with the WebSocket protocol ${protocol}`, function () {
    this.timeout(60_000);
    let server: JupyterServer;
    let client: Client;
    before(async () => {
      server = await startTestServer();
      client = new Client(clientSettings(server, protocol));
    });
    after(async () => {
      client.dispose();
      await server.close();
    });

    for (const { name, run, expected } of steps) it(name, async () => { expect(await run(client)).to.deep.equal(expected); });
  });
}

describe('the official client at Debian\'s Jupyter Notebook @full', function () {
  this.timeout(60_000);
  let server: JupyterServer;
  let client: Client;
  const differing: string[] = [];
  // The client tells the console of each answer that it did not expect.
  const { debug, warn, error } = console;
  before(() => { Object.assign(console, { debug() {}, warn() {}, error() {} }); });
  after(() => { Object.assign(console, { debug, warn, error }); });
  before(async function () {
    const reason = await noDebianJupyter();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    server = await startDebianJupyter();
    client = new Client(clientSettings(server));
  });
  after(async () => {
    client?.dispose();
    await server?.close();
  });

  for (const { name, run, expected } of steps) {
    it(name, async () => {
      const answer = await run(client).catch((error: Error) => error.message);
      if (JSON.stringify(answer) === JSON.stringify(expected)) return;
      differing.push(name);
      console.log(`        differs: ${JSON.stringify(answer)}`);
    });
  }

  it('differs from ours where docs/notebook-app.md explains it, and nowhere else', () => {
    const page = readFileSync(fileURLToPath(new URL('../../../docs/notebook-app.md', import.meta.url)), 'utf8');
    const explained = steps.map(({ name }) => name).filter((name) => page.includes(`| ${name} |`));
    expect(differing).to.deep.equal(explained);
  });
});
