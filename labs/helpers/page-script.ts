/** A script of labs/explorer/ in a cell's output, with an element of its own: it runs in the page, without the kernel and without a network. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { escapeHtml, mime, type Displayable } from '../../kernel-extensions/display/index.js';

/**
 * @param script its name, and that of the variable that it makes
 * @param options given to its `mount`, as JSON
 * @param invitation shown by clients that show text, and where scripts may not run
 * @param still what is shown there instead, as HTML
 * @throws Error when the package is not built
 */
export function pageScript([name, variable]: readonly [name: string, variable: string], options: object, invitation: string, { className = '', still = escapeHtml(invitation) }: { className?: string; still?: string } = {}): Displayable {
  const file = fileURLToPath(new URL(`../explorer/${name}.js`, import.meta.url));
  if (!existsSync(file)) throw new Error(`A script of the labs is not built (${file} is missing). Run \`npm run build\`.`);
  const id = `minimax-${name}-${randomUUID()}`;
  // In a string of a script element, `</script>` would end the element.
  const code = readFileSync(file, 'utf8').replaceAll('</script', '<\\/script');
  return mime({
    'text/html': `<div id="${id}" class="${className}">${still}</div><script>${code};${variable}.mount(document.getElementById("${id}"),${JSON.stringify(options).replaceAll('<', '\\u003c')});</script>`,
    'text/plain': invitation,
  });
}
