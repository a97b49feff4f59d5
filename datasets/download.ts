/**
 * One file from the network into a folder, whole and right or not at all.
 *
 * Bytes are hashed on their way into a part file, which gets its name when size and SHA-256 are
 * right. A broken transfer goes on where it stopped, in this process or in a later one; a mirror
 * that cannot give the right file is left for the next.
 */
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataError, explainFileError } from './data-error.js';
import type { RemoteFile } from './manifest.js';
import { PartFile, claimPart, sizeOf } from './part-file.js';
import { grouped } from './wording.js';

export interface DownloadProgress {
  /** Name of the file. */
  readonly file: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** The host it comes from. */
  readonly mirror: string;
}

export interface DownloadOptions {
  /** Called at the start, at the end and at most ten times a second in between. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download; what has arrived stays for the next time. */
  readonly signal?: AbortSignal;
  /** How long a server may be silent. Milliseconds, 30,000 unless given. */
  readonly stallMs?: number;
  /** Attempts in a row that bring nothing new before a mirror is given up. 3 unless given. */
  readonly attempts?: number;
  /** Pause before the second attempt, doubled before each further one. Milliseconds, 500 unless given. */
  readonly pauseMs?: number;
}

/** No mirror gave the file. The message lists what each of them answered. */
export class DownloadError extends DataError {
  override readonly name = 'DownloadError';
}

/**
 * Returns the path of the file. A file already under that name is replaced once the new one is right.
 * Two processes may do this at once; one process does it for one target at a time.
 * @throws DownloadError when no mirror has the right file
 * @throws DataError when it cannot be written (no room, no permission)
 */
export async function download(file: RemoteFile, folder: string, options: DownloadOptions = {}): Promise<string> {
  const target = join(folder, file.name);
  options.signal?.throwIfAborted();
  try {
    await mkdir(folder, { recursive: true });
    const part = await claimPart(target);
    await requireRoom(folder, file, await sizeOf(part));
    await fromMirrors(file, part, options);
    await rename(part, target);
    return target;
  } catch (error) {
    throw explainFileError(error, target);
  }
}

async function requireRoom(folder: string, file: RemoteFile, present: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const missing = file.bytes - present;
  if (bavail * bsize >= missing) return;
  throw new DataError(join(folder, file.name), `there is no room for it: ${grouped(missing)} bytes are needed, ${grouped(bavail * bsize)} are free`, 'Free some space, or name a folder on another disk in MINIMAX_DATA.');
}

async function fromMirrors(file: RemoteFile, part: string, options: DownloadOptions): Promise<void> {
  const failures: string[] = [];
  for (const url of file.mirrors) {
    const failure = await fromMirror(file, url, part, options);
    if (failure === undefined) return;
    failures.push(`${new URL(url).host}: ${failure}`);
  }
  const kept = await sizeOf(part);
  if (kept === 0) await rm(part, { force: true });
  const next = kept === 0 ? '' : ` The ${grouped(kept)} bytes that arrived are kept: the next try goes on from there.`;
  throw new DownloadError(file.name, `it could not be downloaded (${failures.join('; ')})`,
    `Check the network and try again, or fetch ${file.mirrors[0]} with a browser and put it into ${dirname(part)}.${next}`);
}

/** Why an attempt failed, and whether the same mirror may do better the next time. */
class AttemptFailed extends Error {
  constructor(message: string, readonly worthRetrying: boolean) {
    super(message);
  }
}

const MOST_ATTEMPTS = 50; // for a server that always sends a little and then fails

