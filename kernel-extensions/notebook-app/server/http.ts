/** The little that the handlers share on top of `node:http`: errors with a status, bodies, JSON answers, routes. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Ends a request with `status` and a sentence for the user. */
export class HttpError extends Error {
  override name = 'HttpError';
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export interface Request {
  incoming: IncomingMessage;
  method: string;
  /** Decoded path parts of the route pattern, in order. */
  params: string[];
  query: URLSearchParams;
}

export type Handler = (request: Request, response: ServerResponse) => Promise<void> | void;

/** Largest body accepted, in bytes: a notebook full of images is some 20 MB, an upload arrives in chunks of 1 MB. */
const bodyLimit = 256 * 1024 * 1024;

/** The body as JSON, or `{}` when there is none. */
export async function readJson(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) throw new HttpError(413, `The request is larger than ${bodyLimit / 2 ** 20} MB.`);
    parts.push(part);
  }
  if (size === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new HttpError(400, 'The body of the request is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new HttpError(400, 'The body of the request is not a JSON object.');
  return body as Record<string, unknown>;
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': text.length, 'Cache-Control': 'no-store', ...headers });
  response.end(text);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204).end();
}

export interface Route {
  method: string;
  pattern: RegExp;
  handler: Handler;
}

/**
 * `route('GET', '/api/kernels/:', handler)`: `:` stands for one path part, `*` at the end for the
 * rest (also empty). Parts arrive decoded.
 */
export function route(method: string, path: string, handler: Handler): Route {
  const source = path.replace(/[.]/g, '\\.').replace(/:/g, '([^/]+)').replace(/\/\*$/, '(?:/(.*))?');
  return { method, pattern: new RegExp(`^${source}/?$`), handler };
}

/** The first route that takes the request, or the reason why none does. */
export function findRoute(routes: readonly Route[], method: string, path: string): { handler: Handler; params: string[] } {
  let pathKnown = false;
  for (const { method: wanted, pattern, handler } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    pathKnown = true;
    if (wanted === method || (wanted === 'GET' && method === 'HEAD')) return { handler, params: match.slice(1).map((part) => decode(part ?? '')) };
  }
  throw pathKnown ? new HttpError(405, `${method} is not possible here.`) : new HttpError(404, 'There is nothing at this address.');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, 'The address is not valid: a % sign is not followed by two hexadecimal digits of UTF-8 text.');
  }
}
