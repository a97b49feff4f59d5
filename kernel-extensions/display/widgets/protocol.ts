/**
 * Jupyter's widget messages (version 2.1): states as JSON, with the bytes in them apart.
 * https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 */
export const widgetTarget = 'jupyter.widget';
export const controlTarget = 'jupyter.widget.control';
export const protocolVersion = '2.1.0';
export const viewMimeType = 'application/vnd.jupyter.widget-view+json';

type Json = Record<string, unknown>;
export type Path = (string | number)[];

/** A state without bytes, and where they were. */
export interface Separated {
  state: Json;
  buffer_paths: Path[];
  buffers: Uint8Array[];
}

/** Bytes leave `null` behind in a list, and nothing in an object. */
export function separateBuffers(state: Json): Separated {
  const buffer_paths: Path[] = [];
  const buffers: Uint8Array[] = [];
  const isBytes = (value: unknown, path: Path): boolean => {
    if (!(value instanceof Uint8Array)) return false;
    buffer_paths.push(path);
    buffers.push(value);
    return true;
  };
  const walk = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => (isBytes(item, [...path, index]) ? null : walk(item, [...path, index])));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([key, item]) => !isBytes(item, [...path, key])).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { state: walk(state, []) as Json, buffer_paths, buffers };
}

/** Puts bytes back to where they were. Throws a TypeError for a path that leads nowhere. */
export function joinBuffers(state: Json, buffer_paths: readonly Path[], buffers: readonly Uint8Array[]): void {
  buffer_paths.forEach((path, index) => {
    const parent = path.slice(0, -1).reduce<unknown>((value, key) => (Object.hasOwn(Object(value), key) ? (value as Json)[key] : undefined), state);
    const key = path.at(-1);
    if (typeof parent !== 'object' || parent === null || key === undefined) throw new TypeError(`There is no place ${JSON.stringify(path)} for bytes.`);
    Object.defineProperty(parent, key, { value: buffers[index], enumerable: true, writable: true, configurable: true });
  });
}

/** May updates of one front end be told to the others? As in ipywidgets, yes unless the environment says no. */
export function echoesUpdates(setting = process.env.JUPYTER_WIDGETS_ECHO): boolean {
  return setting === undefined || !['no', 'n', 'false', 'off', '0', '0.0'].includes(setting.toLowerCase());
}
