/**
 * The words that displays show to the reader, in each language of the labs. Values, names and error
 * messages meant for programmers are not here.
 */
export type Language = 'en' | 'zh-TW';

const en = {
  // Tensors
  disposed: 'disposed: its memory has been released',
  unreadable: 'its values cannot be read',
  noValues: 'no values',
  firstValues: 'first values',
  min: 'min', max: 'max', mean: 'mean', std: 'std',
  ofFirst: 'statistics of the first {count} values',
  // Pictures
  pictures: '{count} pictures of {height} × {width}, {channels}',
  picture: 'picture of {height} × {width}, {channels}',
  gray: 'gray', color: 'colour', colorAlpha: 'colour with transparency',
  valueRange: 'black = {low}, white = {high}',
  onlyFirst: 'the first {shown} of {count}',
  noCanvas: 'the canvas package could not be loaded, so there is no picture: {reason}',
  // Models
  layer: 'layer', kind: 'kind', outputShape: 'output shape', parameters: 'parameters', details: 'details',
  parameterCount: '{count} parameters', trainableCount: '{count} trainable',
  stride: 'stride {size}', noBias: 'no bias',
  input: 'input',
  total: 'total', trainable: 'trainable', notTrainable: 'not trainable', frozen: 'frozen',
  notBuilt: 'Not built yet: the shapes are unknown. Give the first layer an inputShape, or call the model once.',
  noLayers: 'No layers yet: add one with model.add(…).',
  shapeWalk: 'Tensor shapes through {name}',
  features: '{count} features',
  // Tables
  moreRows: '… {count} more rows',
  // Charts
  figure: 'figure', points: '{count} points', last: 'last', step: 'step', value: 'value', count: 'count',
  // Progress
  elapsed: '{time} elapsed', left: '{time} left', perSecond: '{rate} per second', perStep: '{time} per step',
  finished: 'finished', interrupted: 'interrupted', failed: 'stopped by an error',
  progress: 'Progress',
  // Training
  training: 'Training', round: 'round', loss: 'loss',
} as const;

const zhTW: Record<keyof typeof en, string> = {
  disposed: '已釋放：記憶體已經歸還',
  unreadable: '無法讀取數值',
  noValues: '沒有數值',
  firstValues: '前幾個數值',
  min: '最小值', max: '最大值', mean: '平均', std: '標準差',
  ofFirst: '只統計前 {count} 個數值',
  pictures: '{count} 張 {height} × {width} 的圖片，{channels}',
  picture: '一張 {height} × {width} 的圖片，{channels}',
  gray: '灰階', color: '彩色', colorAlpha: '彩色含透明度',
  valueRange: '黑 = {low}，白 = {high}',
  onlyFirst: '{count} 張中的前 {shown} 張',
  noCanvas: '無法載入 canvas 套件，因此沒有圖片：{reason}',
  layer: '層', kind: '種類', outputShape: '輸出形狀', parameters: '參數量', details: '設定',
  parameterCount: '參數 {count} 個', trainableCount: '可訓練 {count} 個',
  stride: '步幅 {size}', noBias: '不含偏置',
  input: '輸入',
  total: '總計', trainable: '可訓練', notTrainable: '不可訓練', frozen: '已凍結',
  notBuilt: '模型尚未建立，形狀未知。請在第一層加上 inputShape，或先呼叫模型一次。',
  noLayers: '還沒有任何層：請用 model.add(…) 加入一層。',
  shapeWalk: '張量在 {name} 中的形狀變化',
  features: '{count} 個特徵',
  moreRows: '…… 還有 {count} 列',
  figure: '圖表', points: '{count} 個點', last: '最新', step: '步數', value: '數值', count: '個數',
  elapsed: '已過 {time}', left: '約剩 {time}', perSecond: '每秒 {rate} 步', perStep: '每步 {time}',
  finished: '完成', interrupted: '已中斷', failed: '因錯誤而停止',
  progress: '進度',
  training: '訓練', round: '回合', loss: '損失',
};

const tables: Record<Language, Record<keyof typeof en, string>> = { en, 'zh-TW': zhTW };
let current: Language = 'en';

/** The language of all displays that do not name one. */
export function setLanguage(language: Language): void {
  if (!Object.hasOwn(tables, language)) throw new RangeError(`Unknown language '${language}': the displays speak ${Object.keys(tables).join(' and ')}.`);
  current = language;
}

export function getLanguage(): Language {
  return current;
}

/** The words for `key`, with `{name}` replaced by `values.name`. */
export function say(key: keyof typeof en, values: Record<string, string | number> = {}, language: Language = current): string {
  return tables[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
