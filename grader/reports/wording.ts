/** What reports say in the student's language. */
import type { Language } from '../../tests/checks/language.js';
import type { GradedCheck } from '../result.js';

type Say<A extends unknown[]> = Readonly<Record<Language, (...values: A) => string>>;

/** "✓ doubles the image's side" */
export const headline = (name: string, status: GradedCheck['status']): string => `${status === 'failed' ? '✗' : '✓'} ${name}`;

const signed = (points: number): string => (points < 0 ? `−${-points}` : String(points));

export const words = {
  title: { en: (lab: string) => `Feedback: ${lab}`, 'zh-TW': (lab) => `評語：${lab}` } satisfies Say<[string]>,
  points: { en: (points: number, of: number) => `${points} of ${of} points`, 'zh-TW': (points, of) => `${points} / ${of} 分` } satisfies Say<[number, number]>,
  unscored: { en: () => 'gives no points', 'zh-TW': () => '不計分' } satisfies Say<[]>,
  explanation: {
    en: () => 'Each task is checked with the inputs that you know from the notebook and with others. The others give the points.',
    'zh-TW': () => '每個任務都會用筆記本裡看得到的輸入檢查，也會用其他輸入檢查；分數由後者決定。',
  } satisfies Say<[]>,
  automatic: { en: (points: number) => `From the checks: ${points} points.`, 'zh-TW': (points) => `自動檢查：${points} 分。` } satisfies Say<[number]>,
  late: { en: (points: number) => `Handed in late: −${points} points.`, 'zh-TW': (points) => `遲交：扣 ${points} 分。` } satisfies Say<[number]>,
  manual: { en: (points: number, comment: string) => `By your instructor: ${signed(points)} points. ${comment}`, 'zh-TW': (points, comment) => `老師評分：${signed(points)} 分。${comment}` } satisfies Say<[number, string]>,
  warnings: { en: () => 'To look at', 'zh-TW': () => '請留意' } satisfies Say<[]>,
  ungraded: { en: () => 'This notebook could not be graded', 'zh-TW': () => '這本筆記本無法評分' } satisfies Say<[]>,
  broken: { en: () => 'This check did not work; it counts as passed.', 'zh-TW': () => '這項檢查無法運作，視為通過。' } satisfies Say<[]>,
};
