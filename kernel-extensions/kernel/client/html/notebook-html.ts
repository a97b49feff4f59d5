/**
 * A notebook with its outputs as one HTML file that needs nothing else: pictures and, where a
 * figure is shown, plotly are inside it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { JsonObject, MimeBundle } from '../../protocol/messages.js';
import type { CodeCell, Notebook, TextCell } from '../notebook.js';
import type { Output } from '../notebook-outputs.js';
import { highlight } from './highlight.js';
import { markdownToHtml } from './markdown.js';
import { texToMathMl } from './math.js';
import { ansiToHtml, escapeHtml } from './text.js';

export interface HtmlOptions {
  title: string;
  /** The notebook's folder, where pictures named in its text are. */
  folder: string;
  /**
   * HTML and SVG that the notebook made are shown as they are. For a notebook of somebody else
   * choose false: they are replaced by their text form, and no script of the notebook runs.
   */
  trusted: boolean;
}

const plotlyType = 'application/vnd.plotly.v1+json';

export function notebookToHtml(notebook: Notebook, options: HtmlOptions): string {
  const body = notebook.cells.map((cell) => (cell.cell_type === 'code' ? codeCell(cell, options) : textCell(cell, options))).join('\n');
  const plotly = body.includes('class="plotly"') ? `<script>${inScript(readFileSync(createRequire(import.meta.url).resolve('plotly.js-dist-min'), 'utf8'))}</script>\n<script>${drawFigures}</script>` : '';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
${plotly}
</body>
</html>
`;
}

function textCell({ cell_type, source, attachments }: TextCell, { folder, trusted }: HtmlOptions): string {
  if (cell_type === 'raw') return '';
  const imageSource = (href: string): string | undefined => {
    const attached = attachments?.[href.replace(/^attachment:/, '')];
    const [type, data] = Object.entries(attached ?? {})[0] ?? [];
    if (type !== undefined) return `data:${type};base64,${data}`;
    return trusted ? inlinePicture(folder, href) : undefined;
  };
  return `<section class="text">${markdownToHtml(source, { trusted, imageSource })}</section>`;
}

function codeCell({ source, outputs, execution_count }: CodeCell, options: HtmlOptions): string {
  const code = `<pre class="code"><code>${highlight(source)}</code></pre>`;
  const shown = outputs.map((output) => `<div class="output">${outputHtml(output, options)}</div>`).join('\n');
  return `<section class="cell"><div class="count">${execution_count === null ? '' : `[${execution_count}]`}</div><div>${code}${shown}</div></section>`;
}

function outputHtml(output: Output, options: HtmlOptions): string {
  switch (output.output_type) {
    case 'stream':
      return `<pre class="${output.name}">${ansiToHtml(output.text)}</pre>`;
    case 'error':
      return `<pre class="error">${ansiToHtml(output.traceback.join('\n') || `${output.ename}: ${output.evalue}`)}</pre>`;
    default:
      return bundleHtml(output.data, output.metadata, options);
  }
}

type Renderer = (content: unknown, metadata: JsonObject, options: HtmlOptions) => string;

const picture = (type: string): Renderer => (content, metadata) => {
  const { width, height } = (metadata[type] ?? {}) as { width?: unknown; height?: unknown };
  const size = [['width', width], ['height', height]].map(([name, value]) => (Number(value) > 0 ? ` ${name}="${Number(value)}"` : '')).join('');
  return `<img alt="" src="data:${type};base64,${escapeHtml(String(content).replace(/\s/g, ''))}"${size}>`;
};

/** From the richest form to the plainest. */
const renderers: [type: string, render: Renderer, needsTrust?: boolean][] = [
  [plotlyType, (content) => `<div class="plotly"><script type="application/json">${inScript(JSON.stringify(content))}</script></div>`],
  ['text/html', String, true],
  ['image/svg+xml', String, true],
  ['image/png', picture('image/png')],
  ['image/jpeg', picture('image/jpeg')],
  ['image/gif', picture('image/gif')],
  ['image/webp', picture('image/webp')],
  ['text/markdown', (content, _metadata, { trusted }) => markdownToHtml(String(content), { trusted })],
  ['text/latex', (content) => texToMathMl(String(content).trim().replace(/^\$\$?([^]*?)\$\$?$/, '$1'), true)],
  ['application/json', (content) => `<pre>${escapeHtml(JSON.stringify(content, null, 2))}</pre>`],
  ['text/plain', (content) => `<pre>${ansiToHtml(String(content))}</pre>`],
];

function bundleHtml(data: MimeBundle, metadata: JsonObject, options: HtmlOptions): string {
  for (const [type, render, needsTrust] of renderers) {
    if (type in data && (options.trusted || !needsTrust)) return render(data[type], metadata, options);
  }
  return `<pre>(nothing that can be shown here: ${escapeHtml(Object.keys(data).join(', '))})</pre>`;
}

const pictureTypes: Record<string, string> = { '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.svg': 'image/svg+xml' };

/** A picture file beside the notebook as a data URL; undefined for web addresses and missing files. */
function inlinePicture(folder: string, href: string): string | undefined {
  const type = pictureTypes[extname(href).toLowerCase()];
  if (type === undefined || /^[a-z][a-z0-9+.-]*:|^\//i.test(href)) return undefined;
  try {
    return `data:${type};base64,${readFileSync(join(folder, decodeURI(href))).toString('base64')}`;
  } catch {
    return undefined;
  }
}

/** Text that cannot end the script element it stands in. */
const inScript = (text: string): string => text.replace(/<(?=\/script|!--)/gi, '\\u003c');

const drawFigures = `for (const element of document.querySelectorAll('.plotly')) {
  const { data, layout, config } = JSON.parse(element.querySelector('script').textContent);
  Plotly.newPlot(element, data, layout, { responsive: true, ...config });
}`;

const style = `
:root { color-scheme: light; --line: #e4e4e7; --soft: #f7f7f8; --quiet: #71717a; }
body { margin: 0; font: 16px/1.6 system-ui, "Noto Sans", "Noto Sans CJK TC", sans-serif; color: #18181b; background: #fff; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
pre, code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.text { margin: 1rem 0 1rem 3.5rem; }
.text pre { background: var(--soft); padding: .6rem .8rem; }
.cell { display: grid; grid-template-columns: 3rem minmax(0, 1fr); gap: .5rem; margin: 1rem 0; }
.count { color: var(--quiet); font: 12px/1.9 ui-monospace, monospace; text-align: right; padding-top: .5rem; }
.code { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .8rem; }
.comment { color: #6b7280; font-style: italic; } .string { color: #047857; } .number { color: #b45309; } .keyword { color: #4338ca; }
.output { padding: .4rem .8rem; overflow-x: auto; }
.output img, .output svg { max-width: 100%; }
.stderr { background: #fff7ed; padding: .3rem .5rem; }
.error { background: #fef2f2; padding: .3rem .5rem; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .2rem .6rem; }
.plotly { min-height: 24rem; }
.ansi-bold { font-weight: 700; }
.ansi-black { color: #18181b; } .ansi-red { color: #b91c1c; } .ansi-green { color: #15803d; } .ansi-yellow { color: #a16207; }
.ansi-blue { color: #1d4ed8; } .ansi-magenta { color: #a21caf; } .ansi-cyan { color: #0e7490; } .ansi-white { color: #52525b; }
.ansi-on-red { background: #fecaca; } .ansi-on-green { background: #bbf7d0; } .ansi-on-yellow { background: #fef08a; } .ansi-on-blue { background: #bfdbfe; }
`;
