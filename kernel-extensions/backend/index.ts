/**
 * Chooses the tfjs backend: `await useBackend()` in a notebook takes the fastest one that this
 * machine has and says why. The kernels themselves are elsewhere (simd/, or an npm package).
 */
import type { BackendName, BackendOptions, Candidate, Finding } from './candidate.js';
import { silenceBanner } from './banner.js';
import { cpu } from './candidates/cpu.js';
import { simd } from './candidates/simd.js';
import { tensorflow } from './candidates/tensorflow.js';
import { webgpu } from './candidates/webgpu.js';
import { correctGradients } from './gradients/index.js';
import { tryToStart } from './trial.js';

export type { BackendName, BackendOptions } from './candidate.js';

/** One backend as `useBackend` or `minimax doctor` saw it. */
export interface BackendFinding extends Finding {
  name: BackendName;
  title: string;
}

/** Which backend is in use and why; `String(report)` is one line for a notebook. */
export interface BackendReport {
  name: BackendName;
  /** Why this one: what was found, or who asked for it. */
  reason: string;
  /** Every backend that was looked at, in order of preference. */
  considered: BackendFinding[];
  toString(): string;
}

/** From `webgpu` on, by request only: on small models its launch costs outweigh a laptop's GPU. */
const candidates: readonly Candidate[] = [tensorflow, simd, cpu, webgpu];
const automatic: readonly Candidate[] = [tensorflow, simd, cpu];

silenceBanner();
correctGradients();

/** Looks at every backend without switching one on. */
export function inspectBackends(): BackendFinding[] {
  return candidates.map(inspect);
}

/** The same, and starts those that need a driver or a native library, each in a process of its own: takes seconds where one is installed. */
export async function tryBackends(): Promise<BackendFinding[]> {
  return Promise.all(candidates.map(async (candidate): Promise<BackendFinding> => {
    const finding = inspect(candidate);
    if (!finding.usable || !candidate.startRemedy) return finding;
    const failure = await tryToStart(candidate.name);
    return failure === undefined ? finding : { ...finding, usable: false, reason: failure.replace(/^The backend .* did not start: |\.$/g, ''), remedy: candidate.startRemedy };
  }));
}

const inspect = ({ name, title, probe }: Candidate): BackendFinding => ({ name, title, ...probe() });

/**
 * Makes a tfjs backend the current one.
 *
 * @param name 'auto' takes the first usable of `tensorflow` (when tfjs-node-gpu or tfjs-node is
 *   installed), `simd`, `cpu`. The environment variable MINIMAX_BACKEND goes before this argument.
 * @throws Error when a backend asked for by name cannot be had; its message says why and what mends it.
 */
export async function useBackend(name: BackendName | 'auto' = 'auto', options: BackendOptions = {}): Promise<BackendReport> {
  const fromEnvironment = process.env.MINIMAX_BACKEND;
  const wanted = fromEnvironment || name;
  const asker = fromEnvironment ? 'MINIMAX_BACKEND asks for it' : 'asked for by name';
  return wanted === 'auto' ? firstUsable(options) : byName(wanted, asker, options);
}

async function firstUsable(options: BackendOptions): Promise<BackendReport> {
  const considered: BackendFinding[] = [];
  for (const candidate of automatic) {
    const finding = inspect(candidate);
    considered.push(finding);
    if (!finding.usable) continue;
    try {
      await candidate.activate(options);
      return report(finding.name, finding.reason, considered);
    } catch (error) {
      Object.assign(finding, { usable: false, reason: messageOf(error) });
    }
  }
  throw new Error(`No tfjs backend starts on this machine. ${considered.map(describe).join(' ')}`);
}

async function byName(wanted: string, asker: string, options: BackendOptions): Promise<BackendReport> {
  const candidate = candidates.find(({ name }) => name === wanted);
  if (!candidate) {
    throw new Error(`There is no backend '${wanted}' (${asker}). Choose one of: auto, ${candidates.map(({ name }) => name).join(', ')}.`);
  }
  const finding = inspect(candidate);
  if (!finding.usable) throw new Error(`The backend '${wanted}' cannot be used here: ${describe(finding)}`);
  try {
    await candidate.activate(options);
  } catch (error) {
    throw new Error(`The backend '${wanted}' did not start: ${messageOf(error)}.`, { cause: error });
  }
  return report(candidate.name, `${finding.reason}; ${asker}`, [finding]);
}

function report(name: BackendName, reason: string, considered: BackendFinding[]): BackendReport {
  return {
    name, reason, considered,
    toString() {
      const passedOver = considered.filter((finding) => finding.name !== name).map(({ name, reason }) => `${name}: ${reason}`);
      return `tfjs backend: ${name} (${reason})${passedOver.length > 0 ? `. Not taken: ${passedOver.join('; ')}` : ''}.`;
    },
  };
}

const describe = ({ reason, remedy }: Finding) => `${reason}.${remedy ? ` To mend it: ${remedy}` : ''}`;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
