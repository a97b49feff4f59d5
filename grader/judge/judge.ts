/**
 * The process that judges: it holds the hidden checks and rebuilds what submissions return, one
 * submission at a time. A value that takes its time or memory brings down this process and not the
 * batch, which starts another (pool.ts).
 */
import * as tf from '@tensorflow/tfjs';
import { silenceBanner } from '../../kernel-extensions/backend/banner.js';
import { chooseIsolation, type Isolation } from '../sandbox/isolation.js';
import { MachineError, Session } from '../sandbox/session.js';
import { removeTemporaryFolder, temporaryFolder } from '../temporary.js';
import { brokenChecks } from './broken.js';
import { gradeSubmission } from './grade.js';
import { defaultLimits } from './limits.js';
import type { JudgeEvent, JudgeRequest, JudgeSettings } from './messages.js';
import { installTransposedConvolution } from './transposed-convolution.js';

const pulseInterval = 1000;

// The arithmetic that judges is the same on every machine, whatever backend the students' code takes.
await tf.setBackend('cpu');
installTransposedConvolution();
silenceBanner();

const send = (event: JudgeEvent): void => { process.send!(event); };

/** An empty notebook has to answer a call before any student's is judged: a sandbox that lacks something is never a student's 0. */
async function tryOut(isolation: Isolation): Promise<void> {
  const folder = temporaryFolder();
  try {
    const session = await Session.start(isolation, folder, defaultLimits.sandbox);
    const reply = await session.ask({ do: 'call', name: 'nothing', args: [] }, defaultLimits.call).finally(() => session.close());
    if (reply.kind !== 'missing') throw new MachineError('an empty notebook answered a call');
  } finally {
    removeTemporaryFolder(folder);
  }
}

process.once('message', async (settings: JudgeSettings) => {
  try {
    await begin(settings);
    send({ type: 'ready' });
  } catch (error) {
    send({ type: 'failed', why: (error as Error).message });
  }
});

async function begin({ isolation: name, secret, limits }: JudgeSettings): Promise<void> {
  const options = { isolation: chooseIsolation(name), secret, limits };
  await tryOut(options.isolation);
  const isBroken = brokenChecks(options);
  process.on('message', ({ submission, given, only }: JudgeRequest) => {
    const pulse = setInterval(() => send({ type: 'pulse' }), pulseInterval);
    void gradeSubmission({ ...submission, modified: new Date(submission.modified) }, { ...options, isBroken, given, only, onTask: (task) => send({ type: 'task', task }) })
      .then((result): JudgeEvent => ({ type: 'graded', result }), (error: Error): JudgeEvent => ({ type: 'failed', why: error.stack ?? error.message }))
      .then((event) => {
        clearInterval(pulse);
        send(event);
      });
  });
}

// The batch is gone: its judges and their sandboxes go too.
process.on('disconnect', () => process.exit());
