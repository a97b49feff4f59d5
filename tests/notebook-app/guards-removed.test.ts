/**
 * What the server's guards are for, shown by taking each away: without it, the test of what it keeps
 * out fails. Every row runs those tests in a process of its own, with the line of the source changed.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { noBrowser } from './support/browser.js';
import type { Edit } from './support/edited-source.js';

interface Row {
  guard: string;
  /** File below server/, text, and what stands there without the guard. */
  edits: [file: string, from: string, to: string][];
  /** Titles of tests that fail without it, by the file they are in. */
  security?: string[];
  contents?: string[];
  browser?: string[];
}

const names: [string, string, string] = ['served-folder.ts', "return !forbidden.test(part) && ", 'return '];
const containment: [string, string, string] = ['served-folder.ts', 'if (isAbsolute(fromRoot) || !fromRoot', 'if (false && !fromRoot'];

const rows: Row[] = [
  { guard: 'the address it listens on', edits: [['index.ts', "'127.0.0.1', resolve", "'0.0.0.0', resolve"]], security: ['listens on 127.0.0.1 only'] },
  {
    guard: 'the login', edits: [['http-server.ts', '[login.check, xsrfGuard(login)]', '[xsrfGuard(login)]']],
    security: ['answers nothing but the login page and its assets without the token', 'takes no cookie but the one it gave', 'refuses a WebSocket without the token'],
  },
  { guard: 'the login page, which runs nothing', edits: [['http-server.ts', 'if (isPage && !login.hasCookie(incoming) && !login.hasToken(incoming, query)) return', 'if (false) return']], security: ['runs no script at all on the login page'] },
  { guard: 'the guards of a WebSocket', edits: [['http-server.ts', 'of [...sourceGuards, ...userGuards]) check', 'of []) check']], security: ['refuses a WebSocket without the token', 'refuses a foreign, missing or wrong-port Host, also with the token', 'refuses a foreign Origin, also with cookie or token'] },
  { guard: 'the comparison of the token', edits: [['guards/login.ts', 'sameSecret(given, this.token)', 'true']], security: ['takes the token as a header or in the query, and no other'] },
  { guard: 'the comparison of the cookie', edits: [['guards/login.ts', 'sameSecret(value, this.#cookieValue)', 'true']], security: ['takes no cookie but the one it gave'] },
  { guard: 'the end of a ticket', edits: [['guards/login.ts', '    this.#tickets.delete(ticket);\n', '']], security: ['logs a browser in by an address that works once, for pages alone'] },
  { guard: 'the token leaving the address', edits: [['http-server.ts', "query.delete('token')", '']], security: ['trades the token of the printed address for a cookie and takes it out of the address'] },
  { guard: 'the cookie out of the reach of scripts', edits: [['guards/login.ts', ' HttpOnly;', '']], security: ['trades the token of the printed address for a cookie and takes it out of the address'] },
  { guard: 'the cookie out of the reach of other sites', edits: [['guards/login.ts', 'HttpOnly; SameSite=Strict', 'HttpOnly']], security: ['trades the token of the printed address for a cookie and takes it out of the address'] },
  { guard: 'addresses that begin where a route does', edits: [['http.ts', 'new RegExp(`^${source}', 'new RegExp(`${source}']], security: ['does not redirect to another host'] },
  { guard: 'the Host', edits: [['http-server.ts', '[checkHost, checkOrigin]', '[checkOrigin]']], security: ['refuses a foreign, missing or wrong-port Host, also with the token'] },
  { guard: 'the Origin', edits: [['http-server.ts', '[checkHost, checkOrigin]', '[checkHost]']], security: ['refuses a foreign Origin, also with cookie or token'] },
  { guard: 'the XSRF cookie', edits: [['http-server.ts', '[login.check, xsrfGuard(login)]', '[login.check]']], security: ['asks a changing request by cookie for the XSRF token'] },
  { guard: 'no referrer', edits: [['http-server.ts', "response.setHeader('Referrer-Policy', 'no-referrer');", '']], security: ['tells no other site where its reader came from'] },
  { guard: 'no guessing of types', edits: [['http-server.ts', "response.setHeader('X-Content-Type-Options', 'nosniff');", '']], security: ['does not let the type of any answer be guessed'] },
  { guard: 'the policy of a page', edits: [['page-routes.ts', "'Content-Security-Policy': notebookPolicy(incoming.headers.host!)", '']], security: ['names no other host on any page, and lets none frame it'], browser: ['runs its scripts once its reader trusts it; they too reach no other site'] },
  { guard: 'no pictures of other hosts', edits: [['guards/content-security-policy.ts', "'img-src': \"'self' data: blob:\"", "'img-src': \"'self' data: blob: https:\""]], security: ['names no other host on any page, and lets none frame it'] },
  { guard: 'the policy of the login page', edits: [['http-server.ts', "'Content-Security-Policy': plainPagePolicy", '']], security: ['runs no script at all on the login page', 'names no other host on any page, and lets none frame it'] },
  { guard: 'the mark of the one script', edits: [['start-routes.ts', "randomBytes(16).toString('base64')", "'AAAAAAAAAAAAAAAAAAAAAA=='"]], security: ['gives every start page another mark for its one script'] },
  { guard: 'names as text in a page', edits: [['pages.ts', "text.replace(/[&<>\"]/g, (character) => `&#${character.charCodeAt(0)};`)", 'text']], security: ['puts no name of a file into a page as HTML'] },
  { guard: 'names as text in the configuration of a page', edits: [['pages.ts', ".replace(/</g, '\\\\u003c')", '']], security: ['puts no name of a file into a page as HTML'] },
  { guard: 'no hidden names', edits: [names], security: ['does not read outside through /api/contents/', 'does not read outside through /files/'] },
  { guard: 'no `..`: names and containment', edits: [names, containment], security: ['does not read outside through /api/contents/', 'does not write, make, copy, move or delete outside', 'runs a kernel in no other folder'] },
  {
    guard: 'containment behind links', edits: [containment],
    security: ['does not read outside through /api/contents/', 'does not read outside through /files/', 'does not write, make, copy, move or delete outside', 'follows a link that stays inside, and lists none that leads out', 'runs a kernel in no other folder'],
  },
  { guard: 'no file behind a dangling link', edits: [['served-folder.ts', 'if (await lstat(path)', 'if (false && await lstat(path)']], security: ['does not write, make, copy, move or delete outside'] },
  { guard: "Windows' names", edits: [['served-folder.ts', " && !(this.platform === 'win32' && forbiddenOnWindows.test(part))", '']], security: ['opens no drive, device, stream or other name that Windows reads as more than a name', 'takes no name for a drive, a device or a stream on Windows'] },
  { guard: 'no backslash', edits: [['served-folder.ts', '/^\\.|[\\0\\\\]/', '/^\\.|[\\0]/']], security: ['opens no drive, device, stream or other name that Windows reads as more than a name'] },
  { guard: 'the folder of the interface', edits: [['static-files.ts', "if (path.includes('\\0') || path.split(/[/\\\\]/).includes('..')) throw", 'if (false) throw'], ['static-files.ts', 'if (!file.startsWith(root + sep)) throw', 'if (false) throw']], security: ['hands out no file of the program beside the interface'] },
  { guard: 'the sandbox of files', edits: [['contents-routes.ts', "'Content-Security-Policy': filePolicy,", '']], security: ['sandboxes a page among the files, and does not let its type be guessed'] },
  { guard: 'a log without addresses', edits: [['http-server.ts', '    const { path, query } = addressOf(incoming);\n    const method', '    log(incoming.url!);\n    const { path, query } = addressOf(incoming);\n    const method']], security: ['writes no token, ticket or cookie into its log'] },
  { guard: "the key's permissions", edits: [['notebook-trust.ts', "{ mode: 0o600, flag: 'wx' }", "{ flag: 'wx' }"]], security: ["keeps its user's key to its user"] },
  { guard: 'trust in own outputs alone', edits: [['notebook-trust.ts', 'trusted: signed ||', 'trusted: true ||']], contents: ['are trusted when their user made the outputs, and not when they came from elsewhere'], browser: ['shows its text and outputs, and runs nothing of them'] },
];

