/** The notebook app as a browser test has it: a real server on a folder of its own, and a Chromium at it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { FolderCourse } from '../../../cli/course/folder-course.js';
import { noBrowser, openBrowser } from './browser.js';
import type { Witness } from './browser.js';
import { startTestServer } from './server.js';
import type { TestServer } from './server.js';

export interface AppOptions {
  /** Serve a course, with its start page: writes its notebooks into the folder. Default: an empty folder. */
  course?: (folder: string) => unknown;
  /** The browser's language. Default: en-US. */
  locale?: string;
}

export class App {
  server!: TestServer;
  browser!: Witness;
  /** The tab in use. */
  page!: Page;

  async start({ course, locale }: AppOptions = {}): Promise<this> {
    // Inside the package, as labs/ is: its notebooks import `minimax-labs`.
    const within = fileURLToPath(new URL('../../../', import.meta.url));
    this.server = await startTestServer(within, course ? (root) => new FolderCourse(root) : undefined);
    await course?.(this.server.root);
    this.browser = await openBrowser(locale);
    this.page = await this.browser.context.newPage();
    return this;
  }

  /** Goes to an address of the server, such as `notebooks/Lab.ipynb`, logged in. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.server.url}${path}?token=${this.server.token}`);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.server?.close();
  }
}

/**
 * Within `describe`: an app for its tests, which are skipped where there is no browser. `prepare` runs before the
 * first of them. Where MINIMAX_SCREENSHOTS names a folder, a test that fails leaves a picture of the tab there.
 */
export function appInBrowser(options?: AppOptions, prepare?: (app: App) => Promise<unknown>): App {
  const app = new App();
  before(async function () {
    if (noBrowser) {
      console.log(`    skipped: ${noBrowser}`);
      this.skip();
    }
    await app.start(options);
    await prepare?.(app);
  });
  after(() => app.close());
  afterEach(async function () {
    const folder = process.env.MINIMAX_SCREENSHOTS;
    if (this.currentTest?.state !== 'failed' || !folder) return;
    await app.page.screenshot({ path: join(folder, `${this.currentTest.fullTitle().slice(0, 80).replace(/\W+/g, '-')}.png`) });
  });
  return app;
}
