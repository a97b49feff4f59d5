// The licence notices of every npm package that is part of the bundle, as one text.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)/i;

/** `inputs` are bundled files relative to `root`, as esbuild's metafile names them. */
export function noticesOf(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(?:[\w-]+:)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(input.split('?')[0]);
    if (match) folders.add(match[1]);
  }
  const notices = [...folders].sort().filter((folder) => existsSync(join(root, folder, 'package.json'))).map((folder) => {
    const { name, version, license, licenses, author, homepage } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder)).filter((file) => licenceFile.test(file)).sort();
    const by = typeof author === 'string' ? author : author?.name;
    return [
      `${name} ${version}`,
      `Licence: ${license ?? licenses?.map(({ type }) => type).join(', ') ?? 'see below'}`,
      ...(by ? [`Author: ${by}`] : []),
      ...(homepage ? [homepage] : []),
      '',
      ...files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()),
    ].join('\n');
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `The notebook interface of Minimax Labs contains these packages.${line}${notices.join(line)}\n`;
}
