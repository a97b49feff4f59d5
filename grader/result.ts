/** The result of grading one notebook: what the reports are made of and the journal keeps. All plain JSON. */
import type { Visibility } from '../tests/checks/check.js';
import type { Message } from '../tests/checks/findings.js';
import type { Language, Text } from '../tests/checks/language.js';
import type { Lab } from '../tests/checks/registry.js';

export interface GradedCheck {
  name: Text;
  visibility: Visibility;
  /** What the check is worth among the hidden ones of its task. */
  points: number;
  /** `error`: the check is broken; it counts as passed and the instructor is told. */
  status: 'passed' | 'failed' | 'error';
  message?: Message;
  details?: string;
}

export interface GradedTask {
  task: string;
  score: number;
  maxScore: number;
  checks: GradedCheck[];
}

export interface Result {
  student: string;
  /** The lab of the notebook, where that is known. */
  assignment: Lab | null;
  /** The language of the notebook, and of what its student reads. */
  language: Language;
  notebook: string;
  /** SHA-256 of the notebook. */
  hash: string;
  /** When the notebook was last changed, ISO 8601. */
  timestamp: string;
  score: number;
  maxScore: number;
  /** How the student's code was kept apart: `bubblewrap`, or `unsandboxed child`. */
  isolation: string;
  seconds: number;
  /** Seconds of processor time: of the student's processes, and of the grader that judged them. */
  cpu: { sandbox: number; grader: number };
  /** Why nothing could be graded, or why the notebook was given up half-way. */
  problem?: Text;
  /** The grader failed, not the notebook: there is no score, and the next run tries again. */
  isUngraded?: true;
  /** Cells that did not run through, and other things to look at. */
  warnings: Text[];
  /** What the machinery itself complained about: for the instructor, since it names files of this machine. */
  log?: string;
  tasks: GradedTask[];
}
