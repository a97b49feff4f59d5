/**
 * A training as the content of a file, and back. Whole ones (32-bit, with optimizers) go on bit for bit; light
 * ones (16-bit, without) are for looking at and for going on from. Where files lie is in checkpoint-file.ts.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gan } from '../gan.js';
import { inLanguage } from '../in-language.js';
import { decodeSafetensors, encodeSafetensors, FormatError, type NamedArray } from './safetensors.js';
import { networkVariables, players, type Player, type Snapshot } from './snapshot.js';

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
  losses: Record<Player, number[]>;
  album: FilmPicture[];
}

const format = 'minimax-training', version = 1;

const filmName = (index: number): string => `film/${String(index).padStart(2, '0')}`;

/** The part of the label that no reader needs. */
interface Bookkeeping {
  random: number;
  iterations: Record<Player, number>;
  optimizers: Record<Player, string>;
  filmRounds: number[];
}

/** @param light halves the precision and leaves the optimizers out: an eighth of the size or less */
export function encodeCheckpoint({ label, snapshot, losses, album }: Checkpoint, gan: Gan, { light = false } = {}): Uint8Array {
  const { random, iterations, tensors, average } = snapshot;
  const type = light ? 'F16' : 'F32';
  const weights = light ? new Set(networkVariables(gan).keys()) : undefined;
  const arrays: NamedArray[] = [...tensors].filter(([name]) => weights?.has(name) ?? true).map(([name, tensor]) => ({ name, shape: tensor.shape, values: tensor.dataSync<'float32'>(), type }));
  average.forEach((values, i) => arrays.push({ name: `average/${String(i).padStart(2, '0')}`, shape: gan.generator.weights[i]!.shape as number[], values, type }));
  for (const player of players) arrays.push({ name: `losses/${player}`, shape: [losses[player].length], values: Float32Array.from(losses[player]), type });
  album.forEach(({ png }, i) => arrays.push({ name: filmName(i), shape: [png.length], values: png }));
  const bookkeeping: Bookkeeping = { random, iterations, optimizers: optimizersOf(gan), filmRounds: album.map(({ round }) => round) };
  return encodeSafetensors({ arrays, metadata: { format, version: String(version), label: JSON.stringify(label), bookkeeping: JSON.stringify(bookkeeping) } });
}

/**
 * A checkpoint for `gan`. The tensors of its snapshot belong to the caller.
 * @throws FormatError where the file is damaged, of another kind, of a later version, or of other networks
 */
export function decodeCheckpoint(bytes: Uint8Array, gan: Gan): Checkpoint {
  const { arrays, metadata } = decodeSafetensors(bytes);
  if (metadata['format'] !== format) throw new FormatError('holds no training of these labs', '裡面不是本課程的訓練');
  if (metadata['version'] !== String(version)) throw new FormatError(`has version ${metadata['version']} of the format; this copy of the labs reads version ${version}`, `格式版本是 ${metadata['version']}；這份課程能讀的是版本 ${version}`);
  const label = JSON.parse(metadata['label']!) as CheckpointLabel, { random, iterations, optimizers, filmRounds } = JSON.parse(metadata['bookkeeping']!) as Bookkeeping;
  const byName = new Map(arrays.map((array) => [array.name, array]));
  requireNetworks(byName, gan);
  const hasOptimizers = arrays.some(({ name }) => /^(generator|discriminator)Optimizer\//.test(name));
  const own = optimizersOf(gan);
  if (hasOptimizers) for (const player of players) if (optimizers[player] !== own[player]) throw new FormatError(`was trained with ${optimizers[player]}, not ${own[player]}`, `是用 ${optimizers[player]} 訓練的，不是 ${own[player]}`);
  const floats = (name: string) => byName.get(name)!.values as Float32Array;
  const isTensor = ({ name }: NamedArray) => /^(generator|discriminator)(Optimizer)?\//.test(name);
  return {
    label,
    snapshot: {
      step: label.step, seconds: label.seconds, random, iterations,
      tensors: new Map(arrays.filter(isTensor).map(({ name, values, shape }) => [name, tf.tensor(values, [...shape], 'float32')])),
      average: arrays.filter(({ name }) => name.startsWith('average/')).map(({ values }) => values as Float32Array),
    },
    losses: { generator: [...floats('losses/generator')], discriminator: [...floats('losses/discriminator')] },
    album: filmRounds.map((round, i) => ({ round, png: byName.get(filmName(i))!.values as Uint8Array })),
  };
}

/** `decodeCheckpoint` of a file that a student has asked for. @throws Error, a sentence that names the file, where that throws a FormatError */
export function loadInto(gan: Gan, bytes: Uint8Array, file: string): Checkpoint {
  try {
    return decodeCheckpoint(bytes, gan);
  } catch (error) {
    if (error instanceof FormatError) throw new Error(inLanguage(`${file} ${error.message}.`, `無法使用 ${file}（${error.message}）。`), { cause: error });
    throw error;
  }
}

/** Does a file hold a training of these networks, of whatever settings? False also for a file that cannot be read. */
export function holdsNetworks(bytes: Uint8Array, gan: Gan): boolean {
  try {
    requireNetworks(new Map(decodeSafetensors(bytes).arrays.map((array) => [array.name, array])), gan);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** The pictures of the film alone. @throws FormatError as `decodeCheckpoint` */
export function filmOf(bytes: Uint8Array): FilmPicture[] {
  const { arrays, metadata } = decodeSafetensors(bytes);
  const { filmRounds } = JSON.parse(metadata['bookkeeping'] ?? '{"filmRounds":[]}') as Bookkeeping;
  return filmRounds.map((round, i) => ({ round, png: arrays.find(({ name }) => name === filmName(i))!.values as Uint8Array }));
}

/** Reads the label alone. @throws FormatError as `decodeCheckpoint` */
export function labelOf(bytes: Uint8Array): CheckpointLabel {
  const { metadata } = decodeSafetensors(bytes);
  if (metadata['format'] !== format) throw new FormatError('holds no training of these labs', '裡面不是本課程的訓練');
  return JSON.parse(metadata['label']!) as CheckpointLabel;
}

const optimizersOf = (gan: Gan): Record<Player, string> => ({ generator: gan.generatorOptimizer.getClassName(), discriminator: gan.discriminatorOptimizer.getClassName() });

function requireNetworks(arrays: ReadonlyMap<string, NamedArray>, gan: Gan): void {
  const here = networkVariables(gan);
  for (const [name, { shape }] of here) {
    const there = arrays.get(name);
    if (!there) throw new FormatError(`holds other networks: ${name} is not in it`, `裡面是其他的網路：沒有 ${name}`);
    if (String(there.shape) !== String(shape)) throw new FormatError(`holds other networks: ${name} is [${there.shape.join(', ')}] there and [${shape.join(', ')}] here`, `裡面是其他的網路：${name} 在檔案裡是 [${there.shape.join(', ')}]，這裡是 [${shape.join(', ')}]`);
  }
  const count = [...arrays.keys()].filter((name) => /^(generator|discriminator)\//.test(name)).length;
  if (count !== here.size) throw new FormatError(`holds other networks: ${count} weights there, ${here.size} here`, `裡面是其他的網路：檔案裡有 ${count} 組權重，這裡有 ${here.size} 組`);
}
