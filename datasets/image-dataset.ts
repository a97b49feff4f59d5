/**
 * The one shape in which every image data set of the course is handed out. Plain typed arrays:
 * this folder knows nothing of tensors.
 */
export interface ImageDataset {
  /** `mnist`, `fashion-mnist`, `cifar10`, `shapes`, `faces`: what the pictures are, whatever was asked for. */
  readonly name: string;
  readonly split: Split;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels 0–255, `[count, height, width, channels]` in row-major order. */
  readonly images: Uint8Array;
  /** Class of each image, `[count]`. */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** Where the pixels came from: in an npm package, files on this disk, a download, or a drawing program. */
  readonly source: 'embedded' | 'files' | 'downloaded' | 'procedural';
  /** One sentence for the reader of a notebook: what this is, how many, from where. */
  readonly description: string;
}

export type Split = 'train' | 'test';
