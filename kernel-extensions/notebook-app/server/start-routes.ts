/** The start page's addresses: the page itself, the measured machine, starting a lesson over. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { courseLanguages } from './course.js';
import type { Course, CourseLanguage } from './course.js';
import { startPagePolicy } from './guards/content-security-policy.js';
import { HttpError, readJson, route, sendJson } from './http.js';
import type { Route } from './http.js';
import type { SessionManager } from './session-manager.js';
import { preferredLanguage } from './translations/index.js';

/** Loaded with its first request: it brings the formulas' renderer along. */
const startPage = () => import('./start-page.js');

const languageCookie = 'minimax-language';

/** For a browser that is logged in. Without lessons the list of files is the start page. */
export function startPageRoutes(course: Course | undefined): Route[] {
  return [
    route('GET', '/', async ({ incoming, query, method }, response) => {
      const language = languageOf(incoming, query);
      const lessons = (await course?.lessons(language)) ?? [];
      if (lessons.length === 0) return void response.writeHead(302, { Location: '/tree' }).end();
      const { renderStartPage } = await startPage();
      const nonce = randomBytes(16).toString('base64');
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'Content-Security-Policy': startPagePolicy(nonce),
        ...(query.has('lang') && { 'Set-Cookie': `${languageCookie}=${language}; Path=/; Max-Age=31536000; SameSite=Strict` }),
      });
      response.end(method === 'HEAD' ? undefined : renderStartPage({ language, lessons, nonce }));
    }),
  ];
}

export function courseRoutes(course: Course, sessions: SessionManager): Route[] {
  return [
    route('GET', '/api/course/machine', async ({ incoming, query }, response) => {
      const { machineHtml } = await startPage();
      sendJson(response, 200, { html: machineHtml(await course.machine(), languageOf(incoming, query)) });
    }),
    route('POST', '/api/course/start-over', async ({ incoming, query }, response) => {
      const { path } = await readJson(incoming);
      if (typeof path !== 'string') throw new HttpError(400, 'The path of the notebook is missing.');
      const lessons = (await Promise.all(courseLanguages.map((language) => course.lessons(language)))).flat();
      if (!lessons.some((lesson) => lesson.path === path)) throw new HttpError(404, `${path} is not a notebook of the course.`);
      const kept = await course.startOver(path);
      // Its kernel has the variables of the kept notebook.
      const session = sessions.models.find((model) => model.path === path);
      if (session) await sessions.shutdown(session.id);
      const { keptSentence } = await startPage();
      sendJson(response, 200, { message: keptSentence(kept, languageOf(incoming, query)), kept });
    }),
  ];
}

/** As chosen on the page, or the browser's. */
function languageOf({ headers }: IncomingMessage, query: URLSearchParams): CourseLanguage {
  const chosen = query.get('lang') ?? new RegExp(`(?:^|; )${languageCookie}=([^;]*)`).exec(headers.cookie ?? '')?.[1];
  if (chosen === 'en' || chosen === 'zh-TW') return chosen;
  return preferredLanguage(headers['accept-language']) === 'zh_TW' ? 'zh-TW' : 'en';
}
