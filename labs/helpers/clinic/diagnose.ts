/**
 * The doctor: goes through the causes and names those whose sign is there, each with its evidence and where to look.
 *
 *     diagnose(recording)                                             of a training that was watched
 *     await diagnose({ gan, data, discriminatorStep, generatorStep }) watches it for 40 rounds first
 */
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable } from '../../../kernel-extensions/display/index.js';
import { causes } from './causes/index.js';
import type { Certainty, Sign, Words } from './cause.js';
import { read } from './readings.js';
import { record, type RecordOptions } from './record.js';
import type { Recording } from './vital-signs.js';

export interface Finding extends Sign {
  /** `leaked-gradients`, … */
  cause: string;
  name: Words;
  certainty: Certainty;
}

export interface Diagnosis {
  /** The first finding's cause, or `healthy`. */
  verdict: string;
  /** Facts first, in the order of the causes. */
  findings: readonly Finding[];
  /** What was looked at and is in order. */
  inOrder: readonly Words[];
  rounds: number;
}

/** @throws RangeError for a recording without rounds */
export function diagnose(recording: Recording): Diagnosis & Displayable;
/** The training goes on by the rounds that are watched. @throws Error as `record` does */
export function diagnose(training: RecordOptions): Promise<Diagnosis & Displayable>;
export function diagnose(given: Recording | RecordOptions): (Diagnosis & Displayable) | Promise<Diagnosis & Displayable> {
  return 'gan' in given ? record(given).then(judge) : judge(given);
}

function judge(recording: Recording): Diagnosis & Displayable {
  if (recording.rounds.length === 0) throw new RangeError('A diagnosis needs a recording of one round or more.');
  const readings = read(recording);
  const looked = causes.map((cause) => ({ cause, sign: cause.find(readings) }));
  const findings = looked.flatMap(({ cause: { id, name, certainty }, sign }) => (sign ? [{ cause: id, name, certainty, ...sign }] : []));
  const inOrder = looked.flatMap(({ cause, sign }) => (sign ? [] : [cause.healthy]));
  return shown({ verdict: findings[0]?.cause ?? 'healthy', findings, inOrder, rounds: recording.rounds.length });
}

const words = {
  en: {
    healthy: (rounds: number) => `Nothing found in ${rounds} rounds: this training looks healthy.`,
    verdict: 'Diagnosis', also: 'Also seen', follows: 'may follow from it', lookAt: 'Where to look', inOrder: 'Looked at and in order',
  },
  'zh-TW': {
    healthy: (rounds: number) => `${rounds} 回合裡沒有發現問題：這個訓練看起來是健康的。`,
    verdict: '診斷', also: '另外也看到', follows: '可能是它造成的', lookAt: '該檢查哪裡', inOrder: '檢查過、沒有問題的',
  },
};

function shown(diagnosis: Diagnosis): Diagnosis & Displayable {
  return {
    ...diagnosis,
    [jupyterDisplay]() {
      const language = getLanguage(), say = words[language], { findings: [first, ...others], inOrder, rounds } = diagnosis;
      const follow = others.map(({ name, certainty, evidence }) => `${say.also}: ${name[language]}${first!.certainty === 'fact' && certainty === 'tendency' ? ` (${say.follows})` : ''}. ${evidence[language]}`);
      const lines = first ? [`${say.verdict}: ${first.name[language]}.`, first.evidence[language], `${say.lookAt}: ${first.lookAt[language]}`, ...follow] : [say.healthy(rounds)];
      const order = inOrder.map((each) => each[language]);
      const [title, ...rest] = lines.map(escapeHtml), colour = first ? '#d9822b' : '#3a9a5c';
      return {
        'text/plain': [...lines, `${say.inOrder}: ${order.join(' · ')}`].join('\n'),
        'text/html': `<div lang="${language}" style="border-left:4px solid ${colour};padding:4px 12px;max-width:60em"><p><b>${title}</b></p>${rest.map((line) => `<p>${line}</p>`).join('')}<details><summary>${say.inOrder}</summary><ul>${order.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ul></details></div>`,
      };
    },
  };
}
