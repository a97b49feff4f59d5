/** The running kernels by id, and the one kernel spec that there is. */
import { randomUUID } from 'node:crypto';
import { kernelName, kernelSpec } from '../../kernel/kernelspec/kernelspec.js';
import { HttpError } from './http.js';
import { Kernel } from './kernel.js';
import type { KernelModel, KernelOptions } from './kernel.js';

/** As `/api/kernelspecs` shows it. */
export const kernelSpecs = { default: kernelName, kernelspecs: { [kernelName]: { name: kernelName, spec: kernelSpec(), resources: {} } } };

export class KernelManager {
  readonly #kernels = new Map<string, Kernel>();

  constructor(private readonly options: Omit<KernelOptions, 'cwd'>) {}

  async start(name: unknown, cwd: string): Promise<Kernel> {
    if (name !== undefined && name !== null && name !== '' && name !== kernelName) {
      throw new HttpError(404, `There is no kernel ${JSON.stringify(name)} here, only "${kernelName}". Choose it under Kernel → Change Kernel.`);
    }
    const kernel = await Kernel.start(randomUUID(), kernelName, { ...this.options, cwd });
    this.#kernels.set(kernel.id, kernel);
    return kernel;
  }

  /** @throws HttpError 404 */
  get(id: string): Kernel {
    const kernel = this.#kernels.get(id);
    if (!kernel) throw new HttpError(404, `There is no kernel ${id}: it was shut down.`);
    return kernel;
  }

  has(id: string): boolean {
    return this.#kernels.has(id);
  }

  get models(): KernelModel[] {
    return [...this.#kernels.values()].map(({ model }) => model);
  }

  async shutdown(id: string): Promise<void> {
    const kernel = this.get(id);
    this.#kernels.delete(id);
    await kernel.shutdown();
  }

  async shutdownAll(): Promise<void> {
    await Promise.all([...this.#kernels.keys()].map((id) => this.shutdown(id)));
  }
}
