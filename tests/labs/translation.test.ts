/** Both languages say the same: nothing is missing, nothing was left behind, one word stands for one thing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labCells, labNames, staleTranslations } from '../../labs/authoring/labs.js';
import { parsePercent, type SourceCell } from '../../labs/authoring/percent.js';
import { staleTexts, translationsOf, type Translations } from '../../labs/authoring/translations.js';
import { glossary } from '../../labs/authoring/glossary.js';

const root = join(import.meta.dirname, '..', '..', '..');

interface Twins {
  where: string;
  english: string;
  chinese: string;
}

const twinsOf = (name: string): Twins[] => labCells(name).flatMap((cell: SourceCell, i, cells) =>
  (cell.language === 'zh-TW' ? [{ where: `solutions/${name}.ts:${cell.line}`, english: cells[i - 1].text, chinese: cell.text }] : []));
const all = labNames().flatMap(twinsOf);

/** What no translation changes, sorted. */
const parts: Record<string, RegExp> = {
  'display formulas': /\$\$[\s\S]*?\$\$/g,
  'ids of formulas': /\\tag\{[^}]*\}/g,
  'headings': /^#+ /gm,
  'answers to unfold': /<details>/g,
  'rows of tables': /^\|/gm,
  'papers': /arXiv \d{4}\.\d{5}/g,
  'items of lists': /^\d+\. /gm,
};
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([match]) => match.replace(/\s+/g, ' ').replace(/\\text\{[^}]*\}/g, '')).sort();

describe('the two languages of the labs', () => {
  for (const [what, pattern] of Object.entries(parts)) {
    it(`have the same ${what}`, () => {
      for (const { where, english, chinese } of all) expect(found(chinese, pattern), where).to.deep.equal(found(english, pattern));
    });
  }

  it('have the same words for the same things', () => {
    const missing = all.flatMap(({ where, english, chinese }) => {
      const prose = english.replace(/`[^`]*`|\$[^$]*\$/g, '');
      return glossary.filter(([word, translated]) => word.test(prose) && !translated.test(chinese)).map(([, , example]) => `${where}: ${example}`);
    });
    expect(missing).to.deep.equal([]);
    expect(all.length).to.be.greaterThan(60);
  });

  it('keep to the characters of Taiwan', () => {
    // Simplified forms of characters that the labs use all the time.
    const simplified = /[个们这发图层数训练习网络类对错误测试权运态标题样单进论应该还]/;
    for (const { where, chinese } of all) expect(chinese, where).not.to.match(simplified);
    expect('数据').to.match(simplified);
  });

  it('were brought up to date together: no Chinese text is older than its English twin', () => {
    expect(staleTranslations()).to.deep.equal([]);
  });
});

describe('a translation that was left behind', () => {
  const source = (english: string, chinese: string) => parsePercent(`// %% [markdown] en\n/*\n${english}\n*/\n// %% [markdown] zh-TW\n/*\n${chinese}\n*/\n`, 'x.ts');
  const known: Translations = Object.fromEntries(translationsOf(source('one', '一')).map(({ chinese, english }) => [chinese, english]));

  it('is found by line and first words', () => {
    expect(staleTexts(source('one and a half', '一'), known)).to.deep.equal([{ line: 5, begins: '一' }]);
  });

  it('is none where both changed, or neither', () => {
    expect(staleTexts(source('two', '二'), known)).to.deep.equal([]);
    expect(staleTexts(source('one', '一'), known)).to.deep.equal([]);
  });
});

describe('the ids of formulas', () => {
  const page = readFileSync(join(root, 'docs', 'course.md'), 'utf8');
  const used = new Set(all.flatMap(({ english }) => [...english.matchAll(/\\tag\{([^}]*)\}/g)].map(([, id]) => id)));

  it('are explained on the page of the course, each', () => {
    expect([...used].filter((id) => !page.includes(`| ${id} |`))).to.deep.equal([]);
    expect(used.size).to.be.greaterThan(5);
  });

  it('that the page gives to a lab are in a lab', () => {
    const claimed = [...page.matchAll(/^\| (\d{3}\.\d) \|[^|]*\| Lab/gm)].map(([, id]) => id);
    expect(claimed.filter((id) => !used.has(id))).to.deep.equal([]);
  });
});
