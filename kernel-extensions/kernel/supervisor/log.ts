/** Log lines of the kernel process on its stderr, which front ends show in their server's log. */

/** At most `burst` lines a second, then one that says how many were left out. */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(line), burst = 20): (line: string) => void {
  let written = 0;
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  return (line) => {
    timer ??= setTimeout(() => {
      if (skipped > 0) write(`[minimax kernel] … and ${skipped} more lines\n`);
      written = skipped = 0;
      timer = undefined;
    }, 1000).unref();
    if (written++ < burst) write(`[minimax kernel] ${line}\n`);
    else skipped++;
  };
}
