import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { RECORD_BYTES, decodeCifarBatch, decodeCifarNames, encodeCifarBatch } from '../../datasets/cifar10.js';
import { DataError } from '../../datasets/data-error.js';
import { randomStream } from '../../datasets/random.js';
import { CIFAR_SAMPLE, needs } from './support/folders.js';

const file = 'data_batch_1.bin';

describe('CIFAR-10 batches', () => {
  it('hold a label and three planes an image, which become pixels of three colours', () => {
    const bytes = new Uint8Array(2 * RECORD_BYTES);
    bytes[0] = 3;
    bytes[RECORD_BYTES] = 9;
    const second = RECORD_BYTES + 1;
    bytes.set([11], second + 33); // red, row 1, column 1
    bytes.set([22], second + 1024 + 33); // green
    bytes.set([33], second + 2048 + 33); // blue
    const { images, labels } = decodeCifarBatch(bytes, file);
    expect([...labels]).to.deep.equal([3, 9]);
    const pixel = ((1 * 32 + 1) * 32 + 1) * 3; // image 1, row 1, column 1
    expect([...images.subarray(pixel, pixel + 3)]).to.deep.equal([11, 22, 33]);
    expect(images.reduce((sum, value) => sum + value, 0)).to.equal(66);
  });

  it('come back unchanged after writing and reading', () => {
    const random = randomStream(8);
    for (const count of [1, 2, 7]) {
      const images = Uint8Array.from({ length: count * 3072 }, () => Math.floor(random() * 256));
      const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * 10));
      expect(decodeCifarBatch(encodeCifarBatch({ images, labels }), file)).to.deep.equal({ images, labels });
    }
  });

  it('are refused when they are no whole number of records', () => {
    for (const length of [1, RECORD_BYTES - 1, RECORD_BYTES + 1, 0]) {
      expect(() => decodeCifarBatch(new Uint8Array(length), file), `${length} bytes`).to.throw(DataError, file);
    }
    expect(() => decodeCifarBatch(new Uint8Array(2 * RECORD_BYTES + 5), file)).to.throw('6,151 bytes are 2 records of 3,073 bytes and 5 bytes more');
  });

  it('are refused when a label is not 0–9', () => {
    const bytes = new Uint8Array(3 * RECORD_BYTES);
    bytes[2 * RECORD_BYTES] = 10;
    expect(() => decodeCifarBatch(bytes, file)).to.throw(DataError, 'the label of image 2 is 10');
  });

  it('have ten class names, with any line ends and blank lines', () => {
    const ten = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(decodeCifarNames(`${ten.join('\r\n')}\r\n\r\n`, 'batches.meta.txt')).to.deep.equal(ten);
    expect(() => decodeCifarNames('cat\ndog\n', 'batches.meta.txt')).to.throw(DataError, 'its class names are 2, CIFAR-10 has 10');
  });

  it('of the real set are read and written back to the same bytes', async function () {
    needs(this, CIFAR_SAMPLE);
    const bytes = await readFile(join(CIFAR_SAMPLE, 'cifar-10-batches-bin', 'test_batch.bin'));
    const batch = decodeCifarBatch(bytes, file);
    expect(batch.labels).to.have.length(500);
    expect(Buffer.compare(encodeCifarBatch(batch), bytes)).to.equal(0);
  });
});
