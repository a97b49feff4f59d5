/**
 * What keeps other people, other pages and other folders out. Each line of the server behind it is shown
 * to be what a test here rests on by guards-removed.test.ts.
 */
import { lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServedFolder } from '../../kernel-extensions/notebook-app/server/served-folder.js';
import { startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';
import { logIn, rawRequest } from './support/raw-http.js';

describe('the notebook server', () => {
  let server: TestServer;
  let auth: Record<string, string>;
  const log: string[] = [];
  before(async () => {
    server = await startTestServer(undefined, undefined, { log: (line) => log.push(line) });
    auth = { Authorization: `token ${server.token}` };
    await server.put('inside.txt', 'inside');
  });
  after(() => server.close());

  const get = (target: string, headers: Record<string, string | undefined> = {}) => rawRequest(server.port, 'GET', target, headers);
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };

  it('listens on 127.0.0.1 only', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((address) => address?.internal === false && address.family === 'IPv4') as NetworkInterfaceInfo[];
    for (const address of ['127.0.0.2', '::1', ...others.map(({ address }) => address)]) {
      const outcome = await new Promise((resolve) => {
        const socket = connect(server.port, address).on('connect', () => resolve('connected')).on('error', ({ message }) => resolve(message));
        socket.setTimeout(2000, () => resolve('silence'));
      });
      expect(outcome, address).not.to.equal('connected');
    }
  });

  describe('asks who is there', () => {
    it('answers nothing but the login page and its assets without the token', async () => {
      for (const path of ['/api/contents', '/api/kernels', '/api/sessions', '/api/kernelspecs', '/api/me', '/lab/api/settings', '/files/inside.txt']) {
        expect((await get(path)).status, path).to.equal(403);
      }
      const page = await get('/tree');
      expect(page.status).to.equal(403);
      expect(page.body).to.contain('newest address').and.not.to.contain(server.token);
    });

    it('takes the token as a header or in the query, and no other', async () => {
      expect((await get('/api/contents', auth)).status).to.equal(200);
      expect((await get(`/api/contents?token=${server.token}`)).status).to.equal(200);
      for (const wrong of ['', 'x', server.token.slice(1), `${server.token}0`, server.token.toUpperCase() + 'Z']) {
        expect((await get('/api/contents', { Authorization: `token ${wrong}` })).status, wrong).to.equal(403);
        expect((await get(`/api/contents?token=${wrong}`)).status, wrong).to.equal(403);
      }
    });

    it('takes no cookie but the one it gave', async () => {
      const { cookie } = await logIn(server.port, server.token);
      const [name, value] = cookie.split('; ')[0].split('=');
      expect((await get('/api/contents', { Cookie: cookie })).status).to.equal(200);
      for (const wrong of [`${name}=`, `${name}=x`, `${name}=${value.slice(1)}`, `minimax-1=${value}`, name]) {
        expect((await get('/api/contents', { Cookie: wrong })).status, wrong).to.equal(403);
      }
    });

    it('trades the token of the printed address for a cookie and takes it out of the address', async () => {
      const { status, headers } = await get(`/notebooks/Lab.ipynb?factory=Notebook&token=${server.token}`);
      expect(status).to.equal(302);
      expect(headers.get('location')).to.deep.equal(['/notebooks/Lab.ipynb?factory=Notebook']);
      const [session, xsrf] = headers.get('set-cookie')!;
      expect(session).to.contain('HttpOnly').and.to.contain('SameSite=Strict').and.not.to.contain(server.token);
      expect(xsrf).to.contain('SameSite=Strict').and.not.to.contain(server.token);
      expect(headers.get('cache-control')).to.deep.equal(['no-store']);
    });

    it('logs a browser in by an address that works once, for pages alone', async () => {
      let used = 0;
      const { pathname, search } = new URL(server.addressForBrowser(() => { used++; }));
      expect(search).not.to.contain(server.token);
      expect((await get(`/api/contents${search}`)).status).to.equal(403);
      expect((await rawRequest(server.port, 'HEAD', `${pathname}${search}`)).status).to.equal(403);
      expect(used).to.equal(0);
      const first = await get(`${pathname}${search}`);
      expect([first.status, first.headers.get('location'), used]).to.deep.equal([302, ['/'], 1]);
      const [session] = first.headers.get('set-cookie')!;
      expect((await get('/tree', { Cookie: session.split(';')[0] })).status).to.equal(200);
      expect((await get(`${pathname}${search}`)).status).to.equal(403);
      for (const none of ['', 'undefined', 'null']) expect((await get(`/tree?token=${none}`)).status).to.equal(403);
    });

    it('takes an old address out of the bar of a browser that is logged in', async () => {
      const { cookie } = await logIn(server.port, server.token);
      const { status, headers } = await get('/tree?token=old', { Cookie: cookie });
      expect([status, headers.get('location')]).to.deep.equal([302, ['/tree']]);
    });

    it('does not redirect to another host', async () => {
      for (const target of [`//evil.example/tree?token=${server.token}`, `/tree//evil.example?token=${server.token}`, `http://evil.example/tree?token=${server.token}`]) {
        const { headers } = await get(target);
        expect(headers.get('location')?.[0] ?? '/', target).to.match(/^\/(?!\/)/);
      }
    });

    it('refuses a WebSocket without the token', async () => {
      expect((await get('/api/events/subscribe', upgrade)).status).to.equal(403);
      expect((await get('/api/events/subscribe', { ...upgrade, ...auth })).status).to.equal(101);
      expect((await get('/api/kernels/none/channels', { ...upgrade, ...auth })).status).to.equal(404);
    });
  });

  describe('answers under its own name only (DNS rebinding)', () => {
    it('refuses a foreign, missing or wrong-port Host, also with the token', async () => {
      for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${server.port}`, `localhost.:${server.port}`, '']) {
        expect((await get('/api/contents', { ...auth, Host: host })).status, host).to.equal(403);
        expect((await get('/tree', { Host: host })).status, host).to.equal(403);
        expect((await get('/static/brand/mark.svg', { Host: host })).status, host).to.equal(403);
        expect((await get('/api/events/subscribe', { ...upgrade, ...auth, Host: host })).status, host).to.equal(403);
      }
      expect((await get('/api/contents', { ...auth, Host: undefined })).status).to.be.oneOf([400, 403]);
    });

    it('takes 127.0.0.1 and localhost', async () => {
      for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `LOCALHOST:${server.port}`]) {
        expect((await get('/api/contents', { ...auth, Host: host })).status, host).to.equal(200);
      }
    });
  });

  describe('answers to its own pages only', () => {
    it('refuses a foreign Origin, also with cookie or token', async () => {
      const { cookie } = await logIn(server.port, server.token);
      for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${server.port}`, 'http://127.0.0.1:1', `http://localhost:${server.port}`]) {
        expect((await get('/api/contents', { ...auth, Origin: origin })).status, origin).to.equal(403);
        expect((await get('/api/contents', { Cookie: cookie, Origin: origin })).status, origin).to.equal(403);
        expect((await get('/api/events/subscribe', { ...upgrade, Cookie: cookie, Origin: origin })).status, origin).to.equal(403);
      }
      const own = `http://127.0.0.1:${server.port}`;
      expect((await get('/api/events/subscribe', { ...upgrade, Cookie: cookie, Origin: own })).status).to.equal(101);
    });

    it('asks a changing request by cookie for the XSRF token', async () => {
      const { cookie, xsrf } = await logIn(server.port, server.token);
      const post = (headers: Record<string, string>) => rawRequest(server.port, 'POST', '/api/contents', { Cookie: cookie, ...headers }, '{"type":"file"}');
      expect(xsrf).to.have.lengthOf.at.least(16);
      expect((await post({})).status).to.equal(403);
      expect((await post({ 'X-XSRFToken': 'wrong' })).status).to.equal(403);
      expect((await post({ Cookie: cookie.replace(/_xsrf=\w+/, '_xsrf='), 'X-XSRFToken': '' })).status).to.equal(403);
      expect((await post({ 'X-XSRFToken': xsrf })).status).to.equal(201);
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        expect((await rawRequest(server.port, method, '/api/contents/inside.txt', { Cookie: cookie }, '{}')).status, method).to.equal(403);
      }
    });

    it('gives no other site leave to read (CORS)', async () => {
      const { cookie } = await logIn(server.port, server.token);
      for (const path of ['/tree', '/api/contents', '/files/inside.txt', '/static/brand/mark.svg']) {
        const { headers } = await get(path, { Cookie: cookie });
        expect(headers.has('access-control-allow-origin'), path).to.equal(false);
      }
    });

    it('tells no other site where its reader came from', async () => {
      for (const path of ['/tree', '/files/inside.txt', '/api/nothing']) expect((await get(path, auth)).headers.get('referrer-policy'), path).to.deep.equal(['no-referrer']);
    });
  });

  describe('lets its pages load and talk to nothing else (content security policy)', () => {
    const policyOf = async (path: string, headers = auth) => (await get(path, headers)).headers.get('content-security-policy')?.[0] ?? '';

    it('names no other host on any page, and lets none frame it', async () => {
      for (const path of ['/tree', '/notebooks/inside.txt', '/edit/inside.txt', '/tree/none']) {
        const policy = await policyOf(path);
        expect(policy, path).to.match(/default-src '(self|none)'/).and.to.match(/frame-ancestors '(self|none)'/);
        const sources = policy.split('; ').flatMap((directive) => directive.split(' ').slice(1));
        const own = ["'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", 'data:', 'blob:', `ws://127.0.0.1:${server.port}`];
        expect(sources.filter((source) => !own.includes(source)), path).to.deep.equal([]);
      }
    });

    it('runs no script at all on the login page', async () => {
      expect(await policyOf('/tree', {})).to.contain("default-src 'none'").and.not.to.contain('script-src');
    });

    it('gives every start page another mark for its one script', async () => {
      const withCourse = await startTestServer(undefined, () => ({
        lessons: async () => [{ path: 'en/a.ipynb', title: '<img src=x onerror=alert(1)>', tasks: [], isStarted: false }],
        startOver: async () => '', machine: async () => ({ backend: '', reason: '', roundsPerMinute: 1 }),
      }));
      try {
        const page = () => rawRequest(withCourse.port, 'GET', '/', { Authorization: `token ${withCourse.token}` });
        const [one, two] = [await page(), await page()];
        const nonces = [one, two].map(({ headers }) => /script-src 'nonce-([^']{16,})'(;|$)/.exec(headers.get('content-security-policy')![0])?.[1]);
        expect(nonces[0]).to.be.a('string').and.not.to.equal(nonces[1]);
        expect(one.body).to.contain(`<script nonce="${nonces[0]}">`).and.not.to.contain('<img src=x');
      } finally {
        await withCourse.close();
      }
    });

    it('puts no name of a file into a page as HTML', async () => {
      await mkdir(join(server.root, '<', 'script><b>'), { recursive: true });
      for (const path of ['/tree/%3C/script%3E%3Cb%3E', '/tree/%3Cb%3Enone']) {
        const { body } = await get(path, auth);
        expect(body, path).not.to.contain('<b>').and.not.to.contain('</script><');
      }
    });
  });

  describe('stays in the served folder', () => {
    before(async () => {
      await mkdir(join(server.root, 'folder'));
      await mkdir(join(server.root, '.hidden'));
      await writeFile(join(server.root, '.hidden', 'key'), 'secret');
      await symlink(server.outside, join(server.root, 'link-out'));
      await symlink(join(server.outside, 'secret.txt'), join(server.root, 'link-file.txt'));
      await symlink(join(server.outside, 'not-there-yet.txt'), join(server.root, 'link-dangling.txt'));
      await symlink('..', join(server.root, 'link-up'));
      await symlink(join(server.root, 'inside.txt'), join(server.root, 'link-in.txt'));
      await symlink(join(server.root, '.hidden'), join(server.root, 'link-hidden'));
    });

    const escapes = (): string[] => [
      '../outside/secret.txt', '..%2foutside%2fsecret.txt', '%2e%2e/outside/secret.txt', '%2e%2e%2foutside%2fsecret.txt', '..%5coutside%5csecret.txt',
      'folder/../../outside/secret.txt', 'folder/%2e%2e/%2e%2e/outside/secret.txt', './../outside/secret.txt', '....//outside/secret.txt',
      `${join(server.outside, 'secret.txt')}`, `/${join(server.outside, 'secret.txt')}`, encodeURIComponent(join(server.outside, 'secret.txt')),
      '..%252foutside%252fsecret.txt', '%25252e%25252e/outside/secret.txt', '..%c0%afoutside/secret.txt', '..%ef%bc%8foutside/secret.txt', '%uff0e%uff0e/outside/secret.txt',
      `//localhost${join(server.outside, 'secret.txt')}`, `file://${join(server.outside, 'secret.txt')}`, `%5c%5clocalhost%5c${encodeURIComponent(join(server.outside, 'secret.txt'))}`, '..;/outside/secret.txt', '~/outside/secret.txt',
      'link-up', 'link-up/outside/secret.txt', 'link-hidden/key', 'link-out/secret.txt', 'link-file.txt', '.hidden/key', '%2ehidden/key', 'inside.txt%00', '%00', 'folder/%00/../inside.txt', 'inside.txt%00.png', 'C:%5cWindows%5cwin.ini', 'C:/Windows/win.ini', '%5c%5c?%5cC:%5cWindows%5cwin.ini', '%c0%ae%c0%ae/outside/secret.txt',
    ];

    for (const api of ['/api/contents/', '/files/']) {
      it(`does not read outside through ${api}`, async () => {
        for (const path of escapes()) {
          const { status, body } = await get(api + path, auth);
          expect(status, path).to.be.oneOf([400, 404]);
          expect(body, path).not.to.contain('"content":"secret"').and.not.to.equal('secret');
        }
      });
    }

    it('does not write, make, copy, move or delete outside', async () => {
      const send = (method: string, path: string, body: object) => rawRequest(server.port, method, `/api/contents/${path}`, auth, JSON.stringify(body));
      for (const path of [...escapes(), 'link-dangling.txt', 'link-out/new.txt', '../new.txt']) {
        expect((await send('PUT', path, { type: 'file', format: 'text', content: 'overwritten' })).status, `PUT ${path}`).to.be.oneOf([400, 404]);
        expect((await send('DELETE', path, {})).status, `DELETE ${path}`).to.be.oneOf([400, 404]);
        expect((await send('PATCH', path, { path: 'stolen.txt' })).status, `PATCH ${path}`).to.be.oneOf([400, 404]);
        expect((await send('POST', `${path}/checkpoints`, {})).status, `checkpoint ${path}`).to.be.oneOf([400, 404]);
      }
      for (const path of ['../outside/secret.txt', join(server.outside, 'secret.txt'), 'link-out/secret.txt', 'link-file.txt', '.hidden/key']) {
        expect((await send('POST', '', { copy_from: path })).status, `copy ${path}`).to.be.oneOf([400, 404]);
        expect((await send('PATCH', 'inside.txt', { path })).status, `move to ${path}`).to.be.oneOf([400, 404]);
      }
      expect((await send('POST', 'link-out', { type: 'file' })).status).to.be.oneOf([400, 404]);
      expect((await send('POST', '..', { type: 'directory' })).status).to.be.oneOf([400, 404]);
      expect((await send('POST', '', { type: 'file', ext: '/../../outside/x' })).status).to.equal(400);
      expect(await readFile(join(server.outside, 'secret.txt'), 'utf8')).to.equal('secret');
      expect(await readFile(join(server.root, 'inside.txt'), 'utf8')).to.equal('inside');
      expect(await readdir(server.outside)).to.deep.equal(['secret.txt']);
    });

    it('decodes an address once: what is encoded twice is an odd name', async () => {
      const name = '%2e%2e%2foutside%2fsecret.txt';
      expect((await get(`/files/${encodeURIComponent(name)}`, auth)).status).to.equal(404);
      expect((await rawRequest(server.port, 'PUT', `/api/contents/${encodeURIComponent(name)}`, auth, '{"type":"file","content":"odd"}')).status).to.equal(201);
      expect(await readFile(join(server.root, name), 'utf8')).to.equal('odd');
    });

    it('reads nothing for an address that is a path or a host of its own', async () => {
      for (const target of [`http://127.0.0.1:${server.port}/files/../../outside/secret.txt`, '/files/inside.txt/../../../outside/secret.txt', '/../outside/secret.txt', '../outside/secret.txt', join(server.outside, 'secret.txt'), '*']) {
        const { status, body } = await get(target, auth);
        expect(status, target).to.be.oneOf([400, 404]);
        expect(body, target).not.to.equal('secret');
      }
    });

    it('opens no drive, device, stream or other name that Windows reads as more than a name', async function () {
      if (process.platform === 'win32') this.skip(); // there, no such file can be made
      const windows = await startTestServer(undefined, undefined, { platform: 'win32' });
      try {
        const names = ['C:', 'a.txt:stream', 'a.txt::$DATA', 'NUL', 'con.txt', 'COM1', 'lpt9.ipynb', 'com¹.txt', 'nul .txt', 'CONOUT$', 'x.', 'x ', 'a\\b', 'a?', 'a*', 'a|b', '\\\\server', 'console.txt', 'com10.txt', 'a.b c'];
        for (const name of names) await windows.put(name, 'there');
        const statuses = await Promise.all(names.map(async (name) => (await rawRequest(windows.port, 'GET', `/files/${encodeURIComponent(name)}`, { Authorization: `token ${windows.token}` })).status));
        expect(names.filter((_name, index) => statuses[index] === 200)).to.deep.equal(['console.txt', 'com10.txt', 'a.b c']);
      } finally {
        await windows.close();
      }
    });

    it('takes no name for a drive, a device or a stream on Windows', () => {
      const windows = new ServedFolder(server.root, 'win32');
      for (const path of ['C:', 'c:/Windows', 'a.txt:stream', 'a.txt::$DATA', 'NUL', 'con.txt', 'folder/COM1', 'lpt9.ipynb', '..\\x', 'a\\b', 'x.', 'x ', '.. ', 'a?', '*']) {
        expect(() => windows.normalize(path), path).to.throw('There is no file or folder');
      }
      for (const path of ['console.ipynb', 'community/lab.ipynb', '實驗 1.ipynb', 'a.b.c']) expect(windows.normalize(path)).to.equal(path);
    });

    it('writes through a link that stays inside', async () => {
      const { status } = await rawRequest(server.port, 'PUT', '/api/contents/link-in.txt', auth, '{"type":"file","format":"text","content":"inside"}');
      expect(status).to.equal(200);
      expect((await lstat(join(server.root, 'link-in.txt'))).isSymbolicLink()).to.equal(true);
    });

    it('follows a link that stays inside, and lists none that leads out', async () => {
      expect(JSON.parse((await get('/api/contents/link-in.txt', auth)).body)).to.include({ content: 'inside' });
      const { content } = JSON.parse((await get('/api/contents', auth)).body) as { content: { name: string }[] };
      expect(content.map(({ name }) => name)).to.include('link-in.txt');
      for (const name of ['link-up', 'link-out', 'link-file.txt', 'link-dangling.txt', 'link-hidden', '.hidden']) expect(content.map((model) => model.name)).not.to.include(name);
    });

    it('hands out no file of the program beside the interface', async () => {
      for (const path of ['../manifest.json', '..%2fmanifest.json', '%2e%2e/server/index.js', '..%2f..%2f..%2f..%2fpackage.json', '%00', '']) {
        expect((await get(`/static/${path}`)).status, path).to.be.oneOf([400, 404]);
        expect((await get(`/lab/api/themes/${path}`, auth)).status, path).to.be.oneOf([400, 404]);
      }
    });

    it('runs a kernel in no other folder', async () => {
      for (const path of ['../outside/x.ipynb', 'link-out/x.ipynb']) {
        const { status } = await rawRequest(server.port, 'POST', '/api/sessions', auth, JSON.stringify({ path, type: 'notebook', name: '', kernel: { name: 'minimax' } }));
        expect(status, path).to.equal(404);
      }
    });
  });

  describe('keeps files harmless', () => {
    it('sandboxes a page among the files, and does not let its type be guessed', async () => {
      await server.put('page.html', '<script>alert(1)</script>');
      const { headers } = await get('/files/page.html', auth);
      expect(headers.get('content-security-policy')![0]).to.contain('sandbox').and.not.to.contain('allow-same-origin');
      expect(headers.get('x-content-type-options')).to.deep.equal(['nosniff']);
    });

    it('does not let the type of any answer be guessed', async () => {
      for (const path of ['/tree', '/api/contents', '/api/nothing', '/static/brand/mark.svg']) expect((await get(path, auth)).headers.get('x-content-type-options'), path).to.deep.equal(['nosniff']);
    });

    it('answers broken requests with a sentence', async () => {
      for (const [method, path, body, status] of [
        ['GET', '/api/contents/%', '', 400], ['GET', '/api/contents/%e0%a4%a', '', 400], ['PUT', '/api/contents/a.txt', '{', 400], ['PUT', '/api/contents/a.txt', '[]', 400],
        ['PUT', '/api/contents/a.txt', '{"type":"socket"}', 400], ['GET', '/api/nothing', '', 404], ['DELETE', '/api/kernelspecs', '', 405], ['GET', '/api/kernels/none', '', 404],
        ['GET', '/lab/api/settings/..%2f..%2fx', '', 404], ['PUT', '/lab/api/settings/none', '{"raw":"{}"}', 404], ['POST', '/api/sessions', '{}', 400],
        ['POST', '/api/kernels', '{"name":"python3"}', 404],
      ] as const) {
        const response = await rawRequest(server.port, method, path, auth, body);
        expect(response.status, `${method} ${path}`).to.equal(status);
        expect((JSON.parse(response.body) as { message: string }).message, path).to.match(/^[A-Z"][^]+\.$/);
      }
    });
  });

  describe('keeps secrets', () => {
    it('writes no token, ticket or cookie into its log', async () => {
      const { cookie } = await logIn(server.port, server.token);
      const ticket = new URL(server.addressForBrowser()).searchParams.get('token')!;
      await get(`/?token=${ticket}`);
      await get(`/tree?token=${server.token}`, { Host: 'evil.example' });
      await get(`/api/contents/none?token=${server.token}`);
      // A fault of the server, which is logged: a file where the folder of the checkpoints has to be.
      await writeFile(join(server.root, 'folder', '.ipynb_checkpoints'), '');
      await writeFile(join(server.root, 'folder', 'a.txt'), '');
      expect((await rawRequest(server.port, 'POST', `/api/contents/folder/a.txt/checkpoints?token=${server.token}`, { Cookie: cookie }, '{}')).status).to.equal(500);
      expect(log.join('\n')).to.contain('Error');
      const [session, xsrf] = cookie.split('; ').map((pair) => pair.split('=')[1]);
      for (const secret of [server.token, ticket, session, xsrf]) expect(log.join('\n')).not.to.contain(secret);
    });

    it("keeps its user's key to its user", async function () {
      if (process.platform === 'win32') this.skip(); // there, the profile folder is the user's alone
      await rawRequest(server.port, 'GET', '/api/contents/none.ipynb', auth);
      await rawRequest(server.port, 'PUT', '/api/contents/trusted.ipynb', auth, JSON.stringify({ type: 'notebook', content: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 } }));
      const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
      expect(await modeOf(server.settingsFolder)).to.equal('700');
      expect(await modeOf(join(server.settingsFolder, 'notebook-key'))).to.equal('600');
    });
  });
});
