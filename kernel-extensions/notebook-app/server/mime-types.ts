/** Media types by file extension, for what notebooks and this server hand out. */
import { extname } from 'node:path';

const types: Record<string, string> = {
  '.css': 'text/css', '.csv': 'text/csv', '.gif': 'image/gif', '.html': 'text/html', '.ico': 'image/x-icon',
  '.ipynb': 'application/x-ipynb+json', '.jpeg': 'image/jpeg', '.jpg': 'image/jpeg', '.js': 'text/javascript',
  '.json': 'application/json', '.map': 'application/json', '.md': 'text/markdown', '.mjs': 'text/javascript', '.mp4': 'video/mp4',
  '.pdf': 'application/pdf', '.png': 'image/png', '.svg': 'image/svg+xml', '.ts': 'text/typescript', '.tsx': 'text/typescript',
  '.txt': 'text/plain', '.wasm': 'application/wasm', '.webm': 'video/webm', '.webp': 'image/webp', '.woff': 'font/woff', '.woff2': 'font/woff2',
};

/** `undefined` for an unknown extension. */
export const mimeTypeOf = (path: string): string | undefined => types[extname(path).toLowerCase()];

export const isText = (type: string): boolean => /^text\/|[/+]json$|svg/.test(type);
