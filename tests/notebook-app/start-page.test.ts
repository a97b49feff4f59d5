/** The start page: over HTTP, and as a student sees it in Chromium. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Course, Lesson } from '../../kernel-extensions/notebook-app/server/course.js';
import { FolderCourse } from '../../cli/course/folder-course.js';
import { labNames, writeLabs } from '../../labs/authoring/labs.js';
import { appInBrowser } from './support/app-in-browser.js';
import { logIn, rawRequest } from './support/raw-http.js';
import { startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';

describe('the start page', function () {
  this.timeout(240_000);
  let server: TestServer;

  describe('of a made-up course', () => {
    const hostile = '<script>alert(1)</script>"&\'';
    const lesson: Lesson = { path: 'en/a b#?<.ipynb', title: hostile, goal: `**Bold** ${hostile} $x^2$`, minutes: 5, tasks: [{ id: hostile, state: 'passed' }, { id: 'two', state: 'failed' }], isStarted: true };
    const course: Course = {
      lessons: async (language) => (language === 'en' ? [lesson] : [{ ...lesson, title: '第一課' }]),
      startOver: async () => 'kept',
      machine: async () => ({ backend: 'simd', reason: 'r', roundsPerMinute: 1234.5 }),
    };
    let cookie: string, xsrf: string;
    before(async () => {
      server = await startTestServer(undefined, () => course);
      ({ cookie, xsrf } = await logIn(server.port, server.token));
    });
    const get = (target: string, headers: Record<string, string> = {}) => rawRequest(server.port, 'GET', target, { Cookie: cookie, ...headers });

    it('shows nothing without login', async () => {
      const { status, body } = await rawRequest(server.port, 'GET', '/');
      expect(status).to.equal(403);
      expect(body).not.to.include('alert(1)').and.not.to.include('tasks');
      expect((await rawRequest(server.port, 'GET', '/api/course/machine')).status).to.equal(403);
    });

    it('says titles and goals as text, and links to the notebook', async () => {
      const { status, body, headers } = await get('/');
      expect(status).to.equal(200);
      expect(body).to.include('&lt;script&gt;alert(1)').and.not.to.include('<script>alert');
      expect(body).to.include('<strong>Bold</strong>').and.include('<math');
      expect(body).to.include('href="/notebooks/en/a%20b%23%3F%3C.ipynb"');
      expect(body).to.include('about 5 minutes').and.include('1 of 2 tasks pass');
      const [policy] = headers.get('content-security-policy')!;
      const [, nonce] = /script-src 'nonce-([^']+)'/.exec(policy)!;
      expect(body.match(/<script\b[^>]*>/g)).to.deep.equal([`<script nonce="${nonce}">`]);
      expect((await get('/')).headers.get('content-security-policy')).not.to.deep.equal([policy]);
    });

    it('speaks the language of the browser, and remembers the one that was chosen', async () => {
      expect((await get('/', { 'Accept-Language': 'zh-TW,zh;q=0.9,en;q=0.8' })).body).to.include('<html lang="zh-TW">').and.include('第一課');
      expect((await get('/', { 'Accept-Language': 'fr' })).body).to.include('<html lang="en">');
      const chosen = await get('/?lang=zh-TW', { 'Accept-Language': 'en' });
      expect(chosen.body).to.include('<html lang="zh-TW">');
      const [[remembered]] = chosen.headers.get('set-cookie')!.map((line) => line.split(';'));
      expect((await get('/', { Cookie: `${cookie}; ${remembered}`, 'Accept-Language': 'en' })).body).to.include('<html lang="zh-TW">');
      expect((await get('/?lang=%3Cscript%3E')).body).to.include('<html lang="en">');
    });

    it('starts over only for its own page, and says why not', async () => {
      const post = (headers: Record<string, string>, body: string) => rawRequest(server.port, 'POST', '/api/course/start-over', headers, body);
      const body = JSON.stringify({ path: lesson.path });
      expect((await post({ Cookie: cookie }, body)).status).to.equal(403);
      expect((await post({ Cookie: cookie, 'X-XSRFToken': 'wrong' }, body)).status).to.equal(403);
      expect((await post({ Cookie: cookie, 'X-XSRFToken': xsrf, Origin: 'http://evil.example' }, body)).status).to.equal(403);
      const right = await post({ Cookie: cookie, 'X-XSRFToken': xsrf }, body);
      expect([right.status, JSON.parse(right.body).kept]).to.deep.equal([200, 'kept']);
      for (const wrong of ['{"path":"../x"}', '{"path":1}', '{}', '[]', 'x']) {
        const { status, body: answer } = await post({ Cookie: cookie, 'X-XSRFToken': xsrf }, wrong);
        expect(status, wrong).to.be.oneOf([400, 404]);
        expect(JSON.parse(answer).message).to.be.a('string').with.property('length').greaterThan(10);
      }
    });

    it('tells the speed of the machine', async () => {
      expect(JSON.parse((await get('/api/course/machine?lang=zh-TW')).body).html).to.include('1,235').and.include('回合');
    });
    after(() => server.close());
  });

  it('is the list of files where there is no course', async () => {
    server = await startTestServer(undefined, (root) => new FolderCourse(root));
    const { cookie } = await logIn(server.port, server.token);
    const { status, headers } = await rawRequest(server.port, 'GET', '/', { Cookie: cookie });
    expect([status, headers.get('location')]).to.deep.equal([302, ['/tree']]);
    await server.close();
  });

  describe('in a browser', () => {
    const app = appInBrowser({ course: (folder) => writeLabs(folder, 'student') });

    it('leads into the first lab by keyboard, shows what was done there, and starts it over', async () => {
      const { page, server, browser } = app;
      await page.goto(server.addressForBrowser());
      expect(await page.locator('h3').allInnerTexts()).to.have.length(labNames().length);
      await page.locator('article', { hasText: 'Lab 01' }).getByRole('link', { name: /^Start/ }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/notebooks\/en\/lab01-generator\.ipynb/);
      await page.locator('.jp-CodeCell').first().waitFor();

      // What a run leaves in the file; that cells run is shown elsewhere.
      const file = join(server.root, 'en', 'lab01-generator.ipynb');
      const notebook = JSON.parse(await readFile(file, 'utf8'));
      const check = notebook.cells.find((cell: { id: string }) => cell.id === 'check-transposed-size');
      check.outputs = [{ output_type: 'display_data', metadata: {}, data: { 'text/plain': 'x', 'application/vnd.minimax.check+json': { lab: 'lab01-generator', task: 'transposed-size', passed: true } } }];
      await server.put('en/lab01-generator.ipynb', notebook);

      await page.goto(server.url);
      const lab01 = page.locator('article', { hasText: 'Lab 01' });
      expect(await lab01.innerText()).to.match(/\b1 of \d+ tasks pass/).and.include('✓ transposed-size');
      page.once('dialog', (dialog) => void dialog.accept());
      await lab01.getByRole('button', { name: /^Start over/ }).click();
      await page.getByText('Your notebook is kept as').waitFor();
      expect(await lab01.innerText()).to.match(/\b0 of \d+ tasks pass/);
      expect((await readdir(join(server.root, 'en'))).filter((name) => name.includes('kept'))).to.have.length(1);
      expect([...browser.hosts]).to.deep.equal([new URL(server.url).host]);
      expect(browser.complaints).to.deep.equal([]);
    });
  });
});
