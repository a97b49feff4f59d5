/** A real Chromium, where there is one, that notes what a page does behind the student's back. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export const browserPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));

/** Why the browser tests cannot run here, or undefined. */
export const noBrowser = browserPath ? undefined : 'there is no Chromium (install it, or name it in CHROMIUM)';

/** Known and harmless: what Jupyter's own packages say on a good day. */
const harmless = [
  /yjs/i, /Add Yjs type to a document/, /Menu entry for command .* is duplicated/, /Uploader widget not found/,
  // The list of files builds a notebook's widget, hands over to a new tab and disposes the widget, which its deferred tasks do not expect.
  /^\/tree error: Cannot read properties of null \(reading 'updateRenderOption'\)/, /^\/tree uncaught: TypeError: Cannot read properties of null \(reading 'insertWidget'\)/,
  // The search meets an editor twice when its cell is attached while it starts; it goes on with the first.
  /uncaught: Error: CodeMirrorEditor already set/,
  // The debugger's question to a kernel that is let go of before it answers.
  /uncaught: Error: Canceled future for debug_request message before replies were done/,
  // What a conflict and a restart look like to a page.
  /warning: Different hash found/,
  /warning: Connection lost, reconnecting in 0 seconds/,
];

export interface Witness {
  context: BrowserContext;
  /** Hosts of all requests, also of WebSockets. */
  hosts: Set<string>;
  /** Errors and warnings in the console, uncaught exceptions, and answers with an error status. */
  complaints: string[];
  close(): Promise<void>;
}

export async function openBrowser(locale = 'en-US'): Promise<Witness> {
  const browser: Browser = await chromium.launch({
    executablePath: browserPath, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(100_000); // a busy machine is no failure
  const hosts = new Set<string>();
  const complaints: string[] = [];
  const watch = (page: Page) => {
    const complain = (line: string) => {
      const complaint = `${new URL(page.url()).pathname} ${line}`;
      if (!harmless.some((pattern) => pattern.test(complaint))) complaints.push(complaint);
    };
    page.on('request', (request) => { if (!/^(data|blob):/.test(request.url())) hosts.add(new URL(request.url()).host); });
    page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complain(`${message.type()}: ${message.text()}`); });
    page.on('pageerror', (error) => complain(`uncaught: ${error.stack ?? error.message}`));
    page.on('response', (response) => { if (response.status() >= 400) complain(`${response.status()} ${response.url()}`); });
  };
  context.on('page', watch);
  return { context, hosts, complaints, close: () => browser.close() };
}