describe('without', function () {
  this.timeout(600_000);
  const mocha = fileURLToPath(new URL('../../../node_modules/mocha/bin/mocha.js', import.meta.url));

  /** The titles of the tests in a file that fail with these edits. */
  async function failuresOf(file: string, edits: Edit[]): Promise<string[]> {
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [mocha, '--no-config', '--exit', '--reporter', 'json', '--timeout', '60000', fileURLToPath(new URL('support/edited-source.js', import.meta.url))], {
        env: { ...process.env, EDITED_SOURCE: JSON.stringify(edits), EDITED_SOURCE_TESTS: new URL(file, import.meta.url).href }, maxBuffer: 2 ** 26,
      }, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
    const start = output.indexOf('{\n  "stats"');
    if (start < 0) throw new Error(output);
    return (JSON.parse(output.slice(start)) as { failures: { title: string }[] }).failures.map(({ title }) => title);
  }

  for (const { guard, edits, security, contents, browser } of rows) {
    it(`${guard}, a test fails @full`, async function () {
      if (process.platform === 'win32' || (browser && noBrowser)) this.skip();
      const changed = edits.map(([file, from, to]) => ({ file: `kernel-extensions/notebook-app/server/${file}`, from, to }));
      for (const [file, titles] of Object.entries({ 'security.test.js': security, 'contents.test.js': contents, 'untrusted-in-browser.test.js': browser })) {
        if (titles) expect(await failuresOf(file, changed)).to.include.members(titles);
      }
    });
  }

  it('nothing, none fails @full', async () => {
    expect(await failuresOf('security.test.js', [])).to.deep.equal([]);
  });
});
