/**
 * How a submission's child is kept away from the rest of the machine. The tier that was used is
 * part of every result.
 */
import { removeTemporaryFolder, temporaryFolder } from '../temporary.js';
import { bubblewrap } from './bubblewrap.js';
import { container } from './container.js';
import { otherUser } from './other-user.js';
import { unshare } from './unshare.js';
import { bounded, childEnvironment } from './visible.js';

export type Tier = 'container' | 'bubblewrap' | 'unshare' | 'other user' | 'unsandboxed child';

export interface Isolation {
  tier: Tier;
  /** Can it be had on this machine? Containers and some systems forbid the namespaces that are needed. */
  works(): boolean;
  /** How to start `program` with the notebook's `folder` as its working directory. */
  prepare(folder: string, program: readonly string[]): Prepared;
}

export interface Prepared {
  file: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Ends what the end of the process does not end. */
  end?(): void;
  /** Removes what the child may have written, once it has ended. */
  cleanUp?(): void;
}

const unsandboxed: Isolation = {
  tier: 'unsandboxed child',
  works: () => true,
  prepare(folder, program) {
    const [file, ...args] = bounded(program);
    const scratch = temporaryFolder();
    return { file, args, cwd: folder, env: childEnvironment(scratch), cleanUp: () => removeTemporaryFolder(scratch) };
  },
};

const isolations = { container, bwrap: bubblewrap, unshare, user: otherUser, none: unsandboxed };
/** From the strongest to the weakest that `auto` accepts. */
const sandboxes = ['container', 'bwrap', 'unshare'] as const;

export const isolationNames = ['auto', 'container', 'bwrap', 'unshare', 'user', 'none'] as const;
export type IsolationName = (typeof isolationNames)[number];

/**
 * The isolation of that name; `auto` takes the strongest that works here.
 * @throws Error when it does not work here. `auto` never falls back to no isolation: that takes `none`.
 */
export function chooseIsolation(name: IsolationName): Isolation {
  const chosen = (name === 'auto' ? sandboxes : [name]).map((candidate) => isolations[candidate]).find((isolation) => isolation.works());
  if (chosen) return chosen;
  if (name !== 'auto') throw new Error(`the isolation "${name}" does not work on this machine`);
  throw new Error(
    'no sandbox works on this machine, and strangers\' code is not run without one. '
    + 'Install bubblewrap (Debian: apt install bubblewrap), or accept the risk with --isolation none.',
  );
}
