/** Where settings and the keys of this user are kept, outside of every project. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function userFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'minimax-labs');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'minimax-labs');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'minimax-labs');
}
