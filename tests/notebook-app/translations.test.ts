/** The interface in other languages: what is offered, and that its texts are those of the interface. */
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SettingManager } from '@jupyterlab/services';
import { expect } from 'chai';
import { languages, translationsFor } from '../../kernel-extensions/notebook-app/server/translations/index.js';
import { errors, inTraditionalChinese } from '../../kernel-extensions/notebook-app/server/translations/zh-tw-errors.js';
import { traditionalChinese, traditionalChinesePlurals } from '../../kernel-extensions/notebook-app/server/translations/zh-tw.js';
import { clientSettings, startTestServer } from './support/server.js';

const ui = fileURLToPath(new URL('../../kernel-extensions/notebook-app/ui/', import.meta.url));
const all = Object.entries({ ...traditionalChinese, ...traditionalChinesePlurals });

describe('translations of the interface', () => {
  it('come in the language the browser prefers', () => {
    for (const [header, chinese] of [
      ['zh-TW,zh;q=0.9,en;q=0.8', true], ['zh-Hant', true], ['zh-HK;q=0.9', true], ['fr,zh-TW', true],
      ['en-US,en;q=0.9,zh-TW;q=0.8', false], ['zh-CN', false], ['', false], ['de', false],
    ] as const) expect('jupyterlab' in translationsFor('default', header), header).to.equal(chinese);
  });

  it('come in the language the student chose, whatever the browser prefers', () => {
    expect(Object.keys(languages)).to.deep.equal(['en', 'zh_TW']);
    expect(translationsFor('zh_TW', 'en')).to.have.keys('jupyterlab', 'notebook');
    expect(translationsFor('en', 'zh-TW')).to.deep.equal({});
    expect(translationsFor('../../etc/passwd')).to.deep.equal({});
  });

  it('translate texts that the interface has', async () => {
    const files = (await readdir(`${ui}static`, { recursive: true })).filter((name) => name.endsWith('.js') && !name.includes('plotly'));
    const sources = await Promise.all([...files.map((name) => `${ui}static/${name}`), `${ui}schemas.json`].map((path) => readFile(path, 'utf8')));
    // The bundler writes what is not ASCII as \uXXXX, in either case.
    const text = sources.join('\n').replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi, (_, four, two) => String.fromCharCode(parseInt(four ?? two, 16)));
    const literal = (id: string) => [id, id.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')].flatMap((form) => [form, form.replace(/"/g, '\\"')]);
    expect(all.map(([id]) => id).filter((id) => !literal(id).some((form) => text.includes(form)))).to.deep.equal([]);
  });

  it('keep the places for what is put in, and the dots of a menu entry', () => {
    const places = (text: string) => (text.match(/%\d/g) ?? []).sort();
    for (const [id, text] of all) {
      expect(places(text), id).to.deep.equal(places(id));
      expect(text.endsWith('…'), id).to.equal(id.endsWith('…'));
    }
  });

  it('know every sentence in which the kernel tells of a cell that it had to stop', async () => {
    const list = await readFile(new URL('../../../kernel-extensions/notebook-app/ui/app/kernel-sentences.ts', import.meta.url), 'utf8');
    const kernel = new URL('../../../kernel-extensions/kernel/', import.meta.url);
    const [processSource, runnerSource, executionSource, engineSource] = await Promise.all(['runtime/process.ts', 'runtime/runner.ts', 'supervisor/execution.ts', 'engine.ts'].map((path) => readFile(new URL(path, kernel), 'utf8')));
    const why = [.../private explain\([^]*?\n  }/.exec(processSource)![0].matchAll(/return ['`](.*)['`];/g)].map(([, text]) => `The process that runs the cells ${text}. All variables are gone.`);
    const others = [...`${runnerSource}${executionSource}${engineSource}`.matchAll(/(?:super\(|evalue: )'(The cell was [^']*)'/g)].map(([, text]) => text);
    expect(why).to.have.length.greaterThan(6);
    expect(others).to.have.length(3);
    for (const sentence of [...why, ...others]) {
      const id = sentence.replace(/\$\{[^}]*\}/, '%1');
      expect(list).to.include(`'${id}'`);
      expect(traditionalChinese).to.have.property(id);
    }
  });

  it('know what the server says when something cannot be done', async () => {
    const server = new URL('../../../kernel-extensions/notebook-app/server/', import.meta.url);
    const files = (await readdir(server)).concat((await readdir(new URL('guards/', server))).map((name) => `guards/${name}`)).filter((name) => name.endsWith('.ts'));
    const sources = (await Promise.all(files.map((name) => readFile(new URL(name, server), 'utf8')))).join('\n').replace(/\$\{[^}]*\}/g, '%').replace(/\\'/g, "'");
    for (const english of Object.keys(errors)) expect(sources, english).to.include(english.replace(/%\d/g, '%'));
    expect(inTraditionalChinese('b/a.ipynb exists already.')).to.equal('b/a.ipynb 已存在。');
    expect(inTraditionalChinese('a.ipynb is not a notebook: its JSON is broken (Unexpected token (1)). Its checkpoint may still be whole: File → Revert to Checkpoint.')).to.include('（Unexpected token (1)）');
    expect(inTraditionalChinese('Something else.')).to.equal('Something else.');
  });

  it('reach a browser that prefers them, and one for which they were chosen', async () => {
    const server = await startTestServer();
    try {
      const messageFor = async (language: string): Promise<string> =>
        ((await (await fetch(`${server.url}api/contents/none.txt`, { headers: { Authorization: `token ${server.token}`, 'Accept-Language': language } })).json()) as { message: string }).message;
      expect(await messageFor('en')).to.equal('There is no file or folder "none.txt".');
      expect(await messageFor('zh-TW')).to.equal('找不到檔案或資料夾 "none.txt"。');
      await new SettingManager({ serverSettings: clientSettings(server) }).save('@jupyterlab/translation-extension:plugin', '{ "locale": "zh_TW" }');
      expect(await messageFor('en')).to.equal('找不到檔案或資料夾 "none.txt"。');
    } finally {
      await server.close();
    }
  });
});
