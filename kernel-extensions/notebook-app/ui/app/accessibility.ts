// What a screen reader needs and Jupyter's own packages leave out: names of editors and buttons, the
// role of cells in their feed, a skip link that leads somewhere on every page.
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const skipLink = '.jp-skiplink .skip-link';

/** Selector → what to set on elements that match it, unless they have it. */
type Attributes = Record<string, Record<string, string>>;

const attributesOf = (trans: TranslationBundle): Attributes => ({
  '.jp-CodeCell .cm-content': { 'aria-label': trans.__('Code') },
  '.jp-MarkdownCell .cm-content, .jp-RawCell .cm-content': { 'aria-label': trans.__('Text') },
  '.jp-FileEditor .cm-content': { 'aria-label': trans.__('File') },
  // A feed holds articles: https://www.w3.org/TR/wai-aria-1.2/#feed
  '[role="feed"] > .jp-Cell': { role: 'article' },
  '.jp-collapseHeadingButton': { 'aria-label': trans.__('Fold or unfold the section') },
});

export const accessibility: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:accessibility',
  description: 'Names and roles for screen readers.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_app, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('notebook');
    const attributes = Object.entries(attributesOf(trans));
    // One look for all: a page is drawn in thousands of pieces.
    const any = [...attributes.map(([selector]) => selector), 'jp-button', skipLink].join();
    const mend = (root: Element) => {
      for (const element of within(root, any)) {
        for (const [selector, wanted] of attributes) {
          if (!element.matches(selector)) continue;
          for (const [name, value] of Object.entries(wanted)) if (!element.hasAttribute(name)) element.setAttribute(name, value);
        }
        unpress(element);
        if (element.matches(skipLink)) mendSkipLink(element as HTMLAnchorElement, trans);
      }
    };
    new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === 'attributes') unpress(target as Element);
        for (const node of addedNodes) if (node instanceof Element) mend(node);
      }
    }).observe(document.body, { childList: true, subtree: true, attributeFilter: ['aria-pressed'] });
    mend(document.body);
  },
};

const within = (root: Element, selector: string): Element[] => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];

/** It stands on every button of a toolbar, also on those that do not stay pressed. */
function unpress(element: Element): void {
  if (element.matches('jp-button[aria-pressed="false"]')) element.removeAttribute('aria-pressed');
}

/** Jupyter's own looks for a cell, which the list of files does not have, and comes first in the order of Tab on every page. */
function mendSkipLink(link: HTMLAnchorElement, trans: TranslationBundle): void {
  const main = document.getElementById('main-panel');
  if (!main) return;
  main.tabIndex = -1;
  link.textContent = trans.__('Skip to Main');
  link.tabIndex = 0;
  link.href = `#${main.id}`;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    (main.querySelector<HTMLElement>('.jp-CodeCell .cm-content, .jp-FileEditor .cm-content, .jp-DirListing [tabindex="0"]') ?? main).focus();
  }, { capture: true });
}
