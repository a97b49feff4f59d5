/** The labs' notebooks carry metadata that nbgrader takes for its own: the rules and the checksum are written down in Python. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { checksumOf, withChecksums } from '../../grader/nbgrader.js';
import { buildLab, labNames } from '../../labs/authoring/labs.js';
import { languages } from '../../labs/authoring/percent.js';
import { serialize, type NotebookCell } from '../../labs/authoring/notebook.js';
import { needPython } from '../support/python.js';

const script = join(import.meta.dirname, '..', '..', '..', 'tests', 'grader', 'fixtures', 'nbgrader_checksum.py');
const inPython = (notebook: string): [string, string, string[]][] =>
  execFileSync('python3', [script], { input: notebook, encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line) as [string, string, string[]]);

describe('Metadata for nbgrader', () => {
  beforeEach(function () { needPython(this); });

  for (const lab of labNames()) {
    for (const language of languages) {
      it(`${lab} (${language}): valid, with nbgrader's checksums`, () => {
        const notebook = withChecksums(buildLab(lab, language, 'student'));
        const checksums = notebook.cells.flatMap(({ metadata: { nbgrader } }) => (nbgrader ? [[nbgrader.grade_id, (nbgrader as { checksum?: string }).checksum]] : []));
        const found = inPython(serialize(notebook));
        expect(checksums).to.have.length.greaterThan(4);
        expect(checksums).to.deep.equal(found.map(([id, checksum]) => [id, checksum]));
        expect(found.flatMap(([, , problems]) => problems)).to.deep.equal([]);
      });
    }
  }

  it('gives fractions and other alphabets the bytes that Python gives them', () => {
    const cell = { cell_type: 'markdown', id: 'x', source: ['損失\n', '∑'], metadata: { nbgrader: { schema_version: 3, grade_id: 'x-1', grade: true, solution: true, locked: false, task: false, points: 0.1 } } } satisfies NotebookCell;
    expect(inPython(JSON.stringify({ cells: [cell] }))).to.deep.equal([['x-1', checksumOf(cell), []]]);
  });
});
