/** What the docs point to is there: files, pictures, headings, and the commands and tests that they name. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = ['README.md', 'bench/README.md', 'docs/gallery/README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** As GitHub names a heading's anchor. */
const anchorOf = (heading: string): string => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
const anchorsOf = (page: string): string[] => [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

describe('the docs', () => {
  for (const page of pages) {
    it(`${page}: its links lead somewhere`, () => {
      const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target));
      const lost = links.filter((target) => {
        const [path, anchor] = target.split('#') as [string, string?];
        const file = path ? resolve(dirname(join(root, page)), path) : join(root, page);
        return !existsSync(file) || (anchor !== undefined && !anchorsOf(file.slice(root.length)).includes(anchor));
      });
      expect(lost).to.deep.equal([]);
    });

    it(`${page}: the files of this repository and the commands that it names are there`, () => {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
      const named = [...textOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
      const files = named.filter((code) => /^(bench|cli|datasets|docs|grader|kernel-extensions|labs|solutions|tests)\/[\w./-]*$/.test(code));
      const commands = named.flatMap((code) => /^npm run ([\w:-]+)/.exec(code)?.[1] ?? []);
      expect(files.filter((file) => !existsSync(join(root, file)))).to.deep.equal([]);
      expect(commands.filter((command) => !(command in scripts))).to.deep.equal([]);
    });
  }
});
