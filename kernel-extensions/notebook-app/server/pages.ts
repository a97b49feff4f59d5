/** The HTML around the bundled interface. */

/** What ui/build.mjs writes to manifest.json. */
export interface Manifest {
  style: string;
  pages: Record<string, { script: string; preload: string[] }>;
}

export type PageName = 'tree' | 'notebooks' | 'edit';

export interface PageOptions {
  manifest: Manifest;
  page: PageName;
  /** Path below the served folder, decoded. */
  path: string;
  appVersion: string;
}

export function renderPage({ manifest, page, path, appVersion }: PageOptions): string {
  const { script, preload } = manifest.pages[page];
  const config = {
    appName: 'Minimax Labs', appNamespace: 'notebook', appVersion, notebookVersion: '[7, 6, 3]',
    baseUrl: '/', appUrl: '/lab', settingsUrl: '/lab/api/settings', themesUrl: '/lab/api/themes', translationsApiUrl: '/lab/api/translations',
    notebookPage: page, treePath: page === 'tree' ? path : '', terminalsAvailable: false, exposeAppInBrowser: false, nbclassic_enabled: false,
    // Only cells make the kernel indicator busy, not the completions asked for while one types.
    untracked_message_types: JSON.stringify(['comm_info', 'comm_msg', 'complete', 'history', 'inspect', 'is_complete', 'kernel_info', 'shutdown', 'interrupt']
      .flatMap((type) => [`${type}_request`, `${type}_reply`]).concat('comm_open', 'comm_msg', 'comm_close')),
  };
  const title = path.split('/').pop()?.replace(/\.ipynb$/, '') || 'Minimax Labs';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" type="image/svg+xml" href="/static/brand/mark.svg">
<link rel="stylesheet" href="/${manifest.style}">
${preload.map((chunk) => `<link rel="modulepreload" href="/${chunk}">`).join('\n')}
<script id="jupyter-config-data" type="application/json">${JSON.stringify(config).replace(/</g, '\\u003c')}</script>
</head>
<body class="jp-ThemedContainer" data-notebook="${page}">
<noscript>The notebook interface needs JavaScript.</noscript>
<script type="module" src="/${script}"></script>
</body>
</html>
`;
}

/** Shown to a browser that has neither cookie nor ticket. */
export const loginPage = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Minimax Labs</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em}</style></head>
<body><main><h1>Minimax Labs</h1>
<p>This notebook server is for the person who started it. Open the newest address that <code>npm start</code> printed in its terminal; each one logs a single browser in.</p>
<p lang="zh-TW">這個伺服器只給啟動它的人使用。請開啟 <code>npm start</code> 在終端機裡最後印出的網址；每個網址只能讓一個瀏覽器登入。</p>
</main></body></html>
`;

/** For a document address that leads nowhere. */
export const notFoundPage = (message: string): string => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Not found – Minimax Labs</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em}</style></head>
<body><main><h1>Not found · 找不到</h1><p>${escape(message)}</p><p><a href="/tree">All notebooks · 所有筆記本</a></p></main></body></html>
`;

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
