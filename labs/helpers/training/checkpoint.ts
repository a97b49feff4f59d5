/**
 * A training as the content of a file, and back. Whole ones (32-bit, with optimizers) go on bit for bit; light
 * ones (16-bit, without) are for looking at and for going on from. Where files lie is in checkpoint-file.ts.
 */
import * as tf from '@tensorflow/tfjs';
import { inLanguage } from '../in-language.js';
import { networkVariables, optimizerPrefix, type Parts } from './parts.js';
import { decodeSafetensors, encodeSafetensors, FormatError, type NamedArray, type SafetensorsFile } from './safetensors.js';
import type { OptimizerLabel, Snapshot } from './snapshot.js';

/** A picture of the film: a grid of samples as a PNG file. */
export interface FilmPicture {
  round: number;
  png: Uint8Array;
}

/** What a checkpoint says of itself. */
export interface CheckpointLabel {
  /** Rounds, and seconds spent in them. */
  step: number;
  seconds: number;
  /** Everything that was chosen: rates, batch, prior, seed, data. */
  settings: Settings;
  /** When it was saved, ISO 8601. */
  savedAt: string;
  /** Of a pre-trained one: what it was measured to be worth, by the names of the metrics, and on what machine. */
  scores?: Readonly<Record<string, number>>;
  machine?: string;
}

export type Settings = Readonly<Record<string, string | number>>;

export interface Checkpoint {
  label: CheckpointLabel;
  snapshot: Snapshot;
  losses: Readonly<Record<string, readonly number[]>>;
  album: FilmPicture[];
}

const format = 'minimax-training', version = 1;

const filmName = (index: number): string => `film/${String(index).padStart(2, '0')}`;

/** The part of the label that no reader needs. */
interface Bookkeeping {
  random: number;
  iterations: Readonly<Record<string, number>>;
  /** Class of each optimizer. */
  optimizers: Readonly<Record<string, string>>;
  filmRounds: number[];
  /** Names; where they are absent, those of a GAN's training. */
  networks?: string[];
  averaged?: string[];
  state?: string[];
}

/** What light copies hold beside the film. */
const isLight = (name: string): boolean => /^(average|losses)\//.test(name);

/** @param light halves the precision and leaves optimizers and state out: an eighth of the size or less */
export function encodeCheckpoint({ label, snapshot, losses, album }: Checkpoint, parts: Parts, { light = false } = {}): Uint8Array {
  const { random, tensors, average, memory } = snapshot;
  const networks = networkVariables(parts);
  const arrays: NamedArray[] = [...tensors].map(([name, tensor]) => ({ name, shape: tensor.shape, values: valuesOf(tensor) }));
  const averages = [...average].flatMap(([name, weights]) => weights.map((values, i) => ({ values, shape: parts.networks[name]!.weights[i]!.shape as number[] })));
  averages.forEach((each, i) => arrays.push({ name: averageName(i), ...each }));
  for (const [name, values] of Object.entries(losses)) arrays.push({ name: `losses/${name}`, shape: [values.length], values: Float32Array.from(values) });
  for (const [name, state] of memory?.state ?? []) for (const [key, tensor] of Object.entries(state)) arrays.push({ name: `${statePrefix(name)}${key}`, shape: tensor.shape, values: valuesOf(tensor) });
  const kept: NamedArray[] = light ? arrays.filter(({ name }) => networks.has(name) || isLight(name)).map((array) => ({ ...array, type: 'F16' })) : arrays;
  album.forEach(({ png }, i) => kept.push({ name: filmName(i), shape: [png.length], values: png }));
  const kinds = Object.entries(light ? {} : (memory?.optimizers ?? {}));
  const bookkeeping: Bookkeeping = {
    random, iterations: Object.fromEntries(kinds.map(([name, { iterations }]) => [name, iterations])), optimizers: Object.fromEntries(kinds.map(([name, { kind }]) => [name, kind])),
    filmRounds: album.map(({ round }) => round), networks: Object.keys(parts.networks), averaged: [...average.keys()], ...(!light && memory && { state: [...memory.state.keys()] }),
  };
  return encodeSafetensors({ arrays: kept, metadata: { format, version: String(version), label: JSON.stringify(label), bookkeeping: JSON.stringify(bookkeeping) } });
}

const averageName = (index: number): string => `average/${String(index).padStart(2, '0')}`;
const statePrefix = (name: string): string => `state/${name}/`;

/** @throws TypeError for numbers that the file cannot hold */
function valuesOf(tensor: tf.Tensor): Float32Array | Int32Array {
  if (tensor.dtype === 'float32' || tensor.dtype === 'int32') return tensor.dataSync<'float32' | 'int32'>();
  throw new TypeError(inLanguage(`A checkpoint keeps tensors of float32 and int32, not ${tensor.dtype}.`, `檢查點只能存 float32 和 int32 的張量，不能存 ${tensor.dtype}。`));
}

/**
 * A checkpoint for networks, optimizers and state like `parts`. The tensors of its snapshot belong to the caller.
 * @throws FormatError where the file is damaged, of another kind, of a later version, or of other networks or optimizers
 */
