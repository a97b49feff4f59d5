// What a settings schema says where the user has said nothing: the same object that Ajv makes of `{}` with
// `useDefaults`, https://ajv.js.org/guide/modifying-data.html#assigning-defaults, without compiling the schema.
// Knows nothing of Jupyter.

interface Schema {
  $ref?: string;
  default?: unknown;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema | Schema[];
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The defaults of all properties, and within them. @throws Error for a reference that leads out of `root`. */
export function defaultsOf(root: object): Json {
  const value: Json = {};
  fill(value, root, root);
  return value;
}

function fill(value: unknown, schema: Schema, root: object): void {
  if (schema.$ref !== undefined) fill(value, resolve(schema.$ref, root), root);
  for (const part of schema.allOf ?? []) fill(value, part, root);
  if (isObject(value)) fillObject(value, schema, root);
  if (Array.isArray(value) && isObject(schema.items)) for (const item of value) fill(item, schema.items, root);
}

function fillObject(value: Json, { properties = {}, patternProperties = {}, additionalProperties }: Schema, root: object): void {
  for (const [name, property] of Object.entries(properties)) {
    if (value[name] === undefined && property.default !== undefined) value[name] = structuredClone(property.default);
    if (name in value) fill(value[name], property, root);
  }
  const patterns = Object.entries(patternProperties).map(([source, property]) => ({ pattern: new RegExp(source, 'u'), property }));
  for (const [name, inner] of Object.entries(value)) {
    const matching = patterns.filter(({ pattern }) => pattern.test(name));
    for (const { property } of matching) fill(inner, property, root);
    if (matching.length === 0 && !(name in properties) && isObject(additionalProperties)) fill(inner, additionalProperties, root);
  }
}

/** `#/definitions/name` */
function resolve(reference: string, root: object): Schema {
  const [start, ...path] = reference.split('/');
  const found = path.reduce<unknown>((node, part) => (isObject(node) ? node[part] : undefined), root);
  if (start !== '#' || !isObject(found)) throw new Error(`${reference} leads nowhere.`);
  return found;
}
