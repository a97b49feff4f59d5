/**
 * Starts a backend in a process of its own, for `minimax doctor`: an installed package may lack its
 * driver, and may print, crash or keep its process alive.
 */
import { execFile } from 'node:child_process';

const LIMIT_MS = 60_000;
const MARK = 'trial: ';

/** undefined where the backend starts and computes; else one clause that says why it does not. */
export function tryToStart(name: string): Promise<string | undefined> {
  const script = `
    const say = (text) => process.stdout.write('\\n${MARK}' + JSON.stringify(text) + '\\n', () => process.exit());
    try {
      const { useBackend } = await import(${JSON.stringify(new URL('index.js', import.meta.url).href)});
      const tf = await import(${JSON.stringify(import.meta.resolve('@tensorflow/tfjs'))});
      await useBackend(${JSON.stringify(name)});
      const [sum] = await tf.tensor1d([1, 2]).sum().data();
      say(sum === 3 ? '' : '1 + 2 is ' + sum + ' there');
    } catch (error) {
      say(error.message);
    }`;
  const env = { ...process.env, MINIMAX_BACKEND: '' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { env, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const said = stdout.split('\n').findLast((line) => line.startsWith(MARK));
      if (said !== undefined) return resolve(JSON.parse(said.slice(MARK.length)) as string || undefined);
      resolve(error?.killed ? `it does not start within ${LIMIT_MS / 1000} s` : `its process ends: ${lastLine(stderr)}`);
    });
  });
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) || 'without a word';
