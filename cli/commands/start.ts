/** `minimax start`: the notebook app in the browser. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { startNotebookServer } from '../../kernel-extensions/notebook-app/server/index.js';
import type { NotebookServer, ServerOptions } from '../../kernel-extensions/notebook-app/server/index.js';
import { FolderCourse } from '../course/folder-course.js';
import { runJupyter } from '../jupyter.js';

const defaultPort = 8888;
/** How many ports are tried after an occupied one. */
const portAttempts = 50;

interface Options {
  open: boolean;
  port?: number;
  dir: string;
  jupyter?: boolean;
}

export function register(program: Command): void {
  const labs = fileURLToPath(new URL('../../../labs', import.meta.url));
  program
    .command('start')
    .description('open the notebooks in the browser (needs neither Python nor Jupyter)')
    .option('--no-open', 'do not open a browser')
    .option('--port <number>', `the port to listen on (default: ${defaultPort}, or the next free one)`, parsePort)
    .option('--dir <folder>', 'the folder with the notebooks', labs)
    .option('--jupyter', 'hand over to an installed Jupyter, with this kernel')
    .action(start);
}

async function start({ open, port, dir, jupyter = false }: Options): Promise<void> {
  const root = resolve(dir);
  if (!existsSync(root) || !statSync(root).isDirectory()) throw new Error(`There is no folder ${root}. Name the folder with the notebooks: minimax start --dir FOLDER`);
  if (jupyter) {
    process.exitCode = await runJupyter({ root, open, port });
    return;
  }
  console.log(`Serving the notebooks in ${root}`);
  const log = process.env.MINIMAX_DEBUG ? (line: string) => process.stderr.write(line.endsWith('\n') ? line : `${line}\n`) : undefined;
  const server = await listen({ root, course: new FolderCourse(root), token: process.env.MINIMAX_TOKEN || undefined, log }, port);
  endWith(server);
  if (open) openBrowser(server.addressForBrowser());
  console.log(open ? 'Opening it in your browser. Stop with Ctrl-C; notebooks are saved as you work. If no window opens, this is the address:' : 'Stop with Ctrl-C. Open this address in your browser:');
  printAddress(server);
}

/** An address logs in one browser and is of no use after that, so the terminal always closes on a fresh one. */
function printAddress(server: NotebookServer): void {
  console.log(server.addressForBrowser(() => {
    console.log('A browser has opened this address. For another browser:');
    printAddress(server);
  }));
}

/** On `port`, or where none was asked for on the first free one. */
async function listen(options: Omit<ServerOptions, 'port'>, port: number | undefined): Promise<NotebookServer> {
  const first = port ?? defaultPort;
  for (let candidate = first; ; candidate++) {
    try {
      return await startNotebookServer({ ...options, port: candidate });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES') throw new Error(`Port ${candidate} may not be used by you. Choose one above 1023: --port ${defaultPort}`);
      if (code !== 'EADDRINUSE') throw error;
      if (port !== undefined) throw new Error(`Port ${port} is in use by another program. Choose another one with --port, or leave --port out to take a free one.`);
      if (candidate === first + portAttempts) throw new Error(`The ports ${first} to ${candidate} are all in use. Choose one with --port.`);
      console.log(`Port ${candidate} is in use by another program; trying ${candidate + 1}.`);
    }
  }
}

/** Ends the kernels with the server; a second signal ends everything at once. */
function endWith(server: NotebookServer): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(130);
    ending = true;
    console.log('\nShutting down the kernels …');
    void server.close().then(() => process.exit(0), () => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function openBrowser(address: string): void {
  const [command, ...args] = process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', address]
    : process.platform === 'darwin' ? ['open', address] : ['xdg-open', address];
  // Without a browser the printed address remains; that is no error.
  spawn(command, args, { stdio: 'ignore', detached: true }).on('error', () => {}).unref();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
