/**
 * Starts a notebook's kernel when its page is asked for, so that it is up by the time the page has loaded and asks
 * for it. What goes wrong here, the page meets again and tells.
 */
import { kernelName } from '../../kernel/kernelspec/kernelspec.js';
import type { Contents } from './contents.js';
import type { NotebookContent } from './notebook-file.js';
import type { SessionManager } from './session-manager.js';

/** A larger notebook, in bytes, would be read for longer than there is to win. */
const largest = 1024 * 1024;

/**
 * Resolves when the kernel is on its way. Only for a notebook that names this kernel: with another one, or none, the page
 * asks its reader.
 */
export async function startKernelEarly(requested: string, contents: Contents, sessions: SessionManager): Promise<void> {
  const { type, size, name, path } = await contents.get(requested, { content: false });
  if (type !== 'notebook' || size === null || size > largest) return;
  const { content } = await contents.get(path);
  const { kernelspec } = (content as NotebookContent).metadata as { kernelspec?: { name?: unknown } };
  if (kernelspec?.name === kernelName) sessions.start({ path, name, type, kernel: { name: kernelName } }).catch(() => {});
}
