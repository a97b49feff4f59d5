/**
 * The error of this folder: which file, what is wrong with it in numbers, and what to do about it.
 */
const REPLACE = 'Delete it and run `minimax data get`, or put the original file in its place.';

export class DataError extends Error {
  override readonly name: string = 'DataError';

  /** @param file Path or address of the data. @param problem What is wrong, without a full stop. */
  constructor(readonly file: string, readonly problem: string, readonly advice: string = REPLACE) {
    super(`${file}: ${problem}. ${advice}`);
  }
}

export const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? '';

/** A file-system error as a DataError; anything else comes back unchanged. */
export function explainFileError(error: unknown, path: string): unknown {
  switch (errorCode(error)) {
    case 'ENOENT': return new DataError(path, 'there is no such file');
    case 'EISDIR': return new DataError(path, 'this is a folder where a file is expected', 'Move it away, then run `minimax data get`.');
    case 'ENOTDIR': return new DataError(path, 'a part of this path is a file where a folder is expected', 'Name another folder in MINIMAX_DATA.');
    case 'EACCES':
    case 'EPERM': return new DataError(path, 'this user has no permission for it', 'Change its permissions, or name another folder in MINIMAX_DATA.');
    case 'EROFS': return new DataError(path, 'this file system is read-only', 'Name another folder in MINIMAX_DATA.');
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG': return new DataError(path, 'there is no room left on this disk', 'Free some space, or name a folder on another disk in MINIMAX_DATA.');
    default:
      if (!(error instanceof Error) || !('syscall' in error)) return error;
      return new DataError(path, `it cannot be used (${error.message})`, 'Look at this path, or name another folder in MINIMAX_DATA.');
  }
}
