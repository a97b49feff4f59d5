/** What the start page shows: a course of notebooks. The labs implement it, so that this server knows none of them. */

export const courseLanguages = ['en', 'zh-TW'] as const;
export type CourseLanguage = (typeof courseLanguages)[number];

export interface Task {
  id: string;
  /** What the student's own notebook says: `open` where its check has not been run. */
  state: 'open' | 'passed' | 'failed';
}

export interface Lesson {
  /** Of the notebook, below the served folder. */
  path: string;
  title: string;
  /** Markdown, one paragraph. */
  goal?: string;
  minutes?: number;
  tasks: Task[];
  /** Has a cell been run? */
  isStarted: boolean;
  /** Why the notebook cannot be read. */
  problem?: string;
}

export interface Machine {
  backend: string;
  /** Why this backend: a sentence. */
  reason: string;
  /** Training rounds (one update of each network) of the course's first GAN, batch 64, in a minute. */
  roundsPerMinute: number;
}

export interface Course {
  /** In course order; empty when there are none in this language. */
  lessons(language: CourseLanguage): Promise<Lesson[]>;
  /** Puts the untouched notebook in the place of the student's, which is kept; returns the path of the kept one. */
  startOver(path: string): Promise<string>;
  /** Measured once, which takes a few seconds. */
  machine(): Promise<Machine>;
}