export function decodeCheckpoint(bytes: Uint8Array, parts: Parts): Checkpoint {
  const file = decodeSafetensors(bytes), { metadata } = file;
  if (metadata['format'] !== format) throw new FormatError('holds no training of these labs', '裡面不是本課程的訓練');
  if (metadata['version'] !== String(version)) throw new FormatError(`has version ${metadata['version']} of the format; this copy of the labs reads version ${version}`, `格式版本是 ${metadata['version']}；這份課程能讀的是版本 ${version}`);
  requireNetworks(file, parts);
  const label = JSON.parse(metadata['label']!) as CheckpointLabel, { random, iterations, optimizers, filmRounds, averaged = ['generator'], state } = bookkeepingOf(file);
  const arrays = new Map(file.arrays.map((array) => [array.name, array]));
  const under = (prefix: string) => file.arrays.filter(({ name }) => name.startsWith(prefix)).map(({ name, ...array }) => ({ ...array, name: name.slice(prefix.length) }));
  const slots = file.arrays.filter(({ name }) => Object.keys(optimizers).some((optimizer) => name.startsWith(`${optimizerPrefix(optimizer)}/`)));
  const isWhole = state !== undefined || slots.length > 0;
  if (isWhole) requireOptimizers(optimizers, parts);
  const averages = under('average/').map(({ values }) => values as Float32Array);
  const tensorOf = ({ values, shape }: Omit<NamedArray, 'name'>): tf.Tensor => tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
  return {
    label,
    snapshot: {
      step: label.step, seconds: label.seconds, random,
      tensors: new Map([...[...networkVariables(parts).keys()].map((name) => arrays.get(name)!), ...slots].map((array) => [array.name, tensorOf(array)])),
      average: new Map(averaged.map((name) => [name, averages.splice(0, parts.networks[name]!.weights.length)])),
      ...(isWhole && { memory: {
        optimizers: Object.fromEntries(Object.entries(optimizers).map(([name, kind]): [string, OptimizerLabel] => [name, { kind, iterations: iterations[name]! }])),
        state: new Map((state ?? []).map((name) => [name, Object.fromEntries(under(statePrefix(name)).map((array) => [array.name, tensorOf(array)]))])),
      } }),
    },
    losses: Object.fromEntries(under('losses/').map(({ name, values }) => [name, [...values]])),
    album: filmRounds.map((round, i) => ({ round, png: arrays.get(filmName(i))!.values as Uint8Array })),
  };
}

/** `decodeCheckpoint` of a file that a student has asked for. @throws Error, a sentence that names the file, where that throws a FormatError */
export function loadInto(parts: Parts, bytes: Uint8Array, file: string): Checkpoint {
  try {
    return decodeCheckpoint(bytes, parts);
  } catch (error) {
    if (error instanceof FormatError) throw new Error(inLanguage(`${file} ${error.message}.`, `無法使用 ${file}（${error.message}）。`), { cause: error });
    throw error;
  }
}

/** Does a file hold a training of these networks, of whatever settings? False also for a file that cannot be read. */
export function holdsNetworks(bytes: Uint8Array, parts: Pick<Parts, 'networks'>): boolean {
  try {
    requireNetworks(decodeSafetensors(bytes), parts);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** The pictures of the film alone. @throws FormatError as `decodeCheckpoint` */
export function filmOf(bytes: Uint8Array): FilmPicture[] {
  const file = decodeSafetensors(bytes);
  return bookkeepingOf(file).filmRounds.map((round, i) => ({ round, png: file.arrays.find(({ name }) => name === filmName(i))!.values as Uint8Array }));
}

/** Reads the label alone. @throws FormatError as `decodeCheckpoint` */
export function labelOf(bytes: Uint8Array): CheckpointLabel {
  const { metadata } = decodeSafetensors(bytes);
  if (metadata['format'] !== format) throw new FormatError('holds no training of these labs', '裡面不是本課程的訓練');
  return JSON.parse(metadata['label']!) as CheckpointLabel;
}

const bookkeepingOf = ({ metadata }: SafetensorsFile): Bookkeeping => JSON.parse(metadata['bookkeeping'] ?? '{"filmRounds":[]}') as Bookkeeping;

function requireNetworks(file: SafetensorsFile, parts: Pick<Parts, 'networks'>): void {
  const here = networkVariables(parts), there = new Map(file.arrays.map(({ name, shape }) => [name, shape]));
  for (const [name, { shape }] of here) {
    const kept = there.get(name);
    if (!kept) throw new FormatError(`holds other networks: ${name} is not in it`, `裡面是其他的網路：沒有 ${name}`);
    if (String(kept) !== String(shape)) throw new FormatError(`holds other networks: ${name} is [${kept.join(', ')}] there and [${shape.join(', ')}] here`, `裡面是其他的網路：${name} 在檔案裡是 [${kept.join(', ')}]，這裡是 [${shape.join(', ')}]`);
  }
  const networks = bookkeepingOf(file).networks ?? ['generator', 'discriminator'];
  const count = [...there.keys()].filter((name) => networks.includes(name.split('/')[0]!)).length;
  if (count !== here.size) throw new FormatError(`holds other networks: ${count} weights there, ${here.size} here`, `裡面是其他的網路：檔案裡有 ${count} 組權重，這裡有 ${here.size} 組`);
}

function requireOptimizers(there: Readonly<Record<string, string>>, { optimizers }: Parts): void {
  for (const name of new Set([...Object.keys(there), ...Object.keys(optimizers)])) {
    const before = there[name], here = optimizers[name]?.getClassName();
    if (before === undefined) throw new FormatError(`has no optimizer named ${name}`, `裡面沒有叫做 ${name} 的優化器`);
    if (here === undefined) throw new FormatError(`was trained with an optimizer named ${name}, which is not given here`, `訓練時有一個叫做 ${name} 的優化器，這裡沒有`);
    if (before !== here) throw new FormatError(`was trained with ${before}, not ${here}`, `是用 ${before} 訓練的，不是 ${here}`);
  }
}
