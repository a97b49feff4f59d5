/** Which kernel belongs to which notebook: a second tab on a notebook finds the kernel of the first. */
import { randomUUID } from 'node:crypto';
import { HttpError } from './http.js';
import type { Kernel, KernelModel } from './kernel.js';
import type { KernelManager } from './kernel-manager.js';

export interface SessionModel {
  id: string;
  path: string;
  name: string;
  type: string;
  kernel: KernelModel;
  notebook?: { path: string; name: string };
}

interface Session {
  id: string;
  path: string;
  name: string;
  type: string;
  kernelId: string;
}

export interface SessionRequest {
  path?: unknown;
  name?: unknown;
  type?: unknown;
  kernel?: unknown;
}

export class SessionManager {
  readonly #sessions = new Map<string, Session>();
  /** Two tabs that open a notebook at once must not start two kernels. */
  readonly #starting = new Map<string, Promise<SessionModel>>();

  /** `cwdOf` finds the folder on disk of a notebook's path. */
  constructor(private readonly kernels: KernelManager, private readonly cwdOf: (path: string) => Promise<string>) {}

  get models(): SessionModel[] {
    this.#dropDead();
    return [...this.#sessions.values()].map((session) => this.#model(session));
  }

  /** Resolves when no session is on its way: a page that does not see one that is starting would start another. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#starting.values());
  }

  get(id: string): SessionModel {
    return this.#model(this.#find(id));
  }

  /** The session of `path`, with a new kernel unless it has one. */
  async start({ path, name, type, kernel }: SessionRequest): Promise<SessionModel> {
    if (typeof path !== 'string' || path === '') throw new HttpError(400, 'A session needs the path of its notebook.');
    this.#dropDead();
    const existing = [...this.#sessions.values()].find((session) => session.path === path);
    if (existing) return this.#model(existing);
    const starting = this.#starting.get(path) ?? this.#startNew(path, name, type, kernel).finally(() => this.#starting.delete(path));
    this.#starting.set(path, starting);
    return starting;
  }

  async #startNew(path: string, name: unknown, type: unknown, wanted: unknown): Promise<SessionModel> {
    const kernel = await this.#kernelFor(path, wanted);
    const session = { id: randomUUID(), path, name: typeof name === 'string' ? name : '', type: typeof type === 'string' ? type : 'notebook', kernelId: kernel.id };
    this.#sessions.set(session.id, session);
    return this.#model(session);
  }

  /** A renamed notebook keeps its kernel; another kernel ends the former. */
  async update(id: string, { path, name, type, kernel: wanted }: SessionRequest): Promise<SessionModel> {
    const session = this.#find(id);
    if (typeof path === 'string') session.path = path;
    if (typeof name === 'string') session.name = name;
    if (typeof type === 'string') session.type = type;
    if (wanted) {
      const former = session.kernelId;
      session.kernelId = (await this.#kernelFor(session.path, wanted)).id;
      if (former !== session.kernelId && this.kernels.has(former)) await this.kernels.shutdown(former);
    }
    return this.#model(session);
  }

  async shutdown(id: string): Promise<void> {
    const { kernelId } = this.#find(id);
    this.#sessions.delete(id);
    if (this.kernels.has(kernelId)) await this.kernels.shutdown(kernelId);
  }

  async #kernelFor(path: string, wanted: unknown): Promise<Kernel> {
    const { id, name } = (typeof wanted === 'object' && wanted !== null ? wanted : {}) as { id?: unknown; name?: unknown };
    return typeof id === 'string' ? this.kernels.get(id) : this.kernels.start(name, await this.cwdOf(path));
  }

  #find(id: string): Session {
    this.#dropDead();
    const session = this.#sessions.get(id);
    if (!session) throw new HttpError(404, `There is no session ${id}: it was shut down.`);
    return session;
  }

  #dropDead(): void {
    for (const { id, kernelId } of this.#sessions.values()) if (!this.kernels.has(kernelId)) this.#sessions.delete(id);
  }

  #model({ kernelId, ...session }: Session): SessionModel {
    const notebook = session.type === 'notebook' ? { notebook: { path: session.path, name: session.name } } : {};
    return { ...session, kernel: this.kernels.get(kernelId).model, ...notebook };
  }
}
