/**
 * What the learning curves have in common: trainings of several seeds, ours and PyTorch's, that go on in turns from one
 * point of time to the next. What is trained, and who judges it, is in learning-curves.ts and cyclegan.ts.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { series } from '../kernel-extensions/display/palette.js';
import { root, start, type Contestant, type PyTorch } from './contest.js';

export type Library = 'simd' | 'pytorch';

/** As the charts call and draw them. */
export const libraryNames: Record<Library, string> = { simd: 'ours', pytorch: 'PyTorch' };
export const libraryColors: Record<Library, string> = { simd: series[0], pytorch: series[1] };

/** The points of one training. */
export interface Run<Point> {
  library: Library;
  seed: number;
  points: Point[];
}

export interface TurnsOptions<Job extends { batch: number; threads: number }, Answer, Point> {
  seeds: number;
  /** Seconds of training in all, ascending, at which every contestant answers. */
  times: readonly number[];
  /** What a contestant of this seed is told. */
  jobOf: (seed: number) => Job;
  /** Our contestant, in this folder, and PyTorch's, in peer/. */
  scripts: Record<Library, string>;
  /** Left out without. */
  pytorch?: PyTorch;
  /** Makes a point of the curve of an answer. */
  judge: (answer: Answer, run: Run<Point>, due: number) => Point | Promise<Point>;
}

/** @throws Error with what a contestant said last, when it stops; all contestants are ended */
export async function runsInTurns<Job extends { batch: number; threads: number }, Answer, Point>({ seeds, times, jobOf, scripts, pytorch, judge }: TurnsOptions<Job, Answer, Point>): Promise<Run<Point>[]> {
  const runs: Run<Point>[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const job = jobOf(seed), told = JSON.stringify(job);
    const pairs: { contestant: Contestant; run: Run<Point> }[] = [];
    const enter = async (library: Library, name: string, command: string, script: string) => {
      pairs.push({ contestant: await start(name, job, command, [script, told]), run: { library, seed, points: [] } });
    };
    try {
      await enter('simd', 'simd', process.execPath, join(dirname(fileURLToPath(import.meta.url)), scripts.simd));
      if (pytorch) await enter('pytorch', 'PyTorch', pytorch.python, join(root, 'bench', 'peer', scripts.pytorch));
      runs.push(...pairs.map(({ run }) => run));
      for (const due of times) {
        for (const { contestant, run } of pairs) run.points.push(await judge(await contestant.ask<Answer>(due), run, due));
        // Whoever was first is second next time.
        pairs.reverse();
      }
    } finally {
      for (const { contestant } of pairs) contestant.end();
    }
  }
  return runs;
}

/** More of them at the beginning, where more happens. */
export const timesUntil = (seconds: number, points: number): number[] =>
  Array.from({ length: points }, (_, i) => Number((seconds * ((i + 1) / points) ** 2).toFixed(1)));
