/** The defaults of the interface's settings, as the page computes them: the same that Ajv fills in. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { build } from 'esbuild';

const inPackage = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('setting defaults', () => {
  let defaultsOf: (schema: object) => object;
  before(async () => {
    const { outputFiles: [script] } = await build({ entryPoints: [inPackage('kernel-extensions/notebook-app/ui/app/setting-defaults.ts')], format: 'esm', write: false });
    ({ defaultsOf } = await import(`data:text/javascript;base64,${Buffer.from(script.contents).toString('base64')}`) as { defaultsOf: typeof defaultsOf });
  });

  const byAjv = (schema: object): object => {
    const value = {};
    new Ajv({ useDefaults: true, strict: false }).validate(schema, value);
    return value;
  };

  it('are those of Ajv for every schema of the interface', () => {
    const schemas = JSON.parse(readFileSync(inPackage('dist/kernel-extensions/notebook-app/ui/schemas.json'), 'utf8')) as { id: string; schema: object }[];
    expect(schemas.length).to.be.greaterThan(30);
    for (const { id, schema } of schemas) expect(defaultsOf(schema), id).to.deep.equal(byAjv(schema));
  });

  it('are filled in below references, in parts, lists and named patterns', () => {
    const schema = {
      definitions: { entry: { properties: { rank: { default: 1 }, name: { type: 'string' } } } },
      allOf: [{ properties: { part: { default: 'p' } } }],
      properties: {
        list: { items: { $ref: '#/definitions/entry' }, default: [{ name: 'a' }, { rank: 2 }] },
        byName: { patternProperties: { '^x': { $ref: '#/definitions/entry' } }, additionalProperties: { properties: { other: { default: true } } }, default: { x1: {}, y: {} } },
        untouched: { properties: { inner: { default: 1 } } },
      },
    };
    expect(defaultsOf(schema)).to.deep.equal(byAjv(schema)).and.to.deep.equal({
      part: 'p', list: [{ name: 'a', rank: 1 }, { rank: 2 }], byName: { x1: { rank: 1 }, y: { other: true } },
    });
  });
});
