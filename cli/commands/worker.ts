/** `minimax worker`: grades what `minimax grade --queue` hands over, on this machine or another. */
import { Option, type Command } from 'commander';
import { isolationNames, startWorker, type IsolationName } from '../../grader/index.js';
import { count } from './arguments.js';

export function register(program: Command): void {
  program.command('worker')
    .description('grade notebooks from a queue (BullMQ on Redis); start as many as there are cores and machines')
    .requiredOption('--queue <url>', 'the Redis server: redis://host:port')
    .option('--jobs <n>', 'notebooks graded at a time', count, 1)
    .addOption(new Option('--isolation <tier>', 'how the students\' code is kept apart').choices([...isolationNames]).default('auto'))
    .action(async ({ queue, jobs, isolation }: { queue: string; jobs: number; isolation: IsolationName }) => {
      const secret = process.env.MINIMAX_COURSE_SECRET;
      if (!secret) throw new Error('set MINIMAX_COURSE_SECRET to the secret of the class: what `minimax grade` has, or has written to course-secret in its folder.');
      const end = await startWorker({ url: queue, secret, jobs, isolation, onDone: (line) => console.log(line), onError: ({ message }) => complain(message) });
      console.log('Waiting for notebooks. Stop with Ctrl-C: what has been begun is finished first; Ctrl-C again stops at once.');
      let isEnding = false;
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          // At once the second time: Redis may be gone, and another worker takes over what is left.
          if (isEnding) process.exit(1);
          isEnding = true;
          void end().finally(() => process.exit(0));
        });
      }
    });
}

let lastComplaint = '';

/** While Redis is away, BullMQ says so many times a second. */
function complain(message: string): void {
  if (message !== lastComplaint) console.error(message);
  lastComplaint = message;
}
