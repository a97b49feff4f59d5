/**
 * The minimax explorer as a cell's value: `minimaxExplorer()`. It runs in the page, without the
 * kernel; labs/explorer/ is its browser side.
 */
import { getLanguage, type Displayable, type Language } from '../../kernel-extensions/display/index.js';
import { pageScript } from './page-script.js';

export interface MinimaxExplorerOptions {
  /** Default: the notebook's. */
  language?: Language;
  /** The game on the line (1) or in the plane (2). Default 1. */
  dimensions?: 1 | 2;
  /** Of D's first weights and of the samples. Default 1. */
  seed?: number;
}

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
  return pageScript(['explorer', 'minimaxExplorer'], { language, seed, dimensions }, invitation[language], { className: 'minimax-explorer' });
}
