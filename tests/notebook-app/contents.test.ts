/** Files and notebooks through Jupyter's official client, with the file system as the witness. */
import { chmod, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { ServerConnection } from '@jupyterlab/services';
import type { Contents, ContentsManager } from '@jupyterlab/services';
import { contentsOf, notebookOf, startTestServer } from './support/server.js';
import type { TestServer } from './support/server.js';

/** The status with which the server refuses. */
async function refusal(request: Promise<unknown>): Promise<number> {
  const error: unknown = await request.then(() => undefined, (reason: unknown) => reason);
  expect(error).to.be.instanceOf(ServerConnection.ResponseError);
  expect((error as Error).message).to.match(/\.$/);
  return (error as ServerConnection.ResponseError).response.status;
}

describe('contents, through the official client', () => {
  let server: TestServer;
  let contents: ContentsManager;
  beforeEach(async () => {
    server = await startTestServer();
    contents = contentsOf(server);
  });
  afterEach(() => server.close());

  const onDisk = (path: string) => readFile(join(server.root, path), 'utf8');
  const names = async (path = '') => ((await contents.get(path)).content as Contents.IModel[]).map(({ name }) => name);

  it('lists a folder without hidden files and what programs leave behind', async () => {
    await Promise.all(['b.ipynb', 'a.txt', '.secret', 'a.txt~'].map((name) => server.put(name, '')));
    await contents.save('folder', { type: 'directory' });
    await contents.save('node_modules', { type: 'directory' });
    expect(await names()).to.have.members(['b.ipynb', 'a.txt', 'folder']);
    const models = (await contents.get('')).content as Contents.IModel[];
    expect(models.map(({ name, type }) => `${name}: ${type}`)).to.have.members(['a.txt: file', 'b.ipynb: notebook', 'folder: directory']);
  });

  it('reads text, bytes and JSON as what they are', async () => {
    await server.put('text.ts', 'const ψ = "δ"\r\n');
    await writeFile(join(server.root, 'bytes.bin'), Buffer.from([0, 255, 254, 128]));
    expect(await contents.get('text.ts')).to.include({ format: 'text', content: 'const ψ = "δ"\r\n', type: 'file' });
    expect(await contents.get('bytes.bin')).to.include({ format: 'base64', content: 'AP/+gA==' });
    expect(await refusal(contents.get('bytes.bin', { type: 'file', format: 'text', content: true }))).to.equal(400);
    expect(await contents.get('text.ts', { content: false })).to.include({ content: null, format: null });
  });

  it('saves text and bytes, and keeps a byte order mark', async () => {
    await contents.save('a.txt', { type: 'file', format: 'text', content: '\uFEFFβ\n' });
    await contents.save('b.bin', { type: 'file', format: 'base64', content: 'AP/+gA==' });
    expect(await onDisk('a.txt')).to.equal('\uFEFFβ\n');
    expect((await contents.get('a.txt')).content).to.equal('\uFEFFβ\n');
    expect(await readFile(join(server.root, 'b.bin'))).to.deep.equal(Buffer.from([0, 255, 254, 128]));
  });

  it('names files in every script and with every harmless character', async () => {
    for (const name of ['實驗一 生成器.ipynb', 'a b#c?d%e&f+g.txt', "quote'(1).md", 'ünïcödé.txt', '100%.txt', 'checkpoints']) {
      await contents.save(name, name.endsWith('ipynb') ? { type: 'notebook', content: notebookOf('1') } : { type: 'file', format: 'text', content: name });
      expect((await contents.get(name)).name).to.equal(name);
      await contents.rename(name, `x${name}`);
      expect(await names()).to.include(`x${name}`);
      await contents.delete(`x${name}`);
    }
    expect(await names()).to.deep.equal([]);
  });

  it('makes untitled files under free names', async () => {
    const made = [];
    for (const options of [{ type: 'notebook' }, { type: 'notebook' }, { type: 'directory' }, { type: 'directory' }, { type: 'file', ext: '.md' }, { type: 'file', ext: '.md' }] as Contents.ICreateOptions[]) {
      made.push((await contents.newUntitled({ path: '', ...options })).path);
    }
    expect(made).to.deep.equal(['Untitled.ipynb', 'Untitled1.ipynb', 'Untitled Folder', 'Untitled Folder 1', 'untitled.md', 'untitled1.md']);
  });

  it('copies, renames and deletes', async () => {
    await contents.save('a.ipynb', { type: 'notebook', content: notebookOf('1 + 1') });
    await contents.save('folder', { type: 'directory' });
    expect((await contents.copy('a.ipynb', '')).path).to.equal('a-Copy1.ipynb');
    expect((await contents.copy('a-Copy1.ipynb', '')).path).to.equal('a-Copy2.ipynb');
    expect((await contents.copy('a.ipynb', 'folder')).path).to.equal('folder/a.ipynb');
    expect((await contents.rename('a-Copy2.ipynb', 'folder/b.ipynb')).path).to.equal('folder/b.ipynb');
    expect(await refusal(contents.delete('folder'))).to.equal(400);
    await contents.delete('folder/a.ipynb');
    await contents.delete('folder/b.ipynb');
    await contents.delete('folder');
    expect(await names()).to.deep.equal(['a-Copy1.ipynb', 'a.ipynb']);
  });

  it('refuses what would lose a file', async () => {
    await server.put('a.txt', 'a');
    await server.put('b.txt', 'b');
    expect(await refusal(contents.rename('a.txt', 'b.txt'))).to.equal(409);
    expect(await refusal(contents.rename('a.txt', 'none/b.txt'))).to.equal(404);
    expect(await refusal(contents.save('none/a.txt', { type: 'file', format: 'text', content: '' }))).to.equal(404);
    expect(await refusal(contents.save('a.txt', { type: 'directory' }))).to.equal(409);
    expect(await refusal(contents.save('a.ipynb', { type: 'notebook', content: { cells: 'none' } as never }))).to.equal(400);
    expect(await refusal(contents.get('none.txt'))).to.equal(404);
    expect(await refusal(contents.rename('none.txt', 'x.txt'))).to.equal(404);
    expect(await refusal(contents.delete('none.txt'))).to.equal(404);
    expect([await onDisk('a.txt'), await onDisk('b.txt'), await names()]).to.deep.equal(['a', 'b', ['a.txt', 'b.txt']]);
  });

  it('keeps permissions and leaves no temporary file', async () => {
    await server.put('run.sh', 'old');
    await chmod(join(server.root, 'run.sh'), 0o750);
    await contents.save('run.sh', { type: 'file', format: 'text', content: 'new' });
    expect((await stat(join(server.root, 'run.sh'))).mode & 0o777).to.equal(0o750);
    expect(await readdir(server.root)).to.deep.equal(['run.sh']);
  });

  it('lets the front end notice that another program changed the file', async () => {
    await server.put('a.txt', 'one');
    const { hash, hash_algorithm } = await contents.get('a.txt', { hash: true, content: true });
    expect(hash_algorithm).to.equal('sha256');
    expect(hash).to.equal(createHash('sha256').update('one').digest('hex'));
    const before = (await contents.get('a.txt')).last_modified;
    await server.put('a.txt', 'two');
    await utimes(join(server.root, 'a.txt'), new Date(), new Date(Date.now() + 5000));
    const after = await contents.get('a.txt', { hash: true, content: false });
    expect(after.hash).not.to.equal(hash);
    expect(new Date(after.last_modified).getTime()).to.be.greaterThan(new Date(before).getTime());
  });

  it('gathers an upload in pieces and shows it when it is whole', async () => {
    const piece = (chunk: number, content: string) => contents.save('big.bin', { type: 'file', format: 'base64', chunk, content: Buffer.from(content).toString('base64') });
    await piece(1, 'one ');
    await piece(2, 'two ');
    expect(await names()).to.deep.equal([]);
    await piece(-1, 'three');
    expect(await onDisk('big.bin')).to.equal('one two three');
    expect(await names()).to.deep.equal(['big.bin']);
  });

  it('keeps one checkpoint a file, restores it, and moves it along', async () => {
    await contents.save('a.txt', { type: 'file', format: 'text', content: 'good' });
    expect(await contents.listCheckpoints('a.txt')).to.deep.equal([]);
    const { id } = await contents.createCheckpoint('a.txt');
    await contents.save('a.txt', { type: 'file', format: 'text', content: 'bad' });
    expect((await contents.listCheckpoints('a.txt')).map((checkpoint) => checkpoint.id)).to.deep.equal([id]);
    await contents.restoreCheckpoint('a.txt', id);
    expect(await onDisk('a.txt')).to.equal('good');
    await contents.rename('a.txt', 'b.txt');
    expect(await contents.listCheckpoints('b.txt')).to.have.lengthOf(1);
    await contents.deleteCheckpoint('b.txt', id);
    expect(await contents.listCheckpoints('b.txt')).to.deep.equal([]);
    expect(await refusal(contents.restoreCheckpoint('b.txt', id))).to.equal(404);
    expect(await refusal(contents.restoreCheckpoint('b.txt', '..%2f..'))).to.equal(404);
  });

  describe('notebooks', () => {
    // As nbformat 5.x writes it: keys sorted, one space, texts as lists of lines, a line break at the end.
    const asNbformatWrites = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "iVBORw0KGgo="
    }
   },
   "cell_type": "markdown",
   "id": "m",
   "metadata": {},
   "source": [
    "# Title\\n",
    "\\n",
    "Σ text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "c",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b\\n"
     ]
    },
    {
     "data": {
      "application/json": {
       "lines": "a\\nb"
      },
      "image/png": "iVBORw0KGgo=",
      "text/html": [
       "<b>\\n",
       "x</b>"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "TypeScript (Minimax Labs)",
   "language": "typescript",
   "name": "minimax"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

    it('are on disk, after open and save, byte for byte what nbformat wrote', async () => {
      await server.put('a.ipynb', asNbformatWrites);
      const { content } = await contents.get('a.ipynb');
      await contents.save('a.ipynb', { type: 'notebook', format: 'json', content: content as never });
      expect(await onDisk('a.ipynb')).to.equal(asNbformatWrites);
    });

    it('arrive with whole texts', async () => {
      await server.put('a.ipynb', asNbformatWrites);
      const { content } = (await contents.get('a.ipynb')) as { content: { cells: { source: string; outputs: { text: string; data: Record<string, unknown> }[] }[] } };
      expect(content.cells[0].source).to.equal('# Title\n\nΣ text');
      expect(content.cells[1].source).to.equal('');
      expect(content.cells[1].outputs[0].text).to.equal('a\nb\n');
      expect(content.cells[1].outputs[1].data).to.include({ 'text/html': '<b>\nx</b>' }).and.deep.include({ 'application/json': { lines: 'a\nb' } });
    });

    it('are new when the file is empty, and named when broken or of another format', async () => {
      await server.put('empty.ipynb', '');
      expect((await contents.get('empty.ipynb')).content).to.deep.include({ cells: [], nbformat: 4 });
      for (const text of ['{', '[]', '{"nbformat":3,"worksheets":[]}', '{"nbformat":4}', 'null']) {
        await server.put('broken.ipynb', text);
        expect(await refusal(contents.get('broken.ipynb')), text).to.equal(400);
        expect((await contents.get('broken.ipynb', { type: 'file', format: 'text', content: true })).content).to.equal(text);
      }
    });

    it('are trusted when their user made the outputs, and not when they came from elsewhere', async () => {
      const withOutput = { ...notebookOf('1'), cells: [{ cell_type: 'code', id: 'a', metadata: {}, source: '1', execution_count: 1, outputs: [{ output_type: 'display_data', data: { 'text/html': '<script>1</script>' }, metadata: {} }] }] };
      const trusted = async (path: string) => ((await contents.get(path)).content as { cells: { metadata: { trusted: boolean } }[] }).cells[0].metadata.trusted;

      await server.put('foreign.ipynb', withOutput);
      expect(await trusted('foreign.ipynb')).to.equal(false);

      const marked = structuredClone(withOutput);
      marked.cells[0].metadata = { trusted: true };
      await contents.save('own.ipynb', { type: 'notebook', content: marked as never });
      expect(await trusted('own.ipynb')).to.equal(true);
      expect(await onDisk('own.ipynb')).not.to.contain('trusted');

      await server.put('own.ipynb', (await onDisk('own.ipynb')).replace('<script>1', '<script>2'));
      expect(await trusted('own.ipynb')).to.equal(false);
    });
  });
});
