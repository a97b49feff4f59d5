/** The pages of the interface and what they are made of. */
import type { Contents } from './contents.js';
import { notebookPolicy } from './guards/content-security-policy.js';
import { route } from './http.js';
import type { Route } from './http.js';
import { renderPage } from './pages.js';
import type { Manifest, PageName } from './pages.js';
import type { StaticFiles } from './static-files.js';

/** For a browser that is logged in. `onNotebook` is called with each notebook before its page is sent. */
export function pageRoutes(contents: Contents, manifest: Manifest, appVersion: string, onNotebook: (path: string) => Promise<void>): Route[] {
  const page = (name: PageName) => route('GET', `/${name}/*`, async ({ incoming, params: [path] }, response) => {
    await contents.fileOf(path); // or 404
    if (name === 'notebooks' && incoming.method === 'GET') await onNotebook(path);
    const html = renderPage({ manifest, page: name, path, appVersion });
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': notebookPolicy(incoming.headers.host!) });
    response.end(incoming.method === 'HEAD' ? undefined : html);
  });
  return [page('tree'), page('notebooks'), page('edit')];
}

/** For everybody: scripts, styles and pictures of the interface are nobody's secret. */
export function assetRoutes(assets: StaticFiles): Route[] {
  return [
    route('GET', '/static/*', ({ params: [path], incoming }, response) => assets.send(incoming, response, `static/${path}`)),
    route('GET', '/favicon.ico', (_request, response) => void response.writeHead(302, { Location: '/static/brand/mark.svg' }).end()),
  ];
}
