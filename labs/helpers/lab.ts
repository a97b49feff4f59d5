/**
 * A lab as its notebook sees it: opened in the first cell, asked to check each task.
 */
import { mime, setLanguage, show, type Language } from '../../kernel-extensions/display/index.js';
import { useBackend, type BackendReport } from '../../kernel-extensions/backend/index.js';
import { renderReport, runPublicChecks } from '../../tests/checks/index.js';
import { recoverFromInterrupt } from './recover.js';

export interface Lab {
  readonly name: string;
  readonly language: Language;
  /**
   * Runs the checks of a task on the student's functions and shows the answer as a card.
   * A wrong answer is a card, never an error.
   * @param task the task's id, such as `up-block`
   * @param functions the student's functions by name: `{ upBlock }`
   * @throws Error when the lab has no such task
   */
  check(task: string, functions: Record<string, unknown>): Promise<void>;
}

/**
 * Opens a lab: sets the language of everything shown and takes the fastest backend of this machine,
 * saying which.
 */
export async function openLab(name: string, { language = 'en' }: { language?: Language } = {}): Promise<Lab> {
  setLanguage(language);
  console.log(backendSentence(await useBackend('auto'), language));
  return {
    name,
    language,
    async check(task, functions) {
      recoverFromInterrupt();
      show(mime({ ...renderReport(await runPublicChecks(name, task, functions, language)) }));
    },
  };
}

/** Which backend computes. Why no other one does is what `minimax doctor` says. */
function backendSentence({ name, reason }: BackendReport, language: Language): string {
  return language === 'en' ? `tfjs backend: ${name} (${reason}).` : `運算後端：${name}（${reason}）。`;
}
