/**
 * The minimax explorer as a cell's value: `minimaxExplorer()`. It runs in the page, without the
 * kernel; labs/explorer/ is its browser side.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getLanguage, mime, type Displayable, type Language } from '../../kernel-extensions/display/index.js';

export interface MinimaxExplorerOptions {
  /** Default: the notebook's. */
  language?: Language;
  /** The game on the line (1) or in the plane (2). Default 1. */
  dimensions?: 1 | 2;
  /** Of D's first weights and of the samples. Default 1. */
  seed?: number;
}

const script = fileURLToPath(new URL('../explorer/explorer.js', import.meta.url));
const invitation: Record<Language, string> = {
  en: 'The minimax explorer plays in the page: run this cell to see it.',
  'zh-TW': '極小極大探索器在頁面裡執行：請執行這一格。',
};

/**
 * Draw or choose p_data and p_G on a line or in the plane, and watch the true D*, V, JSD and W₁ beside a D
 * that learns, move by move.
 * @throws Error when the package is not built
 */
export function minimaxExplorer({ language = getLanguage(), seed = 1, dimensions = 1 }: MinimaxExplorerOptions = {}): Displayable {
  if (!existsSync(script)) throw new Error(`The explorer is not built (${script} is missing). Run \`npm run build\`.`);
  const id = `minimax-explorer-${randomUUID()}`;
  // In a string of a script element, `</script>` would end the element.
  const code = readFileSync(script, 'utf8').replaceAll('</script', '<\\/script');
  const options = JSON.stringify({ language, seed, dimensions }).replaceAll('<', '\\u003c');
  return mime({
    'text/html': `<div id="${id}" class="minimax-explorer">${invitation[language]}</div><script>${code};minimaxExplorer.mount(document.getElementById("${id}"),${options});</script>`,
    'text/plain': invitation[language],
  });
}
