/** Markdown with TeX formulas as HTML. */
import { Marked } from 'marked';
import type { TokenizerAndRendererExtension } from 'marked';
import { texToMathMl } from './math.js';
import { escapeHtml } from './text.js';

export interface MarkdownOptions {
  /** Raw HTML in the text is kept; otherwise it is shown as text. */
  trusted: boolean;
  /** The address to use for an image's `src`; undefined leaves it as it is. */
  imageSource?: (href: string) => string | undefined;
}

export function markdownToHtml(source: string, { trusted, imageSource }: MarkdownOptions): string {
  const marked = new Marked({ extensions: [mathBlock, mathInline] });
  marked.use({
    renderer: {
      html: ({ text }) => (trusted ? text : escapeHtml(text)),
      image: ({ href, text, title }) => {
        const shown = imageSource?.(href) ?? href;
        if (!trusted && isScript(shown)) return escapeHtml(text);
        return `<img src="${escapeHtml(shown)}" alt="${escapeHtml(text)}"${title ? ` title="${escapeHtml(title)}"` : ''}>`;
      },
      link({ href, tokens, title }) {
        const text = this.parser.parseInline(tokens);
        if (isScript(href)) return text;
        return `<a href="${escapeHtml(href)}"${title ? ` title="${escapeHtml(title)}"` : ''}>${text}</a>`;
      },
    },
  });
  return marked.parse(source, { async: false });
}

// Browsers ignore blanks and control characters in front of and inside a scheme.
const isScript = (href: string): boolean => /^(javascript|vbscript|data:text)/i.test(href.replace(/[\u0000-\u0020]/g, ''));

interface MathToken {
  type: string;
  raw: string;
  formula: string;
  display: boolean;
}

const renderMath = (token: unknown): string => {
  const { formula, display } = token as MathToken;
  return texToMathMl(formula, display);
};

/** `$$ … $$` on lines of its own: its lines are not paragraphs, lists or headings. */
const mathBlock: TokenizerAndRendererExtension = {
  name: 'mathBlock',
  level: 'block',
  start: (source) => source.match(/(^|\n)\$\$/)?.index,
  tokenizer(source) {
    const [raw, formula] = /^\$\$([^]+?)\$\$[ \t]*(?:\n|$)/.exec(source) ?? [];
    return raw === undefined ? undefined : { type: 'mathBlock', raw, formula, display: true };
  },
  renderer: renderMath,
};

/** `$…$`, `$$…$$`, `\(…\)` and `\[…\]` inside text. A dollar before a blank or after one is money. */
const mathInline: TokenizerAndRendererExtension = {
  name: 'mathInline',
  level: 'inline',
  start: (source) => source.match(/\$|\\[([]/)?.index,
  tokenizer(source) {
    const found = /^\$\$([^]+?)\$\$/.exec(source) ?? /^\\\\?\[([^]+?)\\\\?\]/.exec(source);
    if (found) return { type: 'mathInline', raw: found[0], formula: found[1], display: true };
    const inline = /^\$(?!\s)((?:\\[^]|[^$\\])+?)(?<!\s)\$(?!\d)/.exec(source) ?? /^\\\\?\(([^]+?)\\\\?\)/.exec(source);
    return inline ? { type: 'mathInline', raw: inline[0], formula: inline[1], display: false } : undefined;
  },
  renderer: renderMath,
};
