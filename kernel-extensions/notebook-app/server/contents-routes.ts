/** `/api/contents`, and `/files` for what a page embeds or downloads. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Checkpoints } from './checkpoints.js';
import type { Contents } from './contents.js';
import type { ContentsModel } from './contents.js';
import { filePolicy } from './guards/content-security-policy.js';
import { HttpError, readJson, route, sendJson, sendNothing } from './http.js';
import type { Route } from './http.js';
import { isText, mimeTypeOf } from './mime-types.js';

export function contentsRoutes(contents: Contents, checkpoints: Checkpoints): Route[] {
  const checkpointsOf = '^/api/contents/(.+)/checkpoints';
  return [
    // Checkpoints first: a file's path would also match `…/checkpoints`.
    pattern('GET', `${checkpointsOf}$`, async ({ params: [path] }, response) => sendJson(response, 200, await checkpoints.list(path))),
    pattern('POST', `${checkpointsOf}$`, async ({ params: [path] }, response) => sendJson(response, 201, await checkpoints.create(path))),
    pattern('POST', `${checkpointsOf}/([^/]+)$`, async ({ params: [path, id] }, response) => {
      await checkpoints.restore(path, id);
      sendNothing(response);
    }),
    pattern('DELETE', `${checkpointsOf}/([^/]+)$`, async ({ params: [path, id] }, response) => {
      await checkpoints.delete(path, id);
      sendNothing(response);
    }),

    route('GET', '/api/contents/*', async ({ params: [path], query }, response) => {
      const flag = (name: string, otherwise: boolean) => (query.has(name) ? query.get(name) !== '0' : otherwise);
      sendModel(response, 200, await contents.get(path, {
        type: query.get('type'), format: query.get('format'), content: flag('content', true), hash: flag('hash', false),
      }));
    }),
    route('PUT', '/api/contents/*', async ({ params: [path], incoming }, response) => {
      const { model, created } = await contents.save(path, await readJson(incoming));
      sendModel(response, created ? 201 : 200, model);
    }),
    route('POST', '/api/contents/*', async ({ params: [path], incoming }, response) => {
      const { copy_from: copyFrom, ...wanted } = await readJson(incoming);
      sendModel(response, 201, typeof copyFrom === 'string' ? await contents.copy(copyFrom, path) : await contents.create(path, wanted));
    }),
    route('PATCH', '/api/contents/*', async ({ params: [path], incoming }, response) => {
      const { path: newPath } = await readJson(incoming);
      if (typeof newPath !== 'string') throw new HttpError(400, 'The new path is missing.');
      const oldFile = await contents.fileOf(path);
      const model = await contents.rename(path, newPath);
      await checkpoints.follow(oldFile, await contents.fileOf(newPath));
      sendModel(response, 200, model);
    }),
    route('DELETE', '/api/contents/*', async ({ params: [path] }, response) => {
      const file = await contents.fileOf(path);
      await contents.delete(path);
      await checkpoints.forget(file);
      sendNothing(response);
    }),

    route('GET', '/files/*', async ({ params: [path], query, incoming }, response) => {
      const file = await contents.fileOf(path);
      const stats = await stat(file);
      if (!stats.isFile()) throw new HttpError(400, `${path} is a folder.`);
      const type = mimeTypeOf(file) ?? 'application/octet-stream';
      response.writeHead(200, {
        'Content-Type': isText(type) ? `${type}; charset=utf-8` : type, 'Content-Length': stats.size, 'Cache-Control': 'no-cache',
        'Content-Security-Policy': filePolicy,
        ...(query.get('download') && { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(file))}` }),
      });
      if (incoming.method === 'HEAD') return void response.end();
      await pipeline(createReadStream(file), response);
    }),
  ];
}

const pattern = (method: string, source: string, handler: Route['handler']): Route => ({ method, pattern: new RegExp(source), handler });

function sendModel(response: ServerResponse, status: number, model: ContentsModel): void {
  sendJson(response, status, model, { 'Last-Modified': new Date(model.last_modified).toUTCString() });
}
