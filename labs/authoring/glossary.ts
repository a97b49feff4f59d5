/**
 * The words of the course in both languages: one word for one thing, in every lab. A Chinese text whose
 * English twin has the word of the first column has that of the second (tests/labs/translation.test.ts).
 */
export const glossary: readonly (readonly [english: RegExp, chinese: RegExp, example: string])[] = [
  [/\bgames?\b/i, /賽局/, 'game · 賽局'],
  [/\bgenerators?\b/i, /生成器/, 'generator · 生成器'],
  [/\bdiscriminators?\b/i, /判別器/, 'discriminator · 判別器'],
  [/\btransposed convolutions?\b/i, /轉置卷積/, 'transposed convolution · 轉置卷積'],
  [/\bkernels?\b(?! of)/i, /卷積核|kernel/, 'kernel · 卷積核'],
  [/\bstrides?\b/i, /步幅/, 'stride · 步幅'],
  [/\bpadding\b/i, /填補|padding/, 'padding · 填補'],
  [/\bbatch normali[sz]ation\b/i, /批次正規化/, 'batch normalisation · 批次正規化'],
  [/\bcross-entropy\b/i, /交叉熵/, 'cross-entropy · 交叉熵'],
  [/\bmode collapse\b/i, /模式崩潰/, 'mode collapse · 模式崩潰'],
  [/\bnon-saturating\b/i, /不飽和/, 'non-saturating · 不飽和'],
  [/\bgradients?\b/i, /梯度/, 'gradient · 梯度'],
  [/\boptimizers?\b/i, /最佳化器/, 'optimizer · 最佳化器'],
  [/\blearning rates?\b/i, /學習率/, 'learning rate · 學習率'],
  [/\bparameters?\b/i, /參數/, 'parameter · 參數'],
  [/\btrainable\b/i, /可訓練/, 'trainable · 可訓練'],
  [/\bcheckerboard\b/i, /棋盤格紋/, 'checkerboard · 棋盤格紋'],
  [/\bguidelines?\b/i, /準則/, 'guideline · 準則'],
  [/\bpooling\b/i, /池化/, 'pooling · 池化'],
  [/\bdivergence\b/i, /散度/, 'divergence · 散度'],
  [/\bdensit(?:y|ies)\b/i, /密度/, 'density · 密度'],
  [/\bslides?\b/i, /投影片/, 'slide · 投影片'],
  [/\bautoencoders?\b/i, /自編碼器/, 'autoencoder · 自編碼器'],
  [/\bencoders?\b/i, /編碼/, 'encoder · 編碼器'],
  [/\bdecoders?\b/i, /解碼/, 'decoder · 解碼器'],
  [/\breconstructions?\b/i, /重建/, 'reconstruction · 重建'],
  [/\bsupervised\b/i, /監督式/, 'supervised · 監督式'],
  [/\bcycle[- ]consistency\b/i, /循環一致/, 'cycle consistency · 循環一致性'],
];
