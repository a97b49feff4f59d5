/** Ends the kernel when whoever started it is gone: a kernel without a front end is an orphan. */

const pollEvery = 1000;

/**
 * Calls `onGone` once. Our own launcher holds an IPC channel open, which closes with it on every
 * platform. Jupyter, and our launcher too, announce themselves by JPY_PARENT_PID: there the parent
 * process is watched. A kernel started by hand is left alone.
 */
export function watchParent(onGone: () => void, env: NodeJS.ProcessEnv = process.env): void {
  let gone = false;
  const end = () => {
    if (gone) return;
    gone = true;
    clearInterval(timer);
    onGone();
  };
  process.once('disconnect', end);
  process.channel?.unref();

  const parent = process.ppid;
  // An orphan is given to process 1, which may have happened before this line.
  const isOrphan = () => process.ppid !== parent || !isAlive(parent) || (parent === 1 && env.JPY_PARENT_PID !== '1');
  const timer = env.JPY_PARENT_PID === undefined ? undefined : setInterval(() => isOrphan() && end(), pollEvery).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
