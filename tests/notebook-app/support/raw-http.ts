/** Requests as bytes on a socket: clients would tidy up the very addresses and headers under test. */
import { connect } from 'node:net';

export interface RawResponse {
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

/** `target` is sent as it is. A given Host header replaces the right one; `undefined` leaves it out. */
export async function rawRequest(port: number, method: string, target: string, headers: Record<string, string | undefined> = {}, body = ''): Promise<RawResponse> {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...(body && { 'Content-Length': String(Buffer.byteLength(body)) }), ...headers };
  const head = Object.entries(all).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const socket = connect(port, '127.0.0.1');
  socket.write(`${method} ${target} HTTP/1.1\r\n${head}\r\n${body}`);
  const parts: Buffer[] = [];
  for await (const part of socket) {
    parts.push(part as Buffer);
    // A WebSocket stays open after its handshake.
    if (/^HTTP\/1\.1 101 [^]*\r\n\r\n/.test(Buffer.concat(parts).toString('latin1'))) break;
  }
  const text = Buffer.concat(parts).toString('utf8');
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, end).split('\r\n').slice(1).map((line) => /^([^:]+): (.*)$/.exec(line)!);
  const headerMap = new Map<string, string[]>();
  for (const [, name, value] of lines) headerMap.set(name.toLowerCase(), [...(headerMap.get(name.toLowerCase()) ?? []), value]);
  return { status: Number(status), headers: headerMap, body: text.slice(end + 4) };
}

/** The Cookie header and XSRF token of a browser that opened the address with its token. */
export async function logIn(port: number, token: string): Promise<{ cookie: string; xsrf: string }> {
  const { headers } = await rawRequest(port, 'GET', `/tree?token=${token}`);
  const cookies = (headers.get('set-cookie') ?? []).map((line) => line.split(';')[0]);
  return { cookie: cookies.join('; '), xsrf: cookies.find((line) => line.startsWith('_xsrf='))?.slice('_xsrf='.length) ?? '' };
}
