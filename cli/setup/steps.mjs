// The steps behind `npm start` and `npm test`, each said in a line with the time it took.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, root } from './build.mjs';
import { install, whyInstall } from './install.mjs';

const say = (line) => console.log(line);

/** Returns the exit code of the program that was started. */
export async function run(what, args) {
  const started = performance.now();
  const reason = whyInstall(root);
  if (reason) {
    say(`Installing the npm packages (${reason}); this needs the internet once and takes 1–3 minutes …`);
    await install(root, say);
  }
  const built = await build({ say });
  if (reason || built.length > 0) say(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return what === 'test' ? test(args) : node([join(root, 'cli', 'minimax.mjs'), what ?? 'start', ...args]);
}

/** Tests whose title says `@full` take long and run only with --full: one file after the other, since some of them measure. */
async function test(args) {
  const rest = args.filter((arg) => arg !== '--full');
  const chosen = rest.some((arg) => /^(-g|-f|--grep|--fgrep)/.test(arg));
  const selection = rest.length < args.length || chosen ? [] : ['--parallel', '--jobs', '2', '--fgrep', '@full', '--invert'];
  process.env.MINIMAX_HISTORY = 'off'; // Cells of tests are nobody's history.
  return node(['--enable-source-maps', join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...selection, ...rest]);
}

function node(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches the child too; it decides when to end, and we end with it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { if (signal !== 'SIGINT') child.kill(signal); });
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
