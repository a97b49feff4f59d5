/** Copies of values that JSON can hold, as front ends need them. */

/**
 * What `JSON.stringify` would send: typed arrays become arrays, numbers that JSON has no word for
 * become null, bigints numbers. Throws for cycles and throwing getters.
 */
export function jsonClone(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (ArrayBuffer.isView(member) && !(member instanceof DataView)) return Array.from(member as unknown as ArrayLike<number | bigint>);
    return typeof member === 'bigint' ? Number(member) : member;
  });
  return text === undefined ? null : JSON.parse(text);
}
