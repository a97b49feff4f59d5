/**
 * A kernel in a process of its own, for fuzz.test.ts: the real sockets and the real supervisor over
 * the scripted engine. Tells its memory, in bytes after a collection, and the calls of its
 * engine when it is sent anything.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConnectionFile } from '../../../kernel-extensions/kernel/protocol/connection.js';
import { SocketFrontEnd } from '../../../kernel-extensions/kernel/protocol/front-end.js';
import { identity } from '../../../kernel-extensions/kernel/supervisor/identity.js';
import { Kernel } from '../../../kernel-extensions/kernel/supervisor/kernel.js';
import { createLog } from '../../../kernel-extensions/kernel/supervisor/log.js';
import { ScriptedEngine } from './scripted-engine.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const log = createLog();
const connection = readConnectionFile(process.argv[2]);
const engine = new ScriptedEngine();
const frontEnd: SocketFrontEnd = new SocketFrontEnd(connection, { onRequest: (request) => kernel.handle(request), log });
const kernel: Kernel = new Kernel({ frontEnd, engine: Promise.resolve(engine), identity, connection, log, onShutdown: () => process.exit(0) });
await frontEnd.bind();
process.on('message', () => {
  const calls = engine.calls.length;
  engine.calls.length = 0;
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send!({ kept: heapUsed + external, rss, calls });
});
process.on('disconnect', () => process.exit(0));
