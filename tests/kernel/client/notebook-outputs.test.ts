import { expect } from 'chai';
import { CellOutputs } from '../../../kernel-extensions/kernel/client/index.js';
import type { Displays } from '../../../kernel-extensions/kernel/client/index.js';
import { Session } from '../../../kernel-extensions/kernel/protocol/session.js';

const session = new Session('tester');
const text = (content: string) => ({ 'text/plain': content });

function areaOf(displays?: Displays) {
  const area = new CellOutputs(displays);
  const take = (type: string, content: object) => area.handle(session.message(type, { ...content }));
  return {
    area,
    stream: (name: string, content: string) => take('stream', { name, text: content }),
    display: (content: string, display_id?: string) => take('display_data', { data: text(content), metadata: {}, transient: display_id === undefined ? {} : { display_id } }),
    update: (content: string, display_id: string) => take('update_display_data', { data: text(content), metadata: { changed: true }, transient: { display_id } }),
    clear: (wait: boolean) => take('clear_output', { wait }),
    take,
  };
}

describe('outputs of a notebook cell', () => {
  it('merge neighbours of one stream, and only those', () => {
    const { area, stream } = areaOf();
    for (const [name, content] of [['stdout', 'a'], ['stdout', 'b'], ['stderr', 'c'], ['stdout', 'd']]) stream(name, content);
    expect(area.outputs).to.deep.equal([
      { output_type: 'stream', name: 'stdout', text: 'ab' },
      { output_type: 'stream', name: 'stderr', text: 'c' },
      { output_type: 'stream', name: 'stdout', text: 'd' },
    ]);
  });

  it('keep no transient data', () => {
    const { area, display, take } = areaOf();
    display('x', 'id');
    take('execute_result', { data: text('y'), metadata: {}, execution_count: 3, transient: {} });
    expect(area.outputs).to.deep.equal([
      { output_type: 'display_data', data: text('x'), metadata: {} },
      { output_type: 'execute_result', data: text('y'), metadata: {}, execution_count: 3 },
    ]);
  });

  it('change every display of an id in place, in whichever cell it is, and nothing else', () => {
    const displays: Displays = new Map();
    const first = areaOf(displays);
    const second = areaOf(displays);
    first.display('old', 'loss');
    first.display('other', 'grid');
    second.display('old', 'loss');
    second.update('new', 'loss');
    second.update('nobody', 'unknown');
    expect(first.area.outputs.concat(second.area.outputs).map((output) => 'data' in output && output.data)).to.deep.equal([text('new'), text('other'), text('new')]);
    expect(first.area.outputs[0]).to.deep.include({ metadata: { changed: true } });
  });

  it('clear at once, or with the next output', () => {
    const { area, display, stream, clear } = areaOf();
    display('1');
    clear(false);
    expect(area.outputs).to.deep.equal([]);
    display('2');
    clear(true);
    expect(area.outputs).to.have.length(1);
    stream('stdout', '3');
    expect(area.outputs).to.deep.equal([{ output_type: 'stream', name: 'stdout', text: '3' }]);
    stream('stdout', '4');
    expect(area.outputs).to.have.length(1);
  });

  it('keep errors, and ignore what is no output', () => {
    const { area, take } = areaOf();
    take('status', { execution_state: 'busy' });
    take('execute_input', { code: 'x', execution_count: 1 });
    take('error', { ename: 'E', evalue: 'v', traceback: ['t'] });
    expect(area.outputs).to.deep.equal([{ output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] }]);
  });
});
