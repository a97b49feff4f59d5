/** A folder of one's own pictures, as a notebook reads it: what there is to say is said in its language. */
import { readImageFolder, type ImageFolder, type ImageFolderOptions } from '../../datasets/image-folder.js';
import { getLanguage } from '../../kernel-extensions/display/index.js';

/**
 * The PNG and JPEG files of a folder, each cut to its middle square of `size` × `size` pixels. Says how many there are, and which could not be read.
 * @throws DataError, a sentence, for a folder that is not there, holds no pictures, or fewer than `minimum`
 */
export async function loadImageFolder(folder: string, options: Omit<ImageFolderOptions, 'language'> = {}): Promise<ImageFolder> {
  const pictures = await readImageFolder(folder, { ...options, language: getLanguage() });
  console.log(pictures.description);
  return pictures;
}
