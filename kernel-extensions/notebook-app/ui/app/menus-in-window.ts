// A menu that hangs from a button near the right edge, as "New" above the list of files, is moved left until
// it is whole in the window. Jupyter opens the menus of a menu bar exactly below their titles.
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

export const menusInWindow: JupyterFrontEndPlugin<void> = {
  id: 'minimax-labs:menus-in-window',
  description: 'Keeps menus inside the window.',
  autoStart: true,
  activate: () => {
    new MutationObserver((records) => {
      for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof HTMLElement) || !node.matches('.lm-Menu')) continue;
        node.style.marginLeft = '';
        const overflow = node.getBoundingClientRect().right - document.documentElement.clientWidth;
        if (overflow > 0) node.style.marginLeft = `${-Math.ceil(overflow)}px`;
      }
    }).observe(document.body, { childList: true });
  },
};
