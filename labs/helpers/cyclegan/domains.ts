/**
 * Domains made from digits: the same picture as it is, inverted, as edges, coloured, or slanted. Put one half of the digits
 * into one domain and the other half into another, and there are two sets without a pair; put the same digits into
 * both, and there is the true translation, which only judges see.
 */
import type { ImageDataset } from '../../../datasets/image-dataset.js';
import { getLanguage } from '../../../kernel-extensions/display/index.js';
import { RandomSource } from '../random.js';

/** Turns one grey picture [height, width] of bytes into one of the domain, [height, width, channels]. */
interface Domain {
  channels: number;
  picture: (grey: Uint8Array, height: number, width: number, random: RandomSource) => Uint8Array;
  /** Completes "digits, …". */
  says: Record<'en' | 'zh-TW', string>;
}

const domains = {
  plain: { channels: 1, picture: (grey) => grey, says: { en: 'as they are', 'zh-TW': '原樣' } },
  inverted: { channels: 1, picture: (grey) => grey.map((value) => 255 - value), says: { en: 'black on white', 'zh-TW': '黑白反轉' } },
  edges: { channels: 1, picture: edges, says: { en: 'their outlines', 'zh-TW': '只有輪廓' } },
  coloured: { channels: 3, picture: coloured, says: { en: 'each in a colour of its own', 'zh-TW': '各有自己的顏色' } },
  slanted: { channels: 1, picture: slanted, says: { en: 'slanted', 'zh-TW': '傾斜' } },
} satisfies Record<string, Domain>;

export type DomainName = keyof typeof domains;
export const domainNames = Object.keys(domains) as DomainName[];

/**
 * The pictures of a grey data set in a domain. A picture's colour follows from its place, so that the same digits are the
 * same pictures each time.
 */
export function inDomain(data: ImageDataset, name: DomainName): ImageDataset {
  const { channels, picture, says }: Domain = domains[name];
  const { count, height, width } = data, pixels = height * width;
  if (data.channels !== 1) throw new RangeError(`Domains are made from grey pictures, and ${data.name} has ${data.channels} channels.`);
  const images = new Uint8Array(count * pixels * channels);
  for (let i = 0; i < count; i++) images.set(picture(data.images.subarray(i * pixels, (i + 1) * pixels), height, width, new RandomSource(i)), i * pixels * channels);
  return { ...data, channels, images, description: `${data.description.replace(/\.$/, '')}: ${says[getLanguage()]}.` };
}

/** How much brighter the brightest of a pixel's neighbours is than the pixel itself: white along the outside of a stroke. */
function edges(grey: Uint8Array, height: number, width: number): Uint8Array {
  return grey.map((value, at) => {
    const line = Math.floor(at / width), column = at % width;
    let brightest = value;
    for (let y = Math.max(0, line - 1); y <= Math.min(height - 1, line + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) brightest = Math.max(brightest, grey[y * width + x]!);
    }
    return brightest - value;
  });
}

/** Full colours of any hue. */
function coloured(grey: Uint8Array, _height: number, _width: number, random: RandomSource): Uint8Array {
  // Neighbouring seeds begin with similar numbers; a few draws part them.
  for (let i = 0; i < 4; i++) random.uniform();
  const hue = 6 * random.uniform();
  const part = (offset: number) => Math.min(1, Math.max(0, Math.abs(((hue + offset) % 6) - 3) - 1));
  const colour = [part(0), part(4), part(2)];
  return Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]! * colour[i % 3]!);
}

/** Columns that a line moves to the right for each line that it lies above the middle. */
const slant = 0.45;

function slanted(grey: Uint8Array, height: number, width: number): Uint8Array {
  return grey.map((_, at) => {
    const line = Math.floor(at / width), from = (at % width) - slant * ((height - 1) / 2 - line);
    const left = Math.floor(from), share = from - left;
    const value = (column: number) => (column >= 0 && column < width ? grey[line * width + column]! : 0);
    return (1 - share) * value(left) + share * value(left + 1);
  });
}
