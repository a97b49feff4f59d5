/** A kernel in this process, on real sockets, with the scripted engine; and a client of it. */
import { KernelClient } from '../../../kernel-extensions/kernel/client/index.js';
import type { ConnectionInfo, Message } from '../../../kernel-extensions/kernel/client/index.js';
import { newConnection } from '../../../kernel-extensions/kernel/client/new-connection.js';
import type { ExecuteOptions } from '../../../kernel-extensions/kernel/client/index.js';
import { SocketFrontEnd } from '../../../kernel-extensions/kernel/protocol/front-end.js';
import { identity } from '../../../kernel-extensions/kernel/supervisor/identity.js';
import { Kernel } from '../../../kernel-extensions/kernel/supervisor/kernel.js';
import { ScriptedEngine } from './scripted-engine.js';

export async function kernelOnSockets(engine = new ScriptedEngine(), change: Partial<ConnectionInfo> = {}) {
  const connection = { ...(await newConnection()), ...change };
  const log: string[] = [];
  let shutDown = () => {};
  const ended = new Promise<void>((resolve) => { shutDown = resolve; });
  const frontEnd: SocketFrontEnd = new SocketFrontEnd(connection, { onRequest: (request) => kernel.handle(request), log: (line) => log.push(line) });
  const kernel: Kernel = new Kernel({ frontEnd, engine: Promise.resolve(engine), identity, connection, log: (line) => log.push(line), onShutdown: () => shutDown() });
  await frontEnd.bind();
  const client = new KernelClient(connection);
  await client.waitUntilReady();

  /** Runs a cell; returns its reply and everything it published, `status` included. */
  async function run(code: string, options: ExecuteOptions = {}) {
    const published: Message[] = [];
    const reply = await client.execute(code, { onOutput: (message) => published.push(message), ...options });
    return { reply, published, types: published.map(typeOf) };
  }

  async function close() {
    client.close();
    await frontEnd.close();
  }

  return { connection, client, engine, log, ended, run, close };
}

/** `status: busy`, `stream`, … */
export function typeOf({ header, content }: Message): string {
  return header.msg_type === 'status' ? `status: ${content.execution_state}` : header.msg_type;
}
