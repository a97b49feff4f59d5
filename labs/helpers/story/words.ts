/** The story in words: a sentence or two for each move, made of its numbers. */
import type { Language } from '../../../kernel-extensions/display/language.js';
import { guessingLoss, type Standing } from './story.js';

const two = (value: number): string => value.toFixed(2);
const three = (value: number): string => value.toFixed(3);

const english = {
  title: 'The forger and the expert',
  buttons: { play: 'Play', pause: 'Pause', expert: 'The expert learns', forger: 'The forger learns', back: 'Back', again: 'Start again' },
  help: 'By keyboard: focus the picture, → makes the next move in turn, ← takes one back, Home starts again.',
  real: 'real cheques', made: 'forged cheques', realDensity: 'p_data', madeDensity: 'p_G', score: 'D(x)', pale: 'pale ink', dark: 'dark ink', before: 'before this move',
  table: { before: 'before', after: 'after', expertLoss: 'loss of D', forgerLoss: 'loss of G', realScore: 'mean D(x), real', madeScore: 'mean D(G(z)), forged', distance: 'W₁(p_data, p_G)' },
  start: 'Cheques differ in one thing here: how dark their ink is. Real ones are rather dark, the forger’s first ones pale. The expert knows nothing yet: every cheque gets 0.50. The expert moves first.',
  change: (from: number, to: number) => (three(from) === three(to) ? `stayed at ${three(to)}` : `${to < from ? 'fell' : 'rose'} from ${three(from)} to ${three(to)}`),
  expert: (move: number, before: Standing, now: Standing) => `Move ${move}, the expert learns. Real cheques get ${two(now.realScore)} on average (before: ${two(before.realScore)}), forged ones ${two(now.madeScore)} (before: ${two(before.madeScore)}). The expert’s loss, which counts both, ${english.change(before.expertLoss, now.expertLoss)}. No cheque has changed, but the forger’s loss ${english.change(before.forgerLoss, now.forgerLoss)}.`,
  closer: 'The expert is less sure of real cheques than before: forged ones have come closer to them.',
  forger: (move: number, before: Standing, now: Standing) => `Move ${move}, the forger learns. Every cheque goes where the expert believes more: forged ones get ${two(now.madeScore)} on average (before: ${two(before.madeScore)}), and the forger’s loss ${english.change(before.forgerLoss, now.forgerLoss)}. The distance from p_G to p_data ${english.change(before.distance, now.distance)}. The expert’s curve is the same, and real cheques still get ${two(now.realScore)}; but the expert’s loss ${english.change(before.expertLoss, now.expertLoss)}.`,
  nowhere: (move: number) => `Move ${move}, the forger learns. The expert says the same of every ink, so no cheque knows where to go, and none has moved.`,
  over: `The expert can do hardly better than guess: always saying ½ would lose 2 ln 2 = ${three(guessingLoss)}. p_G has come close to p_data.`,
};

export type StoryWords = typeof english;

const chinese: StoryWords = {
  title: '偽造者與鑑定專家',
  buttons: { play: '播放', pause: '暫停', expert: '專家學習', forger: '偽造者學習', back: '退回', again: '重新開始' },
  help: '使用鍵盤時：先選取圖，→ 走下一步，← 退回一步，Home 重新開始。',
  real: '真支票', made: '假支票', realDensity: 'p_data', madeDensity: 'p_G', score: 'D(x)', pale: '墨水淡', dark: '墨水深', before: '這一步之前',
  table: { before: '之前', after: '之後', expertLoss: 'D 的損失', forgerLoss: 'G 的損失', realScore: '真支票的平均 D(x)', madeScore: '假支票的平均 D(G(z))', distance: 'W₁(p_data, p_G)' },
  start: '這裡的支票只有一點不同：墨水的深淺。真支票比較深，偽造者最初做的很淡。專家還什麼都不懂：每張支票都給 0.50 分。專家先走。',
  change: (from, to) => (three(from) === three(to) ? `仍是 ${three(to)}` : `由 ${three(from)} ${to < from ? '降到' : '升到'} ${three(to)}`),
  expert: (move, before, now) => `第 ${move} 步，專家學習。真支票平均得 ${two(now.realScore)} 分（之前 ${two(before.realScore)}），假支票 ${two(now.madeScore)} 分（之前 ${two(before.madeScore)}）。專家的損失兩者都算，${chinese.change(before.expertLoss, now.expertLoss)}。支票沒有任何改變，但偽造者的損失${chinese.change(before.forgerLoss, now.forgerLoss)}。`,
  closer: '專家對真支票不像之前那麼有把握：假支票已經更接近它們了。',
  forger: (move, before, now) => `第 ${move} 步，偽造者學習。每張假支票都移向專家比較相信的地方：假支票平均得 ${two(now.madeScore)} 分（之前 ${two(before.madeScore)}），偽造者的損失${chinese.change(before.forgerLoss, now.forgerLoss)}。p_G 到 p_data 的距離${chinese.change(before.distance, now.distance)}。專家的曲線沒有變，真支票仍得 ${two(now.realScore)} 分；但專家的損失${chinese.change(before.expertLoss, now.expertLoss)}。`,
  nowhere: (move) => `第 ${move} 步，偽造者學習。專家對每一種墨色都給同樣的分數，支票不知道該往哪裡移，所以都沒有動。`,
  over: `專家幾乎只能用猜的：永遠回答 ½ 的損失是 2 ln 2 = ${three(guessingLoss)}。p_G 已經接近 p_data。`,
};

export const storyWords = (language: Language): StoryWords => (language === 'en' ? english : chinese);

/** Within this of what guessing loses, and of p_data, the story is over. */
const near = { loss: 0.03, distance: 0.4 };

/** Has the forger won? */
export const isOver = ({ expertLoss, distance }: Standing): boolean => Math.abs(expertLoss - guessingLoss) < near.loss && distance < near.distance;

/** What happened in the last move. */
export function tell(words: StoryWords, moves: number, before: Standing | undefined, now: Standing): string {
  if (!before || !now.mover) return words.start;
  if (now.mover === 'forger' && now.points.every((x, i) => Math.abs(x - before.points[i]!) < 1e-6)) return words.nowhere(moves);
  const sentences = [words[now.mover](moves, before, now)];
  if (now.mover === 'expert' && before.mover === 'forger' && now.realScore < before.realScore - 0.005) sentences.push(words.closer);
  if (isOver(now)) sentences.push(words.over);
  return sentences.join(' ');
}
