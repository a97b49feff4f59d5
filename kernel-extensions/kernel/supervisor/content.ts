/** Reads fields out of the content of a request, which may hold anything. */
import type { JsonObject } from '../protocol/messages.js';
import { BadRequest } from '../protocol/router.js';

/** Throws a BadRequest naming the field when it is not a string. */
export function stringField(content: JsonObject, name: string): string {
  const value = content[name];
  if (typeof value !== 'string') throw new BadRequest(`The request needs a string "${name}".`);
  return value;
}

export function booleanField(content: JsonObject, name: string, otherwise: boolean): boolean {
  const value = content[name];
  return typeof value === 'boolean' ? value : otherwise;
}

export function integerField(content: JsonObject, name: string): number | undefined {
  const value = content[name];
  return Number.isInteger(value) ? (value as number) : undefined;
}

/** An empty object where there is none. Throws a BadRequest naming the field when it is something else. */
export function objectField(content: JsonObject, name: string): JsonObject {
  const value = content[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new BadRequest(`The request needs an object "${name}".`);
  return value as JsonObject;
}

/** The entries of an object that are strings. */
export function stringsField(content: JsonObject, name: string): [name: string, value: string][] {
  const value = content[name];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}
