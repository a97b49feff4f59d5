/** A sentence for the student, of both that are given: the one in the notebook's language. */
import { getLanguage } from '../../kernel-extensions/display/index.js';

export const inLanguage = (en: string, zhTW: string): string => (getLanguage() === 'zh-TW' ? zhTW : en);
