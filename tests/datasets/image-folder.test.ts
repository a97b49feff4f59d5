/** A folder of one's own pictures: PNG and JPEG files of any size become one data set. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from 'canvas';
import { expect } from 'chai';
import { DataError } from '../../datasets/data-error.js';
import { readImageFolder } from '../../datasets/image-folder.js';

type Format = 'image/png' | 'image/jpeg';

/** Three vertical bands of a third each. */
function banded(width: number, height: number, colours: readonly string[], format: Format = 'image/png'): Buffer {
  const canvas = createCanvas(width, height), context = canvas.getContext('2d');
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect((i * width) / colours.length, 0, width / colours.length, height);
  });
  return format === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
}

describe('a folder of pictures', () => {
  let folder: string;
  const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);
  const failure = async (options: Parameters<typeof readImageFolder>[1] = {}, path = folder): Promise<string> => {
    try {
      await readImageFolder(path, options);
    } catch (error) {
      expect(error).to.be.instanceOf(DataError);
      return (error as Error).message;
    }
    throw new Error('it was read');
  };
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'minimax-pictures-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read in the order of the names, PNG and JPEG, whatever the case of their endings', async () => {
    put('b.JPG', banded(40, 40, ['lime'], 'image/jpeg'));
    put('a.png', banded(20, 20, ['red']));
    put('c.jpeg', banded(9, 9, ['blue'], 'image/jpeg'));
    put('notes.txt', 'no picture');
    const { count, height, width, channels, images, labels, source, unreadable } = await readImageFolder(folder, { size: 4, minimum: 1 });
    expect([count, height, width, channels, labels.length, source, unreadable.length]).to.deep.equal([3, 4, 4, 3, 3, 'files', 0]);
    const colours = [0, 1, 2].map((i) => [...images.subarray(i * 48, i * 48 + 3)]);
    [[255, 0, 0], [0, 255, 0], [0, 0, 255]].forEach((colour, i) => colour.forEach((value, c) => expect(colours[i]![c]).to.be.closeTo(value, 6)));
  });

  it('gives the middle square of pictures that are wider or higher', async () => {
    put('wide.png', banded(30, 10, ['red', 'lime', 'blue']));
    const { images } = await readImageFolder(folder, { size: 10, minimum: 1 });
    for (let i = 0; i < 100; i++) expect([...images.subarray(3 * i, 3 * i + 3)]).to.deep.equal([0, 255, 0]);
  });

  it('becomes grey by how bright the colours look, and white where it is transparent', async () => {
    put('red.png', banded(8, 8, ['red']));
    put('through.png', createCanvas(8, 8).toBuffer('image/png'));
    const { images, channels } = await readImageFolder(folder, { size: 2, channels: 1, minimum: 1 });
    expect(channels).to.equal(1);
    expect([...images]).to.deep.equal([76, 76, 76, 76, 255, 255, 255, 255]);
  });

  it('may be cut short', async () => {
    for (const name of ['a', 'b', 'c']) put(`${name}.png`, banded(4, 4, ['red']));
    expect((await readImageFolder(folder, { limit: 2 })).count).to.equal(2);
  });

  it('leaves out what cannot be read, names it, and changes no file', async () => {
    put('good.png', banded(4, 4, ['red']));
    put('broken.png', 'not a picture at all');
    put('half.jpg', banded(64, 64, ['red'], 'image/jpeg').subarray(0, 20));
    mkdirSync(join(folder, 'folder.png'));
    const before = readdirSync(folder).filter((name) => name !== 'folder.png').map((name) => readFileSync(join(folder, name)).toString('hex'));
    const { count, unreadable, description } = await readImageFolder(folder, { minimum: 1 });
    expect(count).to.equal(1);
    expect(unreadable).to.deep.equal(['broken.png', 'folder.png', 'half.jpg']);
    expect(description).to.match(/3 files could not be read and were left out \(broken\.png, folder\.png, half\.jpg\)\.$/);
    expect(readdirSync(folder).filter((name) => name !== 'folder.png').map((name) => readFileSync(join(folder, name)).toString('hex'))).to.deep.equal(before);
  });

  it('that is not there, is a file, is empty or has no pictures is said to be so', async () => {
    expect(await failure({}, join(folder, 'nowhere'))).to.match(/nowhere: there is no such folder\. Name the folder/);
    expect(await failure()).to.match(/this folder is empty\. Put files into it that end in \.png/);
    put('a.txt', 'a');
    expect(await failure()).to.match(/among the 1 things in this folder is no picture/);
    expect(await failure({}, join(folder, 'a.txt'))).to.match(/this is a file, where a folder of pictures is expected/);
  });

  it('with too few pictures says how many there are, and which could not be read', async () => {
    put('a.png', banded(4, 4, ['red']));
    put('b.png', 'none');
    expect(await failure({ minimum: 5 })).to.match(/holds 1 picture that can be read, and at least 5 are needed; 1 file could not be read and was left out \(b\.png\)\. Add some/);
  });

  it('says all of it in Chinese as well', async () => {
    expect(await failure({ language: 'zh-TW' })).to.match(/這個資料夾是空的/);
    put('a.png', banded(4, 4, ['red']));
    expect(await failure({ language: 'zh-TW' })).to.match(/讀得到的圖片只有 1 張/);
    expect((await readImageFolder(folder, { language: 'zh-TW', minimum: 1 })).description).to.match(/1 張 28×28 的彩色圖片/);
  });

  it('takes whole numbers of pixels and pictures alone', async () => {
    for (const options of [{ size: 0 }, { size: 2.5 }, { minimum: -1 }]) {
      let thrown: unknown;
      await readImageFolder(folder, options).catch((error: unknown) => { thrown = error; });
      expect(thrown).to.be.instanceOf(RangeError);
    }
  });
});
