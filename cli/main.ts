/**
 * The `minimax` command line: one file a command in commands/, each registering itself on the program.
 */
import { Command } from 'commander';

const program = new Command('minimax')
  .description('A TypeScript notebook kernel and a GAN course lab pack')
  .showHelpAfterError('(run with --help for the options)');

// Loaded on demand: `minimax kernel` must not pay for tfjs, nor `minimax grade` for the notebook app.
const commands: Record<string, () => Promise<{ register(program: Command): void }>> = {
  start: () => import('./commands/start.js'),
  bench: () => import('./commands/bench.js'),
  data: () => import('./commands/data.js'),
  doctor: () => import('./commands/doctor.js'),
  kernel: () => import('./commands/kernel.js'),
  run: () => import('./commands/run.js'),
  collect: () => import('./commands/collect.js'),
  grade: () => import('./commands/grade.js'),
  assign: () => import('./commands/assign.js'),
  merge: () => import('./commands/merge.js'),
  worker: () => import('./commands/worker.js'),
};

const wanted = process.argv[2];
const names = wanted !== undefined && wanted in commands ? [wanted] : Object.keys(commands);
for (const name of names) (await commands[name]()).register(program);

/** What the system says about a file, as a sentence. */
function sentence({ code, path, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC') return 'the disk is full: make room and run the command again.';
  if (path === undefined) return message;
  switch (code) {
    case 'ENOENT': return `there is no file or folder ${path}`;
    case 'EACCES': case 'EPERM': case 'EROFS': return `${path} may not be read or written by you`;
    case 'EEXIST': case 'ENOTDIR': return `${path} would have to be a folder, and is a file or lies in one`;
    default: return message;
  }
}

try {
  await program.parseAsync();
} catch (error) {
  // A command throws an Error whose message is a sentence for the user; the stack helps only us.
  console.error(process.env.MINIMAX_DEBUG ? error : `minimax: ${sentence(error as NodeJS.ErrnoException)}`);
  process.exitCode = 1;
}
