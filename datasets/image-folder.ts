/**
 * A folder of one's own pictures as a data set: PNG and JPEG files, each cut to its middle square and brought to one size.
 * Reads only; a file that cannot be read is left out and named.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DataError, errorCode } from './data-error.js';
import type { ImageDataset } from './image-dataset.js';

export interface ImageFolderOptions {
  /** Side of the pictures. Default 28. */
  readonly size?: number;
  /** 3 for colour, 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
  /** The most pictures wanted, the first by name. All unless given. */
  readonly limit?: number;
  /** The fewest that will do. Default 10. */
  readonly minimum?: number;
  /** Of the description and of what an error says. Default 'en'. */
  readonly language?: 'en' | 'zh-TW';
}

export interface ImageFolder extends ImageDataset {
  /** Names of the files that look like pictures and could not be read. */
  readonly unreadable: readonly string[];
}

const isPicture = (name: string) => /\.(png|jpe?g)$/i.test(name) && !name.startsWith('.');

const words = {
  en: {
    missing: ['there is no such folder', 'Name the folder of your pictures, or make it and put them there.'],
    noFolder: ['this is a file, where a folder of pictures is expected', 'Name the folder that it lies in.'],
    forbidden: ['this user has no permission for it', 'Change the permissions of the folder, or copy the pictures to another one.'],
    empty: (others: number) => [others === 0 ? 'this folder is empty' : `among the ${others} things in this folder is no picture`, 'Put files into it that end in .png, .jpg or .jpeg; folders inside of it are not looked into.'],
    tooFew: (found: number, minimum: number, unreadable: string) => [`it holds ${found} ${found === 1 ? 'picture' : 'pictures'} that can be read, and at least ${minimum} are needed${unreadable}`, 'Add some, or give a smaller `minimum`.'],
    unreadable: (names: readonly string[]) => `${names.length} ${names.length === 1 ? 'file' : 'files'} could not be read and ${names.length === 1 ? 'was' : 'were'} left out (${few(names)})`,
    describe: (name: string, count: number, size: number, kind: string, folder: string) => `${name}: ${count} pictures (${size} × ${size}, ${kind}) from ${folder}`,
    kinds: { 1: 'grey', 3: 'colour' }, comma: '; ', stop: '.',
  },
  'zh-TW': {
    missing: ['沒有這個資料夾', '請寫出圖片所在的資料夾，或建立它並放入圖片。'],
    noFolder: ['這是一個檔案，這裡需要的是放圖片的資料夾', '請寫出它所在的資料夾。'],
    forbidden: ['目前的使用者沒有讀取權限', '請修改資料夾的權限，或把圖片複製到別的資料夾。'],
    empty: (others: number) => [others === 0 ? '這個資料夾是空的' : `這個資料夾裡的 ${others} 個項目都不是圖片`, '請放入副檔名為 .png、.jpg 或 .jpeg 的檔案；不會讀取子資料夾。'],
    tooFew: (found: number, minimum: number, unreadable: string) => [`讀得到的圖片只有 ${found} 張，至少需要 ${minimum} 張${unreadable}`, '請多放一些，或把 `minimum` 設小一點。'],
    unreadable: (names: readonly string[]) => `有 ${names.length} 個檔案無法讀取，已略過（${few(names)}）`,
    describe: (name: string, count: number, size: number, kind: string, folder: string) => `${name}：${count} 張 ${size}×${size} 的${kind}圖片，讀自 ${folder}`,
    kinds: { 1: '灰階', 3: '彩色' }, comma: '；', stop: '。',
  },
} as const;

const few = (names: readonly string[]) => `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;

/**
 * The pictures of a folder in the order of their names. What is transparent becomes white.
 * @throws DataError, in the language of the options, for a folder that is not there, holds no pictures, or too few that can be read
 * @throws RangeError for options that are no sizes
 */
export async function readImageFolder(folder: string, { size = 28, channels = 3, limit = Infinity, minimum = 10, language = 'en' }: ImageFolderOptions = {}): Promise<ImageFolder> {
  for (const [name, value] of Object.entries({ size, minimum, ...(limit !== Infinity && { limit }) })) if (!(Number.isInteger(value) && value > 0)) throw new RangeError(`${name} has to be a whole number from 1 up, not ${value}.`);
  const say = words[language], path = resolve(folder);
  const failure = ([problem, advice]: readonly string[]) => new DataError(path, problem!, advice);
  const entries = await readdir(path).catch((error: unknown) => {
    throw failure(errorCode(error) === 'ENOENT' ? say.missing : errorCode(error) === 'ENOTDIR' ? say.noFolder : say.forbidden);
  });
  const files = entries.filter(isPicture).sort();
  if (files.length === 0) throw failure(say.empty(entries.length));

  const pictures: Uint8Array[] = [], unreadable: string[] = [];
  for (const file of files) {
    if (pictures.length >= limit) break;
    const picture = await readPicture(join(path, file), size, channels);
    if (picture) pictures.push(picture);
    else unreadable.push(file);
  }
  const leftOut = unreadable.length > 0 ? `${say.comma}${say.unreadable(unreadable)}` : '';
  if (pictures.length < Math.min(minimum, limit)) throw failure(say.tooFew(pictures.length, minimum, leftOut));

  const name = basename(path), images = new Uint8Array(pictures.length * size * size * channels);
  pictures.forEach((picture, i) => images.set(picture, i * picture.length));
  return {
    name, split: 'train', count: pictures.length, height: size, width: size, channels, images, labels: new Uint8Array(pictures.length), classNames: [name], source: 'files', unreadable,
    description: `${say.describe(name, pictures.length, size, say.kinds[channels], path)}${leftOut}${say.stop}`,
  };
}

/** The middle square of a picture [size, size, channels], or undefined for a file that is none. */
async function readPicture(path: string, size: number, channels: 1 | 3): Promise<Uint8Array | undefined> {
  // Read here, not at the top: whoever wants no folder need not wait for it.
  const { createCanvas, loadImage } = await import('canvas');
  try {
    const image = await loadImage(await readFile(path));
    const side = Math.min(image.width, image.height);
    const context = createCanvas(size, size).getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, size, size);
    context.imageSmoothingQuality = 'medium';
    context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    return channels === 3 ? withoutAlpha(data) : grey(data);
  } catch {
    return undefined;
  }
}

const withoutAlpha = (rgba: Uint8ClampedArray) => Uint8Array.from({ length: (rgba.length / 4) * 3 }, (_, i) => rgba[Math.floor(i / 3) * 4 + (i % 3)]!);

/** How bright a colour looks (ITU-R BT.601). */
const grey = (rgba: Uint8ClampedArray) => Uint8Array.from({ length: rgba.length / 4 }, (_, i) => Math.round(0.299 * rgba[4 * i]! + 0.587 * rgba[4 * i + 1]! + 0.114 * rgba[4 * i + 2]!));
