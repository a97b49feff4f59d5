/**
 * Against what a notebook or a file brings along: what each kind of page may load, run and talk to.
 * Nothing may be fetched from, or sent to, another host, not even a picture.
 */

const policy = (directives: Record<string, string>): string => Object.entries(directives).map(([name, sources]) => `${name} ${sources}`).join('; ');

/** The interface needs `eval` (its settings validator) and inline styles, and a trusted output may carry a script. */
export const notebookPolicy = (host: string): string => policy({
  'default-src': "'self'",
  'script-src': "'self' 'unsafe-eval' 'unsafe-inline'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'media-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': `'self' ws://${host} data: blob:`,
  'worker-src': "'self' blob:",
  'frame-src': "'self' data: blob:",
  'frame-ancestors': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'object-src': "'none'",
});

/** `nonce` marks the page's one script. */
export const startPagePolicy = (nonce: string): string => policy({
  'default-src': "'none'",
  'style-src': "'unsafe-inline'",
  'img-src': "'self'",
  'script-src': `'nonce-${nonce}'`,
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
});

/** Login and error pages: text. */
export const plainPagePolicy = policy({ 'default-src': "'none'", 'style-src': "'unsafe-inline'", 'form-action': "'none'", 'frame-ancestors': "'none'" });

/** A page among the user's files runs in an origin of its own: it cannot use this server in the user's name. */
export const filePolicy = 'sandbox allow-scripts';
