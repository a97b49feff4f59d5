/** The notebook server as a process of its own (`minimax start`), which can be stopped and killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const minimax = fileURLToPath(new URL('../../../../cli/minimax.mjs', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  readonly port: number;
  /** For programs. */
  readonly token: string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Serves `folder`; its settings are kept in `settings`. `port` 0: any free one. */
export async function startServerProcess(folder: string, settings: string, port = 0): Promise<ServerProcess> {
  const token = 'a-token-that-only-this-test-knows';
  const child = spawn(process.execPath, [minimax, 'start', '--no-open', '--port', String(port), '--dir', folder], {
    env: { ...process.env, XDG_CONFIG_HOME: settings, MINIMAX_TOKEN: token, MINIMAX_HISTORY: 'off' },
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      output += text;
      const [found] = /http:\/\/\S+\/(?=\?token=\w+\n)/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.stderr.on('data', (text) => { output += text; });
    child.once('close', () => reject(new Error(`The server ended: ${output}`)));
  });
  return {
    child, url, port: Number(new URL(url).port), token,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'close');
    },
  };
}
