// Installs the npm packages when, and only when, they are not all there. Needs no package itself.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const networkFailure = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/;
const diskFailure = /ENOSPC/;

/**
 * Why the packages have to be installed, as half a sentence, or undefined when all are there.
 * npm writes node_modules/.package-lock.json as the last act of an install; our own mark stands
 * from before an install until after it, so one that was cut short shows.
 */
export function whyInstall(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return 'first start';
  if (existsSync(join(modules, '.minimax-installing'))) return 'the last install did not finish';
  const recordFile = join(modules, '.package-lock.json');
  if (!existsSync(recordFile)) return 'the last install did not finish';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const record = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    // Optional packages are for other platforms or left out on purpose; links point into this repository.
    if (path === '' || !path.startsWith('node_modules/') || entry.optional || entry.peer || entry.devOptional) continue;
    if (record[path]?.version !== entry.version && !entry.link) return `${path.slice('node_modules/'.length)} is not at version ${entry.version}`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return undefined;
}

/** Runs `npm ci`. Throws an Error with a sentence for the user when it fails. */
export async function install(root, say) {
  const modules = join(root, 'node_modules');
  const mark = join(modules, '.minimax-installing');
  mkdirSync(modules, { recursive: true });
  writeFileSync(mark, '');
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  const ticker = setInterval(() => say(`  … still installing (${seconds()} s)`), 15_000);
  try {
    const { code, output } = await npm(root, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) throw new Error(explain(output));
    rmSync(mark, { force: true });
    say(`installed (${seconds()} s)`);
  } catch (error) {
    // `npm ci` begins by emptying node_modules, our mark with it: set it again for the next start.
    mkdirSync(modules, { recursive: true });
    writeFileSync(mark, '');
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

function explain(output) {
  if (diskFailure.test(output)) return 'The disk is full: the packages need about 1 GB. Free some space and run the command again.';
  if (networkFailure.test(output)) {
    return 'The npm packages could not be downloaded: no connection to the npm registry.\n' +
      'The first start needs the internet once (about 250 MB); after that everything runs offline.\n' +
      'Check the connection (behind a proxy: npm config set proxy …) and run the command again.';
  }
  return `npm could not install the packages:\n${output.trim().split('\n').slice(-15).join('\n')}\nRun the command again; what is half installed is set right then.`;
}

/** The npm that called us when there is one (`npm start`), else the one on the path. */
function npm(root, args) {
  const cli = process.env.npm_execpath;
  const [command, prefix, shell] = cli && /\.c?js$/.test(cli) ? [process.execPath, [cli], false] : ['npm', [], process.platform === 'win32'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { output += text; });
    child.on('error', (error) => reject(new Error(`npm could not be started (${error.message}). It comes with Node.js: reinstall Node.js from https://nodejs.org.`)));
    child.on('close', (code) => resolve({ code, output }));
  });
}
