/**
 * A container runtime that is played by a script, for machines without one: it notes what it is
 * told, and runs the child in bubblewrap where that works here, by itself where not. It shows that
 * the tier works, not what Docker does.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = (file: string): string => JSON.stringify(fileURLToPath(new URL(`../../grader/sandbox/${file}.js`, import.meta.url)));

export interface PlayedDocker {
  /** The arguments of each command so far. */
  told(): string[][];
  remove(): void;
}

/** Runs the child, with the runtime's arguments as `args`. */
const runTheChild = `(async () => {
  const { bubblewrap } = await import(${compiled('bubblewrap')});
  const [submission] = args[args.indexOf('--volume') + 1].split(':/submission');
  const program = [process.execPath, '--no-warnings', ${compiled('child')}];
  const { file, args: rest, cwd, env } = bubblewrap.works() ? bubblewrap.prepare(submission, program) : { file: program[0], args: program.slice(1), cwd: submission, env: { PATH: process.env.PATH } };
  spawn(file, rest, { stdio: 'inherit', cwd, env }).on('exit', (code) => process.exit(code ?? 1));
})()`;

/** Puts the runtime first on the PATH of this process until it is removed. @param run the code that stands for `docker run`. */
export function playDocker(run = runTheChild): PlayedDocker {
  const folder = mkdtempSync(join(tmpdir(), 'minimax-docker-'));
  const path = process.env.PATH;
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'docker'), `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, 'told'))}, JSON.stringify(args) + '\\n');
if (args[0] === 'run') ${run};
`);
  chmodSync(join(folder, 'bin', 'docker'), 0o755);
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${path}`;
  return {
    told: () => readFileSync(join(folder, 'told'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]),
    remove() {
      process.env.PATH = path;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
