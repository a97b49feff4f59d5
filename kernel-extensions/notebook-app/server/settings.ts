/**
 * The front end's settings: schemas from the bundle, the user's changes from one file a plugin, and
 * what is remembered between visits (workspaces). All kept in the user's folder, never in the labs.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../kernel/client/atomic-write.js';
import { HttpError } from './http.js';
import { preferredLanguage } from './translations/index.js';

interface Schema {
  id: string;
  version: string;
  schema: object;
}

interface SettingsModel extends Schema {
  /** JSON with comments, as the user wrote it. */
  raw: string;
  settings: object;
  /** ISO 8601, or null when the user changed nothing. */
  last_modified: string | null;
  created: string | null;
}

export class Settings {
  readonly #schemas: Map<string, Schema>;

  constructor(schemas: Schema[], private readonly folder: string) {
    this.#schemas = new Map(schemas.map((schema) => [schema.id, schema]));
  }

  get ids(): string[] {
    return [...this.#schemas.keys()];
  }

  async get(id: string): Promise<SettingsModel> {
    const schema = this.#schemas.get(id);
    if (!schema) throw new HttpError(404, `There are no settings ${JSON.stringify(id)}.`);
    const raw = await readFile(this.#file(id), 'utf8').catch(() => '{}');
    return { ...schema, raw, settings: {}, last_modified: null, created: null };
  }

  all(): Promise<SettingsModel[]> {
    return Promise.all(this.ids.map((id) => this.get(id)));
  }

  /** Of the interface: as chosen, or the first that the browser prefers. */
  async language(acceptLanguage?: string): Promise<string> {
    const raw = await readFile(this.#file('@jupyterlab/translation-extension:plugin'), 'utf8').catch(() => '');
    const [, chosen = 'default'] = /"locale"\s*:\s*"(\w+)"/.exec(raw) ?? [];
    return chosen === 'default' ? preferredLanguage(acceptLanguage) : chosen;
  }

  async save(id: string, raw: unknown): Promise<void> {
    if (!this.#schemas.has(id)) throw new HttpError(404, `There are no settings ${JSON.stringify(id)}.`);
    if (typeof raw !== 'string') throw new HttpError(400, 'The settings must be text.');
    await mkdir(dirname(this.#file(id)), { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.#file(id), raw);
  }

  /** Only ids of known schemas come here, so the name cannot lead elsewhere. */
  #file(id: string): string {
    return join(this.folder, 'settings', `${id.replace(/[@/:]+/g, '_')}.json5`);
  }
}
