/**
 * The pre-trained checkpoints that come with the labs, for those who cannot wait: light ones (16-bit, without
 * optimizers) in labs/pretrained/, made by `npm run pretrain` from the solved labs, labelled with how.
 */
import { readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jupyterDisplay, type Displayable } from '../../../kernel-extensions/display/index.js';
import type { Gan } from '../gan.js';
import { inLanguage } from '../in-language.js';
import { partsOf, TrainingRun } from '../train.js';
import { replaceFile } from './checkpoint-file.js';
import { encodeCheckpoint, filmOf, labelOf, loadInto, type CheckpointLabel, type FilmPicture } from './checkpoint.js';
import type { Training } from './training.js';

export type Milestone = FilmPicture;

export const pretrainedPath = (name: string): string => fileURLToPath(new URL(`../../../../labs/pretrained/${name}.safetensors`, import.meta.url));

/** Puts the pre-trained weights into `gan` and says what they are. `train` goes on from them, with new optimizers. @throws Error where there is none, or the networks are others */
export function loadPretrained(name: string, gan: Gan): TrainingRun {
  const checkpoint = loadInto(partsOf(gan), read(name), name);
  console.log(sentence(checkpoint.label));
  const run = TrainingRun.of(gan);
  run.takeUp(checkpoint);
  return run;
}

/** Pictures of its film that a checkpoint keeps, about: in colour each takes 100 kB. */
const filmLength = 6;

/** Makes the labelled checkpoint of a lab of a training that is done: networks and average in half precision, and a short film. */
export function savePretrained(name: string, run: Training, about: Pick<CheckpointLabel, 'scores' | 'machine'>): void {
  const checkpoint = run.checkpoint();
  const each = Math.ceil(checkpoint.album.length / filmLength);
  const album = checkpoint.album.filter((_, i) => i % each === 0 || i === checkpoint.album.length - 1);
  replaceFile(pretrainedPath(name), encodeCheckpoint({ ...checkpoint, album, label: { ...checkpoint.label, ...about } }, run.parts, { light: true }));
}

/** What a pre-trained checkpoint says of itself; as a cell's value, a sentence. */
export function pretrainedLabel(name: string): CheckpointLabel & Displayable {
  const label = labelOf(read(name));
  return { ...label, [jupyterDisplay]: () => ({ 'text/plain': sentence(label) }) };
}

/** The pictures of its training; none where there is no such checkpoint. */
export const pretrainedFilm = (name: string): Milestone[] => (existsSync(pretrainedPath(name)) ? filmOf(read(name)) : []);

function read(name: string): Uint8Array {
  const path = pretrainedPath(name);
  if (!existsSync(path)) throw new Error(inLanguage(`There is no pre-trained checkpoint ${name}.`, `沒有預先訓練好的檢查點 ${name}。`));
  return readFileSync(path);
}

function sentence({ step, seconds, settings, scores = {}, machine = '', savedAt }: CheckpointLabel): string {
  const chosen = Object.entries(settings).map(([name, value]) => `${name} ${value}`).join(', ');
  const worth = Object.entries(scores).map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`).join(', ');
  return inLanguage(
    `Pre-trained by the solved lab: ${step.toLocaleString('en')} rounds in ${(seconds / 60).toFixed(1)} minutes (${machine}), ${savedAt.slice(0, 10)}. Settings: ${chosen}. Scores: ${worth}.`,
    `由解答版的筆記本預先訓練：${step.toLocaleString('en')} 回合，${(seconds / 60).toFixed(1)} 分鐘（${machine}），${savedAt.slice(0, 10)}。設定：${chosen}。分數：${worth}。`,
  );
}
