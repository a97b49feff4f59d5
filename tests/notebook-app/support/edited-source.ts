/**
 * Runs tests with lines of the product's source changed, so that a test can show that another one fails
 * without a certain line: `mocha edited-source.js`, with the edits as JSON in EDITED_SOURCE and the
 * address of the tests in EDITED_SOURCE_TESTS.
 */
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import type { LoadHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transformSync } from 'esbuild';

export interface Edit {
  /** Below the root of the project. */
  file: string;
  /** Text of that file, which occurs in it once. */
  from: string;
  to: string;
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const edits = JSON.parse(process.env.EDITED_SOURCE ?? '[]') as Edit[];

/** @throws Error when the file does not have the text exactly once: then the edit is out of date. */
export function applyEdits(file: string): string {
  return edits.filter((edit) => edit.file === file).reduce((text, { from, to }) => {
    if (text.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`);
    return text.replace(from, () => to);
  }, readFileSync(`${root}${file}`, 'utf8'));
}

/** Takes the edited source in place of what the build made of it. */
export const load: LoadHook = (url, context, next) => {
  const file = edits.map((edit) => edit.file).find((name) => url.endsWith(`/dist/${name.replace(/\.ts$/, '.js')}`) && existsSync(`${root}${name}`));
  if (file === undefined) return next(url, context);
  const { code } = transformSync(applyEdits(file), { loader: 'ts', target: 'node20', format: 'esm' });
  return { format: 'module', source: code, shortCircuit: true };
};

if (isMainThread) {
  register(import.meta.url);
  await import(process.env.EDITED_SOURCE_TESTS!);
}
