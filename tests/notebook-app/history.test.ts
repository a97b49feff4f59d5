/** What a browser keeps on disk of a visit: nothing that opens the server again. */
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { chromium } from 'playwright-core';
import { browserPath, noBrowser } from './support/browser.js';
import { startTestServer } from './support/server.js';

describe("a browser's history", function () {
  this.timeout(240_000);

  it('holds no address that logs in @full', async function () {
    if (noBrowser) this.skip();
    const server = await startTestServer();
    const profile = await mkdtemp(join(tmpdir(), 'minimax-profile-'));
    try {
      await server.put('a.txt', '');
      const address = server.addressForBrowser();
      const browser = await chromium.launchPersistentContext(profile, { executablePath: browserPath, args: ['--no-sandbox'] });
      const page = await browser.newPage();
      await page.goto(address);
      await page.locator('.jp-DirListing-item').first().waitFor();
      // Some versions write the history, with this address, only when they end.
      const ticket = new URL(address).searchParams.get('token')!;
      for (let i = 0; i < 40 && !(await filesBelow(profile)).some((file) => file.includes(ticket)); i++) await page.waitForTimeout(500);
      await browser.close();
      const kept = await filesBelow(profile);
      expect(kept).not.to.deep.equal([]);
      expect(kept.filter((file) => file.includes(server.token))).to.have.lengthOf(0);
      expect((await fetch(address, { redirect: 'manual' })).status, 'the address that was kept').to.equal(403);
    } finally {
      await server.close();
      await rm(profile, { recursive: true, force: true });
    }
  });
});

async function filesBelow(folder: string): Promise<Buffer[]> {
  // A folder of a living profile may go while it is listed.
  const list = (): Promise<string[]> => readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? list() : Promise.reject(error)));
  const files = (await list()).map((name) => join(folder, name));
  const contents = await Promise.all(files.map(async (file) => ((await stat(file)).isFile() ? readFile(file) : Buffer.alloc(0))).map((content) => content.catch(() => Buffer.alloc(0))));
  return contents;
}
