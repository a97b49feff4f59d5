/** Debian's Jupyter Notebook server with our kernel in it, over a folder of its own: a peer to compare with. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installKernelSpec } from '../../../kernel-extensions/kernel/kernelspec/kernelspec.js';

const program = '/usr/bin/jupyter-notebook';

/** Why there is none here that is known, or undefined. */
export async function noDebianJupyter(): Promise<string | undefined> {
  const version = await promisify(execFile)(program, ['--version']).then(({ stdout }) => stdout.trim(), () => undefined);
  if (version === undefined) return `there is no ${program}`;
  return /^6\./.test(version) ? undefined : `${program} is of version ${version}, not 6`;
}

export interface JupyterServer {
  readonly url: string;
  readonly token: string;
  /** The served folder on disk. */
  readonly root: string;
  close(): Promise<void>;
}

/** Another program may take the port that was free: then with another one. */
export async function startDebianJupyter(attempts = 3): Promise<JupyterServer> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'minimax-debian-')));
  const [root, data] = ['labs', 'data'].map((name) => join(base, name));
  await mkdir(root);
  await installKernelSpec(data);
  const [port, token] = [await freePort(), 'token-of-the-test'];
  const server = spawn(program, ['--no-browser', '--allow-root', `--port=${port}`, '--port-retries=0', `--NotebookApp.token=${token}`, '--NotebookApp.terminals_enabled=False', `--notebook-dir=${root}`], {
    env: { ...process.env, PATH: `/usr/bin:/bin:${process.env.PATH}`, HOME: base, JUPYTER_PATH: data, JUPYTER_CONFIG_DIR: join(base, 'config'), JUPYTER_RUNTIME_DIR: join(base, 'runtime') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const isReady = await new Promise<boolean>((resolve) => {
    server.stderr.on('data', (text) => {
      log += text;
      if (log.includes(`:${port}/`)) resolve(true);
    });
    server.once('close', () => resolve(false));
  });
  if (!isReady) {
    await rm(base, { recursive: true, force: true });
    if (attempts > 1) return startDebianJupyter(attempts - 1);
    throw new Error(`Jupyter ended: ${log}`);
  }
  return {
    url: `http://127.0.0.1:${port}/`, token, root,
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(base, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
