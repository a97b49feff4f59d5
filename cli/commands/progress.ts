/** Progress of a long list of jobs: a line for each, and on a terminal how many are left and about how long they take. */
export class Progress {
  private total = 0;
  private done = 0;
  private worked = 0;
  private began = performance.now();

  start(total: number): void {
    this.total = total;
    this.began = performance.now();
  }

  /** @param isWork the job took time here; others say nothing about those that are left. */
  step(line: string, isWork: boolean): void {
    this.done++;
    if (isWork) this.worked++;
    this.clear();
    console.log(line);
    if (process.stderr.isTTY && this.done < this.total) process.stderr.write(this.status());
  }

  status(now = performance.now()): string {
    const left = this.total - this.done;
    if (this.worked === 0) return `${this.done}/${this.total}`;
    return `${this.done}/${this.total}, about ${duration((left * (now - this.began)) / this.worked)} left`;
  }

  private clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

function duration(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 1) return `${Math.ceil(milliseconds / 1000)} s`;
  return minutes < 90 ? `${Math.ceil(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
