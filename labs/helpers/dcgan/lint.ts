/**
 * Reads a GAN for the five guidelines of DCGAN and says, in the notebook's language, where it departs from
 * them: `lintDCGAN({ generator, discriminator })`. The rules are in tests/checks/guidelines.ts.
 */
import type * as tf from '@tensorflow/tfjs';
import { escapeHtml, getLanguage, jupyterDisplay, type Displayable, type Language } from '../../../kernel-extensions/display/index.js';
import { departuresOf, guidelines, type Departure } from '../../../tests/checks/guidelines.js';

export interface LintFinding extends Pick<Departure, 'guideline' | 'network'> {
  sentence: string;
}

export interface LintReport extends Displayable {
  readonly findings: readonly LintFinding[];
}

/**
 * Any of the two networks may be left out. Reads the layers only: no training, no picture.
 * @throws TypeError when there is neither
 */
export function lintDCGAN(networks: { generator?: tf.LayersModel; discriminator?: tf.LayersModel }): LintReport {
  if (!networks.generator && !networks.discriminator) throw new TypeError('lintDCGAN needs a generator, a discriminator or both: lintDCGAN({ generator, discriminator }).');
  const language = getLanguage();
  const findings = departuresOf(networks).map(({ guideline, network, text }) => ({ guideline, network, sentence: text[language] }));
  return { findings, [jupyterDisplay]: () => bundleOf(findings, language) };
}

const advice: Record<Language, string> = { en: 'Also', 'zh-TW': '此外' };
const colors = { '✓': '#1a7f37', '✗': '#c62828', '·': 'gray' };

function bundleOf(findings: readonly LintFinding[], language: Language): Record<string, string> {
  const section = (mark: keyof typeof colors, title: string, guideline: number) =>
    ({ mark, title, sentences: findings.filter((finding) => finding.guideline === guideline).map(({ network, sentence }) => `${network}: ${sentence}`) });
  const isKept = (guideline: number) => findings.every((finding) => finding.guideline !== guideline);
  const sections = guidelines.map((text, i) => section(isKept(i + 1) ? '✓' : '✗', `${i + 1}. ${text[language]}`, i + 1));
  if (!isKept(0)) sections.push(section('·', advice[language], 0));
  return {
    'text/plain': sections.flatMap(({ mark, title, sentences }) => [`${mark} ${title}`, ...sentences.map((sentence) => `    ${sentence}`)]).join('\n'),
    'text/html': `<ul lang="${language}" style="list-style:none;padding:0;margin:4px 0">${sections.map(({ mark, title, sentences }) =>
      `<li><b style="color:${colors[mark]}">${mark}</b> ${escapeHtml(title)}${sentences.map((sentence) => `<div style="margin-left:1.5em">${escapeHtml(sentence)}</div>`).join('')}</li>`).join('')}</ul>`,
  };
}
