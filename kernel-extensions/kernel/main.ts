/**
 * The kernel process: `node main.js <connection file> [--owned]`. Listens before the engine has
 * started, so that a front end gets its first answer early. `--owned`: the folder of the connection
 * file is this kernel's alone, and goes with it when its launcher is gone.
 */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine, EngineOptions } from './engine-api.js';
import { userDataDir } from './kernelspec/jupyter-paths.js';
import { readConnectionFile } from './protocol/connection.js';
import type { SocketFrontEnd } from './protocol/front-end.js';
import { identity } from './supervisor/identity.js';
import { Kernel } from './supervisor/kernel.js';
import { watchParent } from './supervisor/lifetime.js';
import { createLog } from './supervisor/log.js';

const log = createLog();
// A closed pipe of a front end that has gone is no reason to die.
process.stderr.on('error', () => {});
process.stdout.on('error', () => {});
process.on('uncaughtException', (error) => log(`fault of the kernel: ${error.stack ?? error}`));

async function loadEngine(): Promise<Engine> {
  const { createEngine } = await import('./engine.js');
  return createEngine({ cwd: process.cwd(), typeErrors: typeErrorsSetting() });
}

/** `MINIMAX_TYPE_ERRORS`: `error` (type errors stop a cell), `warn` or `off`. */
function typeErrorsSetting(value = process.env.MINIMAX_TYPE_ERRORS): EngineOptions['typeErrors'] {
  if (value === undefined || value === 'error' || value === 'warn' || value === 'off') return value;
  log(`MINIMAX_TYPE_ERRORS is ${JSON.stringify(value)}: expected "error", "warn" or "off"; taking "error"`);
  return 'error';
}

/** `MINIMAX_HISTORY`: `off`, or the folder for the inputs of all sessions; by default one in Jupyter's data folder. */
function historySetting(value = process.env.MINIMAX_HISTORY): string | undefined {
  if (value === 'off') return undefined;
  return value || join(userDataDir(), 'minimax-history');
}

async function main(connectionFile: string | undefined, flag: string | undefined): Promise<void> {
  if (connectionFile === undefined) throw new Error('Usage: node main.js <connection file>. Jupyter starts the kernel so; `minimax kernel install` tells Jupyter about it.');
  const connection = readConnectionFile(connectionFile);
  // The compiler takes longest to start: its process is on its way before the sockets' library is loaded.
  const engine = await loadEngine();
  const { SocketFrontEnd: OnSockets } = await import('./protocol/front-end.js');
  const frontEnd: SocketFrontEnd = new OnSockets(connection, { onRequest: (request) => kernel.handle(request), log });
  const exit = () => void frontEnd.close().finally(() => process.exit(0));
  const end = () => void kernel.end().then(exit);
  const kernel: Kernel = new Kernel({ frontEnd, engine: Promise.resolve(engine), identity, connection, historyFolder: historySetting(), log, onShutdown: exit });
  await frontEnd.bind();

  process.on('SIGINT', () => void kernel.interrupt().catch((error: Error) => log(`interrupt: ${error.message}`)));
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  watchParent(() => {
    if (flag === '--owned') rmSync(dirname(connectionFile), { recursive: true, force: true });
    end();
  });
}

main(process.argv[2], process.argv[3]).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
