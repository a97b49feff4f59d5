/**
 * Where the checkpoints of a student's trainings lie: `checkpoints/NAME.safetensors` beside the notebook. A file is
 * replaced in one step and never deleted: one that cannot be used is put aside under another name.
 */
import { existsSync, fsyncSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inLanguage } from '../in-language.js';

export const checkpointFolder = 'checkpoints';

/** @throws RangeError for a name that is no plain file name */
export function checkpointPath(name: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,60}$/u.test(name)) {
    throw new RangeError(inLanguage(`A checkpoint needs a plain name, such as "my-digits", not ${JSON.stringify(name)}.`, `檢查點需要一個普通的檔名，例如 "my-digits"，不能是 ${JSON.stringify(name)}。`));
  }
  return join(checkpointFolder, `${name}.safetensors`);
}

/** Is there a checkpoint of this name beside the notebook? */
export const hasCheckpoint = (name: string): boolean => existsSync(checkpointPath(name));

/** The bytes of a file, or undefined where there is none. */
export function readIfThere(path: string): Uint8Array | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}

/**
 * Replaces a file in one step. It waits until the disk has it: an interrupt calls this last, when nothing can be awaited.
 * @throws Error of the file system
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const partial = `${path}.${process.pid}.part`;
  try {
    const file = openSync(partial, 'w');
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Gives a file the first free name of `name (kept 1)`, `name (kept 2)`, …; returns that name, without folder and ending. */
export function putAside(name: string): string {
  let number = 1;
  const kept = () => `${name} (kept ${number})`;
  while (existsSync(checkpointPath(kept()))) number++;
  renameSync(checkpointPath(name), checkpointPath(kept()));
  return kept();
}

const holders = new Map<string, WeakRef<object>>();

/** From here on the file at this path holds this training and no other. */
export function setHolder(path: string, training: object): void {
  holders.set(resolve(path), new WeakRef(training));
}

/** Is what the file at this path holds this training, as far as this process knows? */
export const isHolder = (path: string, training: object): boolean => holders.get(resolve(path))?.deref() === training;
