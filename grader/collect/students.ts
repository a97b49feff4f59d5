/**
 * Whose a file is, in what the learning platforms let an instructor download:
 * - Moodle: `Ada Lovelace_4711_assignsubmission_file_/lab01.ipynb`, or all in one name with `_` for the slash;
 * - Canvas: `lovelaceada_LATE_4711_990_lab01.ipynb`;
 * - Gradescope: `submission_4711/lab01.ipynb`; nbgrader and most others: a folder a student.
 */
import { basename, extname } from 'node:path';
import { labs } from '../../tests/checks/registry.js';

const moodle = /^(.+?_\d+)_assignsubmission_\w*?_/;
const canvas = /^(.+?)(?:_late)?_(\d+)_\d+_./i;

/** @param path relative to the folder that holds the class. @param source names the archive or folder that all of it comes from. */
export function studentOf(path: readonly string[], source: string): string {
  const [first] = path;
  const inMoodle = moodle.exec(path.length > 1 ? `${first}_` : first)?.[1];
  if (inMoodle !== undefined) return inMoodle;
  if (path.length > 1) return first;
  const inCanvas = canvas.exec(first);
  if (inCanvas) return `${inCanvas[1]}_${inCanvas[2]}`;
  // One student's work, or a class in which each file is named like its student.
  return labs.some((lab) => first.includes(lab)) ? source : basename(first, extname(first));
}

/** How many folders hold everything, so that they say nothing about students. */
export function commonFolders(paths: readonly (readonly string[])[]): number {
  let count = 0;
  const isShared = (): boolean => paths.length > 1 && paths.every((path) => path.length > count + 2 && path[count] === paths[0][count]);
  while (isShared()) count++;
  return count;
}
