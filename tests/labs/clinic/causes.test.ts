/** Each cause by recordings made by hand: what decides is changed, and nothing else; what comes near to it is not taken for it. */
import { expect } from 'chai';
import { causes } from '../../../labs/helpers/clinic/causes/index.js';
import { diagnose } from '../../../labs/helpers/clinic/diagnose.js';
import { sigmoid } from '../../../labs/helpers/minimax/logistic.js';
import type { Recording } from '../../../labs/helpers/clinic/vital-signs.js';
import { setLanguage } from '../../../kernel-extensions/display/index.js';
import { crossEntropy, healthyRecording, rounds, withMoves, withPulls } from './recordings.js';

const slope = (s: number): number => sigmoid(s) * (1 - sigmoid(s));
/** Pulls of softplus(∓σ(s)): the slope by the chain rule. */
const twice = { real: (s: number) => (sigmoid(sigmoid(s)) - 1) * slope(s), made: (s: number) => sigmoid(sigmoid(s)) * slope(s) };
const times = (factor: number, of: (s: number) => number) => (s: number): number => factor * of(s);

function withNetworks(change: (recording: Recording) => void): Recording {
  const recording = healthyRecording();
  change(recording);
  return recording;
}

/** By cause: recordings that have it, and what the evidence has to say. */
const sick: Record<string, Record<string, readonly [recording: () => Recording, says: RegExp]>> = {
  'leaked-gradients': {
    'G moves D by a hair, once': [() => withMoves('generator', (move, round) => { if (round === 5) move.changes[4] = 1e-9; }), /In 1 of 12 moves of G, 1 of the 3 weight tensors of D changed/],
    'D moves all of G': [() => withMoves('discriminator', (move) => { move.changes = move.changes.map(() => 0.2); }), /In 12 of 12 moves of D, 3 of the 3 weight tensors of G changed, by up to 5 %/],
  },
  'frozen-weights': {
    'D\'s head was never asked for': [() => withMoves('discriminator', (move) => { for (const i of [4, 5]) { move.changes[i] = 0; move.gradients[i] = null; } }), /D: 7 Dense kernel, 7 Dense bias changed in any of 12 moves of D, not by a bit; no gradient was ever asked for/],
    'a gradient of 0': [() => withMoves('generator', (move) => { move.changes[0] = 0; move.gradients[0] = 0; }), /G: 1 Dense kernel .* the gradient there is exactly 0/],
    'a learning rate of 0': [() => withMoves('generator', (move) => { move.changes = move.changes.map(() => 0); }), /No weight of G changed .* although a gradient was computed/],
  },
  'other-optimizer': { 'a new one in each move': [() => withMoves('generator', (move) => { move.ownOptimizer = false; }), /In 12 of 12 moves, G's weights changed while gan\.generatorOptimizer made no update/] },
  'half-a-loss': {
    'no view of real pictures': [() => withMoves('discriminator', (move) => { move.views.shift(); }), /never pulled at an answer to a real picture/],
    'a weight of 0': [() => withPulls({ made: () => 0 }), /never pulled at an answer to a made picture/],
  },
  'swapped-labels': {
    'D has them the wrong way round': [() => withPulls({ real: crossEntropy.made, made: crossEntropy.real }), /D pulls D\(x\) ↓ .*D\(G\(z\)\) ↑ .*both want the same/],
    'G has them the wrong way round': [() => withPulls({ generator: crossEntropy.made }), /G pulls D\(G\(z\)\) ↓/],
    'both are called real': [() => withPulls({ made: crossEntropy.real }), /the same way/],
  },
  'double-sigmoid': {
    'in both moves': [() => withPulls({ ...twice, generator: twice.real }), /wants the answer 2/],
    'in G\'s move alone': [() => withPulls({ generator: twice.real }), /wants the answer 2/],
    'in D\'s move, with labels smoothed to 0.9': [() => withPulls({ real: (s) => (sigmoid(sigmoid(s)) - 0.9) * slope(s), made: twice.made }), /wants the answer 1\.[5-9]/],
  },
  'saturating-loss': {
    'log(1 − D)': [() => withPulls({ generator: (s) => -sigmoid(s) }), /G is pulled with 0\.\d+; −log D would pull with 0\.\d+/],
    'with the labels turned around for all': [() => withPulls({ real: crossEntropy.made, made: crossEntropy.real, generator: (s) => 1 - sigmoid(s) }), /−log D would pull/],
  },
  'unaveraged-loss': {
    'one half summed': [() => withPulls({ made: times(8, crossEntropy.made) }), /one real picture weighs 1 and one made picture 8 times/],
    'G\'s loss summed': [() => withPulls({ generator: times(8, crossEntropy.real) }), /In generatorStep one picture weighs 8 times/],
  },
  'inference-mode': {
    'D in its own move': [() => withMoves('discriminator', (move) => { for (const view of move.views) view.training = false; }), /In discriminatorStep, D was called 24 times, 24 of them in inference mode/],
    'G draws by predict': [() => withMoves('discriminator', (move) => { move.drawings[0]!.training = false; }), /In discriminatorStep, G was called 12 times/],
  },
  'mixed-batch': { 'one view of both': [() => withMoves('discriminator', (move) => {
    const [real, made] = move.views;
    move.views = [{ origin: 'both', training: true, pictures: { ...real!.pictures, ...made!.pictures }, logits: { real: real!.logits.real, made: made!.logits.made }, pulls: { real: real!.pulls.real, made: made!.pulls.made } }];
  }), /In 12 of 12 moves D normalised real and made pictures together/] },
  'unscaled-data': {
    '0 to 1 against tanh': [() => withMoves('discriminator', (move) => { Object.assign(move.views[0]!.pictures.real!, { min: 0, max: 1 }); }), /real pictures in \[0, 1\]; what G draws with its tanh lies in \[-1, 1\]/],
    '0 to 255 against tanh': [() => withMoves('discriminator', (move) => { Object.assign(move.views[0]!.pictures.real!, { min: 0, max: 255 }); }), /\[0, 255\].*never draw the brightest/],
    '−1 to 1 against a sigmoid': [() => { const recording = withMoves('discriminator', (move) => { move.drawings[0]!.pictures.min = 0; move.views[1]!.pictures.made!.min = 0; }); recording.networks.generator.output = 'sigmoid'; return recording; }, /its sigmoid lies in \[0, 1\]/],
  },
  'leaking-memory': {
    'two a round': [() => withNetworks(({ rounds: all }) => all.forEach((round, i) => { round.tensors += 2 * i; })), /from 114 to 132: 2 a round/],
    'three, now and then': [() => withNetworks(({ rounds: all }) => all.forEach((round, i) => { round.tensors += 3 * Math.floor(i / 5); })), /grew from 110 to 116/],
  },
  'high-learning-rate': { 'a step of five times the weights': [() => withMoves('discriminator', (move, round) => { if (round === 0) move.changes = move.changes.map((change) => 100 * change); }), /One step of D was 5 times as long/] },
  'standstill': { 'steps of a millionth': [() => withMoves('generator', (move) => { move.changes = move.changes.map((change) => change * 1e-5); }), /A move of G changes its kernels by/] },
  'mode-collapse': {
    'one picture for all': [() => withMoves('generator', (move, round) => { if (round > 5) move.drawings[0]!.pictures.variety = 0.005; }), /differ from each other by 1 % .*although its noise vectors differ/],
    'one z for all': [() => withMoves('generator', (move) => { move.drawings[0]!.pictures.variety = 0; move.drawings[0]!.noise.variety = 0; }), /the same z again and again/],
  },
  'strong-discriminator': {
    'far ahead, and moving eight times': [() => {
      const recording = withMoves('generator', (move) => { for (const view of move.views) view.logits.made = view.logits.made.map((s) => s - 4); });
      recording.rounds.forEach((round) => { (round as { moves: unknown[] }).moves = [...Array.from({ length: 7 }, () => round.moves[0]!), ...round.moves]; });
      return recording;
    }, /D moves 8 times for one move of G/],
    'hopelessly far ahead': [() => withMoves('generator', (move) => { for (const view of move.views) view.logits.made = view.logits.made.map((s) => s - 9); }), /D believes G's pictures by 0\.0/],
  },
  'not-a-number': { 'a loss of NaN': [() => ({ ...healthyRecording(), stopped: 'The loss of generatorStep is NaN in round 13' }), /In round 12 a loss was NaN/] },
};

/** What comes near to a cause and is none. */
const well: Record<string, () => Recording> = {
  'nothing': healthyRecording,
  'real is called 0, and all know': () => withPulls({ real: crossEntropy.made, made: crossEntropy.real, generator: crossEntropy.made }),
  'labels smoothed on one side': () => withPulls({ real: (s) => sigmoid(s) - 0.9 }),
  'least squares on logits': () => withPulls({ real: (s) => 2 * (s - 1), made: (s) => 2 * s + 4, generator: (s) => 2 * (s - 3) }),
  'least squares behind a sigmoid': () => withPulls({ real: (s) => 2 * (sigmoid(s) - 1) * slope(s), made: (s) => 2 * sigmoid(s) * slope(s), generator: (s) => 2 * (sigmoid(s) - 1) * slope(s) }),
  'a critic of Wasserstein\'s kind': () => withPulls({ real: () => -1, made: () => 1, generator: () => -1 }),
  'hinge losses': () => withPulls({ real: (s) => (s < 1 ? -1 : 0), made: (s) => (s > -1 ? 1 : 0), generator: () => -1 }),
  'a mean of both halves': () => withPulls({ real: times(0.5, crossEntropy.real), made: times(0.5, crossEntropy.made) }),
  'both scaled alike by the move': () => withMoves('discriminator', (move) => { Object.assign(move.views[0]!.pictures.real!, { min: 0, max: 1 }); Object.assign(move.views[1]!.pictures.made!, { min: 0, max: 1 }); }),
  'a look at D without a gradient, in inference mode': () => withMoves('discriminator', (move) => { move.views.push({ ...move.views[0]!, training: false, pulls: { real: [], made: [] } }); }),
  'no batch normalisation, and inference mode': () => { const recording = withMoves('discriminator', (move) => { for (const view of move.views) view.training = false; }); recording.networks.discriminator.batchNorm = false; return recording; },
  'a store that fills up in the first rounds': () => withNetworks(({ rounds: all }) => all.forEach((round, i) => { round.tensors += Math.min(i, 5); })),
  'a noisy real picture': () => withMoves('discriminator', (move) => { Object.assign(move.views[0]!.pictures.real!, { min: -1.4, max: 1.4 }); }),
  'D moves twice for each move of G': () => withNetworks((recording) => recording.rounds.forEach((round) => { (round as { moves: unknown[] }).moves = [round.moves[0]!, ...round.moves]; })),
};

describe('the causes of the failure clinic', () => {
  afterEach(() => setLanguage('en'));

  it('are all tried', () => {
    expect(Object.keys(sick)).to.have.members(causes.map(({ id }) => id));
  });

  for (const [cause, cases] of Object.entries(sick)) {
    for (const [name, [recording, says]] of Object.entries(cases)) {
      it(`${cause}: ${name}`, () => {
        const { verdict, findings } = diagnose(recording());
        expect(verdict).to.equal(cause);
        expect(findings[0]!.evidence.en).to.match(says).and.not.match(/undefined|\bNaN(?! or)/);
        expect(findings[0]!.evidence['zh-TW']).to.match(/[\u4e00-\u9fff]/);
        for (const text of [findings[0]!.lookAt, findings[0]!.name]) expect(text.en).to.not.equal(text['zh-TW']);
      });
    }
  }

  for (const [name, recording] of Object.entries(well)) {
    it(`none: ${name}`, () => {
      expect(diagnose(recording()).findings.map(({ evidence }) => evidence.en)).to.deep.equal([]);
    });
  }

  it('of two, the fact comes first, and the tendency is said to follow from it', () => {
    const recording = withPulls({ generator: (s) => -sigmoid(s) });
    for (const { moves } of recording.rounds) for (const { player, views } of moves) if (player === 'generator') for (const view of views) view.logits.made = view.logits.made.map((s) => s - 9);
    recording.rounds.forEach(({ moves }) => moves.forEach(({ player, views }) => { if (player === 'generator') views.forEach((view) => { view.pulls.made = view.logits.made.map((s) => -sigmoid(s)); }); }));
    const { findings } = diagnose(recording);
    expect(findings.map(({ cause }) => cause)).to.deep.equal(['saturating-loss', 'strong-discriminator']);
  });

  it('a diagnosis shows its verdict, evidence and what is in order, in the language of the notebook', () => {
    const shown = (): string => {
      const display = (diagnose(withPulls({ generator: crossEntropy.made })) as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]!();
      return `${display['text/plain']}\n${display['text/html']}`;
    };
    expect(shown()).to.match(/Diagnosis: swapped labels\./).and.match(/Where to look: .*generatorStep/).and.include('the number of tensors stays as it is');
    setLanguage('zh-TW');
    expect(shown()).to.match(/診斷: 標籤對調/).and.include('張量的數目保持不變');
  });

  it('a recording without rounds is refused', () => {
    expect(() => diagnose({ ...healthyRecording(), rounds: [] })).to.throw(RangeError, 'one round or more');
    expect(rounds).to.be.greaterThan(4);
  });
});
