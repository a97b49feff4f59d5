/**
 * Answers the checks' calls inside of the notebook's own process. The child (child.ts) lets a cell
 * run `serve`, so that a call which never ends can be interrupted like any cell.
 */
import { connect } from 'node:net';
import { runInThisContext } from 'node:vm';
import { recoverFromInterrupt } from '../../labs/helpers/recover.js';
import { Answerer, type Request } from '../../tests/checks/answer.js';
import { LineReader } from './lines.js';
import { maximumLine } from './messages.js';

/** A variable of the notebook; undefined when there is none of that name. */
function lookUp(name: string): unknown {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return undefined;
  return runInThisContext(`typeof ${name} === 'undefined' ? undefined : ${name}`);
}

/** A promise that fails and that nobody waits for has no say in an answer; the runtime would end the calls, sooner or later than the answer comes. */
function leaveRejectionsAlone(): void {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {});
}

// Held values outlive an interrupted call.
const answerer = new Answerer(lookUp);

/** Answers what comes over the socket at `path`, one request a line, until it is closed. */
export function serve(path: string): Promise<void> {
  recoverFromInterrupt();
  leaveRejectionsAlone();
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let queue = Promise.resolve();
    const lines = new LineReader(maximumLine, (line) => {
      queue = queue.then(async () => {
        const reply = await answerer.answer(JSON.parse(line) as Request);
        socket.write(`${JSON.stringify(reply)}\n`);
      }).catch(reject);
    });
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}
