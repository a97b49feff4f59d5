/**
 * Keeps one training on disk: takes it up where the file left it, saves it now and then, at the end and when its cell
 * is interrupted. Whatever is wrong with a file is said in a sentence; it stops no training and loses no file.
 */
import { getLanguage } from '../../../kernel-extensions/display/index.js';
import { onSettle } from '../../../kernel-extensions/display/live.js';
import { checkpointPath, isHolder, putAside, readIfThere, replaceFile, setHolder } from './checkpoint-file.js';
import { decodeCheckpoint, encodeCheckpoint, type CheckpointLabel } from './checkpoint.js';
import { FormatError } from './safetensors.js';
import type { Training } from './training.js';

/** Seconds between two saves: what a power cut costs. An interrupt costs nothing. */
const saveEvery = 30;

const words = {
  en: {
    goesOn: (path: string, { step, savedAt }: CheckpointLabel) => `Going on with ${path} after round ${step} (saved ${savedAt.slice(0, 16).replace('T', ' ')} UTC). To start over, give \`startOver: true\` or another name.`,
    changed: (what: string) => `Other settings than when it was saved: ${what}. It goes on with those given here.`,
    aside: (path: string, why: string, aside: string) => `${path} ${why}. It is kept as ${aside}; this training begins anew.`,
    spared: (path: string, aside: string) => `${path} held another training. It is kept as ${aside}.`,
    tooLate: '`startOver: true` begins with networks that have not been trained: make new ones, then run this cell again. These go on.',
    startsOver: (path: string, aside: string) => `Starting over. What ${path} held is kept as ${aside}.`,
    saved: (path: string, megabytes: string) => `The training is kept in ${path} (${megabytes} MB).`,
    failed: (path: string, why: string) => `The training could not be saved to ${path}: ${why}. It goes on, and is tried again.`,
    value: (name: string, before: unknown, now: unknown) => `${name} ${now} (was ${before})`,
  },
  'zh-TW': {
    goesOn: (path: string, { step, savedAt }: CheckpointLabel) => `從 ${path} 的第 ${step} 回合之後繼續（儲存於 ${savedAt.slice(0, 16).replace('T', ' ')} UTC）。想重新開始，請加上 \`startOver: true\` 或換一個名稱。`,
    changed: (what: string) => `設定和儲存時不同：${what}。將使用這裡給的設定繼續。`,
    aside: (path: string, why: string, aside: string) => `無法使用 ${path}（${why}）。它已改名保留為 ${aside}；訓練重新開始。`,
    spared: (path: string, aside: string) => `${path} 裡是另一次訓練。它已改名保留為 ${aside}。`,
    tooLate: '`startOver: true` 要從還沒訓練過的網路開始：請先建立新的網路，再執行這一格。現在這些會繼續訓練。',
    startsOver: (path: string, aside: string) => `重新開始。${path} 原來的內容保留為 ${aside}。`,
    saved: (path: string, megabytes: string) => `訓練存放在 ${path}（${megabytes} MB）。`,
    failed: (path: string, why: string) => `無法把訓練存到 ${path}：${why}。訓練會繼續，稍後再試。`,
    value: (name: string, before: unknown, now: unknown) => `${name} ${now}（原為 ${before}）`,
  },
};

export interface KeeperOptions {
  /** Name of the file, without folder and ending. */
  name: string;
  /** Puts a file of that name aside. */
  startOver?: boolean;
  /** Prints nothing; what there is to say stands in the run's notes all the same. */
  quiet?: boolean;
}

export class Keeper {
  private readonly path: string;
  private readonly words = words[getLanguage()];
  private savedStep = -1;
  private savedAt = performance.now();
  private hasSaid = new Set<string>();
  private training = false;

  constructor(private readonly run: Training, private readonly options: KeeperOptions) {
    this.path = checkpointPath(options.name);
  }

  /** Before the first round of a new training: takes up what the file holds, if it can be taken up. */
  open(): void {
    const { run, path, options: { name, startOver } } = this, { settings } = run;
    const bytes = readIfThere(path);
    if (!bytes) return;
    if (startOver) return this.say(this.words.startsOver(path, checkpointPath(putAside(name))));
    try {
      const checkpoint = decodeCheckpoint(bytes, run.parts);
      run.takeUp(checkpoint);
      setHolder(path, run);
      run.settings = settings;
      this.savedStep = run.step;
      this.say(this.words.goesOn(path, checkpoint.label));
      const differences = Object.entries(settings).filter(([key, value]) => checkpoint.label.settings[key] !== value);
      if (differences.length > 0) this.say(this.words.changed(differences.map(([key, value]) => this.words.value(key, checkpoint.label.settings[key], value)).join(', ')));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.say(this.words.aside(path, error.message, checkpointPath(putAside(name))));
    }
  }

  /** Before the next round of a training that has begun: puts a file aside that holds another one. */
  spare(): void {
    const { run, path, options: { name, startOver } } = this;
    if (startOver) this.say(this.words.tooLate);
    if (!isHolder(path, run) && readIfThere(path)) this.say(this.words.spared(path, checkpointPath(putAside(name))));
  }

  /** Rounds begin: an interrupt saves from here on. */
  begin(): void {
    this.training = true;
    onSettle(() => {
      if (this.training) this.save();
      return (this.training = false);
    });
  }

  /** After a round. */
  update(): void {
    if ((performance.now() - this.savedAt) / 1000 >= saveEvery) this.save();
  }

  /** After the last round. */
  finish(): void {
    this.training = false;
    this.save();
  }

  private save(): void {
    const { run, path } = this;
    if (run.step === 0 || run.step === this.savedStep) return;
    this.savedAt = performance.now();
    try {
      const bytes = encodeCheckpoint(run.checkpoint(), run.parts);
      replaceFile(path, bytes);
      setHolder(path, run);
      this.savedStep = run.step;
      this.sayOnce(this.words.saved(path, (bytes.length / 1e6).toFixed(1)));
    } catch (error) {
      this.sayOnce(this.words.failed(path, (error as Error).message));
    }
  }

  private say(sentence: string): void {
    this.run.notes.push(sentence);
    if (!this.options.quiet) console.log(sentence);
  }

  /** Once a training: the size grows by a few bytes a round. */
  private sayOnce(sentence: string): void {
    const kind = sentence.slice(0, 20);
    if (this.hasSaid.has(kind)) return;
    this.hasSaid.add(kind);
    this.say(sentence);
  }
}
