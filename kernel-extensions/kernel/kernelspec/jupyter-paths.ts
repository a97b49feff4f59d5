/** Where Jupyter looks for kernels on each platform (jupyter_core's rules), so that Python is not needed to ask it. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface Surroundings {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
}

export const here = (): Surroundings => ({ platform: process.platform, env: process.env, home: homedir() });

/** Jupyter's data folder of this user. */
export function userDataDir({ platform, env, home }: Surroundings = here()): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'win32') return win32.join(env.APPDATA ?? win32.join(home, 'AppData', 'Roaming'), 'jupyter');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Jupyter');
  return posix.join(env.XDG_DATA_HOME || posix.join(home, '.local', 'share'), 'jupyter');
}

/** Jupyter's data folder of an installation such as /usr/local or a virtual environment. */
export const prefixDataDir = (prefix: string, { platform }: Surroundings = here()): string => (platform === 'win32' ? win32 : posix).join(prefix, 'share', 'jupyter');

/** Every data folder that Jupyter searches, the most important first. */
export function dataDirs(surroundings: Surroundings = here()): string[] {
  const { platform, env } = surroundings;
  const windows = platform === 'win32';
  const system = windows
    ? [win32.join(env.PROGRAMDATA ?? 'C:\\ProgramData', 'jupyter')]
    : ['/usr/local/share/jupyter', '/usr/share/jupyter'];
  const extra = (env.JUPYTER_PATH ?? '').split(windows ? ';' : ':').filter((path) => path !== '');
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((path): path is string => path !== undefined).map((path) => prefixDataDir(path, surroundings));
  return [...new Set([...extra, userDataDir(surroundings), ...environments, ...system])];
}
