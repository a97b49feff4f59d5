/** The table of models against the official specification, `@jupyter-widgets/schema`. */
import { expect } from 'chai';
import { createRequire } from 'node:module';
import type { Attribute } from '../../../kernel-extensions/display/widgets/attributes.js';
import { models, type Model } from '../../../kernel-extensions/display/widgets/models.js';
import { makeWidget } from '../../../kernel-extensions/display/widgets/widget.js';
import { Label } from '../../../kernel-extensions/display/widgets/index.js';

interface SpecifiedAttribute { name: string; type: string; default: unknown; allow_none?: boolean; enum?: string[]; widget?: string }
interface SpecifiedModel { model: { name: string; module: string; version: string }; view: { name: string | null; module: string; version: string } | null; attributes: SpecifiedAttribute[] }

const specified = createRequire(import.meta.url)('@jupyter-widgets/schema/jupyterwidgetmodels.latest.json') as SpecifiedModel[];
const identity = /^_(model|view)_/;
/** Attributes of a link have no default: a link without ends is nothing. */
const required = new Set(['source', 'target']);

describe('widget models', () => {
  for (const model of Object.values<Model>(models)) {
    describe(model.name, () => {
      const spec = specified.find(({ model: { name } }) => name === `${model.name}Model`)!;
      const attribute = (name: string) => model.attributes[name] as Attribute<unknown> & { values?: readonly string[] };
      const own = spec.attributes.filter(({ name }) => !identity.test(name));

      it('has the attributes of the specification, and no others', () => {
        expect(Object.keys(model.attributes).sort()).to.deep.equal(own.map(({ name }) => name).sort());
      });

      it('is named as specified', () => {
        const end = Label();
        const options = spec.attributes.some(({ name }) => name === 'source') ? { source: [end, 'value'], target: [end, 'value'] } : {};
        const { state } = makeWidget(model, options as never).snapshot();
        for (const { name, default: value } of spec.attributes.filter(({ name }) => identity.test(name))) expect(state[name], name).to.equal(value);
      });

      it('has attributes that start as specified, and take what is specified', () => {
        for (const { name, default: value, type, allow_none, enum: choices, widget } of own) {
          if (required.has(name)) continue;
          const { initial, accepts, pack, part } = attribute(name);
          if (type === 'reference') expect(part?.name, name).to.equal(widget);
          else if (type === 'bytes') expect(initial, name).to.deep.equal(new Uint8Array());
          else {
            expect(initial === null ? null : pack(initial), name).to.deep.equal(value);
            expect(accepts(null), `${name}: null`).to.equal(allow_none === true);
            expect(accepts(Symbol('nothing')), name).to.equal(false);
          }
          if (choices && model.name !== 'Layout') expect([...choices, 'something else'].map(accepts), name).to.deep.equal([...choices.map(() => true), false]);
          if (type === 'int') expect([3, 3.5].map(accepts), name).to.deep.equal([true, false]);
          if (type === 'float') expect([3.5, Number.NaN].map(accepts), name).to.deep.equal([true, false]);
        }
      });
    });
  }
});
