/**
 * Which notebooks' outputs may run scripts when opened. A notebook is trusted when its user made the
 * outputs or said so: the front end then sends every cell as trusted, and the content is signed with a
 * key that only this user has. The same idea as Jupyter's signatures.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../kernel/client/atomic-write.js';
import { serializeNotebook } from './notebook-file.js';
import type { NotebookContent } from './notebook-file.js';

/** Signatures kept; the oldest go first. */
const capacity = 5000;
/** In bytes. */
const keyLength = 64;

interface CodeCell {
  cell_type: string;
  outputs?: unknown[];
  metadata: { trusted?: boolean };
}

export class NotebookTrust {
  #state: Promise<{ key: Buffer; signatures: Set<string> }> | undefined;

  /** Keeps its key and signatures in `folder`, made when first needed. */
  constructor(private readonly folder: string) {}

  /** Marks every code cell of a notebook that is about to be shown. */
  async mark(content: NotebookContent): Promise<void> {
    const { key, signatures } = await this.#load();
    const signed = signatures.has(signatureOf(content, key));
    for (const cell of codeCells(content)) cell.metadata = { ...cell.metadata, trusted: signed || (cell.outputs ?? []).length === 0 };
  }

  /** Takes the marks off a notebook that is about to be written; were all its cells trusted? Then it is to be signed. */
  unmark(content: NotebookContent): boolean {
    const cells = codeCells(content);
    const trusted = cells.every((cell) => cell.metadata?.trusted === true || (cell.outputs ?? []).length === 0);
    for (const cell of cells) {
      const { trusted: _mark, ...metadata } = cell.metadata ?? {};
      cell.metadata = metadata;
    }
    return trusted;
  }

  async sign(content: NotebookContent): Promise<void> {
    const { key, signatures } = await this.#load();
    const signature = signatureOf(content, key);
    signatures.delete(signature);
    signatures.add(signature);
    const kept = [...signatures].slice(-capacity);
    await writeFileAtomically(join(this.folder, 'trusted-notebooks.txt'), `${kept.join('\n')}\n`);
  }

  #load(): Promise<{ key: Buffer; signatures: Set<string> }> {
    this.#state ??= (async () => {
      const keyFile = join(this.folder, 'notebook-key');
      const fresh = randomBytes(keyLength);
      // Created by whoever is first, also when two servers start together.
      await mkdir(this.folder, { recursive: true, mode: 0o700 }).then(() => writeFile(keyFile, fresh, { mode: 0o600, flag: 'wx' })).catch(() => {});
      const kept = await readFile(keyFile).catch(() => fresh);
      const signatures = await readFile(join(this.folder, 'trusted-notebooks.txt'), 'utf8').catch(() => '');
      // Where no key can be kept (a full disk writes a part of it), trust lasts as long as this server.
      return { key: kept.length === keyLength ? kept : fresh, signatures: new Set(signatures.split('\n').filter(Boolean)) };
    })();
    return this.#state;
  }
}

function codeCells(content: NotebookContent): CodeCell[] {
  return (content.cells as unknown as CodeCell[]).filter(({ cell_type }) => cell_type === 'code');
}

function signatureOf(content: NotebookContent, key: Buffer): string {
  return createHmac('sha256', key).update(serializeNotebook(content)).digest('hex');
}
