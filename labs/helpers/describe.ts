/**
 * What a data set is, in the notebook's language: how many pictures of what, and from where.
 */
import { getLanguage } from '../../kernel-extensions/display/index.js';
import type { ImageDataset } from '../../datasets/image-dataset.js';

const titles: Record<string, string> = { mnist: 'MNIST', 'fashion-mnist': 'Fashion-MNIST', cifar10: 'CIFAR-10', shapes: '程式畫出的圖形', faces: '程式畫出的臉' };
const sources: Record<ImageDataset['source'], string> = {
  embedded: '隨 npm 套件附上',
  files: '讀自這台電腦上的檔案',
  downloaded: '從網路下載',
  procedural: '由程式即時畫出，不是真實的資料集',
};

/** One sentence for the reader. */
export function describeData(data: ImageDataset): string {
  if (getLanguage() === 'en') return data.description;
  const { name, split, count, height, width, channels, source } = data;
  const part = split === 'train' ? '訓練' : '測試';
  return `${titles[name] ?? name}：${count.toLocaleString('en')} 張 ${height}×${width} 的${channels === 1 ? '灰階' : '彩色'}${part}圖片，${sources[source]}。`;
}

/** A few words over a grid of its pictures: the set's name, or that they were drawn. */
export function titleOf({ name, source }: ImageDataset): string {
  if (source !== 'procedural') return titles[name] ?? name;
  if (name === 'faces') return getLanguage() === 'en' ? 'Faces drawn by a program, nobody’s' : '程式畫出的臉，不屬於任何人';
  return getLanguage() === 'en' ? 'Shapes drawn by a program, not photographs' : '程式畫出的圖形，不是照片';
}
