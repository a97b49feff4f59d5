/** The words of the explorer. */
export type Language = 'en' | 'zh-TW';

const english = {
  title: 'Minimax explorer',
  play: 'Play', pause: 'Pause', expert: 'D learns', forger: 'G learns', again: 'Start again',
  expertHelp: 'One move of the expert: D learns to tell real from made.', forgerHelp: 'One move of the forger: every point of G moves to where D believes more.',
  data: 'Real data', made: 'Made data', value: 'D maximises', objective: 'G’s objective', ratio: 'Moves of D for one of G', speed: 'Speed', draw: 'Draw',
  lineShapes: { normal: 'one hill', two: 'two hills', wide: 'wide hill', block: 'block', far: 'far away' },
  planeShapes: { normal: 'one hill', two: 'two hills', ring: 'ring', nine: 'nine hills', block: 'block', far: 'far away' },
  values: { 'minimax': 'V of the original game', 'least squares': 'least squares', 'hinge': 'hinge', 'KL': 'KL', 'reverse KL': 'reverse KL', 'Pearson': 'Pearson’s χ²', 'Hellinger': 'Hellinger' },
  objectives: { 'non-saturating': 'max log D(G(z))', 'saturating': 'min log(1 − D(G(z)))' },
  otherObjectives: { 'non-saturating': 'to count as real', 'saturating': 'min V' },
  speeds: { slow: 'slow', normal: 'normal', fast: 'as fast as possible' },
  draws: { real: 'p_data', made: 'p_G' },
  brush: 'Brush', brushes: { anew: 'draw anew', add: 'add', erase: 'rub out' }, plan: 'show how W₁ moves the mass',
  drawHelp: {
    line: 'Drag over the upper plot to draw the density. By keyboard: focus the plot, ← and → move the pen, ↑ and ↓ raise and lower the curve there.',
    plane: 'Drag over the left map to draw the density. By keyboard: focus the map, the arrows move the pen, Enter adds a hill there, Delete rubs out.',
  },
  densities: {
    line: 'The densities: real data p_data and made data p_G. The marks below are G’s points.',
    plane: 'The densities: real data p_data in blue and made data p_G in orange. The dots are G’s points.',
  },
  mapNames: { densities: 'p_data (blue), p_G (orange)' },
  bestMap: 'The best discriminator, D* = p_data / (p_data + p_G): blue where it says real, orange where it says made. The line is D* = ½.',
  learnedMap: 'The learned discriminator, in the same colours. The lines are D = ½ in purple and D* = ½ in green.',
  discriminators: 'The discriminators: the best one, D*(x) = p_data / (p_data + p_G), and the learned one.',
  history: 'The value of the game over the moves: of the best D and of the learned D.',
  measures: {
    best: 'max V(D, G)', learned: 'V(D, G) of the learned D', jensenShannon: 'JSD(p_data ‖ p_G)', wasserstein: '',
    expert: 'moves of D', forger: 'moves of G', rate: 'updates a second',
  },
  wasserstein: { 1: 'W₁(p_data, p_G)', 2: 'W₁, of 100 points of each' },
  truth: 'true', belief: 'learned',
};

export type Texts = typeof english;

const chinese: Texts = {
  title: '極小極大探索器',
  play: '播放', pause: '暫停', expert: 'D 學一步', forger: 'G 學一步', again: '重新開始',
  expertHelp: '鑑定專家走一步：D 學習分辨真假。', forgerHelp: '偽造者走一步：G 的每個點移向 D 比較相信的地方。',
  data: '真實資料', made: '生成資料', value: 'D 最大化的是', objective: 'G 的目標', ratio: 'G 走一步時 D 走幾步', speed: '速度', draw: '繪製',
  lineShapes: { normal: '一座山', two: '兩座山', wide: '寬的山', block: '方塊', far: '在遠處' },
  planeShapes: { normal: '一座山', two: '兩座山', ring: '圓環', nine: '九座山', block: '方塊', far: '在遠處' },
  values: { 'minimax': '原本賽局的 V', 'least squares': '最小平方', 'hinge': 'hinge', 'KL': 'KL', 'reverse KL': '反向 KL', 'Pearson': 'Pearson χ²', 'Hellinger': 'Hellinger' },
  objectives: { 'non-saturating': 'max log D(G(z))', 'saturating': 'min log(1 − D(G(z)))' },
  otherObjectives: { 'non-saturating': '被當成真的', 'saturating': 'min V' },
  speeds: { slow: '慢', normal: '正常', fast: '盡可能快' },
  draws: { real: 'p_data', made: 'p_G' },
  brush: '畫筆', brushes: { anew: '重新畫', add: '加上', erase: '擦掉' }, plan: '顯示 W₁ 怎麼搬動質量',
  drawHelp: {
    line: '在上方的圖上拖曳來畫出機率密度。使用鍵盤時：先選取圖，← 和 → 移動畫筆，↑ 和 ↓ 把該處的曲線升高或降低。',
    plane: '在左邊的圖上拖曳來畫出機率密度。使用鍵盤時：先選取圖，方向鍵移動畫筆，Enter 在該處加上一座山，Delete 擦掉。',
  },
  densities: {
    line: '機率密度：真實資料 p_data 與生成資料 p_G。下方的刻度是 G 的點。',
    plane: '機率密度：真實資料 p_data（藍色）與生成資料 p_G（橘色）。小點是 G 的點。',
  },
  mapNames: { densities: 'p_data（藍）、p_G（橘）' },
  bestMap: '最佳的判別器 D* = p_data / (p_data + p_G)：藍色代表判為真，橘色代表判為假。線是 D* = ½ 的地方。',
  learnedMap: '學到的判別器，顏色的意義相同。紫線是 D = ½ 的地方，綠線是 D* = ½ 的地方。',
  discriminators: '判別器：最佳的 D*(x) = p_data / (p_data + p_G)，以及學到的 D。',
  history: '賽局的值隨步數的變化：最佳的 D 與學到的 D。',
  measures: {
    best: 'max V(D, G)', learned: '學到的 D 的 V(D, G)', jensenShannon: 'JSD(p_data ‖ p_G)', wasserstein: '',
    expert: 'D 的步數', forger: 'G 的步數', rate: '每秒更新次數',
  },
  wasserstein: { 1: 'W₁(p_data, p_G)', 2: 'W₁（各取 100 個點）' },
  truth: '真值', belief: '學到的',
};

export const textsOf = (language: Language): Texts => (language === 'en' ? english : chinese);
