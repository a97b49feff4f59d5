/**
 * An HTTP server on this computer that misbehaves as told, and remembers what it was asked.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FlakyServer {
  /** Answers for the first, second, … request; the last one answers all that follow. */
  answers: Answer[];
  readonly requests: IncomingMessage[];
  readonly url: string;
}

/** A server for every test of the suite. */
export function flakyServer(): FlakyServer {
  let server: Server;
  const flaky = {
    answers: [] as Answer[],
    requests: [] as IncomingMessage[],
    get url() { return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`; },
  };
  beforeEach((done) => {
    flaky.answers = [];
    flaky.requests = [];
    server = createServer((request, response) => {
      const answer = flaky.answers[Math.min(flaky.requests.length, flaky.answers.length - 1)];
      flaky.requests.push(request);
      answer(request, response);
    }).listen(0, '127.0.0.1', done);
  });
  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  return flaky;
}

/** A good server: ranges, If-Range, an ETag. */
export const serves = (content: Uint8Array, etag = '"1"'): Answer => (request, response) => {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const start = range && same ? Number(range[1]) : 0;
  if (start >= content.length) return void response.writeHead(416).end();
  const headers = { etag, 'content-length': content.length - start };
  if (range && same) response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` });
  else response.writeHead(200, headers);
  response.end(content.subarray(start));
};

/** A server that knows nothing of ranges. */
export const servesWhole = (content: Uint8Array): Answer => (_, response) => {
  response.writeHead(200, { 'content-length': content.length });
  response.end(content);
};

export const answers = (status: number, body = ''): Answer => (_, response) => void response.writeHead(status).end(body);

/**
 * Behaves like `answer`, but the connection breaks after so many bytes of the body. `kept` resolves when the client has a
 * file of so many bytes: what it has not yet written is lost with the connection.
 */
export const breaksAfter = (bytes: number, answer: Answer, kept: (size: number) => Promise<void> = async () => {}): Answer =>
  cutting(bytes, answer, (response, size) => void kept(size).then(() => response.destroy()));

/** Behaves like `answer`, but falls silent after so many bytes of the body. */
export const stallsAfter = (bytes: number, answer: Answer): Answer => cutting(bytes, answer, () => {});

function cutting(bytes: number, answer: Answer, then: (response: ServerResponse, size: number) => void): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.end = ((content: Uint8Array) => {
      response.write(content.subarray(0, bytes), () => setTimeout(() => then(response, start + bytes), 20));
      return response;
    }) as ServerResponse['end'];
    answer(request, response);
  };
}
