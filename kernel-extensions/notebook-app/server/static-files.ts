/**
 * The bundled interface, from disk to browser: compressed once and kept in memory. Names carry a
 * content hash, so a browser keeps them for good; the others are revalidated by ETag.
 */
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { HttpError } from './http.js';
import { isText, mimeTypeOf } from './mime-types.js';

const gzip = promisify(gzipCallback);
const hashedName = /-[A-Z0-9]{8}\.\w+$/;

interface Asset {
  bytes: Buffer;
  zipped: Buffer | undefined;
  etag: string;
}

export class StaticFiles {
  readonly #assets = new Map<string, Promise<Asset>>();

  constructor(private readonly folder: string) {}

  /** `path` is relative to the folder, decoded. @throws HttpError 404 */
  async send(incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const loading = this.#assets.get(path) ?? this.#load(path);
    this.#assets.set(path, loading);
    let asset: Asset;
    try {
      asset = await loading;
    } catch {
      this.#assets.delete(path);
      throw new HttpError(404, `There is no ${JSON.stringify(path)}.`);
    }
    const headers: Record<string, string | number> = {
      'Cache-Control': hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: asset.etag, Vary: 'Accept-Encoding',
    };
    if (incoming.headers['if-none-match'] === asset.etag) return void response.writeHead(304, headers).end();
    const zip = asset.zipped && /\bgzip\b/.test(String(incoming.headers['accept-encoding'])) ? asset.zipped : undefined;
    const body = zip ?? asset.bytes;
    const type = mimeTypeOf(path) ?? 'application/octet-stream';
    response.writeHead(200, {
      ...headers, 'Content-Type': isText(type) ? `${type}; charset=utf-8` : type, 'Content-Length': body.length, ...(zip && { 'Content-Encoding': 'gzip' }),
    });
    response.end(incoming.method === 'HEAD' ? undefined : body);
  }

  async #load(path: string): Promise<Asset> {
    if (path.includes('\0') || path.split(/[/\\]/).includes('..')) throw new Error('outside');
    const root = await realpath(this.folder);
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) throw new Error('outside');
    const bytes = await readFile(file);
    const zipped = isText(mimeTypeOf(path) ?? '') && bytes.length > 1024 ? await gzip(bytes, { level: 6 }) : undefined;
    return { bytes, zipped, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
  }
}
