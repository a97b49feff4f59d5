/** What a check is, and what a lab's checks are. */
import type { Draw } from './draw.js';
import type { Text } from './language.js';
import type { Student } from './student.js';

export interface Check {
  task: string;
  /** What holds when the check passes: "doubles the image's side at stride 2". */
  name: Text;
  /** What the check is worth in the grader; 1 when not given. */
  points?: number;
  /** Throws a Finding when the student's code is not right. `draw` gives its inputs. */
  test(student: Student, draw: Draw): Promise<void>;
}

export type Visibility = 'public' | 'hidden';