/** Returns why this mirror was given up, or undefined when the part is complete and right. */
async function fromMirror(file: RemoteFile, url: string, path: string, options: DownloadOptions): Promise<string | undefined> {
  const { attempts = 3, pauseMs = 500, signal } = options;
  const version: Version = {};
  let most = await sizeOf(path);
  let fruitless = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await complete(file, url, path, version, options);
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error;
      if (!error.worthRetrying) return error.message;
      const size = await sizeOf(path);
      fruitless = size > most ? 0 : fruitless + 1;
      most = Math.max(most, size);
      if (fruitless >= attempts || attempt >= MOST_ATTEMPTS) return `${error.message}; given up after ${attempt} attempts`;
    }
    await delay(pauseMs * 2 ** fruitless, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** One attempt. @throws AttemptFailed unless the part is then complete and right */
async function complete(file: RemoteFile, url: string, path: string, version: Version, options: DownloadOptions): Promise<undefined> {
  const part = await PartFile.open(path);
  try {
    if (part.bytes > file.bytes) await part.restart();
    const resumed = part.bytes > 0;
    if (part.bytes < file.bytes) await receive(file, url, part, version, options);
    const digest = part.digest();
    if (digest !== file.sha256) {
      await part.restart();
      // A part that was there before may be to blame: once more, from the start.
      throw new AttemptFailed(`wrong content (its SHA-256 is ${digest}, expected is ${file.sha256})`, resumed);
    }
    await part.sync();
  } finally {
    await part.close();
  }
}

/** Which version of the file a mirror has, as far as it says. */
interface Version {
  etag?: string;
}

/** Everything that the server sends, to the end of the part. */
async function receive(file: RemoteFile, url: string, part: PartFile, version: Version, options: DownloadOptions): Promise<void> {
  const { onProgress, signal, stallMs = 30_000 } = options;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), stallMs);
  const report = everyTenthOfASecond(() => onProgress?.({ file: file.name, receivedBytes: part.bytes, totalBytes: file.bytes, mirror: new URL(url).host }));
  try {
    const response = await request(url, part, version, AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]));
    await checkAnswer(response, file, part, version);
    report(true);
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      timer.refresh();
      if (part.bytes + chunk.length > file.bytes) {
        await part.restart();
        throw new AttemptFailed(`it sent more than the ${grouped(file.bytes)} bytes of this file`, false);
      }
      await part.append(chunk);
      report(part.bytes === file.bytes);
    }
    if (part.bytes < file.bytes) throw new AttemptFailed(`the connection ended after ${grouped(part.bytes)} of ${grouped(file.bytes)} bytes`, true);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (silence.signal.aborted) throw new AttemptFailed(`it was silent for ${grouped(stallMs / 1000)} s`, true);
    throw error instanceof TypeError ? networkFailure(error, file, part) : error; // fetch reports every broken connection as a TypeError
  } finally {
    clearTimeout(timer);
  }
}

function request(url: string, part: PartFile, { etag }: Version, signal: AbortSignal): Promise<Response> {
  const headers = new Headers({ 'accept-encoding': 'identity' }); // the bytes of the archive itself
  if (part.bytes > 0) {
    headers.set('range', `bytes=${part.bytes}-`);
    if (etag !== undefined && !etag.startsWith('W/')) headers.set('if-range', etag);
  }
  return fetch(url, { headers, signal });
}

/** Before the first byte: is this the file, and does it begin where the part ends? */
async function checkAnswer(response: Response, file: RemoteFile, part: PartFile, version: Version): Promise<void> {
  const refuse = async (why: string, worthRetrying: boolean): Promise<never> => {
    await response.body?.cancel();
    throw new AttemptFailed(why, worthRetrying);
  };
  const { status, headers } = response;
  if (status !== 200 && status !== 206) {
    if (status === 416) await part.restart(); // the part is longer than what this server has
    const mayPass = status === 408 || status === 416 || status === 429 || status >= 500;
    await refuse(`it answered ${status} ${response.statusText}`.trimEnd(), mayPass);
  }
  const coding = headers.get('content-encoding');
  if (coding !== null && coding !== 'identity') await refuse(`it sent the file in a changed form (${coding})`, false);

  const etag = headers.get('etag') ?? undefined;
  const changed = version.etag !== undefined && etag !== version.etag;
  version.etag = etag;
  if (status === 200) {
    if (part.bytes > 0) await part.restart();
  } else {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
    if (changed || Number(start) !== part.bytes) {
      await part.restart();
      await refuse(changed ? 'the file changed while it was sent' : 'it sent another part of the file than was asked for', true);
    }
    if (total !== '*' && Number(total) !== file.bytes) await refuse(`it has a file of ${grouped(Number(total))} bytes, expected are ${grouped(file.bytes)}`, false);
  }
  const announced = headers.get('content-length');
  if (announced !== null && Number(announced) !== file.bytes - part.bytes) {
    await refuse(`it offers ${grouped(Number(announced))} bytes of ${headers.get('content-type') ?? 'unknown type'}, expected are ${grouped(file.bytes - part.bytes)}`, false);
  }
}

const CONNECT_FAILURES: Record<string, string> = {
  ENOTFOUND: 'its name is unknown here (is there a network?)',
  EAI_AGAIN: 'its name cannot be looked up (is there a network?)',
  ECONNREFUSED: 'it refused the connection',
  ENETUNREACH: 'there is no way to it (is there a network?)',
  EHOSTUNREACH: 'there is no way to it (is there a network?)',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
};

/** Without a connection the next mirror is tried at once; a transfer that has begun is worth waiting for. */
function networkFailure(error: TypeError, file: RemoteFile, part: PartFile): AttemptFailed {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  const words = CONNECT_FAILURES[cause?.code ?? ''];
  if (words !== undefined) return new AttemptFailed(words, part.bytes > 0);
  return new AttemptFailed(`the connection broke after ${grouped(part.bytes)} of ${grouped(file.bytes)} bytes (${cause?.message ?? error.message})`, true);
}

function everyTenthOfASecond(task: () => void): (now: boolean) => void {
  let last = 0;
  return (now) => {
    if (!now && performance.now() - last < 100) return;
    last = performance.now();
    task();
  };
}
