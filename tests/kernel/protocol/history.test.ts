import { expect } from 'chai';
import { History } from '../../../kernel-extensions/kernel/supervisor/history.js';

function history() {
  const lines = new History();
  ['let a = 1', 'a + 1', 'a.b(c)', 'a + 1'].forEach((input, index) => lines.add(index + 1, input));
  lines.setOutput(2, '2');
  return lines;
}

describe('history', () => {
  it('tail: the last n', () => {
    expect(history().query({ hist_access_type: 'tail', n: 2 })).to.deep.equal([[1, 3, 'a.b(c)'], [1, 4, 'a + 1']]);
    expect(history().query({ hist_access_type: 'tail', n: 0 })).to.deep.equal([]);
  });

  it('tail with outputs, null where there was none', () => {
    expect(history().query({ hist_access_type: 'tail', n: 3, output: true })[0]).to.deep.equal([1, 2, ['a + 1', '2']]);
    expect(history().query({ hist_access_type: 'tail', n: 1, output: true })[0]).to.deep.equal([1, 4, ['a + 1', null]]);
  });

  it('range: from start to before stop, in this session, by its number or 0', () => {
    for (const session of [0, 1]) {
      expect(history().query({ hist_access_type: 'range', session, start: 2, stop: 4 })).to.deep.equal([[1, 2, 'a + 1'], [1, 3, 'a.b(c)']]);
    }
    expect(history().query({ hist_access_type: 'range', session: 7, start: 1 })).to.deep.equal([]);
  });

  it('search: a glob over the whole input, where everything else stands for itself', () => {
    expect(history().query({ hist_access_type: 'search', pattern: 'a + ?' })).to.deep.equal([[1, 2, 'a + 1'], [1, 4, 'a + 1']]);
    expect(history().query({ hist_access_type: 'search', pattern: '*.b(*' })).to.deep.equal([[1, 3, 'a.b(c)']]);
    expect(history().query({ hist_access_type: 'search', pattern: 'a' })).to.deep.equal([]);
  });

  it('search: unique keeps the latest of equal inputs, n the last found', () => {
    expect(history().query({ hist_access_type: 'search', pattern: 'a + 1', unique: true })).to.deep.equal([[1, 4, 'a + 1']]);
    expect(history().query({ hist_access_type: 'search', pattern: '*', n: 1 })).to.deep.equal([[1, 4, 'a + 1']]);
  });

  it('answers a request that makes no sense with nothing', () => {
    for (const content of [{}, { hist_access_type: 'all' }, { hist_access_type: 'search', pattern: 5, n: 'x' }]) {
      expect(history().query(content)).to.be.an('array');
    }
  });

  it('forgets the oldest beyond its limit', () => {
    const short = new History(2);
    for (const line of [1, 2, 3]) short.add(line, `${line}`);
    expect(short.query({ hist_access_type: 'tail', n: 9 })).to.deep.equal([[1, 2, '2'], [1, 3, '3']]);
  });
});
