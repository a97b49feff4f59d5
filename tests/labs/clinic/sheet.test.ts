/** What the reader of a recording sees: every vital sign, drawn, in both languages. */
import { expect } from 'chai';
import { panelNames, panelOf } from '../../../labs/helpers/clinic/curves.js';
import { chartOf, vitalSigns } from '../../../labs/helpers/clinic/sheet.js';
import { setLanguage } from '../../../kernel-extensions/display/index.js';
import { healthyRecording, rounds, withMoves } from './recordings.js';

const bundleOf = (value: unknown): Record<string, string> => (value as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]!();
const curve = (recording: ReturnType<typeof healthyRecording>, panel: (typeof panelNames)[number], name: string) => panelOf(recording, panel).curves.find((each) => each.name === name)!;

describe('the vital signs of a training', () => {
  afterEach(() => setLanguage('en'));

  it('have a value for each round', () => {
    const recording = healthyRecording();
    for (const name of panelNames.filter((each) => each !== 'pulls')) {
      const { curves } = panelOf(recording, name);
      expect(curves.length, name).to.be.greaterThan(0);
      for (const { x, y } of curves) {
        expect(x).to.deep.equal(Array.from({ length: rounds }, (_, i) => i + 1));
        expect(y.every(Number.isFinite), name).to.equal(true);
      }
    }
    expect(curve(recording, 'losses', 'D').y).to.deep.equal(recording.rounds.map(({ moves }) => moves[0]!.loss));
    expect(curve(recording, 'tensors', 'tensors').y).to.deep.equal(recording.rounds.map(({ tensors }) => tensors));
  });

  it('show a change of the other network only where there is one', () => {
    expect(curve(healthyRecording(), 'changes', 'D, in G’s move').y.every((change) => change === 0)).to.equal(true);
    const leaked = withMoves('generator', (move) => { move.changes = move.changes.map(() => 0.4); });
    // Three tensors of length 4, each changed by 0.4.
    for (const change of curve(leaked, 'changes', 'D, in G’s move').y) expect(change).to.be.closeTo(0.1, 1e-12);
    const lines = (recording: ReturnType<typeof healthyRecording>): number => chartOf(recording, 'changes').data.length;
    expect([lines(healthyRecording()), lines(leaked)]).to.deep.equal([2, 3]);
  });

  it('have a point for each answer and its pull', () => {
    const { data } = chartOf(healthyRecording(), 'pulls');
    expect(data.map(({ name, y }) => [name, y!.length])).to.deep.equal([['D(x)', 96], ['D(G(z))', 96], ['D(G(z)), G’s move', 96]]);
  });

  it('stand on one sheet, in the language of the notebook', () => {
    const pictures = { shape: [2, 4, 4, 1] as [number, number, number, number], values: new Float32Array(32).fill(0.5) };
    const sheet = () => bundleOf(vitalSigns({ ...healthyRecording(), real: pictures, made: pictures, stopped: 'It stopped.' }, 'Ada'));
    const { 'text/html': html, 'text/plain': text } = sheet();
    expect([...html!.matchAll(/<svg /g)]).to.have.length(panelNames.length);
    expect([...html!.matchAll(/<img /g)]).to.have.length(2);
    expect(html).not.to.match(/NaN|undefined|Infinity/);
    expect(text).to.match(/^Ada\nlosses: D 0\.9 → /).and.match(/tensors in memory: tensors 80 → 110/).and.include('It stopped.');
    setLanguage('zh-TW');
    expect(sheet()['text/html']).to.include('lang="zh-TW"').and.include('記憶體裡的張量');
  });

  it('are drawn also where nothing was seen', () => {
    const blind = withMoves('discriminator', (move) => { move.views = []; delete move.real; });
    expect(bundleOf(vitalSigns(blind))['text/html']).not.to.match(/NaN|undefined/);
    expect(() => chartOf(blind, 'no such thing' as never)).to.throw(RangeError, 'losses');
  });
});
