/** Ends the kernel when whoever started it is gone: a kernel without a front end is an orphan. */

const pollEvery = 1000;

/**
 * Calls `onGone` once. Our own launcher holds an IPC channel open, which closes with it on every
 * platform. Jupyter announces itself by JPY_PARENT_PID; there the parent process is watched. A
 * kernel started by hand is left alone.
 */
export function watchParent(onGone: () => void, env: NodeJS.ProcessEnv = process.env): void {
  if (process.channel) {
    process.once('disconnect', onGone);
    process.channel.unref();
  } else if (env.JPY_PARENT_PID !== undefined) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent && isAlive(parent)) return;
      clearInterval(timer);
      onGone();
    }, pollEvery);
    timer.unref();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
