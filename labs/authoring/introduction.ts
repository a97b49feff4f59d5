/**
 * What a lab says of itself in its first text cell: title, goal and minutes, for a list of labs.
 */
import type { Language, SourceCell } from './percent.js';

export interface Introduction {
  title?: string;
  /** Markdown, one paragraph. */
  goal?: string;
  /** Reading, writing and computing together. */
  minutes?: number;
}

const marks: Record<Language, { goal: RegExp; minutes: RegExp }> = {
  en: { goal: /\*\*Goal\.\*\* ([\s\S]+?)\s*(?=\n\n|\*\*|$)/, minutes: /\*\*Time\.\*\* About (\d+) minutes/ },
  'zh-TW': { goal: /\*\*目標。\*\*\s*([\s\S]+?)\s*(?=\n\n|\*\*|$)/, minutes: /\*\*時間。\*\* 大約 (\d+) 分鐘/ },
};

/** Reads the first text cell of a language; what it does not say is left out. */
export function introductionOf(cells: SourceCell[], language: Language): Introduction {
  const text = cells.find((cell) => cell.kind === 'markdown' && cell.language === language)?.text ?? '';
  const title = /^# (.+)$/m.exec(text)?.[1];
  const goal = marks[language].goal.exec(text)?.[1];
  const minutes = marks[language].minutes.exec(text)?.[1];
  return {
    ...(title && { title }),
    // Chinese lines join without a blank.
    ...(goal && { goal: goal.replace(/\n/g, language === 'en' ? ' ' : '') }),
    ...(minutes && { minutes: Number(minutes) }),
  };
}
