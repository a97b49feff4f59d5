/** A notebook from somebody else, in a real Chromium: what its outputs and texts may do until its reader trusts it, and what never. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { noBrowser, openBrowser } from './support/browser.js';
import type { Witness } from './support/browser.js';
import { startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';

/** Each of these would run if it stood in the page as it is. */
const attacks = [
  '<script>window.pwned = "script"</script>',
  '<img src="data:," onerror="window.pwned = \'onerror\'">',
  '<svg onload="window.pwned = \'svg\'"><script>window.pwned = "svg script"</script></svg>',
  '<iframe srcdoc="<script>parent.pwned = \'frame\'</script>"></iframe>',
  '<iframe src="javascript:parent.pwned = 1"></iframe>',
  '<a id="link" href="javascript:window.pwned = \'link\'">a link</a>',
  '<form action="javascript:window.pwned = \'form\'"><button id="button">a button</button></form>',
  '<details open ontoggle="window.pwned = \'toggle\'"><summary>more</summary></details>',
  '<style onload="window.pwned = \'style\'"></style><object data="javascript:window.pwned=1"></object>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror="window.pwned = \'mutation\'">',
];

describe('an untrusted notebook in a browser', function () {
  this.timeout(240_000);
  let server: TestServer;
  let elsewhere: Server;
  let asked: string[];
  let browser: Witness;
  let page: Page;

  before(async function () {
    if (noBrowser) this.skip();
    asked = [];
    elsewhere = createServer(({ url }, response) => {
      asked.push(url!);
      response.writeHead(200, { 'Content-Type': 'image/svg+xml', 'Access-Control-Allow-Origin': '*' }).end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    });
    await new Promise<void>((resolve) => { elsewhere.listen(0, '127.0.0.1', resolve); });
    const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    server = await startTestServer();
    const html = (content: string) => ({ output_type: 'display_data', data: { 'text/html': content }, metadata: {} });
    await server.put('foreign.ipynb', {
      cells: [
        { cell_type: 'markdown', id: 'text', metadata: {}, source: `# Text\n\n![a far picture](${other}/markdown.svg)\n\n[link](javascript:window.pwned='markdown')\n\n${attacks.join('\n\n')}` },
        {
          cell_type: 'code', id: 'code', metadata: {}, source: '1', execution_count: 1,
          outputs: [
            ...attacks.map(html), html(`<b>shown</b><img src="${other}/output.svg">`),
            { output_type: 'display_data', data: { 'application/javascript': 'window.pwned = "javascript"' }, metadata: {} },
            { output_type: 'display_data', data: { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned = 1"><script>window.pwned = 1</script></svg>' }, metadata: {} },
          ],
        },
        {
          cell_type: 'code', id: 'far', metadata: {}, source: '2', execution_count: 2,
          outputs: [html(`<script>
            window.ran = true;
            new Image().src = '${other}/script-image.svg';
            fetch('${other}/fetch').catch(() => {});
            try { new WebSocket('${other.replace('http', 'ws')}/socket'); } catch {}
            try { navigator.sendBeacon('${other}/beacon'); } catch {}
            const script = document.createElement('script'); script.src = '${other}/script.js'; document.body.append(script);
          </script>`)],
        },
      ],
      metadata: { kernelspec: { name: 'minimax', display_name: 'TypeScript (Minimax Labs)', language: 'typescript' } }, nbformat: 4, nbformat_minor: 5,
    });
    browser = await openBrowser();
    page = await browser.context.newPage();
    await page.goto(`${server.url}notebooks/foreign.ipynb?token=${server.token}`);
    await page.locator('.jp-OutputArea b', { hasText: 'shown' }).waitFor();
    await page.waitForLoadState('networkidle');
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    elsewhere?.close();
  });

  const state = () => page.evaluate(() => ({ pwned: (globalThis as { pwned?: string }).pwned, ran: (globalThis as { ran?: boolean }).ran }));

  it('shows its text and outputs, and runs nothing of them', async () => {
    await page.locator('h1', { hasText: 'Text' }).waitFor();
    for (const link of await page.locator('.jp-RenderedHTMLCommon a').all()) await link.click({ force: true, noWaitAfter: true, timeout: 2000 }).catch(() => {});
    expect(await state()).to.deep.equal({ pwned: undefined, ran: undefined });
    const dangerous = 'script, iframe, object, embed, form[action], [onerror], [onload], [ontoggle], a[href^="javascript"]';
    expect(await page.locator('.jp-RenderedHTMLCommon').locator(dangerous).evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML))).to.deep.equal([]);
  });

  it('says in the place of a picture of another site that it is not loaded', async () => {
    for (const place of ['.jp-MarkdownCell', '.jp-OutputArea']) {
      await page.locator(`${place} .minimax-BlockedImage`, { hasText: 'not loaded: notebooks here load nothing from other sites' }).first().waitFor();
    }
    expect(asked).to.deep.equal([]);
  });

  it('runs its scripts once its reader trusts it; they too reach no other site', async () => {
    await page.locator('.jp-NotebookTrustedStatus, [data-jp-item-name="trusted"] button, .jp-StatusItem-trust').first().click();
    await page.locator('.jp-Dialog .jp-mod-accept').click();
    await page.waitForFunction(() => (globalThis as { ran?: boolean }).ran === true);
    await page.waitForLoadState('networkidle');
    expect(asked).to.deep.equal([]);
  });
});
