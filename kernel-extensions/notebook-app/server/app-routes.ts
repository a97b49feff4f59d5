/** What the front end asks for apart from files and kernels: who the user is, settings, languages, themes. */
import { readJson, route, sendJson, sendNothing } from './http.js';
import type { Route } from './http.js';
import type { Settings } from './settings.js';
import type { StaticFiles } from './static-files.js';
import { languages, translationsFor } from './translations/index.js';

export function appRoutes(settings: Settings, themes: StaticFiles, version: string): Route[] {
  const user = { username: 'student', name: 'Student', display_name: 'Student', initials: 'S', avatar_url: null, color: null };
  return [
    route('GET', '/api', (_request, response) => sendJson(response, 200, { version })),
    route('GET', '/api/me', (_request, response) => sendJson(response, 200, { identity: user, permissions: {} })),
    // Reports are made by `minimax run --html`; the interface offers no export that needs Python.
    route('GET', '/api/nbconvert', (_request, response) => sendJson(response, 200, {})),
    route('GET', '/api/config/:', (_request, response) => sendJson(response, 200, {})),
    route('PATCH', '/api/config/:', async ({ incoming }, response) => sendJson(response, 200, await readJson(incoming))),

    route('GET', '/lab/api/settings', async ({ query }, response) =>
      sendJson(response, 200, { settings: query.get('ids_only') === 'true' ? settings.ids.map((id) => ({ id })) : await settings.all() })),
    route('GET', '/lab/api/settings/*', async ({ params: [id] }, response) => sendJson(response, 200, await settings.get(id))),
    route('PUT', '/lab/api/settings/*', async ({ params: [id], incoming }, response) => {
      await settings.save(id, (await readJson(incoming)).raw);
      sendNothing(response);
    }),

    route('GET', '/lab/api/translations', (_request, response) => sendJson(response, 200, { data: languages, message: '' })),
    route('GET', '/lab/api/translations/:', ({ params: [locale], incoming }, response) =>
      sendJson(response, 200, { data: translationsFor(locale, incoming.headers['accept-language']), message: '' })),
    route('GET', '/lab/api/themes/*', ({ params: [path], incoming }, response) => themes.send(incoming, response, path)),
  ];
}
